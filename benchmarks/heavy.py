"""Six of the heaviest questions at once: what beacons, logins, health and player pages wait, and how memory grows."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx

from benchmarks.collect import warm_up
from benchmarks.figures import Figure
from benchmarks.history import MOST_WATCHED, History, copy
from benchmarks.processes import Access, Server, in_process, init, resident_mb, serving
from benchmarks.sender import Sent, Target, send
from mutoscope.config import Settings

CONNECTIONS = 64
BEACONS = 500
"""A second: so many that an idle server takes them with ease, and what is added shows."""

SHORT_MS = 500
"""What a short request may wait."""

LOGIN = {"email": "owner@example.org", "password": "a long password"}
ALL = {"traffic": "all", "per_page": "1000"}
HOURS = {**ALL, "group_time": "hour"}

Asked = tuple[str, Mapping[str, str]]

HEAVY: Sequence[Asked] = (
    ("/v1/analytics", {**HOURS, "group_by": "date"}),
    ("/v1/analytics", {**HOURS, "group_by": "video_id,date"}),
    ("/v1/analytics", {**ALL, "group_by": "page,external_id"}),
    ("/v1/analytics", {**HOURS, "group_by": "context.lesson,date", "what_if.view_seconds": "30"}),
    ("/v1/viewers", ALL),
    ("/v1/analytics/retention", {"video_id": MOST_WATCHED, "slices": "1000"}),
)
EQUAL: Sequence[Asked] = (("/v1/analytics/overview", {"traffic": "all", "group_time": "hour"}),) * len(HEAVY)


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What was seen while some questions were asked again and again."""

    sent: Sent
    waited: dict[str, list[float]]  # milliseconds, by what was asked
    answers: Counter[str]  # of the questions, by status
    most_mb: float


def heavy(folder: Path, history: History, seconds: float) -> list[Figure]:
    """Beside nothing, beside six different questions, and beside six equal ones, which are worked out once."""
    data = folder / "heavy-history"
    copy(history, data)
    try:
        with serving(data, "--log-level", "warning", "--login-attempts", "0") as server:
            access = init(data)
            warm_up(server, access)
            asker = Access(history.workspace_id, history.token, history.ingest_key)
            idle = _beside(server, access, asker, seconds, ())
            different = _beside(server, access, asker, seconds, _of_all_days(history, HEAVY))
            equal = _beside(server, access, asker, seconds, _of_all_days(history, EQUAL))
    finally:
        shutil.rmtree(data)
    p99 = idle.sent.percentile_ms(99)
    bound = Settings().questions_memory / 1e6
    return [
        *_figures("nothing", idle, None),
        *_figures("six heavy questions", different, 2 * p99),
        *_figures("six equal overviews", equal, 2 * p99),
        Figure(
            benchmark="heavy",
            name="memory that questions took",
            value=max(different.most_mb, equal.most_mb) - idle.most_mb,
            unit="MB",
            at_most=bound,
            note=f"the most RSS seen, less the {idle.most_mb:,.0f} MB of before",
        ),
    ]


def _of_all_days(history: History, asked: Sequence[Asked]) -> Sequence[Asked]:
    period = dict(zip(("from", "to"), history.dates, strict=True))
    return [(path, {**period, **params}) for path, params in asked]


def _beside(server: Server, access: Access, asker: Access, seconds: float, asked: Sequence[Asked]) -> _Beside:
    """Beacons at a steady pace, and short requests one by one, while the questions are asked again and again."""
    target, over = Target(server.port, server.pid, access.ingest_key), Event()
    with ThreadPoolExecutor(len(asked) + 1) as pool:
        answers = [pool.submit(_ask, server, asker, one, over) for one in asked]
        watching = pool.submit(_watch, server, access, over)
        try:
            sent = in_process(send, target, CONNECTIONS, seconds, 1, BEACONS)
        finally:
            over.set()
        most_mb, waited = watching.result()
        told = sum((one.result() for one in answers), Counter[str]())
    return _Beside(sent=sent, waited=waited, answers=told, most_mb=most_mb)


def _ask(server: Server, asker: Access, asked: Asked, over: Event) -> Counter[str]:
    """One question, until it is over."""
    path, params = asked
    answers: Counter[str] = Counter()
    headers = {"Authorization": f"Bearer {asker.token}"}
    with httpx.Client(base_url=server.url, timeout=300, headers=headers) as client:
        while not over.is_set():
            answers[str(client.get(path, params=params).status_code)] += 1
    return answers


def _watch(server: Server, access: Access, over: Event) -> tuple[float, dict[str, list[float]]]:
    """The most memory seen, and milliseconds of a login, of /readyz and of a player page, until it is over."""
    waited: dict[str, list[float]] = {}
    most = 0.0
    with httpx.Client(base_url=server.url, timeout=300) as client:
        while not over.wait(0.1):
            most = max(most, resident_mb(server.pid))
            with _noting(waited, "login"):
                client.post("/v1/session", json=LOGIN).raise_for_status()
            with _noting(waited, "/readyz"):
                client.get("/readyz").raise_for_status()
            with _noting(waited, "player page"):
                client.get(f"/embed/{MOST_WATCHED}", params={"key": access.ingest_key})
    return most, waited


@contextmanager
def _noting(waited: dict[str, list[float]], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    waited.setdefault(name, []).append((time.perf_counter() - began) * 1000)


def _figures(beside: str, seen: _Beside, at_most: float | None) -> list[Figure]:
    told = ", ".join(f"{number} × {status}" for status, number in sorted(seen.answers.items()))
    refused = seen.sent.answered - seen.sent.accepted
    collect = Figure(
        benchmark="heavy",
        name=f"beacon's answer beside {beside}, p99",
        value=seen.sent.percentile_ms(99),
        unit="ms",
        decimals=1,
        at_most=at_most,
        note=f"{seen.sent.rate:,.0f}/s, p50 {seen.sent.percentile_ms(50):.1f} ms, not accepted: {refused}"
        + (f"; questions answered: {told}" if told else ""),
    )
    longest = [
        Figure(
            benchmark="heavy",
            name=f"{name} beside {beside}, longest",
            value=max(times),
            unit="ms",
            at_most=SHORT_MS,
            note=f"of {len(times)}",
        )
        for name, times in seen.waited.items()
    ]
    return [collect, *longest]
