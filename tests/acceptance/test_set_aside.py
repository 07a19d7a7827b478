"""What was accepted and can't be loaded is set aside line by line; all the rest goes on, whoever's it is."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from acceptance.looking import spool_files
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


@pytest.mark.parametrize(
    "order", [lambda n: n, lambda n: -n, lambda n: n * 7919 % 130], ids=["rising", "falling", "mixed"]
)
def test_history_of_any_months_beside_what_is_sent_now(server: Server, order: Callable[[int], int]) -> None:
    history, live = server.workspace(), server.workspace()
    answered, done = [0], threading.Event()

    def watch() -> None:
        sender = Workspace(live.url, live.workspace_id, live.token, live.ingest_key)
        while not done.is_set():
            answered[0] += sender.collect(beacon(video="live"), beacon(video="live")).json()["accepted"]

    watching = threading.Thread(target=watch)
    watching.start()
    months = sorted(range(MONTHS), key=order)
    taken = history.import_([line_of(month(number), video="old") for number in months])
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


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Workspace, Workspace, dict[str, Any]]]:
    """A server with two workspaces, and a durable line of the first as it writes them."""
    from conftest import start_server

    data = tmp_path_factory.mktemp("aside") / "data"
    server = start_server(data, "--segment-ms", 60_000)
    one, other = server.workspace(), server.workspace()
    one.collect(beacon(video="shape", viewer="a pattern")).raise_for_status()
    [segment] = (data / "spool").glob("*.open")
    line = json.loads(segment.read_bytes().splitlines()[-1])
    server.stop()
    server = start_server(data, port=server.port)
    yield server, one, other, line
    server.stop()


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
    "an object for a text": {"viewer": {"secret-viewer": 1}},
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
    "a context of numbers": {"context": {"a": [1]}},
}


@pytest.mark.parametrize("lane", ["spool", "spool/imports"])
@pytest.mark.parametrize("name", [*BAD, *WRONG])
def test_a_bad_line_is_set_aside_alone(
    kept: tuple[Server, Workspace, Workspace, dict[str, Any]], name: str, lane: str
) -> None:
    server, one, other, shape = kept
    number = [*BAD, *WRONG].index(name) * 2 + (lane == "spool")
    video = f"among-{number}"

    def good(count: int) -> bytes:
        rows = (shape | {"play": uuid7(), "video_id": video} for _ in range(count))
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    bad = BAD.get(name, b"").replace(b"WORKSPACE", one.workspace_id.encode())
    if name in WRONG:
        bad = json.dumps(shape | {"play": uuid7(), "viewer": "secret-viewer"} | WRONG[name]).encode()
    before, begun = ledger(one), metric(server, "mutoscope_loaded_segments_total")
    folder = server.data / lane
    seal_by_hand(
        folder, f"{time.time_ns() // 1_000_000:013d}-byhand-{number:06d}.ndjson", good(3) + bad + b"\n" + good(4)
    )
    sent = other.collect(beacon(video=video)).json()
    assert sent["accepted"] == 1
    wait_for(lambda: other.player_loads(video) == 1)
    wait_for(lambda: one.player_loads(video) == 7)
    aside = folder / "aside" / f"{next(iter(folder.glob('aside/*byhand-%06d*' % number))).stem}.ndjson"
    assert aside.read_bytes() == bad + b"\n"
    wait_for(lambda: ready(server)["status"] == "degraded")
    assert ready(server)["code"] == 200
    assert "set aside; see `mutoscope spool`" in ready(server)["checks"]["loading"]
    assert metric(server, "mutoscope_spool_aside_lines") > 0
    assert metric(server, "mutoscope_loaded_segments_total") > begun
    log = server.log.read_text()
    assert aside.name.replace("-aside", "") in log
    assert "secret-viewer" not in log
    assert "Traceback" not in log
    found = ledger(one)
    readable = one.workspace_id.encode() in bad
    wait_for(lambda: ledger(one)["set_aside"] - before["set_aside"] == readable)
    found = ledger(one)
    assert found["accepted"] - before["accepted"] == 7 + readable
    assert found["accepted"] == found["counted"] + found["superseded"] + found["deleted"] + found["set_aside"]
    assert found["superseded"] == before["superseded"]
    told = run("spool", "--data", server.data).stdout
    assert aside.name in told
    assert "secret-viewer" not in told
    pages_answer(one)
