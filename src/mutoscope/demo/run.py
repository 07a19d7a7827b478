"""`mutoscope demo`: fills an installation with the demo workspace."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from mutoscope.demo.catalogue import DemoProject, all_videos, catalogue
from mutoscope.demo.plan import plays
from mutoscope.demo.sending import send


class _Speed(ProgressColumn):
    """Plays a second, lately."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} plays/s" if speed else "", style="progress.data.speed")


def load_demo(
    url: str, token: str, put_catalogue: Callable[[list[DemoProject]], None], count: int, console: Console
) -> None:
    """Puts the catalogue, then sends about `count` plays that end now, with a bar. Raises SendError.

    put_catalogue: creates the projects, folders and videos, or leaves those that are there.
    """
    put_catalogue(catalogue())
    console.print(f"{len(list(all_videos()))} videos are in the catalog.")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Plays", total=count)
        accepted = send(plays(int(time.time() * 1000), count), url, token, lambda lines: bar.advance(task, lines))
        # The plan keeps to the count within a percent or so; a bar that stops at 99 % looks like a fault.
        bar.update(task, total=accepted, completed=accepted)
    console.print(f"{accepted:,} plays of 90 days were taken in {time.monotonic() - began:.0f} s.")
