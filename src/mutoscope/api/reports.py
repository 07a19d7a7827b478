"""/v1/reports: files that are made in the background, and their download."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, BinaryIO
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Request, Services, Signed, Stream
from mutoscope.api.files import FileDecimal, FileSeparator, checked_dialect
from mutoscope.api.paging import Order, Paging
from mutoscope.api.report_shapes import ONE, REPORT, shown
from mutoscope.catalog import Report
from mutoscope.errors import Gone, NoSuchEntity, NotReady, UnexpectedValue
from mutoscope.mail_address import MailAddress
from mutoscope.reports import FIELDS, AskedPeriod, Page, ReportAsked, Reports, expired_page, letter_page, unknown_page
from mutoscope.reports.asking import period_of
from mutoscope.tables import Format

PART = 256 * 1024

USUAL_ORDER: Order = (("created_at", "desc"),)

FIELD_TABLE = "; ".join(f"{field.name} ({field.title})" for field in FIELDS.values())


class Selected(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which contents, which fields, which format."""

    fields: Annotated[
        tuple[str, ...],
        Meta(
            description=(
                f"Columns, in this order: {FIELD_TABLE}."
                " video_id, stream_id and event_id are in every file: by them rows are told apart."
            ),
            examples=[["title", "folder_name", "player_loads", "views", "view_rate"]],
        ),
    ]
    format: Annotated[Format, Meta(description="Of the file in the archive.")] = "csv"
    folder_ids: (
        Annotated[tuple[UUID, ...], Meta(max_length=1000, description="Contents of these folders and all in them.")]
        | None
    ) = None
    project_ids: (
        Annotated[
            tuple[UUID, ...],
            Meta(max_length=1000, description="And those of these projects. Neither given: everything."),
        ]
        | None
    ) = None
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"
    bom: Annotated[bool, Meta(description="Begin a CSV with the mark by which Excel knows UTF-8.")] = True

    def asked(self, period: str | None = None) -> ReportAsked:
        """Raises UnexpectedValue."""
        checked_dialect(self)
        return ReportAsked(
            fields=self.fields,
            format=self.format,
            folder_ids=self.folder_ids,
            project_ids=self.project_ids,
            period=period,
            separator=self.separator,
            decimal=self.decimal,
            bom=self.bom,
        )


