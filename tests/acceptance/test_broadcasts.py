"""Streams begin and end, as somebody says or as their plays tell; and where their players are."""

import time
from typing import Any

import httpx
import pytest

from acceptance.schooling import play
from acceptance.test_live import BROWSER, watching
from conftest import Server, Workspace, serving, wait_for

EVENING = 1_709_553_600_000  # 2024-03-04T12:00:00Z


@pytest.fixture
def show(workspace: Workspace) -> Workspace:
    """With an event of one stream."""
    workspace.ask("POST", "/v2/live/events", {"id": "gala", "name": "Gala"}, expect=201)
    workspace.ask("POST", "/v2/live/events/gala/streams", {"id": "stage", "name": "Stage"}, expect=201)
    return workspace


def stream(workspace: Workspace) -> tuple[str, Any, Any]:
    event = workspace.get("/v2/live/events/gala")["data"]
    [told] = event["streams"]
    assert event["status"] == told["status"]
    return told["status"], told["started_at"], told["ended_at"]


def change(workspace: Workspace, **fields: Any) -> dict[str, Any]:
    return dict(workspace.ask("PUT", "/v2/live/events/gala/streams/stage", fields)["data"])


def test_its_plays_tell(show: Workspace) -> None:
    assert stream(show) == ("waiting", None, None)
    lines = [play("stage", EVENING + at, 600, None, live=True) for at in (0, 60_000)]
    assert show.import_(lines)["accepted"] == 2
    over = ("ended", "2024-03-04T12:00:00Z", "2024-03-04T12:11:00Z")
    wait_for(lambda: stream(show) == over)
    show.collect(watching("stage", live=True, duration=None), **BROWSER).raise_for_status()
    wait_for(lambda: stream(show) == ("live", "2024-03-04T12:00:00Z", None))  # it goes on, after years
    change(show, ended_at="2024-03-04T13:00:00+01:00")
    assert stream(show) == ("ended", "2024-03-04T12:00:00Z", "2024-03-04T12:00:00Z")
    streams = show.get("/v2/live/events/gala")["data"]["streams"]
    assert show.get("/v2/live/events/gala/streams")["data"] == streams
    assert [show.get("/v2/live/events/gala/streams/stage")["data"]] == streams


def test_somebody_says_so(show: Workspace) -> None:
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    change(show, started_at=later)
    assert stream(show) == ("waiting", later, None)
    change(show, started_at="2024-03-04T12:00:00Z")
    assert stream(show) == ("live", "2024-03-04T12:00:00Z", None)
    change(show, ended_at="2024-03-04T14:00:00Z")
    assert stream(show) == ("ended", "2024-03-04T12:00:00Z", "2024-03-04T14:00:00Z")
    change(show, ended_at=None)
    assert stream(show) == ("live", "2024-03-04T12:00:00Z", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("started_at", "0001-01-01T00:00:00+23:00"), ("ended_at", "2024-03-04T12:00:00"), ("ended_at", "tomorrow")],
)
def test_what_is_no_instant(show: Workspace, field: str, value: str) -> None:
    path = "/v2/live/events/gala/streams/stage"
    error = show.ask("PUT", path, {field: value}, expect=400)["error"]
    assert error["detail"].startswith(f"{field}: ")


def test_an_end_before_the_beginning(show: Workspace) -> None:
    change(show, started_at="2024-03-04T12:00:00Z")
    path = "/v2/live/events/gala/streams/stage"
    error = show.ask("PUT", path, {"ended_at": "2024-03-04T11:00:00Z"}, expect=400)["error"]
    assert error["detail"] == "ended_at: before started_at, 2024-03-04T12:00:00Z"


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_it_goes_along_with_the_tree(show: Workspace, server: Server, form: str) -> None:
    change(show, started_at="2024-03-04T12:00:00Z", ended_at="2024-03-04T14:00:00.5Z")
    exported = show.client.get(f"{show.url}/v1/catalog/export?format={form}", headers=show.authorization).content
    other = server.workspace()
    for changed in ("created", "unchanged"):
        answer = other.client.post(f"{other.url}/v1/catalog/import", content=exported, headers=other.authorization)
        assert answer.json()["data"]["refused"] == 0, answer.text
        assert answer.json()["data"][changed] > 0
    assert stream(other) == ("ended", "2024-03-04T12:00:00Z", "2024-03-04T14:00:00.500000Z")


def links(workspace: Workspace, **headers: str) -> set[str]:
    """Of an event and of a video: the page with its player."""
    headers |= workspace.authorization
    with httpx.Client(base_url=workspace.url, headers=headers, timeout=20) as client:
        video = client.get("/v1/videos/probe").json()["data"]
        event = client.get("/v2/live/events/gala").json()["data"]
    assert video["play_link"] == video["embed_link"]
    return {video["embed_link"], event["play_link"]}


def test_players_are_where_one_has_asked(show: Workspace) -> None:
    paths = [f"/embed/{id_}?key={show.ingest_key}" for id_ in ("probe", "gala")]
    assert links(show) == {show.url + path for path in paths}
    assert links(show, Host="video.example.org") == {f"http://video.example.org{path}" for path in paths}
    # Nobody trusts this sender.
    assert links(show, **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}) == links(show)
    page = show.client.get(links(show).pop())
    assert "text/html" in page.headers["Content-Type"]
    show.ask("DELETE", f"/v1/workspace/ingest-keys/{show.ingest_key}", expect=204)
    assert links(show) == {None}


def test_players_behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("proxied")
    with serving(folder / "data", "--trusted-proxies", "127.0.0.0/8") as server:
        workspace = server.workspace()
        workspace.ask("POST", "/v2/live/events", {"id": "gala", "name": "Gala"}, expect=201)
        paths = [f"/embed/{id_}?key={workspace.ingest_key}" for id_ in ("probe", "gala")]
        forwarded = {"X-Forwarded-Host": "video.example.org", "X-Forwarded-Proto": "https"}
        assert links(workspace, **forwarded) == {f"https://video.example.org{path}" for path in paths}
