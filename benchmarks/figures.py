"""A figure, and all of them as one table."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH = 170
"""Columns of the table where the output is no terminal."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number. `benchmark` is the argument that repeats it; `note`: how to read it."""

    benchmark: str
    name: str
    value: float
    unit: str
    decimals: int = 0
    at_least: float | None = None  # the aim, where more is better
    at_most: float | None = None  # the aim, where less is better
    note: str = ""

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:,g} {'met' if self.value >= self.at_least else 'missed'}"
        if self.at_most is not None:
            return f"≤ {self.at_most:,g} {'met' if self.value <= self.at_most else 'missed'}"
        return ""

    @property
    def shown(self) -> str:
        return f"{self.value:,.{self.decimals}f} {self.unit}"


def print_table(figures: Sequence[Figure], options: str, machine: str) -> None:
    """The table, with the command of each row, for people."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    table = Table(title="Mutoscope benchmarks", caption=machine, caption_justify="left", pad_edge=False)
    table.add_column("Figure")
    table.add_column("Measured", justify="right", no_wrap=True)
    table.add_column("Aim", no_wrap=True)
    table.add_column("How to read it")
    table.add_column("Again by", no_wrap=True)
    for before, figure in zip([None, *figures], figures, strict=False):
        if before is not None and before.benchmark != figure.benchmark:
            table.add_section()
        command = f"python -m benchmarks {figure.benchmark}{options}"
        table.add_row(figure.name, figure.shown, figure.aim, figure.note, command)
    console.print(table)


def write_json(figures: Sequence[Figure], file: Path, machine: str) -> None:
    """All figures with their aims and notes, for programs."""
    told = {"machine": machine, "figures": [{**asdict(figure), "aim": figure.aim} for figure in figures]}
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
