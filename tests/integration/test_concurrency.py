"""How many watched at once: against the oracle, and golden case 11 over HTTP, of a stream and of an event."""

from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acceptance.looking import catalog_of
from conftest import Server, Workspace, beacon, uuid7, wait_for
from integration.road import Road
from mutoscope.catalog import Content
from mutoscope.metrics import Choice, Period, line, rfc3339
from mutoscope.metrics.periods import MOST_POINTS, Buckets
from oracle import oracle, strategies, zones
from oracle.history import Play, winners

EIGHT = zones.instant("2024-03-04T08:00:00Z")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_history_gives_the_oracles_line(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    batches = data.draw(strategies.deliveries(history), "deliveries")
    workspace = road.workspace(history.catalog.values())
    road.send(workspace, batches)
    asked = data.draw(strategies.questions(history), "question")
    inner = data.draw(st.sets(st.integers(asked.from_ms, asked.to_ms), max_size=4), "edges")
    edges = sorted({asked.from_ms, asked.to_ms} | inner)
    choice = Choice(workspace=workspace.id, filters=asked.filters)
    found = road.metrics.concurrency(choice, Buckets(edges=tuple(edges), starts=tuple(edges[:-1])))
    plays = oracle.chosen(winners([one for batch in batches for one in batch]), history.catalog, asked.filters)
    stretches = [(asked.from_ms, asked.to_ms), *pairwise(edges)]
    for crowd, (start, end) in zip((found.total, *(crowd for _, crowd in found.timeline)), stretches, strict=True):
        measures = oracle.measure(plays, history.catalog, start, end)
        assert crowd.peak == measures.peak_concurrent_viewers
        assert crowd.peak_at == first_instant(plays, start, end, crowd.peak)
        assert crowd.average == oracle.half_up(Fraction(100 * measures.watch_ms, end - start)) / 100


def first_instant(plays: list[Play], start: int, end: int, peak: int) -> str | None:
    """The first instant with so many, found by looking at each at which a span begins."""
    spans = [(max(low, start), min(high, end)) for play in plays for low, high in oracle.watched(play)]
    instants = sorted({low for low, high in spans if low < high})
    return next((zones.label(at) for at in instants if sum(low <= at < high for low, high in spans) == peak), None)


@pytest.mark.parametrize(
    ("seconds", "step"),
    [
        (1, 1),
        (750, 1),
        (751, 2),
        (3600, 5),
        (86_400, 120),
        (7 * 86_400, 900),
        (31 * 86_400, 3600),
        (366 * 86_400, 86_400),
    ],
)
def test_a_line_is_as_fine_as_a_screen_shows(seconds: int, step: int) -> None:
    start = zones.instant("2024-03-04T08:00:00.500Z")
    cut, chosen = line(Period(start_ms=start, end_ms=start + seconds * 1000, zone=ZoneInfo("Asia/Kathmandu")))
    assert chosen == step
    assert len(cut.starts) <= MOST_POINTS + 1
    assert cut.edges[0] == start
    assert cut.edges[-1] == start + seconds * 1000
    assert list(cut.edges) == sorted(set(cut.edges))
    assert len(cut.edges) == len(cut.starts) + 1
    if step < 3600:
        assert all(one % (step * 1000) == 0 for one in cut.starts)


def test_the_longest_period_has_a_line() -> None:
    start, end = zones.instant("1971-01-01T00:00:00Z"), zones.instant("2099-12-31T00:00:00Z")
    cut, _ = line(Period(start_ms=start, end_ms=end, zone=ZoneInfo("Europe/Berlin")))
    assert len(cut.starts) < 10_000


@pytest.fixture(scope="module")
def event(server: Server) -> Workspace:
    """Golden case 11 twice: three plays of a stream over [0,100], [50,150], [100,200] s, and one of a second stream."""
    workspace = server.workspace(timezone="Europe/Berlin")
    catalog, id_ = catalog_of(server.data), UUID(workspace.workspace_id)
    project = catalog.create_project(id_, "Shows").id
    contents = [Content(workspace_id=id_, id="gala", kind="event", project_id=project, title="Gala")]
    contents += [
        Content(workspace_id=id_, id=name, kind="stream", project_id=project, event_id="gala")
        for name in ("stage", "backstage")
    ]
    catalog.put_contents(contents)
    catalog.close()
    workspace.import_([running("stage", at) for at in (0, 50, 100)] + [running("backstage", 120)])
    workspace.loaded()
    asked = {"from": "2024-03-04", "to": "2024-03-04", "group_by": "event_id"}
    wait_for(lambda: any(row["event_id"] for row in workspace.get("/v1/analytics", **asked)["data"]))
    return workspace


def running(stream: str, start: int) -> dict[str, Any]:
    """A play that ran for 100 s."""
    loaded = EIGHT + start * 1000
    told = beacon(
        play=uuid7(loaded),
        video=stream,
        live=True,
        duration=None,
        loaded=loaded,
        sent=loaded + 100_000,
        spans=[[0, 100_000, 0, 100_000, 0]],
    )
    return {**told, "received": loaded + 100_000}


def test_over_http(event: Workspace) -> None:
    asked = {"from": "2024-03-04T08:00:00Z", "to": "2024-03-04T08:05:00Z"}
    answer = event.get("/v1/analytics/concurrency", **asked, video_id="stage")
    assert answer["meta"] == {"time": {**asked, "timezone": "Europe/Berlin"}, "step": 1}
    assert answer["data"]["total"] == {
        "peak_concurrent_viewers": 2,
        "peak_at": "2024-03-04T08:00:50Z",
        "average_concurrent_viewers": 1.0,
    }
    timeline = answer["data"]["timeline"]
    assert len(timeline) == 300
    assert [point["peak_concurrent_viewers"] for point in timeline] == [1] * 50 + [2] * 100 + [1] * 50 + [0] * 100
    assert timeline[99] == {
        "date": "2024-03-04T08:01:39Z",
        "peak_concurrent_viewers": 2,
        "peak_at": "2024-03-04T08:01:39Z",
        "average_concurrent_viewers": 2.0,
    }
    assert timeline[-1]["peak_at"] is None
    whole = event.get("/v1/analytics/concurrency", **asked, event_id="gala")["data"]["total"]
    assert (whole["peak_concurrent_viewers"], whole["peak_at"]) == (3, "2024-03-04T08:02:00Z")


def test_peaks_of_streams_and_events(event: Workspace) -> None:
    def peaks(by: str) -> dict[str, int]:
        asked = {"from": "2024-03-04", "to": "2024-03-04", "fields": "peak_concurrent_viewers"}
        rows = event.get("/v1/analytics", **asked, group_by=by)["data"]
        return {row[by]: row["peak_concurrent_viewers"] for row in rows}

    assert peaks("stream_id") == {"stage": 2, "backstage": 1}
    assert peaks("event_id") == {"gala": 3}


def test_as_a_file(event: Workspace) -> None:
    asked = {"from": "2024-03-04", "to": "2024-03-04", "format": "csv"}
    answer = event.client.get(f"{event.url}/v1/analytics/concurrency", params=asked, headers=event.authorization)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "date,peak_concurrent_viewers,peak_at,average_concurrent_viewers"
    assert len(lines) == 721
    assert f"2024-03-04T09:00:00+01:00,2,{rfc3339(EIGHT + 50_000)[:10]}" in "\n".join(lines)
