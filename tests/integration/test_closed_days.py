"""Closed days and open ones together tell what the oracle counts by hand, and what a count of plays at once tells.

Whatever happens to a workspace, and whenever which of its days were closed.
"""

import dataclasses
import time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import histories
from integration.closing import DAY, ClosedWorkspace, answers, at_once, differing
from integration.road import Road
from mutoscope.metrics import MEASURES, Choice, Period, Question
from mutoscope.metrics.closed_days import GROUPINGS
from oracle import oracle, strategies, zones
from oracle.history import Beacon, Content, Play, Span, import_line, last_beacon, token, uuid7

MINUTE = 60_000
HOUR = 60 * MINUTE
ZONES = (*strategies.ZONES, "America/Havana")
INSTANTS = (
    *strategies.INSTANTS,
    zones.instant("2024-03-10T05:00:00Z"),  # Havana: forward at midnight
    zones.instant("2024-11-03T05:00:00Z"),  # Havana: back at midnight
)
CLOSABLE = sorted({name for grouping in GROUPINGS for name in grouping})
OTHERS = ("external_id", "page", "stream_id", "context.lesson")
"""Dimensions of which no days are closed."""


@st.composite
def long_histories(draw: st.DrawFn, zone: str) -> strategies.History:
    """Of several days around the start of one, with sessions and viewers that come again on any of them."""
    history = draw(strategies.histories())
    now_ms = time.time_ns() // 1_000_000
    near_ms = draw(st.sampled_from((*INSTANTS, now_ms, now_ms - DAY, now_ms - 2 * DAY)))
    around_ms = zones.edges(zone, "day", near_ms, near_ms + 1)[0]
    back = st.sampled_from((0, 0, 0, -HOUR, DAY, 2 * DAY, 5 * DAY, -DAY))
    later = st.integers(49, 74).map(lambda hours: hours * HOUR)
    to_edge = around_ms - history.around_ms
    plays = tuple(moved(play, to_edge + draw(st.one_of(back, back, later))) for play in history.plays)
    return dataclasses.replace(history, plays=plays, around_ms=around_ms)


def moved(play: Play, by_ms: int) -> Play:
    loaded_ms = play.loaded_ms + by_ms
    return dataclasses.replace(play, loaded_ms=loaded_ms, play=uuid7(loaded_ms, play.play))


@st.composite
def day_questions(draw: st.DrawFn, history: strategies.History, zone: str) -> strategies.Question:
    """About whole days and such as closed days know, but for a few."""
    unit: zones.Unit = draw(st.sampled_from(("day", "day", "week", "month", "hour")))
    edges = zones.edges(zone, "day", history.around_ms - 3 * DAY, history.around_ms + 9 * DAY)
    first = draw(st.integers(0, len(edges) - 2))
    last = draw(st.integers(first + 1, len(edges) - 1))
    from_ms, to_ms = edges[first], edges[last]
    if draw(st.sampled_from((False, False, False, True))):
        inside = st.sampled_from((1, 5_000, HOUR, 23 * HOUR - 1))
        from_ms, to_ms = min(from_ms + draw(inside), to_ms - 1), to_ms - draw(st.sampled_from((0, 1)))
        to_ms = max(to_ms, from_ms + 1)
    undated = draw(st.sampled_from((*GROUPINGS, *GROUPINGS, ("domain", "country"), ("page",), ("stream_id",))))
    by = draw(st.sampled_from((undated, undated, ("date", *undated), (*undated, "date"))))
    filters = {}
    if draw(st.booleans()) and history.plays:
        beside = [one for one in CLOSABLE if any(set(grouping) == {*undated, one} for grouping in GROUPINGS)]
        name = draw(st.sampled_from((*beside, *beside, *CLOSABLE, *OTHERS)))
        some = draw(st.lists(st.sampled_from(history.plays), min_size=1, max_size=2))
        filters[name] = sorted({oracle.dimension(play, name, history.catalog) for play in some})
    return strategies.Question(
        zone=zone,
        unit=unit,
        from_ms=from_ms,
        to_ms=to_ms,
        edges_ms=tuple(zones.edges(zone, unit, from_ms, to_ms)),
        by=by,
        filters=filters,
    )


CHANGES = ("nothing", "nothing", "nothing", "erase", "expire", "length", "move", "delete", "zone")


@histories(6)
@given(data=st.data())
def test_any_history_gives_the_oracles_numbers(road: Road, data: st.DataObject) -> None:
    """Late plays, erased viewers, plays past their time and sent again, changes of the catalog and of the zone."""
    zone = data.draw(st.sampled_from(ZONES), "zone")
    history = data.draw(long_histories(zone), "history")
    closed = ClosedWorkspace(road, history.catalog, zone)
    for batch in data.draw(strategies.deliveries(history), "deliveries"):
        closed.send(batch)
        close_some(closed, data)
        closed.agrees(data.draw(day_questions(history, closed.zone), "question"))
        change(closed, history, data)
        closed.agrees(data.draw(day_questions(history, closed.zone), "question"))
    close_some(closed, data)
    for _ in range(2):
        closed.agrees(data.draw(day_questions(history, closed.zone), "question"))


def close_some(closed: ClosedWorkspace, data: st.DataObject) -> None:
    closer = closed.closer()
    if days := closer.open_days(closed.zoned):
        some = st.lists(st.sampled_from(days), unique=True).map(sorted)
        if chosen := data.draw(st.one_of(st.just(days), some), "closed"):
            closer.close(closed.zoned, chosen)


