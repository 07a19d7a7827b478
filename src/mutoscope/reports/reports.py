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

from mutoscope.catalog import Catalog, Every, Report, ReportKind, ReportOrder, Schedule, Workspace
from mutoscope.config import Settings
from mutoscope.errors import MutoscopeError, TooManyRequests, UnexpectedValue
from mutoscope.metrics import Metrics, Period
from mutoscope.reports.asking import ReportAsked, wanted_file
from mutoscope.reports.building import build, check_room, file_name, period_of_report
from mutoscope.reports.digest import digest
from mutoscope.reports.insisting import insist
from mutoscope.reports.links import epoch, is_signed, sign
from mutoscope.reports.posting import Post
from mutoscope.reports.rows import Making
from mutoscope.reports.schedules import PERIOD_OF, next_time

_log = structlog.get_logger()

FORGET_AFTER = timedelta(days=90)
"""How long an expired report can be generated again from its link, and a failed one says why."""

MOST_UNFINISHED = 20
"""Reports of one workspace that may wait."""

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
        self._post = Post(self._book, settings, self._now, self._stopping)

    # What the API asks for.

    def ask(self, workspace: Workspace, asked: ReportAsked, period: Period, email: str | None) -> Report:
        """Queue a report. Raises UnexpectedValue or NoSuchEntity, naming the field; TooManyRequests."""
        asked.check(workspace, self._catalog)
        if self._book.count_unfinished(workspace.id) >= MOST_UNFINISHED:
            raise TooManyRequests(f"{MOST_UNFINISHED} reports are being made already", retry_after=30)
        if not self._book.count_contents(workspace.id, asked.selection):
            named = "folder_ids" if asked.folder_ids else "project_ids" if asked.project_ids else ""
            raise UnexpectedValue(
                f"{named}: nothing is in the selection" if named else "the catalog has no contents to report about yet"
            )
        return self._book.add(workspace.id, wanted_file(asked, period, email))

    def ask_again(self, report: Report) -> Report | None:
        """Make an expired report anew, or try a failed one once more; None: it is neither."""
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
            self.path(report_id).unlink(missing_ok=True)
        return removed

    def path(self, report_id: UUID) -> Path:
        return self._folder / f"{report_id}.zip"

    @staticmethod
    def file_name(report: Report) -> str:
        return file_name(report, "zip")

    def schedule(
        self, workspace: Workspace, *, kind: ReportKind, every: Every, hour: int, asked: ReportAsked | None, email: str
    ) -> Schedule:
        """Raises UnexpectedValue or NoSuchEntity, naming the field."""
        if asked is not None:
            asked.check(workspace, self._catalog)
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
        self._post.recover()
        self._book.recover()
        self._sweep()

    def stop(self) -> None:
        """Let go of what is being made, soon: it will be begun again by the next process."""
        self._stopping.set()

    def build_all(self) -> None:
        """Make reports, one after another, until none is queued."""
        while not self._stopping.is_set() and (report := self._book.claim()):
            self._build(report)

    def send_mails(self) -> None:
        """Send the mails that are due; stop at the first that finds no mail server."""
        for report in self._book.due_mails():
            workspace = self._catalog.workspace(report.workspace_id)
            if self._stopping.is_set() or workspace is None:
                return
            link = self.link(report, workspace) if report.kind == "file" else f"{self._base}/"
            unsubscribe = self.unsubscribe_link(report.schedule_id, workspace) if report.schedule_id else None
            if not self._post.send(report, workspace, link, unsubscribe):
                return

    def run_schedules(self) -> None:
        """Queue what is due. What was missed while no process ran is made once, about the period that ended last."""
        for schedule in self._book.due_schedules():
            workspace = self._catalog.workspace(schedule.workspace_id)
            if workspace is None:
                continue
            zone, now = ZoneInfo(workspace.timezone), self._now()
            period = Period.named(PERIOD_OF[schedule.every], round(now.timestamp() * 1000), zone, 0)
            wanted = ReportOrder(
                kind=schedule.kind,
                asked=schedule.asked,
                start_ms=period.start_ms,
                end_ms=period.end_ms,
                timezone=zone.key,
                email=schedule.email,
            )
            self._book.run_schedule(schedule, wanted, next_time(schedule.every, schedule.hour, zone, now))

    def expire(self) -> None:
        """Delete the files whose time is over."""
        for report_id in self._book.expire(self._now() - FORGET_AFTER):
            self.path(report_id).unlink(missing_ok=True)

    def _build(self, report: Report) -> None:
        """One report to its end, whatever that is."""
        try:
            self._make(report)
        except _Cancelled:
            self.path(report.id).unlink(missing_ok=True)
        except _Interrupted:
            self._book.interrupt(report.id)
        except MutoscopeError as error:
            _log.error("a report failed", report=str(report.id), error=error.detail)
            self._fail(report, error.detail)
        except Exception as error:
            _log.exception("a report failed unexpectedly", report=str(report.id))
            self._fail(report, f"unexpected: {type(error).__name__}; the server's log has more")

    def _fail(self, report: Report, why: str) -> None:
        self.path(report.id).unlink(missing_ok=True)
        insist(lambda: self._book.fail(report.id, why), self._stopping)

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
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _utc_now() -> datetime:
    return datetime.now(UTC)
