"""GET /v1/catalog/contents: what there is to watch, with its figures in a period."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Span
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.entries import VIDEO
from mutoscope.api.naming import NOWHERE, add_names
from mutoscope.api.paging import Direction, Order, Paging
from mutoscope.api.parameters import Commas
from mutoscope.api.places import NEWEST, ORDER, Places
from mutoscope.catalog import Content, Kind, Page, Wanted
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.metrics import MEASURES, Choice, Period, Question

_USUAL_MEASURES = ("views", "player_loads", "view_rate", "watch_time", "watch_depth")
_ASKED_BY: Mapping[Kind, str] = {"video": "video_id", "stream": "video_id", "event": "event_id"}
"""The dimension that a kind's figures are asked by. An event's are of all its streams."""

Figures = Mapping[str, Mapping[str, Any]]  # measures by the content's id; of what nothing happened to, none


class CatalogQuery(msgspec.Struct, kw_only=True, frozen=True):
    places: Places
    kind: Annotated[
        tuple[Literal["video", "event", "stream"], ...],
        Meta(description="Videos and events, if not said. Of streams those of no event: an event's are in the event."),
    ] = ("video", "event")
    added_by: Annotated[
        Literal["person", "beacon"] | None,
        Meta(description="Those that someone put there, or that a beacon of an unknown id did; both, if not said."),
    ] = None
    fields: Annotated[
        tuple[str, ...],
        Commas,
        Meta(
            description=f"Measures; if none is named: {', '.join(_USUAL_MEASURES)}.", examples=[["views", "watch_time"]]
        ),
    ] = _USUAL_MEASURES
    span: Span
    paging: Paging


def contents(asked: Asked[CatalogQuery]) -> dict[str, Any]:
    """A page of contents. Raises RequestError."""
    query, catalog, workspace = asked.query, asked.services.catalog, asked.workspace
    if unknown := next((name for name in query.fields if name not in MEASURES), None):
        raise UnexpectedValue(f"fields: {unknown[:64]!r} is not a measure")
    span = query.span.or_all_time()
    period = span.resolve(workspace, asked.services)
    by_beacons = None if query.added_by is None else query.added_by == "beacon"
    wanted = Wanted(kinds=query.kind, loose_streams=True, by_beacons=by_beacons, **query.places.fields())
    if unknown_place := catalog.unknown_place(workspace.id, wanted):
        raise NoSuchEntity(unknown_place)
    order = query.paging.orders((*ORDER, *query.fields), NEWEST)
    if order[0][0] in query.fields:
        rows, total = _by_measure(asked, wanted, period, *order[0])
    else:
        page = Page(order=_of_catalog(order), limit=query.paging.per_page, offset=query.paging.offset)
        rows, total = catalog.list_contents(workspace.id, wanted, page)
    figures = _figures(asked, period, rows)
    data = [_row(content, figures.get(content.id, {}), query.fields) for content in rows]
    add_names(data, ("project_name", "folder_name"), catalog, workspace.id)
    meta = {"pagination": query.paging.meta(total), "order": dict(order), "time": span.meta(period)}
    return {"meta": meta, "data": data}


def _of_catalog(order: Order) -> Order:
    """Raises UnexpectedValue where a measure comes after a field: the catalog's database knows no measures."""
    if late := next((name for name, _ in order if name not in ORDER), None):
        raise UnexpectedValue(f"order: {late} can only come first")
    return order


def _by_measure(
    asked: Asked[CatalogQuery], wanted: Wanted, period: Period, measure: str, direction: Direction
) -> tuple[list[Content], int]:
    """The page in the order of a measure, and the number of all. No value comes last; of equals, the newest first.

    One database says which contents, another in which order.
    """
    catalog, workspace, paging = asked.services.catalog, asked.workspace, asked.query.paging
    ids = catalog.content_ids(workspace.id, wanted)
    values: dict[str, float | None] = {}
    for by in {_ASKED_BY[kind] for kind in wanted.kinds}:
        values |= {id_: row[measure] for id_, row in _measured(asked, period, by, (measure,), _within(wanted)).items()}
    empty = MEASURES[measure].empty
    sign = -1 if direction == "desc" else 1

    def place(id_: str) -> tuple[bool, float]:
        value = values.get(id_, empty)
        return value is None, sign * (value or 0)

    shown = sorted(ids, key=place)[paging.offset : paging.offset + paging.per_page]
    page = Page(order=NEWEST, limit=len(shown))
    rows, _ = catalog.list_contents(workspace.id, Wanted(kinds=wanted.kinds, ids=shown), page)
    by_id = {row.id: row for row in rows}
    return [by_id[id_] for id_ in shown if id_ in by_id], len(ids)


