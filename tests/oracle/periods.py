"""What a named period is, and the one that it is compared with, as somebody with a calendar and a clock would say.

`python -m oracle.periods` (in tests/) writes `contract/vectors/periods.json`, to which both sides are held.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oracle import zones

VECTORS = Path(__file__).resolve().parents[2] / "contract" / "vectors" / "periods.json"
DAY = dt.timedelta(days=1)

NOWS = {
    # Clocks go back: late on that day, in the hour that comes twice, the day after. Forward: the day after.
    "Europe/Stockholm": [
        "2020-10-25T22:30",
        "2020-10-25T00:15",
        "2020-10-25T01:15",
        "2020-10-26T11:20",
        "2020-03-30T00:30",
    ],
    "Europe/Berlin": ["2021-03-31T22:30", "2020-03-29T00:59:30", "2020-03-31T21:59:30", "2020-11-01T12:00"],
    "Europe/Dublin": ["2022-10-30T01:30", "2022-10-30T22:10", "2022-03-27T12:00"],
    # No midnight: on that day, the day after, at an hour that the day before did not have.
    "America/Sao_Paulo": ["2018-11-04T03:20", "2018-11-05T02:30", "2018-02-18T02:30"],
    "Africa/Cairo": ["2023-04-27T22:30", "2023-04-28T21:15", "2023-10-26T21:10"],
    "Asia/Beirut": ["2022-03-26T22:40", "2022-03-27T21:20", "2022-10-29T21:30"],
    "America/Havana": [
        "2019-11-03T04:59:59.999",
        "2022-03-13T05:30",
        "2022-03-14T04:30",
        "2022-11-06T05:30",
        "2022-11-07T05:30",
    ],
    "America/Scoresbysund": ["2025-03-30T12:00", "2025-03-31T00:30"],
    "Australia/Lord_Howe": ["2024-04-07T02:40", "2024-10-06T12:00", "2024-10-07T15:30"],
    "Pacific/Apia": ["2011-12-30T11:00", "2011-12-31T11:00", "2012-01-06T12:00"],
    "Antarctica/Troll": ["2023-03-26T12:00", "2023-10-29T02:30", "2023-10-30T00:30"],
    "Africa/Casablanca": ["2022-03-27T12:00", "2022-05-08T12:00", "2022-05-09T01:30"],
    "Asia/Pyongyang": ["2018-05-04T16:00", "2018-05-05T14:45"],
    "Asia/Kathmandu": ["2024-02-29T18:14:30", "2023-03-30T18:15"],
    "America/New_York": ["2024-03-11T06:30", "2023-12-31T12:00", "2024-01-01T05:10"],
}
FIRST = "2009-05-05T12:00:00Z"

Days = tuple[dt.date, dt.date]  # the first and the last


def named(zone: str, now: int) -> dict[str, tuple[Days, Days | None, dt.date | None]]:
    """The days of each period, those of the one before it, and which of these stands for today."""
    today = zones.local(zone, now).date()
    yesterday = _day_before(zone, today)
    monday, first = today - today.weekday() * DAY, today.replace(day=1)
    last_first = (first - DAY).replace(day=1)
    year = dt.date(today.year - 1, 1, 1)
    early = zones.local(zone, min(zones.instant(FIRST), now)).date()
    in_month = last_first + (today - first)
    return {
        "today": ((today, today), (yesterday, yesterday), yesterday),
        "yesterday": ((yesterday, yesterday), (_day_before(zone, yesterday),) * 2, None),
        "this_week": ((monday, today), (monday - 7 * DAY, monday - DAY), today - 7 * DAY),
        "last_week": ((monday - 7 * DAY, monday - DAY), (monday - 14 * DAY, monday - 8 * DAY), None),
        "this_month": ((first, today), (last_first, first - DAY), in_month if in_month < first else None),
        "last_month": ((last_first, first - DAY), ((last_first - DAY).replace(day=1), last_first - DAY), None),
        "last_year": (
            (year, dt.date(year.year, 12, 31)),
            (dt.date(year.year - 1, 1, 1), dt.date(year.year - 1, 12, 31)),
            None,
        ),
        "all_time": ((early, today), None, None),
    }


def custom(now_day: dt.date) -> Iterator[Days]:
    """Three days that are over, three of which today is the second, and thirty until today."""
    yield now_day - 5 * DAY, now_day - 3 * DAY
    yield now_day - DAY, now_day + DAY
    yield now_day - 29 * DAY, now_day


def vectors() -> list[dict[str, Any]]:
    return [
        vector for zone, nows in NOWS.items() for now in nows for vector in vectors_at(zone, zones.instant(f"{now}Z"))
    ]


def vectors_at(zone: str, now: int) -> Iterator[dict[str, Any]]:
    given = {"zone": zone, "now": zones.label(now), "first": FIRST}
    for name, (days, before, stands) in named(zone, now).items():
        yield {**given, "name": name, **_told(zone, now, days, before, stands)}
    today = zones.local(zone, now).date()
    for first, last in custom(today):
        if not (_is(zone, first) and _is(zone, last)):
            continue
        length = last - first + DAY
        running = first <= today <= last
        told = _told(zone, now, (first, last), (first - length, first - DAY), today - length if running else None)
        yield {**given, "name": "custom", "custom": {"from": str(first), "to": str(last)}, **told}


def _told(zone: str, now: int, days: Days, before: Days | None, stands: dt.date | None) -> dict[str, Any]:
    start, end = _start(zone, days[0]), _start(zone, days[1] + DAY)
    told: dict[str, Any] = {"from": zones.label(start), "to": zones.label(end), "before": None}
    if before is not None:
        until = start if stands is None else min(start, _same_time(zone, now, stands))
        told["before"] = {"from": zones.label(_start(zone, before[0])), "to": zones.label(until)}
    return told


def _same_time(zone: str, now: int, day: dt.date) -> int:
    """When the clock shows on that day what it would show at the end of this minute."""
    clock = _reading(zone, now - now % zones.MINUTE) + dt.timedelta(minutes=1)
    midnight = dt.datetime.combine(zones.local(zone, now).date(), dt.time())
    wanted = dt.datetime.combine(day, dt.time()) + (clock - midnight)
    around = (dt.datetime.combine(day, dt.time(), dt.UTC) - zones.EPOCH) // dt.timedelta(milliseconds=1)
    before = -1
    for at in range(around - zones.DAY, around + 3 * zones.DAY, zones.MINUTE // 2):
        if _reading(zone, at) == wanted:
            return at
        if _reading(zone, at) > wanted:  # it never shows that: when it would have, had it not been moved
            return before + (wanted - _reading(zone, before)) // dt.timedelta(milliseconds=1)
        before = at
    raise AssertionError


def _reading(zone: str, at: int) -> dt.datetime:
    return zones.local(zone, at).replace(tzinfo=None)


def _day_before(zone: str, day: dt.date) -> dt.date:
    return next(one for back in (1, 2) if _is(zone, one := day - back * DAY))


def _start(zone: str, day: dt.date) -> int:
    return zones.period(zone, str(day), str(day))[0]


def _is(zone: str, day: dt.date) -> bool:
    start, end = zones.period(zone, str(day), str(day))
    return start < end


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(vector) for vector in vectors())
    VECTORS.write_text(f"[\n{lines}\n]\n", "utf-8")
