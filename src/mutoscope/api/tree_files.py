"""The files of a tree, CSV with a header or NDJSON: read line by line, and written."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api.places import Captions, ContentId, Description, Instant, Name, Seconds, Url, given
from mutoscope.catalog import ImportLine, LineKind, RefusedLine
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import rfc3339

Format = Literal["csv", "ndjson"]

_Names = Annotated[str, Meta(max_length=5_000, pattern=r"^[^\u0000]*$")]


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
_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?")
_LINE_BREAK = re.compile(rb"\r?\n")


def read(body: bytes) -> Iterator[ImportLine | RefusedLine]:
    """The lines of a file. What begins with an object is NDJSON. Raises UnexpectedValue for a file that is no such."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    return _ndjson(body) if body.lstrip()[:1] in {b"{", b""} else _csv(body)


def write(lines: Iterable[dict[str, Any]], form: Format) -> Iterator[bytes]:
    """A file that `read` takes, in parts."""
    return _csv_rows(lines) if form == "csv" else _json_lines(lines)


def _ndjson(body: bytes) -> Iterator[ImportLine | RefusedLine]:
    for number, text in enumerate(_LINE_BREAK.split(body), 1):
        if text.strip():
            try:
                yield _line(number, _decoder.decode(text))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield _malformed(number, str(error))


def _csv(body: bytes) -> Iterator[ImportLine | RefusedLine]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnexpectedValue(f"body: not UTF-8: {error.reason} at byte {error.start}") from error
    header, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header))
    return _csv_lines(reader, _header(reader))


def _header(reader: Any) -> list[str]:  # noqa: ANN401 - csv's own type
    """The columns. Raises UnexpectedValue."""
    try:
        names = [name.strip().lower() for name in next(reader)]
    except csv.Error as error:
        raise UnexpectedValue(f"body: the first line can't be read: {error}") from error
    if not names:
        raise UnexpectedValue(f"body: the first line is empty; it names the columns: {', '.join(COLUMNS)}")
    for index, name in enumerate(names):
        if name not in COLUMNS:
            raise UnexpectedValue(f"body: no column is called {name[:64]!r}; there are {', '.join(COLUMNS)}")
        if name in names[:index]:
            raise UnexpectedValue(f"body: the column {name} is there twice")
    return names


def _csv_lines(reader: Any, names: list[str]) -> Iterator[ImportLine | RefusedLine]:  # noqa: ANN401 - csv's own type
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _malformed(number, str(error))
            continue
        if not any(cells):
            continue
        if len(cells) != len(names):
            yield _malformed(number, f"{len(cells)} cells; the header has {len(names)}")
            continue
        try:
            yield _line(number, msgspec.convert(_typed(dict(zip(names, cells, strict=True))), TreeLine))
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            yield _malformed(number, str(error))


def _delimiter(header: str) -> str:
    """Spreadsheets write a semicolon or a tab where the comma is the decimal mark."""
    return max(",;\t", key=header.count)


def _typed(cells: dict[str, str]) -> dict[str, Any]:
    """Cells as JSON would have them: an empty one is null, and says of a title that it stays."""
    typed: dict[str, Any] = {}
    for name, text in cells.items():
        if name == "description":
            typed[name] = text
        elif not text:
            if name not in {"kind", "title"}:
                typed[name] = [] if name == "captions" else None
        elif name == "duration":
            typed[name] = _number(text)
        else:
            typed[name] = msgspec.json.decode(text) if name == "captions" else text
    return typed


def _number(text: str) -> float | str:
    # What Python takes for a number besides (1_000, nan) is refused in its turn, by its field.
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text


def _line(number: int, told: TreeLine) -> ImportLine:
    return ImportLine(number=number, kind=told.kind, fields=given(told, _FIELDS))


def _malformed(number: int, error: str) -> RefusedLine:
    text, _, place = error.partition(" - at ")
    field = place.strip("`").removeprefix("$").lstrip(".")
    if not field and "`" in text and text.startswith("Object contains unknown field"):
        field = text.split("`")[1]
    return RefusedLine(line=number, field=field, reason="malformed", detail=text)


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    """With the length in seconds, instants as text."""
    shown = {
        name: rfc3339(round(value.timestamp() * 1000)) if isinstance(value, datetime) else value
        for name, value in line.items()
        if name != "duration_ms"
    }
    if "duration_ms" in line:
        shown["duration"] = None if line["duration_ms"] is None else line["duration_ms"] / 1000
    return shown


def _json_lines(lines: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    part = bytearray()
    for line in lines:
        part += msgspec.json.encode(_shown(line)) + b"\n"
        if len(part) > _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _csv_rows(lines: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in lines:
        shown = _shown(line)
        if "captions" in shown:
            shown["captions"] = msgspec.json.encode(shown["captions"]).decode() if shown["captions"] else ""
        writer.writerow(shown)
        if buffer.tell() > _PART:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
