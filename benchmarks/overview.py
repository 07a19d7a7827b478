"""How long the dashboard's questions take over all days, and what a play takes on disk."""

import shutil
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from benchmarks import history as past
from benchmarks.figures import Figure
from benchmarks.history import History
from benchmarks.processes import forget_files
from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.metrics import MEASURES, Choice, Direction, Metrics, Period, Question
from mutoscope.metrics.overview import TOTALS
from mutoscope.store import EmbeddedEngine, Store

WARM_RUNS = 5
WARM_SECONDS = 15

Ask = Callable[[], object]

_MOST_VIEWS: Sequence[tuple[str, Direction]] = (("views", "desc"),)


def overview(history: History) -> list[Figure]:
    """Each question cold, then warm, on a copy of the history with an unmerged newest day. For a process of its own."""
    with CopiedStore(history) as (store, copied):
        began = time.perf_counter()
        parts = past.load_newest_day(store, copied)
        loading = time.perf_counter() - began
        questions = _questions(Metrics(store), copied)
        of_folders = _questions_of_folders(Metrics(store), copied)
        name, ask = questions[0]
        cold = _cold(store, copied.folder, ask)
        state = (
            f"{history.plays:,} plays; the newest day {history.newest:,} × {past.VERSIONS} versions,"
            f" unmerged: {parts} parts, made and loaded in {loading:.0f} s"
        )
        figures = [_figure(name + ", cold", [cold], "one run, nothing of the store in memory")]
        figures.append(replace(_figure(name, warm(ask), state), at_most=500))
        figures += [_figure(name, warm(ask), "") for name, ask in questions[1:]]
        return figures + [replace(_figure(name, warm(ask), ""), at_most=1000) for name, ask in of_folders]


def size(history: History) -> list[Figure]:
    """Bytes a play: the whole table's, and of the eight largest columns. Merged, without the newest day.

    For a process of its own.
    """
    with CopiedStore(history) as (store, _):
        parts = "FROM system.parts WHERE active AND table = 'plays'"
        rows, bytes_, count = store.query(
            f"SELECT sum(rows) AS plays, sum(bytes_on_disk) AS bytes, count() AS parts {parts}", {}
        )[0].values()
        columns = store.query(
            f"SELECT column, sum(column_bytes_on_disk) AS bytes {parts.replace('system.parts', 'system.parts_columns')}"
            " GROUP BY column ORDER BY bytes DESC LIMIT 8",
            {},
        )
    note = f"{int(rows):,} plays in {count} merged parts"
    figures = [_size("a play on disk, merged", int(bytes_) / int(rows), note)]
    return figures + [_size(f"… of these {row['column']}", int(row["bytes"]) / int(rows), "") for row in columns]


class CopiedStore:
    """A copy of a history's folder, opened, and gone afterwards: the history itself stays as it is."""

    def __init__(self, history: History) -> None:
        self._copied = past.copy(history, history.folder.with_name(history.folder.name + "-copy"))

    def __enter__(self) -> tuple[Store, History]:
        self._store = Store(EmbeddedEngine(self._copied.folder / "store"))
        self._store.migrate()
        return self._store, self._copied

    def __exit__(self, *_: object) -> None:
        self._store.close()
        shutil.rmtree(self._copied.folder)


def _questions(metrics: Metrics, history: History) -> list[tuple[str, Ask]]:
    """What is asked, by the names of the rows; the overview first, then what it is made of."""
    period = _period(history)
    choice = Choice(workspace=UUID(history.workspace_id))
    one = replace(choice, filters={"video_id": [past.MOST_WATCHED]})
    total = Question(choice=choice, period=period, measures=TOTALS)

    def ask(question: Question) -> Ask:
        return lambda: metrics.ask(question)

    return [
        (f"overview, {history.days} days", lambda: metrics.overview(choice, period, "day", now_ms=history.now_ms)),
        ("… of these the totals", ask(total)),
        ("… the timeline by day", ask(replace(total, by=("date",)))),
        ("… the seven breakdowns", lambda: metrics.tops(choice, period)),
        ("analytics by video_id, the first 25", ask(replace(total, by=("video_id",), order=_MOST_VIEWS, limit=25))),
        ("analytics by country and day", ask(replace(total, by=("country", "date"), limit=100))),
        ("one video's overview", lambda: metrics.overview(one, period, "day", now_ms=history.now_ms)),
        ("its retention, 100 slices", lambda: metrics.retention(one, period, 100)),
        ("referrers", lambda: metrics.referrers(choice, period, _MOST_VIEWS, limit=10, most_pages=10)),
        ("peak concurrent viewers", ask(replace(total, measures=("peak_concurrent_viewers",)))),
    ]


def _questions_of_folders(metrics: Metrics, history: History) -> list[tuple[str, Ask]]:
    """Of the tree of folders; the one filtered by has seven below it."""
    choice = Choice(workspace=UUID(history.workspace_id))
    by_folder = Question(
        choice=choice,
        period=_period(history),
        measures=tuple(MEASURES),
        by=("folder_id",),
        order=_MOST_VIEWS,
        limit=25,
    )
    catalog = Catalog(Settings(data=history.folder).catalog_url())
    top = next(one for one in catalog.folders(choice.workspace) if one.parent_id is None)
    ids = catalog.folder_and_nested(choice.workspace, top.id) or []
    catalog.close()
    below = replace(choice, filters={"folder_id": [str(id_) for id_ in ids]})
    return [
        (
            "overview of a folder and those below",
            lambda: metrics.overview(below, by_folder.period, "day", now_ms=history.now_ms),
        ),
        ("analytics by folder_id, all measures", lambda: metrics.ask(by_folder)),
        ("analytics by folder_id, views alone", lambda: metrics.ask(replace(by_folder, measures=("views",)))),
    ]


def _period(history: History) -> Period:
    """All of its days, local ones, the newest day's end among them."""
    return Period.parse(*history.dates, past.ZONE)


def _figure(name: str, milliseconds: Iterable[float], note: str) -> Figure:
    runs = sorted(milliseconds)
    spread = "" if len(runs) == 1 else f"median of {len(runs)} ({runs[0]:,.0f}–{runs[-1]:,.0f})"
    return Figure(
        benchmark="overview",
        name=name,
        value=statistics.median(runs),
        unit="ms",
        note="; ".join(filter(None, (spread, note))),
    )


def _size(name: str, value: float, note: str) -> Figure:
    return Figure(benchmark="size", name=name, value=value, unit="bytes", decimals=1, note=note)


def warm(ask: Ask) -> list[float]:
    """Milliseconds of each run, fewer where they take longer than `WARM_SECONDS`.

    The first two don't count: what is kept of a question is so at the latest when it is asked the second time.
    """
    for _ in range(2):
        ask()
    runs = [_timed(ask)]
    while len(runs) < WARM_RUNS and sum(runs) < WARM_SECONDS * 1000:
        runs.append(_timed(ask))
    return runs


def _cold(store: Store, folder: Path, ask: Ask) -> float:
    """Milliseconds with ClickHouse's caches dropped and the files out of the system's memory."""
    for cache in ("MARK", "UNCOMPRESSED", "INDEX MARK", "QUERY"):
        store.query(f"SYSTEM DROP {cache} CACHE", {})
    forget_files(folder)
    return _timed(ask)


def _timed(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000
