"""What is counted once and remembered is what would be counted anew."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conftest import wait_for
from fuzz.budget import histories
from integration.road import Road
from integration.test_expiring import keep_for
from mutoscope.catalog import Content as CatalogContent
from mutoscope.catalog import Workspace
from mutoscope.loader import expire, mirror_catalog
from mutoscope.metrics import MEASURES, Choice, Metrics, Period, Question
from mutoscope.metrics.measures import FACTS
from mutoscope.metrics.seen import MOST_STRETCHES, MOST_VIEWS
from mutoscope.metrics.settled import AGES_MS, wall_ms
from oracle import strategies, zones
from oracle.history import Content, Play, Span, dims, import_line, last_beacon, token, uuid7

AT_ONCE = -(10**15)
"""As grace_ms: what is settled is kept however lately history was imported."""

MERGEABLE = tuple(name for name in MEASURES if all(FACTS[fact].is_number for fact in MEASURES[name].facts))
NOON = zones.instant("2024-03-05T12:00:00Z")


@histories(8)
@given(data=st.data())
def test_bit_by_bit_as_at_once(road: Road, data: st.DataObject) -> None:
    kept_views = data.draw(st.sampled_from((MOST_VIEWS, 2)), "most views kept")
    stretches = data.draw(st.sampled_from((MOST_STRETCHES, 1)), "most stretches")
    with (
        patch("mutoscope.metrics.seen.MOST_VIEWS", kept_views),
        patch("mutoscope.metrics.seen.MOST_STRETCHES", stretches),
    ):
        _bit_by_bit_as_at_once(road, data)


def _bit_by_bit_as_at_once(road: Road, data: st.DataObject) -> None:
    asked = _asked(road, data)
    question = replace(asked, measures=MERGEABLE, by=("date",))
    choice, period = question.choice, question.period
    never = Metrics(road.store, now_ms=lambda: 0)
    timeline, tops = never.timeline(question), never.tops(choice, period)
    for remembering in _as_time_goes_by(road, data, period):
        assert remembering.timeline(question) == timeline
        assert remembering.tops(choice, period) == tops


@histories(8)
@given(data=st.data())
def test_groups_as_at_once(road: Road, data: st.DataObject) -> None:
    asked = _asked(road, data)
    undated = tuple(name for name in asked.by if name != "date")
    question = replace(asked, by=data.draw(st.sampled_from((undated, ("date", *undated))), "by"))
    if data.draw(st.booleans(), "without viewings"):  # whose stretches add up whoever comes again
        question = replace(question, measures=("unique_viewers", "watch_time", "startup_time"))
    at_once = Metrics(road.store, now_ms=lambda: 0).ask(question)
    for remembering in _as_time_goes_by(road, data, question.period):
        assert remembering.ask(question) == at_once


def _asked(road: Road, data: st.DataObject) -> Question:
    """A question with all measures, about a history that has been sent."""
    history = data.draw(strategies.histories(), "history")
    workspace = road.workspace(history.catalog.values())
    road.send(workspace, data.draw(strategies.deliveries(history), "deliveries"))
    return about(workspace, data.draw(strategies.questions(history), "question"))


def about(workspace: Workspace, asked: strategies.Question) -> Question:
    """All measures of what was asked."""
    return Question(
        choice=Choice(workspace=workspace.id, filters=asked.filters),
        period=Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=ZoneInfo(asked.zone)),
        measures=tuple(MEASURES),
        by=asked.by,
        group_time=asked.unit,
    )


def _as_time_goes_by(road: Road, data: st.DataObject, period: Period) -> Iterator[Metrics]:
    """The same metrics at a few instants, one after the other, as of which more and more of a period is settled."""
    moments = st.lists(st.integers(period.start_ms, period.end_ms + 1), min_size=2, max_size=4).map(sorted)
    remembering = Metrics(road.store, now_ms=lambda: moment + AGES_MS[0], grace_ms=AT_ONCE, worth_ms=0)
    for moment in data.draw(moments, "moments"):  # noqa: B007 - the clock above reads it
        yield remembering


def test_a_stretched_session_is_counted_once(road: Road) -> None:
    """Other software may keep a session for weeks: its view in each is still one unique impression."""
    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    weeks = [NOON, NOON + 14 * 86_400_000]
    road.send(workspace, [[line(loaded_ms) for loaded_ms in weeks]])
    question = _question(workspace, "unique_views", "unique_viewers", "views", "watch_depth")
    clock = NOON + 7 * 86_400_000
    remembering = Metrics(road.store, now_ms=lambda: clock + AGES_MS[0], grace_ms=AT_ONCE, worth_ms=0)
    for _ in range(2):
        total, _ = remembering.timeline(question)
        assert total == {"unique_views": 1, "unique_viewers": 1, "views": 2, "watch_depth": 6}


def test_views_in_memory_go_with_what_was_kept(road: Road) -> None:
    def tables() -> int:
        return int(road.store.query("SELECT count() AS n FROM system.tables WHERE database = 'memory'", {})[0]["n"])

    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    road.send(workspace, [[line(NOON)]])
    clock = NOON + 7 * 86_400_000
    found = []
    for _ in range(4):
        metrics = Metrics(road.store, now_ms=lambda: clock + AGES_MS[0], grace_ms=AT_ONCE, worth_ms=0)
        for _ in range(2):
            assert metrics.timeline(_question(workspace, "unique_viewers"))[0] == {"unique_viewers": 1}
        found.append(tables())
        assert metrics.timeline(_question(workspace, "views"))[0] == {"views": 1}
        assert tables() == found[-1]  # adds up without knowing whose the views are
    # Each time those of these metrics; those of the ones before go as the first of them is made.
    assert len(set(found[1:])) == 1


def test_counted_again_when_what_it_rests_on_changes(road: Road) -> None:
    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    question = _question(workspace, "player_loads", "duration")
    metrics = Metrics(road.store, grace_ms=AT_ONCE, worth_ms=0)
    assert metrics.timeline(question)[0] == {"player_loads": 0, "duration": 0}
    road.send(workspace, [[line(NOON)]])
    assert metrics.timeline(question)[0] == {"player_loads": 1, "duration": 100}
    (project,) = road.catalog.projects(workspace.id)
    road.catalog.put_contents(
        [CatalogContent(workspace_id=workspace.id, id="one", kind="video", project_id=project.id, duration_ms=200_000)]
    )
    mirror_catalog(road.catalog, road.store)
    assert metrics.timeline(question)[0] == {"player_loads": 1, "duration": 200}


def line(loaded_ms: int, seconds: int = 6) -> dict[str, object]:
    """So much of the video, always in the same session; an instant is one play. The beacon knows no length."""
    play = Play(
        video="one",
        play=uuid7(loaded_ms, "play"),
        session=token("session"),
        device=token("device"),
        loaded_ms=loaded_ms,
        spans=(Span(at=0, wall=seconds * 1000, start=0, end=seconds * 1000),),
    )
    return import_line(last_beacon(play), loaded_ms + seconds * 1000, dims(play))


def _question(workspace: Workspace, *measures: str) -> Question:
    return Question(
        choice=Choice(workspace=workspace.id),
        period=Period.parse("2024-03-01", "2024-03-31", ZoneInfo("UTC")),
        measures=measures,
        by=("date",),
    )


def test_counted_again_when_plays_have_gone(road: Road) -> None:
    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    road.send(workspace, [[line(NOON)]])
    question = _question(workspace, "player_loads")
    metrics = Metrics(road.store, grace_ms=AT_ONCE, worth_ms=0)
    assert metrics.timeline(question)[0] == {"player_loads": 1}
    keep_for(road, workspace.id, 30)
    expire(road.catalog, road.store, road.loader, wall_ms())
    wait_for(lambda: metrics.timeline(question)[0] == {"player_loads": 0})  # they go in the background
