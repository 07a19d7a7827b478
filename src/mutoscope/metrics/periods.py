"""Periods and buckets in a workspace's time zone, worked out with the zone database, not with ClickHouse's rounding."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

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

DAY_MS = 24 * 3_600_000

MOST_POINTS = 750
"""Of a line: about what a screen shows."""

LINE_STEPS_MS = tuple(1_000 * step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900))
"""Steps that are the same in every zone: all offsets are whole quarters of an hour."""

LINE_GRAINS_MS: dict[Grain, int] = {"hour": 3_600_000, "day": DAY_MS, "week": 7 * DAY_MS, "month": 30 * DAY_MS}

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


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
        if end <= start:
            raise ValueError(f"to: {to} is not after from={from_}")
        return cls(start_ms=_ms(start), end_ms=_ms(end), zone=zone)

    @classmethod
    def named(cls, name: NamedPeriod, now_ms: int, zone: ZoneInfo, first_ms: int) -> "Period":
        """The period of that name as of now; weeks begin on Monday, and what is not over yet ends with today.

        first_ms: the instant of the first play, with whose day all time begins.
        """
        if name == "last_24_hours":
            return cls(start_ms=now_ms - DAY_MS, end_ms=now_ms, zone=zone)
        first, after = _days_of(name, _local_day(now_ms, zone), _local_day(min(first_ms, now_ms), zone))
        return cls(start_ms=_ms(day_start(first, zone)), end_ms=_ms(day_start(after, zone)), zone=zone)


def _days_of(name: NamedPeriod, today: date, first: date) -> tuple[date, date]:
    """The first day of a named period, and the day after its last."""
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    days = {
        "today": (today, today + _DAY),
        "yesterday": (today - _DAY, today),
        "this_week": (monday, today + _DAY),
        "last_week": (monday - 7 * _DAY, monday),
        "this_month": (month, today + _DAY),
        "last_month": ((month - _DAY).replace(day=1), month),
        "last_year": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
        "all_time": (first, today + _DAY),
    }
    return days[name]


def _local_day(ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(ms / 1000, zone).date()


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """A period cut up. Bucket i is [edges[i], edges[i + 1]); starts[i] is its own start, unclipped by the period."""

    edges: tuple[int, ...]
    starts: tuple[int, ...]


def buckets(period: Period, group_time: Grain) -> Buckets:
    """The period's buckets, all instants in milliseconds. Raises ValueError for more than MOST_BUCKETS."""
    first = datetime.fromtimestamp(period.start_ms / 1000, UTC)
    starts: list[int] = []
    for start in _starts(group_time, first, period.zone):
        if _ms(start) >= period.end_ms:
            break
        if len(starts) == MOST_BUCKETS:
            raise ValueError(
                f"group_time: over {MOST_BUCKETS:,} buckets of one {group_time}; take longer ones or a shorter period"
            )
        starts.append(_ms(start))
    return Buckets(edges=(period.start_ms, *starts[1:], period.end_ms), starts=tuple(starts))


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


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local date: not 00:00 where that does not exist, the first 00:00 where there are two."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_of(instant_ms: int, zone: ZoneInfo) -> int:
    """The start of the local day that holds the instant."""
    return _ms(day_start(datetime.fromtimestamp(instant_ms / 1000, zone).date(), zone))


def _instant(name: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        if len(text) == len("2024-01-31"):
            day = date.fromisoformat(text)
            instant = day_start(day + timedelta(days=1) if name == "to" else day, zone)
        else:
            instant = datetime.fromisoformat(text)
            if "T" not in text.upper() or instant.tzinfo is None:
                raise ValueError("without offset")
            instant = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{name}: {text!r} is neither a date (2024-01-31) nor an RFC 3339 instant (2024-01-31T15:00:00Z)"
        ) from error
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(f"{name}: {text!r} is not between {EARLIEST.year} and {LATEST.year}")
    return instant


def _starts(grain: Grain, first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    if grain == "minute":
        return _minutes(first)
    return _hours(first, zone) if grain == "hour" else _dates(first, zone, grain)


def _minutes(first: datetime) -> Iterator[datetime]:
    """The same in every zone: all offsets are whole minutes."""
    start = first.replace(second=0, microsecond=0)
    while True:
        yield start
        start += _MINUTE


def _dates(first: datetime, zone: ZoneInfo, group_time: Grain) -> Iterator[datetime]:
    """The starts of days, weeks (from Monday) or months, from the one that holds `first` on."""
    day = first.astimezone(zone).date()
    if group_time == "week":
        day -= timedelta(days=day.weekday())
    elif group_time == "month":
        day = day.replace(day=1)
    start = day_start(day, zone)
    while True:
        yield start
        while (following := day_start(day := _next_date(day, group_time), zone)) <= start:
            pass  # a date that the zone skipped (Samoa's 30 December 2011) is no bucket
        start = following


def _next_date(day: date, group_time: Grain) -> date:
    if group_time == "month":
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if group_time == "week" else 1)


def _hours(first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The starts of local hours, from the one that holds `first` on. A change of offset begins a new hour too."""
    local = first.astimezone(zone)
    start = first - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    change = _offset_change(start, first, zone)
    start = change or start
    while True:
        yield start
        local = start.astimezone(zone)
        end = start + timedelta(hours=1) - timedelta(minutes=local.minute, seconds=local.second)
        start = _offset_change(start, end, zone) or end


def _offset_change(after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant in (after, until], at most an hour apart, at which the zone's offset changed; None: it didn't."""
    offset = after.astimezone(zone).utcoffset()
    if until.astimezone(zone).utcoffset() == offset:
        return None
    seconds = int((until - after) / _SECOND)
    index = bisect_left(
        range(1, seconds + 1),
        True,
        key=lambda second: (after + second * _SECOND).astimezone(zone).utcoffset() != offset,
    )
    return after + (index + 1) * _SECOND


def _ms(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
