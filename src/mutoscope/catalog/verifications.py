"""Wishes to have the store verified, by those who can't open it: the process that owns it carries them out.

A verification goes queued → running → done, failed or cancelled. Every step is one statement that names the state it
comes from, so that of several who try one succeeds. They leave the catalog's change counter alone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from mutoscope.catalog.database import Database
from mutoscope.catalog.records import Verification
from mutoscope.catalog.schema import verifications

MOST_ATTEMPTS = 3
"""So often a verification is begun whose process dies each time."""

FORGET_AFTER = timedelta(days=7)

_UNFINISHED = ("queued", "running")


class Verifications:
    """Every method is one transaction. Raises CatalogError when the database is unreachable."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def ask(self, *, rebuild: bool) -> UUID:
        """Put one into the queue. Those that ended long ago are forgotten."""
        id_, now = uuid4(), self._now()
        row = {"id": id_, "rebuild": rebuild, "state": "queued", "attempts": 0}
        ended = verifications.c.state.not_in(_UNFINISHED)
        with self._database.bare_write() as connection:
            connection.execute(delete(verifications).where(ended, verifications.c.updated_at < now - FORGET_AFTER))
            connection.execute(insert(verifications).values(**row, created_at=now, updated_at=now))
        return id_

    def find(self, id_: UUID) -> Verification | None:
        with self._database.read() as connection:
            row = connection.execute(select(verifications).where(verifications.c.id == id_)).first()
        return Verification(**row._mapping) if row else None

    def claim(self) -> Verification | None:
        """The oldest that is queued, which is now running; None: there is none."""
        oldest = select(verifications.c.id).where(verifications.c.state == "queued")
        with self._database.read() as connection:
            id_ = connection.execute(oldest.order_by(verifications.c.created_at).limit(1)).scalar()
        attempted = {"state": "running", "progress": None, "attempts": verifications.c.attempts + 1}
        return self.find(id_) if id_ and self._moved(id_, ("queued",), attempted) else None

    def advance(self, id_: UUID, progress: Mapping[str, Any]) -> bool:
        """Say how far a running one is; False: it was cancelled."""
        return self._moved(id_, ("running",), {"progress": progress})

    def finish(self, id_: UUID, outcome: Mapping[str, Any]) -> bool:
        return self._moved(id_, ("running",), {"state": "done", "outcome": outcome})

    def fail(self, id_: UUID, error: str) -> bool:
        return self._moved(id_, ("running",), {"state": "failed", "error": error})

    def cancel(self, id_: UUID) -> bool:
        """Nobody waits for it any more; False: it had ended."""
        return self._moved(id_, _UNFINISHED, {"state": "cancelled"})

    def interrupt(self, id_: UUID) -> bool:
        """A running one is queued again, since its process is about to end."""
        return self._moved(id_, ("running",), {"state": "queued", "attempts": verifications.c.attempts - 1})

    def recover(self) -> None:
        """For the process that owns the store, after its start: what another one was at is queued again.

        Where that has happened too often, it has failed.
        """
        running = verifications.c.state == "running"
        often = verifications.c.attempts >= MOST_ATTEMPTS
        error = f"the server ended {MOST_ATTEMPTS} times while it was at it; see its log"
        with self._database.bare_write() as connection:
            for condition, changed in (
                (and_(running, often), {"state": "failed", "error": error}),
                (running, {"state": "queued"}),
            ):
                connection.execute(update(verifications).where(condition).values(**changed, updated_at=self._now()))

    def _moved(self, id_: UUID, states: tuple[str, ...], changed: Mapping[str, Any]) -> bool:
        this: ColumnElement[bool] = and_(verifications.c.id == id_, verifications.c.state.in_(states))
        with self._database.bare_write() as connection:
            statement = update(verifications).where(this).values(**changed, updated_at=self._now())
            return connection.execute(statement).rowcount > 0
