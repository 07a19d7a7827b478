"""Reports and their schedules, as the catalog's database keeps them.

A report goes queued → running → ready or failed, ready → expired; its mail waiting → sending → sent, unsure or failed.
Every step is one statement that names the state it comes from, so that of several who try one succeeds. These steps
are no changes of the catalog that others follow: they leave its change counter alone.

The queues give ids. What a row says is read by who takes it, so that one that can't be read any more is that job's
trouble alone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, insert, or_, select, update

from mutoscope.catalog import selecting
from mutoscope.catalog.database import Database
from mutoscope.catalog.records import (
    Content,
    DueMail,
    DueSchedule,
    Every,
    Report,
    ReportKind,
    ReportOrder,
    Schedule,
    Selection,
)
from mutoscope.catalog.schema import reports, schedules


class ReportBook:
    """Every method is one transaction. Raises CatalogError when the database is unreachable."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def add(self, workspace_id: UUID, wanted: ReportOrder) -> Report:
        """Put a report into the queue."""
        with self._database.bare_write() as connection:
            return _add(connection, workspace_id, wanted, self._now())

    def find(self, workspace_id: UUID, report_id: UUID) -> Report | None:
        with self._database.read() as connection:
            return _first(connection, and_(reports.c.id == report_id, reports.c.workspace_id == workspace_id))

    def find_anywhere(self, report_id: UUID) -> Report | None:
        """For the bearer of a signed link, who names no workspace."""
        with self._database.read() as connection:
            return _first(connection, reports.c.id == report_id)

    def page(
        self, workspace_id: UUID, limit: int, offset: int, *, newest_first: bool = True
    ) -> tuple[list[Report], int]:
        """A page of them, and how many there are."""
        ours = reports.c.workspace_id == workspace_id
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(reports).where(ours)).scalar_one()
            order = reports.c.created_at.desc() if newest_first else reports.c.created_at
            these = select(reports).where(ours).order_by(order, reports.c.id)
            return [_report(row) for row in connection.execute(these.limit(limit).offset(offset))], total

    def count_unfinished(self, workspace_id: UUID) -> int:
        waiting = and_(reports.c.workspace_id == workspace_id, reports.c.state.in_(("queued", "running")))
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(reports).where(waiting)).scalar_one()

    def remove(self, workspace_id: UUID, report_id: UUID) -> bool:
        """Forget a report, whatever its state; who is making it finds out at the next step."""
        with self._database.bare_write() as connection:
            this = and_(reports.c.id == report_id, reports.c.workspace_id == workspace_id)
            return connection.execute(delete(reports).where(this)).rowcount > 0

    def claim(self) -> UUID | None:
        """The oldest that is queued and may be tried, which is now running; None: there is none."""
        now = self._now()
        queued = and_(reports.c.state == "queued", or_(reports.c.try_at.is_(None), reports.c.try_at <= now))
        with self._database.read() as connection:
            oldest = select(reports.c.id).where(queued).order_by(reports.c.created_at).limit(1)
            waiting: UUID | None = connection.execute(oldest).scalar()
        running = {"state": "running", "progress": 0, "error": None}
        return waiting if waiting and self._moved(waiting, "queued", running) else None

    def advance(self, report_id: UUID, progress: int) -> bool:
        """Say how far a running report is; False: it was cancelled."""
        return self._moved(report_id, "running", {"progress": progress})

    def finish(self, report_id: UUID, about: Mapping[str, Any], expires_at: datetime | None) -> bool:
        """A running report is ready, and its mail, if one is wanted, waits; False: it was cancelled."""
        return self._moved(
            report_id, "running", {"state": "ready", "progress": 100, "about": about, "expires_at": expires_at}
        )

    def fail(self, report_id: UUID, error: str) -> bool:
        return self._moved(report_id, "running", {"state": "failed", "error": error})

    def defer(self, report_id: UUID, error: str, try_at: datetime) -> bool:
        """A running report that failed is queued, to be tried again later."""
        changed = {"state": "queued", "progress": 0, "error": error, "try_at": try_at}
        return self._moved(report_id, "running", {**changed, "attempts": reports.c.attempts + 1})

    def queue_again(self, report_id: UUID, *, mail: bool) -> Report | None:
        """A failed report is tried once more; None: it has not failed."""
        changed = {"state": "queued", "progress": 0, "error": None, "attempts": 0, "try_at": None}
        changed |= {"mail": "waiting" if mail else None, "mail_error": None, "mail_attempts": 0}
        with self._database.bare_write() as connection:
            this = and_(reports.c.id == report_id, reports.c.state == "failed")
            return _step(connection, this, changed | {"updated_at": self._now()})

    def interrupt(self, report_id: UUID) -> bool:
        """A running report goes back to the queue, since its maker is about to end."""
        return self._moved(report_id, "running", {"state": "queued", "progress": 0})

    def recover(self) -> None:
        """After a start: what was being made is queued again; a mail that was being sent may have gone, or not."""
        now = self._now()
        with self._database.bare_write() as connection:
            running = update(reports).where(reports.c.state == "running")
            connection.execute(running.values(state="queued", progress=0, updated_at=now))
            sending = update(reports).where(reports.c.mail == "sending")
            connection.execute(sending.values(mail="unsure", updated_at=now))

    def make_again(self, report: Report, wanted: ReportOrder) -> Report:
        """A new report for one that has expired; the same one however often it is asked for."""
        with self._database.bare_write() as connection:
            known = connection.execute(select(reports.c.again_id).where(reports.c.id == report.id)).scalar()
            if known is not None and (found := _first(connection, reports.c.id == known)) is not None:
                return found
            new = _add(connection, report.workspace_id, wanted, self._now())
            connection.execute(update(reports).where(reports.c.id == report.id).values(again_id=new.id))
            return new

    def count_contents(self, workspace_id: UUID, selection: Selection) -> int:
        """How many contents a selection has."""
        with self._database.read() as connection:
            return selecting.count(connection, workspace_id, selection)

    def contents(self, workspace_id: UUID, selection: Selection, after: str, limit: int) -> list[Content]:
        """The first `limit` contents of a selection whose ids come after `after`, by id."""
        with self._database.read() as connection:
            return selecting.part(connection, workspace_id, selection, after, limit)

    def keepers(self) -> set[UUID]:
        """Reports that have a file."""
        having = and_(reports.c.kind == "file", reports.c.state == "ready")
        with self._database.read() as connection:
            return set(connection.execute(select(reports.c.id).where(having)).scalars())

    def expire(self, forgotten_before: datetime) -> list[UUID]:
        """End the reports whose time is over, and the wait of their mails; forget those that ended so long ago.

        Returns the former.
        """
        now = self._now()
        mail = case((reports.c.mail == "waiting", "failed"), else_=reports.c.mail)
        with self._database.bare_write() as connection:
            over = and_(reports.c.state == "ready", reports.c.expires_at <= now)
            ended = update(reports).where(over).values(state="expired", mail=mail, updated_at=now)
            ended = ended.returning(reports.c.id)
            expired = list(connection.execute(ended).scalars())
            done = reports.c.state.in_(("expired", "failed"))
            connection.execute(delete(reports).where(done, reports.c.updated_at < forgotten_before))
            return expired

    def due_mails(self) -> list[DueMail]:
        """Ready reports whose mail should be sent now, the one that waits longest first."""
        due = and_(reports.c.state == "ready", reports.c.mail == "waiting", reports.c.mail_at <= self._now())
        these = select(reports.c.id, reports.c.mail_attempts).where(due).order_by(reports.c.mail_at)
        with self._database.read() as connection:
            return [DueMail(id=row.id, attempts=row.mail_attempts) for row in connection.execute(these)]

    def begin_mail(self, report_id: UUID, /) -> bool:
        """From now on the mail may have gone; False: another is at it, or it was cancelled."""
        return self._mailed(report_id, "waiting", {"mail": "sending"})

    def end_mail(self, report_id: UUID, /, **changed: object) -> bool:
        """What became of an attempt to send a mail: `mail`, `mail_error`, `mail_at`."""
        return self._mailed(report_id, None, {**changed, "mail_attempts": reports.c.mail_attempts + 1})

    def resend(self) -> None:
        """Mails that were being sent wait again: for a way on which that does no harm."""
        with self._database.bare_write() as connection:
            connection.execute(update(reports).where(reports.c.mail == "sending").values(mail="waiting"))

    def add_schedule(
        self,
        workspace_id: UUID,
        *,
        kind: ReportKind,
        every: Every,
        hour: int,
        asked: Mapping[str, Any],
        email: str,
        next_at: datetime,
    ) -> Schedule:
        now = self._now()
        schedule = Schedule(
            id=uuid4(),
            workspace_id=workspace_id,
            kind=kind,
            every=every,
            hour=hour,
            asked=asked,
            email=email,
            next_at=next_at,
            attempts=0,
            error=None,
            unsubscribed_at=None,
            created_at=now,
            updated_at=now,
        )
        with self._database.bare_write() as connection:
            connection.execute(insert(schedules).values(_row(schedule)))
        return schedule

    def schedules(self, workspace_id: UUID) -> list[Schedule]:
        """Oldest first."""
        ours = select(schedules).where(schedules.c.workspace_id == workspace_id)
        with self._database.read() as connection:
            rows = connection.execute(ours.order_by(schedules.c.created_at, schedules.c.id))
            return [_schedule(row) for row in rows]

    def find_schedule(self, schedule_id: UUID) -> Schedule | None:
        """Of any workspace."""
        with self._database.read() as connection:
            row = connection.execute(select(schedules).where(schedules.c.id == schedule_id)).first()
            return _schedule(row) if row else None

    def remove_schedule(self, workspace_id: UUID, schedule_id: UUID) -> bool:
        this = and_(schedules.c.id == schedule_id, schedules.c.workspace_id == workspace_id)
        with self._database.bare_write() as connection:
            return connection.execute(delete(schedules).where(this)).rowcount > 0

    def unsubscribe(self, schedule_id: UUID) -> bool:
        """No further mails of a schedule; again and again is no harm. False: there is no such schedule."""
        now = self._now()
        with self._database.bare_write() as connection:
            this = update(schedules).where(schedules.c.id == schedule_id)
            changed = {"unsubscribed_at": func.coalesce(schedules.c.unsubscribed_at, now), "updated_at": now}
            return connection.execute(this.values(changed)).rowcount > 0

    def due_schedules(self) -> list[DueSchedule]:
        """Those whose time has come, the one that waits longest first."""
        due = and_(schedules.c.next_at <= self._now(), schedules.c.unsubscribed_at.is_(None))
        these = select(schedules.c.id, schedules.c.attempts).where(due).order_by(schedules.c.next_at)
        with self._database.read() as connection:
            return [DueSchedule(id=row.id, attempts=row.attempts) for row in connection.execute(these)]

    def defer_schedule(self, schedule_id: UUID, error: str, next_at: datetime, *, attempts: int) -> None:
        """What is due of a schedule has failed `attempts` times, and is tried again then; 0: it was given up."""
        with self._database.bare_write() as connection:
            this = update(schedules).where(schedules.c.id == schedule_id)
            connection.execute(this.values(error=error, next_at=next_at, attempts=attempts, updated_at=self._now()))

    def run_schedule(self, schedule: Schedule, wanted: ReportOrder, next_at: datetime) -> Report | None:
        """Queue a schedule's report and set its next time, both or neither; None: another was faster."""
        with self._database.bare_write() as connection:
            this = and_(schedules.c.id == schedule.id, schedules.c.next_at == schedule.next_at)
            moved = update(schedules).where(this, schedules.c.unsubscribed_at.is_(None))
            if not connection.execute(moved.values(next_at=next_at, attempts=0, error=None)).rowcount:
                return None
            return _add(connection, schedule.workspace_id, wanted, self._now(), schedule.id)

    def _moved(self, report_id: UUID, state: str, changed: Mapping[str, Any]) -> bool:
        with self._database.bare_write() as connection:
            this = and_(reports.c.id == report_id, reports.c.state == state)
            values = {**changed, "updated_at": self._now()}
            return connection.execute(update(reports).where(this).values(values)).rowcount > 0

    def _mailed(self, report_id: UUID, mail: str | None, changed: Mapping[str, Any]) -> bool:
        this = reports.c.id == report_id
        with self._database.bare_write() as connection:
            where = this if mail is None else and_(this, reports.c.mail == mail)
            return connection.execute(update(reports).where(where).values({**changed})).rowcount > 0


