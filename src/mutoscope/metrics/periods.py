"""Periods and buckets in a workspace's time zone, worked out with the zone database, not with ClickHouse's rounding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from mutoscope.local_time import DAY, change_of_offset, date_at, day_before, day_start, local, ms_of

GroupTime = Literal["hour", "day", "week", "month"]
GROUP_TIMES: tuple[GroupTime, ...] = get_args(GroupTime)

Grain = Literal["minute", "hour", "day", "week", "month"]
"""Lengths of buckets: the ledger and lines over time have minutes too."""

NamedPeriod = Literal[
    "last_24_hours",
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "last_year",
    "all_time",
]
"""Periods by a name: see `Period.named`."""

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
MOST_BUCKETS = 10_000

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

MOST_POINTS = 750
"""Of a line: about what a screen shows."""

LINE_STEPS_MS = tuple(1_000 * step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900))
"""Steps of UTC, which are the clock's own in every zone of today: their offsets are whole quarters of an hour."""

LINE_GRAINS_MS: dict[Grain, int] = {"hour": HOUR_MS, "day": DAY_MS, "week": 7 * DAY_MS, "month": 30 * DAY_MS}
"""How long they usually are: only to choose one, and to say how fine a line is."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A stretch of time, [start_ms, end_ms) since the epoch, and the zone in which its days are meant."""

    start_ms: int
    end_ms: int
    zone: ZoneInfo

    @classmethod
    def parse(cls, from_: str, to: str, zone: ZoneInfo) -> "Period":
        """A period from the API's texts: dates (a `to` includes its day) or RFC 3339 instants (a `to` is exclusive).

        Raises ValueError with the parameter's name and what is wrong with it.
        """
        start, end = _instant("from", from_, zone), _instant("to", to, zone)
        if end == start and from_ == to and len(to) == len("2024-01-31"):
            raise ValueError(f"to: {to} was left out by {zone.key}, whose clocks were moved over it")
        if end <= start:
            raise ValueError(f"to: {to} is not after from={from_}")
        return cls(start_ms=start, end_ms=end, zone=zone)

    @classmethod
    def named(cls, name: NamedPeriod, now_ms: int, zone: ZoneInfo, first_ms: int) -> "Period":
        """The period of that name as of now; weeks begin on Monday, and what is not over yet ends with today.

        first_ms: the instant of the first play, with whose day all time begins.
        """
        if name == "last_24_hours":
            return cls(start_ms=now_ms - DAY_MS, end_ms=now_ms, zone=zone)
        first, after = _days_of(name, date_at(now_ms, zone), date_at(min(first_ms, now_ms), zone), zone)
        return cls(start_ms=day_start(first, zone), end_ms=day_start(after, zone), zone=zone)

    def before(self) -> "Period":
        """The period right before one of whole days: as many months before whole months, else as many days."""
        first, after = date_at(self.start_ms, self.zone), date_at(self.end_ms - 1, self.zone) + DAY
        months = (after.year - first.year) * 12 + after.month - first.month
        start = _months_before(first, months) if first.day == after.day == 1 else first - (after - first)
        start = min(start, day_before(first, self.zone))  # so many days before may be one that the zone left out
        return Period(start_ms=day_start(start, self.zone), end_ms=self.start_ms, zone=self.zone)


def _days_of(name: NamedPeriod, today: date, first: date, zone: ZoneInfo) -> tuple[date, date]:
    """The first day of a named period, and the day after its last."""
    monday, month = today - today.weekday() * DAY, today.replace(day=1)
    days = {
        "today": (today, today + DAY),
        "yesterday": (day_before(today, zone), today),
        "this_week": (monday, today + DAY),
        "last_week": (monday - 7 * DAY, monday),
        "this_month": (month, today + DAY),
        "last_month": (_months_before(month, 1), month),
        "last_year": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
        "all_time": (first, today + DAY),
    }
    return days[name]


def _months_before(first: date, months: int) -> date:
    """The first of a month so many months before that one."""
    months = first.year * 12 + first.month - 1 - months
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """A period cut up. Bucket i is [edges[i], edges[i + 1]); starts[i] is its own start, unclipped by the period."""

    edges: tuple[int, ...]
    starts: tuple[int, ...]


