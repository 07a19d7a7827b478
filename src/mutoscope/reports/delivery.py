"""The mails of reports: each goes at most once.

That it is being sent is kept before it is handed over. A process that is killed between that and the server's answer
leaves a mail that may have gone or not: it is not sent again, and the report says so. So a crash in those milliseconds
can cost a mail, never send two. (A file in the outbox can be written twice without harm, so there none is lost either.)
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from mutoscope.catalog import DueMail, Report, ReportBook
from mutoscope.config import Settings
from mutoscope.reports.failures import Outcomes, backoff, note_failure, reason_of
from mutoscope.reports.sending import (
    Mail,
    MailError,
    MailRefused,
    MailTaken,
    MailUnreachable,
    MailUnsure,
    Outbox,
    Smtp,
)

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)

MOST_UNEXPECTED = 10
"""Attempts after which a mail ends that fails for a reason nobody thought of. (What a mail server says can pass for as
long as the report is kept.)"""


class MailDelivery:
    """Sends the mails that are due, each for itself, and keeps what became of it."""

    def __init__(
        self, book: ReportBook, settings: Settings, now: Callable[[], datetime], compose: Callable[[Report], Mail]
    ) -> None:
        """compose: makes a report's mail."""
        self._book = book
        self._now = now
        self._compose = compose
        self._way = (
            Smtp(server=settings.smtp, greeting=settings.greeting())
            if settings.smtp
            else Outbox(folder=settings.data / "outbox")
        )
        self._outcomes = Outcomes()

    def recover(self) -> None:
        """After a start."""
        if isinstance(self._way, Outbox):
            self._book.resend()

    def send_all(self, stopping: Callable[[], bool]) -> None:
        """Send what is due; stop at the first that finds no mail server: the others would not either."""
        self._outcomes.retry()
        for due in self._book.due_mails():
            if stopping() or not self._send(due):
                return

    def _send(self, due: DueMail) -> bool:
        """Try one. False: the mail server can't be reached."""
        begun = False

        def begin() -> bool:
            nonlocal begun
            begun = self._book.begin_mail(due.report_id)
            return begun

        try:
            self._way.send(self._mail(due.report_id), begin)
        except MailTaken:
            return True
        except MailUnsure as error:
            self._end(due, mail="unsure", mail_error=reason_of(error))
        except MailRefused as error:
            self._end(due, mail="failed", mail_error=reason_of(error))
        except MailError as error:
            self._wait(due, error)
            return not isinstance(error, MailUnreachable)
        except Exception as error:
            self._unexpected(due, error, begun=begun)
        else:
            self._end(due, mail="sent", mail_error=None)
        return True

    def _mail(self, report_id: UUID) -> Mail:
        """Raises MailTaken where the report was cancelled, MailRefused where no mail can go to its address."""
        report = self._book.find_anywhere(report_id)
        if report is None:
            raise MailTaken
        return self._compose(report)

    def _unexpected(self, due: DueMail, error: Exception, *, begun: bool) -> None:
        if begun:
            note_failure("a mail broke off while it was handed over", error, report=str(due.report_id))
            self._end(due, mail="unsure", mail_error=reason_of(error))
        elif due.attempts + 1 < MOST_UNEXPECTED:
            self._wait(due, error)
        else:
            note_failure("a mail is given up", error, report=str(due.report_id))
            self._end(due, mail="failed", mail_error=f"given up after {MOST_UNEXPECTED} attempts: {reason_of(error)}")

    def _wait(self, due: DueMail, error: Exception) -> None:
        note_failure("a mail did not go and will be tried again", error, report=str(due.report_id))
        pause = backoff(due.attempts + 1, FIRST_WAIT, LONGEST_WAIT)
        self._end(due, mail="waiting", mail_error=reason_of(error), mail_at=self._now() + pause)

    def _end(self, due: DueMail, **became: object) -> None:
        self._outcomes.keep(due.report_id, lambda: self._book.end_mail(due.report_id, **became))
