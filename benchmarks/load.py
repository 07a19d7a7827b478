"""How fast sealed segments come into the store, and how soon after its answer a beacon can be asked for."""

import secrets
import statistics
import threading
import time
from pathlib import Path
from uuid import UUID

import httpx

from benchmarks.collect import warm_up
from benchmarks.figures import Figure
from benchmarks.processes import Access, Server, in_process, init, serving
from benchmarks.sender import Sent, Target, send
from mutoscope.beacon import Span
from mutoscope.ingest.row import PlayRow, play_line
from mutoscope.loader import Loader
from mutoscope.store import EmbeddedEngine, Store

SEGMENTS = ((2_000, 60), (100_000, 4))
"""Rows of a segment, and how many such segments are loaded."""

PER_SECOND = 1_000
PROBES = 15


def load(folder: Path, seconds: float) -> list[Figure]:
    """Rows a second by size of segment, then the time from an answer to its beacon in REST."""
    return [*in_process(_into_the_store, folder / "load"), *_answer_to_queryable(folder / "queryable", seconds)]


def _into_the_store(folder: Path) -> list[Figure]:
    """Segments of new plays, each by an INSERT of its own, one after the other. For a process of its own."""
    spool = folder / "spool"
    spool.mkdir(parents=True)
    store = Store(EmbeddedEngine(folder / "store"))
    store.migrate()
    loader = Loader(store, spool)
    _timed_load(loader, spool, 100)  # the first one composes the statement
    figures = []
    for rows, segments in SEGMENTS:
        times = [_timed_load(loader, spool, rows) for _ in range(segments)]
        figures.append(
            Figure(
                benchmark="load",
                name=f"into the store, segments of {rows:,} rows",
                value=rows * segments / sum(times),
                unit="rows/s",
                note=f"{segments} segments, an INSERT each, fsync included;"
                f" median {statistics.median(times) * 1e3:,.0f} ms a segment",
            )
        )
    store.close()
    return figures


def _timed_load(loader: Loader, spool: Path, rows: int) -> float:
    """Seconds that the Loader takes for one sealed segment."""
    workspace, session = UUID(int=1), secrets.token_hex(16)
    lines = b"".join(play_line(_row(workspace, session, number)) for number in range(rows))
    (spool / f"{time.time_ns():020d}.ndjson").write_bytes(lines)
    began = time.perf_counter()
    loaded = loader.load()
    taken = time.perf_counter() - began
    if loaded != 1:
        raise RuntimeError("the store refused a segment")
    return taken


def _row(workspace: UUID, session: str, number: int) -> PlayRow:
    minted = time.time_ns() // 1_000_000
    return PlayRow(
        workspace_id=workspace,
        video_id=f"video-{number % 500:04d}",
        play=UUID(int=(minted << 80) | (7 << 76) | (2 << 62) | secrets.randbits(60)),
        minted_at=minted,
        seq=number % 20,
        received_at=minted + 40_000,
        loaded_at=minted,
        live=False,
        duration_ms=600_000,
        session=session,
        device=session,
        viewer=f"student-{number % 2_000}",
        context={"course": f"course-{number % 40}"},
        traffic="human",
        country="DE",
        city="",
        device_type="desktop",
        os="Windows",
        browser="Chrome",
        domain="example.org",
        page=f"https://www.example.org/courses/{number % 200}",
        ref="https://www.example.org/courses",
        lang="de-DE",
        tz="Europe/Berlin",
        screen_width=1920,
        screen_height=1080,
        player="mutoscope/0.1.0",
        playing=True,
        play_count=1,
        pause_count=2,
        seek_count=1,
        replay_count=0,
        stall_count=0,
        error_count=0,
        startup_ms=420,
        stalled_ms=0,
        spans=[Span(500 + 12_000 * index, 10_000, 10_000 * index, 10_000 * index + 10_000, 0) for index in range(3)],
    )


def _answer_to_queryable(data: Path, seconds: float) -> list[Figure]:
    """Beside a steady pace of beacons, single plays are sent, and asked for until they are there."""
    with serving(data, "--log-level", "warning") as server:
        access = init(data)
        warm_up(server, access)
        sent: list[Sent] = []
        target, long = Target(server.port, server.pid, access.ingest_key), max(seconds * 4, 16)
        steady = threading.Thread(target=lambda: sent.append(in_process(send, target, 64, long, 9, PER_SECOND)))
        steady.start()
        time.sleep(2)
        waits = sorted(_seconds_to_queryable(server, access) for _ in range(PROBES))
        busy = steady.is_alive()
        steady.join()
    rate = f"at {sent[0].rate:,.0f} beacons/s" + ("" if busy else ", which ended before the last probe")
    return [
        _queryable("p50", statistics.median(waits), f"median of {PROBES} plays, {rate}, default --segment-ms"),
        _queryable("longest", waits[-1], "asked every 10 ms over HTTP, the asking included"),
    ]


def _queryable(name: str, value: float, note: str) -> Figure:
    return Figure(
        benchmark="load",
        name=f"answer to queryable, {name}",
        value=value,
        unit="s",
        decimals=2,
        at_most=2,
        note=note,
    )


def _seconds_to_queryable(server: Server, access: Access) -> float:
    """From the answer 200 to the first answer of REST that counts the play."""
    viewer = secrets.token_hex(8)
    now = time.time_ns() // 1_000_000
    play = UUID(int=(now << 80) | (7 << 76) | (2 << 62) | secrets.randbits(60))
    beacon = {"v": 1, "key": access.ingest_key, "play": str(play), "seq": 0, "video": "video-0001", "viewer": viewer}
    beacon |= {"session": None, "device": None, "page": "https://example.org/", "loaded": now, "sent": now}
    beacon |= {"duration": None, "spans": [], "playing": False}
    httpx.post(server.url + "/collect", json=beacon, timeout=30).raise_for_status()
    began = time.perf_counter()
    days = [time.strftime("%Y-%m-%d", time.gmtime(now / 1000 + day * 86_400)) for day in (-1, 1)]
    asked = {"from": days[0], "to": days[1], "external_id": viewer, "group_by": "external_id", "fields": "player_loads"}
    while not server.get("/v1/analytics", access, **asked, traffic="all")["data"]:
        if time.perf_counter() - began > 60:
            raise RuntimeError("a beacon that was answered 200 can't be found after a minute")
        time.sleep(0.01)
    return time.perf_counter() - began
