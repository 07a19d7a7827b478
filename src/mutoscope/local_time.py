"""Dates and clocks of a place as instants, and back.

A local day may have 23, 24.5 or 25 hours, begin at 01:00, or not be at all; a clock's reading may come twice or never.
So whoever counts days, or moves a time by some, goes by the calendar here, never by a number of hours. Instants are
milliseconds since the epoch.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECOND_MS = 1000
_PROBE_MS = 24 * 3_600_000  # No zone has changed its offset twice within so little.


def local(ms: int, zone: ZoneInfo) -> datetime:
    """What calendar and clock show there at an instant."""
    return (_EPOCH + ms * _MILLISECOND).astimezone(zone)


def date_at(ms: int, zone: ZoneInfo) -> date:
    """The local day that holds an instant.

    Where the clock is set back over midnight, its day has begun already: Newfoundland did so at 00:01 until 2011.
    """
    day = local(ms, zone).date()
    return day + DAY if day_start(day + DAY, zone) <= ms else day


def day_start(day: date, zone: ZoneInfo) -> int:
    """The first instant of a local day: not 00:00 where there is none, the first 00:00 where there are two.

    Of a day that the zone left out, it is that of the next: Samoa had no 30 December 2011.
    """
    return instant_of(datetime.combine(day, time()), zone)


def day_end(ms: int, zone: ZoneInfo) -> int:
    """The first instant after the local day that holds an instant."""
    day = date_at(ms, zone)
    while (end := day_start(day := day + DAY, zone)) <= ms:
        pass  # the zone left that day out
    return end


def day_before(day: date, zone: ZoneInfo) -> date:
    """The last day that the zone had before."""
    before = day - DAY
    while day_start(before, zone) == day_start(day, zone):
        before -= DAY
    return before


def instant_of(reading: datetime, zone: ZoneInfo) -> int:
    """When the clock shows that: the first time where it does twice.

    Where it never does, its hands were moved forward, and it is when they would have shown it otherwise.
    """
    return ms_of(reading.replace(tzinfo=zone, fold=0))


def ms_of(instant: datetime) -> int:
    """Milliseconds since the epoch, of an aware datetime."""
    return (instant - _EPOCH) // _MILLISECOND


def offset_changes(zone: ZoneInfo, since_ms: int, until_ms: int) -> list[tuple[int, int]]:
    """From which instant on the clock is how many seconds ahead of UTC: first at `since_ms`, then at each change."""
    probes = range(since_ms, until_ms + _PROBE_MS, _PROBE_MS)
    changes = (change_of_offset(one, other, zone) for one, other in pairwise(probes))
    return [(at, _offset(at, zone)) for at in (since_ms, *changes) if at is not None]


def change_of_offset(after_ms: int, until_ms: int, zone: ZoneInfo) -> int | None:
    """The instant in (after, until], at most a day apart, at which the offset changed; None: it didn't."""
    offset = _offset(after_ms, zone)
    if _offset(until_ms, zone) == offset:
        return None
    while until_ms - after_ms > _SECOND_MS:
        middle = after_ms + max(1, (until_ms - after_ms) // (2 * _SECOND_MS)) * _SECOND_MS
        if _offset(middle, zone) == offset:
            after_ms = middle
        else:
            until_ms = middle
    return until_ms


def _offset(ms: int, zone: ZoneInfo) -> int:
    offset = local(ms, zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())
