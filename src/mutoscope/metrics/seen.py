"""Who was there before: sessions and viewers of the views up to an instant, kept in memory.

Sessions and viewers of two adjoining stretches of time add up, less those of the second that were in the first already.
These are found by looking up whoever was in the second: it costs what the second is long, however long the first was.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from mutoscope.metrics.ages import SESSION_MS
from mutoscope.metrics.compile import chosen, minted_between
from mutoscope.metrics.question import Choice
from mutoscope.store import MemoryTable, Row, Statement, Store, query

MOST_VIEWS = 10_000_000
"""Those of more views than that are not kept: the question is counted whole each time."""

MOST_STRETCHES = 16
"""Each is looked through for each view. A question that has gone on so often is counted from the start again."""

_COLUMNS = {"session": "UUID", "who": "UUID", "viewed_ms": "Int64"}


@dataclass(frozen=True)
class _Stretch:
    """Who was there in a stretch of time."""

    sessions: MemoryTable
    viewers: MemoryTable


@dataclass(frozen=True)
class Seen:
    """Sessions and viewers of a choice's views up to an instant.

    recent: the views of the last day; stretches: those before, which are so long ago that no session should go on.
    """

    store: Store
    until_ms: int
    views: int = 0
    stretches: tuple[_Stretch, ...] = ()
    recent: MemoryTable | None = None

    @property
    def sizes(self) -> dict[Hashable, int]:
        """Bytes of its tables, which are shared with what was gone on from."""
        tables = [table for one in self.stretches for table in (one.sessions, one.viewers)]
        return {table.name: table.bytes for table in (*tables, self.recent) if table}

    def up_to(self, choice: Choice, until_ms: int) -> "Seen | None":
        """With the views that follow, up to an instant; None: too many to be kept. Raises StoreError."""
        if len(self.stretches) == MOST_STRETCHES:
            return None
        views = Statement()
        views.sql = views_between(choice, self.until_ms, until_ms, views)
        # What was given out as the last day's moves on with the views that follow.
        if self.recent:
            views.sql += f"\nUNION ALL\n{self.recent.select}"
        all_ = self.store.memory.table(_COLUMNS, views, MOST_VIEWS)
        if self.views + all_.rows > MOST_VIEWS:
            return None
        long_ago = f"viewed_ms < {until_ms - SESSION_MS}"
        sets = (self.store.memory.set("UUID", _values(name, all_, long_ago)) for name in ("session", "who"))
        recent = Statement(f"{all_.select} WHERE NOT {long_ago}")
        return replace(
            self,
            until_ms=until_ms,
            views=self.views + all_.rows - (self.recent.rows if self.recent else 0),
            stretches=(*self.stretches, _Stretch(*sets)),
            recent=self.store.memory.table(_COLUMNS, recent),
        )

    def come_again(self, choice: Choice, until_ms: int) -> Row:
        """How many sessions and viewers (`who`) of the views that follow, up to an instant, come again; strays."""
        statement = Statement()
        long_ago = [f"views.session IN {one.sessions.name}" for one in self.stretches]
        sessions, viewers = list(long_ago), [f"views.who IN {one.viewers.name}" for one in self.stretches]
        if self.recent:
            sessions.append(f"views.session IN (SELECT session FROM {self.recent.name})")
            viewers.append(f"views.who IN (SELECT who FROM {self.recent.name})")
        statement.sql = query("come_again").format(
            session_again=" OR ".join(sessions),
            who_again=" OR ".join(viewers),
            stray=" OR ".join(long_ago),
            views=views_between(choice, self.until_ms, until_ms, statement),
        )
        return self.store.query(statement.sql, statement.params)[0]


def views_between(choice: Choice, from_ms: int, until_ms: int, statement: Statement) -> str:
    """The subquery of the views of a choice in [from, until)."""
    return query("views").format(
        plays=chosen(choice, statement, minted_between(from_ms, until_ms), sized=False),
        **{"from": statement.parameter(from_ms, "Int64"), "until": statement.parameter(until_ms, "Int64")},
    )


def _values(column: str, rows: MemoryTable, condition: str) -> Statement:
    return Statement(query("one_column").format(column=column, rows=rows.select, condition=condition))
