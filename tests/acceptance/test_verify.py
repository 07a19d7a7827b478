"""`mutoscope verify` beside a server, which does the work then, and without one; and what becomes of it in a crash."""

import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acceptance.looking import query_store
from acceptance.test_erasure import history
from conftest import ENVIRONMENT, MUTOSCOPE, Server, run, serving, wait_for

Start = Callable[..., Server]

DAYS = [str(datetime.now(UTC).date() - timedelta(days=ago)) for ago in (6, 5, 3)]
DAMAGE = (
    f"ALTER TABLE plays UPDATE watch_ms = 7 WHERE toDate(minted_at) = '{DAYS[0]}'",
    f"ALTER TABLE daily_facts UPDATE pause_sum = 41 WHERE grouping = '' AND toDate(day) = '{DAYS[-1]}'",
)
NOTHING = "There are no plays yet, so there is nothing to verify.\n"


def verify(data: Path, *options: str, code: int = 0) -> str:
    """What it prints."""
    done = run("verify", "--data", data, *options, check=False)
    assert done.returncode == code, done
    return done.stdout


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has ended, with some days of plays, all closed."""
    data = tmp_path_factory.mktemp("closed") / "data"
    with serving(data) as server:
        workspace = server.workspace("School")
        workspace.import_([history(day, "Ann") for day in DAYS])
        workspace.loaded()
        wait_for(lambda: "6 closed days" in verify(data), 120, "no day was closed")
    return data


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(kept, tmp_path / "data", symlinks=True))


def damage(data: Path) -> None:
    for statement in DAMAGE:
        query_store(data, f"{statement} SETTINGS mutations_sync = 1")


def differs(told: str) -> bool:
    """Whether what was damaged, and that alone, is told of."""
    assert "stored is 7, and it should be 8000" in told
    assert f"{DAYS[-1]}: stored is 41, and it should be 0" in told
    columns = {line.split(":")[0].strip() for line in told.splitlines() if line.startswith("  ") and "such as" in line}
    consequences = {"watch_sum_ms", "sized_watch_sum_ms"}  # of the day of that play
    return columns - consequences == {"watch_ms", "pause_sum"}


def test_beside_a_server_and_without_one(start: Start, data: Path) -> None:
    server = start(data)
    assert "All is as it should be." in verify(data)
    assert server.stop() == 0
    assert "All is as it should be." in verify(data)
    damage(data)
    assert differs(verify(data, code=3))
    server = start(data)
    assert differs(verify(data, code=3))
    mended = verify(data, "--rebuild")
    assert differs(mended)
    assert mended.splitlines()[-1] == "All is as it should be."
    assert server.stop() == 0
    assert "All is as it should be." in verify(data)
    damage(data)
    mended = verify(data, "--rebuild")
    assert differs(mended)
    assert mended.splitlines()[-1] == "All is as it should be."
    assert "All is as it should be." in verify(data)


def test_where_there_is_nothing_yet(start: Start, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    assert verify(fresh) == NOTHING
    assert verify(fresh, "--rebuild") == NOTHING
    server = start(tmp_path / "data")
    server.workspace().loaded()
    told = verify(server.data)
    assert "No day is closed yet" in told
    assert "All is as it should be." in told


def begun(data: Path) -> "subprocess.Popen[str]":
    """A command that waits for a server to verify its store."""
    command = [MUTOSCOPE, "verify", "--data", str(data), "--rebuild"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def asked(data: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(data / "catalog.sqlite")) as catalog:
        catalog.row_factory = sqlite3.Row
        return [dict(row) for row in catalog.execute("SELECT * FROM verifications ORDER BY created_at")]


def test_a_server_that_is_killed_does_it_again_as_it_starts(start: Start, data: Path) -> None:
    server = start(data)
    waiting = begun(data)
    wait_for(lambda: asked(data)[-1]["state"] == "running")
    server.kill()
    assert asked(data)[-1]["state"] == "running"
    start(data)
    told, _ = waiting.communicate(timeout=120)
    assert waiting.returncode == 0
    assert told.splitlines()[-1] == "All is as it should be."
    assert asked(data)[-1]["attempts"] == 2


def test_a_server_that_is_stopped_does_it_again_as_it_starts(start: Start, data: Path) -> None:
    server = start(data)
    waiting = begun(data)
    wait_for(lambda: asked(data)[-1]["state"] == "running")
    assert server.stop() == 0
    assert asked(data)[-1]["state"] == "queued"
    start(data)
    told, _ = waiting.communicate(timeout=120)
    assert waiting.returncode == 0
    assert told.splitlines()[-1] == "All is as it should be."
    assert asked(data)[-1]["attempts"] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelled_beside_a_server(start: Start, data: Path, number: int) -> None:
    start(data)
    waiting = begun(data)
    wait_for(lambda: asked(data)[-1]["state"] == "running")
    waiting.send_signal(number)
    _, said = waiting.communicate(timeout=60)
    assert waiting.returncode == 130
    assert "Cancelled." in said
    assert asked(data)[-1]["state"] == "cancelled"
    assert "All is as it should be." in verify(data)  # the server has given up the other, and does this one


def test_cancelled_without_a_server(data: Path) -> None:
    before = len(asked(data))
    waiting = begun(data)
    wait_for(lambda: len(asked(data)) > before and asked(data)[-1]["state"] == "running")
    waiting.send_signal(signal.SIGINT)
    waiting.communicate(timeout=60)
    assert (waiting.returncode, asked(data)[-1]["state"]) in {(130, "cancelled"), (0, "done")}
    assert "All is as it should be." in verify(data)
