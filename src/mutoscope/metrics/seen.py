"""Who was there before: the views up to an instant, kept in memory, so that it is soon told who comes again after it.

Sessions and viewers of two adjoining stretches of time add up, less those of the second that were in the first already.
To find these, all views of the first are looked through; in the store that is most of what a question costs.
"""

from dataclasses import dataclass

from mutoscope.metrics.compile import SESSION_MS, Statement, chosen, minted_between
from mutoscope.metrics.memory import MemoryTable
from mutoscope.metrics.question import Choice
from mutoscope.store import Row, Store, query

MOST_VIEWS = 10_000_000
"""More of one question (400 MB) are not kept: they are looked through in the store each time."""

_COLUMNS = {"session": "UUID", "who": "UUID", "viewed_ms": "Int64"}


@dataclass(frozen=True)
class Seen:
    """The views of a choice in [from_ms, until_ms), of which [last_ms, until_ms) came last.

    parts: where they are kept, the last ones in the last; None: they are too many.
    """

    store: Store
    choice: Choice
    from_ms: int
    last_ms: int
    until_ms: int
    parts: tuple[MemoryTable, ...] | None

    @classmethod
    def nobody(cls, store: Store, choice: Choice, from_ms: int) -> "Seen":
        """Before an instant."""
        return cls(store, choice, from_ms, from_ms, from_ms, ())

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts or ())

    def up_to(self, until_ms: int) -> "Seen":
        """With the views that follow, up to an instant. Raises StoreError."""
        parts, most = None, MOST_VIEWS - sum(part.rows for part in self.parts or ())
        if self.parts is not None and most > 0:
            views = Statement()
            views.sql = _views(self.choice, self.until_ms, until_ms, views)
            part = MemoryTable(self.store, _COLUMNS, views, most)
            parts = (*self.parts, part) if part.rows < most else None
        return Seen(self.store, self.choice, self.from_ms, self.until_ms, until_ms, parts)

    def come_again(self) -> Row:
        """How many sessions and viewers (`who`) of those before come again in the last views; see `come_again.sql`."""
        statement = Statement(params={"start": self.last_ms, "session_ms": SESSION_MS})
        if self.parts is None:
            before = _views(self.choice, self.from_ms, self.last_ms, statement)
            last = _views(self.choice, self.last_ms, self.until_ms, statement)
        else:
            *parts, last_part = self.parts
            before, last = "\nUNION ALL\n".join(part.select for part in parts), last_part.select
        statement.sql = query("come_again").format(before=before, last=last)
        return self.store.query(statement.sql, statement.params)[0]


def _views(choice: Choice, from_ms: int, until_ms: int, statement: Statement) -> str:
    return query("views").format(
        plays=chosen(choice, statement, minted_between(from_ms, until_ms), sized=False),
        **{"from": statement.parameter(from_ms, "Int64"), "until": statement.parameter(until_ms, "Int64")},
    )
