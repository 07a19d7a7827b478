"""Who was there before: sessions and viewers of the views up to an instant, kept in memory.

Sessions and viewers of two adjoining stretches of time add up, less those of the second that were in the first already.
These are found by looking up whoever was in the second: it costs what the second is long, however long the first was.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from mutoscope.metrics.ages import SESSION_MS
from mutoscope.metrics.compile import groups_of, minted_between, named_dimension, over_plays
from mutoscope.metrics.dimensions import dimension
from mutoscope.metrics.question import Choice
from mutoscope.store import MemoryTable, Statement, Store, query

MOST_VIEWS = 10_000_000
"""Those of so many views are not kept: the question is counted whole each time."""

MOST_STRETCHES = 16
"""Each is looked through for each view. A question that has gone on so often is counted from the start again."""

_WHOSE = ("session", "who")


@dataclass(frozen=True)
class _Stretch:
    """Who was there in a stretch of time."""

    sessions: MemoryTable
    viewers: MemoryTable


@dataclass(frozen=True)
class Seen:
    """Sessions and viewers of a choice's views up to an instant, in each group by itself.

    by: what is grouped by; of a session in a group, a hash of both is kept.
    recent: the views of the last day; stretches: those before, which are so long ago that no session should go on.
    """

    store: Store
    until_ms: int
    by: tuple[str, ...] = ()
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
        views.sql = f"SELECT {', '.join(self._columns)} FROM ({self._views(choice, until_ms, views)})"
        # What was given out as the last day's moves on with the views that follow.
        if self.recent:
            views.sql += f"\nUNION ALL\n{self.recent.select}"
        all_ = self.store.memory.table(self._columns, views, MOST_VIEWS)
        if self.views + all_.rows >= MOST_VIEWS:  # the table itself was cut off there
            return None
        long_ago = f"viewed_ms < {until_ms - SESSION_MS}"
        sets = (self.store.memory.set(self._columns[name], _values(name, all_, long_ago)) for name in _WHOSE)
        recent = Statement(f"{all_.select} WHERE NOT {long_ago}")
        return replace(
            self,
            until_ms=until_ms,
            views=self.views + all_.rows - (self.recent.rows if self.recent else 0),
            stretches=(*self.stretches, _Stretch(*sets)),
            recent=self.store.memory.table(self._columns, recent),
        )

    def come_again(self, choice: Choice, until_ms: int) -> MemoryTable | None:
        """How many sessions and viewers of the views that follow, up to an instant, come again, by group.

        Columns `d0`, `d1`, …, `session`, `who`. None: some are stretched, so that stretches don't add up.
        """
        statement = Statement()
        long_ago = [f"views.session IN {one.sessions.name}" for one in self.stretches]
        sessions, viewers = list(long_ago), [f"views.who IN {one.viewers.name}" for one in self.stretches]
        if self.recent:
            sessions.append(f"views.session IN (SELECT session FROM {self.recent.name})")
            viewers.append(f"views.who IN (SELECT who FROM {self.recent.name})")
        keys = [f"d{index}" for index in range(len(self.by))]
        statement.sql = query("come_again").format(
            keys="".join(f"{key}, " for key in keys),
            session_again=" OR ".join(sessions),
            who_again=" OR ".join(viewers),
            stray=" OR ".join(long_ago),
            views=self._views(choice, until_ms, statement),
            grouping=f"GROUP BY {', '.join(keys)}" if keys else "",
        )
        types = {key: dimension(name).sql_type for key, name in zip(keys, self.by, strict=True)}
        columns = types | dict.fromkeys((*_WHOSE, "strays"), "Int64")
        again = self.store.memory.table(columns, statement)
        strays = self.store.query(query("strays").format(table=again.name), {})[0]["strays"]
        return None if strays else again

    def _views(self, choice: Choice, until_ms: int, statement: Statement) -> str:
        """The subquery of the views that follow, up to an instant."""
        dimensions = [named_dimension(name, statement) for name in self.by]
        keys = "".join(f"d{index}, " for index in range(len(dimensions)))
        whose = {name: f"sipHash128({keys}{name})" if keys else name for name in _WHOSE}
        blanks = {
            "groups": groups_of(dimensions),
            "from": statement.parameter(self.until_ms, "Int64"),
            "until": statement.parameter(until_ms, "Int64"),
            **whose,
        }
        minted = minted_between(self.until_ms, until_ms)
        return over_plays("views", blanks, choice, statement, minted)

    @property
    def _columns(self) -> dict[str, str]:
        return dict.fromkeys(_WHOSE, "FixedString(16)" if self.by else "UUID") | {"viewed_ms": "Int64"}


def _values(column: str, rows: MemoryTable, condition: str) -> Statement:
    return Statement(query("one_column").format(column=column, rows=rows.select, condition=condition))
