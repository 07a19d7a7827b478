"""A timeline and its total, the settled part of which is counted once."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from mutoscope.metrics.compile import Facts, buckets_of, by_source, compile_timeline, facts_of
from mutoscope.metrics.measures import FACTS, MEASURES
from mutoscope.metrics.periods import Buckets
from mutoscope.metrics.question import Question
from mutoscope.metrics.seen import Seen
from mutoscope.metrics.settled import ROW_BYTES, Kept, Settled, Sizes, key_of
from mutoscope.store import Row, Store


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Rows of measures and facts; of buckets in which nothing happened there is none."""

    total: Row = field(default_factory=dict)
    rows: Mapping[int, Row] = field(default_factory=dict)  # by the bucket's edge
    buckets: int = 0  # how many of the period's, from its first, this is about
    seen: Seen | None = None  # whose views these were; None: it does not matter

    @property
    def sizes(self) -> Sizes:
        return {id(self): len(self.rows) * ROW_BYTES, **(self.seen.sizes if self.seen else {})}


def timeline(store: Store, settled: Settled[Timeline], question: Question) -> tuple[Timeline, Buckets]:
    """The timeline of a question by `date` alone. Raises ValueError for too many buckets, StoreError."""
    cut = buckets_of(question)

    def keep_on(kept: Kept[Timeline] | None, until_ms: int) -> tuple[Timeline, Sizes] | None:
        counted = _kept_on(store, question, cut, kept.value if kept else None, bisect_left(cut.edges, until_ms))
        return (counted, counted.sizes) if counted else None

    edges = _settled_edges(question, cut, settled)
    key = _key(question, edges[-1:] == [cut.edges[-1]])
    kept = settled.carry_on(key, question.choice, edges, keep_on)
    answer = _gone_on(store, question, cut, kept.value, len(cut.starts)) if kept else None
    if answer is None:
        with settled.counting_whole(key):
            answer = _counted(store, question, cut, Timeline(), len(cut.starts), before=None)
    return answer, cut


def _key(question: Question, ended: bool) -> Hashable:
    """Periods that aren't over share what is settled of them, whenever they end."""
    period = question.period
    stretch = (question.group_time, period.zone.key, period.start_ms, period.end_ms if ended else None)
    return (key_of(question.choice), tuple(question.measures), stretch)


def _settled_edges(question: Question, cut: Buckets, settled: Settled[Timeline]) -> list[int]:
    """The ends of buckets up to which to count on, all of them settled."""
    return settled.ends_of(cut) if all(FACTS[name].is_number for name in facts_of(question)) else []


def _kept_on(store: Store, question: Question, cut: Buckets, known: Timeline | None, until: int) -> Timeline | None:
    """What can be gone on from at bucket `until`, counted on from what is known; None: it can't be."""
    if known is None:
        counted = _counted(store, question, cut, Timeline(), until, before=None)
        if until == len(cut.starts) or not matters_who(question):
            return counted
        nobody = Seen(store, cut.edges[0])
        seen = nobody.up_to(question.choice, cut.edges[until])
        return replace(counted, seen=seen) if seen else None
    gone_on = _gone_on(store, question, cut, known, until)
    if gone_on is None or known.seen is None:
        return gone_on
    seen = known.seen.up_to(question.choice, cut.edges[until])
    return replace(gone_on, seen=seen) if seen else None


def _gone_on(store: Store, question: Question, cut: Buckets, known: Timeline, until: int) -> Timeline | None:
    """`known`, and what follows up to bucket `until`; None where sessions are stretched so that parts don't add up."""
    if known.buckets == until:
        return known
    again = {}
    if known.seen:
        table = known.seen.come_again(question.choice, cut.edges[until])
        if table is None:
            return None
        again = next(iter(store.query(table.select, {})), {})
    before = {name: known.total.get(name, 0) - again.get(FACTS[name].distinct or "", 0) for name in facts_of(question)}
    return _counted(store, question, cut, known, until, before=before)


def matters_who(question: Question) -> bool:
    """Whether the sum of two stretches depends on who comes again."""
    facts = [FACTS[name] for name in facts_of(question)]
    return any(fact.distinct or fact.source == "viewings" for fact in facts)


def _counted(
    store: Store, question: Question, cut: Buckets, known: Timeline, until: int, *, before: Facts | None
) -> Timeline:
    part = Buckets(edges=cut.edges[known.buckets : until + 1], starts=cut.starts[known.buckets : until])
    rows: dict[int | None, Row] = {}
    asked = [compile_timeline(one, part, before) for one in by_source(question)]
    with ThreadPoolExecutor(len(asked), "timeline") as pool:  # one statement seldom keeps all cores busy
        for found in pool.map(lambda statement: store.query(statement.sql, statement.params), asked):
            for row in found:
                rows.setdefault(row["bucket"], {}).update(row)
    total = {**known.total, **rows.pop(None, {})}
    by_bucket = {bucket: row for bucket, row in rows.items() if bucket is not None}
    return Timeline(total=total, rows={**known.rows, **by_bucket}, buckets=until)


def measured(row: Row, question: Question) -> dict[str, Any]:
    """The measures of a row; of none, what they are where nothing happened."""
    return {name: row.get(name, MEASURES[name].empty) for name in question.measures}
