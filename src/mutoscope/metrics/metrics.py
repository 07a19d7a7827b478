"""Questions in, rows out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.beacon.limits import EARLIEST_MS
from mutoscope.metrics.broadcasts import Broadcast, broadcasts
from mutoscope.metrics.concurrency import Concurrency, concurrency_of, concurrency_statement
from mutoscope.metrics.groups import Groups, grouped
from mutoscope.metrics.ledger import Ledger, ledger_of, ledger_params
from mutoscope.metrics.live import LiveContent, live_contents, live_statement
from mutoscope.metrics.measures import MEASURES
from mutoscope.metrics.overview import TOTALS, Overview, Top, online_statement, tops
from mutoscope.metrics.periods import Buckets, Grain, GroupTime, NamedPeriod, Period, buckets, rfc3339
from mutoscope.metrics.plays import BATCH, BATCH_OF_SPANS, PlaysQuestion, plays
from mutoscope.metrics.pseudonyms import PseudonymKey
from mutoscope.metrics.question import Answer, Choice, Direction, Question
from mutoscope.metrics.recent import WORTH_ROWS, Recent
from mutoscope.metrics.referrers import Referrers, referrers_of, referrers_statement
from mutoscope.metrics.retention import Retention, retention_statement, slices_of
from mutoscope.metrics.settled import GRACE_MS, WORTH_MS, Settled, wall_ms
from mutoscope.metrics.timeline import Timeline, measured, timeline
from mutoscope.metrics.together import Together, once
from mutoscope.metrics.viewers import (
    Order,
    Progress,
    Search,
    Viewer,
    progress_of,
    progress_statement,
    viewer_of,
    viewers_statement,
)
from mutoscope.store import MemoryTable, Row, Store, query


class Metrics:
    """Everything that shows a number asks here. Blocking; safe to call from several threads."""

    def __init__(
        self,
        store: Store,
        *,
        now_ms: Callable[[], int] = wall_ms,
        grace_ms: int = GRACE_MS,
        worth_ms: int = WORTH_MS,
        worth_rows: int = WORTH_ROWS,
    ) -> None:
        """now_ms: the clock that says what is settled; grace_ms, worth_ms: see `settled`; worth_rows: see `recent`."""
        self.store = store
        self.together = Together()
        self._recent = Recent(store, now_ms, worth_rows)
        self._timelines: Settled[Timeline] = Settled(store, now_ms=now_ms, grace_ms=grace_ms, worth_ms=worth_ms)
        self._groups: Settled[Groups] = Settled(store, now_ms=now_ms, grace_ms=grace_ms, worth_ms=worth_ms)
        self._tops: Settled[MemoryTable] = Settled(store, now_ms=now_ms, grace_ms=grace_ms, worth_ms=worth_ms)

    def broadcasts(self, workspace: UUID, streams: Collection[str]) -> dict[str, Broadcast]:
        """When streams were played; one that never was is left out. Raises StoreError."""
        return broadcasts(self.store, workspace, streams)

    @once
    def ask(self, question: Question) -> Answer:
        """Raises ValueError for too many buckets, KeyError for an unknown measure or dimension, StoreError."""
        rows, cut = grouped(self.store, self._groups, self._located(question))
        if rows or not question.offset:
            dates = {edge: rfc3339(start) for edge, start in zip(cut.edges, cut.starts, strict=False)}
            return Answer(rows=[_row(row, question, dates) for row in rows], total=rows[0]["groups"] if rows else 0)
        # Past the last page: how many are there?
        counted, _ = grouped(self.store, self._groups, self._located(replace(question, limit=1, offset=0)))
        return Answer(rows=[], total=counted[0]["groups"] if counted else 0)

    def total(self, question: Question) -> dict[str, Any]:
        """The one row of a question without dimensions, also where nothing happened."""
        rows = self.ask(question).rows
        return rows[0] if rows else {name: MEASURES[name].empty for name in question.measures}

    @once
    def timeline(self, question: Question) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The total, and a row for every bucket of the period. The question is by `date` alone.

        Raises ValueError for too many buckets, StoreError.
        """
        found, cut = timeline(self.store, self._timelines, self._located(question))
        rows = [
            {"date": rfc3339(start)} | measured(found.rows.get(edge, {}), question)
            for start, edge in zip(cut.starts, cut.edges, strict=False)
        ]
        return measured(found.total, question), rows

    @once
    def overview(self, choice: Choice, period: Period, group_time: GroupTime, *, now_ms: int) -> Overview:
        """Totals, timeline and breakdowns of a period. Raises ValueError for too many buckets, StoreError."""
        choice = self._with_recent(choice, max(period.end_ms, now_ms))  # all parts of it look at the same plays
        question = Question(choice=choice, period=period, measures=TOTALS, by=("date",), group_time=group_time)
        asked = online_statement(choice, now_ms)
        with ThreadPoolExecutor(2, "overview") as pool:  # one statement seldom keeps all cores busy
            top = pool.submit(self.tops, choice, period)
            online = pool.submit(self.store.query, asked.sql, asked.params)
            total, rows = self.timeline(question)
        return Overview(total=total | online.result()[0], timeline=rows, top=top.result())

    @once
    def referrers(
        self,
        choice: Choice,
        period: Period,
        order: Sequence[tuple[str, Direction]],
        *,
        offset: int = 0,
        limit: int,
        most_pages: int,
    ) -> Referrers:
        """Domains with their pages; of each at most so many. Raises StoreError."""
        choice = self._with_recent(choice, period.end_ms)
        statement = referrers_statement(choice, period, order, offset=offset, limit=limit, most_pages=most_pages)
        rows = self.store.query(statement.sql, statement.params)
        counted = rows
        if offset and not rows:  # past the last page: how many domains are there?
            counted = self.store.query(statement.sql, statement.params | {"first": 0, "last": 1, "most_pages": 1})
        return referrers_of(rows, counted)

    def named_period(self, name: NamedPeriod, workspace: UUID, zone: ZoneInfo, now_ms: int) -> Period:
        """The period of that name as of now. All time begins with the first play's day. Raises StoreError."""
        first_ms = None
        if name == "all_time":
            asked = {"workspace": workspace, "earliest": EARLIEST_MS}
            first_ms = self.store.query(query("first_load"), asked)[0]["first"]
        return Period.named(name, now_ms, zone, now_ms if first_ms is None else first_ms)

    @once
    def ledger(self, workspace: UUID, period: Period, grain: Grain) -> Ledger:
        """What became of the beacons received in a period. Raises ValueError for too many buckets, StoreError."""
        cut = buckets(period, grain)
        params = ledger_params(workspace, cut)
        # In this order: a beacon comes into the ledger before its play does, so there is never one play too many.
        counted = self.store.query(query("ledger_counted"), params)
        return ledger_of(counted, self.store.query(query("ledger"), params), cut)

    @once
    def live(self, choice: Choice, key: PseudonymKey, *, now_ms: int) -> list[LiveContent]:
        """Who watches what now, most watched first. Raises StoreError."""
        statement = live_statement(self._with_recent(choice, now_ms), key, now_ms)
        return live_contents(self.store.query(statement.sql, statement.params))

    def plays(self, question: PlaysQuestion, most: int | None = None) -> Iterator[Row]:
        """Plays one after the other, the newest first; each with its `_place`. Raises StoreError."""
        batch = BATCH if {"spans", "parts"}.isdisjoint(question.fields) else BATCH_OF_SPANS
        found = plays(self.store.query, question, batch if most is None else min(batch, most))
        return found if most is None else islice(found, most)

    @once
    def concurrency(self, choice: Choice, cut: Buckets) -> Concurrency:
        """How many plays ran at once, by bucket. Raises StoreError."""
        statement = concurrency_statement(self._with_recent(choice, cut.edges[-1]), cut)
        return concurrency_of(self.store.query(statement.sql, statement.params), cut)

    @once
    def tops(self, choice: Choice, period: Period) -> dict[str, list[Top]]:
        """The overview's breakdowns: the most viewed of each kind. Raises StoreError."""
        return tops(self.store, self._tops, self._with_recent(choice, period.end_ms), period)

    @once
    def retention(self, choice: Choice, period: Period, slices: int) -> Retention:
        """Which parts of a content (the choice's one `video_id`) were watched. Raises StoreError."""
        statement = retention_statement(self._with_recent(choice, period.end_ms), period, slices)
        rows = self.store.query(statement.sql, statement.params)
        if not rows:
            viewed = self.total(Question(choice=choice, period=period, measures=("avg_watch_time",)))
            if viewed["avg_watch_time"] is not None:  # there were viewings, but the content has no length
                return Retention(viewings=0, slices=None)
        return slices_of(rows, slices)

    @once
    def viewers(
        self, choice: Choice, period: Period, search: Search, order: Order, *, limit: int, offset: int = 0
    ) -> tuple[list[Viewer], int]:
        """A page of the viewers who did something in a period, and how many there are of all pages."""
        choice = self._with_recent(choice, period.end_ms)
        statement = viewers_statement(choice, period, search, order, limit=limit, offset=offset)
        rows = self.store.query(statement.sql, statement.params)
        if not rows and offset:  # past the last page: how many are there?
            return [], self.viewers(choice, period, search, order, limit=1)[1]
        return list(map(viewer_of, rows)), rows[0]["groups"] if rows else 0

    @once
    def progress(
        self, choice: Choice, period: Period, viewer: str, order: Order, *, limit: int, offset: int = 0
    ) -> tuple[list[Progress], int, int]:
        """A page of the contents that a viewer did something with in a period; their number, and of those completed."""
        choice = self._with_recent(choice, period.end_ms)
        statement = progress_statement(choice, period, viewer, order, limit=limit, offset=offset)
        rows = self.store.query(statement.sql, statement.params)
        if not rows and offset:
            return [], *self.progress(choice, period, viewer, order, limit=1)[1:]
        return list(map(progress_of, rows)), *((rows[0]["groups"], rows[0]["all_completed"]) if rows else (0, 0))

    def is_known(self, workspace: UUID, viewer: str) -> bool:
        """Whether a viewer has a play at all."""
        return bool(self.store.query(query("viewer_is_known"), {"workspace": workspace, "viewer": viewer}))

    def _located(self, question: Question) -> Question:
        return replace(question, choice=self._with_recent(question.choice, question.period.end_ms))

    def _with_recent(self, choice: Choice, until_ms: int) -> Choice:
        """The choice, its recent plays to be read in memory, for a question up to an instant."""
        return choice if choice.recent else replace(choice, recent=self._recent.plays(until_ms))


def _row(row: Row, question: Question, dates: Mapping[int, str]) -> dict[str, Any]:
    """Named as asked: the bucket's edge becomes its own start."""
    shown: dict[str, Any] = {}
    grouped = (f"d{index}" for index in range(len(question.by)))
    for name in question.by:
        shown[name] = dates[row["bucket"]] if name == "date" else row[next(grouped)]
    return shown | measured(row, question)
