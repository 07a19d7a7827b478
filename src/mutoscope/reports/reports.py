"""Reports as the API and the jobs beside it see them."""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from mutoscope.catalog import (
    Catalog,
    DueSchedule,
    Every,
    Report,
    ReportKind,
    ReportOrder,
    Schedule,
    Workspace,
    readable,
)
from mutoscope.config import Settings
from mutoscope.errors import CatalogError, TooManyRequests, UnexpectedValue
from mutoscope.metrics import Metrics, Period
from mutoscope.reports.asking import ReportAsked, wanted_file
from mutoscope.reports.building import build, check_room, file_name, period_of_report
from mutoscope.reports.delivery import MailDelivery
from mutoscope.reports.digest import digest
from mutoscope.reports.failures import Outcomes, backoff, note_failure, reason_of
from mutoscope.reports.links import epoch, is_signed, sign
from mutoscope.reports.mail import compose, digest_mail, period_text, report_mail
from mutoscope.reports.rows import Making
from mutoscope.reports.schedules import PERIOD_OF, next_time
from mutoscope.reports.sending import Mail, MailRefused, MailTaken

_log = structlog.get_logger()

FORGET_AFTER = timedelta(days=90)
"""How long an expired report can be generated again from its link, and a failed one says why."""

MOST_UNFINISHED = 20
"""Reports of one workspace that may wait."""

MOST_SCHEDULES = 200
"""Of one workspace: each of them sends mails for as long as it is there."""

