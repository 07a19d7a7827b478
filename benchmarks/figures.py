"""A figure, and all of them as tables."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number. `benchmark` is the argument that repeats it; `note`: how to read it."""

    benchmark: str
    name: str
    value: float
    unit: str
    decimals: int = 0
    worst: float | None = None  # where `value` is the median of some
    at_least: float | None = None  # the aim, where more is better
    at_most: float | None = None  # the aim, where less is better; for the worst, where there is one
    scan: float | None = None  # a plain scan of all plays, measured beside it
    postgres: float | None = None  # a plain PostgreSQL table of the same plays, asked the same
    note: str = ""

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:,g} {'met' if self.value >= self.at_least else 'missed'}"
        if self.at_most is not None:
            most = self.value if self.worst is None else self.worst
            return f"≤ {self.at_most:,g} {'met' if most <= self.at_most else 'missed'}"
        return ""

    def shown(self, value: float | None) -> str:
        return "" if value is None else f"{value:,.{self.decimals}f} {self.unit}"


_COLUMNS: dict[str, Callable[[Figure], str]] = {
    "Figure": lambda figure: figure.name,
    "Measured": lambda figure: figure.shown(figure.value),
    "Worst": lambda figure: figure.shown(figure.worst),
    "Aim": lambda figure: figure.aim,
    "÷ plain scan": lambda figure: f"{figure.value / figure.scan:.2f}" if figure.scan else "",
    "PostgreSQL": lambda figure: figure.shown(figure.postgres),
    "÷ PostgreSQL": lambda figure: f"{figure.value / figure.postgres:.4f}" if figure.postgres else "",
    "How to read it": lambda figure: figure.note,
}
"""Where a benchmark says nothing in a column, its table has none."""

_NUMBERS = {"Measured", "Worst", "÷ plain scan", "PostgreSQL", "÷ PostgreSQL"}


def print_tables(figures: Sequence[Figure], options: str, machine: str) -> None:
    """A table in Markdown for each benchmark, below the command that repeats it."""
    print(f"# Mutoscope benchmarks\n{machine}")
    for benchmark, rows in groupby(figures, key=lambda figure: figure.benchmark):
        print(f"\n`python -m benchmarks {benchmark}{options}`\n\n{_markdown(list(rows))}")


def _markdown(figures: Sequence[Figure]) -> str:
    columns = []
    for name, tell in _COLUMNS.items():
        cells = [tell(figure) for figure in figures]
        if any(cells):
            width = max(map(len, [name, *cells]))
            rule = "-" * (width - 1) + ":" if name in _NUMBERS else "-" * width
            columns.append([name.ljust(width), rule, *(_aligned(cell, name, width) for cell in cells)])
    return "\n".join(f"| {' | '.join(row)} |" for row in zip(*columns, strict=True))


def _aligned(cell: str, name: str, width: int) -> str:
    return cell.rjust(width) if name in _NUMBERS else cell.ljust(width)


def write_json(figures: Sequence[Figure], file: Path, machine: str) -> None:
    """All figures with their aims and notes, for programs."""
    told = {"machine": machine, "figures": [{**asdict(figure), "aim": figure.aim} for figure in figures]}
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
