"""When people watch: hours of the day, days of the week, what is new and what is due."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from mutoscope.local_time import instant_of

HOUR_MS = 3_600_000

# Share of each local hour of those who come across a video, by kind of day.
_STROLL = (14, 8, 5, 3, 3, 5, 12, 24, 38, 50, 57, 58, 54, 55, 57, 56, 54, 53, 56, 62, 68, 66, 50, 29)
_STROLL_FREE = (22, 14, 8, 5, 4, 4, 7, 13, 24, 38, 49, 54, 54, 52, 51, 51, 50, 52, 56, 62, 66, 65, 54, 37)
_OFFICE = (0.3, 0, 0, 0, 0, 0.2, 1, 4, 26, 58, 72, 66, 38, 34, 58, 62, 54, 33, 12, 5, 4, 3, 2, 1)
_HOURS: dict[str, tuple[list[float], list[float]]] = {
    "stroll": (list(accumulate(_STROLL)), list(accumulate(_STROLL_FREE))),
    "office": (list(accumulate(_OFFICE)), list(accumulate(_STROLL_FREE))),
}

# From Monday: how busy the days are.
WEEK = {
    "school": (1.12, 1.10, 1.06, 0.98, 0.72, 0.84, 1.18),
    "academy": (1.10, 1.20, 1.15, 1.05, 0.72, 0.05, 0.06),
    "public": (1.08, 1.12, 1.10, 1.06, 0.94, 0.80, 0.90),
}


def at_hour(zone: str, day: date, hour: float) -> int:
    """When the clock shows the hour on that local day, or with 24 and more on the next."""
    return instant_of(datetime.combine(day, time()) + timedelta(hours=hour), ZoneInfo(zone))


def utc_midnight_ms(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)


def stroll_time(rng: Random, zone: str, day: date, habit: str = "stroll") -> int:
    """An instant of that local day, as people of the habit would choose it."""
    hours = _HOURS[habit][day.weekday() >= 5]
    hour = rng.choices(range(24), cum_weights=hours)[0]
    return at_hour(zone, day, hour + rng.random())


def own_hour(rng: Random) -> float:
    """The hour at which a student likes to sit down: mostly after dinner, some at lunch, a few early or late."""
    middle, spread = rng.choices(((20.4, 1.2), (13.2, 1.4), (9.3, 1.2), (16.8, 1.3), (22.6, 0.9)), (48, 16, 14, 13, 9))[
        0
    ]
    return rng.gauss(middle, spread)


def study_time(rng: Random, zone: str, day: date, hour: float) -> int:
    """An instant near one's own hour; on free days it may be any hour of the day."""
    if day.weekday() >= 5 and rng.random() < 0.55:
        hour = rng.triangular(8.5, 23.0, 14.5)
    # The late ones sit on past midnight.
    hour = min(max(rng.gauss(hour, 0.8), 5.0), 26.5)
    return at_hour(zone, day, hour)


def freshness(age_days: float, spike: float = 6.0, decay_days: float = 3.5) -> float:
    """How much something draws at that age compared with its old self: nothing before it is out, much when new."""
    if age_days < 0:
        return 0.0
    return 1.0 + spike * exp(-age_days / decay_days)


def season(day: date, days_left: float) -> float:
    """Slow growth over the period, a quieter week in the middle of it."""
    holiday = 0.80 if 50 <= days_left < 55 else 1.0
    return holiday * (1.0 + 0.28 * (90 - days_left) / 90) * (1.06 if day.day <= 2 else 1.0)
