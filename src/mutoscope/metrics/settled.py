"""What is settled: counts of time past that live plays no longer touch, kept in memory.

A live play sends its last beacon within `LATE_MS` of the timestamp in its id (ages.py). What comes later (an app that
was offline, an import), and what is erased, the store notes by day (`late_plays`); of the catalog's contents it tells a
hash. While neither says otherwise, what was counted of older time stands: a question about ninety days counts four.

Nothing here is a second definition: a stretch is counted by the very statement that answers a question about it, and a
whole is the sum of its stretches, less the sessions and viewers that come again (`seen.py`).
"""

import time
from bisect import bisect_right
from collections import ChainMap, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from mutoscope.local_time import date_at, day_start
from mutoscope.metrics.ages import LOOK_MS, SESSION_MS, SETTLED_MS
from mutoscope.metrics.dimensions import dimension
from mutoscope.metrics.periods import Buckets, Period
from mutoscope.metrics.question import Choice
from mutoscope.store import Row, Store, query

AGES_MS = (10 * 86_400_000, SETTLED_MS)
"""How long ago what is kept must be. The first: so long that apps which were offline no longer reach it."""

GRACE_MS = 60_000
"""After late plays came, more are expected: nothing is kept for so long."""

WORTH_MS = 400
"""A question that was answered faster is counted whole each time: stretches have a cost of their own."""

AGAIN_MS = 3_600_000
"""A question that can't be counted from stretches is counted whole for so long, before that is tried again."""

MOST_BYTES = 1_000_000_000
"""Kept in all, roughly. The longest unused go first."""

ROW_BYTES = 500
"""Of a row of measures and facts, in Python."""

MANY_ROWS = 2_000_000
"""A question about all contents of so many plays is slow: it is kept from the first time on, not counted whole once."""

MOST_SLOW = 100_000
"""Questions known to be slow; the longest unused go first."""

Value = TypeVar("Value")

Sizes = Mapping[Hashable, int]
"""Roughly the bytes of what a value is made of; two values may share parts."""


@dataclass(frozen=True)
class Kept(Generic[Value]):
    """Something counted up to an instant."""

    until_ms: int
    value: Value
    sizes: Sizes
    state: Row  # of the store, that it rests on


