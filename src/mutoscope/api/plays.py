"""GET /v1/plays: the plays themselves, for whoever wants to count on their own."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint, Stream
from mutoscope.api.files import FileDecimal, FileSeparator, as_cell, column_of
from mutoscope.api.parameters import Commas
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import PLAY_FIELDS, USUAL_FIELDS, Place, PlaysQuestion
from mutoscope.tables import Table

NDJSON = "application/x-ndjson"
LINES = 500
"""Plays that are sent at a time."""


class PlaysQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    fields: Annotated[
        tuple[str, ...],
        Commas,
        Meta(
            description=f"Which fields; all but spans, parts and cursor where none is named: {', '.join(PLAY_FIELDS)}.",
            examples=[["video_id", "external_id", "watch_time"]],
        ),
    ] = ()
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"
    format: Annotated[
        Literal["json", "ndjson", "csv", "xlsx"],
        Meta(
            description=(
                "json: a page. ndjson: a line for each play; csv (UTF-8 with a byte order mark) or xlsx: a file; these"
                " hold all plays where no per_page is given."
            )
        ),
    ] = "json"
    per_page: (
        Annotated[int, Meta(ge=1, le=1000, description="How many plays; in JSON 100 where it is not given.")] | None
    ) = None
    cursor: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9]{1,15}-[0-9a-f]{32}$",
                description="Where to go on: `meta.pagination.next_cursor` of the page before, or a play's `cursor`.",
                examples=["1709553600000-0018e0a2b3c47d5e6f708192a3b4c5d6"],
            ),
        ]
        | None
    ) = None
    video_id: VideoIds = ()
    filters: Filters
    assumptions: Assumptions

    def names(self) -> tuple[str, ...]:
        """The fields asked for. Raises UnexpectedValue."""
        if unknown := [name for name in self.fields if name not in PLAY_FIELDS]:
            raise UnexpectedValue(f"fields: {unknown[0][:64]!r} is none of {', '.join(PLAY_FIELDS)}")
        return tuple(dict.fromkeys(self.fields)) or USUAL_FIELDS


def plays(asked: Asked[PlaysQuery]) -> dict[str, Any] | Stream:
    """A page of plays, or a line for each. Raises RequestError."""
    query, services = asked.query, asked.services
    question = _question(asked)
    if query.format == "ndjson":
        rows = services.metrics.plays(question, query.per_page)
        parts = _lines(rows)
        first = next(parts, b"")  # now, so that what fails is answered as such
        return Stream(parts=chain((first,), parts), media_type=NDJSON)
    per_page = query.per_page or 100
    found = list(services.metrics.plays(question, per_page + 1))
    shown, more = found[:per_page], len(found) > per_page
    places = [row.pop("_place") for row in found]
    return {
        "meta": {
            "pagination": {"per_page": per_page, "next_cursor": str(places[per_page - 1]) if more else None},
            "time": query.span.or_all_time().meta(question.period),
        },
        "data": shown,
    }


def plays_table(asked: Asked[PlaysQuery]) -> Table:
    """All plays from the cursor on. Raises RequestError."""
    question = _question(asked)
    rows = asked.services.metrics.plays(question)
    return Table(
        columns=[column_of(name, _FIELDS[name]) for name in question.fields],
        rows=([as_cell(row[name]) for name in question.fields] for row in rows),
        zone=ZoneInfo(asked.workspace.timezone),
        name="Plays",
    )


def _question(asked: Asked[PlaysQuery]) -> PlaysQuestion:
    """Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    after = None
    if query.cursor is not None:
        minted, _, id_ = query.cursor.partition("-")
        after = Place(int(minted), id_)
    return PlaysQuestion(
        choice=choose(query.filters, query.video_id, query.assumptions, workspace, services.catalog),
        period=query.span.or_all_time().resolve(workspace, services),
        key=workspace.pseudonym_key(),
        fields=query.names(),
        after=after,
    )


def _lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    while batch := list(islice(rows, LINES)):
        for row in batch:
            del row["_place"]
        yield encoder.encode_lines(batch)


_TYPES: dict[str, schemas.Schema] = {
    "text": {"type": "string"},
    "instant": {"type": "string", "format": "date-time"},
    "id": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer", "minimum": 0},
    "seconds": {"type": "number", "minimum": 0},
    "boolean": {"type": "boolean"},
    "context": {"type": "object", "additionalProperties": {"type": "string"}},
    "spans": schemas.list_of(schemas.list_of({"type": "integer"})),
    "parts": schemas.list_of(schemas.list_of({"type": "number"})),
}


def _schema(name: str) -> schemas.Schema:
    field = PLAY_FIELDS[name]
    schema = dict(_TYPES[field.type])
    if field.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema | {"description": field.help}


_FIELDS = {name: _schema(name) for name in PLAY_FIELDS}

PLAYS = Endpoint(
    path="/v1/plays",
    name="plays",
    asks_store=True,
    tag="plays",
    summary="The plays themselves",
    description=(
        "The plays loaded in the period (all time where none is asked for), newest first, for a warehouse or a"
        " spreadsheet. Their order is that of the times in their ids, which never change: with `cursor` nothing is"
        " missed and nothing comes twice, whatever arrives meanwhile. Ids of plays, sessions and devices are"
        " pseudonyms, the same in every answer of the workspace."
    ),
    scope="read",
    query=PlaysQuery,
    answer=plays,
    table=plays_table,
    columns=PlaysQuery.names,
    other_media_types=(NDJSON,),
    schema=schemas.record(
        {
            "meta": schemas.record(
                {
                    "pagination": schemas.record(
                        {
                            "per_page": {"type": "integer", "minimum": 1},
                            "next_cursor": {
                                "type": ["string", "null"],
                                "description": "The `cursor` of the next page; null: this is the last.",
                            },
                        }
                    ),
                    "time": schemas.time(),
                }
            ),
            "data": schemas.list_of(schemas.record(_FIELDS, all_required=False)),
        }
    ),
)
