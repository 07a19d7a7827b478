"""The fields of a report, each declared once: what it is called, and where its cells come from.

Cells that a field has for some kinds of content only are empty for the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from mutoscope.catalog import Content, Kind
from mutoscope.metrics import MEASURES
from mutoscope.tables import Cell, Column, Type

Group = Literal["content", "metrics", "streams"]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Of the projects and folders that contents are in; a folder's with those it is in."""

    projects: Mapping[UUID, str]
    folders: Mapping[UUID, str]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column: told by the catalog (`shown`) or by a measure."""

    name: str
    title: str
    help: str
    group: Group
    shown: Callable[[Content, Names], Cell] | None = None
    measure: str | None = None
    kinds: tuple[Kind, ...] = ("video", "stream", "event")  # that have it
    type: Type = "text"
    width: int | None = None

    @property
    def column(self) -> Column:
        return Column(name=self.name, type=self.type, width=self.width)


def _id(name: str, title: str, kind: Kind) -> Field:
    return Field(
        name=name,
        title=title,
        help=f"Id of the {kind}; empty in rows of other kinds. Always in the file.",
        group="content",
        shown=lambda content, _: content.id,
        kinds=(kind,),
        width=38,
    )


def _number(name: str, measure: str, help_: str = "", title: str = "", type_: Type = "number") -> Field:
    known = MEASURES[measure]
    return Field(
        name=name,
        title=title or known.title,
        help=help_ or known.help,
        group="metrics",
        measure=measure,
        kinds=("video",) if measure in _OF_LENGTHS else ("video", "stream", "event"),
        type=type_,
    )


_OF_LENGTHS = frozenset(("watch_rate", "watch_depth", "completions"))
"""Measures that live content hasn't got, whether it was watched or not: it has no length."""


def _length(content: Content, _: Names) -> Cell:
    return None if content.duration_ms is None else (content.duration_ms + 500) // 1000


_ALL = (
    Field(
        name="project_id",
        title="Project ID",
        help="Id of the project that the content is in.",
        group="content",
        shown=lambda content, _: str(content.project_id),
        width=38,
    ),
    Field(
        name="project_name",
        title="Project name",
        help="Its name.",
        group="content",
        shown=lambda content, names: names.projects.get(content.project_id),
    ),
    _id("video_id", "Video ID", "video"),
    _id("stream_id", "Stream ID", "stream"),
    _id("event_id", "Event ID", "event"),
    Field(
        name="title",
        title="Title",
        help="The content's title.",
        group="content",
        shown=lambda content, _: content.title,
        width=48,
    ),
    Field(
        name="duration",
        title="Duration",
        help="Seconds that the video lasts; empty where unknown, and for live content.",
        group="content",
        shown=_length,
        kinds=("video",),
        type="number",
    ),
    Field(
        name="folder_name",
        title="Folder",
        help="Path of the folder that the content is in, as folder1/folder2.",
        group="content",
        shown=lambda content, names: names.folders.get(content.folder_id) if content.folder_id else None,
        width=36,
    ),
    Field(
        name="folder_id",
        title="Folder ID",
        help="Id of that folder.",
        group="content",
        shown=lambda content, _: str(content.folder_id) if content.folder_id else None,
        width=38,
    ),
    _number("player_loads", "player_loads"),
    _number("unique_views", "unique_views"),
    _number("views", "views"),
    _number("total_watch_time", "watch_time", title="Total watch time"),
    _number(
        "view_rate",
        "watch_rate",
        "Total watch time ÷ (views × duration) × 100; empty where the duration is unknown.",
        "View rate",
        "percent",
    ),
    _number("unique_viewers", "unique_viewers"),
    _number("watch_depth", "watch_depth", type_="percent"),
    _number("avg_watch_time", "avg_watch_time"),
    _number("completions", "completions"),
    Field(
        name="peak_concurrent_viewers",
        title="Peak concurrent viewers",
        help=MEASURES["peak_concurrent_viewers"].help,
        group="streams",
        measure="peak_concurrent_viewers",
        kinds=("stream", "event"),
        type="number",
        width=26,
    ),
)
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

REQUIRED = ("video_id", "stream_id", "event_id")
"""By which rows are told apart: in every file."""
