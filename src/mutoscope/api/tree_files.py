"""The files of a tree, CSV with a header or NDJSON: read line by line, and written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api.places import NO_CONTROLS, Captions, ContentId, Description, Instant, Name, Seconds, Url, given
from mutoscope.api.tree_columns import RULES, column_of, value_of
from mutoscope.catalog import ImportLine, LineKind, RefusedLine
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import rfc3339
from mutoscope.tables import (
    Cell,
    Column,
    Dialect,
    Row,
    Table,
    UnreadableFile,
    read_rows,
    stream,
)
from mutoscope.texts import without_controls

Format = Literal["csv", "ndjson"]

_Names = Annotated[str, Meta(max_length=5_000, pattern=NO_CONTROLS)]


class TreeLine(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A project, folder, event, stream or video. What is left out stays as it is."""

    kind: Annotated[LineKind, Meta(description="What it is.")] = "video"
    id: Annotated[
        ContentId | None,
        Meta(description="Of a project or folder a UUID, or none: its name finds it. Of others a must."),
    ] = None
    title: Annotated[Name, Meta(description="Title; a project's or folder's name.")] | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    duration: Annotated[Seconds | None, Meta(description="Of a video: length in seconds.")] | UnsetType = UNSET
    poster: Annotated[Url | None, Meta(description="Address of the picture shown before it plays.")] | UnsetType = UNSET
    source_url: Annotated[Url | None, Meta(description="Where the media is.")] | UnsetType = UNSET
    captions: Captions | UnsetType = UNSET
    project_id: Annotated[UUID | None, Meta(description="The project it is in.")] | UnsetType = UNSET
    project: Annotated[_Names | None, Meta(description="Or that project's name; made where missing.")] | UnsetType = (
        UNSET
    )
    folder_id: Annotated[UUID | None, Meta(description="The folder it is in.")] | UnsetType = UNSET
    folder: Annotated[_Names | None, Meta(description="Or that folder's path; made where missing.")] | UnsetType = UNSET
    event_id: Annotated[ContentId | None, Meta(description="Of a stream or a recording: the event.")] | UnsetType = (
        UNSET
    )
    stream_id: Annotated[ContentId | None, Meta(description="Of a recording: the stream.")] | UnsetType = UNSET
    started_at: Annotated[Instant | None, Meta(description="Of a stream: when it begins.")] | UnsetType = UNSET
    ended_at: Annotated[Instant | None, Meta(description="Of a stream: when it ended.")] | UnsetType = UNSET


COLUMNS = TreeLine.__struct_fields__
_FIELDS = {name: name for name in COLUMNS if name != "kind"} | {"duration": "duration_ms"}
_PART = 65_536  # bytes that are sent at once: each part is a trip to a thread
_decoder = msgspec.json.Decoder(TreeLine)
_LINE_BREAK = re.compile(rb"\r?\n")


def read(body: bytes, zone: ZoneInfo) -> Iterator[ImportLine | RefusedLine]:
    """The lines of a file; zone: of times that name none. What begins with an object is NDJSON.

    Raises UnexpectedValue for a file that is neither, before its first line or on the way.
    """
    plain = body.removeprefix(b"\xef\xbb\xbf")
    return _ndjson(plain) if plain.lstrip()[:1] in {b"{", b""} else _csv(body, zone)


def write(lines: Iterable[dict[str, Any]], form: Format, dialect: Dialect) -> Iterator[bytes]:
    """A file that `read` takes, in parts. dialect: of CSV."""
    if form == "ndjson":
        return _json_lines(lines)
    columns = [Column(name=name, type="exact" if name == "duration" else "text") for name in COLUMNS]
    # A spreadsheet's own zone plays no part: instants are told as text, in UTC.
    return stream(Table(columns=columns, rows=map(_cells, lines), zone=ZoneInfo("UTC")), "csv", dialect)


def _ndjson(body: bytes) -> Iterator[ImportLine | RefusedLine]:
    for number, text in enumerate(_LINE_BREAK.split(body), 1):
        if text.strip():
            try:
                yield _line(number, _decoder.decode(text))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UnexpectedValue) as error:
                yield _malformed(number, str(error))


def _csv(body: bytes, zone: ZoneInfo) -> Iterator[ImportLine | RefusedLine]:
    try:
        rows = read_rows(body, lambda heading: column_of(heading) is not None)
        heading = next(rows, None)
        columns = _columns(heading.cells if heading else ())
        for row in rows:
            yield _csv_line(row, columns, zone)
    except UnreadableFile as error:
        raise UnexpectedValue(f"body: {error}") from error


def _columns(heading: Sequence[str]) -> list[str]:
    """The column of each cell of a row; empty: of none. Raises UnexpectedValue."""
    columns: list[str] = []
    for name in heading:
        column = column_of(name) if name.strip() else ""
        if column is None:
            names = ", ".join(COLUMNS)
            raise UnexpectedValue(
                f"body: the first row names the columns, and none is called {name[:64]!r}; there are {names}"
            )
        if column and column in columns:
            raise UnexpectedValue(f"body: the column {column} is there twice")
        columns.append(column)
    return columns


def _csv_line(row: Row, columns: Sequence[str], zone: ZoneInfo) -> ImportLine | RefusedLine:
    """A row as a line. Cells that it lacks say nothing; ones without a heading must be empty."""
    if extra := [cell for cell, column in zip_longest(row.cells, columns) if cell and cell.strip() and not column]:
        detail = f"{extra[0][:64]!r} stands in no column: a cell too many, or a separator that is not quoted"
        return RefusedLine(line=row.line, field="", reason="malformed", detail=detail)
    told = {column: value_of(column, cell, zone) for column, cell in zip(columns, row.cells, strict=False) if column}
    try:
        given_ = {column: value for column, value in told.items() if value is not UNSET}
        return _line(row.line, msgspec.convert(given_, TreeLine))
    except (msgspec.ValidationError, UnexpectedValue) as error:
        column = re.split(r"[.\[]", _malformed(row.line, str(error)).field)[0]
        return RefusedLine(line=row.line, field=column, reason="malformed", detail=RULES.get(column, str(error)))


def _line(number: int, told: TreeLine) -> ImportLine:
    return ImportLine(number=number, kind=told.kind, fields=given(told, _FIELDS))


def _malformed(number: int, error: str) -> RefusedLine:
    text, _, place = error.partition(" - at ")
    field = place.strip("`").removeprefix("$").lstrip(".")
    if not field and "`" in text and text.startswith("Object contains unknown field"):
        field = text.split("`")[1]
    return RefusedLine(line=number, field=field, reason="malformed", detail=text)


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    """With the length in seconds, instants as text, and without what an import would refuse in texts."""
    shown: dict[str, Any] = {}
    for name, value in line.items():
        if name == "duration_ms":
            shown["duration"] = None if value is None else value / 1000
        elif isinstance(value, datetime):
            shown[name] = rfc3339(round(value.timestamp() * 1000))
        else:
            shown[name] = without_controls(value) if isinstance(value, str) else value
    return shown


def _json_lines(lines: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    part = bytearray()
    for line in lines:
        part += msgspec.json.encode(_shown(line)) + b"\n"
        if len(part) > _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _cells(line: dict[str, Any]) -> list[Cell]:
    shown = _shown(line)
    captions = shown.get("captions")
    shown["captions"] = msgspec.json.encode(captions).decode() if captions else None
    return [shown.get(name) for name in COLUMNS]
