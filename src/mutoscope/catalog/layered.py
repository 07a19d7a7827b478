"""A mapping as of one instant, whose next instant costs next to nothing."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

_MANY = 1_000
_ABSENT: Any = object()


class Layered(Mapping[Key, Value], Generic[Key, Value]):
    """Never changes: `changed` gives the next picture, which shares the bulk of this one.

    Copying a dict of all contents for each video that a beacon makes known would cost O(catalog). So there are two: the
    settled values, which pictures share, and the few since. These are copied, and settle once they are more than the
    root of the others: a change costs O(√n) on average, a look-up two dicts at most.
    """

    __slots__ = ("_recent", "_settled")

    def __init__(
        self, settled: Mapping[Key, Value] | None = None, recent: Mapping[Key, Value | None] | None = None
    ) -> None:
        """recent: what differs from the settled ones; None: gone."""
        self._settled = settled or {}
        self._recent = recent or {}

    def changed(self, changes: Mapping[Key, Value | None]) -> "Layered[Key, Value]":
        """The picture after some changes, each a new value, or None for what is gone."""
        recent = {**self._recent, **changes}
        if len(recent) < _MANY or len(recent) ** 2 < len(self._settled):
            return Layered(self._settled, recent)
        whole: dict[Key, Any] = {**self._settled, **recent}
        return Layered({key: value for key, value in whole.items() if value is not None})

    def get(self, key: Key, default: Any = None) -> Any:  # noqa: ANN401 - Mapping's own signature, without its exception
        value = self._recent.get(key, _ABSENT) if self._recent else _ABSENT
        if value is _ABSENT:
            return self._settled.get(key, default)
        return default if value is None else value

    def __getitem__(self, key: Key) -> Value:
        value: Value = self.get(key, _ABSENT)
        if value is _ABSENT:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[Key]:
        yield from (key for key in self._settled if key not in self._recent)
        yield from (key for key, value in self._recent.items() if value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
