"""Short lists, which are read whole: their order, their pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from mutoscope.api.paging import Direction, Order, Paging
from mutoscope.catalog import folded

Row = Mapping[str, Any]


def listed(rows: Sequence[Row], paging: Paging, orderable: Sequence[str], usual: Order) -> dict[str, Any]:
    """The answer with a page of rows. Case and accents of text don't matter; what is null comes last."""
    order = paging.orders(orderable, usual)
    ordered = list(rows)
    for name, direction in reversed(order):
        with_value = [row for row in ordered if row[name] is not None]
        without = [row for row in ordered if row[name] is None]
        ordered = _sorted(with_value, name, direction) + without
    return {
        "meta": {"pagination": paging.meta(len(rows)), "order": dict(order)},
        "data": ordered[paging.offset : paging.offset + paging.per_page],
    }


def _sorted(rows: Sequence[Row], name: str, direction: Direction) -> list[Row]:
    def comparable(row: Row) -> Any:  # noqa: ANN401 - of whatever type the field is
        value = row[name]
        return folded(value) if isinstance(value, str) else value

    return sorted(rows, key=comparable, reverse=direction == "desc")
