"""What was answered 200 is there, once, in its newest state, whatever becomes of the process.

Each play has a viewer of its own, so that the API tells its state: its n-th beacon says 2n seconds of playback, which
is a view from the third on. So every play's watch time names the beacon that counts.
"""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from acceptance.looking import ledger, spool_files
from conftest import Server, Workspace, beacon, free_port, plain_client, serving, uuid7, wait_for

KILLS = 10
SENDERS = 4
ALL = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}
Start = Callable[..., Server]
VIDEOS = ("algebra", "botany", "chemistry")


@dataclass
class Play:
    """What a sender knows of a play: the seq of the newest beacon that it sent, and of the newest answered 200."""

    viewer: str
    video: str
    play: str = field(default_factory=uuid7)
    sent: int = 0
    answered: int = 0

    def next(self) -> dict[str, Any]:
        """The play's next state."""
        self.sent += 1
        state = beacon(play=self.play, seq=self.sent, video=self.video, viewer=self.viewer)
        wall = self.sent * 2_000
        return state | {"sent": state["loaded"] + wall, "spans": [[0, wall, 0, wall, 0]], "n": {"play": 1}}


class Sender(threading.Thread):
    """Sends distinct plays, alone and in arrays, until `rounds` servers have died under it."""

    def __init__(self, number: int, workspace: Workspace, started: list[threading.Event], seed: int) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.plays: list[Play] = []
        self.answered_beacons = 0
        self.sent_beacons = 0
        self.lost = 0
        self.fault: Exception | None = None
        self._workspace = Workspace(
            workspace.url, workspace.workspace_id, workspace.token, workspace.ingest_key, plain_client(20)
        )
        self._servers = started
        self._random = random.Random(seed)

    def run(self) -> None:
        try:
            for started in self._servers:
                assert started.wait(60)
                self._send_until_it_dies()
        except Exception as error:  # told by the test's thread
            self.fault = error

    def _send_until_it_dies(self) -> None:
        while True:
            plays = self._some_plays()
            self.sent_beacons += len(plays)
            try:
                answer = self._workspace.collect(*(play.next() for play in plays))
            except httpx.TransportError:
                self.lost += 1
                return
            if answer.status_code == 503:  # as it stops
                assert answer.headers["Retry-After"]
                continue
            assert answer.status_code == 200, answer.text
            assert answer.json()["accepted"] == len(plays)
            assert "refused" not in answer.json()
            self.answered_beacons += len(plays)
            for play in plays:
                play.answered = play.sent

    def _some_plays(self) -> list[Play]:
        """One, or several for an array; new ones, and ones that go on."""
        count = self._random.choice([1, 1, 1, 2, 30])
        going_on = self._random.sample(self.plays[-50:], min(count // 2 + count % 2, len(self.plays[-50:])))
        new = [self._new() for _ in range(count - len(going_on))]
        return going_on + new

    def _new(self) -> Play:
        play = Play(f"{self.number}-{len(self.plays)}", self._random.choice(VIDEOS))
        self.plays.append(play)
        return play


@contextmanager
def senders(workspace: Workspace, started: list[threading.Event], seed: int) -> Iterator[list[Sender]]:
    threads = [Sender(number, workspace, started, seed + number) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    yield threads
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def answered(threads: list[Sender]) -> int:
    for thread in threads:
        if thread.fault:
            raise thread.fault
    return sum(thread.answered_beacons for thread in threads)


def answered_more(threads: list[Sender], more: int) -> None:
    """Wait for so many further beacons to be answered 200."""
    goal = answered(threads) + more
    wait_for(lambda: answered(threads) >= goal, 30, "the server answers nobody")


def rows(workspace: Workspace, dimension: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for page in range(1, 1_000):
        fields = "player_loads,views,watch_time,play"
        answer = workspace.get(
            "/v1/analytics",
            **ALL,
            group_by=dimension,
            fields=fields,
            per_page=1000,
            page=page,
            order=f"{dimension}.asc",
        )
        found |= {row[dimension]: row for row in answer["data"]}
        if len(found) >= answer["meta"]["pagination"]["total"]:
            break
    return found


def check(workspace: Workspace, threads: list[Sender]) -> None:
    """What the API says is what was acknowledged, to the beacon."""
    answered(threads)
    found = rows(workspace, "external_id")
    plays = [play for thread in threads for play in thread.plays]
    assert found.keys() - {""} <= {play.viewer for play in plays}
    by_video: dict[str, Counter[str]] = {video: Counter() for video in VIDEOS}
    for play in plays:
        row = found.get(play.viewer)
        if row is None:
            assert play.answered == 0, f"{play} was answered 200 and is gone"
            continue
        counted, rest = divmod(row["watch_time"], 2)
        assert rest == 0
        assert play.answered <= counted <= play.sent, f"{play} counts as of beacon {counted}"
        assert row["player_loads"] == row["play"] == 1, play
        assert row["views"] == (counted >= 3), play
        by_video[play.video].update({name: row[name] for name in ("player_loads", "views", "watch_time")})
    # Nearly all are known to the beacon, so the bounds above are no loophole.
    exact = sum(play.answered == play.sent for play in plays)
    assert len(plays) - exact <= 30 * sum(thread.lost for thread in threads)
    for video, expected in by_video.items():
        row = rows(workspace, "video_id")[video]
        assert {name: row[name] for name in expected} == expected
    total = workspace.get("/v1/analytics/overview", **ALL, group_time="month")["data"]["total"]["player_loads"]
    probes = found.get("", {"player_loads": 0})["player_loads"]
    assert sum(play.answered > 0 for play in plays) <= total - probes <= len(plays)


def check_ledger(data: Path, workspace: Workspace, threads: list[Sender], probes: int) -> None:
    """Every answered beacon once, of the others none or once. The server is stopped."""
    found = {UUID(owner): outcomes for owner, outcomes in ledger(data).items()}
    found.pop(UUID(int=0), None)  # before the server knew the workspace
    outcomes = found.pop(UUID(workspace.workspace_id))
    assert found == {}
    assert outcomes.keys() == {"accepted"}
    assert answered(threads) <= outcomes["accepted"] - probes <= sum(thread.sent_beacons for thread in threads)


def no_traceback(server: Server) -> None:
    assert "Traceback" not in server.log.read_text()


def killed_while_starting(data: Path, port: int, chance: random.Random, start: Start) -> None:
    """A server that doesn't even get to answer."""
    server = start(data, port=port, ready=False)
    with pytest.raises(subprocess.TimeoutExpired):
        server.process.wait(chance.uniform(0.1, 1.5))
    server.kill()


def test_killed_ten_times_under_load(tmp_path: Path, start: Start) -> None:
    seed = random.randrange(1 << 30)
    sys.stdout.write(f"seed {seed}\n")
    chance, data, port = random.Random(seed), tmp_path / "data", free_port()
    started = [threading.Event() for _ in range(KILLS)]
    server = start(data, port=port)
    workspace = server.workspace()
    with senders(workspace, started, seed) as threads:
        for round_ in range(KILLS):
            started[round_].set()
            answered_more(threads, chance.randint(1, 400))
            server.kill()
            if round_ % 4 == 3:
                killed_while_starting(data, port, chance, start)
            server = start(data, port=port)
    assert sum(thread.lost for thread in threads) == KILLS * SENDERS
    workspace.loaded()
    check(workspace, threads)
    no_traceback(server)
    assert server.stop() == 0
    assert spool_files(data) == []
    check_ledger(data, workspace, threads, probes=2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_stopped_under_load(tmp_path: Path, number: signal.Signals, start: Start) -> None:
    data, port, rounds = tmp_path / "data", free_port(), 1 if number == signal.SIGINT else 2
    started = [threading.Event() for _ in range(rounds)]
    server = start(data, port=port)
    workspace = server.workspace()
    with senders(workspace, started, seed=1) as threads:
        for event in started:
            event.set()
            answered_more(threads, 100)
            server.process.send_signal(number)
            assert server.process.wait(30) == 0, server.log.read_text()
            assert spool_files(data) == []  # a server that ends by itself leaves nothing to be loaded
            server = start(data, port=port)
    check(workspace, threads)
    no_traceback(server)
    assert server.stop() == 0
    check_ledger(data, workspace, threads, probes=1)


def test_stopped_twice_and_while_nothing_happens(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        workspace = server.workspace()
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        with pytest.raises(httpx.TransportError):
            workspace.collect(beacon())
        no_traceback(server)
