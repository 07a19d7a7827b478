"""The segments of a spool folder as files: their names, their recovery after a crash, their end."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from mutoscope.errors import SpoolError

OPEN = ".open"
SEALED = ".ndjson"

_TAIL_BYTES = 65_536


def sealed(folder: Path) -> list[Path]:
    """The sealed segments, oldest first."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(SEALED))
    except OSError as error:
        raise SpoolError(f"the spool folder {folder} can't be read: {error.strerror}") from error
    return [folder / name for name in names]


def waiting(folder: Path) -> set[str]:
    """The names, without suffix, of all segments that are not in the store yet. Raises SpoolError."""
    try:
        with os.scandir(folder) as entries:
            return {Path(entry.name).stem for entry in entries if entry.name.endswith((OPEN, SEALED))}
    except OSError as error:
        raise SpoolError(f"the spool folder {folder} can't be read: {error.strerror}") from error


def acknowledge(segments: Iterable[Path]) -> None:
    """Delete segments whose lines the store has. A deletion that a power cut undoes does no harm: they load again.

    Raises SpoolError.
    """
    for segment in segments:
        try:
            segment.unlink(missing_ok=True)
        except OSError as error:
            raise SpoolError(f"{segment} is loaded, but can't be deleted: {error.strerror}") from error


def seal(segment: Path) -> Path:
    """Hand an open segment over to the loader. Returns its new path."""
    done = segment.with_suffix(SEALED)
    segment.rename(done)
    sync_folder(segment.parent)
    return done


def recover(folder: Path) -> list[Path]:
    """Seal the segments that a dead process left open, cutting a torn last line. Returns those that had lines.

    A torn line was never acknowledged: its write had not come to its `fdatasync`. A segment that a living process
    holds is locked and left alone.
    """
    recovered = []
    for segment in sorted(folder.glob("*" + OPEN)):
        try:
            descriptor = os.open(segment, os.O_RDWR)
        except FileNotFoundError:  # its owner sealed it just now
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            size = _end_of_last_line(descriptor)
            os.ftruncate(descriptor, size)
            os.fsync(descriptor)
            if not segment.exists():  # sealed between our open and our lock
                continue
            if size:
                recovered.append(seal(segment))
            else:
                segment.unlink()
        finally:
            os.close(descriptor)
    return recovered


def sync_folder(folder: Path) -> None:
    """Make new and renamed entries of a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _end_of_last_line(descriptor: int) -> int:
    """The number of bytes up to and including the last newline, found from the end."""
    end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - _TAIL_BYTES)
        newline = os.pread(descriptor, end - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0
