"""What was accepted and can't be loaded is set aside line by line; all the rest goes on, whoever's it is."""

import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from conftest import Server, Workspace, beacon, run, uuid7, wait_for

Start = Callable[..., Server]

MONTHS = 130
"""More than the hundred partitions that ClickHouse takes in one INSERT by default."""

ALL = {"period": "all_time", "traffic": "all"}


def ledger(workspace: Workspace) -> dict[str, Any]:
    asked = {"from": "2004-01-01", "to": "2090-01-01", "group_time": "month"}
    return dict(workspace.get("/v1/ledger", **asked)["data"]["total"])


def pages_answer(workspace: Workspace) -> None:
    """None of what is shown of a workspace fails."""
    for path in ("/v1/analytics/overview", "/v1/plays", "/v1/viewers", "/v1/analytics/referrers"):
        workspace.get(path, **(ALL if path != "/v1/viewers" else {"period": "all_time"}))


def loads(workspace: Workspace, video: str) -> int:
    rows = workspace.get("/v1/analytics", **ALL, group_by="video_id", per_page=1000)["data"]
    return next((row["player_loads"] for row in rows if row["video_id"] == video), 0)


def ready(server: Server) -> dict[str, Any]:
    answer = httpx.get(f"{server.url}/readyz")
    return {"code": answer.status_code, **answer.json()}


