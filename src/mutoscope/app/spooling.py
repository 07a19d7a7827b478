"""`mutoscope spool`: what waits for the store, what could not be loaded; and to try that again."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mutoscope.config import Settings, SpoolAction
from mutoscope.loader import put_back_all
from mutoscope.spool import SetAside, list_aside, waiting_sizes


def tell_spool(settings: Settings, action: SpoolAction) -> Iterator[str]:
    """Lines for people. A server may run meanwhile: it loads what is put back. Raises SpoolError."""
    for folder in (settings.spool_folder(), settings.imports_folder()):
        if not folder.exists():
            continue
        if action.salvage and (lines := put_back_all(folder)):
            yield f"{folder}: {lines} beacons are to be tried again, by the server as it runs or when it starts"
        yield f"{folder}: {_waiting(folder)}"
        for one in list_aside(folder):
            yield from _set_aside(one, with_lines=action.lines)


def _waiting(folder: Path) -> str:
    sizes = waiting_sizes(folder)
    if not sizes:
        return "nothing waits"
    age = time.time() - min(begun for begun, _ in sizes)
    return f"{len(sizes)} segments wait, {sum(size for _, size in sizes):,} bytes, the oldest for {age:.0f} s"


def _set_aside(one: SetAside, *, with_lines: bool) -> Iterator[str]:
    yield f"{one.path}: {len(one.notes)} beacons set aside {_instant(one.at_ms)}, by version {one.version}"
    lines = one.lines() if with_lines else []
    for index, note in enumerate(one.notes):
        yield f"  {index + 1}: {note.reason}; workspace {note.workspace_id}, received {_instant(note.received_ms)}"
        if index < len(lines):
            yield "     " + lines[index].decode("utf-8", "backslashreplace").rstrip("\n")


def _instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
