"""GET /v1/viewers, GET /v1/viewer and GET /v1/viewers/{external_id}: who watched what, how much of it, and when."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, Text, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint, Services
from mutoscope.api.naming import add_names
from mutoscope.api.paging import Order, Paging
from mutoscope.catalog import Workspace
from mutoscope.errors import NoSuchEntity
from mutoscope.metrics import (
    MEASURES,
    ORDERS_OF_PROGRESS,
    ORDERS_OF_VIEWERS,
    Choice,
    Period,
    Progress,
    Search,
    Traffic,
)
from mutoscope.texts import without_controls

USUAL_ORDER: Order = (("last_seen", "desc"),)

ExternalId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2048,
        description="The viewer, as the host page named them, percent-encoded. Case counts.",
        examples=["ann@example.org"],
    ),
]


class Course(msgspec.Struct, kw_only=True, frozen=True):
    """Which plays: of which contents, and in which context of the host page."""

    project_id: Annotated[tuple[UUID, ...], Meta(description="Plays of the project's contents.")] = ()
    folder_id: Annotated[
        tuple[UUID, ...], Meta(description="Plays of contents in the folder, or in one nested in it.")
    ] = ()
    event_id: Annotated[
        tuple[Text, ...], Meta(description="Plays of the live event's streams.", examples=[["premiere"]])
    ] = ()
    video_id: VideoIds = ()
    context: Annotated[
        dict[str, Annotated[tuple[Text, ...], Meta(examples=[["math"]])]],
        Meta(description="Plays with the value under KEY in the page's own context, as in context.course=math."),
    ] = {}
    traffic: Annotated[Traffic, Meta(description="Whose plays: people's, bots', the company's own, or all.")] = "human"

    def choice(self, workspace: Workspace, services: Services) -> Choice:
        """Raises NoSuchEntity for an id that is not of this workspace."""
        filters = Filters(
            project_id=self.project_id,
            folder_id=self.folder_id,
            event_id=self.event_id,
            context=self.context,
            traffic=self.traffic,
        )
        return choose(filters, self.video_id, Assumptions(), workspace, services.catalog)


class ViewersQuery(msgspec.Struct, kw_only=True, frozen=True):
    q: Annotated[Text, Meta(description="Viewers with this in their id, in upper or lower case.", examples=["ann"])] = (
        ""
    )
    prefix: Annotated[Text, Meta(description="Viewers whose id begins so; case counts.", examples=["ann@"])] = ""
    span: Span
    course: Course
    paging: Paging


class ViewerQuery(msgspec.Struct, kw_only=True, frozen=True):
    external_id: ExternalId
    span: Span
    course: Course
    paging: Paging


def viewers(asked: Asked[ViewersQuery]) -> dict[str, Any]:
    """A page of viewers. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.or_all_time().resolve(workspace, services)
    order = query.paging.orders(ORDERS_OF_VIEWERS, USUAL_ORDER)
    found, total = services.metrics.viewers(
        query.course.choice(workspace, services),
        period,
        Search(part=query.q, prefix=query.prefix),
        order,
        limit=query.paging.per_page,
        offset=query.paging.offset,
    )
    return {"meta": _meta(query.paging, total, order, query.span, period), "data": [vars(one) for one in found]}


def id_as_kept(services: Services, workspace: Workspace, external_id: str) -> str:
    """A viewer's id as plays have it: without control characters, unless they came before these were dropped."""
    kept = without_controls(external_id)
    if not kept or kept == external_id or services.metrics.is_known(workspace.id, external_id):
        return external_id
    return kept


