"""Files of tables beside pandas writing the same ones: time, memory, size. Each in a process of its own."""

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas

from benchmarks.figures import Figure
from benchmarks.processes import in_process
from mutoscope.tables import Cell, Column, Format, Table, save

ROWS = (1_000, 100_000, 1_000_000)
FORMATS: tuple[Format, ...] = ("csv", "xlsx")

COLUMNS = [
    *(Column(name=name) for name in ("project_id", "project_name", "video_id", "title", "folder_name", "folder_id")),
    *(Column(name=name, type="number") for name in ("duration", "player_loads", "unique_views", "views", "watch_time")),
    Column(name="view_rate", type="percent"),
]

Writer = Callable[[Path, Format, int], None]


@dataclass(frozen=True)
class Cost:
    seconds: float  # of processor time: other things run on the machine
    peak_mb: float
    file_mb: float


def tables(folder: Path) -> list[Figure]:
    """For each format and number of rows: ours, and pandas as a multiple of it."""
    figures = []
    for format_ in FORMATS:
        for rows in ROWS:
            path = folder / f"table.{format_}"
            ours = in_process(cost, ours_to, path, format_, rows)
            theirs = in_process(cost, pandas_to, path, format_, rows)
            figures += _figures(format_, rows, ours, theirs)
    return figures


def _figures(format_: Format, rows: int, ours: Cost, theirs: Cost) -> list[Figure]:
    name = f"{format_.upper()}, {rows:,} rows of {len(COLUMNS)} columns"
    return [
        Figure(
            benchmark="tables",
            name=name,
            value=ours.seconds,
            unit="s",
            decimals=2,
            note=f"processor time; {ours.file_mb:.1f} MB; pandas takes {theirs.seconds / ours.seconds:.1f} times that",
        ),
        Figure(
            benchmark="tables",
            name=f"{name}: memory",
            value=ours.peak_mb,
            unit="MB",
            at_most=200,
            note=f"peak RSS of the process; pandas' {theirs.peak_mb:,.0f} MB",
        ),
    ]


def cost(writer: Writer, path: Path, format_: Format, rows: int) -> Cost:
    """What writing a file takes. For a process of its own."""
    began = time.process_time()
    writer(path, format_, rows)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    size = path.stat().st_size / 1e6
    path.unlink()
    return Cost(seconds, peak, size)


def ours_to(path: Path, format_: Format, rows: int) -> None:
    with path.open("wb") as out:
        save(Table(columns=COLUMNS, rows=made(rows), zone=ZoneInfo("UTC")), format_, out)


def pandas_to(path: Path, format_: Format, rows: int) -> None:
    frame = pandas.DataFrame(made(rows), columns=[column.name for column in COLUMNS])
    if format_ == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_excel(path, index=False, engine="xlsxwriter")


def made(rows: int) -> Iterator[Sequence[Cell]]:
    """Rows as a report has them."""
    folder = "7d1c8a5e-6a1e-4a52-9d5c-3f0e2b9a4c61"
    for number in range(rows):
        views = number * 7919 % 10_007
        yield [
            "0b9f1d9e-54a5-4f0b-8f0e-1f6f5f0f9a10",
            "Lessons",
            f"video-{number:07}",
            f"Lesson {number} & what follows",
            "courses/spring/week 3",
            folder,
            number % 3_600,
            views * 3,
            views // 2,
            views,
            views * 61,
            views % 100 + 0.25,
        ]
