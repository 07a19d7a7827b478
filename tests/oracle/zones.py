"""Bucket edges of a time zone, found by walking time and looking at the clock on the wall. Slow and obviously right.

Good for every zone whose offsets are whole minutes (all of them since 1972).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["hour", "day", "week", "month"]

MINUTE = 60_000
QUARTER = 15 * MINUTE
DAY = 86_400_000
# How far before the period a bucket that reaches into it may have started.
MARGIN = {"hour": DAY, "day": 3 * DAY, "week": 10 * DAY, "month": 35 * DAY}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def local(zone: str, at_ms: int) -> dt.datetime:
    return (EPOCH + dt.timedelta(milliseconds=at_ms)).astimezone(ZoneInfo(zone))


def instant(text: str) -> int:
    """RFC 3339 to milliseconds."""
    return (dt.datetime.fromisoformat(text) - EPOCH) // dt.timedelta(milliseconds=1)


def label(at_ms: int) -> str:
    """Milliseconds to an RFC 3339 UTC instant."""
    whole = (EPOCH + dt.timedelta(milliseconds=at_ms)).replace(tzinfo=None)
    return whole.isoformat(timespec="milliseconds" if at_ms % 1000 else "seconds") + "Z"


def _walk(zone: str, from_ms: int, to_ms: int) -> Iterator[int]:
    """Every quarter hour of UTC; every minute where the offset changes between two of them."""
    at = from_ms - from_ms % QUARTER
    while at <= to_ms:
        yield at
        if local(zone, at).utcoffset() != local(zone, at + QUARTER).utcoffset():
            yield from range(at + MINUTE, at + QUARTER, MINUTE)
        at += QUARTER


def _bucket(unit: Unit, date: dt.date) -> dt.date:
    """The first date of the date's bucket."""
    if unit == "week":
        return date - dt.timedelta(days=date.weekday())
    return date.replace(day=1) if unit == "month" else date


def _starts(zone: str, unit: Unit, from_ms: int, to_ms: int) -> Iterator[int]:
    """Instants at which a bucket begins.

    An hour begins where the local clock shows a full hour, and where the clock was changed to show something else.
    A day, week or month begins at its first instant, which is not 00:00 where midnight does not exist.
    """
    newest: dt.date | None = None
    offset: dt.timedelta | None = None
    for at in _walk(zone, from_ms, to_ms):
        here = local(zone, at)
        if unit == "hour":
            if here.minute == 0 or (offset is not None and here.utcoffset() != offset):
                yield at
            offset = here.utcoffset()
            continue
        bucket = _bucket(unit, here.date())
        if newest is not None and bucket > newest:
            yield at
        newest = bucket if newest is None else max(newest, bucket)


def edges(zone: str, unit: Unit, from_ms: int, to_ms: int) -> list[int]:
    """The starts of all buckets that touch `[from_ms, to_ms)`, then the end of the last one."""
    starts = list(_starts(zone, unit, from_ms - MARGIN[unit], to_ms + MARGIN[unit]))
    first = max(start for start in starts if start <= from_ms)
    end = min(start for start in starts if start >= to_ms)
    return [start for start in starts if first <= start <= end]


def period(zone: str, from_: str, to: str) -> tuple[int, int]:
    """A question's `from` and `to` as instants: a date-only `to` includes its day, an RFC 3339 one is exclusive."""
    return (_date_start(zone, from_, 0) if _is_date(from_) else instant(from_)), (
        _date_start(zone, to, 1) if _is_date(to) else instant(to)
    )


def _is_date(text: str) -> bool:
    return len(text) == len("2024-01-01")


def _date_start(zone: str, text: str, days: int) -> int:
    """The first instant of the local date so many days later (or of the next one that exists)."""
    date = dt.date.fromisoformat(text) + dt.timedelta(days=days)
    around = (date - EPOCH.date()) // dt.timedelta(days=1) * DAY
    return next(at for at in _walk(zone, around - 2 * DAY, around + 3 * DAY) if local(zone, at).date() >= date)
