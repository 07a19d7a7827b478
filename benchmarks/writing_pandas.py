"""pandas, for benchmarks.tables."""

from pathlib import Path

import pandas

from benchmarks.rows import COLUMNS, made, measure


def write(path: Path, rows: int) -> None:
    frame = pandas.DataFrame(made(rows), columns=[column.name for column in COLUMNS])
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_excel(path, index=False, engine="xlsxwriter")


measure(write)
