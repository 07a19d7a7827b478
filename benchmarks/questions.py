"""What the dashboard asks, over HTTP, of a server on a long history whose newest day came as live traffic does.

A server is a new process on files that are out of the system's memory, so its first overview is cold. What is called a
first-time filter was never asked of that copy of the history before: `_Asking` refuses to ask one twice. Beside every
server, before its start and after its end, a plain scan of all plays says how fast the machine is just then; what a
question takes is told as a ratio to it, too.

Then everything is asked again of servers that have something else to do: a thousand beacons a second; days to close.
"""

import os
import shutil
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks import history as past
from benchmarks import postgres
from benchmarks.figures import Figure
from benchmarks.history import MANY, MOST_WATCHED, History
from benchmarks.postgres import Postgres
from benchmarks.processes import Access, Server, forget_files, in_process, read_mb, resident_mb, serving
from benchmarks.sender import Target, sending
from benchmarks.tree import VIDEOS
from mutoscope.metrics import DIMENSIONS
from mutoscope.store import EmbeddedEngine, Store

COLD_STARTS = 3
WARM = 7
AGAIN = 3
BEACONS = 1_000
"""A second, beside which everything is asked again."""

SCAN = "SELECT toDate(loaded_at), count(), countIf(viewed_at IS NOT NULL) FROM plays GROUP BY 1"
SCANS = 3

CLOSING = "closed_days"
"""The check of /readyz that is `ok` once all past days are closed. A server without it closes none."""

PATIENCE_SECONDS = 4 * 3600

ANALYTICS = "/v1/analytics"
OVERVIEW = "/v1/analytics/overview"
RETENTION = "/v1/analytics/retention"
REFERRERS = "/v1/analytics/referrers"

Params = Mapping[str, str]


@dataclass(frozen=True)
class _Aims:
    """In milliseconds, megabytes and seconds."""

    cold: float
    warm: float
    one_filter: float
    two_filters: float
    video: float
    dimension: float | None
    memory: float
    ready: float | None


AIMS = _Aims(500, 100, 300, 600, 150, 600, 700, None)
AIMS_OF_MANY = _Aims(1_000, 300, 1_000, 3_000, 100, None, 1_000, 2)


@dataclass(frozen=True)
class Row:
    """One kind of question: what is asked, in this order, and what it may take."""

    name: str
    path: str
    asked: Sequence[Params]
    at_most: float | None = None
    first_time: bool = False  # each a filter that was never asked before
    skip: int = 0  # so many are asked before it counts


def questions(folder: Path, history: History) -> list[Figure]:
    """All of it: cold, warm, first asked, beside beacons, while days are closed; and PostgreSQL's answers."""
    with _prepared(history) as (prepared, figures):
        while_closing = _while_closing(prepared)
        closed = _closed(prepared)
        asking = _Asking(prepared)
        with _postgres(folder, prepared) as postgres_:
            quiet = _quiet(asking, rows(prepared, turn=0), postgres_)
        beside = _beside_beacons(asking, rows(prepared, turn=1))
    return [*figures, *closed, *quiet, *beside, *while_closing]


def growing(history: History) -> list[Figure]:
    """The rows of a quiet server alone, closed days and all."""
    with _prepared(history) as (prepared, figures):
        return [*figures, *_closed(prepared), *_quiet(_Asking(prepared), rows(prepared, turn=0), None)]


