"""Equal questions asked at the same time are worked out once: who comes second waits for the first's answer."""

import dataclasses
from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from functools import partial, wraps
from threading import Event, Lock
from typing import Any, Generic, TypeVar, cast

Value = TypeVar("Value")
Method = TypeVar("Method", bound=Callable[..., Any])


class _Flight(Generic[Value]):
    """An answer on its way."""

    def __init__(self) -> None:
        self.landed = Event()
        self.value: Value | None = None
        self.error: BaseException | None = None


class Together:
    """What is being worked out. Safe to use from several threads."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[Any]] = {}
        self._lock = Lock()

    def ask(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The answer to `key`. Whoever waited for another's gets a copy of it, or its error."""
        with self._lock:
            flight: _Flight[Value] | None = self._flights.get(key)
            first = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if not first:
            flight.landed.wait()
            if flight.error is not None:
                raise flight.error
            return deepcopy(flight.value)  # type: ignore[return-value] # it has landed
        try:
            flight.value = work_out()
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()
        return flight.value


def once(method: Method) -> Method:
    """A method of an object that has a `together`: equal calls at the same time are one.

    `now_ms` makes no difference: what is being worked out is as of now for whoever asks meanwhile.
    """

    @wraps(method)
    def asked(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - those of the method
        named = {name: value for name, value in kwargs.items() if name != "now_ms"}
        key = (method.__name__, _normal(args), _normal(named))
        return self.together.ask(key, partial(method, self, *args, **kwargs))

    return cast("Method", asked)


def _normal(value: object) -> Hashable:
    """What equal arguments have in common."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        compared = (field.name for field in dataclasses.fields(value) if field.compare)
        return (type(value).__name__, *((name, _normal(getattr(value, name))) for name in compared))
    if isinstance(value, Mapping):
        return frozenset((name, _normal(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_normal, value))
    return value  # a text, a number, an id, a zone
