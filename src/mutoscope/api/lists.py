"""Short lists, which are read whole: their order, their pages."""

from collections.abc import Callable, Mapping, Sequence
from operator import getitem
from typing import Any, TypeVar

from mutoscope.api.paging import Order, Paging
from mutoscope.catalog import folded

Thing = TypeVar("Thing")
Value = Callable[[Any, str], Any]


def listed(rows: Sequence[Mapping[str, Any]], paging: Paging, orderable: Sequence[str], usual: Order) -> dict[str, Any]:
    """The answer with a page of rows."""
    meta, shown = page_of(rows, paging, orderable, usual, getitem)
    return {"meta": meta, "data": shown}


def page_of(
    things: Sequence[Thing], paging: Paging, orderable: Sequence[str], usual: Order, value: Value = getattr
) -> tuple[dict[str, Any], list[Thing]]:
    """`meta` of the answer, and the things of its page. value: of a thing's field, by its name."""
    order = paging.orders(orderable, usual)
    shown = in_order(things, order, value)[paging.offset : paging.offset + paging.per_page]
    return {"pagination": paging.meta(len(things)), "order": dict(order)}, shown


def in_order(things: Sequence[Thing], order: Order, value: Value = getattr) -> list[Thing]:
    """Case and accents of text don't matter; what is None comes last; ties stay in the order they have."""
    ordered = list(things)
    for name, direction in reversed(order):
        with_value = [thing for thing in ordered if value(thing, name) is not None]
        without = [thing for thing in ordered if value(thing, name) is None]
        with_value.sort(key=lambda thing: _comparable(value(thing, name)), reverse=direction == "desc")
        ordered = with_value + without
    return ordered


def _comparable(value: Any) -> Any:  # noqa: ANN401 - of whatever type the field is
    return folded(value) if isinstance(value, str) else value
