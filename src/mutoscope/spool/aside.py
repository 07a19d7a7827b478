"""Lines that could not be loaded, set aside: a folder beside the segments, with each line as it was, and why.

What is there is kept until somebody, or a newer version, puts it back as a segment. Its name derives from that of the
segment it came from, so that doing any of this again, after a crash, makes the same files of the same names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from mutoscope.errors import SpoolError
from mutoscope.spool.segments import SEALED, spool_errors, write_durably

_FOLDER = "aside"
_NOTE = ".json"
_MARK = "-aside"


class LineNote(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a line that was set aside."""

    reason: str  # quotes nothing of the line
    workspace_id: UUID  # nil: it can't be read
    received_ms: int  # when the beacon came; where that can't be read, when its segment began


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    at_ms: int
    lines: Sequence[LineNote]


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """The lines of one segment that were set aside. name: of the file, and of the segment that counts them."""

    folder: Path  # the spool's
    name: str
    version: str  # of the program that could not load them
    at_ms: int
    notes: Sequence[LineNote]  # one for each line

    @property
    def path(self) -> Path:
        return self.folder / _FOLDER / self.name

    def lines(self) -> list[bytes]:
        """Each with its newline. Raises SpoolError."""
        with spool_errors(self.folder):
            return [line + b"\n" for line in self.path.read_bytes().split(b"\n") if line]


def name_aside(segment: Path) -> str:
    """The name under which a segment's lines are set aside, and counted."""
    return segment.stem + _MARK + SEALED


def list_aside(folder: Path) -> list[SetAside]:
    """What was set aside from a spool folder, oldest first. Raises SpoolError."""
    with spool_errors(folder):
        found = sorted((folder / _FOLDER).glob("*" + SEALED))
        return [one for one in map(_read, found) if one]


def keep_aside(one: SetAside, lines: Sequence[bytes]) -> None:
    """Make lines set aside durable, in place of those of that name; where there are none, nothing is left.

    Raises SpoolError.
    """
    note = one.path.with_suffix(_NOTE)
    with spool_errors(one.folder):
        if lines:
            one.path.parent.mkdir(mode=0o700, exist_ok=True)
            write_durably(note, [msgspec.json.encode(_Note(version=one.version, at_ms=one.at_ms, lines=one.notes))])
            write_durably(one.path, lines)
        else:
            one.path.unlink(missing_ok=True)
            note.unlink(missing_ok=True)


def put_back(one: SetAside, counts: bytes) -> None:
    """Make a segment of what was set aside, for the loader to try again.

    counts: lines that say under its former name that nothing is set aside any more. Raises SpoolError.
    """
    lines = one.lines()
    with spool_errors(one.folder):
        write_durably(one.folder / _name_again(one.name), lines)
        write_durably(one.folder / one.name, [counts])
    keep_aside(one, ())


def _name_again(name: str) -> str:
    """A name for each time: what the store has of the time before stays."""
    begun, times = re.fullmatch(rf"(.*?)(?:-again(\d+))?{_MARK}{SEALED}", name).groups()  # type: ignore[union-attr]
    return f"{begun}-again{int(times or 0) + 1}{SEALED}"


def _read(path: Path) -> SetAside | None:
    """None for a file that went while we looked."""
    folder = path.parent.parent
    try:
        note = msgspec.json.decode(path.with_suffix(_NOTE).read_bytes(), type=_Note)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise SpoolError(f"{path.with_suffix(_NOTE)}: {error}") from error
    return SetAside(folder=folder, name=path.name, version=note.version, at_ms=note.at_ms, notes=note.lines)
