"""Who watches what now, from the beacon of a player to the event in a browser, with the installed server."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from queue import Queue
from typing import Any
from uuid import UUID

import httpx
import pytest

from acceptance.looking import catalog_of
from conftest import Server, Workspace, beacon, id128, serving, wait_for
from mutoscope.catalog import Content

STREAM = "/v1/analytics/live/stream"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@dataclass
class Listener:
    """A stream that is read in a thread, as a browser does."""

    events: Queue[dict[str, Any]] = field(default_factory=Queue)
    ids: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # other lines
    ended: threading.Event = field(default_factory=threading.Event)
    problem: Exception | None = None

    def read(self, lines: Iterator[str]) -> None:
        try:
            for line in lines:
                name, _, text = line.partition(": ")
                if name == "data":
                    self.events.put(json.loads(text))
                elif name == "id":
                    self.ids.append(text)
                elif line:
                    self.heads.append(line)
        except Exception as error:
            self.problem = error
        self.ended.set()

    def online(self, video: str) -> int:
        """Of a content in the newest event, once there is one; waits for it."""
        event = self.events.get(timeout=10)
        while not self.events.empty():
            event = self.events.get()
        return sum(one["online"] for one in event["contents"] if one["video_id"] == video)

    def until(self, video: str, online: int) -> float:
        """Seconds until an event says so."""
        begun = time.monotonic()
        wait_for(lambda: self.online(video) == online)
        return time.monotonic() - begun


@contextmanager
def listening(workspace: Workspace, **params: str) -> Iterator[Listener]:
    listener = Listener()
    with (
        httpx.Client(timeout=60) as client,
        client.stream("GET", workspace.url + STREAM, params=params, headers=workspace.authorization) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["Cache-Control"] == "private, no-store"
        reader = threading.Thread(target=listener.read, args=(answer.iter_lines(),), daemon=True)
        reader.start()
        yield listener
        # Closing alone would wait for the thread that reads.
        with suppress(OSError):
            answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def watching(video: str, **fields: Any) -> dict[str, Any]:
    """A play that has run for a quarter of a minute, and still does."""
    now = time.time_ns() // 1_000_000
    spans = [[5_000, 10_000, 30_000, 40_000, 0]]
    return beacon(video=video, loaded=now - 15_000, sent=now, spans=spans, playing=True, **fields)


@pytest.fixture(scope="module")
def show(server: Server) -> Workspace:
    """A workspace with an event of two streams."""
    workspace = server.workspace(timezone="Europe/Berlin")
    catalog, id_ = catalog_of(server.data), UUID(workspace.workspace_id)
    project = catalog.create_project(id_, "Shows").id
    catalog.put_contents(
        [
            Content(workspace_id=id_, id="gala", kind="event", project_id=project, title="Gala"),
            *[
                Content(
                    workspace_id=id_, id=name, kind="stream", project_id=project, event_id="gala", title=name.title()
                )
                for name in ("stage", "backstage")
            ],
        ]
    )
    catalog.close()
    return workspace


def test_whole_answer(show: Workspace) -> None:
    person = id128()
    first = watching("stage", viewer="ada", page="https://www.club.example/gala", session=person)
    show.collect(first, **BROWSER).raise_for_status()
    show.collect(watching("stage", session=person, device=first["device"], viewer="ada"), **BROWSER).raise_for_status()
    show.collect(watching("backstage", session=id128()), **BROWSER).raise_for_status()
    show.collect(watching("film") | {"playing": False}, **BROWSER).raise_for_status()
    wait_for(lambda: show.get("/v1/analytics/live")["data"]["total"]["online"] == 3)
    answer = wait_for(lambda: (it := show.get("/v1/analytics/live"))["data"]["events"] and it)  # the event is known
    assert set(answer) == {"meta", "data"}
    assert set(answer["meta"]) == {"at"}
    data = answer["data"]
    assert data["total"] == {"online": 3, "viewers": 2}
    assert data["contents"] == [
        {
            "video_id": "stage",
            "title": "Stage",
            "event_id": "gala",
            "online": 2,
            "viewers": 1,
            "peak_concurrent_viewers": 2,
        },
        {
            "video_id": "backstage",
            "title": "Backstage",
            "event_id": "gala",
            "online": 1,
            "viewers": 1,
            "peak_concurrent_viewers": 1,
        },
    ]
    assert data["events"] == [
        {"event_id": "gala", "title": "Gala", "online": 3, "viewers": 2, "peak_concurrent_viewers": 3}
    ]
    assert len(data["plays"]) == 3
    play = next(one for one in data["plays"] if one["domain"] == "club.example")
    assert play == {
        "id": play["id"],
        "video_id": "stage",
        "title": "Stage",
        "loaded_at": play["loaded_at"],
        "seen_at": play["seen_at"],
        "position": 40.0,
        "watch_time": 10.0,
        "external_id": "ada",
        "country": "",
        "country_name": "",
        "city": "",
        "device": "desktop",
        "os": "Linux",
        "browser": "Firefox",
        "domain": "club.example",
        "page": "https://www.club.example/gala",
    }
    assert play["id"] != first["play"].replace("-", "")
    narrowed = show.get("/v1/analytics/live", video_id="backstage")["data"]
    assert narrowed["total"] == {"online": 1, "viewers": 1}
    assert [one["video_id"] for one in narrowed["plays"]] == ["backstage"]
    assert show.get("/v1/analytics/live", event_id="gala")["data"] == data
    assert show.get("/v1/analytics/live", traffic="bot")["data"]["total"] == {"online": 0, "viewers": 0}
    for params in ({"video_id": "nope"}, {"event_id": "stage"}):
        refused = show.client.get(f"{show.url}/v1/analytics/live", params=params, headers=show.authorization)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, 404404)


def test_a_start_and_a_stop_show_within_moments(server: Server) -> None:
    workspace = server.workspace()
    workspace.collect(watching("other"), **BROWSER).raise_for_status()
    wait_for(lambda: workspace.get("/v1/analytics/live")["data"]["total"]["online"] == 1)
    with listening(workspace, video_id="other") as other, listening(workspace) as listener:
        assert listener.online("other") == 1
        assert other.online("other") == 1
        play = watching("film")
        workspace.collect(play, **BROWSER).raise_for_status()
        assert listener.until("film", 1) < 3  # two in the promise; other work runs beside this
        workspace.collect(play | {"seq": 2, "playing": False}, **BROWSER).raise_for_status()
        assert listener.until("film", 0) < 3
        assert listener.heads[0] == "retry: 2000"
        assert set(listener.heads[1:]) == {"event: live"}
        assert len(listener.ids) == 3
        assert listener.ids[0] == listener.ids[2] != listener.ids[1]  # an id says what there is to know
        assert other.events.empty()  # nothing of its own has changed


def test_one_workspace_hears_nothing_of_another(server: Server) -> None:
    ours, theirs = server.workspace(), server.workspace()
    with listening(ours) as listener:
        assert listener.online("film") == 0
        theirs.collect(watching("film"), **BROWSER).raise_for_status()
        wait_for(lambda: theirs.get("/v1/analytics/live")["data"]["total"]["online"] == 1)
        ours.collect(watching("own"), **BROWSER).raise_for_status()
        assert [one["video_id"] for one in listener.events.get(timeout=10)["contents"]] == ["own"]


def listeners(server: Server) -> int:
    for line in httpx.get(f"{server.url}/metrics").text.splitlines():
        if line.startswith("mutoscope_live_listeners "):
            return int(float(line.split()[1]))
    return 0


def test_who_leaves_is_forgotten(server: Server) -> None:
    workspace = server.workspace()
    wait_for(lambda: listeners(server) == 0)
    with listening(workspace), listening(workspace):
        wait_for(lambda: listeners(server) == 2)
    wait_for(lambda: listeners(server) == 0)


def test_a_revoked_token_hears_no_more(server: Server) -> None:
    workspace = server.workspace()
    made = workspace.ask("POST", "/v1/tokens", {"name": "Screen"}, expect=201)["data"]
    screen = replace(workspace, token=made["token"])
    with listening(screen) as listener, listening(workspace) as other:
        assert listener.online("film") == 0
        workspace.ask("DELETE", f"/v1/tokens/{made['id']}", expect=204)
        assert listener.ended.wait(10)
        assert listener.problem is None
        assert not other.ended.is_set()


def test_head_is_no_stream(server: Server, workspace: Workspace) -> None:
    answer = workspace.client.head(workspace.url + STREAM, headers=workspace.authorization)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert listeners(server) == 0


def test_a_server_that_stops_ends_its_streams(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("live") / "data") as server:
        workspace = server.workspace()
        with listening(workspace) as one, listening(workspace) as two:
            assert (one.online("film"), two.online("film")) == (0, 0)
            begun = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - begun < 5
            for listener in (one, two):
                assert listener.ended.wait(5)
                assert listener.problem is None  # the answer had its proper end
        assert "Traceback" not in server.log.read_text()
