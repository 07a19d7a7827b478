"""GET /v1/analytics/overview: a period at a glance."""

from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.countries import country_name
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import GroupTime, Top
from mutoscope.metrics.overview import TOPS, TOTALS


class OverviewQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    group_time: Annotated[GroupTime, Meta(description="Length of the timeline's buckets.")] = "day"
    video_id: VideoIds = ()
    filters: Filters
    assumptions: Assumptions


def overview(asked: Asked[OverviewQuery]) -> dict[str, Any]:
    """Totals, timeline and the most viewed of each kind. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.resolve(workspace, services)
    choice = choose(query.filters, query.video_id, query.assumptions, workspace, services.catalog)
    try:
        found = services.metrics.overview(choice, period, query.group_time, now_ms=services.now_ms())
    except ValueError as error:  # too many buckets
        raise UnexpectedValue(str(error)) from error
    top = {kind: [asdict(row) for row in rows] for kind, rows in found.top.items()}
    top["countries"] = [_country(row) for row in found.top["countries"]]
    titles = services.catalog.titles(workspace.id, [row.name for row in found.top["videos"]])
    top["videos"] = [
        {"video_id": row.name, **asdict(row), "name": titles.get(row.name, "")} for row in found.top["videos"]
    ]
    return {
        "meta": {"time": query.span.meta(period)},
        "data": {"total": found.total, "timeline": found.timeline, "top": top},
    }


def _country(row: Top) -> dict[str, Any]:
    return {**asdict(row), "name": country_name(row.name), "code": row.name}


def _top_schema(kind: str) -> schemas.Schema:
    named: dict[str, schemas.Schema] = {"name": schemas.text("Empty: unknown.")}
    if kind == "countries":
        named["code"] = schemas.text("ISO 3166 code; empty: unknown.")
    if kind == "videos":
        named["video_id"] = schemas.text("The content.")
    return schemas.list_of(schemas.record(named | schemas.measures(("views", "player_loads", "view_rate"))))


OVERVIEW = Endpoint(
    path="/v1/analytics/overview",
    name="overview",
    asks_store=True,
    summary="A period at a glance",
    description=(
        "Totals of a period, a timeline with every one of its buckets, and the 25 most viewed of each kind,"
        " most views first. Each of the four devices is always there."
    ),
    scope="read",
    query=OverviewQuery,
    answer=overview,
    schema=schemas.record(
        {
            "meta": schemas.record({"time": schemas.time()}),
            "data": schemas.record(
                {
                    "total": schemas.record(
                        schemas.measures(TOTALS) | {"online": schemas.count("Plays that are being watched now.")}
                    ),
                    "timeline": schemas.list_of(
                        schemas.record(schemas.dimensions(["date"]) | schemas.measures(TOTALS))
                    ),
                    "top": schemas.record({kind: _top_schema(kind) for kind in TOPS}),
                }
            ),
        }
    ),
)
