"""/v1/reports/schedules: reports and digests that come by themselves, and how to be rid of them."""

from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries, schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Request, Services, Signed
from mutoscope.api.lists import listed
from mutoscope.api.paging import Order, Paging
from mutoscope.api.report_shapes import instant
from mutoscope.api.reports import Selected, Signature, check_address
from mutoscope.catalog import Every, ReportKind, Schedule
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.reports import Page, letter_page, unknown_page

_OLDEST: Order = (("created_at", "asc"),)
_EVERY: dict[str, Every] = {"weekly": "week", "monthly": "month"}
_LATER: dict[str, Any] = {"separator": "comma", "decimal": "point"}
"""What schedules of earlier versions don't say of their files."""
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


class SchedulesQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class ScheduleQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: Annotated[UUID, Meta(description="The schedule's id.")]


class SignedQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: UUID
    signature: Signature


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


def everything(asked: Asked[SchedulesQuery]) -> dict[str, Any]:
    rows = [shown(schedule) for schedule in asked.services.catalog.reports.schedules(asked.workspace.id)]
    return listed(rows, asked.query.paging, ("created_at", "next_at", "email", "kind", "every"), _OLDEST)


def remove(asked: Asked[ScheduleQuery]) -> None:
    if not asked.services.catalog.reports.remove_schedule(asked.workspace.id, asked.query.id):
        raise NoSuchEntity(f"schedule: {asked.query.id}")


def unsigned(asked: Asked[ScheduleQuery]) -> None:
    raise UnexpectedValue(f"signature: missing; with a token, DELETE /v1/reports/schedules/{asked.query.id}")


def ask_to_unsubscribe(services: Services, request: Request, link: SignedQuery) -> Page:
    """A page with a button: programs that look at a mail's links must not end what it is about."""
    schedule = services.reports.linked_schedule(link.id, link.signature)
    if schedule is None:
        return unknown_page()
    if schedule.unsubscribed_at is not None:
        return _ended()
    query = request.query_string.decode("ascii", "replace")
    return letter_page(
        200,
        heading="Stop these mails?",
        lead=f"The {_SHOWN_EVERY[schedule.every]} mails to {schedule.email} will end.",
        form=("Stop them", f"unsubscribe?{query}"),
    )


def unsubscribe(services: Services, _: Request, link: SignedQuery) -> Page:
    """The button of that page, or of a mail program (RFC 8058)."""
    schedule = services.reports.linked_schedule(link.id, link.signature)
    if schedule is None:
        return unknown_page()
    services.catalog.reports.unsubscribe(schedule.id)
    return _ended()


def _ended() -> Page:
    return letter_page(200, heading="These mails have ended", lead="They can be set up again in the dashboard.")


def shown(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the API shows it."""
    names = ("fields", "format", "folder_ids", "project_ids", "separator", "decimal", "bom")
    return {
        "id": str(schedule.id),
        "kind": schedule.kind,
        "every": _SHOWN_EVERY[schedule.every],
        "hour": schedule.hour,
        "email": schedule.email,
        "report": {name: {**_LATER, **schedule.asked}[name] for name in names} if schedule.asked else None,
        "next_at": instant(schedule.next_at) if schedule.unsubscribed_at is None else None,
        "error": schedule.error,
        "unsubscribed_at": instant(schedule.unsubscribed_at),
        "created_at": instant(schedule.created_at),
    }


_SCHEDULE = schemas.record(
    {
        "id": schemas.uuid("The schedule."),
        "kind": {"enum": ["file", "digest"]},
        "every": {"enum": ["weekly", "monthly"]},
        "hour": schemas.count("In the workspace's time zone.", maximum=23),
        "email": schemas.text("Where it is sent to."),
        "report": {"type": ["object", "null"], "description": "Fields, format and contents of the file."},
        "next_at": schemas.instant("When it is made next; null: never, it was unsubscribed from.", null=True),
        "error": schemas.text("Why it could not be made last; it is tried again at next_at.", null=True),
        "unsubscribed_at": schemas.instant("When the reader ended it.", null=True),
        "created_at": schemas.instant("When it was set up."),
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
    description=(
        "All schedules of the workspace. In order of created_at (oldest first, if not said), next_at, email, kind or"
        " every."
    ),
    scope="read",
    query=SchedulesQuery,
    answer=everything,
    schema=entries.many(_SCHEDULE),
)

_of_schedule = partial(Endpoint[ScheduleQuery, Any], tag="reports", query=ScheduleQuery)
_ONE_PATH = "/v1/reports/schedules/{id}"

DELETE_SCHEDULE = _of_schedule(
    method="DELETE",
    path=_ONE_PATH,
    name="delete_schedule",
    summary="End a schedule",
    description="Reports that it has made stay.",
    scope="write",
    status=204,
    answer=remove,
    schema=None,
)

UNSUBSCRIBE = _of_schedule(
    path=f"{_ONE_PATH}/unsubscribe",
    name="ask_to_unsubscribe",
    summary="The page behind a mail's link that ends it",
    description="For people, by the link's `signature`, without a token: a page with a button.",
    scope="read",
    answer=unsigned,
    signed=Signed(query=SignedQuery, answer=ask_to_unsubscribe),
    schema={"type": "string"},
    media_type="text/html",
)

END_SUBSCRIPTION = _of_schedule(
    method="POST",
    path=f"{_ONE_PATH}/unsubscribe",
    name="unsubscribe",
    summary="End the mails of a schedule",
    description="That button, or that of a mail program (RFC 8058), by the link's `signature`, without a token.",
    scope="write",
    answer=unsigned,
    signed=Signed(query=SignedQuery, answer=unsubscribe),
    schema={"type": "string"},
    media_type="text/html",
)

SCHEDULE_ENDPOINTS = (ADD_SCHEDULE, LIST_SCHEDULES, DELETE_SCHEDULE, UNSUBSCRIBE, END_SUBSCRIPTION)
