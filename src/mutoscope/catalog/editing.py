"""Contents one by one: made, changed, moved, deleted. A deleted one stays known, so that its history keeps its name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, func, select, update

from mutoscope.catalog import contents as known
from mutoscope.catalog import tree
from mutoscope.catalog.database import take_versions
from mutoscope.catalog.folding import searchable
from mutoscope.catalog.records import Content, Kind
from mutoscope.catalog.schema import contents
from mutoscope.errors import AlreadyTaken, NoSuchEntity, UnexpectedValue


def create(
    connection: Connection,
    workspace_id: UUID,
    kind: Kind,
    parent_id: UUID | None,
    fields: Mapping[str, Any],
    *,
    now: datetime,
) -> Content:
    """A new content in a project or folder, else its event's, else "Unsorted". `id` among the fields, or a new one."""
    content_id = fields.get("id") or str(uuid4())
    if known.find(connection, workspace_id, content_id) is not None:
        raise AlreadyTaken(f"id: {content_id}")
    fields = _recorded(connection, workspace_id, {**fields, "id": content_id}, kind)
    if parent_id is not None:
        project_id, folder_id = tree.find_place(connection, workspace_id, parent_id)
    elif fields.get("event_id"):
        event = require(connection, workspace_id, fields["event_id"], "event")
        project_id, folder_id = event.project_id, event.folder_id
    else:
        project_id, folder_id = tree.unsorted(connection, workspace_id, now), None
    given = {"title": content_id, **fields}
    content = Content(workspace_id=workspace_id, kind=kind, project_id=project_id, folder_id=folder_id, **given)
    _check(content)
    known.put(connection, [content], now)
    return require(connection, workspace_id, content_id, kind)


def add_stream(
    connection: Connection, workspace_id: UUID, event_id: str, fields: Mapping[str, Any], now: datetime
) -> Content:
    """A stream of an event; one that a beacon made known, and that is of no event yet, becomes it."""
    event = require(connection, workspace_id, event_id, "event")
    found = known.find(connection, workspace_id, fields.get("id", ""))
    if found is None or found.kind != "stream" or found.event_id is not None:
        return create(connection, workspace_id, "stream", None, {**fields, "event_id": event_id}, now=now)
    place = {"event_id": event_id, "project_id": event.project_id, "folder_id": event.folder_id}
    title, description = (fields.get(name, getattr(found, name)) for name in ("title", "description"))
    _check(replace(found, **fields))
    values = {**fields, **place, "search": searchable(title, description, found.id)}
    touch(connection, _this(workspace_id, found.id), values, now)
    return require(connection, workspace_id, found.id)


def change(
    connection: Connection, workspace_id: UUID, content_id: str, fields: Mapping[str, Any], now: datetime
) -> Content:
    """Give a content other values of some fields. Raises NoSuchEntity, UnexpectedValue."""
    before = require(connection, workspace_id, content_id)
    fields = _recorded(connection, workspace_id, fields, before.kind)
    _check(replace(before, **fields))
    title, description = (fields.get(name, getattr(before, name)) for name in ("title", "description"))
    values = {**fields, "search": searchable(title, description, content_id)}
    touch(connection, _this(workspace_id, content_id), values, now)
    return require(connection, workspace_id, content_id)


def move(connection: Connection, workspace_id: UUID, content_id: str, parent_id: UUID, now: datetime) -> Content:
    """Move a content to a project or a folder; an event with its streams."""
    content = require(connection, workspace_id, content_id)
    if content.kind == "stream" and content.event_id is not None:
        raise UnexpectedValue(
            f"{content_id} is a stream of the event {content.event_id}: move that, its streams follow"
        )
    project_id, folder_id = tree.find_place(connection, workspace_id, parent_id)
    values = {"project_id": project_id, "folder_id": folder_id}
    touch(connection, _with_streams(workspace_id, content), values, now)
    return require(connection, workspace_id, content_id)


def delete(connection: Connection, workspace_id: UUID, content_id: str, kind: Kind | None, now: datetime) -> int:
    """Delete a content; an event with its streams, whose number comes back. Its recordings stay."""
    content = require(connection, workspace_id, content_id, kind)
    number = touch(connection, _with_streams(workspace_id, content), {"deleted": True}, now)
    forget_deleted(connection, workspace_id)
    return number - 1


def require(connection: Connection, workspace_id: UUID, content_id: str, kind: Kind | None = None) -> Content:
    """Raises NoSuchEntity for a content that is not there, or of another kind."""
    content = known.find(connection, workspace_id, content_id)
    if content is None or kind not in {None, content.kind}:
        raise NoSuchEntity(f"{kind or 'content'} {content_id}")
    return content


def touch(connection: Connection, which: ColumnElement[bool], values: Mapping[str, Any], now: datetime) -> int:
    """Change contents, deleted ones too, each under a version of its own, so that the mirrors follow. Their number."""
    number = connection.execute(select(func.count()).select_from(contents).where(which)).scalar_one()
    if number:
        before = take_versions(connection, number) - 1
        place = func.row_number().over(order_by=contents.c.version).label("place")
        ranked = select(contents.c.workspace_id, contents.c.id, place).where(which).subquery()
        these = (contents.c.workspace_id == ranked.c.workspace_id, contents.c.id == ranked.c.id)
        changed = {**values, "version": ranked.c.place + before, "updated_at": now}
        connection.execute(update(contents).where(*these).values(changed))
    return number


def forget_deleted(connection: Connection, workspace_id: UUID) -> None:
    """Recordings forget an event or a stream that was deleted."""
    ours = contents.c.workspace_id == workspace_id
    gone = select(contents.c.id).where(ours, contents.c.deleted, contents.c.kind != "video")
    for column in (contents.c.event_id, contents.c.stream_id):
        connection.execute(
            update(contents).where(ours, contents.c.kind == "video", column.in_(gone)).values({column.name: None})
        )


def _check(content: Content) -> None:
    """Raises UnexpectedValue."""
    if content.wrong_end:
        raise UnexpectedValue(f"ended_at: {content.wrong_end}")


def _this(workspace_id: UUID, content_id: str) -> ColumnElement[bool]:
    return (contents.c.workspace_id == workspace_id) & (contents.c.id == content_id)


def _with_streams(workspace_id: UUID, content: Content) -> ColumnElement[bool]:
    if content.kind != "event":
        return _this(workspace_id, content.id)
    streams = (contents.c.kind == "stream") & (contents.c.event_id == content.id)
    return (contents.c.workspace_id == workspace_id) & ((contents.c.id == content.id) | streams)


def _recorded(connection: Connection, workspace_id: UUID, fields: Mapping[str, Any], kind: Kind) -> Mapping[str, Any]:
    """The fields, with what a recording's stream says of its event. Raises NoSuchEntity, UnexpectedValue."""
    event_id, stream_id = fields.get("event_id"), fields.get("stream_id")
    if stream_id is not None:
        stream = require(connection, workspace_id, stream_id, "stream")
        if event_id not in {None, stream.event_id}:
            raise UnexpectedValue(f"stream_id: {stream_id} is no stream of {event_id}")
        return {**fields, "event_id": stream.event_id}
    if event_id is not None:
        require(connection, workspace_id, event_id, "event")
        if kind == "video" and "stream_id" not in fields:
            return {**fields, "stream_id": None}
    return fields
