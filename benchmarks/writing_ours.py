"""Our own writers, for benchmarks.tables."""

from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.rows import COLUMNS, made, measure
from mutoscope.tables import Table, save


def write(path: Path, rows: int) -> None:
    table = Table(columns=COLUMNS, rows=made(rows), zone=ZoneInfo("UTC"))
    with path.open("wb") as out:
        save(table, "csv" if path.suffix == ".csv" else "xlsx", out)


measure(write)
