"""Periods around changes of the clock, in any zone: whatever is asked for is refused with a reason, or cut up whole."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.local_time import date_at, day_start, instant_of, offset_changes
from mutoscope.metrics import NamedPeriod, Period
from mutoscope.metrics.periods import DAY_MS, GROUP_TIMES, MOST_BUCKETS, Grain, buckets, line
from mutoscope.reports.schedules import next_time

ZONES = sorted(available_timezones())


@st.composite
def moments(draw: st.DrawFn) -> tuple[ZoneInfo, int]:
    """A zone, and an instant within some days of a change of its clock."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    year = draw(st.integers(2005, 2035))
    start, end = (round(datetime(one, 1, 1, tzinfo=UTC).timestamp()) * 1000 for one in (year, year + 1))
    changes = [at for at, _ in offset_changes(zone, start, end)]
    return zone, draw(st.sampled_from(changes)) + draw(st.integers(-3 * DAY_MS, 3 * DAY_MS))


dates = st.dates(date(2005, 1, 1), date(2035, 12, 31)).map(str)
instants = st.integers(1960, 2110).flatmap(
    lambda year: st.times().map(lambda at: f"{year}-03-31T{at.isoformat(timespec='milliseconds')}Z")
)
texts = st.one_of(dates, instants, st.text(max_size=30))


@FUZZ
@given(st.sampled_from(ZONES), texts, texts)
def test_what_is_asked_for_is_a_period_or_refused(zone: str, from_: str, to: str) -> None:
    try:
        period = Period.parse(from_, to, ZoneInfo(zone))
    except ValueError as error:
        why = str(error)
        assert why.startswith(("from: ", "to: "))
        return
    assert period.start_ms < period.end_ms


@FUZZ
@given(moments(), st.sampled_from(get_args(NamedPeriod)), st.integers(0, 500))
def test_named_periods_and_those_before(moment: tuple[ZoneInfo, int], name: NamedPeriod, first_days_ago: int) -> None:
    zone, now = moment
    period = Period.named(name, now, zone, now - first_days_ago * DAY_MS)
    before = period.before()
    assert before.start_ms < before.end_ms == period.start_ms < period.end_ms


@FUZZ
@given(moments(), st.integers(1, 40 * DAY_MS), st.sampled_from(("minute", *GROUP_TIMES)))
def test_buckets_cover_any_period(moment: tuple[ZoneInfo, int], length: int, grain: Grain) -> None:
    zone, start = moment
    period = Period(start_ms=start, end_ms=start + length, zone=zone)
    try:
        cut = buckets(period, grain)
    except ValueError as error:
        why = str(error)
        assert why.startswith("group_time: ")
        assert (grain, length > (MOST_BUCKETS - 1) * 60_000) == ("minute", True)
        cut = line(period)[0]
    assert (cut.edges[0], cut.edges[-1]) == (period.start_ms, period.end_ms)
    assert cut.starts[0] <= cut.edges[0]
    assert all(one < other for one, other in pairwise(cut.edges))


@FUZZ
@given(moments(), st.integers(0, 23), st.sampled_from(("week", "month")))
def test_schedules_go_on(moment: tuple[ZoneInfo, int], hour: int, every: str) -> None:
    zone, now = moment
    after = datetime.fromtimestamp(now / 1000, UTC)
    following = next_time(every, hour, zone, after)  # type: ignore[arg-type]
    assert after < following <= after + timedelta(days=33)
    assert next_time(every, hour, zone, following) > following  # type: ignore[arg-type]


@FUZZ
@given(moments())
def test_a_day_holds_its_instants(moment: tuple[ZoneInfo, int]) -> None:
    zone, now = moment
    day = date_at(now, zone)
    assert day_start(day, zone) <= now < day_start(day + timedelta(days=1), zone)
    reading = datetime.fromtimestamp(now / 1000, zone).replace(tzinfo=None)
    assert abs(instant_of(reading, zone) - now) <= DAY_MS  # the same, or the first of two
