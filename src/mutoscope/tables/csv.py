"""CSV by RFC 4180: CRLF, quoted where needed, UTF-8."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from mutoscope.tables.table import Cell, Column, Table, Type, local

BOM = b"\xef\xbb\xbf"
"""By which Excel knows that a CSV file is UTF-8."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes spreadsheets take text for a formula, and run it."""

Show = Callable[[Cell], str]


def csv_parts(table: Table, *, bom: bool) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    shows = [_show(column, table.zone) for column in table.columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_text(column.name) for column in table.columns])
    yield (BOM if bom else b"") + _taken(out)
    for batch in table.batches():
        writer.writerows(
            ["" if cell is None else show(cell) for show, cell in zip(shows, row, strict=True)] for row in batch
        )
        yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")  # half of a surrogate pair is no character


def _text(cell: Cell) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe says that it is text."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _number(cell: Cell) -> str:
    """Whole, or with the two decimals that every number of ours has."""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _percent(cell: Cell) -> str:
    return f"{cell:.2f}"


def _instant(cell: Cell, zone: ZoneInfo) -> str:
    return local(cell, zone).isoformat(timespec="seconds")


def _show(column: Column, zone: ZoneInfo) -> Show:
    shows: dict[Type, Show] = {
        "text": _text,
        "number": _number,
        "percent": _percent,
        "date": str,
        "instant": partial(_instant, zone=zone),
    }
    return shows[column.type]
