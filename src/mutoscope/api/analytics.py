"""GET /v1/analytics: measures by one or two dimensions, in either spelling."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.naming import add_names
from mutoscope.api.paging import Order, Paging
from mutoscope.api.parameters import Commas
from mutoscope.api.spelling import OLD_DIMENSIONS, OLD_MEASURES, Shape, is_old, new_shape, old_shape
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import DIMENSIONS, MEASURES, GroupTime, Question


class AnalyticsQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    group_by: Annotated[
        tuple[str, ...],
        Commas,
        Meta(description=f"One or two dimensions: {', '.join(DIMENSIONS)}, context.KEY.", examples=[["video_id"]]),
    ] = ()
    group_time: Annotated[GroupTime, Meta(description="Length of a bucket of the dimension date.")] | None = None
    fields: Annotated[
        tuple[str, ...],
        Commas,
        Meta(
            description=f"Measures; all where none is named: {', '.join(MEASURES)}.",
            examples=[["views", "watch_time"]],
        ),
    ] = ()
    group: Annotated[GroupTime, Meta(description="Older spelling: length of a bucket of date.")] | None = None
    group_entities: Annotated[
        tuple[str, ...],
        Commas,
        Meta(
            description=f"Older spelling: dimensions besides date: {', '.join(OLD_DIMENSIONS)}.",
            examples=[["country_code"]],
        ),
    ] = ()
    video_id: VideoIds = ()
    filters: Filters
    assumptions: Assumptions
    paging: Paging

    def shape(self) -> Shape:
        """Raises UnexpectedValue."""
        if is_old(self.group, self.group_entities, self.group_by, self.fields):
            if self.group_time is not None:
                raise UnexpectedValue("group_time: in the older spelling it is group")
            return old_shape(self.group, self.group_entities, self.fields)
        return new_shape(self.group_by, self.group_time or "day", self.fields)


def analytics(asked: Asked[AnalyticsQuery]) -> dict[str, Any]:
    """A page of rows. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    shape = query.shape()
    order = query.paging.orders(shape.orderable, _usual_order(shape))
    period = query.span.resolve(workspace, services)
    question = Question(
        choice=choose(query.filters, query.video_id, query.assumptions, workspace, services.catalog),
        period=period,
        measures=shape.measures,
        by=shape.by,
        group_time=shape.group_time,
        order=[(shape.orderable[name], direction) for name, direction in order],
        limit=query.paging.per_page,
        offset=query.paging.offset,
    )
    try:
        answer = services.metrics.ask(question)
    except ValueError as error:  # too many buckets
        raise UnexpectedValue(str(error).replace("group_time", shape.group_time_parameter, 1)) from error
    add_names(answer.rows, shape.names, services.catalog, workspace.id)
    constant = {"workspace_id": str(workspace.id)}
    return {
        "meta": {
            "pagination": query.paging.meta(answer.total),
            "order": dict(order),
            "time": query.span.meta(period),
        },
        "data": [{name: (row | constant)[shown] for name, shown in shape.columns.items()} for row in answer.rows],
    }


def _usual_order(shape: Shape) -> Order:
    """In time, where rows are of times; else the greatest first."""
    if "date" in shape.by:
        return (("date", "asc"),)
    return (("views" if "views" in shape.measures else shape.measures[0], "desc"),)


_OLD_ROW = {
    **{name: {"type": ["string", "null"]} for name in ("workspace_id", *OLD_DIMENSIONS)},
    **{old: schemas.measures([new])[new] for old, new in OLD_MEASURES.items() if old not in MEASURES},
}

ANALYTICS = Endpoint(
    path="/v1/analytics",
    name="analytics",
    asks_store=True,
    summary="Measures by one or two dimensions",
    description=(
        "A row for each value in which something happened. A row has its dimensions, the names of what they refer to"
        " (title, project_name, folder_name, country_name) and the measures asked for. The older spelling (group,"
        " group_entities, singular field names) is taken too; its rows keep its names and have workspace_id and date."
    ),
    scope="read",
    query=AnalyticsQuery,
    answer=analytics,
    columns=lambda query: query.shape().columns,
    schema=schemas.record(
        {
            "meta": schemas.record(
                {"pagination": schemas.pagination(), "order": schemas.order(), "time": schemas.time()}
            ),
            "data": schemas.list_of(
                schemas.record(
                    {**_OLD_ROW, **schemas.NAMES, **schemas.dimensions(DIMENSIONS), **schemas.measures(MEASURES)},
                    all_required=False,
                )
            ),
        }
    ),
)
