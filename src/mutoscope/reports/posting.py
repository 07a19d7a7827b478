"""The mails of reports: each goes at most once.

That it is being sent is kept before it is handed over. A process that is killed between that and the server's answer
leaves a mail that may have gone or not: it is not sent again, and the report says so. So a crash in those milliseconds
can cost a mail, never send two. (A file in the outbox can be written twice without harm, so there none is lost either.)
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from mutoscope.catalog import Report, ReportBook, Workspace
from mutoscope.config import Settings
from mutoscope.reports.insisting import insist
from mutoscope.reports.mail import compose, digest_mail, period_text, report_mail
from mutoscope.reports.sending import MailError, MailRefused, MailTaken, MailUnreachable, MailUnsure, Outbox, Smtp

_log = structlog.get_logger()

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)


class Post:
    """Sends the mail of a report, and keeps what became of it."""

    def __init__(
        self, book: ReportBook, settings: Settings, now: Callable[[], datetime], stopping: threading.Event
    ) -> None:
        self._stopping = stopping
        self._book = book
        self._sender = settings.mail_from
        self._now = now
        self._way = (
            Smtp(server=settings.smtp, greeting=settings.greeting())
            if settings.smtp
            else Outbox(folder=settings.data / "outbox")
        )

    def recover(self) -> None:
        """After a start."""
        if isinstance(self._way, Outbox):
            self._book.resend()

    def send(self, report: Report, workspace: Workspace, link: str, unsubscribe: str | None) -> bool:
        """Try it. False: the mail server can't be reached, others need not be tried now."""
        headers = None
        if unsubscribe:
            headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if report.kind == "digest":
            letter = digest_mail(report, workspace, link, unsubscribe)
            subject = f"{workspace.name}: {period_text(report)}"
        else:
            letter = report_mail(report, workspace, link, unsubscribe)
            subject = f"Your report is ready: {workspace.name}, {period_text(report)}"
        message = compose(letter, report, self._sender, subject, headers)
        try:
            self._way.send(message, lambda: self._book.begin_mail(report.id))
        except MailTaken:
            return True
        except MailUnsure as error:
            self._end(report, mail="unsure", mail_error=error.detail)
        except MailRefused as error:
            self._end(report, mail="failed", mail_error=error.detail)
        except MailError as error:
            self._wait(report, error)
            return not isinstance(error, MailUnreachable)
        else:
            self._end(report, mail="sent", mail_error=None)
        return True

    def _end(self, report: Report, **became: object) -> None:
        insist(lambda: self._book.end_mail(report.id, **became), self._stopping)

    def _wait(self, report: Report, error: MailError) -> None:
        _log.warning("a mail did not go and will be tried again", report=str(report.id), error=error.detail)
        pause = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(report.mail_attempts, 10))
        self._end(report, mail="waiting", mail_error=error.detail, mail_at=self._now() + pause)
