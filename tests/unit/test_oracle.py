"""The oracle against the golden cases and against common sense; whatever is compared with it later leans on this."""

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from oracle import golden, oracle, strategies, zones
from oracle.history import (
    VIEW_MS,
    Content,
    Play,
    Span,
    beacons,
    dims,
    import_line,
    spans_until,
    token,
    uuid7,
    view_at,
    winners,
)

CASES = golden.cases()
SCHEMA = json.loads((golden.FOLDER / "schema.json").read_text(encoding="utf-8"))
ADDITIVE = ("player_loads", "views", "watch_ms", "duration_ms", "play", "pause", "seek", "replay", "buffering_count",
            "buffering_ms", "errors")  # fmt: skip

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
random = budget(deadline=None, max_examples=50)


def lines_of(plays: list[Play]) -> list[dict[str, Any]]:
    return [import_line(beacon, beacon["sent"], dims(play)) for play in plays for beacon in beacons(play)]


def identities(plays: list[Play] | tuple[Play, ...]) -> dict[tuple[str, str], Play]:
    return {(play.video, play.play): play for play in plays}


# The golden cases.


@each_case
def test_case_is_well_formed(case: golden.Case) -> None:
    jsonschema.validate(case.data, SCHEMA)
    assert (golden.FOLDER / f"{case.name}.json").exists()


def test_all_fourteen_are_there() -> None:
    assert {case.name[:2] for case in CASES} == {f"{number:02}" for number in range(1, 15)}


@pytest.mark.parametrize(("case", "way"), [(c, way) for c in CASES for way in c.deliveries], ids=str)
def test_every_delivery_leaves_the_plays_of_the_case(case: golden.Case, way: str) -> None:
    assert identities(winners(case.deliveries[way])) == identities(case.plays)


@each_case
def test_oracle_agrees(case: golden.Case) -> None:
    for expected in case.expect:
        question = expected["question"]
        said = (case.name, question)
        start, end = zones.period(case.timezone, question["from"], question["to"])
        edges = zones.edges(case.timezone, question.get("group_time", "day"), start, end)
        filters = question.get("filters", {})
        [total] = oracle.ask(case.plays, case.catalog, start, end, filters=filters)
        if "total" in expected:
            assert oracle.rounded(total) == expected["total"], said
        for name, value in expected.get("exact", {}).items():
            assert getattr(total.measures, name) == value, said
        if "timeline" in expected:
            buckets = oracle.timeline(case.plays, case.catalog, start, end, edges, filters=filters)
            check_rows(buckets, ["date"], expected["timeline"], said)
        if "rows" in expected:
            by = question["by"]
            every = question.get("every", False)
            rows = oracle.ask(case.plays, case.catalog, start, end, edges, by=by, filters=filters, every=every)
            wanted_rows = sorted(expected["rows"], key=lambda row: key(row, by))
            check_rows(sorted(rows, key=lambda row: row.key), by, wanted_rows, said)
        if "retention" in expected:
            wanted = expected["retention"]
            found = oracle.retention(
                case.plays, case.catalog, start, end, wanted["video"], slices=wanted["slices"], filters=filters
            )
            shown = oracle.rounded_retention(found)
            assert shown == {"viewed": wanted["viewed"], "plays": wanted["plays"]}, said


def key(row: dict[str, Any], by: list[str]) -> tuple[str | int, ...]:
    return tuple(zones.instant(row[name]) if name == "date" else row[name] for name in by)


def check_rows(rows: list[oracle.Row], by: list[str], expected: list[dict[str, Any]], said: object) -> None:
    assert [row.key for row in rows] == [key(row, by) for row in expected], said
    for row, wanted in zip(rows, expected, strict=True):
        measures = oracle.rounded(row)
        named = {name: value for name, value in wanted.items() if name in oracle.MEASURES}
        assert {name: measures[name] for name in named} == named, (said, wanted)


@each_case
def test_local_times_of_the_buckets_are_what_clocks_showed(case: golden.Case) -> None:
    for bucket in (b for e in case.expect for b in e.get("timeline", []) if "local" in b):
        here = zones.local(case.timezone, zones.instant(bucket["date"]))
        assert here.isoformat(timespec="minutes") == bucket["local"]


