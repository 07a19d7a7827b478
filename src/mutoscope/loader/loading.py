"""Sealed segments into the store, then away with them. A segment that is loaded twice changes nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Condition
from uuid import UUID

import structlog

from mutoscope import __version__, telemetry
from mutoscope.errors import Degraded, SpoolError, StoreError
from mutoscope.loader.salvaging import put_back_all, reason_of, set_aside_refused
from mutoscope.spool import acknowledge, list_aside, may_mention, recover, sealed
from mutoscope.store import ForgottenViewers, Store

_log = structlog.get_logger()

_BATCH_BYTES = 128 * 1024 * 1024
_BATCH_SEGMENTS = 200
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0


class Loader:
    """Loads the segments of spool folders, each on a lane of its own: what is wrong with one holds up no other."""

    def __init__(
        self, store: Store, *folders: Path, forgotten: Callable[[], Sequence[ForgottenViewers]] = lambda: ()
    ) -> None:
        """forgotten: whose plays are left out."""
        self.lanes = [Lane(store, folder, forgotten) for folder in folders]

    def load(self) -> int:
        """Load what is sealed everywhere. Returns the number of segments loaded."""
        return sum(lane.load() for lane in self.lanes)

    def recover(self) -> None:
        """Seal what a process that died left open."""
        for lane in self.lanes:
            for segment in recover(lane.folder):
                _log.info("recovered a segment that was left open", segment=segment.name)

    def put_back_older(self) -> None:
        """What another version set aside, this one may be able to load. Raises SpoolError."""
        for lane in self.lanes:
            if lines := put_back_all(lane.folder, older_than=__version__):
                _log.info("trying again what another version could not load", lines=lines, spool=lane.name)

    def check(self) -> None:
        """Raises Degraded where beacons that were accepted are not in the store as they should be; SpoolError."""
        if troubles := [trouble for lane in self.lanes for trouble in lane.troubles()]:
            raise Degraded("; ".join(troubles))

    @contextmanager
    def between(self, workspace_id: UUID | None = None) -> Iterator[None]:
        """While it lasts, nothing comes into the store: nothing of a workspace's, or of any."""
        with ExitStack() as held:
            # The last lane is that of imports. What it loads may take long, and other lanes go on meanwhile.
            for lane in reversed(self.lanes):
                held.enter_context(lane.between(workspace_id))
            yield


class Lane:
    """The way of one folder's segments into the store.

    `load` is for one thread at a time, `salvage` for one other: what the store refuses must not hold up the rest.
    """

    def __init__(self, store: Store, folder: Path, forgotten: Callable[[], Sequence[ForgottenViewers]]) -> None:
        self.folder = folder
        self._forgotten = forgotten
        self._store = store
        self._held: dict[Path, _Pause] = {}
        self._changed = Condition()
        self._under_way: list[list[Path]] = []
        self._stops = 0

    def load(self) -> int:
        """Load what is sealed, but for what the store refused before. Returns the number of segments loaded."""
        segments = [segment for segment in sealed(self.folder) if segment not in self._held]
        return sum(self._load(batch) for batch in _batches(segments))

    def salvage(self) -> None:
        """Look into the segments that the store refused: what can't be loaded is set aside, the rest of them loaded.

        Where it is the store that is unwell they stay, however long, and are tried again at growing distances.
        """
        for segment, pause in list(self._held.items()):
            if time.monotonic() >= pause.until:
                self._salvage(segment, pause)

    @contextmanager
    def between(self, workspace_id: UUID | None) -> Iterator[None]:
        """While it lasts, nothing begins to be loaded, and nothing of the workspace's, or of any, is under way."""
        with self._changed:
            self._stops += 1
        try:
            with self._changed:
                self._changed.wait_for(lambda: not any(_may_mention(batch, workspace_id) for batch in self._under_way))
            yield
        finally:
            with self._changed:
                self._stops -= 1
                self._changed.notify_all()

    @property
    def name(self) -> str:
        return self.folder.name

    def troubles(self) -> Iterator[str]:
        """What is not as it should be, in words that may be shown to anybody. Raises SpoolError."""
        if self._held:
            yield f"{len(self._held)} segments of {self.name} wait, since the store refuses them"
        lines = sum(len(one.notes) for one in list_aside(self.folder))
        telemetry.SET_ASIDE_LINES.labels(self.name).set(lines)
        if lines:
            yield f"{lines} beacons of {self.name} could not be loaded and are set aside; see `mutoscope spool`"

    def _load(self, batch: list[Path]) -> int:
        try:
            self._insert(batch)
        except (StoreError, SpoolError) as error:
            telemetry.LOAD_FAILURES.inc()
            if len(batch) > 1:  # one bad segment must not hold up the others
                half = len(batch) // 2
                return self._load(batch[:half]) + self._load(batch[half:])
            self._hold(batch[0], _Pause(), error)
            return 0
        return len(batch)

    def _salvage(self, segment: Path, pause: "_Pause") -> None:
        try:
            if segment.exists():
                if refused := set_aside_refused(segment, self._store.check):
                    _log.error("set beacons aside that can't be loaded", segment=segment.name, lines=refused)
                if segment.exists():
                    self._insert([segment])
        except (StoreError, SpoolError) as error:
            telemetry.LOAD_FAILURES.inc()
            self._hold(segment, pause, error)
            return
        del self._held[segment]
        telemetry.WAITING_SEGMENTS.labels(self.name).set(len(self._held))

    def _insert(self, batch: list[Path]) -> None:
        with self._beginning(batch) as forgotten:
            self._store.load(batch, forgotten)
        acknowledge(batch)
        telemetry.LOADED_SEGMENTS.inc(len(batch))

    @contextmanager
    def _beginning(self, batch: list[Path]) -> Iterator[Sequence[ForgottenViewers]]:
        """Note what is under way as soon as nobody is `between`. Yields whose plays are left out from then on."""
        with self._changed:
            self._changed.wait_for(lambda: not self._stops)
            forgotten = self._forgotten()
            self._under_way.append(batch)
        try:
            yield forgotten
        finally:
            with self._changed:
                self._under_way.remove(batch)
                self._changed.notify_all()

    def _hold(self, segment: Path, pause: "_Pause", error: StoreError | SpoolError) -> None:
        reason = reason_of(error) if isinstance(error, StoreError) else error.detail
        _log.error("a segment was not taken", segment=segment.name, retry_in=pause.seconds, error=reason)
        pause.lengthen()
        self._held[segment] = pause
        telemetry.WAITING_SEGMENTS.labels(self.name).set(len(self._held))


class _Pause:
    """How long a refused segment is left alone."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.until = 0.0

    def lengthen(self) -> None:
        self.until = time.monotonic() + self.seconds
        self.seconds = min(max(self.seconds * 2, _FIRST_PAUSE), _LONGEST_PAUSE)


def _may_mention(batch: list[Path], workspace_id: UUID | None) -> bool:
    return workspace_id is None or any(may_mention(segment.with_suffix(""), str(workspace_id)) for segment in batch)


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
