"""What lets viewers be forgotten: salts that are destroyed, and marks of those who were erased."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from mutoscope.catalog import access
from mutoscope.catalog.database import upsert
from mutoscope.catalog.schema import erased_viewers, salts
from mutoscope.errors import NoSuchEntity


def may_have_salt(day: date, today: date) -> bool:
    """Whether a day has a salt: until the day after is over, and from the day before, for clocks ahead of ours."""
    return today - timedelta(days=1) <= day <= today + timedelta(days=1)


def find_salt(connection: Connection, day: date) -> bytes | None:
    found: bytes | None = connection.execute(select(salts.c.salt).where(salts.c.day == day)).scalar()
    return found


def create_salt(connection: Connection, day: date) -> bytes:
    """The day's salt, which another process may have made by now."""
    known = find_salt(connection, day)
    if known is not None:
        return known
    salt = secrets.token_bytes(32)
    connection.execute(insert(salts).values(day=day, salt=salt))
    return salt


def destroy_salts(connection: Connection, today: date) -> int:
    """How many were destroyed."""
    return connection.execute(delete(salts).where(salts.c.day < today - timedelta(days=1))).rowcount


def erase_viewer(connection: Connection, workspace_id: UUID, viewer: str, now: datetime) -> None:
    workspace = access.find_workspace(connection, workspace_id)
    if workspace is None:
        raise NoSuchEntity(f"workspace: {workspace_id}")
    row = {"workspace_id": workspace_id, "viewer_hash": workspace.viewer_hash(viewer), "erased_at": now}
    connection.execute(upsert(connection, erased_viewers).values(row).on_conflict_do_nothing())
