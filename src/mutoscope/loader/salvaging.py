"""Segments that the store refuses: the lines that it can't load are set aside, one by one, and the rest goes on."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec

from mutoscope import __version__
from mutoscope.beacon import ACCEPTED, SET_ASIDE, Reason, limits, outcome_line
from mutoscope.errors import StoreError
from mutoscope.spool import (
    LineNote,
    SetAside,
    keep_aside,
    list_aside,
    name_aside,
    put_back,
    spool_errors,
    write_durably,
)

_NIL = UUID(int=0)
_TRIAL = "trial"
_NO_CODE = "no code"
_WORKSPACE = re.compile(rb'"workspace_id"\s*:\s*"([0-9a-fA-F-]{36})"')
_RECEIVED = re.compile(rb'"received_at"\s*:\s*(\d{1,16})\b')
_VIEWER = re.compile(rb'"viewer"\s*:\s*("(?:[^"\\]|\\.)*")')

_OF_THE_STORE = frozenset(
    {
        "CANNOT_ALLOCATE_MEMORY",
        "CANNOT_OPEN_FILE",
        "CANNOT_READ_FROM_FILE_DESCRIPTOR",
        "CANNOT_SCHEDULE_TASK",
        "FILE_DOESNT_EXIST",
        "MEMORY_LIMIT_EXCEEDED",
        "NETWORK_ERROR",
        "NOT_ENOUGH_SPACE",
        "QUERY_WAS_CANCELLED",
        "SOCKET_TIMEOUT",
        "TIMEOUT_EXCEEDED",
        "TOO_MANY_SIMULTANEOUS_QUERIES",
    }
)
"""ClickHouse's errors that say nothing of what is loaded: another time the same lines are taken."""

Check = Callable[[Path], None]
"""Reads a file of lines as the store does when it loads them. Raises StoreError."""


def reason_of(error: StoreError) -> str:
    """What ClickHouse calls an error, and the column it was at: its own text quotes the lines, viewers' ids too."""
    names = re.findall(r"\(([A-Z][A-Z0-9_]{3,})\)", error.detail)
    column = re.search(r"while reading the value of key (\w+)", error.detail)
    if "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO" in names:
        return "no workspace, no play, or an instant that can't be"
    if "codec can't decode" in error.detail:  # ClickHouse quotes bytes that are no text
        return "no UTF-8"
    code = re.match(r"Code: \d+", error.detail)
    name = names[-1] if names else code[0] if code else _NO_CODE
    return f"{column[1]}: {name}" if column else name


def set_aside_refused(segment: Path, check: Check) -> int:
    """Part a segment: what can't be loaded is set aside, the rest stays. Returns the number of lines set aside.

    Each line that goes is in the ledger from then on as set aside. Cut off by a crash, it is right to be done again.
    Raises StoreError where it is the store that is unwell, SpoolError where a file can't be read or written.
    """
    with spool_errors(segment.parent):
        lines = [line + b"\n" for line in segment.read_bytes().split(b"\n") if line.strip()]
        began_ms = _began_ms(segment)
        refused = dict(_refused(lines, segment.parent / _TRIAL, check))
    if not refused:
        return 0
    bad = [lines[index] for index in refused]
    notes = [_note(lines[index], reason, began_ms) for index, reason in refused.items()]
    good = [line for index, line in enumerate(lines) if index not in refused]
    # A minute of whose beacons none is left must not stay in the ledger as it was before.
    good += [outcome_line(workspace, ms, ACCEPTED, 0) for workspace, ms in _count(notes)]
    folder, name = segment.parent, name_aside(segment)
    keep_aside(SetAside(folder=folder, name=name, version=__version__, at_ms=_now_ms(), notes=notes), bad)
    with spool_errors(folder):
        write_durably(folder / name, [outcomes(notes, SET_ASIDE)])
        write_durably(segment, good)
    return len(bad)


