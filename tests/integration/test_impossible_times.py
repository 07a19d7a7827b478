"""Plays of 1970 and of the far future that an earlier version took: no page fails because of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from conftest import beacon, uuid7
from integration.road import Road
from mutoscope.beacon import limits
from mutoscope.metrics import Choice, Period

NOW = int(datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp() * 1000)
INSTANTS = (0, 1, 59_000, 1_796_000, 40_000_000_000, 4_102_444_800_001)


@pytest.fixture
def workspace(road: Road, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """One whose plays are of any time, since the door and the loader let all of them in."""
    monkeypatch.setattr(limits, "EARLIEST_MS", 0)
    monkeypatch.setattr(limits, "LATEST_MS", 2**52)
    made = road.workspace()
    lines = [
        beacon(play=uuid7(ms), loaded=ms, sent=ms + 9_000, spans=[[0, 6_000, 0, 6_000, 0]]) | {"received": ms + 9_000}
        for ms in (*INSTANTS, NOW - 86_400_000)
    ]
    answers = road.send(made, [lines])
    assert answers[0]["accepted"] == len(lines) - 1, json.dumps(answers)  # the future is refused all the same
    monkeypatch.undo()
    return made.id


def test_all_time_answers(road: Road, workspace: UUID, tmp_path: Path) -> None:
    for zone in ("UTC", "Pacific/Apia", "America/New_York"):
        period = road.metrics.named_period("all_time", workspace, ZoneInfo(zone), NOW)
        found = road.metrics.overview(Choice(workspace=workspace, traffic="all"), period, "day", now_ms=NOW)
        assert found.total["player_loads"] == 1
        assert sum(row["player_loads"] for row in found.timeline) == 1


@pytest.mark.parametrize("start", [0, 1, -86_400_000])
def test_a_bucket_at_instant_0_is_one_like_others(road: Road, workspace: UUID, start: int) -> None:
    period = Period(start_ms=start, end_ms=30 * 86_400_000, zone=ZoneInfo("UTC"))
    found = road.metrics.overview(Choice(workspace=workspace, traffic="all"), period, "day", now_ms=NOW)
    expected = sum(ms >= start for ms in INSTANTS if ms < period.end_ms)
    assert found.total["player_loads"] == expected
    assert sum(row["player_loads"] for row in found.timeline) == expected
