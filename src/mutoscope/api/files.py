"""Lists as CSV and XLSX files: every list takes `format`, and its columns follow from its schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api.schemas import Schema
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import MEASURES
from mutoscope.tables import MEDIA_TYPES, Cell, Column, DecimalMark, Dialect, Format, Separator, Table, Type, stream

ListFormat = Literal["json", "csv", "xlsx"]

FileFormat = Annotated[
    ListFormat,
    Meta(
        description=(
            "json, or the list as a file: csv (UTF-8 with a byte order mark) or xlsx. Without paging parameters a file"
            " holds the whole list."
        )
    ),
]

FileSeparator = Annotated[
    Separator,
    Meta(
        description=(
            "Of a csv: what parts its cells. Spreadsheets take the one of their locale: a semicolon where the decimal"
            " mark is a comma."
        )
    ),
]
FileDecimal = Annotated[
    DecimalMark,
    Meta(
        description="Of a csv: the decimal mark. With a comma, cells are parted by semicolon or tab.",
        examples=["point"],
    ),
]

CHUNK = 20_000
"""Rows of a list that are asked for at a time."""

Answered = Mapping[str, Any]


def format_of(query: msgspec.Struct) -> ListFormat:
    """The format asked for; json where there is no such parameter."""
    found: ListFormat = getattr(getattr(query, "paging", query), "format", "json")
    return found


def dialect_of(query: msgspec.Struct) -> Dialect:
    """How a CSV file is to be spelled. Raises UnexpectedValue."""
    return checked_dialect(getattr(query, "paging", query))


def checked_dialect(asked: Any, *, bom: bool = True) -> Dialect:  # noqa: ANN401 - whatever has both fields
    """Raises UnexpectedValue for a comma that is to be both."""
    dialect = Dialect(separator=asked.separator, decimal=asked.decimal, bom=bom)
    if not dialect.is_possible:
        raise UnexpectedValue("decimal: a comma can't part cells too; take separator=semicolon or separator=tab")
    return dialect


def takes_formats(query: type[msgspec.Struct]) -> bool:
    """Whether a query has the parameter."""
    fields = {field.name: field.type for field in msgspec.structs.fields(query)}
    return "format" in fields or any("format" in getattr(type_, "__struct_fields__", ()) for type_ in fields.values())


def chunks(query: msgspec.Struct) -> Iterator[Any]:
    """The query for one chunk of its list after the other."""
    page = 0
    while True:
        page += 1
        paging: Any = getattr(query, "paging")  # noqa: B009 - which queries have one is known at run time only
        yield msgspec.structs.replace(query, paging=msgspec.structs.replace(paging, page=page, per_page=CHUNK))


def listed(
    answers: Iterable[Answered], schema: Schema, columns: Iterable[str] | None, zone: ZoneInfo, name: str
) -> Table:
    """The table of a list's answers: the first one is asked for at once, so that a bad question is refused as usual.

    The list ends with the first answer that is no full chunk. columns: all of the schema where None are given.
    """
    coming = iter(answers)
    first = next(coming)["data"]
    properties = schema["properties"]["data"]["items"]["properties"]
    names = list(properties if columns is None else columns)
    rows = ([as_cell(row[column]) for column in names] for row in _rows(first, coming))
    return Table(columns=[column_of(one, properties.get(one, {})) for one in names], rows=rows, zone=zone, name=name)


def _rows(first: Sequence[Answered], coming: Iterator[Answered]) -> Iterator[Answered]:
    data = first
    while True:
        yield from data
        if len(data) < CHUNK:
            return
        data = next(coming)["data"]


def column_of(name: str, schema: Schema) -> Column:
    """A column from the schema of its values."""
    return Column(name=name, type=_type(name, schema))


def _type(name: str, schema: Schema) -> Type:
    if name in MEASURES:
        return "percent" if MEASURES[name].unit == "percent" else "number"
    if schema.get("format") == "date-time":
        return "instant"
    named = schema.get("type")
    types = {named} if isinstance(named, str) else set(named or ())
    return "number" if types and types <= {"integer", "number", "null"} else "text"


def as_cell(value: object) -> Cell:
    """A value as a cell; a list or an object as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str | int | float | date):
        return value
    return msgspec.json.encode(value).decode()


def file_of(table: Table, format_: Format, name: str, dialect: Dialect) -> tuple[Iterator[bytes], str, dict[str, str]]:
    """Its parts, its media type and its headers. The first part is made at once, so that what fails is answered so."""
    parts = stream(table, format_, dialect)
    first = next(parts, b"")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format_}"'}
    return chain((first,), parts), MEDIA_TYPES[format_], headers
