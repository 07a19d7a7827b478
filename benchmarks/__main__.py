"""`python -m benchmarks [NAME …]`: measure, and print one table. Without names: everything."""

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
from benchmarks.figures import Figure, print_table, write_json
from benchmarks.heavy import heavy
from benchmarks.history import History
from benchmarks.life import memory, restart
from benchmarks.load import load
from benchmarks.overview import overview, size
from benchmarks.pages import pages
from benchmarks.processes import in_process, machine
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

    @cached_property
    def history(self) -> History:
        """Made once, by the first benchmark that needs it."""
        folder = self.keep or self.folder / "history"
        if self.keep and (kept := past.kept(folder, self.plays)):
            return kept
        return in_process(past.create, folder, self.plays)


BENCHMARKS = {
    "collect": lambda run: collect(run.folder, run.seconds),
    "load": lambda run: load(run.folder, run.seconds),
    "catalog": lambda run: catalog(run.folder),
    "overview": lambda run: in_process(overview, run.history),
    "viewers": lambda run: in_process(viewers, run.history),
    "size": lambda run: in_process(size, run.history),
    "memory": lambda run: memory(run.folder, run.history, run.seconds),
    "heavy": lambda run: heavy(run.folder, run.history, run.seconds),
    "restart": lambda run: restart(run.folder, run.history),
    "tables": lambda run: tables(run.folder),
    "report": lambda run: in_process(report, run.folder, run.history),
    "soak": lambda run: soak(run.folder),
    "pages": lambda run: pages(run.folder),
}


def main() -> None:
    """Run the benchmarks named, one after the other."""
    told = _arguments()
    on, progress = machine(), Console(stderr=True)
    figures: list[Figure] = []
    with _folder() as folder:
        run = Run(folder, told.plays, told.seconds, told.keep)
        for name in told.names or BENCHMARKS:
            progress.print(f"[dim]{name} …[/dim]")
            figures += BENCHMARKS[name](run)
    on += f" Load average as the run ended: {os.getloadavg()[0]:.1f}."
    print_table(figures, _options(told), on)
    if told.json:
        write_json(figures, told.json, on)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(BENCHMARKS)}")
    parser.add_argument("--plays", type=int, default=PLAYS, help=f"size of the history; {PLAYS:,} by default")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each run of the load generator")
    parser.add_argument(
        "--keep", type=Path, help="folder of the history: made there and kept, or found there by a later run"
    )
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
