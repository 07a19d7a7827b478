"""Files of tables beside pandas writing the same ones: time, memory, size. Each in a process of its own.

`benchmarks.writing_ours` and `…_pandas` are those processes: each imports what is measured and nothing else.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.rows import COLUMNS
from mutoscope.tables import Format

ROWS = (1_000, 100_000, 1_000_000)
FORMATS: tuple[Format, ...] = ("csv", "xlsx")


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
            figures += _figures(format_, rows, cost("ours", path, rows), cost("pandas", path, rows))
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
            note=f"peak RSS of the process, interpreter included; pandas' {theirs.peak_mb:,.0f} MB",
        ),
    ]


def cost(writer: str, path: Path, rows: int) -> Cost:
    """What writing a file takes, told by the process that did it."""
    command = [sys.executable, "-m", f"benchmarks.writing_{writer}", str(path), str(rows)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    size = path.stat().st_size / 1e6
    path.unlink()
    return Cost(told["seconds"], told["peak_mb"], size)
