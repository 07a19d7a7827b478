"""A question by whatever it is grouped by, the settled part of which is counted once."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from mutoscope.metrics.compile import Earlier, buckets_of, compile_question, compile_stretch, facts_of
from mutoscope.metrics.dimensions import dimension
from mutoscope.metrics.measures import FACTS
from mutoscope.metrics.periods import Buckets
from mutoscope.metrics.question import Question
from mutoscope.metrics.seen import Seen
from mutoscope.metrics.settled import Kept, Settled, Sizes, key_of
from mutoscope.metrics.timeline import matters_who
from mutoscope.store import MemoryTable, Row, Store

MOST_GROUPS = 200_000
"""Questions with more are counted whole each time."""


@dataclass(frozen=True)
class Groups:
    """What was counted: facts by group; whose views these were, where it matters."""

    facts: MemoryTable
    seen: Seen | None

    @property
    def sizes(self) -> Sizes:
        return {self.facts.name: self.facts.bytes, **(self.seen.sizes if self.seen else {})}

    def earlier(self, question: Question, until_ms: int) -> list[Earlier] | None:
        """For a question that goes on from here, up to an instant; None where sessions are stretched."""
        names = facts_of(question)
        counted = Earlier(self.facts, {name: name for name in names})
        if not self.seen:
            return [counted]
        again = self.seen.come_again(question.choice, until_ms)
        if again is None:
            return None
        # In another bucket whoever comes again is new.
        less = (
            {}
            if "date" in question.by
            else {name: f"-{FACTS[name].distinct}" for name in names if FACTS[name].distinct}
        )
        return [counted, Earlier(again, less)] if less else [counted]


def grouped(store: Store, settled: Settled[Groups], question: Question) -> tuple[list[Row], Buckets]:
    """Rows of a question, and its buckets, as `compile_question` has them. Raises ValueError, StoreError."""
    cut = buckets_of(question)

    def keep_on(kept: Kept[Groups] | None, until_ms: int) -> tuple[Groups, Sizes] | None:
        groups = _kept_on(store, question, kept, until_ms)
        return (groups, groups.sizes) if groups else None

    stops = settled.ends_of(cut) if "date" in question.by else settled.days_of(question.period)
    key = _key(question, stops[-1:] == [question.period.end_ms])
    kept = settled.carry_on(key, question.choice, stops, keep_on)
    earlier = kept.value.earlier(question, question.period.end_ms) if kept else None
    if kept and earlier is not None:
        statement = compile_stretch(_from(question, kept.until_ms, question.period.end_ms), earlier, ranked=True)
        return store.query(statement.sql, statement.params), cut
    with settled.counting_whole(key):
        statement, _ = compile_question(question)
        return store.query(statement.sql, statement.params), cut


def _key(question: Question, ended: bool) -> Hashable:
    """Periods that aren't over share what is settled of them, whenever they end."""
    period = question.period
    cut = (question.group_time, period.zone.key) if "date" in question.by else None
    stretch = (period.start_ms, period.end_ms if ended else None)
    return (key_of(question.choice), tuple(question.by), tuple(question.measures), cut, stretch)


def _kept_on(store: Store, question: Question, kept: Kept[Groups] | None, until_ms: int) -> Groups | None:
    """What can be gone on from at an instant; None: it can't be."""
    earlier = kept.value.earlier(question, until_ms) if kept else []
    if earlier is None:
        return None
    from_ms = kept.until_ms if kept else question.period.start_ms
    counted = compile_stretch(_from(question, from_ms, until_ms), earlier, ranked=False)
    undated = tuple(name for name in question.by if name != "date")
    columns = {f"d{index}": dimension(name).sql_type for index, name in enumerate(undated)}
    columns |= {"bucket": "Int64"} | {name: FACTS[name].sql_type for name in facts_of(question)}
    facts = store.memory.table(columns, counted, MOST_GROUPS)
    if facts.rows == MOST_GROUPS:
        return None
    if not _matters_who(question):
        return Groups(facts, None)
    before = kept.value.seen if kept else None
    seen = (before or Seen(store, from_ms, undated)).up_to(question.choice, until_ms)
    return Groups(facts, seen) if seen else None


def _matters_who(question: Question) -> bool:
    """Whether the sum of two stretches depends on who comes again. By date it doesn't, but for stretched sessions."""
    if "date" not in question.by:
        return matters_who(question)
    return any(FACTS[name].source == "viewings" for name in facts_of(question))


def _from(question: Question, from_ms: int, until_ms: int) -> Question:
    return replace(question, period=replace(question.period, start_ms=from_ms, end_ms=until_ms))
