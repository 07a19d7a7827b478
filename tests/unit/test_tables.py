"""Files of tables, read back by software that is not ours."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from mutoscope.tables import Cell, Column, DecimalMark, Dialect, Format, Separator, Table, save, stream
from mutoscope.tables import xlsx as xlsx_module

BERLIN = ZoneInfo("Europe/Berlin")

COLUMNS = (
    Column(name="title", width=40),
    Column(name="views", type="number"),
    Column(name="view_rate", type="percent"),
    Column(name="day", type="date"),
    Column(name="at", type="instant"),
)
ROWS: Sequence[Sequence[Cell]] = (
    ("Ära, „Kino“\r\nzwei", 7, 23.53, date(2024, 2, 29), "2024-03-31T00:59:59Z"),
    (None, 0, 100.0, None, datetime(2024, 3, 31, 1, 0, tzinfo=UTC)),
    ("", -3, 0, date(1999, 12, 31), None),
    ('"', 12.5, None, None, None),
)


def table(rows: Iterable[Sequence[Cell]] = ROWS, columns: Sequence[Column] = COLUMNS) -> Table:
    return Table(columns=columns, rows=rows, zone=BERLIN)


def text_table(*texts: str) -> Table:
    return table(([text] for text in texts), [Column(name="text")])


def read_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def read_xlsx(file: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(file))


def test_csv_is_what_rfc_4180_says() -> None:
    file = b"".join(stream(table(), "csv"))
    assert file.startswith(b"\xef\xbb\xbftitle,views,view_rate,day,at\r\n")
    assert read_csv(file)[1:] == [
        ["Ära, „Kino“\r\nzwei", "7", "23.53", "2024-02-29", "2024-03-31T01:59:59+01:00"],
        ["", "0", "100.00", "", "2024-03-31T03:00:00+02:00"],
        ["", "-3", "0.00", "1999-12-31", ""],
        ['"', "12.50", "", "", ""],
    ]
    assert file.endswith(b'"""",12.50,,,\r\n')


def test_the_mark_of_utf_8_can_be_left_out() -> None:
    assert b"".join(stream(text_table("é"), "csv", Dialect(bom=False))) == "text\r\né\r\n".encode()


def test_a_table_without_rows_has_its_heading() -> None:
    assert read_csv(b"".join(stream(table([]), "csv"))) == [[column.name for column in COLUMNS]]
    (sheet,) = read_xlsx(b"".join(stream(table([]), "xlsx"))).worksheets
    assert [[cell.value for cell in row] for row in sheet] == [[column.name for column in COLUMNS]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("x;=1+1;y", "x;'=1+1;y"),
        ("x\t=1+1", "x\t'=1+1"),
        ('x,"=1+1"', 'x,\'"=1+1"'),
        ("line\n=1+1", "line\n'=1+1"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        (" =1", "' =1"),
        ("\u200b=1", "'\u200b=1"),
        ("\x00=1+41", "'=1+41"),
        ("\x1f\x9f+1", "'+1"),
        ("'=1", "''=1"),
        ("=1;=2", "'=1;'=2"),
        ("a=1", "a=1"),
        ("1-2", "1-2"),
        ("it's", "it's"),
        ("'quoted'", "'quoted'"),
        ("a - b", "a - b"),
        ("half \ud800", "half ?"),
    ],
)
def test_csv_neutralises_what_a_spreadsheet_of_any_locale_would_run(text: str, written: str) -> None:
    assert read_csv(b"".join(stream(text_table(text), "csv")))[1:] == [[written]]


def test_numbers_are_never_neutralised() -> None:
    numbers = table([[-1], [-0.5]], [Column(name="=n", type="number")])
    assert read_csv(b"".join(stream(numbers, "csv"))) == [["'=n"], ["-1"], ["-0.50"]]


@pytest.mark.parametrize(
    ("separator", "decimal", "line"),
    [
        ("comma", "point", "7,23.53,-0.50"),
        ("semicolon", "comma", "7;23,53;-0,50"),
        ("semicolon", "point", "7;23.53;-0.50"),
        ("tab", "comma", "7\t23,53\t-0,50"),
    ],
)
def test_csv_for_a_locale(separator: Separator, decimal: DecimalMark, line: str) -> None:
    columns = [Column(name="a", type="number"), Column(name="b", type="percent"), Column(name="c", type="number")]
    file = b"".join(stream(table([[7, 23.53, -0.5]], columns), "csv", Dialect(separator=separator, decimal=decimal)))
    assert file.decode("utf-8-sig").split("\r\n")[1] == line