def rows(history: History, turn: int) -> list[Row]:
    """What is asked of a server once it has shown its first overview. Each turn has first-time filters of its own."""
    aims = _aims(history)
    period = dict(zip(("from", "to"), history.dates, strict=True))
    month = dict(zip(("from", "to"), history.last_dates(28), strict=True))
    videos = [{**period, "video_id": video} for video in (MOST_WATCHED, _video(20), _video(1_000))]
    grouped = [*DIMENSIONS, "context.course"]
    return [
        Row("overview, warm", OVERVIEW, [period] * WARM, aims.warm, skip=2),
        Row("overview of the last 28 days", OVERVIEW, [month] * WARM, aims.warm, skip=2),
        Row(
            "first-time filter by one dimension",
            OVERVIEW,
            [{**period, **one} for one in _first_filters(turn)],
            aims.one_filter,
            first_time=True,
        ),
        Row(
            "first-time filter by two dimensions",
            OVERVIEW,
            [{**period, **two} for two in _first_pairs(turn)],
            aims.two_filters,
            first_time=True,
        ),
        Row("one video's page: overview, timeline", OVERVIEW, videos * AGAIN, aims.video),
        Row(
            "one video's retention, 100 slices",
            RETENTION,
            [{**one, "slices": "100"} for one in videos * AGAIN],
            aims.video,
        ),
        Row("referrers", REFERRERS, [period] * AGAIN, aims.video),
        *(
            Row(
                f"by {name}, all measures",
                ANALYTICS,
                [{**period, "group_by": name, "per_page": "100"}] * AGAIN,
                aims.dimension,
            )
            for name in grouped
        ),
    ]


_COUNTRIES = [
    "DE",
    "US",
    "FR",
    "GB",
    "PL",
    "NL",
    "IT",
    "ES",
    "AT",
    "CH",
    "SE",
    "BR",
    "IN",
    "JP",
    "UA",
    "CZ",
    "DK",
    "TR",
    "CA",
]
_DEVICES = ["desktop", "mobile", "tablet", "tv"]
_SYSTEMS = ["Windows", "Android", "iOS", "Linux"]
_BROWSERS = ["Chrome", "Chrome Mobile", "Mobile Safari", "Firefox"]


def _video(rank: int) -> str:
    """From the most watched one, 1, on (history.sql)."""
    return f"video-{rank * 7_919 % VIDEOS:06}"


def _domain(rank: int) -> str:
    return f"site-{rank}.example.org"


def _first_filters(turn: int) -> list[Params]:
    """Common values and rare ones."""
    return [
        *({"country": _COUNTRIES[2 * turn + nth]} for nth in range(2)),
        {"device": _DEVICES[turn]},
        {"os": _SYSTEMS[turn + 1]},
        {"browser": _BROWSERS[turn]},
        *({"domain": _domain(1 + 2 * turn + nth)} for nth in range(2)),
        *({"video_id": _video(2 + turn + 300 * nth)} for nth in range(2)),
    ]


def _first_pairs(turn: int) -> list[Params]:
    """Of values that are not asked for alone, where there are enough."""
    return [
        {"country": _COUNTRIES[6 + 2 * turn], "device": _DEVICES[turn]},
        {"country": _COUNTRIES[7 + 2 * turn], "domain": _domain(7 + turn)},
        {"domain": _domain(10 + turn), "os": _SYSTEMS[turn]},
        {"video_id": _video(5 + turn), "country": _COUNTRIES[turn]},
        {"video_id": _video(8 + turn), "domain": _domain(1 + turn)},
        {"browser": _BROWSERS[turn], "country": _COUNTRIES[12 + turn]},
    ]


@dataclass
class _Asked:
    """What came of a row."""

    times: list[float] = field(default_factory=list)  # milliseconds
    refused: Counter[int] = field(default_factory=Counter)
    answers: list[Any] = field(default_factory=list)


