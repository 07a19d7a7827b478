"""What a page costs against how many plays there are: `questions` on three histories, each ten times the one before."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.history import History
from benchmarks.questions import growing

FACTORS = (100, 10, 1)

COLUMNS = ("plays", "days", "figure", "unit", "median", "worst", "plain_scan_ms")


def growth(history_of: Callable[[int], History], plays: int, file: Path | None) -> list[Figure]:
    """Of the size asked for, a tenth and a hundredth of it; file: where a table of all goes, a line for each figure."""
    found = [(history, growing(history)) for history in (history_of(plays // factor) for factor in FACTORS)]
    if file:
        with file.open("w", encoding="utf-8", newline="") as table:
            lines = csv.writer(table, lineterminator="\n")
            lines.writerow(COLUMNS)
            lines.writerows(_line(history, figure) for history, figures in found for figure in figures)
    return [
        replace(figure, benchmark="growth", name=f"{figure.name}, {history.plays:,} plays")
        for history, figures in found
        for figure in figures
    ]


def _line(history: History, figure: Figure) -> list[object]:
    numbers = (figure.value, figure.worst, figure.scan)
    shown = ["" if number is None else round(number, 2) for number in numbers]
    return [history.plays, history.days, figure.name, figure.unit, *shown]