def test_xlsx_has_real_types_in_the_zone_of_the_table() -> None:
    (sheet,) = read_xlsx(b"".join(stream(table(), "xlsx"))).worksheets
    assert [[cell.value for cell in row] for row in sheet] == [
        ["title", "views", "view_rate", "day", "at"],
        ["Ära, „Kino“_x000D_\nzwei", 7, 0.2353, datetime(2024, 2, 29), datetime(2024, 3, 31, 1, 59, 59)],  # noqa: DTZ001
        [None, 0, 1, None, datetime(2024, 3, 31, 3, 0)],  # noqa: DTZ001
        ["", -3, 0, datetime(1999, 12, 31), None],  # noqa: DTZ001
        ['"', 12.5, None, None, None],
    ]
    assert [cell.number_format for cell in sheet[2]] == [
        "General",
        "General",
        "0.00%",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm:ss",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert [round(sheet.column_dimensions[letter].width) for letter in "ABCDE"] == [41, 15, 13, 13, 21]


def test_hours_that_come_twice_are_told_apart_in_xlsx() -> None:
    at = ["2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z", "2024-10-27T02:30:00Z"]
    file = b"".join(stream(table(([one] for one in at), [Column(name="at", type="instant")]), "xlsx"))
    assert [cell.value for cell in read_xlsx(file).worksheets[0]["A"][1:]] == [
        datetime(2024, 10, 27, 2, 30),  # noqa: DTZ001
        "2024-10-27 02:30:00+01:00",
        datetime(2024, 10, 27, 3, 30),  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@a",
        "https://example.org/",
        "12",
        "true",
        " padded ",
        "a\tb\nc",
        "<&>\"'",
        "_x0041_",
        "😀" * 100,
    ],
)
def test_text_stays_text_in_xlsx(text: str) -> None:
    (sheet,) = read_xlsx(b"".join(stream(text_table(text), "xlsx"))).worksheets
    cell = sheet["A2"]
    assert (unescape(cell.value), cell.data_type, cell.hyperlink) == (text, "s", None)
    assert bool(cell.quotePrefix) == (text[0] in "=+-@")


def test_what_is_no_character_is_replaced_and_what_is_too_long_for_excel_is_cut() -> None:
    (sheet,) = read_xlsx(b"".join(stream(text_table("a\ud800\uffffb", "😀" * 20_000, "x" * 40_000), "xlsx"))).worksheets
    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == ["a��b", "😀" * 16_383, "x" * 32_767]
    assert read_csv(b"".join(stream(text_table("a\ud800b"), "csv")))[1:] == [["a?b"]]


def test_one_sheet_for_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_module, "SHEET_ROWS", 1000)
    book = read_xlsx(b"".join(stream(table(([n] for n in range(2001)), [Column(name="n", type="number")]), "xlsx")))
    assert book.sheetnames == ["Report", "Report 2", "Report 3"]
    assert [sheet.max_row for sheet in book.worksheets] == [1001, 1001, 2]
    assert [sheet["A2"].value for sheet in book.worksheets] == [0, 1000, 2000]
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)


def test_a_file_comes_as_its_rows_come() -> None:
    asked = []

    def rows() -> Iterable[Sequence[Cell]]:
        for number in range(100_000):
            asked.append(number)
            yield [f"title {number * 7919 % 100_003}"]

    formats: tuple[Format, ...] = ("csv", "xlsx")
    for format_ in formats:
        asked.clear()
        parts = stream(table(rows(), [Column(name="text")]), format_)
        next(parts), next(parts)
        assert len(asked) < 50_000


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_saved_file_is_the_streamed_one(format_: Format) -> None:
    saved = io.BytesIO()
    save(table(), format_, saved)
    streamed = b"".join(stream(table(), format_))
    if format_ == "csv":
        assert saved.getvalue() == streamed
    else:
        with zipfile.ZipFile(saved) as one, zipfile.ZipFile(io.BytesIO(streamed)) as other:
            assert one.testzip() is None
            assert one.namelist() == other.namelist()
            sheet = "xl/worksheets/sheet1.xml"
            assert one.read(sheet) == other.read(sheet)