class _Asking:
    """Questions to servers on one folder, and what was asked of it so far."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.access = Access(history.workspace_id, history.token, history.ingest_key)
        self._filters: set[frozenset[tuple[str, str]]] = set()

    def ask(self, server: Server, row: Row) -> _Asked:
        """Until the whole answer is there, on a connection that is kept as a browser keeps it."""
        asked = _Asked()
        headers = {"Authorization": f"Bearer {self.access.token}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=600) as client:
            client.get("/healthz").raise_for_status()
            for number, params in enumerate(row.asked):
                self._note(row, params)
                began = time.perf_counter()
                answer = client.get(row.path, params=dict(params))
                took = (time.perf_counter() - began) * 1000
                if number < row.skip:
                    continue
                asked.times.append(took)
                if answer.status_code == httpx.codes.OK:
                    asked.answers.append(answer.json())
                elif answer.is_server_error:
                    asked.refused[answer.status_code] += 1
                else:
                    answer.raise_for_status()
        print(f"  {row.name}: {statistics.median(asked.times):,.0f} ms", file=sys.stderr, flush=True)
        return asked

    def _note(self, row: Row, params: Params) -> None:
        """Raises RuntimeError where a filter that is to be the first of its kind is not."""
        filters = frozenset((name, value) for name, value in params.items() if name in _FILTERS)
        if row.first_time and (not filters or filters in self._filters):
            raise RuntimeError(f"{dict(filters)} was asked before")
        self._filters.add(filters)


_FILTERS = {"country", "device", "os", "browser", "domain", "video_id"}


@contextmanager
def _prepared(history: History) -> Iterator[tuple[History, list[Figure]]]:
    """A copy of the history whose newest day has come through the Loader, while parts were merged."""
    folder = history.folder.with_name(f"{history.folder.name}-questions")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        prepared = past.copy(history, folder)
        began = time.perf_counter()
        parts, rows_ = in_process(_load, prepared)
        seconds = time.perf_counter() - began
        note = (
            f"{history.plays:,} plays of {history.days} days; of these {history.newest:,} of the newest day,"
            f" {past.VERSIONS} versions each, through the Loader, merged meanwhile: {rows_:,} rows in {parts} parts"
        )
        making = Figure(
            benchmark="questions",
            name="making the history",
            value=history.seconds,
            unit="s",
            note="all plays but the newest day's; once, where it is kept",
        )
        yield prepared, [making, _figure("making and loading the newest day", seconds, unit="s", note=note)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(history: History) -> tuple[int, int]:
    """Parts, and rows of all versions. For a process of its own."""
    store = Store(EmbeddedEngine(history.folder / "store"))
    store.migrate()
    parts = past.load_newest_day(store, history, merging=True)
    rows_ = store.query("SELECT count() AS n FROM plays", {})[0]["n"]
    store.close()
    shutil.rmtree(history.folder / "newest")
    return parts, int(rows_)


def _scan(folder: Path) -> list[float]:
    """Milliseconds of some plain scans, what they read being in memory already. For a process of its own."""
    store = Store(EmbeddedEngine(folder / "store"))
    store.query(SCAN, {})
    times = []
    for _ in range(SCANS):
        began = time.perf_counter()
        store.query(SCAN, {})
        times.append((time.perf_counter() - began) * 1000)
    store.close()
    return times


def _quiet(asking: _Asking, asked: Sequence[Row], postgres_: Postgres | None) -> list[Figure]:
    """A server that has nothing else to do: some cold starts, the last of which is asked everything."""
    history, aims = asking.history, _aims(asking.history)
    scans, ready, cold, read = _scan_of(history), [], _Asked(), []
    found: dict[str, _Asked] = {}
    for start in range(COLD_STARTS):
        with _cold(history) as (server, left):
            ready.append(server.ready_seconds)
            before = read_mb(server.pid)
            first = asking.ask(server, _first_overview(history))
            read.append(read_mb(server.pid) - before)
            cold.times += first.times
            cold.refused += first.refused
            cold.answers += first.answers
            if start == COLD_STARTS - 1:
                found = {row.name: asking.ask(server, row) for row in asked}
                memory = resident_mb(server.pid)
        scans += _scan_of(history)
    if postgres_ and cold.answers:
        _check(postgres_, history, cold, asked, found)
    theirs = _postgres_times(postgres_, [_first_overview(history), *asked])
    scan = statistics.median(scans)
    where = (
        f"a new process each time, files out of memory ({left / 1e6:.1f} MB of them left there);"
        f" {statistics.median(read):,.0f} MB came from disk while it was asked"
    )
    seconds = sorted(ready)
    return [
        _figure("plain scan of all plays", statistics.median(scans), worst=max(scans), note=f"{len(scans)} × {SCAN}"),
        _figure("start to /readyz 200", statistics.median(seconds), worst=seconds[-1], unit="s", at_most=aims.ready),
        _row(_first_overview(history), cold, scan, theirs, note=where),
        *(_row(row, found[row.name], scan, theirs) for row in asked),
        _figure("server after all of it", memory, unit="MB", at_most=aims.memory, note="RSS"),
        *([_figure("PostgreSQL", len(theirs), unit="questions", note=postgres_.about)] if postgres_ else []),
    ]


def _beside_beacons(asking: _Asking, asked: Sequence[Row]) -> list[Figure]:
    """The same of a new server that takes beacons of the same workspace meanwhile."""
    history, beside = asking.history, f", beside {BEACONS:,} beacons/s"
    scans = _scan_of(history)
    with _cold(history) as (server, _):
        target = Target(server.port, server.pid, asking.access.ingest_key)
        with sending(target, 64, 1, BEACONS) as sent:
            time.sleep(2)
            found = {row.name: asking.ask(server, row) for row in (_first_overview(history), *asked)}
        memory = resident_mb(server.pid)
    scans += _scan_of(history)
    scan, (came,) = statistics.median(scans), sent
    return [
        *(_row(row, found[row.name], scan, beside=beside) for row in (_first_overview(history), *asked)),
        _figure("server after all of it" + beside, memory, unit="MB", at_most=_aims(history).memory, note="RSS"),
        _figure(
            "a beacon's answer meanwhile",
            came.percentile_ms(50),
            worst=came.percentile_ms(99),
            note=f"p50, and p99 as the worst; {came.rate:,.0f}/s for {came.seconds:,.0f} s,"
            f" not accepted: {came.answered - came.accepted}",
        ),
    ]


def _while_closing(history: History) -> list[Figure]:
    """The same of a server that closes the days meanwhile, on a copy where none is. Nothing, if it closes none."""
    copied = past.copy(history, history.folder.with_name(history.folder.name + "-closing"))
    try:
        scans = _scan_of(copied)
        with _cold(copied) as (server, _):
            if _closing(server) is None:
                return []
            asking, asked = _Asking(copied), (_first_overview(copied), *rows(copied, turn=2))
            found = {}
            for row in asked:
                before = _closing(server)
                found[row.name] = asking.ask(server, row), before
        scan = statistics.median(scans + _scan_of(copied))
        return [
            _row(
                row, found[row.name][0], scan, beside=", while days are closed", note=f"{CLOSING}: {found[row.name][1]}"
            )
            for row in asked
        ]
    finally:
        shutil.rmtree(copied.folder)


def _closed(history: History) -> list[Figure]:
    """Have a server close all past days, undisturbed. Nothing, where it closes none."""
    with serving(history.folder, "--log-level", "warning") as server:
        began = time.perf_counter()
        if _closing(server) is None:
            return []
        while _closing(server) != "ok":
            if time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"days are still not closed: {_closing(server)}")
            time.sleep(0.2)
        seconds = time.perf_counter() - began + server.ready_seconds
    note = f"from the start until /readyz says that all past days are closed; {seconds / history.days:.2f} s a day"
    return [_figure("closing", seconds, unit="s", note=note)]


def _closing(server: Server) -> str | None:
    """What /readyz says of closed days; None: nothing."""
    told = httpx.get(server.url + "/readyz", timeout=60).json()["checks"].get(CLOSING)
    return None if told is None else str(told)


@contextmanager
def _cold(history: History) -> Iterator[tuple[Server, int]]:
    """A new server whose files are out of memory but for so many bytes."""
    left = forget_files(history.folder)
    with serving(history.folder, "--log-level", "warning") as server:
        yield server, left


@contextmanager
def _postgres(folder: Path, history: History) -> Iterator[Postgres | None]:
    """The same plays in PostgreSQL, where there is one and they are not too many."""
    url = os.environ.get("MUTOSCOPE_TEST_POSTGRES")
    if not url or history.plays > postgres.MOST_PLAYS:
        yield None
        return
    file = folder / "plays.tsv"
    try:
        in_process(_export, history, file)
        with postgres.loaded(url, file) as loaded:
            file.unlink()
            yield loaded
    finally:
        file.unlink(missing_ok=True)


def _export(history: History, file: Path) -> None:
    store = Store(EmbeddedEngine(history.folder / "store"))
    postgres.export(store, history, file)
    store.close()


def _check(
    postgres_: Postgres, history: History, cold: _Asked, asked: Sequence[Row], found: Mapping[str, _Asked]
) -> None:
    """Raises RuntimeError where Mutoscope and PostgreSQL don't count the same."""
    postgres_.check(_first_overview(history).asked[0], cold.answers[0]["data"]["total"])
    for row in asked:
        if row.first_time and not found[row.name].refused:
            for params, answer in zip(row.asked, found[row.name].answers, strict=True):
                postgres_.check(params, answer["data"]["total"])