GoOn = Callable[[Kept[Value] | None, int], tuple[Value, Sizes] | None]


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Settled(Generic[Value]):
    """Values by key, as long as what they rest on stands. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        *,
        now_ms: Callable[[], int] = wall_ms,
        grace_ms: int = GRACE_MS,
        worth_ms: int = WORTH_MS,
    ) -> None:
        """worth_ms: 0 keeps everything, however fast it was."""
        self._store = store
        self._now_ms = now_ms
        self._grace_ms = grace_ms
        self._worth_ms = worth_ms
        self._kept: OrderedDict[Hashable, Kept[Value]] = OrderedDict()
        self._slow: OrderedDict[Hashable, int] = OrderedDict()  # since when to try to keep stretches
        self._are_many, self._looked_ms = False, -LOOK_MS
        self._contents: dict[UUID, tuple[int, int]] = {}  # by workspace: a version of the catalog, and its hash
        self._lock = Lock()

    def edges_ms(self) -> list[int]:
        """Up to which instants to count on, one after the other; what is before the last of them is settled."""
        return [self._now_ms() - age for age in AGES_MS]

    def days_of(self, period: Period) -> list[int]:
        """The edges within a period: its end, or starts of its days."""
        edges = self.edges_ms()
        stops = [
            period.end_ms if period.end_ms <= edges[-1] else day_start(date_at(edge, period.zone), period.zone)
            for edge in edges
        ]
        return [stop for stop in stops if period.start_ms < stop <= period.end_ms]

    def ends_of(self, cut: Buckets) -> list[int]:
        """The edges within some buckets: ends of the last ones that are settled."""
        buckets = (bisect_right(cut.edges, edge) - 1 for edge in self.edges_ms())
        return [cut.edges[bucket] for bucket in buckets if bucket > 0]

    def carry_on(
        self, key: Hashable, choice: Choice, edges_ms: Sequence[int], go_on: GoOn[Value]
    ) -> Kept[Value] | None:
        """The value for `key`, counted up to an edge, the last if possible; None where counting it whole is better.

        go_on: counts on from what is kept (None: from the start) up to an edge; gives the value and its sizes,
        or None where that can't be done from stretches.
        """
        known_ms = self._slow.get(key)
        since_ms = self._at_first(choice) if known_ms is None else known_ms
        if not edges_ms or (self._worth_ms and since_ms > self._now_ms()):
            return None
        steps = [((key, index), edge_ms) for index, edge_ms in enumerate(edges_ms)]
        self._use(step for step, _ in steps)
        standing = self._standing(*steps[-1], choice)
        if standing and standing.until_ms == edges_ms[-1]:
            return standing
        kept: Kept[Value] | None = None
        for step, edge_ms in steps:
            kept = self._reach(step, edge_ms, choice, kept, go_on)
        return kept

    def _at_first(self, choice: Choice) -> float:
        """Since when to try to keep stretches of a question not known to be slow: surely slow ones at once."""
        if any(dimension(name).of_content for name in choice.filters):
            return inf
        if abs(self._now_ms() - self._looked_ms) >= LOOK_MS:
            rows = self._store.query(query("rows_of_plays"), {})[0]["rows"]
            self._are_many, self._looked_ms = rows >= MANY_ROWS, self._now_ms()
        return 0 if self._are_many else inf

    @contextmanager
    def counting_whole(self, key: Hashable) -> Iterator[None]:
        """Remembers whether that took so long that it is worth keeping stretches next time."""
        began = time.perf_counter()
        yield
        if (time.perf_counter() - began) * 1000 > self._worth_ms:
            with self._lock:
                self._slow.setdefault(key, self._now_ms())
                self._slow.move_to_end(key)
                if len(self._slow) > MOST_SLOW:
                    self._slow.popitem(last=False)

    def _reach(
        self, step: tuple[Hashable, int], edge_ms: int, choice: Choice, before: Kept[Value] | None, go_on: GoOn[Value]
    ) -> Kept[Value] | None:
        """What is kept up to the edge, counted on from where it or `before` ends; `before` where nothing would last."""
        began_ms = self._now_ms()
        standing = self._standing(step, edge_ms, choice)
        known = max(filter(None, (standing, before)), key=lambda one: one.until_ms, default=None)
        if known and known.until_ms >= edge_ms:
            return known
        state = self._state(choice, edge_ms)
        if began_ms <= state["late_ms"] + self._grace_ms or state["going"]:
            return known
        counted = go_on(known, edge_ms)
        if counted is None:
            with self._lock:
                self._slow[step[0]] = self._now_ms() + AGAIN_MS
            return None
        kept = Kept(edge_ms, *counted, state)
        with self._lock:
            self._kept[step] = kept
            while sum(ChainMap(*(dict(one.sizes) for one in self._kept.values())).values()) > MOST_BYTES:
                self._kept.popitem(last=False)
        return kept

    def _use(self, steps: Iterable[Hashable]) -> None:
        """What is kept of a question goes together: the first steps are what the last goes on from another day."""
        with self._lock:
            for step in steps:
                if step in self._kept:
                    self._kept.move_to_end(step)

    def _standing(self, step: Hashable, edge_ms: int, choice: Choice) -> Kept[Value] | None:
        with self._lock:
            kept = self._kept.get(step)
        if kept and kept.until_ms <= edge_ms and kept.state == self._state(choice, kept.until_ms):
            return kept
        return None

    def _state(self, choice: Choice, until_ms: int) -> Row:
        params = {"workspace": choice.workspace, "until": until_ms, "session_ms": SESSION_MS}
        state = self._store.query(query("settled_state"), params)[0]
        return {**state, "contents": self._contents_hash(choice.workspace, state["contents"])}

    def _contents_hash(self, workspace: UUID, version: int) -> int:
        """Of what questions read of the catalog; worked out anew where anything has changed."""
        known_version, hash_ = self._contents.get(workspace, (None, 0))
        if known_version != version:
            hash_ = self._store.query(query("contents_hash"), {"workspace": workspace})[0]["hash"]
            self._contents[workspace] = (version, hash_)
        return hash_


def key_of(choice: Choice) -> Hashable:
    """What two equal choices have in common."""
    filters = sorted((name, tuple(sorted(values))) for name, values in choice.filters.items())
    return (choice.workspace, choice.traffic, choice.view_seconds, tuple(filters))
