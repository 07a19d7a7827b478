"""Sealed segments into the store, then away with them. A segment that is loaded twice changes nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock

import structlog

from mutoscope import telemetry
from mutoscope.errors import SpoolError, StoreError
from mutoscope.spool import acknowledge, recover, sealed
from mutoscope.store import ForgottenViewers, Store

_log = structlog.get_logger()

_BATCH_BYTES = 128 * 1024 * 1024
_BATCH_SEGMENTS = 200
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0


class Loader:
    """Loads the segments of one spool folder. For one thread at a time."""

    def __init__(
        self, store: Store, folder: Path, forgotten: Callable[[], Sequence[ForgottenViewers]] = lambda: ()
    ) -> None:
        """forgotten: whose plays are left out."""
        self.between = Lock()
        """Held while something is loaded: with it held, nothing comes into the store."""
        self._forgotten = forgotten
        self._store = store
        self._folder = folder
        self._held: dict[Path, _Pause] = {}

    def load(self) -> int:
        """Load what is sealed. Returns the number of segments loaded.

        What the store refuses stays, however long, and is tried again at growing distances: it holds accepted plays.
        """
        loaded = 0
        segments = [segment for segment in sealed(self._folder) if not self._is_held(segment)]
        for batch in _batches(segments):
            loaded += self._load(batch)
        telemetry.WAITING_SEGMENTS.set(len(self._held))
        return loaded

    def recover(self) -> None:
        """Seal what a process that died left open."""
        for segment in recover(self._folder):
            _log.info("recovered a segment that was left open", segment=segment.name)

    def _load(self, batch: list[Path]) -> int:
        try:
            with self.between:
                self._store.load(batch, self._forgotten())
            acknowledge(batch)
        except (StoreError, SpoolError) as error:
            telemetry.LOAD_FAILURES.inc()
            if len(batch) > 1:  # one bad segment must not hold up the others
                return sum(self._load([segment]) for segment in batch)
            pause = self._held.setdefault(batch[0], _Pause())
            pause.lengthen()
            _log.error("a segment was not taken", segment=batch[0].name, retry_in=pause.seconds, error=error.detail)
            return 0
        telemetry.LOADED_SEGMENTS.inc(len(batch))
        for segment in batch:
            self._held.pop(segment, None)
        return len(batch)

    def _is_held(self, segment: Path) -> bool:
        pause = self._held.get(segment)
        return pause is not None and time.monotonic() < pause.until


class _Pause:
    """How long a refused segment is left alone."""

    def __init__(self) -> None:
        self.seconds = _FIRST_PAUSE / 2
        self.until = 0.0

    def lengthen(self) -> None:
        self.seconds = min(self.seconds * 2, _LONGEST_PAUSE)
        self.until = time.monotonic() + self.seconds


def _batches(segments: list[Path]) -> Iterator[list[Path]]:
    """Segments together as one INSERT takes them well: after a pause of the store there may be many small ones."""
    batch: list[Path] = []
    size = 0
    for segment in segments:
        bytes_ = segment.stat().st_size
        if batch and (size + bytes_ > _BATCH_BYTES or len(batch) == _BATCH_SEGMENTS):
            yield batch
            batch, size = [], 0
        batch.append(segment)
        size += bytes_
    if batch:
        yield batch
