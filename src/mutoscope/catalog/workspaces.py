"""Workspaces, their settings and their ingest keys."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Row, delete, insert, select, update

from mutoscope.catalog.identities import IngestKey
from mutoscope.catalog.records import Workspace
from mutoscope.catalog.schema import erased_viewers, ingest_keys, workspaces
from mutoscope.errors import NoSuchEntity


def is_timezone(name: str) -> bool:
    """Whether it is a name of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder's name, such as "Europe"
        return False
    return True


def read_all(connection: Connection) -> dict[UUID, Workspace]:
    """All of them, with their erased viewers."""
    erased: dict[UUID, list[bytes]] = {}
    for workspace_id, viewer_hash in connection.execute(
        select(erased_viewers.c.workspace_id, erased_viewers.c.viewer_hash)
    ):
        erased.setdefault(workspace_id, []).append(viewer_hash)
    rows = connection.execute(select(workspaces))
    return {row.id: record(row, frozenset(erased.get(row.id, ()))) for row in rows}


def find(connection: Connection, workspace_id: UUID) -> Workspace | None:
    row = connection.execute(select(workspaces).where(workspaces.c.id == workspace_id)).first()
    if row is None:
        return None
    hashes = select(erased_viewers.c.viewer_hash).where(erased_viewers.c.workspace_id == workspace_id)
    return record(row, frozenset(connection.execute(hashes).scalars()))


def require(connection: Connection, workspace_id: UUID) -> Workspace:
    """Raises NoSuchEntity for an unknown workspace."""
    found = find(connection, workspace_id)
    if found is None:
        raise NoSuchEntity(f"workspace: {workspace_id}")
    return found


def create(connection: Connection, name: str, timezone: str, now: datetime) -> Workspace:
    workspace_id = uuid4()
    connection.execute(
        insert(workspaces).values(
            id=workspace_id,
            name=name,
            timezone=timezone,
            session_minutes=30,
            create_unknown=True,
            keep_query=[],
            allowed_domains=[],
            retention_days=None,
            secret=secrets.token_bytes(32),
            created_at=now,
            updated_at=now,
        )
    )
    return require(connection, workspace_id)


def change(connection: Connection, workspace_id: UUID, changed: Mapping[str, Any], now: datetime) -> Workspace:
    """Change columns. Domains count as in beacons: in lower case, without a leading `www.`. Raises NoSuchEntity."""
    values = dict(changed)
    if "allowed_domains" in changed:
        domains = (domain.strip().lower().removeprefix("www.") for domain in changed["allowed_domains"])
        values["allowed_domains"] = sorted({domain for domain in domains if domain})
    if "keep_query" in changed:
        values["keep_query"] = sorted(set(changed["keep_query"]))
    connection.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(**values, updated_at=now))
    return require(connection, workspace_id)


def create_key(connection: Connection, workspace_id: UUID, name: str, now: datetime) -> IngestKey:
    # It says itself that it is no secret, so that nobody worries to find it in a page.
    key = IngestKey(key=f"pub_{secrets.token_hex(12)}", name=name, created_at=now)
    row = {"key": key.key, "workspace_id": workspace_id, "name": name, "created_at": now}
    connection.execute(insert(ingest_keys).values(row))
    return key


def list_keys(connection: Connection, workspace_id: UUID) -> list[IngestKey]:
    """The oldest first."""
    ours = select(ingest_keys).where(ingest_keys.c.workspace_id == workspace_id)
    rows = connection.execute(ours.order_by(ingest_keys.c.created_at, ingest_keys.c.key))
    return [IngestKey(key=row.key, name=row.name, created_at=row.created_at) for row in rows]


def delete_key(connection: Connection, workspace_id: UUID, key: str) -> None:
    """Raises NoSuchEntity."""
    this = delete(ingest_keys).where(ingest_keys.c.workspace_id == workspace_id, ingest_keys.c.key == key)
    if not connection.execute(this).rowcount:
        raise NoSuchEntity(f"key: {key}")


def record(row: Row[Any], erased: frozenset[bytes]) -> Workspace:
    return Workspace(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        session_minutes=row.session_minutes,
        create_unknown=row.create_unknown,
        keep_query=frozenset(row.keep_query),
        allowed_domains=tuple(row.allowed_domains),
        retention_days=row.retention_days,
        secret=row.secret,
        erased=erased,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
