"""Parameters and fields that the catalog's endpoints share."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, UnsetType

from mutoscope.api.paging import Order, Paging
from mutoscope.catalog import Catalog, Content, Page, Wanted, Workspace
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.texts import CONTROLS

NO_CONTROLS = f"^[^{CONTROLS}]*$"
"""Texts for people have no control characters but tabs and line breaks: PostgreSQL takes no NUL, programs drop the
others or end at them, and what they hide runs in a spreadsheet."""

ContentId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$", examples=["lesson-1"])]
AnyId = Annotated[str, Meta(max_length=2048)]  # of a path: what can't be an id is as unknown as one that never was
Name = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_CONTROLS)]
Description = Annotated[
    str, Meta(max_length=20_000, pattern=NO_CONTROLS, description="Its description.", examples=["What to bring along"])
]
Url = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\u0000-\u0020\u007f-\u00a0\s]+$", max_length=2048, examples=["https://example.org/1.jpg"]
    ),
]
Instant = Annotated[datetime, Meta(tz=True, examples=["2026-03-29T18:00:00Z"])]
Seconds = Annotated[float, Meta(gt=0, le=604_800, description="Length in seconds.", examples=[179.5])]
Search = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=NO_CONTROLS,
        description="Every word of it is in the title, the description or the id; case and accents don't matter.",
        examples=["intro"],
    ),
]


class Track(msgspec.Struct, kw_only=True, frozen=True):
    """A text track: subtitles or captions."""

    lang: Annotated[str, Meta(pattern="^[A-Za-z0-9-]{1,35}$", description="Language tag.", examples=["en"])]
    label: Annotated[Name, Meta(description="What viewers choose it by.", examples=["English"])]
    src: Annotated[Url, Meta(description="Address of a WebVTT file.", examples=["https://example.org/1.en.vtt"])]


Captions = Annotated[tuple[Track, ...], Meta(max_length=100, description="Its text tracks.")]

_POSSIBLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Places(msgspec.Struct, kw_only=True, frozen=True):
    """Where in the tree. Given repeatedly, a parameter means any of its values."""

    q: Search = ""
    project_id: Annotated[tuple[UUID, ...], Meta(description="In the project, in whichever folder.")] = ()
    folder_id: Annotated[tuple[UUID, ...], Meta(description="Directly in the folder; see nested.")] = ()
    nested: Annotated[bool, Meta(description="With folder_id: also in the folders below it.")] = False
    without_folder: Annotated[bool, Meta(description="At the top of a project, in no folder.")] = False

    def fields(self) -> dict[str, Any]:
        """Of `Wanted`."""
        return {
            "project_ids": self.project_id,
            "folder_ids": self.folder_id,
            "nested": self.nested,
            "without_folder": self.without_folder,
            "text": self.q,
        }


class Moving(msgspec.Struct, kw_only=True, frozen=True):
    """Where to."""

    parent_id: Annotated[UUID, Meta(description="A project's or a folder's id.")]


_YEARS = 1970, 2200  # of instants; what is far off is a slip, and may be none in UTC

ORDER: Mapping[str, str] = {name: name for name in ("title", "description", "created_at", "updated_at", "duration")}
NEWEST: Order = (("created_at", "desc"),)


def listed(
    catalog: Catalog, workspace: Workspace, wanted: Wanted, paging: Paging, columns: Mapping[str, str] = ORDER
) -> tuple[dict[str, Any], list[Content]]:
    """`meta` of a list of contents, and its rows. columns: what may be ordered by, as the list and the catalog say.

    Raises NoSuchEntity for a filter by a project or folder that is not there.
    """
    if unknown := catalog.unknown_place(workspace.id, wanted):
        raise NoSuchEntity(unknown)
    order = paging.orders(columns, NEWEST)
    page = Page(
        order=[(columns[name], direction) for name, direction in order], limit=paging.per_page, offset=paging.offset
    )
    rows, total = catalog.list_contents(workspace.id, wanted, page)
    return {"pagination": paging.meta(total), "order": dict(order)}, rows


def found(catalog: Catalog, workspace: Workspace, content_id: str, *kinds: str) -> Content:
    """Raises NoSuchEntity for what is not there, or is of another kind."""
    content = catalog.content(workspace.id, content_id) if _POSSIBLE.fullmatch(content_id) else None
    if content is None or content.kind not in kinds:
        raise NoSuchEntity(f"{kinds[0]}: {content_id[:64]}")
    return content


def given(body: msgspec.Struct, names: Mapping[str, str]) -> dict[str, Any]:
    """The fields that were given, by the catalog's names for them and in its units. Raises UnexpectedValue."""
    values = {names[name]: getattr(body, name) for name in names}
    fields = {name: value for name, value in values.items() if not isinstance(value, UnsetType)}
    if "captions" in fields:
        fields["captions"] = [msgspec.structs.asdict(track) for track in fields["captions"]]
    for name in ("started_at", "ended_at"):
        instant = fields.get(name)
        if instant is not None and not _YEARS[0] <= instant.year < _YEARS[1]:
            raise UnexpectedValue(f"{name}: not between {_YEARS[0]} and {_YEARS[1]}")
    if fields.get("duration_ms") is not None:
        fields["duration_ms"] = max(1, round(fields["duration_ms"] * 1000))
    return fields


def changed(body: msgspec.Struct, names: Mapping[str, str]) -> dict[str, Any]:
    """The same; raises UnexpectedValue where there are none."""
    fields = given(body, names)
    if not fields:
        raise UnexpectedValue(f"nothing to change: give any of {', '.join(names)}")
    return fields
