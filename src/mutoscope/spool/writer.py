"""Appending lines durably, many senders to one `fdatasync` (group commit)."""

import asyncio
import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from mutoscope.errors import SpoolError, SpoolFull
from mutoscope.spool.segments import OPEN, recover, seal, sync_folder, write_durably
from mutoscope.telemetry import COMMIT_SECONDS


class SpoolWriter:
    """The one writer of this process into a spool folder.

    `append` returns once the bytes are on disk. All that arrives while one commit is under way goes into the next:
    the busier, the larger the groups, and the cost of `fdatasync` is shared.
    """

    def __init__(
        self,
        folder: Path,
        *,
        segment_ms: int,
        segment_bytes: int,
        reserve_bytes: int,
        on_sealed: Callable[[], None] = lambda: None,
    ) -> None:
        """reserve_bytes: free space under which nothing is taken. on_sealed: called in the event loop after a seal.

        Raises SpoolError where the folder can't be made or written.
        """
        self._folder = folder
        self._segment_ms = segment_ms
        self._segment_bytes = segment_bytes
        self._reserve_bytes = reserve_bytes
        self._on_sealed = on_sealed
        self._name = uuid4().hex[:8]
        self._count = 0
        self._segment: _Segment | None = None
        self._pending: list[tuple[bytes, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._failed = False  # the last commit
        self._thread = ThreadPoolExecutor(1, "spool")
        self._flusher: asyncio.Task[None] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            recover(folder)
            if not os.access(folder, os.W_OK):
                raise PermissionError(errno.EACCES, "no permission, or a read-only file system")
        except OSError as error:
            raise SpoolError(f"the spool folder {folder} can't be written: {error.strerror}") from error

    def start(self) -> None:
        """Begin to commit, in the running event loop."""
        self._flusher = asyncio.get_running_loop().create_task(self._flush_forever())

    async def close(self) -> None:
        """Commit what is pending, seal what is open."""
        self._closing = True
        self._wake.set()
        if self._flusher:
            await self._flusher
        self._thread.shutdown()

    async def append(self, lines: bytes) -> None:
        """Make whole lines durable; returns when they are. Raises SpoolFull, SpoolError: then nothing was promised."""
        if self._closing:
            raise SpoolError("the server is stopping")
        committed = asyncio.get_running_loop().create_future()
        self._pending.append((lines, committed))
        self._wake.set()
        await committed

    def check_room(self, size: int = 0) -> None:
        """Raises SpoolFull where so many bytes would touch the reserve."""
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self._reserve_bytes + size:
            raise SpoolFull(f"under {self._reserve_bytes:,} bytes free on the disk of {self._folder}")

    def check(self) -> None:
        """Whether `append` would be taken. It may block. Raises SpoolError, SpoolFull."""
        self.check_room()
        if self._closing:
            raise SpoolError("the server is stopping")
        try:
            if not os.access(self._folder, os.W_OK):
                raise PermissionError(errno.EACCES, "no permission, or a read-only file system")
            if self._failed:  # nobody may send any more to where it failed: find out without them
                probe = self._folder / f"{self._name}.probe"
                write_durably(probe, [b"\n"])
                probe.unlink()
                self._failed = False
        except OSError as error:
            raise SpoolError(f"the spool can't be written: {error.strerror}") from error

    async def _flush_forever(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wait_for_work()
            if self._pending:
                group, self._pending = self._pending, []
                error = await loop.run_in_executor(self._thread, self._commit, b"".join(lines for lines, _ in group))
                _settle([committed for _, committed in group], error)
            if self._segment and (self._closing or self._segment.is_due(self._segment_ms, self._segment_bytes)):
                await loop.run_in_executor(self._thread, self._seal)
                self._on_sealed()
            if self._closing and not self._pending:
                return

    async def _wait_for_work(self) -> None:
        """Return when lines are pending, the open segment has come of age, or the writer is closing."""
        timeout = self._segment.ms_left(self._segment_ms) / 1000 if self._segment else None
        try:
            async with asyncio.timeout(timeout):
                await self._wake.wait()
        except TimeoutError:
            return
        if not self._closing:
            self._wake.clear()

    def _commit(self, lines: bytes) -> SpoolError | None:
        """In the spool's thread: write and sync. What went wrong; then no half line stays."""
        try:
            self.check_room(len(lines))
            if self._segment is None:
                self._count += 1
                name = f"{time.time_ns() // 1_000_000:013d}-{self._name}-{self._count:06d}{OPEN}"
                self._segment = _Segment(self._folder / name)
            with COMMIT_SECONDS.time():
                self._segment.write(lines)
            self._failed = False
        except SpoolFull as full:
            return full
        except OSError as error:
            self._failed = True
            self._seal()
            return SpoolError(f"the spool can't be written: {error.strerror}")
        return None

    def _seal(self) -> None:
        """In the spool's thread: end the open segment. A file that can't be sealed now is recovered later."""
        segment, self._segment = self._segment, None
        if segment is None:
            return
        try:
            if segment.size:
                seal(segment.path)
            else:
                segment.path.unlink(missing_ok=True)
        except OSError:
            pass  # still there as `.open`: unlocked by close, the next recovery takes it
        finally:
            with contextlib.suppress(OSError):  # some file systems tell of a lost write only now: it was synced before
                segment.close()


class _Segment:
    """The open file: how many bytes of it are durable, since when it waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._born = time.monotonic()
        # O_DSYNC: a write returns when the bytes are on disk, as after `fdatasync`; one call less, after which the
        # thread would have to wait for the interpreter while the event loop is busy.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_DSYNC
        self._descriptor = os.open(path, flags, 0o640)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            if os.fstat(self._descriptor).st_nlink == 0:
                # Another process's recovery met the file between its creation and its lock, and took it for a dead one.
                raise InterruptedError(errno.EINTR, "the new segment was taken by another process; try again")
            sync_folder(path.parent)
        except OSError:
            os.close(self._descriptor)  # unlocked, so that a recovery can take the file away
            raise

    def write(self, lines: bytes) -> None:
        try:
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, self.size)
            raise
        self.size += len(lines)

    def ms_left(self, age_ms: int) -> float:
        return max(0.0, age_ms - (time.monotonic() - self._born) * 1000)

    def is_due(self, age_ms: int, size: int) -> bool:
        return self.size >= size or self.ms_left(age_ms) <= 0

    def close(self) -> None:
        os.close(self._descriptor)


def _settle(group: list[asyncio.Future[None]], error: SpoolError | None) -> None:
    """Tell all senders of a group; those that have hung up are not there any more."""
    for committed in group:
        if committed.done():
            continue
        if error is None:
            committed.set_result(None)
        else:
            committed.set_exception(error)
