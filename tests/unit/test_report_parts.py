"""Parts of reports on their own: when schedules run, the periods and figures of digests, addresses of mail servers."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from mutoscope.metrics import NamedPeriod, Period
from mutoscope.reports.digest import change, duration, shown
from mutoscope.reports.schedules import next_time

BERLIN, NEW_YORK, LORD_HOWE = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ms(text: str) -> int:
    return round(utc(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("every", "hour", "zone", "after", "expected"),
    [
        ("week", 7, BERLIN, "2024-03-20 12:00", "2024-03-25 06:00"),
        ("week", 7, BERLIN, "2024-03-25 06:00", "2024-04-01 05:00"),  # the clocks went forward between them
        ("week", 7, BERLIN, "2024-03-25 05:59", "2024-03-25 06:00"),
        ("month", 0, BERLIN, "2024-02-28 22:59", "2024-02-29 23:00"),  # the leap day's end is March's begin there
        ("month", 7, BERLIN, "2023-12-31 23:30", "2024-01-01 06:00"),
        ("month", 2, NEW_YORK, "2024-11-01 06:01", "2024-12-01 07:00"),
        ("week", 2, LORD_HOWE, "2024-10-01 00:00", "2024-10-06 15:00"),
        ("month", 23, LORD_HOWE, "2024-01-31 00:00", "2024-02-01 12:00"),
    ],
)
def test_a_schedule_runs_at_its_local_hour(every: str, hour: int, zone: ZoneInfo, after: str, expected: str) -> None:
    assert next_time(every, hour, zone, utc(after)) == utc(expected)  # type: ignore[arg-type] # a parameter's text


def test_a_schedule_never_runs_twice_at_once_and_leaves_no_week_or_month_out() -> None:
    for zone in (BERLIN, NEW_YORK, LORD_HOWE):
        for hour in range(24):
            times = [utc("2023-12-15 00:00")]
            for _ in range(60):
                times.append(next_time("week", hour, zone, times[-1]))
            days = [time.astimezone(zone).date() for time in times[1:]]
            assert all((later - day).days == 7 for day, later in zip(days, islice(days, 1, None), strict=False))
            assert {day.weekday() for day in days} == {0}


# Each at an instant at which it matters which zone is meant, at ends of months, leap days, and changes of the clocks.
PERIODS: list[tuple[ZoneInfo, str, NamedPeriod, str, str]] = [
    (BERLIN, "2024-03-31 22:30", "today", "2024-03-31 22:00", "2024-04-01 22:00"),
    (BERLIN, "2024-03-31 21:30", "today", "2024-03-30 23:00", "2024-03-31 22:00"),
    (BERLIN, "2024-03-31 22:30", "yesterday", "2024-03-30 23:00", "2024-03-31 22:00"),
    (BERLIN, "2024-03-31 22:30", "this_month", "2024-03-31 22:00", "2024-04-01 22:00"),
    (BERLIN, "2024-03-31 22:30", "last_month", "2024-02-29 23:00", "2024-03-31 22:00"),
    (BERLIN, "2024-03-01 00:00", "yesterday", "2024-02-28 23:00", "2024-02-29 23:00"),
    (BERLIN, "2024-03-01 00:00", "last_month", "2024-01-31 23:00", "2024-02-29 23:00"),
    (BERLIN, "2024-10-27 23:30", "last_week", "2024-10-20 22:00", "2024-10-27 23:00"),
    (BERLIN, "2024-10-27 22:30", "this_week", "2024-10-20 22:00", "2024-10-27 23:00"),
    (BERLIN, "2024-01-01 00:00", "last_year", "2022-12-31 23:00", "2023-12-31 23:00"),
    (NEW_YORK, "2024-03-10 12:00", "today", "2024-03-10 05:00", "2024-03-11 04:00"),
    (NEW_YORK, "2024-11-03 12:00", "today", "2024-11-03 04:00", "2024-11-04 05:00"),
    (NEW_YORK, "2024-03-01 04:30", "this_month", "2024-02-01 05:00", "2024-03-01 05:00"),
    (NEW_YORK, "2024-03-01 04:30", "today", "2024-02-29 05:00", "2024-03-01 05:00"),
    (NEW_YORK, "2024-01-01 04:59", "last_year", "2022-01-01 05:00", "2023-01-01 05:00"),
    (NEW_YORK, "2024-12-01 05:00", "last_month", "2024-11-01 04:00", "2024-12-01 05:00"),
    (LORD_HOWE, "2024-04-06 16:00", "today", "2024-04-06 13:00", "2024-04-07 13:30"),
    (LORD_HOWE, "2024-10-05 16:00", "today", "2024-10-05 13:30", "2024-10-06 13:00"),
    (LORD_HOWE, "2024-10-05 16:00", "this_week", "2024-09-29 13:30", "2024-10-06 13:00"),
    (LORD_HOWE, "2024-02-29 13:00", "last_month", "2024-01-31 13:00", "2024-02-29 13:00"),
    (LORD_HOWE, "2024-02-29 12:59", "today", "2024-02-28 13:00", "2024-02-29 13:00"),
    (LORD_HOWE, "2024-12-31 13:00", "last_year", "2023-12-31 13:00", "2024-12-31 13:00"),
]


@pytest.mark.parametrize(("zone", "now", "name", "start", "end"), PERIODS)
def test_named_periods_in_three_zones(zone: ZoneInfo, now: str, name: NamedPeriod, start: str, end: str) -> None:
    found = Period.named(name, ms(now), zone, 0)
    assert (found.start_ms, found.end_ms) == (ms(start), ms(end))


def test_a_custom_period_includes_its_last_day_also_when_clocks_change() -> None:
    for zone, start, end in (
        (BERLIN, "2024-03-30 23:00", "2024-03-31 22:00"),
        (NEW_YORK, "2024-03-31 04:00", "2024-04-01 04:00"),
        (LORD_HOWE, "2024-03-30 13:00", "2024-03-31 13:00"),
    ):
        found = Period.parse("2024-03-31", "2024-03-31", zone)
        assert (found.start_ms, found.end_ms) == (ms(start), ms(end))


def test_figures_are_shown_as_people_read_them() -> None:
    assert [shown("views", 12_345), shown("view_rate", 23.53), shown("watch_depth", None)] == ["12,345", "23.5 %", "–"]
    assert [duration(59), duration(3_599), duration(4_000_000)] == ["59 s", "59 min", "1,111 h 6 min"]
    pairs = [(12, 10), (9, 12), (10, 10), (3, 0), (0, 0), (None, 3)]
    assert [change("views", now, before) for now, before in pairs] == [
        ("+20 %", True),
        ("−25 %", False),
        ("±0 %", None),
        ("new", True),
        ("", None),
        ("", None),
    ]


def test_percentages_change_by_points() -> None:
    pairs = [(27.03, 24.1), (24.1, 27.03), (61.22, 61.2), (5, None)]
    assert [change("view_rate", now, before) for now, before in pairs] == [
        ("+2.9 points", True),
        ("−2.9 points", False),
        ("±0 points", None),
        ("new", True),
    ]
