"""Plays of apps: made by the builder, kept by the outbox while there is no network, and the numbers they come to."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conftest import Workspace, free_port
from mutoscope.beacon import PlayBuilder
from mutoscope.outbox import Flushed, Outbox, OutboxError

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAY_MS = 86_400_000


class Time:
    """A device's clock, set by hand."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def watch(workspace: Workspace, clock: Time, video: str, seconds: int, **fields: Any) -> PlayBuilder:
    """A viewing of so many seconds, from the load on."""
    play = PlayBuilder(
        key=workspace.ingest_key, video=video, page="https://app.example/", clock=clock, duration=600_000, **fields
    )
    play.play()
    play.playing()
    clock.now += seconds * 1000
    play.pause()
    return play


def by_day(workspace: Workspace, video: str) -> dict[str, tuple[int, int, int]]:
    """Loads, views and seconds watched of each day."""
    today = datetime.now(UTC).date()
    period = {"from": str(today - timedelta(days=9)), "to": str(today + timedelta(days=1))}
    total = workspace.get("/v1/analytics/overview", **period, video_id=video, traffic="all")["data"]["timeline"]
    return {
        row["date"][:10]: (row["player_loads"], row["views"], row["watch_time"]) for row in total if row["watch_time"]
    }


def test_offline_for_days_then_flushed(workspace: Workspace, tmp_path: Path) -> None:
    """Every play stands on the day on which it was watched; of each the newest state is kept alone."""
    midnight = now_ms() // DAY_MS * DAY_MS
    clock = Time(midnight - 2 * DAY_MS + 9 * 3_600_000)
    offline = Outbox("http://127.0.0.1:9/collect", tmp_path, clock=clock)
    first = watch(workspace, clock, "app", 60)
    offline.put(first.beacon())
    clock.now += 3_600_000
    first.play()
    first.playing()
    clock.now += 30_000
    first.pause()
    offline.put(first.beacon())
    clock.now = midnight - 120_000  # two minutes before midnight: half of it is the next day's
    offline.put(watch(workspace, clock, "app", 240).beacon())
    assert offline.flush() == Flushed(accepted=0, refused=[], left=2)
    # The app is started anew, online.
    online = Outbox(workspace.url + "/collect", tmp_path)
    assert online.flush() == Flushed(accepted=2, refused=[], left=0)
    workspace.loaded()
    before, yesterday, today = (
        str(datetime.fromtimestamp(midnight / 1000, UTC).date() - timedelta(ago)) for ago in (2, 1, 0)
    )
    shown = by_day(workspace, "app")
    assert shown[before] == (1, 1, 90)
    assert (shown[yesterday][:2], shown[today][:2]) == ((1, 1), (0, 0))
    # What a request takes on its way moves the play by as much.
    late = shown[today][2] - 120
    assert (0 <= late < 30, shown[yesterday][2]) == (True, 120 - late)
    assert list(shown) == [before, yesterday, today]
    assert online.flush() == Flushed(accepted=0, refused=[], left=0)


def test_many_plays_at_once(workspace: Workspace, tmp_path: Path) -> None:
    """More than an array holds; one that is refused doesn't hold up the others."""
    clock = Time(now_ms() - 3_600_000)
    outbox = Outbox(workspace.url + "/collect", tmp_path, clock=clock)
    for _ in range(120):
        outbox.put(watch(workspace, clock, "many", 6).beacon())
    bad = watch(workspace, clock, "no such id!", 6)
    outbox.put(bad.beacon())
    old = Time(now_ms() - 8 * DAY_MS)
    outbox.put(watch(workspace, old, "many", 6).beacon())
    result = outbox.flush()
    assert (result.accepted, result.left) == (120, 1)
    assert [(one.play, one.reason, "video" in one.detail) for one in result.refused] == [(bad.id, "malformed", True)]
    # Eight days are too long. The collector can't tell them from a wrong clock: corrected, they are as old as before.
    result = outbox.flush()
    assert ([one.reason for one in result.refused], result.left) == (["clock"], 0)
    workspace.loaded()
    assert workspace.player_loads("many") == 120


def test_a_clock_that_is_wrong(workspace: Workspace, tmp_path: Path) -> None:
    """By forty days: corrected by the collector's, for what the play brings later too."""
    clock = Time(now_ms() + 40 * DAY_MS)
    outbox = Outbox(workspace.url + "/collect", tmp_path, clock=clock)
    play = watch(workspace, clock, "wrong", 6)
    outbox.put(play.beacon())
    assert outbox.flush() == Flushed(accepted=0, refused=[], left=1)
    assert outbox.flush() == Flushed(accepted=1, refused=[], left=0)
    clock.now += 1000
    play.play()
    play.playing()
    clock.now += 4000
    play.pause()
    outbox.put(play.beacon())
    assert outbox.flush() == Flushed(accepted=1, refused=[], left=0)
    workspace.loaded()
    assert list(by_day(workspace, "wrong").values()) == [(1, 1, 10)]


@contextmanager
def answering(status: int, body: str, headers: dict[str, str]) -> Iterator[str]:
    """The address of a server that answers everything like that."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", free_port()), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/collect"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "headers", "wait"),
    [
        ((429, "{}"), {"Retry-After": "7"}, 7),
        ((503, "{}"), {"Retry-After": "30"}, 30),
        ((502, "Bad gateway"), {}, 10),
        ((200, "<h1>Please log in</h1>"), {}, None),
    ],
)
def test_a_collector_that_takes_nothing(
    tmp_path: Path, answer: tuple[int, str], headers: dict[str, str], wait: int | None
) -> None:
    """Nothing is lost, and the app knows when to come back."""
    with answering(*answer, headers) as url:
        outbox = Outbox(url, tmp_path)
        outbox.put(PlayBuilder(key="pub_0", video="kept", page="https://app.example/").beacon())
        assert outbox.flush() == Flushed(accepted=0, refused=[], left=1, retry_after=wait)


def test_a_collector_that_does_not_understand(tmp_path: Path) -> None:
    with answering(404, "no such page", {}) as url:
        outbox = Outbox(url, tmp_path)
        outbox.put(PlayBuilder(key="pub_0", video="kept", page="https://app.example/").beacon())
        with pytest.raises(OutboxError, match="answered 404: no such page"):
            outbox.flush()
    assert len(list(tmp_path.iterdir())) == 1


def test_the_example_of_the_documents(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands, but for the address and the key."""
    [example] = re.findall(r"```python\n(.*?)```", (DOCS / "apps.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    code = example.replace("https://stats.example", workspace.url).replace("pub_…", workspace.ingest_key)
    exec(compile(code, "apps.md", "exec"), {})
    assert "accepted=1" in capsys.readouterr().out
    workspace.loaded()
    period = {"from": "2020-01-01", "to": "2090-01-01"}
    [row] = workspace.get("/v1/analytics", **period, group_by="os,external_id", video_id="lesson-1")["data"]
    assert (row["os"], row["external_id"], row["player_loads"]) == ("iOS", "student-42", 1)
