"""What is played: videos, live events and their streams."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, String, case, cast, select

from mutoscope.catalog import tree
from mutoscope.catalog.database import take_versions, upsert
from mutoscope.catalog.folding import searchable
from mutoscope.catalog.records import Content, ContentRow, Kind
from mutoscope.catalog.schema import contents
from mutoscope.errors import NoSuchEntity

# A recording's plays are not its event's: in the mirror it belongs to none.
_PLAYED_IN = case((contents.c.kind == "stream", contents.c.event_id)).label("event_id")
MIRRORED = (
    *contents.c["workspace_id", "id", "kind", "project_id", "folder_id"],
    _PLAYED_IN,
    *contents.c["duration_ms", "version", "deleted"],
)

COLUMNS = tuple(contents.c[name] for name in Content.__slots__)


def find(connection: Connection, workspace_id: UUID, content_id: str) -> Content | None:
    this = select(*COLUMNS).where(contents.c.workspace_id == workspace_id, contents.c.id == content_id)
    row = connection.execute(this.where(~contents.c.deleted)).first()
    return record(row) if row else None


def record(row: Row[Any]) -> Content:
    """Of a row of COLUMNS."""
    return Content(**row._mapping)


def titles(connection: Connection, workspace_id: UUID, ids: Collection[str]) -> dict[str, str]:
    these = select(contents.c.id, contents.c.title).where(
        contents.c.workspace_id == workspace_id, contents.c.id.in_(ids)
    )
    return {row.id: row.title for row in connection.execute(these)}


def kinds(connection: Connection, workspace_id: UUID, ids: Collection[str]) -> dict[str, Kind]:
    these = select(contents.c.id, contents.c.kind).where(
        contents.c.workspace_id == workspace_id, contents.c.id.in_(ids)
    )
    return {row.id: row.kind for row in connection.execute(these)}


def kinds_since(connection: Connection, version: int) -> dict[UUID, dict[str, Kind | None]]:
    """By workspace and id: what each content changed after that version is; None: deleted."""
    # One UUID a workspace, not one a content: of a large catalog they would take most of the time.
    whose = cast(contents.c.workspace_id, String)
    kind = case((~contents.c.deleted, contents.c.kind))
    found: dict[str, dict[str, Kind | None]] = {}
    for workspace, id_, kind_ in connection.execute(
        select(whose, contents.c.id, kind).where(contents.c.version > version)
    ):
        found.setdefault(workspace, {})[id_] = kind_
    return {UUID(workspace): kinds for workspace, kinds in found.items()}


def since(connection: Connection, version: int, limit: int) -> list[ContentRow]:
    changed = select(*MIRRORED).where(contents.c.version > version).order_by(contents.c.version).limit(limit)
    return [ContentRow(*row) for row in connection.execute(changed)]


def put(connection: Connection, items: Sequence[Content], now: datetime) -> None:
    """Insert them, or replace those that are there (a deleted one comes back)."""
    _require_places(connection, items)
    write(connection, items, now)


def write(connection: Connection, items: Sequence[Content], now: datetime) -> None:
    """The same, of items whose places are known to be there."""
    first = take_versions(connection, len(items))
    rows = [row_of(item, version, now) for version, item in enumerate(items, first)]
    statement = upsert(connection, contents)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in {"workspace_id", "id", "created_at"}}
    connection.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "id"], set_=replaced), rows)


def row_of(item: Content, version: int, now: datetime) -> dict[str, Any]:
    """A whole row of the table, of a content that someone put."""
    given = {name: getattr(item, name) for name in Content.__slots__} | {"captions": list(item.captions)}
    kept = {"created_at": now, "updated_at": now, "version": version, "deleted": False}
    kept |= {"found_at": None, "found_domain": None}
    return given | kept | {"search": searchable(item.title, item.description, item.id)}


def _require_places(connection: Connection, items: Sequence[Content]) -> None:
    """Raises NoSuchEntity for a project that is not the workspace's, or a folder that is not the project's.

    The database would refuse them too, but not say which.
    """
    for workspace_id, project_id, folder_id in {(item.workspace_id, item.project_id, item.folder_id) for item in items}:
        if tree.find_project(connection, workspace_id, project_id) is None:
            raise NoSuchEntity(f"project_id: {project_id}")
        if folder_id is not None and tree.folder_project(connection, workspace_id, folder_id) != project_id:
            raise NoSuchEntity(f"folder_id: {folder_id}")
