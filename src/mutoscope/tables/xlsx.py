"""XLSX with real types: XlsxWriter makes the workbook, its rows are streamed into the zipped sheets.

XlsxWriter's own way to write many rows (constant_memory) puts each sheet on disk twice before it zips it, and takes
several times as long (docs/adr/0007-rows-straight-into-the-sheet.md). So of a workbook that it made we keep everything
but the sheets' rows: what is around them, and the numbers of the formats, which a row of examples tells.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from typing_extensions import Buffer

from mutoscope.tables.table import WIDTHS, Cell, Column, Table, Type, local
from mutoscope.texts import without_controls

SHEET_ROWS = 1_000_000
"""Rows of a sheet, of the 1,048,576 that Excel has."""

SHEET_BYTES = 1_900_000_000
"""Longer ones would need ZIP64, which Excel reads in some spellings only."""

CELL_CHARACTERS = 32_767
"""UTF-16 units that Excel takes in a cell."""

COMPRESSION = 4
"""A sixth larger than the usual 6, in half of its time."""

FORMATS: dict[Type, str] = {"percent": "0.00%", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss"}

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - local time: a spreadsheet knows no zones
_DAY = timedelta(days=1)

# What XML can't hold as it is, and the spelling `_x0041_` that means a character.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_SHEET = "xl/worksheets/sheet{number}.xml"

Show = Callable[[str, Cell], str]  # a cell's XML from its place and value


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """What is around the rows of a sheet, its heading included."""

    head: bytes
    tail: bytes


@dataclass(frozen=True, kw_only=True)
class _Styles:
    """By column: how its cells begin, up to the row's number, and their attribute of the format's number."""

    columns: tuple[tuple[str, str], ...]
    quoted: str  # of text that would be a formula, were it typed: it stays text when it is edited


def xlsx_parts(table: Table) -> Iterator[bytes]:
    """The file, as it comes out of the zip."""
    out = _Outbox()
    for _ in write_xlsx(table, cast("IO[bytes]", out)):
        if part := out.take():
            yield part
    yield out.take()


def write_xlsx(table: Table, out: IO[bytes]) -> Iterator[int]:
    """Write the file step by step; what is yielded is the number of rows so far."""
    frames, styles = _prepared(table)
    columns = [
        (place, _show(column, style, styles.quoted, table.zone))
        for column, (place, style) in zip(table.columns, styles.columns, strict=True)
    ]
    batches = table.batches()
    batch = next(batches, [])
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        written = sheets = 0
        while not sheets or batch:
            frame = frames[min(sheets, 1)]
            sheets += 1
            with archive.open(_SHEET.format(number=sheets), "w") as sheet:
                sheet.write(frame.head)
                rows = size = 0
                while batch and rows < SHEET_ROWS and size < SHEET_BYTES:
                    size += sheet.write(_rows(batch, rows + 2, columns))
                    rows += len(batch)
                    written += len(batch)
                    yield written
                    batch = next(batches, [])
                sheet.write(frame.tail)
        with _workbook(table, sheets) as made:
            for entry in made.infolist():
                if not entry.filename.startswith("xl/worksheets/"):
                    with archive.open(entry.filename, "w") as part:
                        part.write(made.read(entry))


def _prepared(table: Table) -> tuple[list[_Frame], _Styles]:
    """The frames of the first sheet and of those after it."""
    with _workbook(table, 2) as made:
        first, further = (made.read(_SHEET.format(number=number)).decode() for number in (1, 2))
    examples = re.findall(r'(<c r="[A-Z]+)2"(?: s="(\d+)")?', first)
    *columns, (_, quoted) = ((place, f' s="{number}"' if number else "") for place, number in examples)
    return [_frame(first), _frame(further)], _Styles(columns=tuple(columns), quoted=quoted)


def _frame(sheet: str) -> _Frame:
    head, _, rest = re.sub(r"<dimension [^>]*/>", "", sheet).partition('<row r="2"')
    return _Frame(head=head.encode(), tail=rest.partition("</row>")[2].encode())


def _workbook(table: Table, sheets: int) -> ZipFile:
    """A workbook of that many sheets, each with its heading and a row of examples of every format."""
    import xlsxwriter  # here, since nothing else of a server needs it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        formats = {type_: book.add_format({"num_format": format_}) for type_, format_ in FORMATS.items()}
        quoted = book.add_format({"quote_prefix": True})
        name = re.sub(r"[\[\]:*?/\\']", " ", table.name)[:25]
        for number in range(1, sheets + 1):
            sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
            sheet.freeze_panes(1, 0)
            for index, column in enumerate(table.columns):
                sheet.set_column(index, index, column.width or max(WIDTHS[column.type], len(column.name) + 2))
                sheet.write_string(0, index, column.name, heading)
                sheet.write_number(1, index, 0, formats.get(column.type))
            sheet.write_number(1, len(table.columns), 0, quoted)
    return ZipFile(file)


def _rows(batch: list[Sequence[Cell]], first: int, columns: list[tuple[str, Show]]) -> bytes:
    lines = []
    for number, row in enumerate(batch, first):
        cells = [
            show(f'{place}{number}"', cell)
            for (place, show), cell in zip(columns, row, strict=True)
            if cell is not None
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines).encode()


def _text(place: str, cell: Cell, style: str) -> str:
    text = _cut(without_controls(str(cell)))
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(_spelled, text)
    mark = style if text[:1] in _QUOTED else ""
    return f'{place}{mark} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_QUOTED = frozenset("=+-@＝＋－＠\t")


def _number(place: str, cell: Cell, style: str) -> str:
    return f"{place}{style}><v>{cell!r}</v></c>"


def _percent(place: str, cell: Cell, style: str) -> str:
    assert isinstance(cell, int | float)
    return f"{place}{style}><v>{round(cell / 100, 6)!r}</v></c>"


def _date(place: str, cell: Cell, style: str) -> str:
    assert isinstance(cell, date)
    return f"{place}{style}><v>{cell.toordinal() - EPOCH.toordinal()}</v></c>"


def _instant(place: str, cell: Cell, style: str, zone: ZoneInfo) -> str:
    instant = local(cell, zone)
    if instant.fold:  # the clock says it for the second time: a cell that knows no zones would be the first
        return _text(place, instant.isoformat(" ", "seconds"), "")
    days = (instant.replace(tzinfo=None) - EPOCH) / _DAY
    return f"{place}{style}><v>{days!r}</v></c>"


def _show(column: Column, style: str, quoted: str, zone: ZoneInfo) -> Show:
    shows: dict[Type, Show] = {
        "text": partial(_text, style=quoted),
        "number": partial(_number, style=style),
        "exact": partial(_number, style=style),
        "percent": partial(_percent, style=style),
        "date": partial(_date, style=style),
        "instant": partial(_instant, style=style, zone=zone),
    }
    return shows[column.type]


def _spelled(found: re.Match[str]) -> str:
    text = found.group()
    if text in _NAMED:
        return _NAMED[text]
    if len(text) > 1:  # it only looks like a spelled character: so its underscore is spelled
        return f"_x005F{text}"
    return f"_x{ord(text):04X}_" if text < " " else "\ufffd"


def _cut(text: str) -> str:
    if len(text) <= CELL_CHARACTERS // 2:
        return text
    return text.encode("utf-16-le", "replace")[: 2 * CELL_CHARACTERS].decode("utf-16-le", "ignore")


class _Outbox:
    """A file that can only be written, and whose bytes are taken out as they come."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: Buffer) -> int:
        self._parts.append(bytes(part))
        return len(self._parts[-1])

    def flush(self) -> None: ...

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