def _postgres_times(postgres_: Postgres | None, asked: Sequence[Row]) -> dict[str, float]:
    """Median milliseconds by row; each different question twice at most."""
    times: dict[str, float] = {}
    if postgres_ is None:
        return times
    for row in asked:
        different = list({tuple(params.items()): params for params in row.asked}.values())
        took = []
        for params in different * (1 if row.first_time else 2):
            began = time.perf_counter()
            if postgres_.ask(row.path, params) is None:
                break
            took.append((time.perf_counter() - began) * 1000)
        else:
            times[row.name] = statistics.median(took)
    return times


def _first_overview(history: History) -> Row:
    period = dict(zip(("from", "to"), history.dates, strict=True))
    return Row("overview, cold", OVERVIEW, [period], _aims(history).cold)


def _aims(history: History) -> _Aims:
    return AIMS_OF_MANY if history.plays >= MANY else AIMS


def _scan_of(history: History) -> list[float]:
    return in_process(_scan, history.folder)


def _row(
    row: Row, asked: _Asked, scan: float, theirs: Mapping[str, float] | None = None, *, beside: str = "", note: str = ""
) -> Figure:
    return _figure(
        row.name + beside,
        statistics.median(asked.times),
        worst=max(asked.times),
        at_most=row.at_most,
        scan=scan,
        postgres=(theirs or {}).get(row.name),
        note="; ".join(filter(None, [_told(row, asked), note])),
    )


def _told(row: Row, asked: _Asked) -> str:
    """How many there were, of how many plays they were, and how many got no answer."""
    parts = [f"median of {len(asked.times)}"]
    if row.first_time and asked.answers:
        loads = [answer["data"]["total"]["player_loads"] for answer in asked.answers]
        parts.append(f"{len(loads)} filters, which left {min(loads):,}–{max(loads):,} loads")
    parts += [f"no answer: {number} × {status}" for status, number in sorted(asked.refused.items())]
    return ", ".join(parts)


def _figure(
    name: str,
    value: float,
    *,
    worst: float | None = None,
    unit: str = "ms",
    at_most: float | None = None,
    scan: float | None = None,
    postgres: float | None = None,
    note: str = "",
) -> Figure:
    return Figure(
        benchmark="questions",
        name=name,
        value=value,
        worst=worst,
        unit=unit,
        decimals=2 if unit == "s" else 0,
        at_most=at_most,
        scan=scan,
        postgres=postgres,
        note=note,
    )
