"""When a schedule runs next, and the period that it is then about."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from mutoscope.catalog import Every
from mutoscope.local_time import DAY, date_at, instant_of, ms_of
from mutoscope.metrics import NamedPeriod

PERIOD_OF: dict[Every, NamedPeriod] = {"week": "last_week", "month": "last_month"}


def next_time(every: Every, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant after `after` at which a week (from Monday) or a month is over, at that local hour."""
    day = date_at(ms_of(after), zone)
    first = day - day.weekday() * DAY if every == "week" else day.replace(day=1)
    while (ms := instant_of(datetime.combine(first, time(hour)), zone)) <= ms_of(after):
        first = first + 7 * DAY if every == "week" else (first + 31 * DAY).replace(day=1)
    return datetime.fromtimestamp(ms / 1000, UTC)
