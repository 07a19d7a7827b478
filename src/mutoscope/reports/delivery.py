"""Mails of a queue, be they of reports or with links of accounts: each goes at most once.

That it is being sent is kept before it is handed over. A process that is killed between that and the server's answer
leaves a mail that may have gone or not: it is not sent again, and the queue says so. So a crash in those milliseconds
can cost a mail, never send two. (A file in the outbox can be written twice without harm, so there none is lost either.)
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from mutoscope.catalog import DueMail
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


class MailQueue(Protocol):
    """Where mails wait, by the ids of what they are about."""

    def due_mails(self) -> list[DueMail]:
        """Those that should be sent now, the one that waits longest first."""
        ...

    def begin_mail(self, id_: UUID, /) -> bool:
        """From now on the mail may have gone; False: another is at it, or nobody wants it any more."""
        ...

    def end_mail(self, id_: UUID, /, **changed: object) -> object:
        """What became of an attempt: `mail`, `mail_error`, `mail_at`."""
        ...

    def resend(self) -> None:
        """Mails that were being sent wait again: for a way on which that does no harm."""
        ...


class MailDelivery:
    """Sends the mails that are due, each for itself, and keeps what became of it."""

    def __init__(
        self, queue: MailQueue, settings: Settings, now: Callable[[], datetime], compose: Callable[[UUID], Mail]
    ) -> None:
        """compose: the mail of an id; raises MailTaken where nobody wants it any more, MailRefused."""
        self._queue = queue
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
            self._queue.resend()

    def send_all(self, stopping: Callable[[], bool]) -> None:
        """Send what is due; stop at the first that finds no mail server: the others would not either."""
        self._outcomes.retry()
        for due in self._queue.due_mails():
            if stopping() or not self._send(due):
                return

    def _send(self, due: DueMail) -> bool:
        """Try one. False: the mail server can't be reached."""
        begun = False

        def begin() -> bool:
            nonlocal begun
            begun = self._queue.begin_mail(due.id)
            return begun

        try:
            self._way.send(self._compose(due.id), begin)
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

    def _unexpected(self, due: DueMail, error: Exception, *, begun: bool) -> None:
        if begun:
            note_failure("a mail broke off while it was handed over", error, mail=str(due.id))
            self._end(due, mail="unsure", mail_error=reason_of(error))
        elif due.attempts + 1 < MOST_UNEXPECTED:
            self._wait(due, error)
        else:
            note_failure("a mail is given up", error, mail=str(due.id))
            self._end(due, mail="failed", mail_error=f"given up after {MOST_UNEXPECTED} attempts: {reason_of(error)}")

    def _wait(self, due: DueMail, error: Exception) -> None:
        note_failure("a mail did not go and will be tried again", error, mail=str(due.id))
        pause = backoff(due.attempts + 1, FIRST_WAIT, LONGEST_WAIT)
        self._end(due, mail="waiting", mail_error=reason_of(error), mail_at=self._now() + pause)

    def _end(self, due: DueMail, **became: object) -> None:
        self._outcomes.keep(due.id, lambda: self._queue.end_mail(due.id, **became))
