"""What became of something must be kept, however long the catalog can't."""

import threading
from collections.abc import Callable

import structlog

from mutoscope.errors import CatalogError

_log = structlog.get_logger()

PAUSE = 1
"""Seconds between two tries."""


def insist(keep: Callable[[], object], stopping: threading.Event) -> None:
    """Call it until the catalog takes it, whose disk may be full or whose server away; give up when this process ends.

    Without, a report would be "running" and a mail "sending" until the next start, which sorts out what was left.
    """
    while True:
        try:
            keep()
        except CatalogError as error:
            _log.warning("the catalog does not keep what became of a report; trying again", error=error.detail)
        else:
            return
        if stopping.wait(PAUSE):
            return