def viewer(asked: Asked[ViewerQuery]) -> dict[str, Any]:
    """A page of a viewer's contents. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.or_all_time().resolve(workspace, services)
    order = query.paging.orders(ORDERS_OF_PROGRESS, USUAL_ORDER)
    external_id = id_as_kept(services, workspace, query.external_id)
    found, total, completed = services.metrics.progress(
        query.course.choice(workspace, services),
        period,
        external_id,
        order,
        limit=query.paging.per_page,
        offset=query.paging.offset,
    )
    if not total and not services.metrics.is_known(workspace.id, external_id):
        raise NoSuchEntity("external_id: no play of this viewer")
    rows = [_progress(one) for one in found]
    add_names(rows, ["title"], services.catalog, workspace.id)
    meta = _meta(query.paging, total, order, query.span, period) | {"total": {"completed": completed}}
    return {"meta": meta, "data": rows}


def _meta(paging: Paging, total: int, order: Order, span: Span, period: Period) -> dict[str, Any]:
    return {"pagination": paging.meta(total), "order": dict(order), "time": span.meta(period)}


def _progress(one: Progress) -> dict[str, Any]:
    return {"video_id": one.video_id, "title": "", **vars(one)} | {
        "parts": [{"from": start, "to": end} for start, end in one.parts]
    }


def _seconds(description: str, *, known: bool = True) -> schemas.Schema:
    return schemas.number(description, null=not known, minimum=0)


def _list_of(row: schemas.Schema, **meta: schemas.Schema) -> schemas.Schema:
    usual = {"pagination": schemas.pagination(), "order": schemas.order(), "time": schemas.time()}
    return schemas.record({"meta": schemas.record({**usual, **meta}), "data": schemas.list_of(row)})


_WATCHED: dict[str, schemas.Schema] = {
    **{name: schemas.count(MEASURES[name].help) for name in ("views", "player_loads", "watch_time")},
}
_SEEN: dict[str, schemas.Schema] = {
    "first_seen": schemas.instant("When the first of the plays was loaded."),
    "last_seen": schemas.instant("When the last of the plays stopped, or was loaded."),
}
_DEPTH: schemas.Schema = {
    "type": ["number", "null"],
    "minimum": 0,
    "maximum": 100,
    "description": "Share of the content that the views covered, percent; null: it has no length.",
}

VIEWERS = Endpoint(
    path="/v1/viewers",
    name="viewers",
    asks_store=True,
    tag="viewers",
    summary="Who watched",
    description=(
        "The viewers whom the host page named, with what they did in the period; all time where none is asked for."
        " With context.KEY, a project, a folder or a video: the progress of a course's students. Ids that differ only"
        " in case are different viewers."
    ),
    scope="read",
    query=ViewersQuery,
    answer=viewers,
    schema=_list_of(
        schemas.record(
            {
                "external_id": schemas.text("The viewer, as the host page named them."),
                "videos": schemas.count("Contents that were loaded or watched."),
                "completed": schemas.count("Contents of which the viewer's views covered at least 90 %."),
                **_WATCHED,
                "watch_depth": {**_DEPTH, "description": "Mean of the contents' watch depths, percent."},
                **_SEEN,
            }
        )
    ),
)

# An id in a query is whatever it is. In a path clients make something else of some (`..`, even as `%2e%2e`).
VIEWER = Endpoint(
    path="/v1/viewer",
    name="viewer",
    asks_store=True,
    tag="viewers",
    summary="What one viewer watched",
    description=(
        "A row for each content: how much of it the viewer watched, which parts, and where they were last. Depth, parts"
        " and completion take all the viewer's views of the content in the period together, whatever the session."
        " Any id can be asked for in this way."
    ),
    scope="read",
    query=ViewerQuery,
    answer=viewer,
    schema=_list_of(
        schemas.record(
            {
                "video_id": schemas.text("The content."),
                "title": schemas.NAMES["title"],
                **_WATCHED,
                "watch_depth": _DEPTH,
                "completed": {
                    "type": ["boolean", "null"],
                    "description": "Whether the views covered at least 90 %; null: the content has no length.",
                },
                "length": _seconds("The content's length, seconds; null: unknown, or live.", known=False),
                "covered": _seconds("How much of the content the views covered, seconds; replays count once."),
                "parts": {
                    **schemas.list_of(
                        schemas.record({"from": _seconds("Start, seconds."), "to": _seconds("End, seconds.")})
                    ),
                    "description": "Which parts of the content the views covered, in order.",
                },
                "last_position": _seconds(
                    "Where in the content playback stopped last, seconds; null: nothing was played.", known=False
                ),
                "context": {
                    "type": "object",
                    "additionalProperties": schemas.list_of({"type": "string"}),
                    "description": "The host pages' own context: all values by key.",
                },
                **_SEEN,
            }
        ),
        total=schemas.record({"completed": schemas.count("Contents of all pages that were completed.")}),
    ),
)

VIEWER_BY_PATH = replace(
    VIEWER,
    path="/v1/viewers/{external_id}",
    rest=True,
    name="viewer_by_path",
    summary="What one viewer watched, by path",
    description="As `/v1/viewer`, but for ids that clients shorten in a path: `.` and `..`.",
)
