"""A tree that is imported, a batch of lines in one transaction. The same lines again change nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from mutoscope.catalog import contents as known
from mutoscope.catalog import editing, rearranging
from mutoscope.catalog.known_tree import KnownTree, Place
from mutoscope.catalog.records import Content, Imported, ImportLine, RefusedLine
from mutoscope.catalog.schema import contents

_PLACE = ("project_id", "project", "folder_id", "folder")
_ABOUT_VIDEOS = ("duration_ms", "stream_id")
_ABOUT_STREAMS = ("started_at", "ended_at")
_ABOUT_CONTENTS = ("description", "poster", "source_url", "captions", "event_id")
_CONTENT_FIELDS = ("title", "description", "poster", "source_url", "captions", *_ABOUT_STREAMS)


class _Refused(Exception):
    """A line can't be taken: field, reason, detail."""


def import_lines(connection: Connection, workspace_id: UUID, lines: Sequence[ImportLine], now: datetime) -> Imported:
    """Take each line, or refuse it: a refused one changes nothing, the others stand."""
    batch = _Batch(connection, workspace_id, now)
    batch.look_up(lines)
    for line in lines:
        try:
            batch.take(line)
        except _Refused as refused:
            field, reason, detail = refused.args
            batch.done.refused.append(RefusedLine(line=line.number, field=field, reason=reason, detail=detail))
    batch.flush()
    return batch.done


