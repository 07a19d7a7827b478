"""GET /v1/analytics/retention: which parts of a content were watched."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, Text, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.metrics import MOST_SLICES, Slice


class RetentionQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    video_id: Annotated[Text, Meta(description="The content.", examples=["lesson-1"])]
    slices: Annotated[int, Meta(ge=1, le=MOST_SLICES, description="How many equal parts to cut the content into.")] = (
        100
    )
    filters: Filters
    assumptions: Assumptions


def retention(asked: Asked[RetentionQuery]) -> dict[str, Any]:
    """The slices of a content. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.resolve(workspace, services)
    choice = choose(query.filters, [query.video_id], query.assumptions, workspace, services.catalog)
    found = services.metrics.retention(choice, period, query.slices)
    return {
        "meta": {"time": query.span.meta(period)},
        "data": {"slices": found.slices and list(map(_slice, found.slices)), "viewings": found.viewings},
    }


def _slice(part: Slice) -> dict[str, float]:
    return {"from": part.start, "to": part.end, "viewed": part.viewed, "plays": part.plays}


_SLICE = schemas.record(
    {
        "from": schemas.number("Where it starts, percent of the content's length."),
        "to": schemas.number("Where it ends, percent of the content's length."),
        "viewed": schemas.number("Percent of the viewings that covered at least half of it."),
        "plays": schemas.number("How often it was played, replays included, in all viewings."),
    }
)

RETENTION = Endpoint(
    path="/v1/analytics/retention",
    name="retention",
    asks_store=True,
    summary="Which parts of a video were watched",
    description=(
        "A content cut into equal slices, and for each how many of the viewings that began in the period covered it."
        " Slices are null where there were viewings but the content's length is unknown."
    ),
    scope="read",
    query=RetentionQuery,
    answer=retention,
    schema=schemas.record(
        {
            "meta": schemas.record({"time": schemas.time()}),
            "data": schemas.record(
                {
                    "slices": {"oneOf": [schemas.list_of(_SLICE), {"type": "null"}]},
                    "viewings": {
                        "type": "integer",
                        "description": "Viewings of known length that began in the period.",
                    },
                }
            ),
        }
    ),
)
