"""The segments of a spool folder as files: their names, their recovery after a crash, their end."""

import errno
import fcntl
import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mutoscope.errors import SpoolError

OPEN = ".open"
SEALED = ".ndjson"

_TAIL_BYTES = 65_536
_SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def sealed(folder: Path) -> list[Path]:
    """The sealed segments, oldest first."""
    with spool_errors(folder), os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.name.endswith(SEALED))
    return [folder / name for name in names]


def waiting(folder: Path) -> set[Path]:
    """All segments that are not in the store yet, without suffix. Raises SpoolError."""
    with spool_errors(folder), os.scandir(folder) as entries:
        return {Path(entry.path).with_suffix("") for entry in entries if entry.name.endswith((OPEN, SEALED))}


def waiting_sizes(folder: Path) -> list[tuple[float, int]]:
    """When each segment that is not in the store yet was last written (seconds), and its bytes. Raises SpoolError."""
    with spool_errors(folder), os.scandir(folder) as entries:
        found = [entry.stat() for entry in entries if entry.name.endswith((OPEN, SEALED))]
    return [(one.st_mtime, one.st_size) for one in found]


def may_mention(segment: Path, text: str) -> bool:
    """Whether a segment, without suffix, has a text in one of its lines. Yes while it is being written, and where this
    process has no means to look now; not what the disk gives no more.
    """
    try:
        with segment.with_suffix(SEALED).open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as lines:
            return lines.find(text.encode()) >= 0
    except FileNotFoundError:  # open still, or gone just now
        return True
    except ValueError:  # it is empty
        return False
    except OSError as error:
        return error.errno in _SHORT_OF


@contextmanager
def spool_errors(folder: Path) -> Iterator[None]:
    """The system's errors in our words."""
    try:
        yield
    except OSError as error:
        raise SpoolError(f"the spool folder {folder} can't be used: {error.strerror}") from error


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


def write_durably(path: Path, parts: Iterable[bytes]) -> None:
    """A file that is there whole or not at all, whatever happens. Raises OSError."""
    new = path.with_name(path.name + ".new")
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o640)) as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    sync_folder(path.parent)


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