MOST_ATTEMPTS = 5
"""Of what nobody waits for: a report that a schedule asked for, and the schedule itself. With their pauses it is tried
again for an hour and a half."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=6), timedelta(days=1)

DOWNLOAD, UNSUBSCRIBE = "report-download", "report-unsubscribe"


class _Cancelled(Exception):
    """Somebody deleted the report while it was being made."""


class _Interrupted(Exception):
    """This process is about to end."""


class Reports:
    """Blocking; safe to call from several threads. Raises CatalogError throughout."""

    def __init__(
        self, catalog: Catalog, metrics: Metrics, settings: Settings, *, now: Callable[[], datetime] | None = None
    ) -> None:
        self._catalog = catalog
        self._book = catalog.reports
        self._metrics = metrics
        self._now = now or _utc_now
        self._folder = settings.data / "reports"
        self._keep = timedelta(days=settings.report_days)
        self._base = settings.public_url()
        self._reserve = settings.reserve_bytes
        self._stopping = threading.Event()
        self._outcomes = Outcomes()
        self._sender = settings.mail_from
        self._delivery = MailDelivery(self._book, settings, self._now, self._mail)

    # What the API asks for.

    def ask(self, workspace: Workspace, asked: ReportAsked, period: Period, email: str | None) -> Report:
        """Queue a report. Raises UnexpectedValue or NoSuchEntity, naming the field; TooManyRequests."""
        asked.check(workspace, self._catalog)
        self._check_queue(workspace.id)
        if not self._book.count_contents(workspace.id, asked.selection):
            named = "folder_ids" if asked.folder_ids else "project_ids" if asked.project_ids else ""
            raise UnexpectedValue(
                f"{named}: nothing is in the selection" if named else "the catalog has no contents to report about yet"
            )
        return self._book.add(workspace.id, wanted_file(asked, period, email))

    def _check_queue(self, workspace_id: UUID) -> None:
        """Raises TooManyRequests where a workspace's reports would fill the queue that is everybody's."""
        if self._book.count_unfinished(workspace_id) >= MOST_UNFINISHED:
            raise TooManyRequests(f"{MOST_UNFINISHED} reports are being made already", retry_after=30)

    def ask_again(self, report: Report) -> Report | None:
        """Make an expired report anew, or try a failed one once more; None: it is neither. Raises TooManyRequests."""
        if report.state in {"failed", "expired"}:
            self._check_queue(report.workspace_id)
        if report.state == "failed":
            return self._book.queue_again(report.id, mail=bool(report.email))
        if report.state != "expired":
            return None
        return self._book.make_again(
            report,
            ReportOrder(
                kind=report.kind,
                asked=report.asked,
                start_ms=report.start_ms,
                end_ms=report.end_ms,
                timezone=report.timezone,
                email=report.email,
            ),
        )

    def cancel(self, workspace: Workspace, report_id: UUID) -> bool:
        """Forget a report and its file; False: there is none."""
        removed = self._book.remove(workspace.id, report_id)
        if removed:
            self._delete_file(report_id)
        return removed

    def path(self, report_id: UUID) -> Path:
        return self._folder / f"{report_id}.zip"

    @staticmethod
    def file_name(report: Report) -> str:
        return file_name(report, "zip")

    def schedule(
        self, workspace: Workspace, *, kind: ReportKind, every: Every, hour: int, asked: ReportAsked | None, email: str
    ) -> Schedule:
        """Raises UnexpectedValue or NoSuchEntity, naming the field; TooManyRequests."""
        if asked is not None:
            asked.check(workspace, self._catalog)
        if len(self._book.schedules(workspace.id)) >= MOST_SCHEDULES:
            raise TooManyRequests(f"there are {MOST_SCHEDULES} schedules already; delete one", retry_after=3600)
        return self._book.add_schedule(
            workspace.id,
            kind=kind,
            every=every,
            hour=hour,
            asked=asked.kept() if asked else {},
            email=email,
            next_at=next_time(every, hour, ZoneInfo(workspace.timezone), self._now()),
        )

    # Links.

    def link(self, report: Report, workspace: Workspace) -> str:
        """The signed address of a ready report's archive."""
        expires = epoch(report.expires_at or report.created_at)
        signature = sign(workspace, DOWNLOAD, report.id, expires)
        return f"{self._base}/v1/reports/{report.id}/download?expires={expires}&signature={signature}"

    def linked(self, report_id: UUID, expires: int, signature: str) -> Report | None:
        """The report that a signed link is to, expired or not; None: the link is none of ours."""
        report = self._book.find_anywhere(report_id)
        workspace = self._catalog.workspace(report.workspace_id) if report else None
        if report is None or workspace is None:
            return None
        return report if is_signed(workspace, DOWNLOAD, report_id, expires, signature) else None

    def unsubscribe_link(self, schedule_id: UUID, workspace: Workspace) -> str:
        signature = sign(workspace, UNSUBSCRIBE, schedule_id)
        return f"{self._base}/v1/reports/schedules/{schedule_id}/unsubscribe?signature={signature}"

    def linked_schedule(self, schedule_id: UUID, signature: str) -> Schedule | None:
        """The schedule that a link of a mail is about; None: the link is none of ours."""
        schedule = self._book.find_schedule(schedule_id)
        workspace = self._catalog.workspace(schedule.workspace_id) if schedule else None
        if schedule is None or workspace is None:
            return None
        return schedule if is_signed(workspace, UNSUBSCRIBE, schedule_id, 0, signature) else None

    # What runs beside requests.

    def start(self) -> None:
        """Before all else: what a process that was killed left behind. One process makes the reports of a catalog."""
        self._delivery.recover()
        self._book.recover()
        self._sweep()

    def stop(self) -> None:
        """Let go of what is being made, soon: it will be begun again by the next process."""
        self._stopping.set()

    def build_all(self) -> None:
        """Make reports, one after another, until none is queued."""
        self._outcomes.retry()
        while not self._stopping.is_set() and (report_id := self._book.claim()):
            self._build(report_id)

    def send_mails(self) -> None:
        """Send the mails that are due."""
        self._delivery.send_all(self._stopping.is_set)

    def run_schedules(self) -> None:
        """Queue what is due. What was missed while no process ran is made once, about the period that ended last."""
        for due in self._book.due_schedules():
            try:
                self._run_schedule(due.id)
            except Exception as error:
                note_failure("a schedule failed", error, schedule=str(due.id))
                self._defer_schedule(due, error)

    def expire(self) -> None:
        """Delete the files whose time is over."""
        for report_id in self._book.expire(self._now() - FORGET_AFTER):
            self._delete_file(report_id)

    def _mail(self, report_id: UUID) -> Mail:
        """The mail that tells of a ready report. Raises MailTaken where it was cancelled, MailRefused."""
        report = self._book.find_anywhere(report_id)
        if report is None:
            raise MailTaken
        workspace = self._catalog.workspace(report.workspace_id)
        if workspace is None:
            raise MailRefused("the workspace is not there any more")
        unsubscribe = self.unsubscribe_link(report.schedule_id, workspace) if report.schedule_id else None
        headers = None
        if unsubscribe:
            # For mail programs that offer it themselves (RFC 8058).
            headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if report.kind == "digest":
            letter = digest_mail(report, workspace, f"{self._base}/", unsubscribe)
            subject = f"{workspace.name}: {period_text(report)}"
        else:
            letter = report_mail(report, workspace, self.link(report, workspace), unsubscribe)
            subject = f"Your report is ready: {workspace.name}, {period_text(report)}"
        return compose(
            letter,
            self._sender,
            subject,
            id_=report.id,
            email=report.email or "",
            written_at=report.updated_at,
            headers=headers,
        )

    def _run_schedule(self, schedule_id: UUID) -> None:
        schedule = self._book.find_schedule(schedule_id)
        workspace = self._catalog.workspace(schedule.workspace_id) if schedule else None
        if schedule is None or workspace is None:
            return  # deleted meanwhile
        zone, now = ZoneInfo(workspace.timezone), self._now()
        period = Period.named(PERIOD_OF[schedule.every], round(now.timestamp() * 1000), zone, 0)
        wanted = ReportOrder(
            kind=schedule.kind,
            asked=readable(schedule.asked),
            start_ms=period.start_ms,
            end_ms=period.end_ms,
            timezone=zone.key,
            email=schedule.email,
        )
        self._book.run_schedule(schedule, wanted, next_time(schedule.every, schedule.hour, zone, now))

    def _defer_schedule(self, due: DueSchedule, error: Exception) -> None:
        """Try it again later, at last once a day: what it lacks may come, and nobody else waits for it."""
        attempts = due.attempts + 1
        pause = backoff(attempts, FIRST_WAIT, LONGEST_WAIT)
        try:
            self._book.defer_schedule(due.id, reason_of(error), self._now() + pause, attempts=attempts)
        except CatalogError as unkept:  # it stays due
            _log.warning("that a schedule failed is not kept", schedule=str(due.id), error=unkept.detail)

    def _build(self, report_id: UUID) -> None:
        """One report to its end, whatever that is."""
        report = None
        try:
            report = self._book.find_anywhere(report_id)
            if report is not None:
                self._make(report)
        except _Cancelled:
            self._delete_file(report_id)
        except _Interrupted:
            self._outcomes.keep(report_id, lambda: self._book.interrupt(report_id))
        except Exception as error:
            if self._stopping.is_set():  # the store is closed to questions
                self._outcomes.keep(report_id, lambda: self._book.interrupt(report_id))
                return
            note_failure("a report failed", error, report=str(report_id))
            self._fail(report_id, report, error)

    def _fail(self, report_id: UUID, report: Report | None, error: Exception) -> None:
        """It ends, with its reason. One that a schedule asked for is tried again: nobody is there to press a button."""
        self._delete_file(report_id)
        why = reason_of(error)
        if report is not None and report.schedule_id and report.attempts + 1 < MOST_ATTEMPTS:
            at = self._now() + backoff(report.attempts + 1, FIRST_WAIT, LONGEST_WAIT)
            self._outcomes.keep(report_id, lambda: self._book.defer(report_id, why, at))
        else:
            self._outcomes.keep(report_id, lambda: self._book.fail(report_id, why))

    def _make(self, report: Report) -> None:
        workspace = self._catalog.workspace(report.workspace_id)
        if workspace is None:
            raise _Cancelled
        if report.kind == "digest":
            about = digest(workspace.id, period_of_report(report), self._catalog, self._metrics)
        else:
            about = build(self._making(report, workspace), self.path(report.id))
        if not self._book.finish(report.id, about, self._now() + self._keep):
            raise _Cancelled

    def _making(self, report: Report, workspace: Workspace) -> Making:
        def told(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise _Interrupted
            check_room(self._folder, self._reserve)
            if not self._book.advance(report.id, min(99, done * 100 // total)):  # 100: it is ready
                raise _Cancelled

        return Making(
            report=report,
            workspace=workspace,
            asked=ReportAsked.read(report.asked),
            period=period_of_report(report),
            catalog=self._catalog,
            metrics=self._metrics,
            told=told,
        )

    def _sweep(self) -> None:
        """Delete files that no report has: of builds that were killed, of reports that were cancelled meanwhile."""
        keepers = {f"{report_id}.zip" for report_id in self._book.keepers()}
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                if path.name not in keepers:
                    _delete(path)

    def _delete_file(self, report_id: UUID) -> None:
        _delete(self.path(report_id))


def _delete(path: Path) -> None:
    """What can't be deleted is left to the next start."""
    try:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("a file of a report can't be deleted", path=str(path), error=error.strerror)


def _utc_now() -> datetime:
    return datetime.now(UTC)