def buckets(period: Period, group_time: Grain) -> Buckets:
    """The period's buckets, all instants in milliseconds. Raises ValueError for more than MOST_BUCKETS."""
    starts: list[int] = []
    for start in _starts(group_time, period.start_ms, period.zone):
        if start >= period.end_ms:
            break
        if len(starts) == MOST_BUCKETS:
            raise ValueError(
                f"group_time: over {MOST_BUCKETS:,} buckets of one {group_time}; take longer ones or a shorter period"
            )
        starts.append(start)
    return Buckets(edges=(period.start_ms, *starts[1:], period.end_ms), starts=tuple(starts))


def days(start_ms: int, end_ms: int, zone: ZoneInfo) -> list[int]:
    """The starts of the local days from the one that holds an instant up to another, then the end of the last."""
    starts: list[int] = []
    for start in _starts("day", start_ms, zone):
        starts.append(start)
        if start >= end_ms:
            break
    return starts


def line(period: Period) -> tuple[Buckets, int]:
    """Buckets for a line over the period, as fine as MOST_POINTS allow; and how many seconds one usually has.

    Raises ValueError for a period that is too long even by month.
    """
    length = period.end_ms - period.start_ms
    for step in LINE_STEPS_MS:
        if length <= step * MOST_POINTS:
            starts = tuple(range(period.start_ms - period.start_ms % step, period.end_ms, step))
            return Buckets(edges=(period.start_ms, *starts[1:], period.end_ms), starts=starts), step // 1000
    grain: Grain = next((grain for grain, usual in LINE_GRAINS_MS.items() if length <= usual * MOST_POINTS), "month")
    return buckets(period, grain), LINE_GRAINS_MS[grain] // 1000


def whole(period: Period) -> Buckets:
    """The period as one bucket."""
    return Buckets(edges=(period.start_ms, period.end_ms), starts=(period.start_ms,))


def rfc3339(ms: int) -> str:
    """An instant as the API writes it: `2024-01-31T21:00:00Z`, with milliseconds only where there are some."""
    instant = datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{instant}.{ms % 1000:03d}Z" if ms % 1000 else f"{instant}Z"


def _instant(name: str, text: str, zone: ZoneInfo) -> int:
    try:
        if len(text) == len("2024-01-31"):
            day = date.fromisoformat(text)
            instant = day_start(day + DAY if name == "to" else day, zone)
        else:
            told = datetime.fromisoformat(text)
            if "T" not in text.upper() or told.tzinfo is None:
                raise ValueError("without offset")
            instant = ms_of(told)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{name}: {text!r} is neither a date (2024-01-31) nor an RFC 3339 instant (2024-01-31T15:00:00Z)"
        ) from error
    if not ms_of(EARLIEST) <= instant <= ms_of(LATEST):
        raise ValueError(f"{name}: {text!r} is not between {EARLIEST.year} and {LATEST.year}")
    return instant


def _starts(grain: Grain, first_ms: int, zone: ZoneInfo) -> Iterator[int]:
    """The starts of buckets, from the one that holds `first_ms` on, without an end."""
    if grain == "minute":
        return count(first_ms - first_ms % MINUTE_MS, MINUTE_MS)
    return _hours(first_ms, zone) if grain == "hour" else _dates(first_ms, zone, grain)


def _dates(first_ms: int, zone: ZoneInfo, grain: Grain) -> Iterator[int]:
    """The starts of days, weeks (from Monday) or months."""
    day = date_at(first_ms, zone)
    if grain == "week":
        day -= day.weekday() * DAY
    elif grain == "month":
        day = day.replace(day=1)
    start = day_start(day, zone)
    while True:
        yield start
        while (following := day_start(day := _next_date(day, grain), zone)) <= start:
            pass  # a date that the zone skipped (Samoa's 30 December 2011) is no bucket
        start = following


def _next_date(day: date, grain: Grain) -> date:
    if grain == "month":
        return _months_before(day, -1)
    return day + (7 * DAY if grain == "week" else DAY)


def _hours(first_ms: int, zone: ZoneInfo) -> Iterator[int]:
    """The starts of local hours. A change of offset begins a new hour too."""
    start = first_ms - _into_hour(first_ms, zone)
    start = change_of_offset(start, first_ms, zone) or start
    while True:
        yield start
        end = start + HOUR_MS - _into_hour(start, zone)
        start = change_of_offset(start, end, zone) or end


def _into_hour(ms: int, zone: ZoneInfo) -> int:
    """How long ago the local clock showed a full hour, had it not been changed since."""
    reading = local(ms, zone)
    return (reading.minute * 60 + reading.second) * 1000 + reading.microsecond // 1000
