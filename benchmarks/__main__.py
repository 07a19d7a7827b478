"""`python -m benchmarks [NAME …]`: measure, and print tables. Without names: all but growth."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rich.console import Console

from benchmarks import history as past
from benchmarks.catalog import catalog
from benchmarks.collect import collect
from benchmarks.figures import Figure, print_tables, write_json
from benchmarks.growth import growth
from benchmarks.heavy import heavy
from benchmarks.history import History
from benchmarks.life import memory, restart
from benchmarks.load import load
from benchmarks.overview import overview, size
from benchmarks.pages import pages
from benchmarks.processes import in_process, machine
from benchmarks.questions import questions
from benchmarks.reports import report
from benchmarks.soak import soak
from benchmarks.tables import tables
from benchmarks.viewers import viewers

PLAYS = 10_000_000
SECONDS = 4.0


@dataclass
class Run:
    """What the benchmarks of one run share."""

    folder: Path
    plays: int
    seconds: float
    keep: Path | None
    csv: Path | None

    @cached_property
    def history(self) -> History:
        """Made once, by the first benchmark that needs it."""
        return self.history_of(self.plays)

    def history_of(self, plays: int) -> History:
        folder = (self.keep or self.folder / "histories") / str(plays)
        return past.kept(folder, plays) or in_process(past.create, folder, plays)


BENCHMARKS = {
    "collect": lambda run: collect(run.folder, run.seconds),
    "load": lambda run: load(run.folder, run.seconds),
    "catalog": lambda run: catalog(run.folder),
    "overview": lambda run: in_process(overview, run.history),
    "questions": lambda run: questions(run.folder, run.history),
    "viewers": lambda run: in_process(viewers, run.history),
    "size": lambda run: in_process(size, run.history),
    "memory": lambda run: memory(run.folder, run.history, run.seconds),
    "heavy": lambda run: heavy(run.folder, run.history, run.seconds),
    "restart": lambda run: restart(run.folder, run.history),
    "tables": lambda run: tables(run.folder),
    "report": lambda run: in_process(report, run.folder, run.history),
    "soak": lambda run: soak(run.folder),
    "pages": lambda run: pages(run.folder),
    "growth": lambda run: growth(run.history_of, run.plays, run.csv),
}
ONLY_BY_NAME = {"growth"}


def main() -> None:
    """Run the benchmarks named, one after the other; else all but those that only repeat others."""
    told = _arguments()
    on, progress = machine(), Console(stderr=True)
    figures: list[Figure] = []
    with _folder() as folder:
        run = Run(folder, told.plays, told.seconds, told.keep, told.csv)
        for name in told.names or [name for name in BENCHMARKS if name not in ONLY_BY_NAME]:
            progress.print(f"[dim]{name} …[/dim]")
            figures += BENCHMARKS[name](run)
    on += f" Load average as the run ended: {os.getloadavg()[0]:.1f}."
    print_tables(figures, _options(told), on)
    if told.json:
        write_json(figures, told.json, on)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(BENCHMARKS)}")
    parser.add_argument("--plays", type=int, default=PLAYS, help=f"size of the history; {PLAYS:,} by default")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each run of the load generator")
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder of histories: one of each size, made there and kept, or found there by a later run",
    )
    parser.add_argument("--csv", type=Path, help="file into which growth writes its table, for benchmarks.plot")
    parser.add_argument("--json", type=Path, help="file into which the figures are written")
    told = parser.parse_args()
    if unknown := set(told.names) - BENCHMARKS.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    if told.keep:
        told.keep = told.keep.absolute()
    return told


def _options(told: argparse.Namespace) -> str:
    """The options that make another run like this one."""
    plays = f" --plays {told.plays}" if told.plays != PLAYS else ""
    return plays + (f" --seconds {told.seconds:g}" if told.seconds != SECONDS else "")


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder; $TMPDIR chooses its disk. One in memory would flatter."""
    with tempfile.TemporaryDirectory(prefix="mutoscope-bench-", dir=os.environ.get("TMPDIR")) as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