def _within(wanted: Wanted) -> dict[str, list[str]]:
    """The place as filters of plays, where it is told by ids: fewer groups to count."""
    folders = () if wanted.nested else wanted.folder_ids
    places = {"project_id": wanted.project_ids, "folder_id": folders}
    return {name: [str(id_) for id_ in ids] for name, ids in places.items() if ids}


def _figures(asked: Asked[CatalogQuery], period: Period, rows: Iterable[Content]) -> Figures:
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(_ASKED_BY[row.kind], []).append(row.id)
    figures: dict[str, Mapping[str, Any]] = {}
    for by, these in ids.items():
        figures |= _measured(asked, period, by, asked.query.fields, {by: these})
    return figures


def _measured(
    asked: Asked[CatalogQuery], period: Period, by: str, measures: Sequence[str], filters: Mapping[str, Sequence[str]]
) -> Figures:
    choice = Choice(workspace=asked.workspace.id, filters=filters)
    answer = asked.services.metrics.ask(Question(choice=choice, period=period, measures=measures, by=(by,)))
    return {row[by]: row for row in answer.rows}


def _row(content: Content, figures: Mapping[str, Any], measures: Sequence[str]) -> dict[str, Any]:
    return {
        "id": content.id,
        "kind": content.kind,
        "title": content.title,
        "description": content.description,
        "duration": None if content.duration_ms is None else content.duration_ms / 1000,
        "poster": content.poster,
        "source_url": content.source_url,
        "event_id": content.event_id,
        "project_id": str(content.project_id),
        "folder_id": str(content.folder_id or NOWHERE),  # which `add_names` shows as null
        "created_at": content.created_at,
        "updated_at": content.updated_at,
        "added_by": "beacon" if content.found_at else "person",
        "first_domain": content.found_domain or None,
        **{name: figures.get(name, MEASURES[name].empty) for name in measures},
    }


_FIELDS: Mapping[str, schemas.Schema] = VIDEO["properties"]
_ENTRY = schemas.record(
    {
        "id": _FIELDS["id"],
        "kind": {"enum": ["video", "event", "stream"], "description": "A video, a live event, a stream of no event."},
        **{name: _FIELDS[name] for name in ("title", "description", "duration")},
        "poster": schemas.text("Address of the picture shown before it plays.", null=True),
        **{name: _FIELDS[name] for name in ("source_url", "event_id", "project_id")},
        "project_name": schemas.NAMES["project_name"],
        "folder_id": _FIELDS["folder_id"],
        "folder_name": schemas.NAMES["folder_name"],
        **{name: _FIELDS[name] for name in ("created_at", "updated_at")},
        "added_by": {
            "enum": ["person", "beacon"],
            "description": "beacon: it came to be because a player named it. Whoever has the public key can do that.",
        },
        "first_domain": schemas.text("Of those: the domain of the page that it played in first.", null=True),
    }
)
_SCHEMA = {**_ENTRY, "properties": {**_ENTRY["properties"], **schemas.measures(MEASURES)}}

CATALOG_LIST = Endpoint(
    path="/v1/catalog/contents",
    name="catalog_contents",
    asks_store=True,
    tag="catalog",
    summary="What there is to watch, with its figures",
    description=(
        "Videos and live events of a place, or of the whole workspace, each with its measures in a period (all time, if"
        " none is said), zeros included. In order of title, description, created_at, updated_at, duration, or first of"
        " one of the measures asked for; the newest first if not said. An event's figures are of all its streams."
    ),
    scope="read",
    query=CatalogQuery,
    answer=contents,
    columns=lambda query: [name for name in _SCHEMA["properties"] if name not in MEASURES or name in query.fields],
    schema=schemas.record(
        {
            "meta": schemas.record(
                {"pagination": schemas.pagination(), "order": schemas.order(), "time": schemas.time()}
            ),
            "data": schemas.list_of(_SCHEMA),
        }
    ),
)
