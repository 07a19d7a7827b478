"""A server's memory, and how long it takes to start and to stop."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.collect import loaded_memory
from benchmarks.figures import Figure
from benchmarks.history import History, copy
from benchmarks.processes import Access, Server, resident_mb, start

SETTLE_SECONDS = 3


def memory(folder: Path, history: History, seconds: float) -> list[Figure]:
    """Resident memory: idle and fresh, under load, and after the overview of a long history."""
    fresh = start(folder / "fresh", "--log-level", "warning")
    time.sleep(SETTLE_SECONDS)
    idle = resident_mb(fresh.pid)
    fresh.stop()
    data = folder / "memory-history"
    copy(history, data)
    server = start(data, "--log-level", "warning")
    first, second = (_overview_seconds(history, server) for _ in range(2))
    after = resident_mb(server.pid)
    server.stop()
    shutil.rmtree(data)
    return [
        _memory("idle server", idle, f"RSS of an empty installation, {SETTLE_SECONDS} s after it was ready"),
        loaded_memory(folder, seconds),
        _memory(
            f"server after the overview of {history.plays:,} plays",
            after,
            f"RSS; over HTTP the overview took {first:.2f} s at first, then {second:.2f} s",
        ),
    ]


def restart(folder: Path, history: History) -> list[Figure]:
    """Seconds from the start of the process, on an empty folder and on a long history; from SIGTERM to ready again."""
    empty = start(folder / "empty", "--log-level", "warning")
    empty_stop = empty.stop()
    data = folder / "restart-history"
    copy(history, data)
    full = start(data, "--log-level", "warning")
    full_stop = full.stop()
    again = start(data, "--log-level", "warning")
    again.stop()
    shutil.rmtree(data)
    plays = f"{history.plays:,} plays"
    return [
        replace(_restart(f"SIGTERM to /readyz 200 again, {plays}", full_stop + again.ready_seconds), at_most=2),
        _restart(f"start to /readyz 200, {plays}", full.ready_seconds),
        _restart(f"start to listening, {plays}", full.listening_seconds),
        _restart("start to listening, empty folder", empty.listening_seconds),
        _restart("start to /readyz 200, empty folder", empty.ready_seconds),
        _restart("SIGTERM to exit, empty folder", empty_stop),
        _restart(f"SIGTERM to exit, {plays}", full_stop),
    ]


def _overview_seconds(history: History, server: Server) -> float:
    """Of one overview of all days, over HTTP."""
    first, last = history.dates
    began = time.perf_counter()
    access = Access(history.workspace_id, history.token, history.ingest_key)
    server.get("/v1/analytics/overview", access, **{"from": first, "to": last})
    return time.perf_counter() - began


def _memory(name: str, value: float, note: str) -> Figure:
    return Figure(benchmark="memory", name=name, value=value, unit="MB", note=note)


def _restart(name: str, value: float) -> Figure:
    return Figure(benchmark="restart", name=name, value=value, unit="s", decimals=2)
