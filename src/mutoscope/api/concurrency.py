"""GET /v1/analytics/concurrency: how many watched at once, over time."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.files import FileDecimal, FileFormat, FileSeparator, column_of
from mutoscope.metrics import Crowd, line
from mutoscope.tables import Table


class ConcurrencyQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    video_id: VideoIds = ()
    filters: Filters
    format: FileFormat = "json"
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"


def concurrency(asked: Asked[ConcurrencyQuery]) -> dict[str, Any]:
    """The peak, and the line. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.resolve(workspace, services)
    choice = choose(query.filters, query.video_id, Assumptions(), workspace, services.catalog)
    cut, step = line(period)
    found = services.metrics.concurrency(choice, cut)
    return {
        "meta": {"time": query.span.meta(period), "step": step},
        "data": {
            "total": _crowd(found.total),
            "timeline": [{"date": date, **_crowd(crowd)} for date, crowd in found.timeline],
        },
    }


def concurrency_table(asked: Asked[ConcurrencyQuery]) -> Table:
    """The line. Raises RequestError."""
    timeline = concurrency(asked)["data"]["timeline"]
    return Table(
        columns=[column_of(name, schema) for name, schema in _POINT.items()],
        rows=([row[name] for name in _POINT] for row in timeline),
        zone=ZoneInfo(asked.workspace.timezone),
        name="Concurrency",
    )


def _crowd(crowd: Crowd) -> dict[str, Any]:
    return {
        "peak_concurrent_viewers": crowd.peak,
        "peak_at": crowd.peak_at,
        "average_concurrent_viewers": crowd.average,
    }


_CROWD: dict[str, schemas.Schema] = {
    "peak_concurrent_viewers": schemas.count("The most plays at one instant."),
    "peak_at": {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "The first instant at which it was so many; null: there was nobody.",
    },
    "average_concurrent_viewers": {
        "type": "number",
        "minimum": 0,
        "description": "Watch time ÷ the length of the stretch, two decimals.",
    },
}

_POINT = schemas.dimensions(["date"]) | _CROWD

CONCURRENCY = Endpoint(
    path="/v1/analytics/concurrency",
    name="concurrency",
    asks_store=True,
    summary="How many watched at once",
    description=(
        "A line over the period, as fine as its length allows (at most some 750 points; `meta.step` tells the seconds"
        " of one), with the peak and its instant: of a live event by event_id, of one stream or video by video_id."
        " Exact: a peak is the most plays whose spans overlap at one instant, and an interval's end is exclusive."
    ),
    scope="read",
    query=ConcurrencyQuery,
    answer=concurrency,
    table=concurrency_table,
    schema=schemas.record(
        {
            "meta": schemas.record(
                {
                    "time": schemas.time(),
                    "step": {"type": "integer", "minimum": 1, "description": "Usual seconds of a bucket."},
                }
            ),
            "data": schemas.record(
                {
                    "total": schemas.record(_CROWD),
                    "timeline": schemas.list_of(schemas.record(_POINT)),
                }
            ),
        }
    ),
)
