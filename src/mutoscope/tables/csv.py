"""CSV by RFC 4180 for spreadsheets of any locale: UTF-8, quoted what may part cells, guarded what may be run."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from mutoscope.tables.formulas import guard
from mutoscope.tables.table import Cell, Column, Table, Type, local
from mutoscope.texts import without_controls

Separator = Literal["comma", "semicolon", "tab"]
DecimalMark = Literal["point", "comma"]

BOM = b"\xef\xbb\xbf"
"""By which Excel knows that a CSV file is UTF-8."""

SEPARATORS: dict[Separator, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}

_QUOTED = re.compile(r'[",;|\t\r\n\u2028\u2029]|^\s|\s$')
"""Text that is quoted: it has what separates cells in this or another locale, or blanks that a program may drop."""

Show = Callable[[Cell], str]


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a CSV file is spelled, which depends on the locale of the spreadsheet that it is for."""

    separator: Separator = "comma"
    decimal: DecimalMark = "point"
    bom: bool = True

    @property
    def is_possible(self) -> bool:
        """A comma can't both part cells and mark decimals."""
        return (self.separator, self.decimal) != ("comma", "comma")


USUAL = Dialect()


def csv_parts(table: Table, dialect: Dialect = USUAL) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    shows = [_show(column, table.zone, dialect) for column in table.columns]
    yield (BOM if dialect.bom else b"") + _lines([[text_cell(column.name) for column in table.columns]], dialect)
    for batch in table.batches():
        yield _lines(
            (["" if cell is None else show(cell) for show, cell in zip(shows, row, strict=True)] for row in batch),
            dialect,
        )


def text_cell(cell: Cell) -> str:
    """A text as it stands in the file: no spreadsheet runs it, no program cuts it."""
    text = guard(without_controls(str(cell)))
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _lines(rows: Iterable[list[str]], dialect: Dialect) -> bytes:
    separator = SEPARATORS[dialect.separator]
    return "".join(separator.join(row) + "\r\n" for row in rows).encode(
        "utf-8", "replace"
    )  # half a pair is no character


def _number(cell: Cell, mark: str) -> str:
    """Whole, or with the two decimals that every number of ours has. A negative number is no formula."""
    if isinstance(cell, str):
        return text_cell(cell)
    return f"{cell:.2f}".replace(".", mark) if isinstance(cell, float) else str(cell)


def _exact(cell: Cell, mark: str) -> str:
    """Without an exponent, which not every program reads."""
    return format(Decimal(str(cell)).normalize(), "f").replace(".", mark)


def _percent(cell: Cell, mark: str) -> str:
    return f"{cell:.2f}".replace(".", mark)


def _instant(cell: Cell, zone: ZoneInfo) -> str:
    return local(cell, zone).isoformat(timespec="seconds")


def _show(column: Column, zone: ZoneInfo, dialect: Dialect) -> Show:
    mark = "," if dialect.decimal == "comma" else "."
    shows: dict[Type, Show] = {
        "text": text_cell,
        "number": partial(_number, mark=mark),
        "exact": partial(_exact, mark=mark),
        "percent": partial(_percent, mark=mark),
        "date": str,
        "instant": partial(_instant, zone=zone),
    }
    return shows[column.type]
