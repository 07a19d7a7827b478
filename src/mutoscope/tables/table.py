"""What a table is: columns, declared once for every format, and rows that come one after another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

Cell = str | int | float | date | None
"""A value; None: an empty cell. An instant is an aware datetime, or RFC 3339 text as the API has it."""

Type = Literal["text", "number", "exact", "percent", "date", "instant"]
"""percent: 23.53 stands for 23.53 %. exact: a number with all of its decimals."""

WIDTHS: dict[Type, int] = {"text": 24, "number": 14, "exact": 14, "percent": 12, "date": 12, "instant": 20}
"""Usual widths, in characters."""

BATCH = 500
"""Rows that are written at a time."""

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column; width: in characters, for formats that have one."""

    name: str  # its heading
    type: Type = "text"
    width: int | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells in the order of the columns. They are walked once."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    zone: ZoneInfo  # in which instants are shown
    name: str = "Report"  # of its sheets

    def batches(self) -> Iterator[list[Sequence[Cell]]]:
        rows = iter(self.rows)
        while batch := list(islice(rows, BATCH)):
            yield batch


def local(value: Cell, zone: ZoneInfo) -> datetime:
    """An instant in the table's zone. Raises ValueError for text that is none."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(zone)
