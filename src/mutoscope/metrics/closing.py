"""Days that are over are closed: counted once, by the statements that answer for open ones, into tables.

A closing says when it began before it looks at any play, at an instant when nothing is under way into the store; what
touches its days later opens them again. Its rows are of no meaning until the last statement says which days are closed.
So a crash at any moment leaves days open, and rows that nobody reads.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from mutoscope import telemetry
from mutoscope.errors import Degraded
from mutoscope.metrics.closed_days import (
    ALL_DAYS,
    COLUMNS,
    ClosedDays,
    closed_days,
    days_of_utc,
    definitions,
    standing_days,
    standing_params,
)
from mutoscope.metrics.days import UNION, Days, Rows, joined
from mutoscope.metrics.measures import FACTS
from mutoscope.metrics.periods import DAY_MS
from mutoscope.metrics.periods import days as local_days
from mutoscope.metrics.question import Choice
from mutoscope.store import Row, Statement, Store, query

HOUR_MS = 3_600_000

OVER_MS = 4 * HOUR_MS
"""So long after its end, and that of the days of UTC on which it lies, a day is closed: a play that comes later may be
on days before it, which is looked at then (`LATE_HOURS` of the store)."""

QUIET_MS = 20_000
"""A day that was touched so lately will be again."""

PLAYS_AT_ONCE = 100_000
"""A round ends with the day that has its so many-th play: what it keeps in memory is bounded."""

DAYS_AT_ONCE = 60
"""The most days with plays of a round."""

KEPT = tuple(name for name, fact in FACTS.items() if not fact.distinct)
"""The facts of `daily_facts`, which has a column for each."""

VALUES = ("grouping", "value", "detail")
"""The keys of rows that are counted by grouping."""

IDS = ("session_hash", "who_hash")
"""Whose views they were, in `active_days`."""

_log = structlog.get_logger()


CLEAN_MS = 3_600_000
"""Rows of days that were opened again are deleted so often."""

LOOK_MS = 60_000
"""Days of a workspace that is touched all the time are looked at so often."""


Day = tuple[int, int]
"""From its first instant to its end (exclusive), in milliseconds."""


@dataclass(frozen=True)
class Zoned:
    """A workspace, and the zone in which its days are meant."""

    workspace: UUID
    zone: ZoneInfo


@dataclass(frozen=True)
class _Look:
    """When all days of a workspace that are over were closed, or could not be yet."""

    at_ms: int
    touched_ms: int
    due_ms: int  # when the next day can be closed

    def is_due(self, now_ms: int, touched_ms: int) -> bool:
        return now_ms >= self.due_ms or (touched_ms != self.touched_ms and now_ms >= self.at_ms + LOOK_MS)


@dataclass(frozen=True)
class Opened:
    """Days of a workspace that were opened, so that they are closed anew."""

    zoned: Zoned
    days: Sequence[Day]
    at_ms: int


class Closer:
    """Closes days, the newest first. Safe to use from several threads, which wait for each other."""

    def __init__(
        self,
        store: Store,
        workspaces: Callable[[], Iterable[Zoned]],
        quiet: Callable[[], AbstractContextManager[object]],
        now_ms: Callable[[], int],
        *,
        quiet_ms: int = QUIET_MS,
    ) -> None:
        """quiet: while it lasts, nothing comes into the store or goes."""
        self._store = store
        self._workspaces = workspaces
        self._quiet = quiet
        self._now_ms = now_ms
        self._quiet_ms = quiet_ms
        self._looked: dict[Zoned, _Look] = {}
        self._lock = Lock()  # closings have numbers of their own, and are looked for one after the other
        self._left = 0
        telemetry.DAYS_TO_CLOSE.set(math.nan)
        self._clean_ms = 0
        self._stopping = False

    def run(self) -> int:
        """Close some days of each workspace that has such. Returns how many are left. Raises StoreError."""
        with self._lock:
            return 0 if self._stopping else self._run()

    def _run(self) -> int:
        left = 0
        touched = {UUID(row["workspace_id"]): row for row in self._store.query(query("touched"), {})}
        for zoned in self._workspaces():
            if zoned.workspace in touched:
                left += self._close_some(zoned, touched[zoned.workspace])
        telemetry.DAYS_TO_CLOSE.set(left)
        self._left = left
        if not left and self._now_ms() >= self._clean_ms:
            self._clean()
        return left

    def stop(self) -> None:
        """End what is under way: its days stay open. To be called from another thread."""
        self._stopping = True
        self._store.close()

    def check(self) -> None:
        """Raises Degraded while there are more days to be closed than one round takes."""
        if self._left:
            raise Degraded(
                f"{self._left} days are still to be closed; until then each question counts their plays anew"
            )

    def standing(self) -> dict[Zoned, list[tuple[int, int]]]:
        """The days that are closed. Raises StoreError."""
        closed = {zoned: closed_days(self._store, zoned.workspace, zoned.zone) for zoned in self._workspaces()}
        return {zoned: list(zip(one.starts, one.ends, strict=True)) for zoned, one in closed.items()}

    def open_all(self, stood: Mapping[Zoned, Sequence[tuple[int, int]]]) -> list[Opened]:
        """Open all days, so that `run` closes them anew. stood: those that are told of. Raises StoreError."""
        opened = []
        with self._lock:
            for zoned, days in stood.items():
                self._store.query(query("note_all_touched"), {"workspace": zoned.workspace})
                _, touched = standing_days(self._store, zoned.workspace, zoned.zone)
                opened.append(Opened(zoned, days, touched[ALL_DAYS]))
            self._looked.clear()
        return opened

    def still_open(self, opened: Iterable[Opened]) -> int:
        """How many of them were not closed anew yet, nor touched by anything else since. Raises StoreError."""
        left = 0
        for one in opened:
            closed, touched = standing_days(self._store, one.zoned.workspace, one.zoned.zone)
            standing = set(closed.starts)
            left += sum(
                start not in standing and all(touched.get(day, 0) <= one.at_ms for day in days_of_utc(start, end))
                for start, end in one.days
            )
        return left

    def _close_some(self, zoned: Zoned, touched: Row) -> int:
        looked = self._looked.get(zoned)
        if looked and not looked.is_due(self._now_ms(), touched["at"]):
            return 0
        over = self._over(zoned)
        days = newest_of(self._store, zoned, [day for day, is_quiet in over if is_quiet])
        if days:
            self.close(zoned, days)
        if over:
            self._looked.pop(zoned, None)
        else:
            due_ms = ((self._now_ms() - OVER_MS) // DAY_MS + 1) * DAY_MS + OVER_MS
            self._looked[zoned] = _Look(self._now_ms(), touched["at"], due_ms)
        return len(over) - len(days)

    def open_days(self, zoned: Zoned) -> list[Day]:
        """Days that can be closed now, in order."""
        return [day for day, is_quiet in self._over(zoned) if is_quiet]

    def _over(self, zoned: Zoned) -> list[tuple[Day, bool]]:
        """Days that are over and not closed, in order; and whether nothing has touched them lately."""
        closed, touched = standing_days(self._store, zoned.workspace, zoned.zone)
        standing, quiet_since_ms = set(closed.starts), self._now_ms() - self._quiet_ms
        return [
            ((start, end), all(touched.get(day, 0) <= quiet_since_ms for day in days_of_utc(start, end)))
            for start, end in played_days(self._store, zoned)
            if start not in standing and _utc_end(end) + OVER_MS <= self._now_ms()
        ]

    def close(self, zoned: Zoned, days: Sequence[Day]) -> None:
        """Close days, given in order, unless plays are being deleted just now. Raises StoreError."""
        with self._quiet():
            began_ms = self._now_ms()
            played = played_days(self._store, zoned)
            closed = closed_days(self._store, zoned.workspace, zoned.zone)
            if not played or self._store.query(query("rewriting"), {"tables": ["plays"]}):
                return
        closing = int(self._store.query(query("last_closing"), {})[0]["closing"]) + 1
        plays = _plays(self._store, zoned)
        filled = [day for day in days if any(one in plays for one in days_of_utc(*day))]
        for one in (
            counted(zoned.workspace, played, filled, closed) if filled else ()
        ):  # where nothing ever was, nothing counts
            if self._stopping:
                return
            columns = ", ".join([*one.keys, *one.facts])
            keep = query("keep_counted").format(table=one.table, columns=columns, rows=one.statement.sql)
            self._store.query(keep, {**one.statement.params, "closing": closing})
        self._store.query(
            query("close_days"),
            {
                "workspace": zoned.workspace,
                "zone": zoned.zone.key,
                "starts": [start // 1000 for start, _ in days],
                "ends": [end // 1000 for _, end in days],
                "closing": closing,
                "began": began_ms,
                "definitions": definitions(),
            },
        )
        _log.info("closed days", workspace=str(zoned.workspace), days=len(days), ms=self._now_ms() - began_ms)

    def _clean(self) -> None:
        """Have rows deleted that are of closings that do not stand."""
        for table, day in (("daily_facts", "closed"), ("daily_returns", "day"), ("active_days", "day")):
            self._store.query(query("delete_reopened").format(table=table, day=day), {})
        self._clean_ms = self._now_ms() + CLEAN_MS


def newest_of(store: Store, zoned: Zoned, days: Sequence[Day]) -> list[Day]:
    """Of some days, given in order, the newest: as many as are counted at once. Raises StoreError."""
    plays = _plays(store, zoned)
    taken: list[Day] = []
    sizes: list[int] = []
    for start, end in reversed(days):
        if len(sizes) == DAYS_AT_ONCE or sum(sizes) >= PLAYS_AT_ONCE:
            break
        taken.append((start, end))
        most_of_it = (start + end) // 2 // DAY_MS
        if most_of_it in plays:
            sizes.append(plays[most_of_it])
    return taken[::-1]


def _plays(store: Store, zoned: Zoned) -> dict[int, int]:
    """How many plays each day of UTC has, by its number; days on which anything may have been, too."""
    _, touched = standing_days(store, zoned.workspace, zoned.zone)
    found = store.query(query("plays_by_day"), {"workspace": zoned.workspace})
    return dict.fromkeys((day for day in touched if day), 0) | {row["day"]: row["plays"] for row in found}


def played_days(store: Store, zoned: Zoned) -> list[Day]:
    """The days from the first that has plays to the last. Raises StoreError."""
    found = store.query(query("touched"), {})
    row = next((row for row in found if row["workspace_id"] == str(zoned.workspace)), None)
    return _days(row["first"] * DAY_MS, (row["last"] + 1) * DAY_MS, zoned.zone) if row else []


def _utc_end(end_ms: int) -> int:
    """The end of the last day of UTC that a day lies on: until then it is touched all the time."""
    return -(-end_ms // DAY_MS) * DAY_MS


def _days(first_ms: int, last_ms: int, zone: ZoneInfo) -> list[Day]:
    """The days from the one that holds an instant to that which holds another."""
    return list(pairwise(local_days(first_ms, last_ms + 1, zone)))


@dataclass(frozen=True)
class Counted:
    """What a table keeps of closed days: `statement` gives its rows, the keys first, then the facts.

    day: the key that says with which closed day a row came.
    """

    table: str
    keys: Sequence[str]
    day: str
    facts: Sequence[str]
    statement: Statement


def counted(workspace: UUID, played: Sequence[Day], days: Sequence[Day], closed: ClosedDays) -> Iterator[Counted]:
    """What is kept of some days, given in order, as the plays have it now.

    played: all days that have plays; closed: those for which what is kept may tell who came on them before.
    """
    known = [one for one in played if one[0] < days[-1][1]]
    others = set(known) - set(days) - set(zip(closed.starts, closed.ends, strict=True))
    told = Days(
        known=[*(start for start, _ in known), days[-1][1]],
        open_=[start for start, _ in days],
        stretches=joined(days),
        others=joined(sorted(others)),
    )

    def begun(facts: Sequence[str], by: Sequence[str] | None = None) -> tuple[Statement, Rows]:
        statement = Statement(params={**standing_params(closed)})
        return statement, Rows(statement, Choice(workspace=workspace), by, facts, told)

    names = ", ".join(KEPT)
    statement, rows = begun(KEPT)
    of_plays = rows.of_plays(told.known[-1])
    statement.sql = query("close_facts").format(
        merged=", ".join(FACTS[name].merged.format(fact=name) for name in KEPT),
        rows=UNION.join(
            [
                *(f"SELECT {rows.keys}day AS until, day, previous, {names} FROM ({one})" for one in of_plays),
                *rows.viewings(closed=True),
            ]
        ),
    )
    yield Counted("daily_facts", (*VALUES, "day", "closed"), "closed", KEPT, statement)
    distinct = [name for name in FACTS if name not in KEPT]
    statement, rows = begun(distinct)
    [found] = rows.returns()
    statement.sql = query("close_returns").format(rows=found)
    yield Counted("daily_returns", (*VALUES, "day", "previous"), "day", distinct, statement)
    statement, rows = begun([], by=())
    columns = ", ".join(COLUMNS)
    statement.sql = query("close_active").format(columns=columns, active=rows.active(columns))
    yield Counted("active_days", (*IDS, *COLUMNS, "day"), "day", (), statement)
