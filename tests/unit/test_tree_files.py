"""The catalog's spreadsheet as programs of all countries save it, read as it is meant."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mutoscope.api import tree_files
from mutoscope.catalog import ImportLine, RefusedLine
from mutoscope.errors import UnexpectedValue

MOSCOW = ZoneInfo("Europe/Moscow")


def lines_of(body: bytes | str) -> list[ImportLine | RefusedLine]:
    return list(tree_files.read(body if isinstance(body, bytes) else body.encode(), MOSCOW))


def fields_of(body: bytes | str) -> list[dict[str, Any]]:
    lines = lines_of(body)
    assert all(isinstance(line, ImportLine) for line in lines), lines
    return [dict(line.fields) for line in lines if isinstance(line, ImportLine)]


WANTED = [{"id": "a", "title": "Урок 1", "duration_ms": 3_500}, {"id": "b", "title": "Élan; più", "duration_ms": None}]
TABLE = 'id;title;duration\r\na;Урок 1;3,5\r\nb;"Élan; più";\r\n'


@pytest.mark.parametrize(
    "body",
    [
        TABLE,
        f"\ufeff{TABLE}",
        f"sep=;\r\n{TABLE}",
        f"\ufeffSEP=;\r\n{TABLE}",
        TABLE.replace("\r\n", "\n"),
        TABLE.replace("\r\n", "\r"),
        TABLE.replace("\r\n", "\r\n\r\n;;\r\n"),
        TABLE.replace("\r\n", ";;\r\n"),
        TABLE.removesuffix("\r\n"),
        TABLE.replace("id;title;duration", " ID ; Title;DURATION"),
        TABLE.replace("id;title;duration", "Идентификатор;Название;Длительность"),
        "id\ttitle\tduration\na\tУрок 1\t3,5\nb\tÉlan; più\t\n",
        "id,title,duration\na,Урок 1,3.5\nb,Élan; più,\n",
        "id|title|duration\na|Урок 1|3.5\nb|Élan; più|\n",
        f"\ufeff{TABLE}".encode("utf-16-le"),
        f"\ufeff{TABLE}".encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
    ],
)
def test_one_table_however_it_was_saved(body: bytes | str) -> None:
    assert fields_of(body) == WANTED


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Урок первый: введение", "cp1251"),
        ("Ёлка и съёмка", "cp1251"),
        ("Größe der Übung", "cp1252"),
        ("Leçon 1 – naïveté à l’école", "cp1252"),
        ("Señor Nuñez", "cp1252"),
    ],
)
def test_character_sets_of_older_programs(title: str, encoding: str) -> None:
    assert fields_of(f"id;title;\r\na;{title};\r\n".encode(encoding)) == [{"id": "a", "title": title}]


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("179.5", 179_500),
        ("3,5", 3_500),
        ("1:02:03", 3_723_000),
        ("01:02:03", 3_723_000),
        ("12:30", 750_000),
        ("0:00:01,5", 1_500),
        ("90:00", 5_400_000),
        ("1 234,5", 1_234_500),
        ("1\u00a0234", 1_234_000),
        (" 60 ", 60_000),
        ("", None),
    ],
)
def test_lengths_as_people_write_them(cell: str, ms: int | None) -> None:
    assert fields_of(f"id\tduration\na\t{cell}\n") == [{"id": "a", "duration_ms": ms}]


@pytest.mark.parametrize("cell", ["soon", "1:2:3:4", "1:70", "-5", "0", "nan", "1_000", "8 days", "604801", "1e3"])
def test_a_length_that_is_none_is_refused_in_words_for_people(cell: str) -> None:
    (line,) = lines_of(f"id\tduration\na\t{cell}\n")
    assert isinstance(line, RefusedLine)
    assert (line.line, line.field, "as 1:02:03" in line.detail) == (2, "duration", True)


@pytest.mark.parametrize(
    "cell", ["2026-03-29 18:00", "29.03.2026 18:00", "2026-03-29 18:00:00", "2026-03-29T15:00:00Z"]
)
def test_times_as_spreadsheets_show_them_are_the_workspace_s(cell: str) -> None:
    (fields,) = fields_of(f"kind;id;started_at\nstream;a;{cell}\n")
    assert fields["started_at"].astimezone(UTC) == datetime(2026, 3, 29, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "kind"), [("Видео", "video"), ("EVENT", "event"), ("живое событие", "event"), ("", "video")]
)
def test_kinds(cell: str, kind: str) -> None:
    (line,) = lines_of(f"тип;id\n{cell};a\n")
    assert isinstance(line, ImportLine)
    assert line.kind == kind


def test_cells_that_are_missing_say_nothing_and_empty_ones_empty_the_field() -> None:
    assert fields_of("id;title;poster\na\nb;;\n") == [{"id": "a"}, {"id": "b", "poster": None}]


def test_control_characters_are_dropped_and_an_export_s_apostrophes_taken_back() -> None:
    assert fields_of("id;title\na;\x00'=1+1\nb;x\x1f;\nc;it's\n") == [
        {"id": "a", "title": "=1+1"},
        {"id": "b", "title": "x"},
        {"id": "c", "title": "it's"},
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\xff\xfea", "the file is damaged or cut off; save it once more, as CSV UTF-8"),
        (b"id;title\na;\x81\x8d\n", "the file's letters can't be told; save it once more, as CSV UTF-8"),
        ('id,title\na,"b\nc,d\n', "line 2: a quotation mark that opens a cell has none that closes it"),
        (f'id,title\na,"{"x" * 1_000_001}', "line 2: a quotation mark that opens a cell has none that closes it"),
        ("lesson-1,Lesson 1\n", "the first row names the columns, and none is called 'lesson-1'"),
    ],
)
def test_what_can_not_be_read_is_told_in_one_sentence(body: bytes | str, said: str) -> None:
    with pytest.raises(UnexpectedValue) as refused:
        lines_of(body)
    assert refused.value.detail.startswith(f"body: {said}")