def change(closed: ClosedWorkspace, history: strategies.History, data: st.DataObject) -> None:
    changes = data.draw(st.sampled_from(CHANGES), "change")
    video = data.draw(st.sampled_from(sorted(history.catalog)), "of")
    deleted = road_content(closed, video) is None
    match changes:
        case "erase":
            closed.erase(data.draw(st.sampled_from(("ann@example.com", "Боб")), "whom"))
        case "expire":
            closed.expire((history.around_ms // DAY + data.draw(st.integers(-1, 3), "days")) * DAY)
        case "length" if not (deleted or history.catalog[video].live):
            closed.change_length(video, data.draw(st.sampled_from((None, 5_000, 60_000)), "length"))
        case "move" if not deleted:
            closed.move(video)
        case "delete" if not deleted:
            closed.delete(video)
        case "zone":
            closed.zone = data.draw(st.sampled_from(ZONES), "other zone")


def road_content(closed: ClosedWorkspace, video: str) -> object:
    return closed.road.catalog.content(closed.id, video)


MIDNIGHT = zones.instant("2022-05-10T00:00:00Z")
LONG = {"long": Content(video="long", duration_ms=3 * DAY)}


def a_play(loaded_ms: int, *spans: Span, session: str = "s", label: str = "") -> Play:
    return Play(video="long", play=uuid7(loaded_ms, label), session=token(session), loaded_ms=loaded_ms, spans=spans)


def line(play: Play, late_ms: int = 0, seq: int = 0) -> Beacon:
    """Its last beacon, which was so long under way."""
    return import_line(last_beacon(play), play.loaded_ms + play.elapsed_ms + late_ms, {}) | {"seq": seq}


def agrees_by_day(closed: ClosedWorkspace, from_ms: int = MIDNIGHT - 3 * DAY, to_ms: int = MIDNIGHT + 5 * DAY) -> None:
    for by in ((), ("date",), ("date", "video_id")):
        edges = tuple(zones.edges("UTC", "day", from_ms, to_ms))
        closed.agrees(
            strategies.Question(zone="UTC", unit="day", from_ms=from_ms, to_ms=to_ms, edges_ms=edges, by=by, filters={})
        )


def test_a_load_that_moves_over_midnight_leaves_its_day(road: Road) -> None:
    """How long a beacon was under way moves its play's load, and the day that it was on knows."""
    closed = ClosedWorkspace(road, LONG)
    play = a_play(MIDNIGHT - 10)
    closed.send([line(play)])
    closed.close_all()
    closed.send([line(play, 60, seq=1)])
    agrees_by_day(closed)
    closed.close_all()
    agrees_by_day(closed)


def test_another_length_opens_each_day_of_a_play(road: Road) -> None:
    """A play of 25 hours may lie on three days, and the one between has neither its load nor its end."""
    closed = ClosedWorkspace(road, {"long": Content(video="long")})
    closed.send([line(a_play(MIDNIGHT - 30 * MINUTE, Span(0, 25 * HOUR - 1_000, 0, 25 * HOUR - 1_000)))])
    closed.close_all()
    closed.change_length("long", 3 * DAY)
    agrees_by_day(closed)
    closed.close_all()
    agrees_by_day(closed)


def test_who_came_late_was_there_before_a_view_long_after_its_load(road: Road) -> None:
    closed = ClosedWorkspace(road, LONG)
    patient = a_play(MIDNIGHT - 24 * HOUR - 40 * MINUTE, Span(24 * HOUR + 50 * MINUTE, 5_000, 0, 5_000))
    closed.send([line(patient)])
    closed.close_all()
    closed.send([line(a_play(MIDNIGHT - 10 * MINUTE, Span(0, 5_000, 0, 5_000), label="late"))])
    agrees_by_day(closed)
    closed.close_all()
    agrees_by_day(closed)


def test_a_month_that_went_is_filled_again(road: Road) -> None:
    """All of one that nobody else has plays of, and part of the next."""
    closed = ClosedWorkspace(road, LONG)
    first = zones.instant("2009-02-26T12:00:00Z")
    lines = [
        line(a_play(first + day * DAY, Span(0, 6_000 + day, 0, 6_000 + day), session=f"s{day % 2}")) for day in range(8)
    ]
    closed.send(lines)
    closed.close_all()
    closed.expire(zones.instant("2009-03-03T00:00:00Z"))
    agrees_by_day(closed, first // DAY * DAY, first // DAY * DAY + 10 * DAY)
    closed.close_all()
    agrees_by_day(closed, first // DAY * DAY, first // DAY * DAY + 10 * DAY)
    closed.send(lines[:4])
    agrees_by_day(closed, first // DAY * DAY, first // DAY * DAY + 10 * DAY)
    closed.close_all()
    agrees_by_day(closed, first // DAY * DAY, first // DAY * DAY + 10 * DAY)


def test_a_period_of_a_century_is_answered(road: Road) -> None:
    """By closed days as by plays: a day is no bucket, of which there may be too many."""
    closed = ClosedWorkspace(road, LONG)
    closed.send([line(a_play(MIDNIGHT, Span(0, 6_000, 0, 6_000)))])
    closed.close_all()
    period = Period.parse("1971-01-01", "2099-01-01", ZoneInfo("UTC"))
    question = Question(choice=Choice(workspace=closed.id), period=period, measures=tuple(MEASURES))
    assert differing(answers(road, question), answers(road, at_once(question))) == []
