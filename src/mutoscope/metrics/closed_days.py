"""Which days of a workspace are closed, and whether a question can be answered by them.

A day that is over is counted once, in the background, into tables (`closing.py`); `days.py` answers a question by them
and by the plays of the days that are still open. What touches a closed day opens it in the same moment: a day stands
only while nothing on it was touched since its closing began.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.beacon.limits import EARLIEST_MS, LATEST_MS
from mutoscope.local_time import date_at, day_start
from mutoscope.metrics.dimensions import DIMENSIONS
from mutoscope.metrics.measures import FACTS
from mutoscope.metrics.periods import DAY_MS
from mutoscope.metrics.question import Choice, Question
from mutoscope.store import Store, expression, query

GROUPINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("country",),
    ("city",),
    ("device",),
    ("os",),
    ("browser",),
    ("domain",),
    ("domain", "page"),
    ("video_id",),
)
"""By what days are counted, at most two dimensions: the columns `value` and `detail`."""

COLUMNS = tuple(dict.fromkeys(DIMENSIONS[name].sql for grouping in GROUPINGS for name in grouping))
"""What groupings are made of: columns of plays, and of `active_days`."""

_TEMPLATES = (
    "active_of_plays",
    "facts_of_buckets",
    "facts_of_presence",
    "viewings_of_days",
    "views_of_days",
    "returns_of_days",
)
_EXPRESSIONS = ("viewed_after", "played_after", "played_until", "watch_ms", "who", "covered")


@cache
def definitions() -> str:
    """A name for all that closed days were counted by: with another one they are counted anew."""
    texts = [*map(query, _TEMPLATES), *map(expression, _EXPRESSIONS), *map(repr, FACTS.values()), repr(GROUPINGS)]
    return sha256("\n".join(texts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ClosedDays:
    """The closed days of a workspace in a zone that stand, in order; instants in milliseconds, ends exclusive."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    closings: Sequence[int] = ()

    def since(self, start_ms: int) -> "ClosedDays":
        """Those that begin at an instant or later."""
        first = bisect_left(self.starts, start_ms)
        return ClosedDays(self.starts[first:], self.ends[first:], self.closings[first:])

    @property
    def standing(self) -> frozenset[tuple[int, int]]:
        """Days with the closings by which they stand."""
        return frozenset(zip(self.starts, self.closings, strict=True))

    def open_stretches(self, start_ms: int = EARLIEST_MS, end_ms: int = LATEST_MS) -> list[tuple[int, int]]:
        """What lies between them, from an instant to another."""
        edges = [start_ms]
        for start, end in zip(self.starts, self.ends, strict=True):
            if start_ms <= start and end <= end_ms:
                edges += [start, end]
        edges.append(end_ms)
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(start, end) for start, end in pairs if start < end]


def closed_days(store: Store, workspace: UUID, zone: ZoneInfo) -> ClosedDays:
    """Those that stand now. Raises StoreError."""
    return standing_days(store, workspace, zone)[0]


def standing_days(store: Store, workspace: UUID, zone: ZoneInfo) -> tuple[ClosedDays, Mapping[int, int]]:
    """The closed days that stand now; and when which day of UTC, by its number, was touched last. Raises StoreError."""
    params = {"workspace": workspace, "zone": zone.key, "definitions": definitions()}
    found = store.query(query("closed_days"), params)[0]
    touched: dict[int, int] = dict(found["touched"])
    standing = [
        (start * 1000, end * 1000, closing)
        for start, end, closing, began in found["closings"]
        if all(touched.get(day, 0) < began for day in days_of_utc(start * 1000, end * 1000))
    ]
    return ClosedDays(*zip(*standing, strict=True)) if standing else ClosedDays(), touched


ALL_DAYS = 0
"""The day of UTC that stands for all of them where something is touched whenever it was."""


def days_of_utc(start_ms: int, end_ms: int) -> Iterator[int]:
    """The days of UTC that a day lies on, by their number; and `ALL_DAYS`."""
    yield ALL_DAYS
    yield from range(start_ms // DAY_MS, (end_ms - 1) // DAY_MS + 1)


def grouping_of(question: Question) -> tuple[str, ...] | None:
    """The grouping that has the answer's rows; None: only the plays do."""
    undated = [name for name in question.by if name != "date"]
    if not _is_plain(question.choice) or ("date" in question.by and question.group_time == "hour"):
        return None
    if any(len(values) != 1 for values in question.choice.filters.values()):
        return None
    named = {*undated, *question.choice.filters}
    found = next((one for one in GROUPINGS if set(one) == named), None)
    whole_days = all(_begins_day(ms, question.period.zone) for ms in (question.period.start_ms, question.period.end_ms))
    return found if whole_days else None


def _is_plain(choice: Choice) -> bool:
    return choice.traffic == "human" and choice.view_seconds is None


def _begins_day(ms: int, zone: ZoneInfo) -> bool:
    return day_start(date_at(ms, zone), zone) == ms


def standing_params(closed: ClosedDays) -> Mapping[str, list[int]]:
    """Those of queries/closings.sql."""
    return {"closed_days": [start // 1000 for start in closed.starts], "closings": list(closed.closings)}
