"""Questions in, rows out."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.beacon.limits import EARLIEST_MS
from mutoscope.metrics.answering import Answering
from mutoscope.metrics.broadcasts import Broadcast, broadcasts
from mutoscope.metrics.concurrency import Concurrency, concurrency_of, concurrency_statement
from mutoscope.metrics.ledger import Ledger, ledger_of, ledger_params
from mutoscope.metrics.live import LiveContent, live_contents, live_statement
from mutoscope.metrics.measures import MEASURES
from mutoscope.metrics.overview import TOTALS, Overview, Top, online_statement, tops
from mutoscope.metrics.periods import Buckets, Grain, GroupTime, NamedPeriod, Period, buckets, rfc3339
from mutoscope.metrics.plays import BATCH, BATCH_OF_SPANS, PlaysQuestion, plays
from mutoscope.metrics.pseudonyms import PseudonymKey
from mutoscope.metrics.question import Answer, Choice, Direction, Question
from mutoscope.metrics.referrers import Referrers, pages_question, referrers_around, referrers_of
from mutoscope.metrics.retention import Retention, retention_statement, slices_of
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
from mutoscope.store import Row, Store, query


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Metrics:
    """Everything that shows a number asks here. Blocking; safe to call from several threads."""

    def __init__(self, store: Store, *, now_ms: Callable[[], int] = wall_ms) -> None:
        """now_ms: the clock that says which days are over."""
        self.store = store
        self.together = Together()
        self._answering = Answering(store, now_ms)

    def broadcasts(self, workspace: UUID, streams: Collection[str]) -> dict[str, Broadcast]:
        """When streams were played; one that never was is left out. Raises StoreError."""
        return broadcasts(self.store, workspace, streams)

    @once
    def ask(self, question: Question) -> Answer:
        """Raises ValueError for too many buckets, KeyError for an unknown measure or dimension, StoreError."""
        rows, cut = self._answering.rows(question)
        if rows or not question.offset:
            dates = {edge: rfc3339(start) for edge, start in zip(cut.edges, cut.starts, strict=False)}
            return Answer(rows=[_row(row, question, dates) for row in rows], total=rows[0]["groups"] if rows else 0)
        # Past the last page: how many are there?
        counted, _ = self._answering.rows(replace(question, limit=1, offset=0))
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
        cut = buckets(question.period, question.group_time)
        found = {row["bucket"]: row for row in self._answering.timeline(question, cut)}
        rows = [
            {"date": rfc3339(start)} | measured(found.get(edge, {}), question)
            for start, edge in zip(cut.starts, cut.edges, strict=False)
        ]
        return measured(found.get(None, {}), question), rows

    @once
    def overview(self, choice: Choice, period: Period, group_time: GroupTime, *, now_ms: int) -> Overview:
        """Totals, timeline and breakdowns of a period. Raises ValueError for too many buckets, StoreError."""
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
        question = pages_question(choice, period)
        around = referrers_around(order, most_pages)
        rows, _ = self._answering.rows(question, partial(around, first=offset, last=offset + limit))
        counted = rows
        if offset and not rows:  # past the last page: how many domains are there?
            counted, _ = self._answering.rows(question, partial(around, first=0, last=1))
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
        statement = live_statement(choice, key, now_ms)
        return live_contents(self.store.query(statement.sql, statement.params))

    def plays(self, question: PlaysQuestion, most: int | None = None) -> Iterator[Row]:
        """Plays one after the other, the newest first; each with its `_place`. Raises StoreError."""
        batch = BATCH if {"spans", "parts"}.isdisjoint(question.fields) else BATCH_OF_SPANS
        found = plays(self.store.query, question, batch if most is None else min(batch, most))
        return found if most is None else islice(found, most)

    @once
    def concurrency(self, choice: Choice, cut: Buckets) -> Concurrency:
        """How many plays ran at once, by bucket. Raises StoreError."""
        statement = concurrency_statement(choice, cut)
        return concurrency_of(self.store.query(statement.sql, statement.params), cut)

    @once
    def tops(self, choice: Choice, period: Period) -> dict[str, list[Top]]:
        """The overview's breakdowns: the most viewed of each kind. Raises StoreError."""
        return tops(self._answering, self.store, choice, period)

    @once
    def retention(self, choice: Choice, period: Period, slices: int) -> Retention:
        """Which parts of a content (the choice's one `video_id`) were watched. Raises StoreError."""
        statement = retention_statement(choice, period, slices)
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
        statement = progress_statement(choice, period, viewer, order, limit=limit, offset=offset)
        rows = self.store.query(statement.sql, statement.params)
        if not rows and offset:
            return [], *self.progress(choice, period, viewer, order, limit=1)[1:]
        return list(map(progress_of, rows)), *((rows[0]["groups"], rows[0]["all_completed"]) if rows else (0, 0))

    def is_known(self, workspace: UUID, viewer: str) -> bool:
        """Whether a viewer has a play at all."""
        return bool(self.store.query(query("viewer_is_known"), {"workspace": workspace, "viewer": viewer}))


def _row(row: Row, question: Question, dates: Mapping[int, str]) -> dict[str, Any]:
    """Named as asked: the bucket's edge becomes its own start."""
    shown: dict[str, Any] = {}
    grouped = (f"d{index}" for index in range(len(question.by)))
    for name in question.by:
        shown[name] = dates[row["bucket"]] if name == "date" else row[next(grouped)]
    return shown | measured(row, question)


def measured(row: Row, question: Question) -> dict[str, Any]:
    """The measures of a row; of none, what they are where nothing happened."""
    return {name: row.get(name, MEASURES[name].empty) for name in question.measures}