@each_case
def test_rows_equal_the_total_filtered_by_them(case: golden.Case) -> None:
    """Reading 1, on histories that are easy to look at."""
    for question in (e["question"] for e in case.expect):
        start, end = zones.period(case.timezone, question["from"], question["to"])
        for row in oracle.ask(case.plays, case.catalog, start, end, by=["video_id"]):
            filters = {"video_id": [str(row.key[0])]}
            assert oracle.ask(case.plays, case.catalog, start, end, filters=filters)[0].measures == row.measures


# Single definitions.


@pytest.mark.parametrize(
    ("spans", "at"),
    [
        ([], None),
        ([(0, 4_999, 0, 4_999, 0)], None),
        ([(0, 5_000, 0, 5_000, 0)], 5_000),
        ([(7, 9_000, 0, 9_000, 0)], 5_007),
        ([(0, 3_000, 0, 3_000, 1), (9_000, 2_000, 3_000, 5_000, 1)], 11_000),
        ([(0, 3_000, 0, 3_000, 0), (3_000, 2_000, 3_000, 5_000, 0)], None),
        ([(0, 5_000, 0, 5_000, 0), (8_000, 1, 5_000, 5_001, 1)], 5_000),
        ([(0, 4_000, 0, 4_000, 0), (9_000, 4_000, 0, 4_000, 0), (14_000, 1_000, 0, 500, 1)], 15_000),
    ],
)
def test_view_is_reached(spans: list[tuple[int, int, int, int, int]], at: int | None) -> None:
    assert view_at([Span(*span) for span in spans]) == at


def test_a_wide_viewing_counts_the_longest_length_and_clips() -> None:
    catalog = {"v": Content(video="v", duration_ms=50_000)}
    short = Play(video="v", play="1", session="s", loaded_ms=0, spans=(Span(0, 60_000, -1_000, 59_000),))
    long = Play(video="v", play="2", session="s", loaded_ms=0, duration_ms=100_000, spans=(Span(0, 9_000, 99_000, 0),))
    [alone] = oracle.viewings([short], catalog)
    assert (alone.length_ms, alone.covered_ms) == (50_000, 50_000)
    [both] = oracle.viewings([short, long], catalog)
    assert (both.length_ms, both.covered_ms) == (100_000, 99_000)


def test_the_viewer_before_the_device_before_the_session() -> None:
    play = Play(video="v", play="1", session="s", loaded_ms=0)
    assert oracle.person(play) == ("session", "s")
    assert oracle.person(Play(video="v", play="1", session="s", device="d", loaded_ms=0)) == ("device", "d")
    assert oracle.person(Play(video="v", play="1", session="s", device="d", viewer="x", loaded_ms=0)) == ("viewer", "x")


def test_ids_have_the_protocols_form() -> None:
    assert len(token("s1")) == 22
    play = uuid7(1_709_546_400_000, "a")
    assert int(play.replace("-", "")[:12], 16) == 1_709_546_400_000
    assert play[14] == "7"
    assert play[19] in "89ab"


def test_rounding_is_half_up() -> None:
    assert [oracle.half_up(Fraction(n, 10)) for n in (4, 5, 14, 15, 25)] == [0, 1, 1, 2, 3]
    assert oracle.two_decimals(Fraction(1_005, 1_000)) == 1.01
    assert oracle.two_decimals(Fraction(375, 1_000)) == 0.38


@pytest.mark.parametrize(
    ("zone", "unit", "text", "starts"),
    [
        # Samoa skipped 30 December 2011 altogether.
        ("Pacific/Apia", "day", "2011-12-30T09:00:00Z", ["2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"]),
        # Beirut's midnight did not exist.
        ("Asia/Beirut", "day", "2024-03-31T00:00:00Z", ["2024-03-30T22:00:00Z", "2024-03-31T21:00:00Z"]),
        # St John's changed its clocks at 00:01, back into the day before: a day begins but once, an hour where it must.
        ("America/St_Johns", "day", "2006-10-29T05:00:00Z", ["2006-10-29T02:30:00Z", "2006-10-30T03:30:00Z"]),
        ("America/St_Johns", "hour", "2006-10-29T02:31:00Z", ["2006-10-29T02:31:00Z", "2006-10-29T03:30:00Z"]),
        ("Asia/Kathmandu", "hour", "2024-03-31T00:20:00Z", ["2024-03-31T00:15:00Z", "2024-03-31T01:15:00Z"]),
    ],
)
def test_odd_edges(zone: str, unit: zones.Unit, text: str, starts: list[str]) -> None:
    at = zones.instant(text)
    assert [zones.label(edge) for edge in zones.edges(zone, unit, at, at + 1)] == starts


