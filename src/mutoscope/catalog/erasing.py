"""Erasures: their receipts, which are also the marks that refuse an erased viewer's later beacons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, insert, select, update

from mutoscope.catalog.records import Direction, Erasure, Forgotten
from mutoscope.catalog.schema import erasures, workspaces
from mutoscope.catalog.workspaces import require, touch


def request(
    connection: Connection, workspace_id: UUID, viewer: str, *, devices: bool, again: bool, now: datetime
) -> Erasure:
    """The viewer's erasure: a new one, or the newest that there is. Raises NoSuchEntity for an unknown workspace.

    again: a new one too where that is done.
    """
    viewer_hash = require(connection, workspace_id).viewer_hash(viewer)
    theirs = (erasures.c.workspace_id == workspace_id) & (erasures.c.viewer_hash == viewer_hash)
    newest = select(erasures).where(theirs).order_by(erasures.c.requested_at.desc(), erasures.c.id).limit(1)
    known = connection.execute(newest).first()
    if known is None or (again and known.done_at is not None):
        id_ = uuid4()
        row = {"id": id_, "workspace_id": workspace_id, "viewer_hash": viewer_hash, "devices": devices}
        nothing = dict.fromkeys(("plays", "versions", "parts", "anonymous_plays"), 0)
        connection.execute(insert(erasures).values(**row, **nothing, requested_at=now))
        touch(connection, workspace_id)
    else:
        id_ = known.id
        if devices and not known.devices and known.drained_at is None:
            connection.execute(update(erasures).where(erasures.c.id == id_).values(devices=True))
    return _record(connection.execute(select(erasures).where(erasures.c.id == id_)).one())


def find(connection: Connection, workspace_id: UUID, erasure_id: UUID) -> Erasure | None:
    ours = (erasures.c.workspace_id == workspace_id) & (erasures.c.id == erasure_id)
    row = connection.execute(select(erasures).where(ours)).first()
    return _record(row) if row else None


def list_all(
    connection: Connection, workspace_id: UUID, direction: Direction, limit: int, offset: int
) -> tuple[list[Erasure], int]:
    """By the time of their request, and how many there are."""
    ours = erasures.c.workspace_id == workspace_id
    when = erasures.c.requested_at
    ordered = when.desc() if direction == "desc" else when.asc()
    theirs = select(erasures).where(ours).order_by(ordered, erasures.c.id).limit(limit).offset(offset)
    total: int = connection.execute(select(func.count()).select_from(erasures).where(ours)).scalar_one()
    return [_record(row) for row in connection.execute(theirs)], total


def list_unfinished(connection: Connection) -> list[Erasure]:
    """Of all workspaces, oldest first."""
    unfinished = select(erasures).where(erasures.c.done_at.is_(None))
    return [_record(row) for row in connection.execute(unfinished.order_by(erasures.c.requested_at))]


def note(connection: Connection, erasure_id: UUID, noted: dict[str, Any]) -> None:
    connection.execute(update(erasures).where(erasures.c.id == erasure_id).values(noted))


def list_forgotten(connection: Connection) -> Sequence[Forgotten]:
    """By workspace, those whose plays the store must not take any more: from the moment on that the spool was empty."""
    statement = (
        select(erasures.c.workspace_id, workspaces.c.secret, erasures.c.viewer_hash)
        .join(workspaces, workspaces.c.id == erasures.c.workspace_id)
        .where(erasures.c.drained_at.is_not(None))
        .distinct()
    )
    found: dict[UUID, tuple[bytes, list[bytes]]] = {}
    for workspace_id, secret, viewer_hash in connection.execute(statement):
        found.setdefault(workspace_id, (secret, []))[1].append(viewer_hash)
    return [
        Forgotten(workspace_id=workspace_id, secret=secret, viewer_hashes=tuple(hashes))
        for workspace_id, (secret, hashes) in found.items()
    ]


def _record(row: Row[Any]) -> Erasure:
    return Erasure(
        **{name: getattr(row, name) for name in ("id", "workspace_id", "viewer_hash", "devices", "requested_at")},
        **{name: getattr(row, name) for name in ("plays", "versions", "parts", "anonymous_plays")},
        drained_at=row.drained_at,
        done_at=row.done_at,
    )
