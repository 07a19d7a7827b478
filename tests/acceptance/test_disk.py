"""Disks that are full, torn, read-only or shared: nothing acknowledged is lost, and what is wrong is said plainly."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from acceptance.disks import Disk, needs_mounts
from acceptance.looking import spool_files
from conftest import ENVIRONMENT, MUTOSCOPE, Server, Workspace, beacon, free_port, serving, wait_for

Start = Callable[..., Server]


def told(*options: object) -> str:
    """The one line with which a server says why it doesn't start."""
    command = [MUTOSCOPE, "serve", "--port", str(free_port()), *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=120)
    assert done.returncode in {1, 2}, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("mutoscope: ")
    return done.stderr


def unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    body = answer.json()
    assert body["error"].keys() == {"code", "message", "detail"}
    assert body["error"]["code"] == 503503
    assert body["retry_after"] > 0
    assert answer.headers["Retry-After"] == str(body["retry_after"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "/" not in body["error"]["detail"]  # no folder of ours is anybody's business


class Taken:
    """Sends plays of a few videos, and remembers how many were answered 200."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.loads = {f"video-{number}": 0 for number in range(3)}

    def send(self, plays: int = 1, **fields: Any) -> httpx.Response:
        video = min(self.loads, key=lambda name: self.loads[name])
        answer = self.workspace.collect(*(beacon(video=video, **fields) for _ in range(plays)))
        if answer.status_code == 200:
            assert answer.json()["accepted"] == plays
            self.loads[video] += plays
        return answer

    def check(self) -> None:
        """All of it, and nothing that was refused, comes to the store."""
        wait_for(lambda: self.found() == self.loads, 70, f"{self.loads} were answered 200; there are {self.found()}")

    def found(self) -> dict[str, int]:
        return {video: self.workspace.player_loads(video) for video in self.loads}


# Torn and corrupt bytes.


def line_of(data: Path) -> bytes:
    """A durable line as the server writes them, from a segment that it left open."""
    [segment] = (data / "spool").glob("*.open")
    return segment.read_bytes().splitlines(keepends=True)[-1]


@pytest.mark.parametrize("torn", [b'{"workspace_id":"', b"\0" * 100_000], ids=["text", "long"])
def test_torn_last_line_is_cut(tmp_path: Path, start: Start, torn: bytes) -> None:
    data = tmp_path / "data"
    server = start(data, "--segment-ms", 60_000)
    taken = Taken(server.workspace())
    assert all(taken.send(2).status_code == 200 for _ in range(3))
    server.kill()
    [segment] = (data / "spool").glob("*.open")
    with segment.open("ab") as file:
        file.write(torn)
    server = start(data, port=server.port)
    taken.check()
    assert server.stop() == 0
    assert "error" not in server.log.read_text()
    assert spool_files(data) == []


def test_open_segment_of_nothing_but_a_torn_line(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    (data / "spool").mkdir(parents=True)
    (data / "spool" / "1750000000000-deadbeef-000001.open").write_bytes(b'{"workspace_id":"0')
    (data / "spool" / "1750000000000-deadbeef-000002.open").write_bytes(b"")
    server = start(data)
    assert spool_files(data) == []
    taken = Taken(server.workspace())
    taken.send()
    taken.check()


def test_corrupt_segment_loses_its_bad_line_alone(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    server = start(data, "--segment-ms", 60_000)
    workspace = server.workspace()
    assert workspace.collect(beacon(video="held")).status_code == 200
    good = line_of(data)
    spool = data / "spool"
    bad = b'{"seq":\xff\0}garbage\n'
    # Sealed by hand, older and newer than all others; the good lines of each are of a play of its own.
    names = [f"{ms:013d}-deadbeef-000001" for ms in (1, 10**13 - 1)]
    for name in names:
        own = good.replace(b'"held"', f'"{name}"'.encode())
        (spool / "partial").write_bytes(own * 3 + bad + own * 3)
        (spool / "partial").rename(spool / f"{name}.ndjson")
    server.kill()
    server = start(data, port=server.port)
    taken = Taken(workspace)
    for _ in range(3):
        taken.send()
    taken.check()
    wait_for(lambda: all(workspace.player_loads(name) == 1 for name in ("held", *names)))
    assert server.log.read_text().count("[error") < 20
    assert server.stop() == 0
    aside = {f"{name}-aside{suffix}" for name in names for suffix in (".json", ".ndjson")}
    assert set(spool_files(data)) == aside
    assert all((spool / "aside" / f"{name}-aside.ndjson").read_bytes() == bad for name in names)


# Full disks.


@needs_mounts
def test_nearly_full_disk_is_503_until_there_is_room(tmp_path: Path, start: Start, disk: Callable[..., Disk]) -> None:
    small = disk()
    server = start(small.path / "data", "--reserve-bytes", 8 << 20)
    taken = Taken(server.workspace())
    for _ in range(6):
        assert taken.send(20).status_code == 200
    taken.check()
    filler = small.fill(leave=4 << 20)
    for plays in (1, 20):
        unavailable(taken.send(plays))
    unavailable(taken.workspace.collect(beacon(video="unknown-yet")))
    history = json.dumps({**beacon(video="video-0"), "received": 1_750_000_000_000})
    imported = httpx.post(server.url + "/v1/plays/import", content=history, headers=taken.workspace.authorization)
    assert imported.status_code in (200, 503)  # 200: refused for its clock before it came to the disk
    assert taken.found() == taken.loads  # questions are answered all the same
    filler.unlink()
    assert wait_for(lambda: taken.send(20).status_code == 200)
    taken.check()
    assert "Traceback" not in server.log.read_text()
    assert "beacons are answered 503" in server.log.read_text()
    assert server.stop() == 0


@needs_mounts
def test_no_byte_left_in_the_middle_of_a_write(tmp_path: Path, start: Start, disk: Callable[..., Disk]) -> None:
    small = disk()
    data = small.path / "data"
    server = start(data, "--reserve-bytes", 0)
    taken = Taken(server.workspace())
    for _ in range(6):
        assert taken.send().status_code == 200
    taken.check()
    filler = small.fill(leave=50_000)
    refused = 0
    for _ in range(200):  # so many of them do not fit, at an odd byte
        answer = taken.send(3, viewer="v" * 199)
        if answer.status_code != 200:
            unavailable(answer)
            refused += 1
    assert refused
    unavailable(taken.workspace.collect(beacon(video="unknown-yet")))
    filler.unlink()
    assert wait_for(lambda: taken.send(20).status_code == 200)
    # After the catalog failed, new videos are tried again after seconds.
    assert wait_for(lambda: taken.workspace.collect(beacon(video="unknown-yet")).status_code == 200)
    taken.check()
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


@needs_mounts
def test_killed_on_a_full_disk(tmp_path: Path, start: Start, disk: Callable[..., Disk]) -> None:
    small = disk()
    data = small.path / "data"
    server = start(data, "--reserve-bytes", 0, "--segment-ms", 60_000)
    taken = Taken(server.workspace())
    for _ in range(6):
        assert taken.send(10).status_code == 200
    filler = small.fill()
    assert wait_for(lambda: taken.send(50).status_code == 503)
    server.kill()
    filler.unlink()
    server = start(data, port=server.port)
    taken.check()
    assert server.stop() == 0
    assert spool_files(data) == []


# Folders that can't be written.


@needs_mounts
def test_read_only_data_folder(disk: Callable[..., Disk]) -> None:
    small = disk()
    (small.path / "empty").mkdir()
    with serving(small.path / "used", "--reserve-bytes", 0) as server:
        server.workspace().loaded()
    assert small.read_only(True)
    for name in ("missing", "empty", "used"):
        line = told("--data", small.path / name)
        assert str(small.path / name) in line
        assert "Read-only file system" in line


@needs_mounts
def test_read_only_spool_or_store_alone(tmp_path: Path, disk: Callable[..., Disk]) -> None:
    for name in ("store", "spool"):
        small = disk(tmp_path / f"no-{name}" / name, size=1)
        assert small.read_only(True)
        line = told("--data", small.path.parent, "--log-level", "error")
        assert str(small.path) in line


def test_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in told("--data", tmp_path / "file")
    assert str(tmp_path / "file" / "below") in told("--data", tmp_path / "file" / "below")


@needs_mounts
def test_spool_that_becomes_read_only_and_writable_again(
    tmp_path: Path, start: Start, disk: Callable[..., Disk]
) -> None:
    data = tmp_path / "data"
    spool = disk(data / "spool", size=16)
    server = start(data, "--reserve-bytes", 0)
    taken = Taken(server.workspace())
    assert taken.send(5).status_code == 200
    taken.check()
    wait_for(lambda: spool.read_only(True))  # as soon as no segment is open
    for _ in range(3):
        unavailable(taken.send(2))
    assert spool.read_only(False)
    assert wait_for(lambda: taken.send(5).status_code == 200)
    taken.check()
    assert "Traceback" not in server.log.read_text()
    assert server.stop() == 0


def test_spool_that_is_taken_away_and_given_back(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    server = start(data)
    taken = Taken(server.workspace())
    taken.send(5)
    taken.check()
    wait_for(lambda: spool_files(data) == [])
    (data / "spool").rename(tmp_path / "elsewhere")
    unavailable(taken.send(2))
    (tmp_path / "elsewhere").rename(data / "spool")
    assert wait_for(lambda: taken.send(5).status_code == 200)
    taken.check()


# Servers in each other's way.


def test_second_server_on_the_same_folder(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    server = start(data)
    line = told("--data", data, "--log-level", "error")
    assert str(data) in line
    assert "another process" in line
    taken = Taken(server.workspace())
    taken.send()
    taken.check()


def test_a_copy_of_a_stopped_folder_goes_on_where_it_was(tmp_path: Path, start: Start) -> None:
    """The backup of docs/running.md: a copy while it serves, another of what has changed once it is stopped."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    server = start(data)
    taken = Taken(server.workspace())
    taken.send(3)
    shutil.copytree(data, backup, symlinks=True)
    taken.send(2)
    assert server.stop() == 0
    copy_changes(data, backup)
    copy = start(backup)
    taken.workspace = replace(taken.workspace, url=copy.url)
    taken.check()
    taken.send()
    taken.check()


def copy_changes(source: Path, target: Path) -> None:
    """As `rsync -a --delete` does: by size and time, links as links."""
    for path in files_of(target) - files_of(source):
        (target / path).unlink()
    for path in files_of(source):
        theirs, mine = source / path, target / path
        if not mine.is_symlink() and not (mine.exists() and stamp(mine) == stamp(theirs)):
            mine.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(theirs, mine, follow_symlinks=False)


def files_of(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


def stamp(path: Path) -> tuple[int, int]:
    stat = path.lstat()
    return stat.st_size, stat.st_mtime_ns


def test_port_taken(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data")
    command = [MUTOSCOPE, "serve", "--data", str(tmp_path / "other"), "--port", str(server.port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=120)
    assert done.returncode == 1  # not 2: it may be free when a service manager tries again
    assert done.stderr.count("\n") == 1
    assert f"--port {server.port}" in done.stderr
    assert "in use" in done.stderr