class NewReport(Selected, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A report to be made."""

    period: Annotated[AskedPeriod, Meta(description="By its name, as of now; custom: from and to.")] | None = None
    from_: Annotated[str, Meta(description="First day, or an RFC 3339 instant.", examples=["2024-01-01"])] | None = (
        msgspec.field(name="from", default=None)
    )
    to: Annotated[str, Meta(description="Last day, or the instant after the end.", examples=["2024-01-31"])] | None = (
        None
    )
    email: (
        Annotated[str, Meta(description="Where to send the link to; one address.", examples=["ann@example.org"])] | None
    ) = None


Signature = Annotated[
    str,
    Meta(description="Of the link of a mail, which needs no token.", examples=["q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ"]),
]


class ReportQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: Annotated[UUID, Meta(description="The report's id.")]


class SignedQuery(msgspec.Struct, kw_only=True, frozen=True):
    id: UUID
    expires: Annotated[int, Meta(description="Of the link of a mail: until when it holds, seconds since the epoch.")]
    signature: Signature


class ReportsQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


def check_address(email: str | None) -> str | None:
    """One address, in its normal form. Raises UnexpectedValue."""
    try:
        return None if email is None else str(MailAddress.parse(email))
    except ValueError as error:
        raise UnexpectedValue(f"email: {error}") from error


def create(asked: Asked[NoQuery, NewReport]) -> dict[str, Any]:
    """Raises RequestError."""
    body, workspace, services = asked.body, asked.workspace, asked.services
    period = period_of(
        body.period,
        body.from_,
        body.to,
        workspace=workspace,
        metrics=services.metrics,
        now_ms=services.now_ms(),
    )
    email = check_address(body.email)
    if email:
        services.limits.report_mail(asked.requester, email)
    return {"data": shown(_reports(services).ask(workspace, body.asked(body.period), period, email))}


def page(asked: Asked[ReportsQuery]) -> dict[str, Any]:
    """Raises RequestError."""
    paging = asked.query.paging
    order = paging.orders(("created_at",), USUAL_ORDER)
    book = asked.services.catalog.reports
    found, total = book.page(asked.workspace.id, paging.per_page, paging.offset, newest_first=order[0][1] == "desc")
    return {
        "meta": {"pagination": paging.meta(total), "order": dict(order)},
        "data": [shown(report) for report in found],
    }


def one(asked: Asked[ReportQuery]) -> dict[str, Any]:
    return {"data": shown(_find(asked))}


def cancel(asked: Asked[ReportQuery]) -> None:
    if not _reports(asked.services).cancel(asked.workspace, asked.query.id):
        raise NoSuchEntity(f"report: {asked.query.id}")


def again(asked: Asked[ReportQuery]) -> dict[str, Any]:
    """Raises RequestError."""
    report = _find(asked)
    made = _reports(asked.services).ask_again(report)
    if made is None:
        raise UnexpectedValue(f"id: the report is {report.state}; only a failed or an expired one is made again")
    return {"data": shown(made)}


def signed_again(services: Services, _: Request, link: SignedQuery) -> Page:
    """From the page of an expired link."""
    report = _reports(services).linked(link.id, link.expires, link.signature)
    if report is None:
        return unknown_page()
    if report.state == "expired" and report.email:
        _reports(services).ask_again(report)
    return letter_page(
        202,
        heading="Your report is being generated",
        lead="A mail with a new link will arrive when it is ready.",
    )


def download(asked: Asked[ReportQuery]) -> Stream:
    """Raises RequestError."""
    report = _find(asked)
    if report.kind != "file":
        raise NoSuchEntity(f"report: {report.id} is a digest, which has no file")
    if report.state in {"queued", "running"}:
        raise NotReady(f"the report is {report.state}: {report.progress} %", retry_after=2)
    if report.state != "ready":
        raise Gone(f"the report is {report.state}; POST /v1/reports/{report.id}/again makes it anew")
    return _file(_reports(asked.services), report)


def signed_download(services: Services, request: Request, link: SignedQuery) -> Page | Stream:
    """By the link of a mail."""
    reports = _reports(services)
    report = reports.linked(link.id, link.expires, link.signature)
    if report is None:
        return unknown_page()
    over = report.expires_at is None or round(report.expires_at.timestamp() * 1000) <= services.now_ms()
    if report.state == "ready" and not over:
        try:
            return _file(reports, report)
        except Gone:
            return unknown_page()
    query = request.query_string.decode("ascii", "replace")
    return expired_page(report, f"again?{query}" if report.email else None)


def _reports(services: Services) -> Reports:
    return services.reports


def _find(asked: Asked[ReportQuery]) -> Report:
    report = asked.services.catalog.reports.find(asked.workspace.id, asked.query.id)
    if report is None:
        raise NoSuchEntity(f"report: {asked.query.id}")
    return report


def _file(reports: Reports, report: Report) -> Stream:
    """Raises Gone where the file was deleted."""
    path = reports.path(report.id)
    try:
        size, file = path.stat().st_size, path.open("rb")
    except OSError as error:
        raise Gone("the file is not there any more") from error
    return Stream(
        parts=_parts(file),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{reports.file_name(report)}"',
            "Content-Length": str(size),
            "X-Content-Type-Options": "nosniff",
        },
    )


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part


CREATE_REPORT = Endpoint(
    method="POST",
    path="/v1/reports",
    name="create_report",
    asks_store=True,
    tag="reports",
    summary="Have a report made",
    description=(
        "A file with a row for each video, broadcast and event that the catalog shows, those without plays too, with"
        " zeros. It is made in the background; with an e-mail address, a link to it is sent there."
    ),
    scope="read",
    status=202,
    body=NewReport,
    answer=create,
    schema=ONE,
)

LIST_REPORTS = Endpoint(
    path="/v1/reports",
    name="reports",
    tag="reports",
    summary="Reports",
    description="All reports of the workspace, newest first.",
    scope="read",
    query=ReportsQuery,
    answer=page,
    schema=entries.many(REPORT),
)

_of_report = partial(Endpoint[ReportQuery, Any], tag="reports", query=ReportQuery)
_ONE_PATH = "/v1/reports/{id}"

GET_REPORT = _of_report(
    path=_ONE_PATH,
    name="report",
    summary="How far a report is",
    description="The report, its state, its progress, and what became of its mail.",
    scope="read",
    answer=one,
    schema=ONE,
)

CANCEL_REPORT = _of_report(
    method="DELETE",
    path=_ONE_PATH,
    name="cancel_report",
    summary="Cancel a report",
    description="One that is being made is given up; the file of one that is ready is deleted. Links to it end.",
    scope="write",
    status=204,
    answer=cancel,
    schema=None,
)

REPORT_AGAIN = _of_report(
    method="POST",
    path=f"{_ONE_PATH}/again",
    name="make_report_again",
    summary="Make a report again",
    description=(
        "A failed report is tried once more; for an expired one a new one is made, about the same period. The page of"
        " an expired link does the same with the link's own `expires` and `signature`, without a token."
    ),
    scope="read",
    status=202,
    answer=again,
    signed=Signed(query=SignedQuery, answer=signed_again),
    schema=ONE,
)

REPORT_FILE = _of_report(
    path=f"{_ONE_PATH}/download",
    name="download_report",
    summary="Download a report",
    description=(
        "The ZIP archive: the table, and about.json, which says what it is about. The link of a mail has `expires` and"
        " `signature` and needs no token. 409: not ready yet; 410: expired, failed, or deleted."
    ),
    scope="read",
    answer=download,
    signed=Signed(query=SignedQuery, answer=signed_download),
    schema={"type": "string", "format": "binary", "description": "The archive."},
    media_type="application/zip",
    refusals=(409, 410),
)

REPORT_ENDPOINTS = (CREATE_REPORT, LIST_REPORTS, GET_REPORT, CANCEL_REPORT, REPORT_AGAIN, REPORT_FILE)
