"""Any line of an import is refused with a reason, or counted; and after any of them every page answers."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from conftest import beacon, uuid7
from fuzz.budget import FUZZ, histories
from integration.road import Road
from mutoscope.api import create_api
from mutoscope.beacon import Refused, read_beacon, readable_key
from mutoscope.catalog import Workspace
from mutoscope.config import Settings
from mutoscope.metrics import Choice

NOW = 1_796_000_000_000

ALL_TIME = {"period": "all_time", "traffic": "all"}

NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 2**31, 2**32, 2**42, 2**48 - 1, 2**53 - 1, 2**53, 2**63, 2**64, NOW, NOW // 1000]),
    st.integers(-(2**65), 2**65),
    st.integers(NOW - 10**12, NOW + 10**9),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "\0", "\ud800", "=1+1", "a\nb", "\u2028", "\\", "'", "{}", "x" * 300, "/../", "I\u0307"]),
)
PLAYS = st.integers(0, 2**48 - 1).map(uuid7) | st.integers(NOW - 10**12, NOW).map(uuid7) | TEXTS
SPANS = st.lists(st.lists(NUMBERS | st.integers(0, 5_000), min_size=4, max_size=6), max_size=4)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=4
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("loaded", "sent", "received", "duration", "seq", "startup", "stalled"), NUMBERS),
    **dict.fromkeys(
        ("viewer", "page", "ref", "lang", "tz", "player", "city", "os", "browser", "ip", "user_agent"), TEXTS
    ),
    "play": PLAYS,
    "spans": SPANS,
    "context": st.dictionaries(TEXTS, TEXTS, max_size=3),
    "screen": st.lists(NUMBERS, min_size=2, max_size=2),
    "country": TEXTS | st.sampled_from(["de", "XX", "T1"]),
    "n": st.dictionaries(st.sampled_from(["play", "pause", "seek"]), NUMBERS),
    "live": st.booleans(),
    "session": st.none(),
    "video": TEXTS | st.sampled_from(["a", "b"]),
}
CHANGES = st.dictionaries(st.sampled_from(sorted(FIELDS)), st.none(), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] | ANYTHING for name in names})
)


def line(changes: dict[str, Any], ms: int) -> bytes:
    """A line of history that is fine, but for what is changed."""
    plain = beacon(play=uuid7(ms), loaded=ms, sent=ms + 9_000, spans=[[0, 6_000, 0, 6_000, 0]], video="a")
    return json.dumps({**plain, "received": ms + 9_000, **changes}).encode()


LINES = (
    st.builds(line, CHANGES, st.integers(NOW - 6 * 10**11, NOW))
    | st.binary(max_size=60)
    | st.builds(lambda whole, cut: whole[:cut], st.builds(line, CHANGES, st.just(NOW)), st.integers(0, 500))
)


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    made = Road(tmp_path_factory.mktemp("imports"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def workspace(road: Road) -> Workspace:
    return road.workspace()


@pytest.fixture(scope="module")
def asking(road: Road, workspace: Workspace) -> Iterator[TestClient[Litestar]]:
    """The API, as a program of the workspace's asks it."""
    settings = Settings(rate_per_token=0)
    app = create_api(catalog=road.catalog, metrics=road.metrics, settings=settings, clock=lambda: NOW)
    token, _ = road.catalog.create_token(workspace.id, "fuzz", "read")
    with TestClient(app) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def pages_answer(asking: TestClient[Litestar]) -> None:
    """What the dashboard shows of all time; the timeline has every view that the total has."""
    for path in ("plays", "viewers", "analytics/referrers"):
        answer = asking.get(f"/v1/{path}", params={"period": "all_time"} if path == "viewers" else ALL_TIME)
        assert answer.status_code == 200, answer.text
    shown = asking.get("/v1/analytics/overview", params={**ALL_TIME, "group_time": "month"}).json()["data"]
    assert sum(row["player_loads"] for row in shown["timeline"]) == shown["total"]["player_loads"]


@histories(8)
@given(lines=st.lists(LINES, min_size=20, max_size=60))
def test_lines_are_refused_or_counted_and_pages_answer(
    road: Road, workspace: Workspace, asking: TestClient[Litestar], lines: list[bytes]
) -> None:
    zone = ZoneInfo("UTC")
    choice = Choice(workspace=workspace.id, traffic="all")
    whole = road.metrics.named_period("all_time", workspace.id, zone, NOW)
    before = road.metrics.ledger(workspace.id, whole, "month").total

    answer = road.send_bytes(workspace, lines)

    assert answer["accepted"] + answer["refused"] == len(lines)
    assert all(error["reason"] and error["detail"] for error in answer["errors"])
    assert road.waiting() == []
    whole = road.metrics.named_period("all_time", workspace.id, zone, NOW)
    after = road.metrics.ledger(workspace.id, whole, "month").total
    assert after.set_aside == 0
    assert after.accepted - before.accepted <= answer["accepted"]
    road.metrics.overview(choice, whole, "day", now_ms=NOW)
    pages_answer(asking)


@FUZZ
@given(raw=st.binary(max_size=200) | LINES)
def test_any_bytes_are_read_or_refused_and_a_key_is_looked_for(raw: bytes) -> None:
    with suppress(Refused):
        read_beacon(raw)
    assert len(readable_key(raw)) <= max(64, len(raw))
