"""Recent plays in memory are what the disk says, beacon by beacon."""

from unittest.mock import patch
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import histories
from integration.road import Road
from integration.test_expiring import keep_for
from integration.test_settled import about, line
from mutoscope.loader import expire
from mutoscope.metrics import Choice, Metrics, Period, Question
from mutoscope.metrics.settled import wall_ms
from oracle import strategies
from oracle.history import Content

NEVER = 10**12
"""As worth_rows: everything is read on disk."""


@histories(6)
@given(data=st.data())
def test_as_read_on_disk(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    workspace = road.workspace(history.catalog.values())
    asked = data.draw(strategies.questions(history), "question")
    question = about(workspace, asked)
    choice, period = question.choice, question.period
    clock = data.draw(st.integers(asked.from_ms, asked.to_ms + 86_400_000), "clock")
    changed = data.draw(st.sampled_from((1, 10**9)), "changed: put together at once, or never")
    remembering = Metrics(road.store, now_ms=lambda: clock, worth_rows=0)
    on_disk = Metrics(road.store, now_ms=lambda: clock, worth_rows=NEVER)
    with patch("mutoscope.metrics.recent.PART_CHANGED", changed):
        for batch in data.draw(strategies.deliveries(history), "deliveries"):
            road.send(workspace, [batch])
            assert remembering.ask(question) == on_disk.ask(question)
            assert remembering.tops(choice, period) == on_disk.tops(choice, period)


def test_older_beacons_that_come_later_change_nothing(road: Road) -> None:
    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    now = wall_ms()
    metrics = Metrics(road.store, worth_rows=0)
    question = _watch_time(workspace.id, now)
    for seconds in (9, 3, 12, 6):
        road.send(workspace, [[line(now - 60_000, seconds)]])
        metrics.ask(question)
    assert metrics.total(question) == {"watch_time": 12, "player_loads": 1}


def test_what_was_deleted_is_not_remembered(road: Road) -> None:
    workspace = road.workspace([Content(video="one", duration_ms=100_000)])
    now = wall_ms()
    three_days_ago = now - 3 * 86_400_000
    metrics = Metrics(road.store, worth_rows=0)
    question = _watch_time(workspace.id, now)
    road.send(workspace, [[line(three_days_ago, 9)]])
    assert metrics.total(question) == {"watch_time": 9, "player_loads": 1}
    keep_for(road, workspace.id, 1)
    expire(road.catalog, road.store, road.loader, now)
    assert metrics.total(question) == {"watch_time": 0, "player_loads": 0}


def _watch_time(workspace_id: object, now_ms: int) -> Question:
    return Question(
        choice=Choice(workspace=workspace_id, traffic="all"),  # type: ignore[arg-type]
        period=Period(start_ms=now_ms - 7 * 86_400_000, end_ms=now_ms + 1, zone=ZoneInfo("UTC")),
        measures=("watch_time", "player_loads"),
    )