# Properties.


@random
@given(st.data())
def test_delivery_changes_nothing(data: st.DataObject) -> None:
    history = data.draw(strategies.histories())
    batches = data.draw(strategies.deliveries(history))
    assert identities(winners([line for batch in batches for line in batch])) == identities(history.plays)


@random
@given(st.data())
def test_late_beacons_move_a_play_but_shuffling_does_not(data: st.DataObject) -> None:
    history = data.draw(strategies.histories())
    lines = [line for batch in data.draw(strategies.deliveries(history, exact=False)) for line in batch]
    found = identities(winners(lines))
    assert found == identities(winners(data.draw(st.permutations(lines + lines))))
    for identity, play in identities(history.plays).items():
        assert 0 <= found[identity].loaded_ms - play.loaded_ms <= 2_000


@random
@given(strategies.histories())
def test_beacons_are_plausible_states_of_one_life(history: strategies.History) -> None:
    for play in history.plays:
        sent = beacons(play)
        assert [beacon["seq"] for beacon in sent] == list(range(len(sent)))
        assert identities(winners(lines_of([play]))) == identities([play])
        for beacon in sent:
            ended = 0
            for at, wall, start, end, _ in beacon["spans"]:
                assert at >= ended
                assert abs(end - start) <= wall * 16 + 1_000
                ended = at + wall
            assert ended <= beacon["sent"] - beacon["loaded"]
        reached = [b["sent"] - b["loaded"] for b in sent if view_at(Span(*span) for span in b["spans"]) is not None]
        assert min(reached, default=None) == view_at(play.spans)


@random
@given(strategies.histories(), st.integers(0, 700_000))
def test_what_was_known_never_contradicts_what_was(history: strategies.History, now: int) -> None:
    for play in history.plays:
        known = sum(span.wall for span in spans_until(play.spans, now))
        assert known == sum(oracle.overlap(span.at, span.at + span.wall, 0, now) for span in play.spans)


@random
@given(st.data())
def test_buckets_add_up_to_the_total(data: st.DataObject) -> None:
    history = data.draw(strategies.histories())
    q = data.draw(strategies.questions(history))
    [total] = oracle.ask(history.plays, history.catalog, q.from_ms, q.to_ms, filters=q.filters)
    line = oracle.timeline(history.plays, history.catalog, q.from_ms, q.to_ms, q.edges_ms, filters=q.filters)
    for name in ADDITIVE:
        assert sum(getattr(row.measures, name) for row in line) == getattr(total.measures, name)
    peaks = [row.measures.peak_concurrent_viewers for row in line]
    assert max(peaks) == total.measures.peak_concurrent_viewers
    assert sum(row.measures.unique_views for row in line) >= total.measures.unique_views
    # Viewings belong to one bucket each, so the completions add up too where no bucket lacks lengths.
    completions = [row.measures.completions for row in line if row.measures.completions is not None]
    assert sum(completions) == (total.measures.completions or 0)


@random
@given(st.data())
def test_rows_add_up_and_equal_the_total_filtered_by_them(data: st.DataObject) -> None:
    history = data.draw(strategies.histories())
    q = data.draw(strategies.questions(history))
    plays, catalog = history.plays, history.catalog
    [total] = oracle.ask(plays, catalog, q.from_ms, q.to_ms, filters=q.filters)
    rows = oracle.ask(plays, catalog, q.from_ms, q.to_ms, q.edges_ms, by=q.by, filters=q.filters)
    assert len({row.key for row in rows}) == len(rows)
    # A play without loads, views and watching in the period adds nothing, so the rows left out don't either.
    for name in ADDITIVE:
        if q.by:
            assert sum(getattr(row.measures, name) for row in rows) == getattr(total.measures, name)
    for row in rows:
        named = dict(zip(q.by, row.key, strict=True))
        start, end = q.from_ms, q.to_ms
        if "date" in named:
            index = q.edges_ms.index(int(named.pop("date")))
            start, end = max(start, q.edges_ms[index]), min(end, q.edges_ms[index + 1])
        narrowed = [p for p in plays if all(oracle.dimension(p, n, catalog) == v for n, v in named.items())]
        assert oracle.ask(narrowed, catalog, start, end, filters=q.filters)[0].measures == row.measures


