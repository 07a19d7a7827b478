"""What becomes of a job of a queue that fails: it fails alone, with a reason that is kept, and the others go on."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog

from mutoscope.errors import CatalogError, MutoscopeError

_log = structlog.get_logger()

LONGEST_REASON = 500


def reason_of(error: Exception) -> str:
    """An error as people are told it: one line, which any database takes, whatever a foreign server has said."""
    if isinstance(error, MutoscopeError):
        line = "".join(letter if letter.isprintable() else " " for letter in error.detail)
        return " ".join(line.split())[:LONGEST_REASON]
    return f"unexpected: {type(error).__name__}; the server's log has more"


def note_failure(event: str, error: Exception, **about: str) -> None:
    """Log it: with its trace where nobody expected it."""
    if isinstance(error, MutoscopeError):
        _log.error(event, error=error.detail, **about)
    else:
        _log.error(event, exc_info=error, **about)


def backoff(attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """The pause after so many failed attempts, the last included: doubled each time."""
    return min(longest, first * (1 << min(attempts - 1, 20)))


class Outcomes:
    """Keeps what became of reports and mails, later where the catalog refuses it, whose disk may be full.

    Without, a report would be "running" and a mail "sending" until the next start, which sorts out what was left.
    Nobody waits for it: what can't be kept of one job holds up no other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[UUID, Callable[[], object]] = {}  # by report

    def keep(self, report_id: UUID, keep: Callable[[], object]) -> None:
        """Call it, now or in a `retry`."""
        try:
            keep()
        except CatalogError as error:
            _log.warning("what became of a report is kept later", report=str(report_id), error=error.detail)
            with self._lock:
                self._waiting[report_id] = keep

    def retry(self) -> None:
        """Keep what could not be kept."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for report_id, keep in waiting.items():
            try:
                keep()
            except CatalogError:
                with self._lock:
                    self._waiting.setdefault(report_id, keep)