def _add(
    connection: Connection, workspace_id: UUID, wanted: ReportOrder, now: datetime, schedule_id: UUID | None = None
) -> Report:
    report = Report(
        id=uuid4(),
        workspace_id=workspace_id,
        schedule_id=schedule_id,
        **_row(wanted),
        state="queued",
        progress=0,
        error=None,
        attempts=0,
        try_at=None,
        about=None,
        mail="waiting" if wanted.email else None,
        mail_error=None,
        mail_attempts=0,
        mail_at=now,
        again_id=None,
        expires_at=None,
        created_at=now,
        updated_at=now,
    )
    connection.execute(insert(reports).values(_row(report)))
    return report


def _row(record: ReportOrder | Report | Schedule) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__slots__}


def _step(connection: Connection, this: ColumnElement[bool], changed: Mapping[str, Any]) -> Report | None:
    row = connection.execute(update(reports).where(this).values(changed).returning(reports)).first()
    return _report(row) if row else None


def _first(connection: Connection, this: ColumnElement[bool]) -> Report | None:
    row = connection.execute(select(reports).where(this)).first()
    return _report(row) if row else None


def _report(row: Row[Any]) -> Report:
    return Report(**{name: getattr(row, name) for name in Report.__slots__})


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(**{name: getattr(row, name) for name in Schedule.__slots__})
