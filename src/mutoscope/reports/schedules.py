"""When a schedule runs next, and the period that it is then about."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mutoscope.catalog import Every
from mutoscope.metrics import NamedPeriod

PERIOD_OF: dict[Every, NamedPeriod] = {"week": "last_week", "month": "last_month"}


def next_time(every: Every, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant after `after` at which a week (from Monday) or a month is over, at that local hour.

    An hour that a day lacks, or has twice, is the instant that the zone's first reading of it gives.
    """
    day = after.astimezone(zone).date()
    first = day - timedelta(days=day.weekday()) if every == "week" else day.replace(day=1)
    while (instant := _at(first, hour, zone)) <= after:
        first = first + timedelta(days=7) if every == "week" else (first + timedelta(days=31)).replace(day=1)
    return instant


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