def metric(server: Server, name: str) -> float:
    text = httpx.get(f"{server.url}/metrics").text
    return sum(float(value) for value in re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$", text, re.MULTILINE))


def month(number: int) -> int:
    """An instant in the so-manieth month since 2005."""
    return int(datetime(2005 + number // 12, number % 12 + 1, 15, tzinfo=UTC).timestamp() * 1000)


def line_of(ms: int, **fields: Any) -> dict[str, Any]:
    """A line of history, received a moment after its load."""
    return beacon(play=uuid7(ms), loaded=ms, sent=ms + 1000, **fields) | {"received": ms + 1000}


def seal_by_hand(folder: Path, name: str, content: bytes) -> None:
    (folder / "partial").write_bytes(content)
    (folder / "partial").rename(folder / name)


@pytest.mark.parametrize("step", [1, 129, 37], ids=["rising", "falling", "mixed"])
def test_history_of_any_months_beside_what_is_sent_now(server: Server, step: int) -> None:
    history, live = server.workspace(), server.workspace()
    answered, done = [0], threading.Event()

    def watch() -> None:
        sender = Workspace(live.url, live.workspace_id, live.token, live.ingest_key)
        while not done.is_set():
            answered[0] += sender.collect(beacon(video="live"), beacon(video="live")).json()["accepted"]

    watching = threading.Thread(target=watch)
    watching.start()
    taken = history.import_([line_of(month(number * step % MONTHS), video="old") for number in range(MONTHS)])
    assert taken["accepted"] == MONTHS, taken["errors"][:1]
    wait_for(lambda: answered[0] > 100)
    done.set()
    watching.join()
    wait_for(lambda: live.player_loads("live") == answered[0])
    wait_for(lambda: loads(history, "old") == MONTHS, 120)
    rows = history.get("/v1/analytics/overview", **ALL, group_time="month")["data"]
    assert rows["total"]["player_loads"] - 1 == MONTHS  # the workspace's own first play
    assert sum(row["player_loads"] for row in rows["timeline"]) == rows["total"]["player_loads"]
    assert metric(server, "mutoscope_load_failures_total") == 0
    pages_answer(history)


BAD = {
    "text": b"no JSON at all",
    "torn": b'{"workspace_id":"WORKSPACE","video_id":"bad","viewer":"secret-viewer","minted_at":17',
    "array": b'["secret-viewer"]',
    "number": b"1796000000",
    "bytes": b'{"workspace_id":"WORKSPACE","viewer":"secret-viewer\xff\xfe","received_at":1796000000000}',
    "zeros": b"\0" * 4096,
    "no play": b'{"workspace_id":"WORKSPACE","viewer":"secret-viewer"}',
}
WRONG: dict[str, dict[str, Any]] = {
    "text for a number": {"received_at": "secret-viewer"},
    "text in a number": {"duration_ms": "12x"},
    "a session that is none": {"session": "secret-viewer"},
    "too few numbers in a span": {"spans": [[0, 1, 2]]},
    "an object for a span": {"spans": [{"at": 0}]},
    "spans that are text": {"spans": "secret-viewer"},
    "seconds": {"minted_at": 1796000000, "loaded_at": 1796000000, "received_at": 1796000000},
    "1970": {"loaded_at": 0},
    "before 1970": {"minted_at": -1},
    "the year 9999": {"received_at": 253402300799000},
    "beyond 64 bits": {"minted_at": 2**70},
    "no workspace": {"workspace_id": "00000000-0000-0000-0000-000000000000"},
    "no id": {"play": "00000000-0000-0000-0000-000000000000"},
}


@pytest.fixture
def shape(tmp_path: Path, start: Start) -> tuple[Server, Workspace, Workspace, dict[str, Any]]:
    """A server with two workspaces, and a durable line of the first as it writes them."""
    data = tmp_path / "data"
    server = start(data, "--segment-ms", 60_000)
    one, other = server.workspace(), server.workspace()
    one.collect(beacon(video="shape", viewer="a pattern")).raise_for_status()
    [segment] = (data / "spool").glob("*.open")
    line = json.loads(segment.read_bytes().splitlines()[-1])
    server.stop()
    return start(data, port=server.port), one, other, line


def row(shape: dict[str, Any], **fields: Any) -> bytes:
    return json.dumps(shape | {"play": uuid7(shape["minted_at"]), **fields}, separators=(",", ":")).encode() + b"\n"


def bad_lines(one: Workspace, shape: dict[str, Any]) -> list[bytes]:
    plain = [line.replace(b"WORKSPACE", one.workspace_id.encode()) + b"\n" for line in BAD.values()]
    return plain + [row(shape, **{"viewer": "secret-viewer", **fields}) for fields in WRONG.values()]


def segment_name(number: int) -> str:
    return f"{time.time_ns() // 1_000_000:013d}-byhand-{number:06d}.ndjson"


@pytest.mark.parametrize("lane", ["spool", "spool/imports"])
def test_bad_lines_are_set_aside_and_all_others_loaded(
    shape: tuple[Server, Workspace, Workspace, dict[str, Any]], lane: str
) -> None:
    server, one, other, line = shape
    before, folder = ledger(one), server.data / lane
    bad = bad_lines(one, line)
    mixed = b"".join(row(line, video_id="good") + one_bad for one_bad in bad) + row(line, video_id="good")
    seal_by_hand(folder, segment_name(1), mixed)
    seal_by_hand(folder, segment_name(2), row(line, video_id="after"))
    assert other.collect(beacon(video="live")).json()["accepted"] == 1
    wait_for(lambda: other.player_loads("live") == 1)
    wait_for(lambda: one.player_loads("good") == len(bad) + 1, 60)
    wait_for(lambda: one.player_loads("after") == 1)
    [aside] = (folder / "aside").glob("*.ndjson")
    assert sorted(aside.read_bytes().splitlines()) == sorted(line.rstrip(b"\n") for line in bad)

    told = wait_for(lambda: (said := ready(server))["status"] == "degraded" and said)
    assert told["code"] == 200
    assert "set aside; see `mutoscope spool`" in told["checks"]["loading"]
    assert metric(server, "mutoscope_spool_aside_lines") == len(bad)
    theirs = sum(one.workspace_id.encode() in line for line in bad)
    wait_for(lambda: ledger(one)["set_aside"] == theirs)
    found = ledger(one)
    assert found["accepted"] - before["accepted"] == len(bad) + 2 + theirs
    assert found["accepted"] == found["counted"] + found["superseded"] + found["deleted"] + found["set_aside"]
    assert found["superseded"] == before["superseded"]
    shown = run("spool", "--data", server.data).stdout
    log = server.log.read_text()
    for text in (shown, log, json.dumps(told)):
        assert "secret-viewer" not in text
    assert aside.name in shown
    assert "received_at" in shown
    assert "secret-viewer" in run("spool", "--data", server.data, "--lines").stdout
    assert "Traceback" not in log
    pages_answer(one)


def test_what_was_set_aside_is_tried_again(
    shape: tuple[Server, Workspace, Workspace, dict[str, Any]], start: Start
) -> None:
    """By hand, once it is mended; by a newer version by itself. The ledger adds up all the while."""
    server, one, _, line = shape
    before, folder = ledger(one), server.data / "spool"
    wrong = [row(line, video_id=f"bad-{number}", duration_ms="12x") for number in range(3)]
    seal_by_hand(folder, segment_name(1), b"".join([row(line), *wrong, row(line)]))
    wait_for(lambda: ledger(one)["set_aside"] == 3)

    def mend(video: str) -> None:
        [aside] = (folder / "aside").glob("*.ndjson")
        lines = aside.read_bytes().splitlines(keepends=True)
        aside.write_bytes(b"".join(one.replace(b'"12x"', b"12") if video.encode() in one else one for one in lines))

    mend("bad-1")
    assert "3 beacons" in run("spool", "--data", server.data, "--salvage").stdout
    wait_for(lambda: one.player_loads("bad-1") == 1)
    wait_for(lambda: ledger(one)["set_aside"] == 2)
    assert ledger(one)["accepted"] - before["accepted"] == 5
    mend("bad-2")
    server.stop()
    server = start(server.data, port=server.port)
    assert one.player_loads("bad-2") == 0  # the same version would set it aside once more
    server.stop()
    [note] = (folder / "aside").glob("*.json")
    note.write_text(note.read_text().replace('"version":"', '"version":"0.0.'))
    start(server.data, port=server.port)
    wait_for(lambda: one.player_loads("bad-2") == 1)
    wait_for(lambda: ledger(one)["set_aside"] == 1)
    found = ledger(one)
    assert found["accepted"] - before["accepted"] == 5
    assert found["accepted"] == found["counted"] + found["superseded"] + found["set_aside"]


def test_an_erasure_waits_for_nobody_else_and_reaches_what_is_set_aside(
    shape: tuple[Server, Workspace, Workspace, dict[str, Any]],
) -> None:
    server, one, other, line = shape
    folder = server.data / "spool"
    lines = [
        row(line, viewer="ann", duration_ms="x"),
        row(line, viewer="ben", duration_ms="x"),
        row(line, viewer="ann"),
    ]
    seal_by_hand(folder, segment_name(1), b"".join([*lines, b'{"viewer":"ann","seq"\n']))
    # A segment that nothing gets out of: as if the disk had gone where it lies.
    (folder / "9999999999999-never-000001.ndjson").mkdir()
    other.collect(beacon(video="film", viewer="ann"), beacon(video="film", viewer="zoe")).raise_for_status()
    for workspace in (other, one):
        receipt = workspace.ask("DELETE", "/v1/viewers/ann", expect=202)["data"]

        def done(workspace: Workspace = workspace, erasure: str = receipt["id"]) -> bool:
            return bool(workspace.get(f"/v1/erasures/{erasure}")["data"]["state"] == "done")

        wait_for(done, 60)
    [aside] = (folder / "aside").glob("*.ndjson")
    assert b'"ann"' not in aside.read_bytes()
    assert b'"ben"' in aside.read_bytes()
    assert other.player_loads("film") == 1
    wait_for(
        lambda: ledger(one)["refused_by_reason"]["erased"] == 1
    )  # the line without a workspace is in nobody's ledger
    assert ledger(one)["set_aside"] == 1