class _Batch:
    def __init__(self, connection: Connection, workspace_id: UUID, now: datetime) -> None:
        self._connection, self._workspace_id, self._now = connection, workspace_id, now
        self._tree = KnownTree(connection, workspace_id, now)
        self._contents: dict[str, Content] = {}
        self._changed: dict[str, Content] = {}
        self.done = Imported()

    def look_up(self, lines: Sequence[ImportLine]) -> None:
        """Read what the lines are about and refer to."""
        ids = {line.fields.get(name) for line in lines for name in ("id", "event_id", "stream_id")}
        named = sorted(id_ for id_ in ids if isinstance(id_, str))
        ours = select(*known.COLUMNS).where(contents.c.workspace_id == self._workspace_id, ~contents.c.deleted)
        rows = self._connection.execute(ours.where(contents.c.id.in_(named))).all()
        self._contents = {row.id: known.record(row) for row in rows}

    def take(self, line: ImportLine) -> None:
        """Raises _Refused."""
        for name in _foreign(line):
            if line.fields.get(name):
                raise _Refused(name.removesuffix("_ms"), "unexpected", f"{line.kind}s have none")
        if line.kind == "project":
            self._take_project(line)
        elif line.kind == "folder":
            self._take_folder(line)
        else:
            self._take_content(line)

    def flush(self) -> None:
        """Write what has changed."""
        self._tree.flush()
        if self._changed:
            known.write(self._connection, list(self._changed.values()), self._now)
            self._changed = {}

    def _take_project(self, line: ImportLine) -> None:
        name, project_id = _title(line), _uuid(line)
        if project_id is None:
            project_id = self._tree.find_project(name)
        before = self._tree.projects.get(project_id) if project_id else None
        if before is None:
            self._tree.make_project(name, project_id)
            self.done.created += 1
        elif before == name:
            self.done.unchanged += 1
        else:
            assert project_id is not None
            self.flush()
            rearranging.rename_project(self._connection, self._workspace_id, project_id, name, self._now)
            self._tree.reload()
            self.done.updated += 1

    def _take_folder(self, line: ImportLine) -> None:
        name, folder_id = _title(line), _uuid(line)
        before = self._tree.folders.get(folder_id) if folder_id else None
        place = self._place(line, before[0] if before else None)
        if place is None:
            raise _Refused("project", "missing", "give the project that the folder is in, by project or project_id")
        if folder_id is None:
            folder_id = self._tree.find_folder(place, name)
            before = (place, name) if folder_id else None
        if before is None:
            self._tree.make_folder(place, name, folder_id)
            self.done.created += 1
        elif before == (place, name):
            self.done.unchanged += 1
        else:
            assert folder_id is not None
            self._change_folder(folder_id, before[0], place, name)

    def _change_folder(self, folder_id: UUID, before: Place, place: Place, name: str) -> None:
        """By the same means as the API: what is in it goes along."""
        above = place[1]
        while above is not None:
            if above == folder_id:
                raise _Refused("folder_id", "unexpected", "the folder can't be inside itself")
            above = self._tree.folders[above][0][1]
        self.flush()
        changed = {"name": name, "project_id": place[0], "parent_id": place[1]}
        rearranging.change_folder(
            self._connection, self._workspace_id, before[0], folder_id, changed=changed, now=self._now
        )
        self._tree.reload()
        self._reread()
        self.done.updated += 1

    def _take_content(self, line: ImportLine) -> None:
        content_id = line.fields.get("id")
        if not content_id:
            raise _Refused("id", "missing", f"a {line.kind} needs the id that players send")
        before = self._contents.get(content_id)
        if before is not None and before.kind != line.kind:
            raise _Refused("kind", "conflict", f"{content_id} is a {before.kind}")
        links = self._links(line, before)
        place = self._place(line, (before.project_id, before.folder_id) if before else None)
        if line.kind == "stream" and links["event_id"]:
            event = self._contents[links["event_id"]]
            place = event.project_id, event.folder_id  # whatever the line says: they stay together
        project_id, folder_id = place or (self._tree.unsorted(), None)
        given = {name: line.fields[name] for name in (*_CONTENT_FIELDS, "duration_ms") if name in line.fields}
        values = {**given, **links, "project_id": project_id, "folder_id": folder_id}
        if before is None:
            values = {"title": content_id, **values}
            after = Content(workspace_id=self._workspace_id, id=content_id, kind=line.kind, **values)  # type: ignore[arg-type] # _take_content gets no other kinds
        else:
            after = replace(before, **values)
        if after.wrong_end:
            raise _Refused("ended_at", "unexpected", after.wrong_end)
        if after == before:
            self.done.unchanged += 1
            return
        self._contents[content_id] = self._changed[content_id] = after
        if before is None:
            self.done.created += 1
        else:
            self.done.updated += 1
            self._take_streams_along(before, after)

    def _links(self, line: ImportLine, before: Content | None) -> dict[str, str | None]:
        """The event and the stream that a content belongs to, as far as the line says; else as before."""
        links = {name: getattr(before, name) if before else None for name in ("event_id", "stream_id")}
        links |= {name: line.fields[name] or None for name in links if name in line.fields}
        for name, kind in (("event_id", "event"), ("stream_id", "stream")):
            id_ = links[name]
            if id_ is not None and (id_ not in self._contents or self._contents[id_].kind != kind):
                if name not in line.fields:
                    continue  # as it was: not read, but there
                raise _Refused(name, "unknown", f"there is no {kind} {id_}; its line must come before")
        stream_id = links["stream_id"]
        if line.fields.get("stream_id") and stream_id is not None:
            links["event_id"] = self._contents[stream_id].event_id
        if line.kind == "stream" and links["event_id"] and links["event_id"] not in self._contents:
            self._read([links["event_id"]])
        return links

    def _take_streams_along(self, before: Content, after: Content) -> None:
        moved = (before.project_id, before.folder_id) != (after.project_id, after.folder_id)
        if after.kind == "event" and moved:
            self.flush()
            place = after.folder_id or after.project_id
            editing.move(self._connection, self._workspace_id, after.id, place, self._now)
            self._reread()

    def _reread(self) -> None:
        self._read(list(self._contents))

    def _read(self, ids: Sequence[str]) -> None:
        ours = select(*known.COLUMNS).where(contents.c.workspace_id == self._workspace_id, ~contents.c.deleted)
        for row in self._connection.execute(ours.where(contents.c.id.in_(ids))):
            self._contents[row.id] = known.record(row)

    def _place(self, line: ImportLine, before: Place | None) -> Place | None:
        """Where the line says that its thing is: ids win where they are known here, names are made where missing."""
        fields = {name: line.fields.get(name) for name in _PLACE}
        if not any(fields.values()):
            return before
        project_id = self._project(fields)
        folder_id, path = fields["folder_id"], fields["folder"]
        if folder_id in self._tree.folders:
            place = self._tree.folders[folder_id][0]
            if project_id not in {None, place[0]}:
                raise _Refused("folder_id", "conflict", f"{folder_id} is in another project")
            return place[0], folder_id
        if folder_id and not path:
            raise _Refused("folder_id", "unknown", f"there is no folder {folder_id}; its line must come before")
        if project_id is None:
            raise _Refused("project", "missing", "give the project that the folder is in, by project or project_id")
        return self._tree.along((project_id, None), path or "")

    def _project(self, fields: dict[str, Any]) -> UUID | None:
        project_id, name = fields["project_id"], fields["project"]
        if project_id is not None and project_id in self._tree.projects:
            return UUID(str(project_id))
        if name:
            return self._tree.find_project(name) or self._tree.make_project(name)
        if project_id is not None:
            raise _Refused("project_id", "unknown", f"there is no project {project_id}; its line must come before")
        return None


def _foreign(line: ImportLine) -> tuple[str, ...]:
    """The fields that a thing of this kind doesn't have."""
    match line.kind:
        case "project":
            return (*_PLACE, *_ABOUT_VIDEOS, *_ABOUT_STREAMS, *_ABOUT_CONTENTS)
        case "folder":
            return (*_ABOUT_VIDEOS, *_ABOUT_STREAMS, *_ABOUT_CONTENTS)
        case "event":
            return (*_ABOUT_VIDEOS, *_ABOUT_STREAMS, "event_id")
        case "stream":
            return _ABOUT_VIDEOS
        case "video":
            return _ABOUT_STREAMS


def _title(line: ImportLine) -> str:
    title = line.fields.get("title")
    if not title:
        raise _Refused("title", "missing", f"a {line.kind} needs a name")
    return str(title)


def _uuid(line: ImportLine) -> UUID | None:
    """The id of a project or a folder, if it is given. Raises _Refused for what is no UUID."""
    text = line.fields.get("id")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise _Refused("id", "malformed", f"a {line.kind}'s id is a UUID") from None
