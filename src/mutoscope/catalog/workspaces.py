"""Workspaces, their settings and their ingest keys."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from sqlalchemy import Connection, Row, delete, insert, select, update

from mutoscope.catalog.database import take_versions
from mutoscope.catalog.identities import IngestKey
from mutoscope.catalog.records import Workspace
from mutoscope.catalog.schema import erasures, ingest_keys, workspaces
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.hosts import normal_domain


def is_timezone(name: str) -> bool:
    """Whether it is a name of the IANA database."""
    return name in timezones()


@cache
def timezones() -> tuple[str, ...]:
    """The names of the IANA database, in order."""
    return tuple(sorted(available_timezones() - {"localtime"}))  # of some systems: this machine's, not a place's


def since(connection: Connection, version: int) -> list[Workspace]:
    """Those that changed after that version, with their erased viewers."""
    changed = select(workspaces).where(workspaces.c.version > version)
    hashes: dict[UUID, set[bytes]] = {}
    these = select(erasures.c.workspace_id, erasures.c.viewer_hash).join(workspaces)
    for workspace_id, viewer_hash in connection.execute(these.where(workspaces.c.version > version)):
        hashes.setdefault(workspace_id, set()).add(viewer_hash)
    return [record(row, frozenset(hashes.get(row.id, ()))) for row in connection.execute(changed)]


def keys_since(connection: Connection, version: int) -> dict[str, UUID]:
    """All ingest keys of those workspaces, and whose each is."""
    columns = ingest_keys.c["key", "workspace_id"]
    these = select(*columns).join(workspaces).where(workspaces.c.version > version)
    return {row.key: row.workspace_id for row in connection.execute(these)}


def named(connection: Connection, name_or_id: str) -> list[UUID]:
    """Those of that name, or of that id."""
    ids = connection.execute(select(workspaces.c.id, workspaces.c.name))
    return [row.id for row in ids if name_or_id in {row.name, str(row.id)}]


def touch(connection: Connection, workspace_id: UUID) -> None:
    """Collectors read it anew: it, a key of it, or its erased viewers have changed."""
    version = take_versions(connection, 1)
    connection.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(version=version))


def find(connection: Connection, workspace_id: UUID) -> Workspace | None:
    row = connection.execute(select(workspaces).where(workspaces.c.id == workspace_id)).first()
    if row is None:
        return None
    hashes = select(erasures.c.viewer_hash).where(erasures.c.workspace_id == workspace_id)
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
            keep_fragment=False,
            allowed_domains=[],
            retention_days=None,
            secret=secrets.token_bytes(32),
            version=take_versions(connection, 1),
            created_at=now,
            updated_at=now,
        )
    )
    return require(connection, workspace_id)


def change(connection: Connection, workspace_id: UUID, changed: Mapping[str, Any], now: datetime) -> Workspace:
    """Change columns. Raises NoSuchEntity, or UnexpectedValue for an allowed domain that no page can have."""
    values = dict(changed)
    if "allowed_domains" in changed:
        values["allowed_domains"] = sorted(set(starmap(_domain, enumerate(changed["allowed_domains"]))))
    if "keep_query" in changed:
        values["keep_query"] = sorted(set(changed["keep_query"]))
    connection.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(**values, updated_at=now))
    touch(connection, workspace_id)
    return require(connection, workspace_id)


def _domain(place: int, entry: str) -> str:
    """An allowed domain in its form. Raises UnexpectedValue."""
    try:
        return normal_domain(entry)
    except ValueError as error:
        raise UnexpectedValue(
            f"allowed_domains[{place}]: {entry[:100]!r} {error}; write it like school.example or *.school.example"
        ) from None


def create_key(connection: Connection, workspace_id: UUID, name: str, now: datetime) -> IngestKey:
    # It says itself that it is no secret, so that nobody worries to find it in a page.
    key = IngestKey(key=f"pub_{secrets.token_hex(12)}", name=name, created_at=now)
    row = {"key": key.key, "workspace_id": workspace_id, "name": name, "created_at": now}
    connection.execute(insert(ingest_keys).values(row))
    touch(connection, workspace_id)
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
    touch(connection, workspace_id)


def record(row: Row[Any], erased: frozenset[bytes]) -> Workspace:
    return Workspace(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        session_minutes=row.session_minutes,
        create_unknown=row.create_unknown,
        keep_query=frozenset(row.keep_query),
        keep_fragment=row.keep_fragment,
        allowed_domains=tuple(row.allowed_domains),
        retention_days=row.retention_days,
        secret=row.secret,
        erased=erased,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
