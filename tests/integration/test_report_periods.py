"""All periods of a report, in three zones, at ends of months, on the leap day and where the clocks change.

What a name means is written by hand, from a calendar; when a day begins somewhere, the oracle finds by walking time.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from conftest import beacon, uuid7
from integration.clock import Clock
from oracle import zones

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")

Days = tuple[str, str]


class Day(NamedTuple):
    """A local day, and the first and last days of the periods that have a name on it."""

    yesterday: str
    this_week: str  # Monday
    last_week: Days
    this_month: str
    last_month: Days
    last_year: Days


Y2023, Y2024 = ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")
JANUARY, FEBRUARY, MARCH = ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")
SEPTEMBER, OCTOBER = ("2024-09-01", "2024-09-30"), ("2024-10-01", "2024-10-31")
NOVEMBER, DECEMBER = ("2024-11-01", "2024-11-30"), ("2024-12-01", "2024-12-31")

CALENDAR = {
    # The leap day, and the day after it.
    "2024-02-29": Day("2024-02-28", "2024-02-26", ("2024-02-19", "2024-02-25"), "2024-02-01", JANUARY, Y2023),
    "2024-03-01": Day("2024-02-29", "2024-02-26", ("2024-02-19", "2024-02-25"), "2024-03-01", FEBRUARY, Y2023),
    # Clocks go forward: in New York; in Berlin, where a month ends on that day; the day after it.
    "2024-03-10": Day("2024-03-09", "2024-03-04", ("2024-02-26", "2024-03-03"), "2024-03-01", FEBRUARY, Y2023),
    "2024-03-31": Day("2024-03-30", "2024-03-25", ("2024-03-18", "2024-03-24"), "2024-03-01", FEBRUARY, Y2023),
    "2024-04-01": Day("2024-03-31", "2024-04-01", ("2024-03-25", "2024-03-31"), "2024-04-01", MARCH, Y2023),
    # On Lord Howe by half an hour: back, and forward.
    "2024-04-07": Day("2024-04-06", "2024-04-01", ("2024-03-25", "2024-03-31"), "2024-04-01", MARCH, Y2023),
    "2024-10-06": Day("2024-10-05", "2024-09-30", ("2024-09-23", "2024-09-29"), "2024-10-01", SEPTEMBER, Y2023),
    # Back in Berlin, and in New York.
    "2024-10-27": Day("2024-10-26", "2024-10-21", ("2024-10-14", "2024-10-20"), "2024-10-01", SEPTEMBER, Y2023),
    "2024-11-03": Day("2024-11-02", "2024-10-28", ("2024-10-21", "2024-10-27"), "2024-11-01", OCTOBER, Y2023),
    # A year ends, and one begins.
    "2024-12-31": Day("2024-12-30", "2024-12-30", ("2024-12-23", "2024-12-29"), "2024-12-01", NOVEMBER, Y2023),
    "2025-01-01": Day("2024-12-31", "2024-12-30", ("2024-12-23", "2024-12-29"), "2025-01-01", DECEMBER, Y2024),
}
CHANGES = {
    "Europe/Berlin": {"2024-03-31", "2024-04-01", "2024-10-27"},
    "America/New_York": {"2024-03-10", "2024-11-03"},
    "Australia/Lord_Howe": {"2024-04-07", "2024-10-06"},
}
"""Days that are like any others elsewhere."""
FIRST = "2022-12-31"


def days_of(zone: str) -> list[str]:
    elsewhere = {day for other, days in CHANGES.items() if other != zone for day in days}
    return [day for day in CALENDAR if day not in elsewhere]


def meant(today: str) -> dict[str, Days]:
    day = CALENDAR[today]
    return {
        "today": (today, today),
        "yesterday": (day.yesterday, day.yesterday),
        "this_week": (day.this_week, today),
        "last_week": day.last_week,
        "this_month": (day.this_month, today),
        "last_month": day.last_month,
        "last_year": day.last_year,
        "all_time": (FIRST, today),
        "custom": (day.yesterday, today),
    }


@pytest.mark.parametrize("zone", ZONES)
def test_every_period_of_every_day(clock_in: Callable[[str], Clock], zone: str) -> None:
    clock = clock_in(zone)
    spans = {days: zones.period(zone, *days) for today in days_of(zone) for days in meant(today).values()}
    edges = sorted({edge for span in spans.values() for edge in span})
    loads = [moment for edge in edges for moment in (edge - 1, edge)][1:]  # so the first is of FIRST
    clock.road.send(clock.workspace, [[play(at) for at in loads]])
    for number, today in enumerate(days_of(zone), ZONES.index(zone)):
        start, end = spans[today, today]
        now = end - 1 if number % 2 else start  # the day's last millisecond or its first: in each zone the other
        clock.now = zones.EPOCH + timedelta(milliseconds=now)
        asked = {name: ask(clock, name, *days) for name, days in meant(today).items()}
        clock.reports.build_all()
        for name, days in meant(today).items():
            first, after = spans[days]
            period = clock.ask("GET", f"/v1/reports/{asked[name]}").json()["data"]["period"]
            told = (zones.instant(period["from"]), zones.instant(period["to"]))
            assert told == (first, after), (today, name)
            assert player_loads(clock, asked[name]) == sum(first <= at < after for at in loads), (today, name)


def play(at: int) -> dict[str, object]:
    return beacon(video="v1", play=uuid7(at), loaded=at, sent=at + 1_000) | {
        "received": at + 1_000,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    }


def ask(clock: Clock, name: str, first: str, last: str) -> str:
    days = {"from": first, "to": last} if name == "custom" else {}
    answer = clock.ask("POST", "/v1/reports", {"period": name, "fields": ["player_loads"], **days})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["data"]["id"])


def player_loads(clock: Clock, report_id: str) -> int:
    archive = clock.ask("GET", f"/v1/reports/{report_id}/download").content
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        text = opened.read(opened.namelist()[0]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    return int(row["player_loads"])
