"""What a process tells of itself: log lines, Prometheus metrics. Neither ever has an address or a User-Agent."""

import contextlib
import io
import logging
import random
import re
import sys
import time
import traceback
from typing import TextIO, cast

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from mutoscope.errors import MutoscopeError

_log = structlog.get_logger()

BEACONS = Counter("mutoscope_beacons", "Beacons received, by what became of them.", ["outcome"])
COMMIT_SECONDS = Histogram(
    "mutoscope_spool_commit_seconds",
    "Time of one group commit of the spool, fdatasync included.",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5),
)
WAITING_SEGMENTS = Gauge("mutoscope_spool_segments", "Sealed segments that the store has refused.", ["spool"])
SET_ASIDE_LINES = Gauge("mutoscope_spool_aside_lines", "Beacons that could not be loaded and are set aside.", ["spool"])
LOADED_SEGMENTS = Counter("mutoscope_loaded_segments", "Segments that the store has taken.")
DAYS_TO_CLOSE = Gauge(
    "mutoscope_days_to_close",
    "Days of workspaces that are over and not counted yet once and for all; NaN until they were looked for.",
)
LISTENERS = Gauge("mutoscope_live_listeners", "Open streams of who watches now.")
LOAD_FAILURES = Counter("mutoscope_load_failures", "Attempts to load segments that the store refused.")

SAY_AGAIN_S = 3_600.0
"""After so long a failure that lasts is logged again."""

MOST_KINDS = 20
"""Of failures that are logged in that time: some say something else each time."""


class FailureLog:
    """Logs the failures of what is tried again and again: each kind of them once an hour, however often it comes.

    For one thread, or one event loop.
    """

    def __init__(self, **about: str) -> None:
        """about: what each line names."""
        self._about = about
        self._said: dict[str, float] = {}
        self._failing = False

    def failed(self, event: str, error: Exception) -> None:
        """With its trace where nobody expected it."""
        now, kind = time.monotonic(), _kind(error)
        self._said = {said: at for said, at in self._said.items() if now - at < SAY_AGAIN_S}
        if kind in self._said or len(self._said) == MOST_KINDS:
            return
        self._said[kind] = now
        self._failing = True
        if isinstance(error, MutoscopeError):
            _log.error(event, error=error.detail, **self._about)
        else:
            _log.error(event, exc_info=error, **self._about)

    def went_well(self) -> None:
        """Say so where it was said that it fails."""
        if self._failing:
            _log.info("well again", **self._about)
        self._failing = False


def _kind(error: Exception) -> str:
    """By which failures are the same: what ours say, and where others come from, whose text may differ each time."""
    if isinstance(error, MutoscopeError):
        return error.detail
    place = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__} {place}"


REQUEST_ID = "x-request-id"
_SANE_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")


def request_id(sent: str | None) -> str:
    """The id of a request, in its answer and in the log: the client's own where it is a sane one."""
    return sent if sent and _SANE_ID.fullmatch(sent) else f"{random.getrandbits(128):032x}"


def exposition() -> tuple[str, bytes]:
    """The metrics as Prometheus reads them: content type and text."""
    return CONTENT_TYPE_LATEST, generate_latest()


def configure_logging(level: str, *, as_json: bool) -> None:
    """Log to standard error, for people or as JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _BestEffort(sys.stderr))),
    )


class _BestEffort(io.TextIOBase):
    """A log that may be on a full disk, or a pipe that nobody reads: a line is lost then, not an answer or a job."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()
