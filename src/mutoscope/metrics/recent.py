"""Recent plays, newest beacon each, in the store's memory.

While somebody watches, a play comes again and again, and until the store has merged its versions each question picks
the newest of them anew. That is most of what the last days cost. Here it is done once, and gone on with: as beacons
come, only theirs are looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from mutoscope.beacon.limits import CLOCK_MS, PLAY_MS
from mutoscope.metrics.ages import LOOK_MS, SESSION_MS, SETTLED_MS
from mutoscope.metrics.periods import DAY_MS
from mutoscope.store import MemoryTable, Row, Statement, Store, query

WINDOWS_MS = (SETTLED_MS + DAY_MS + PLAY_MS + CLOCK_MS + SESSION_MS, PLAY_MS + 2 * CLOCK_MS)
"""How long ago plays are recent: all that a question by days looks at of what isn't settled; where these are too many,
those that may still be going on."""

MOST_PLAYS = 1_000_000
"""Of about 440 bytes each. Where even the shortest window has more, all are read on disk."""

WORTH_ROWS = 100_000
"""Fewer rows of the months concerned are read on disk as fast."""

PART_CHANGED = 5
"""Once one in so many plays of the window has changed, those known are put together anew."""


@dataclass(frozen=True)
class RecentPlays:
    """All plays minted since an instant: those of `changed`, and those of `known` that it has none of."""

    since_ms: int
    known: MemoryTable
    changed: MemoryTable | None
    state: Row  # of the store, up to which this goes


class Recent:
    """The recent plays of a store, as of now. Safe to use from several threads."""

    def __init__(self, store: Store, now_ms: Callable[[], int], worth_rows: int = WORTH_ROWS) -> None:
        self._store = store
        self._now_ms = now_ms
        self._worth_rows = worth_rows
        self._plays: RecentPlays | None = None
        self._looked_ms = -LOOK_MS
        self._columns: dict[str, str] = {}
        self._lock = Lock()  # questions that come together wait for the same tables

    def plays(self, until_ms: int) -> RecentPlays | None:
        """Everything loaded up to now; None where reading the disk is better for a question that ends at until_ms."""
        if until_ms < self._now_ms() - WINDOWS_MS[0]:
            return None
        with self._lock:
            if self._plays or abs(self._now_ms() - self._looked_ms) >= LOOK_MS:
                self._plays, self._looked_ms = self._as_of_now(self._plays), self._now_ms()
            return self._plays

    def _as_of_now(self, plays: RecentPlays | None) -> RecentPlays | None:
        since_ms = plays.since_ms if plays else self._now_ms() - WINDOWS_MS[0]
        state = self._store.query(query("recent_state"), {"since": since_ms})[0]
        if state["going"] or state["rows"] < self._worth_rows:
            return None
        if plays is None or _has_lost(plays.state, state):
            return self._anew(state)
        if state["block"] > plays.state["block"]:
            return self._gone_on(plays, state)
        return plays

    def _anew(self, state: Row) -> RecentPlays | None:
        for window_ms in WINDOWS_MS:
            since_ms = self._now_ms() - window_ms
            count = self._store.query(query("recent_count"), {"since": since_ms})[0]["plays"]
            if count <= MOST_PLAYS:
                rows = Statement(query("recent_plays"), {"since": since_ms})
                return RecentPlays(since_ms, self._table(rows), None, state)
        return None

    def _gone_on(self, plays: RecentPlays, state: Row) -> RecentPlays | None:
        """With what came in parts that weren't there yet, or are merged with ones that weren't."""
        params = {"since": plays.since_ms, "block": plays.state["block"]}
        come = self._table(Statement(query("recent_rows"), params), MOST_PLAYS)
        if come.rows == MOST_PLAYS:
            return self._anew(state)
        if not come.rows:
            return replace(plays, state=state)
        candidates = [come.select, query("recent_same").format(known=plays.known.name, come=come.name)]
        if plays.changed:
            candidates.append(plays.changed.select)
        changed = self._table(Statement(query("recent_changed").format(rows="\nUNION ALL\n".join(candidates))))
        if changed.rows * PART_CHANGED < plays.known.rows:
            return replace(plays, changed=changed, state=state)
        return self._together(plays, changed, state)

    def _together(self, plays: RecentPlays, changed: MemoryTable, state: Row) -> RecentPlays | None:
        """In one table, without those that are no longer recent."""
        since_ms = max(plays.since_ms, self._now_ms() - WINDOWS_MS[0])
        text = query("recent_together").format(known=plays.known.name, changed=changed.name)
        known = self._table(Statement(text, {"since": since_ms}))
        return RecentPlays(since_ms, known, None, state) if known.rows <= MOST_PLAYS else self._anew(state)

    def _table(self, rows: Statement, most: int | None = None) -> MemoryTable:
        if not self._columns:
            described = self._store.query(query("plays_columns"), {"derived": []})
            self._columns = {column["name"]: column["type"] for column in described}
        limits = {} if most is None else {"most": most}
        return self._store.memory.table(self._columns, rows, **limits)


def _has_lost(before: Row, now: Row) -> bool:
    """Whether plays may have been deleted in between."""
    return bool(now["mutation"] != before["mutation"] or set(before["months"]) - set(now["months"]))