@random
@given(st.data())
def test_bounds(data: st.DataObject) -> None:
    history = data.draw(strategies.histories())
    q = data.draw(strategies.questions(history))
    for row in oracle.ask(history.plays, history.catalog, q.from_ms, q.to_ms, q.edges_ms, by=q.by, filters=q.filters):
        m = row.measures
        assert m.unique_views <= m.views
        assert m.unique_viewers <= m.views
        assert (m.unique_viewers == 0) == (m.views == 0)
        assert (m.peak_concurrent_viewers == 0) == (m.watch_ms == 0)
        assert m.watch_ms <= m.peak_concurrent_viewers * (q.to_ms - q.from_ms)
        assert m.watch_depth is None or 0 <= m.watch_depth <= 100
        assert (m.completions or 0) <= m.views
        assert m.startup_ms is None or m.startup_p95_ms is None or m.startup_ms <= m.startup_p95_ms
        assert set(oracle.rounded(row)) == set(oracle.MEASURES)


@random
@given(st.data(), st.integers(1, 20))
def test_retention_is_depth_in_slices(data: st.DataObject, slices: int) -> None:
    history = data.draw(strategies.histories())
    q = data.draw(strategies.questions(history))
    for video in history.catalog:
        found = oracle.retention(history.plays, history.catalog, q.from_ms, q.to_ms, video, slices=slices)
        [row] = oracle.ask(history.plays, history.catalog, q.from_ms, q.to_ms, filters={"video_id": [video]})
        if found.viewed is None or found.plays is None:
            assert row.measures.completions is None
            continue
        assert len(found.viewed) == len(found.plays) == slices
        assert all(0 <= share <= 100 for share in found.viewed)
        lengths = {oracle.length_of(play, history.catalog) for play in history.plays if play.video == video}
        if None in lengths and len(lengths) > 1:
            continue  # what a play of unknown length played behind the viewing's end is in its union, but in no slice
        # Every viewing's plays cover at least its union; both are rounded to billionths.
        depth, rounding = row.measures.watch_depth, Fraction(slices, 10**7)
        assert depth is None or sum(found.plays) * 100 + rounding >= depth * slices


@random
@given(strategies.histories(), st.integers(1, 10_000_000))
def test_a_lower_threshold_loses_no_view(history: strategies.History, reach: int) -> None:
    start, end = history.around_ms - reach, history.around_ms + reach
    for play in history.plays:
        low, high = oracle.viewed_at(play, 1_000), oracle.viewed_at(play, VIEW_MS)
        assert high is None or (low is not None and low < high)
    [row] = oracle.ask(history.plays, history.catalog, start, end, view_ms=1)
    assert row.measures.views >= len({p.play for p in history.plays if p.spans and start <= p.loaded_ms < end - 3_000})


@random
@given(
    st.sampled_from(strategies.ZONES),
    st.sampled_from(("hour", "day", "week", "month")),
    st.sampled_from(strategies.INSTANTS),
    st.integers(0, 3 * 86_400_000),
)
def test_edges_cover_the_period_and_begin_where_the_clock_says(
    zone: str, unit: zones.Unit, around: int, reach: int
) -> None:
    edges = zones.edges(zone, unit, around - reach, around + reach + 1)
    assert edges == sorted(set(edges))
    assert edges[0] <= around - reach < edges[1]
    assert edges[-2] < around + reach + 1 <= edges[-1]
    for edge in edges:
        here = zones.local(zone, edge)
        before = zones.local(zone, edge - 1)
        if unit == "hour":
            assert here.minute == 0 or here.utcoffset() != before.utcoffset()
        else:
            assert before.date() < here.date()
            assert unit != "week" or here.weekday() == 0
            assert unit != "month" or here.day == 1


def test_periods() -> None:
    day = dt.timedelta(hours=25) // dt.timedelta(milliseconds=1)
    start, end = zones.period("Europe/Berlin", "2024-10-27", "2024-10-27")
    assert (zones.label(start), end - start) == ("2024-10-26T22:00:00Z", day)
    assert zones.period("Europe/Berlin", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z") == (0, 1)
