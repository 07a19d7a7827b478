"""The table that is written, and how a process that writes it tells what that took."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mutoscope.tables import Cell, Column

COLUMNS = [
    *(Column(name=name) for name in ("project_id", "project_name", "video_id", "title", "folder_name", "folder_id")),
    *(Column(name=name, type="number") for name in ("duration", "player_loads", "unique_views", "views", "watch_time")),
    Column(name="view_rate", type="percent"),
]


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


def measure(write: Callable[[Path, int], None]) -> None:
    """Write the file that the command line names, with so many rows; print what it took."""
    path, rows = Path(sys.argv[1]), int(sys.argv[2])
    began = time.process_time()
    write(path, rows)
    seconds = time.process_time() - began
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """VmHWM: getrusage's would begin with that of the process that started this one."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) * 1024 / 1e6
