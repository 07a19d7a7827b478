"""The whole tree as lines that an import takes back: parents before what is in them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from mutoscope.catalog.contents import COLUMNS, record
from mutoscope.catalog.known_tree import KnownTree
from mutoscope.catalog.records import Content, Kind
from mutoscope.catalog.schema import contents

Line = dict[str, Any]

_FIELDS: dict[Kind, tuple[str, ...]] = {
    "event": ("description", "poster", "source_url", "captions"),
    "stream": ("description", "poster", "source_url", "captions", "event_id", "started_at", "ended_at"),
    "video": ("description", "duration_ms", "poster", "source_url", "captions", "event_id", "stream_id"),
}


def tree_lines(known: KnownTree) -> Iterator[Line]:
    """The projects by name, and the folders, each after the one it is in: the same tree gives the same file."""
    for project_id, name in sorted(known.projects.items(), key=lambda project: (project[1], project[0])):
        yield {"kind": "project", "id": str(project_id), "title": name}
    inside: dict[UUID | None, list[UUID]] = {}
    by_name = sorted(known.folders.items(), key=lambda folder: (folder[1][1], folder[0]))
    for folder_id, ((_, parent_id), _) in by_name:
        inside.setdefault(parent_id, []).append(folder_id)
    waiting = inside.pop(None, [])[::-1]
    while waiting:
        folder_id = waiting.pop()
        (project_id, parent_id), name = known.folders[folder_id]
        yield {"kind": "folder", "id": str(folder_id), "title": name, **_place(known, project_id, parent_id)}
        waiting += inside.pop(folder_id, [])[::-1]


def content_lines(
    connection: Connection, workspace_id: UUID, known: KnownTree, *, kind: Kind, after: str, limit: int
) -> list[Line]:
    """The contents of a kind whose ids come after that one."""
    these = select(*COLUMNS).where(contents.c.workspace_id == workspace_id, contents.c.kind == kind)
    these = these.where(~contents.c.deleted, contents.c.id > after).order_by(contents.c.id).limit(limit)
    return [_line(record(row), known) for row in connection.execute(these)]


def _line(content: Content, known: KnownTree) -> Line:
    line = {"kind": content.kind, "id": content.id, "title": content.title}
    fields = {name: getattr(content, name) for name in _FIELDS[content.kind]}
    return line | fields | _place(known, content.project_id, content.folder_id)


def _place(known: KnownTree, project_id: UUID, folder_id: UUID | None) -> Line:
    place = {"project_id": str(project_id), "project": known.projects.get(project_id, "")}
    if folder_id in known.folders:
        place |= {"folder_id": str(folder_id), "folder": known.path(folder_id)}
    return place
