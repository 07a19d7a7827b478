"""A workspace whose days are closed, whatever happens to it, and what its numbers must be: the oracle's, of the beacons
that stand, and those of a count of plays at once."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import zip_longest
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from conftest import wait_for
from integration.road import Road
from integration.test_measures import compare
from mutoscope.catalog import Workspace
from mutoscope.loader import Eraser, Loader, expire, forgotten_viewers, mirror_catalog
from mutoscope.metrics import MEASURES, Choice, Closer, Period, Question, Zoned
from mutoscope.metrics.metrics import wall_ms
from mutoscope.store import Store, query
from oracle import strategies
from oracle.history import VIEW_MS, Beacon, Content, Play, winners

DAY = 86_400_000

AT_ONCE = VIEW_MS / 1000
"""What if a view were so long as it is: asked so, a question goes to the plays alone."""


def closer_of(store: Store, zoned: Zoned) -> Closer:
    """Closes days as soon as they are over, however lately they were touched."""
    return Closer(store, lambda: [zoned], nullcontext, wall_ms, quiet_ms=-1)


class ClosedWorkspace:
    """Real parts; what is done to the workspace is done to `lines`, the beacons that its numbers must tell of, too."""

    def __init__(self, road: Road, catalog: dict[str, Content], zone: str = "UTC") -> None:
        self.road = road
        self.catalog = dict(catalog)
        self.workspace: Workspace = road.workspace(self.catalog.values(), zone)
        mirror_catalog(road.catalog, road.store)
        self.zone = zone
        self.lines: list[Beacon] = []
        self.loader = Loader(road.store, road.spool_folder, forgotten=lambda: forgotten_viewers(road.catalog))

    @property
    def id(self) -> UUID:
        return self.workspace.id

    @property
    def plays(self) -> list[Play]:
        return winners(self.lines)

    @property
    def zoned(self) -> Zoned:
        return Zoned(self.id, ZoneInfo(self.zone))

    def send(self, lines: Sequence[Beacon]) -> None:
        """Import lines and load what was taken of them."""
        self.accept(lines)
        self.load()

    def accept(self, lines: Sequence[Beacon]) -> None:
        """Import lines, which wait to be loaded. Lines that are refused for their clock don't count."""
        known = self.road.catalog.workspace(self.id)
        assert known is not None
        [answer] = self.road.accept(known, [lines])
        assert {error["reason"] for error in answer["errors"]} <= {"clock", "erased"}, answer
        refused = {error["line"] for error in answer["errors"]}
        self.lines += [line for number, line in enumerate(lines, start=1) if number not in refused]
        for video in self.catalog:  # a deleted one that is played again comes back
            if found := self.road.catalog.content(self.id, video):
                told = Content(video=video, duration_ms=found.duration_ms, live=found.kind == "stream")
                self.catalog[video] = told

    def load(self) -> None:
        mirror_catalog(self.road.catalog, self.road.store)
        self.loader.load()
        assert self.road.waiting() == []

    def closer(self, store: Store | None = None) -> Closer:
        return closer_of(store or self.road.store, self.zoned)

    def close_all(self) -> None:
        closer = self.closer()
        wait_for(lambda: not closer.run() and not closer.open_days(self.zoned))

    def erase(self, viewer: str) -> None:
        """Erase a viewer, whose beacons that come later are refused."""
        erasure = self.road.catalog.erase_viewer(self.id, viewer)
        self.rewritten()  # nothing is erased while something goes
        Eraser(self.road.catalog, self.road.store, self.loader).run()
        self.rewritten()
        self.road.catalog.note_done(erasure)  # for numbers nobody need wait until the last file is gone from the disk
        self.lines = [line for line in self.lines if line.get("viewer") != viewer]

    def expire(self, cutoff_ms: int) -> None:
        """Delete what was minted before a day of UTC."""
        self.rewritten()
        self.road.catalog.change_workspace(self.id, retention_days=1)
        expire(self.road.catalog, self.road.store, self.loader, cutoff_ms + DAY)
        self.road.catalog.change_workspace(self.id, retention_days=None)
        self.rewritten()
        self.lines = [line for line in self.lines if minted_ms(line) >= cutoff_ms]

    def rewritten(self) -> None:
        """Wait until nothing is being deleted."""
        wait_for(lambda: not self.road.store.query(query("rewriting"), {"tables": ["plays"]}), 60)

    def change_length(self, video: str, duration_ms: int | None) -> None:
        self.road.catalog.change_content(self.id, video, {"duration_ms": duration_ms})
        self.catalog[video] = replace(self.catalog[video], duration_ms=duration_ms)
        mirror_catalog(self.road.catalog, self.road.store)

    def move(self, video: str) -> None:
        """Into another project, new."""
        project = self.road.catalog.create_project(self.id, f"Project {len(self.road.catalog.projects(self.id))}")
        self.road.catalog.move_content(self.id, video, project.id)
        mirror_catalog(self.road.catalog, self.road.store)

    def delete(self, video: str) -> None:
        """From the catalog; what was played stays, with the length that was known."""
        self.road.catalog.delete_content(self.id, video)
        mirror_catalog(self.road.catalog, self.road.store)

    def agrees(self, asked: strategies.Question) -> None:
        """With the oracle, and with the plays counted at once."""
        question = question_of(self.id, asked)
        assert differing(answers(self.road, question), answers(self.road, at_once(question))) == []
        history = strategies.History(catalog=self.catalog, plays=(), around_ms=asked.from_ms)
        compare(self.road, self.id, self.plays, history, asked)


def minted_ms(line: Beacon) -> int:
    return UUID(line["play"]).int >> 80


def question_of(workspace: UUID, asked: strategies.Question) -> Question:
    return Question(
        choice=Choice(workspace=workspace, filters=asked.filters),
        period=Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=ZoneInfo(asked.zone)),
        measures=tuple(MEASURES),
        by=asked.by,
        group_time=asked.unit,
    )


def at_once(question: Question) -> Question:
    """The same of plays alone."""
    return replace(question, choice=replace(question.choice, view_seconds=AT_ONCE))


def answers(road: Road, question: Question) -> list[dict[str, Any]]:
    """Every form in which a question can be asked: rows, and the timeline of one by date alone."""
    if question.by == ("date",):
        total, rows = road.metrics.timeline(question)
        return [total, *rows, *road.metrics.ask(question).rows]
    return road.metrics.ask(question).rows if question.by else [road.metrics.total(question)]


def differing(rows: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What two answers say otherwise: of rows by their place, pairs of values by name."""
    nothing: dict[str, Any] = {}
    return [
        {name: (row.get(name), other.get(name)) for name in {**row, **other} if row.get(name) != other.get(name)}
        for row, other in zip_longest(rows, others, fillvalue=nothing)
        if row != other
    ]
