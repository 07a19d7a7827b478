"""The rows of a report: one for each video, stream or event that the catalog shows, with its numbers from metrics.

Contents are walked by id, some thousand at a time, and asked about together: plays are sorted by content, so that each
question reads its own part of them, and memory does not grow with the number of contents.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mutoscope.catalog import Catalog, Content, Kind, Report, Workspace
from mutoscope.metrics import MEASURES, Choice, Metrics, Period, Question
from mutoscope.reports.asking import ReportAsked
from mutoscope.reports.fields import Field, Names
from mutoscope.tables import Cell

CHUNK = 5_000
"""Contents that one question is about."""

Numbers = Mapping[str, Mapping[str, Any]]  # measures by the content's id


@dataclass(frozen=True, kw_only=True)
class Making:
    """A report that is being made, and what it is made from."""

    report: Report
    workspace: Workspace
    asked: ReportAsked
    period: Period
    catalog: Catalog
    metrics: Metrics
    told: Callable[[int, int], None]  # of the rows so far and of all; what it raises ends the making


def report_rows(making: Making) -> Iterator[Sequence[Cell]]:
    """Rows of cells in the order of `asked.columns`, by the contents' ids."""
    workspace_id, catalog, fields = making.workspace.id, making.catalog, making.asked.columns
    names = Names(
        projects={project.id: project.name for project in catalog.projects(workspace_id)},
        folders=catalog.folder_paths(workspace_id, [folder.id for folder in catalog.folders(workspace_id)]),
    )
    total, done, after = catalog.reports.count_contents(workspace_id, making.asked.selection), 0, ""
    making.told(0, max(total, 1))
    while page := catalog.reports.contents(workspace_id, making.asked.selection, after, CHUNK):
        numbers = {kind: _numbers(making, kind, page) for kind in _ASKED_BY}
        for content in page:
            measured = numbers[content.kind].get(content.id, {})
            yield [_cell(field, content, names, measured) for field in fields]
        done, after = done + len(page), page[-1].id
        making.told(done, max(total, done))


_ASKED_BY: dict[Kind, str] = {"video": "video_id", "stream": "video_id", "event": "event_id"}
"""The dimension that a kind's numbers are asked by. An event's are of all its streams: uniques don't add up."""


def _numbers(making: Making, kind: Kind, page: Sequence[Content]) -> Numbers:
    """The measures that are shown for contents of a kind, of those of them on which something happened."""
    ids = [content.id for content in page if content.kind == kind]
    shown = (field.measure for field in making.asked.columns if kind in field.kinds)
    measures = [name for name in dict.fromkeys(shown) if name]
    if not ids or not measures:
        return {}
    by = _ASKED_BY[kind]
    choice = Choice(workspace=making.workspace.id, filters={by: ids})
    answer = making.metrics.ask(Question(choice=choice, period=making.period, measures=measures, by=(by,)))
    return {row[by]: row for row in answer.rows}


def _cell(field: Field, content: Content, names: Names, measured: Mapping[str, Any]) -> Cell:
    if content.kind not in field.kinds:
        return None
    if field.shown is not None:
        return field.shown(content, names)
    assert field.measure is not None
    cell: Cell = measured.get(field.measure, MEASURES[field.measure].empty)
    return cell
