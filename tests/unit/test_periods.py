"""Periods and buckets where clocks change: against the shared vectors, and over every zone's changes of ten years."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, get_args
from zoneinfo import ZoneInfo, available_timezones

import pytest

from mutoscope.local_time import change_of_offset, date_at, day_before, day_start, instant_of, local, offset_changes
from mutoscope.metrics import NamedPeriod, Period
from mutoscope.metrics.periods import DAY_MS, Grain, buckets
from mutoscope.reports.schedules import next_time
from oracle import zones
from oracle.periods import VECTORS, vectors_at

PERIODS: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))
START, END = (round(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1000 for year in (2016, 2027))
DAY = timedelta(days=1)


@cache
def every_zone() -> dict[str, list[int]]:
    """Every zone's changes of ten years; of zones that change alike, one."""
    found: dict[tuple[Any, ...], tuple[str, list[int]]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        # None has changed twice within five days since 2016.
        offsets = [(at, local(at, zone).utcoffset()) for at in range(START, END, 5 * DAY_MS)]
        around = [(one, other) for (one, before), (other, after) in pairwise(offsets) if before != after]
        changes = [change for pair in around if (change := change_of_offset(*pair, zone)) is not None]
        found.setdefault((offsets[0][1], *((at, local(at, zone).utcoffset()) for at in changes)), (name, changes))
    return dict(found.values())


def test_there_are_many_and_they_change() -> None:
    assert len(every_zone()) > 100
    assert sum(map(len, every_zone().values())) > 900


@pytest.mark.parametrize("zone", sorted({vector["zone"] for vector in PERIODS}))
def test_named_and_custom_periods_as_somebody_with_a_calendar_says(zone: str) -> None:
    here = ZoneInfo(zone)
    for vector in PERIODS:
        if vector["zone"] != zone:
            continue
        now, first = zones.instant(vector["now"]), zones.instant(vector["first"])
        if vector["name"] == "custom":
            period = Period.parse(vector["custom"]["from"], vector["custom"]["to"], here)
        else:
            period = Period.named(vector["name"], now, here, first)
        assert (period.start_ms, period.end_ms) == (zones.instant(vector["from"]), zones.instant(vector["to"])), vector
        if vector["before"] and period.end_ms <= now:  # Python is asked for this of periods that are over
            before = period.before()
            expected = (zones.instant(vector["before"]["from"]), zones.instant(vector["before"]["to"]))
            assert (before.start_ms, before.end_ms) == expected, vector


def nows() -> Iterator[tuple[ZoneInfo, int]]:
    """Each zone around each of its changes: right before and at it, in the hours and days after."""
    for name, changes in every_zone().items():
        zone = ZoneInfo(name)
        for number, change in enumerate(changes or [START]):
            yield zone, change
            yield zone, change + (-1, 1_800_000, 3 * 3_600_000, DAY_MS + 1_800_000, 7 * DAY_MS, 31 * DAY_MS)[number % 6]


def test_periods_follow_each_other_in_every_zone() -> None:
    for zone, now in nows():
        for name in get_args(NamedPeriod):
            period = Period.named(name, now, zone, now - 40 * DAY_MS)
            told = (zone.key, now, name)
            assert period.start_ms < period.end_ms, told
            if name in ("today", "this_week", "this_month", "all_time"):
                assert period.start_ms <= now < period.end_ms, told
            if name in ("yesterday", "last_week", "last_month", "last_year"):
                before = period.before()
                assert before.start_ms < before.end_ms == period.start_ms, told
                again = before.before()
                assert again.start_ms < again.end_ms == before.start_ms, told
        assert Period.named("yesterday", now, zone, 0).end_ms == Period.named("today", now, zone, 0).start_ms


def test_buckets_cover_their_period_exactly_in_every_zone() -> None:
    """Named periods, and some that begin and end in the middle of an hour that is set back or left out."""
    for number, (zone, now) in enumerate(nows()):
        periods: list[tuple[Period, Grain]] = [
            (Period.named("today", now, zone, 0), "hour"),
            (Period.named("this_week", now, zone, 0), "day"),
            (Period(start_ms=now - DAY_MS + number, end_ms=now + 900_000 + number, zone=zone), "hour"),
            (Period(start_ms=now + 900_000 + number, end_ms=now + 3 * DAY_MS, zone=zone), "day"),
            (Period(start_ms=now - 20 * DAY_MS, end_ms=now + 20 * DAY_MS, zone=zone), "week"),
            (Period(start_ms=now - 70 * DAY_MS, end_ms=now + DAY_MS, zone=zone), "month"),
        ]
        for period, grain in periods:
            found = buckets(period, grain)
            told = (zone.key, period, grain)
            assert (found.edges[0], found.edges[-1]) == (period.start_ms, period.end_ms), told
            assert found.starts[0] <= period.start_ms, told
            assert found.edges[1:-1] == found.starts[1:], told
            for one, other in pairwise(found.edges):
                assert one < other, told
                if grain == "hour":
                    assert other - one <= 3_600_000, told
                else:
                    assert_one_date(one, other, grain, zone)


def assert_one_date(one: int, other: int, grain: Grain, zone: ZoneInfo) -> None:
    """Begin and end of a bucket are of the same day, week or month, and the end's next instant is of another."""
    first, last, after = (zones._bucket(grain, date_at(at, zone)) for at in (one, other - 1, other))  # type: ignore[arg-type]
    assert first == last <= after, (zone.key, one, other, grain)


def test_each_local_day_is_one_bucket() -> None:
    for name, changes in every_zone().items():
        zone = ZoneInfo(name)
        for change in changes[::3] or [START]:
            period = Period(start_ms=change - 4 * DAY_MS, end_ms=change + 4 * DAY_MS, zone=zone)
            days = [date_at(edge, zone) for edge in buckets(period, "day").edges[:-1]]
            assert len(days) == len(set(days)), name
            there = {local(at, zone).date() for at in range(period.start_ms, period.end_ms, 900_000)}
            assert set(days) == there, name


class TestLocalTime:
    @pytest.mark.parametrize(
        ("zone", "reading", "instant"),
        [
            ("Europe/Stockholm", "2020-10-25T02:30", "2020-10-25T00:30Z"),  # twice: the first
            ("Europe/Stockholm", "2020-03-29T02:30", "2020-03-29T01:30Z"),  # never: 03:30, as if nothing had been moved
            ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00Z"),
            ("Australia/Lord_Howe", "2024-10-06T02:15", "2024-10-05T15:45Z"),
            ("Antarctica/Troll", "2023-03-26T01:30", "2023-03-26T01:30Z"),
            ("Africa/Monrovia", "1972-01-06T12:00", "1972-01-06T12:44:30Z"),
        ],
    )
    def test_when_a_clock_shows_it(self, zone: str, reading: str, instant: str) -> None:
        assert instant_of(datetime.fromisoformat(reading), ZoneInfo(zone)) == zones.instant(instant)

    def test_a_day_that_was_left_out(self) -> None:
        apia, skipped = ZoneInfo("Pacific/Apia"), date(2011, 12, 30)
        assert day_start(skipped, apia) == day_start(skipped + DAY, apia)
        assert day_before(skipped + DAY, apia) == day_before(skipped, apia) == skipped - DAY
        with pytest.raises(ValueError, match="to: 2011-12-30 was left out by Pacific/Apia"):
            Period.parse("2011-12-30", "2011-12-30", apia)

    def test_a_day_begins_once_though_the_clock_goes_back_over_midnight(self) -> None:
        """At 00:01 in Newfoundland, until 2011: the hour that came again belongs to the day that had begun."""
        zone = ZoneInfo("America/St_Johns")
        again = zones.instant("2010-11-07T03:00:00Z")
        assert local(again, zone).date() == date(2010, 11, 6)
        assert date_at(again, zone) == date(2010, 11, 7)
        period = Period(start_ms=again, end_ms=again + 2 * DAY_MS, zone=zone)
        edges = buckets(period, "day").edges
        assert list(edges) == sorted(set(edges))

    @pytest.mark.parametrize("zone", ["Africa/Casablanca", "Australia/Lord_Howe", "UTC"])
    def test_changes_of_offset_say_what_the_clock_shows(self, zone: str) -> None:
        changes = offset_changes(ZoneInfo(zone), START, END)
        assert [at for at, _ in changes[1:]] == [at for at in changes_of(zone) if START < at <= END]
        for (at, seconds), (until, _) in pairwise([*changes, (END, 0)]):
            for instant in (at, (at + until) // 2, until - 1):
                assert local(instant, ZoneInfo(zone)).utcoffset() == timedelta(seconds=seconds)


def changes_of(zone: str) -> list[int]:
    """Walked by half an hour."""
    offsets = [(at, local(at, ZoneInfo(zone)).utcoffset()) for at in range(START, END, 1_800_000)]
    return [other for (_, before), (other, after) in pairwise(offsets) if before != after]


def test_a_schedule_runs_once_a_week_at_its_hour_in_every_zone() -> None:
    for name, changes in every_zone().items():
        zone = ZoneInfo(name)
        for number, change in enumerate(changes[:8] or [START]):
            hour = number % 24 if number % 2 else 0
            at = datetime.fromtimestamp(change / 1000 - 604_800, UTC)
            for _ in range(3):
                at, before = next_time("week", hour, zone, at), at
                shown = at.astimezone(zone)
                assert before < at <= before + timedelta(days=8), (name, change)
                assert shown.weekday() == 0, (name, at)
                assert shown.hour == hour or shown.hour - hour in (1, 2, 3), (name, at)


def test_vectors_are_those_of_the_oracle() -> None:
    """Written by `python -m oracle.periods`, and never by hand: some of them are made again."""
    zone, now = "Europe/Stockholm", "2020-10-25T22:30:00Z"
    made = list(vectors_at(zone, zones.instant(now)))
    assert made == [vector for vector in PERIODS if (vector["zone"], vector["now"]) == (zone, now)]
