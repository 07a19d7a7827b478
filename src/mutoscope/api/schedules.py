"""/v1/reports/schedules: reports and digests that come by themselves, and how to be rid of them."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Request, Services
from mutoscope.api.parameters import parse, split
from mutoscope.api.report_shapes import instant, text
from mutoscope.api.reports import Selected, check_address
from mutoscope.catalog import Every, ReportKind, Schedule
from mutoscope.errors import NoSuchEntity, RequestError, UnexpectedValue
from mutoscope.reports import Page, letter_page, unknown_page

_EVERY: dict[str, Every] = {"weekly": "week", "monthly": "month"}
_SHOWN_EVERY = {every: word for word, every in _EVERY.items()}


class NewSchedule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A report or a digest, again and again."""

    kind: Annotated[ReportKind, Meta(description="file: a report as a file; digest: figures in the mail itself.")]
    every: Annotated[
        Literal["weekly", "monthly"], Meta(description="weekly: on Mondays, about the week before; monthly likewise.")
    ]
    email: Annotated[str, Meta(description="Where to send it to; one address.", examples=["ann@example.org"])]
    hour: Annotated[int, Meta(ge=0, le=23, description="Of the day, in the workspace's time zone.")] = 7
    report: Annotated[Selected, Meta(description="What is in the file.")] | None = None


class ScheduleQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: Annotated[UUID, Meta(description="The schedule's id.")]


class SignedQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: UUID
    signature: str


def add(asked: Asked[NoQuery, NewSchedule]) -> dict[str, Any]:
    """Raises RequestError."""
    body = asked.body
    if (body.kind == "file") != (body.report is not None):
        raise UnexpectedValue("report: " + ("missing" if body.kind == "file" else "a digest has no file"))
    made = asked.services.reports.schedule(
        asked.workspace,
        kind=body.kind,
        every=_EVERY[body.every],
        hour=body.hour,
        asked=body.report.asked() if body.report else None,
        email=check_address(body.email) or "",
    )
    return {"data": shown(made)}


def everything(asked: Asked) -> dict[str, Any]:
    return {"data": [shown(schedule) for schedule in asked.services.catalog.reports.schedules(asked.workspace.id)]}


def remove(asked: Asked[ScheduleQuery]) -> None:
    if not asked.services.catalog.reports.remove_schedule(asked.workspace.id, asked.query.id):
        raise NoSuchEntity(f"schedule: {asked.query.id}")


def unsigned(asked: Asked[ScheduleQuery]) -> None:
    raise UnexpectedValue(f"signature: missing; with a token, DELETE /v1/reports/schedules/{asked.query.id}")


def ask_to_unsubscribe(services: Services, request: Request) -> Page:
    """A page with a button: programs that look at a mail's links must not end what it is about."""
    schedule = _linked(services, request)
    if schedule is None:
        return unknown_page()
    if schedule.unsubscribed_at is not None:
        return _ended()
    query = request.query_string.decode("ascii", "replace")
    return letter_page(
        200,
        heading="Stop these mails?",
        lead=f"The {_SHOWN_EVERY[schedule.every]} mails to {schedule.email} will end.",
        form=("Stop them", f"/v1/reports/schedules/{schedule.id}/unsubscribe?{query}"),
    )


def unsubscribe(services: Services, request: Request) -> Page:
    """The button of that page, or of a mail program (RFC 8058)."""
    schedule = _linked(services, request)
    if schedule is None:
        return unknown_page()
    services.catalog.reports.unsubscribe(schedule.id)
    return _ended()


def _ended() -> Page:
    return letter_page(200, heading="These mails have ended", lead="They can be set up again in the dashboard.")


def _linked(services: Services, request: Request) -> Schedule | None:
    try:
        query = parse(SignedQuery, [*split(request.query_string), *request.path.items()])
    except RequestError:
        return None
    return services.reports.linked_schedule(query.id, query.signature)


def shown(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the API shows it."""
    names = ("fields", "format", "folder_ids", "project_ids", "bom")
    return {
        "id": str(schedule.id),
        "kind": schedule.kind,
        "every": _SHOWN_EVERY[schedule.every],
        "hour": schedule.hour,
        "email": schedule.email,
        "report": {name: schedule.asked[name] for name in names} if schedule.asked else None,
        "next_at": instant(schedule.next_at) if schedule.unsubscribed_at is None else None,
        "unsubscribed_at": instant(schedule.unsubscribed_at),
        "created_at": instant(schedule.created_at),
    }


_SCHEDULE = schemas.record(
    {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"enum": ["file", "digest"]},
        "every": {"enum": ["weekly", "monthly"]},
        "hour": {"type": "integer", "description": "In the workspace's time zone."},
        "email": text("Where it is sent to."),
        "report": {"type": ["object", "null"], "description": "Fields, format and contents of the file."},
        "next_at": text("When it is made next; null: never, it was unsubscribed from.", nullable=True),
        "unsubscribed_at": text("When the reader ended it.", nullable=True),
        "created_at": text("When it was set up."),
    }
)

ADD_SCHEDULE = Endpoint(
    method="POST",
    path="/v1/reports/schedules",
    name="add_schedule",
    tag="reports",
    summary="Have reports or digests come by themselves",
    description=(
        "Weekly on Mondays about the week before, or monthly on the first about the month before, at an hour of the"
        " workspace's time zone. Every mail has a link that ends them."
    ),
    scope="write",
    status=201,
    body=NewSchedule,
    answer=add,
    schema=schemas.record({"data": _SCHEDULE}),
)

LIST_SCHEDULES = Endpoint(
    path="/v1/reports/schedules",
    name="schedules",
    tag="reports",
    summary="What comes by itself",
    description="All schedules of the workspace, oldest first.",
    scope="read",
    answer=everything,
    schema=schemas.record({"data": schemas.list_of(_SCHEDULE)}),
)

DELETE_SCHEDULE = Endpoint(
    method="DELETE",
    path="/v1/reports/schedules/{id}",
    name="delete_schedule",
    tag="reports",
    summary="End a schedule",
    description="Reports that it has made stay.",
    scope="write",
    status=204,
    query=ScheduleQuery,
    answer=remove,
    schema=None,
)

UNSUBSCRIBE = Endpoint(
    path="/v1/reports/schedules/{id}/unsubscribe",
    name="ask_to_unsubscribe",
    tag="reports",
    summary="The page behind a mail's link that ends it",
    description="For people, by the link's `signature`, without a token: a page with a button.",
    scope="read",
    query=ScheduleQuery,
    answer=unsigned,
    signed=ask_to_unsubscribe,
    schema={"type": "string"},
    media_type="text/html",
)

END_SUBSCRIPTION = Endpoint(
    method="POST",
    path="/v1/reports/schedules/{id}/unsubscribe",
    name="unsubscribe",
    tag="reports",
    summary="End the mails of a schedule",
    description="That button, or that of a mail program (RFC 8058), by the link's `signature`, without a token.",
    scope="write",
    query=ScheduleQuery,
    answer=unsigned,
    signed=unsubscribe,
    schema={"type": "string"},
    media_type="text/html",
)

SCHEDULE_ENDPOINTS = (ADD_SCHEDULE, LIST_SCHEDULES, DELETE_SCHEDULE, UNSUBSCRIBE, END_SUBSCRIPTION)
