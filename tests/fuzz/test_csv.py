"""Whatever texts are in a CSV file: no program that opens it, in whatever locale, finds a formula; all comes back."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.tables import (
    SEPARATORS,
    Column,
    DecimalMark,
    Dialect,
    Separator,
    Table,
    guard,
    stream,
    unguard,
)
from mutoscope.texts import without_controls

SIGNS = "=+-@'\",;\t|\r\n \0\x0b\x1f\x85＝\u200b\ufeff\u2028\ud800xé"
PIECES = st.sampled_from([*SIGNS, "1+1"])
TEXTS = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=12)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
SPELLINGS = st.sampled_from([("comma", "point"), ("semicolon", "comma"), ("semicolon", "point"), ("tab", "comma")])


def cells(file: bytes, separator: str) -> Iterable[str]:
    """As a program that parts cells there reads them: a quote counts at the beginning of a cell only."""
    lines = io.StringIO(file.decode("utf-8-sig"), newline="")
    for row in csv.reader(lines, delimiter=separator):
        yield from row
    for line in re.split(r"[\r\n\u2028\u2029]", file.decode("utf-8-sig")):  # and one that reads lines first
        yield from line.split(separator)


def is_run(cell: str) -> bool:
    """Whether a spreadsheet may run it that drops what nobody sees. A judge of its own, not the writer's rule."""
    seen = cell.strip()
    while seen and (seen[0] == '"' or unicodedata.category(seen[0]) in {"Cc", "Cf", "Zs", "Zl", "Zp"}):
        seen = seen[1:]
    first = unicodedata.normalize("NFKC", seen[:1])
    number = re.match(r"-[0-9.,]+(?![^\s,;|\"])", seen)  # of a number's cell, and the cells after it
    return first in {"=", "+", "-", "@"} and not number


def kept(text: str) -> str:
    return without_controls(text).encode("utf-8", "replace").decode()


@FUZZ
@given(st.lists(st.tuples(TEXTS, NUMBERS, TEXTS), min_size=1, max_size=4), SPELLINGS)
def test_no_cell_is_run_in_any_locale_and_all_comes_back(
    rows: list[tuple[str, float, str]], spelling: tuple[Separator, DecimalMark]
) -> None:
    dialect = Dialect(separator=spelling[0], decimal=spelling[1])
    columns = [Column(name="a"), Column(name="n", type="number"), Column(name="b")]
    file = b"".join(stream(Table(columns=columns, rows=rows, zone=ZoneInfo("UTC")), "csv", dialect))
    for separator in ",;\t|":
        assert [cell for cell in cells(file, separator) if is_run(cell)] == []
    reader = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=SEPARATORS[dialect.separator])
    read = list(reader)[1:]
    assert [(unguard(row[0]), unguard(row[2])) for row in read] == [
        (kept(first), kept(last)) for first, _, last in rows
    ]
    mark = "," if dialect.decimal == "comma" else "."
    assert [float(row[1].replace(mark, ".")) for row in read] == [
        number if isinstance(number, int) else float(f"{number:.2f}") for _, number, _ in rows
    ]


@FUZZ
@given(TEXTS)
def test_what_was_guarded_can_be_taken_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)