def put_back_all(folder: Path, *, older_than: str | None = None) -> int:
    """Make segments again of what was set aside, for the loader to try. Returns the number of lines.

    older_than: leaves what this version itself could not load. Raises SpoolError.
    """
    put = 0
    for one in list_aside(folder):
        if one.version != older_than:
            put_back(one, outcomes(one.notes, SET_ASIDE, of_each=0))
            put += len(one.notes)
    return put


def erase_aside(folder: Path, workspace_id: UUID, is_theirs: Callable[[str], bool]) -> None:
    """Delete a viewer's lines from what was set aside, and those that may be theirs: of their workspace, or of nobody
    knows which, with a viewer that can't be read. Raises SpoolError.
    """
    for one in list_aside(folder):
        lines = one.lines()
        kept: list[int] = []
        gone: list[int] = []
        for index, (line, note) in enumerate(zip(lines, one.notes, strict=False)):
            erased = note.workspace_id in (workspace_id, _NIL) and _may_be(line, is_theirs)
            (gone if erased else kept).append(index)
        if gone:
            notes, theirs = [one.notes[index] for index in kept], [one.notes[index] for index in gone]
            counts = outcomes(notes, SET_ASIDE) + outcomes(theirs, SET_ASIDE, of_each=0)
            with spool_errors(folder):
                write_durably(folder / one.name, [counts, outcomes(theirs, Reason.ERASED.value)])
            keep_aside(replace(one, notes=notes), [lines[index] for index in kept])


def outcomes(notes: Sequence[LineNote], outcome: str, *, of_each: int = 1) -> bytes:
    """Lines for the ledger: so many times this became of these beacons."""
    return b"".join(outcome_line(workspace, ms, outcome, n * of_each) for (workspace, ms), n in _count(notes).items())


def _count(notes: Sequence[LineNote]) -> Counter[tuple[UUID, int]]:
    return Counter((note.workspace_id, note.received_ms // 60_000 * 60_000) for note in notes)


def _refused(lines: Sequence[bytes], trial: Path, check: Check) -> Iterator[tuple[int, str]]:
    """The index of each line that can't be loaded, and why. Raises StoreError, OSError."""
    readable = []
    for index, line in enumerate(lines):
        if _is_object(line):
            readable.append(index)
        else:
            yield index, "no JSON object"

    def halve(some: Sequence[int]) -> Iterator[tuple[int, str]]:
        reason = why([lines[index] for index in some]) if some else ""
        if reason and len(some) == 1:
            yield some[0], reason
        elif reason:
            yield from halve(some[: len(some) // 2])
            yield from halve(some[len(some) // 2 :])

    def why(tried: Sequence[bytes]) -> str:
        with trial.open("wb") as file:
            file.writelines(tried)
        try:
            check(trial)
        except StoreError as error:
            reason = reason_of(error)
            if reason == _NO_CODE or _OF_THE_STORE.intersection(reason.split(": ")):
                raise
            return reason
        return ""

    try:
        yield from halve(readable)
    finally:
        trial.unlink(missing_ok=True)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _note(line: bytes, reason: str, began_ms: int) -> LineNote:
    workspace, received = _WORKSPACE.search(line), _RECEIVED.search(line)
    try:
        workspace_id = UUID(workspace[1].decode()) if workspace else _NIL
    except ValueError:
        workspace_id = _NIL
    received_ms = int(received[1]) if received else 0
    return LineNote(
        reason=reason,
        workspace_id=workspace_id,
        received_ms=received_ms if limits.EARLIEST_MS <= received_ms < limits.LATEST_MS else began_ms,
    )


def _may_be(line: bytes, is_theirs: Callable[[str], bool]) -> bool:
    viewer = _VIEWER.search(line)
    try:
        return is_theirs(json.loads(viewer[1])) if viewer else True
    except ValueError:
        return True


def _began_ms(segment: Path) -> int:
    """When a segment was begun: its name says so, else its file."""
    named = segment.name.split("-")[0]
    ms = int(named) if named.isdigit() else 0
    return ms if limits.EARLIEST_MS <= ms < limits.LATEST_MS else segment.stat().st_mtime_ns // 1_000_000


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
