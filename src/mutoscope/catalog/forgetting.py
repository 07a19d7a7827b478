"""The part of the catalog about what is to be forgotten: viewers who are erased, plays that are too old."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mutoscope.catalog import erasing
from mutoscope.catalog.database import Database
from mutoscope.catalog.records import Direction, Erasure, Forgotten
from mutoscope.catalog.schema import workspaces


class Forgetting:
    """Each method is one transaction."""

    _database: Database
    _now: Callable[[], datetime]

    def erase_viewer(self, workspace_id: UUID, viewer: str, *, devices: bool = False, again: bool = False) -> Erasure:
        """Ask for a viewer's erasure, or find the one that was asked for. It doesn't name the viewer.

        From now on their beacons are refused. devices: anonymous plays of the same devices go too; said of an erasure
        whose plays were already looked up it changes nothing. again: they have plays, so that an erasure that is done
        has been undone (by a backup): another one is asked for, which has a receipt of its own.
        """
        with self._database.write() as connection:
            return erasing.request(connection, workspace_id, viewer, devices=devices, again=again, now=self._now())

    def erasure(self, workspace_id: UUID, erasure_id: UUID) -> Erasure | None:
        with self._database.read() as connection:
            return erasing.find(connection, workspace_id, erasure_id)

    def erasures(
        self, workspace_id: UUID, direction: Direction, *, limit: int, offset: int
    ) -> tuple[list[Erasure], int]:
        """A page of them by the time of their request, and how many there are."""
        with self._database.read() as connection:
            return erasing.list_all(connection, workspace_id, direction, limit, offset)

    def unfinished_erasures(self) -> list[Erasure]:
        """Of all workspaces, oldest first."""
        with self._database.read() as connection:
            return erasing.list_unfinished(connection)

    def forgotten(self) -> Sequence[Forgotten]:
        """The viewers whose plays the store takes no more, by workspace."""
        with self._database.read() as connection:
            return erasing.list_forgotten(connection)

    def note_drained(self, erasure: Erasure) -> None:
        """All that came before the erasure is in the store: from now on `forgotten` has the viewer."""
        with self._database.write() as connection:
            erasing.note(connection, erasure.id, {"drained_at": erasure.drained_at or self._now()})

    def note_found(self, erasure: Erasure, *, plays: int, versions: int, parts: int, anonymous_plays: int) -> None:
        """What is to be deleted. After a crash there may be less left to be found: the greater number stands."""
        found = {"plays": plays, "versions": versions, "parts": parts, "anonymous_plays": anonymous_plays}
        with self._database.write() as connection:
            known = erasing.find(connection, erasure.workspace_id, erasure.id) or erasure
            greater = {name: max(number, getattr(known, name)) for name, number in found.items()}
            erasing.note(connection, erasure.id, greater)

    def note_done(self, erasure: Erasure) -> None:
        """Nothing of the viewer is left."""
        with self._database.write() as connection:
            erasing.note(connection, erasure.id, {"done_at": self._now()})

    def retention_days(self) -> dict[UUID, int]:
        """For how many days plays are kept, by workspace; those that keep them for ever are left out."""
        limited = select(workspaces.c.id, workspaces.c.retention_days).where(workspaces.c.retention_days.is_not(None))
        with self._database.read() as connection:
            return {row.id: row.retention_days for row in connection.execute(limited)}

    def zones(self) -> dict[UUID, str]:
        """The IANA names of the time zones in which workspaces mean their days."""
        with self._database.read() as connection:
            return {row.id: row.timezone for row in connection.execute(select(workspaces.c.id, workspaces.c.timezone))}
