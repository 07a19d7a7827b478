"""/v2/live/events: live events, their streams, and what was recorded of them."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api import entries, schemas
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.paging import Paging
from mutoscope.api.places import (
    AnyId,
    ContentId,
    Description,
    Instant,
    Moving,
    Name,
    Places,
    Url,
    changed,
    found,
    given,
    listed,
)
from mutoscope.catalog import Content, Page, Wanted
from mutoscope.errors import NoSuchEntity

_EventId = Annotated[AnyId, Meta(description="The event.", examples=["premiere"])]
_EventName = Annotated[Name, Meta(description="Its name.", examples=["Premiere"])]
_Poster = Annotated[Url | None, Meta(description="Address of the picture shown before it plays.")]
_Started = Annotated[Instant | None, Meta(description="When it begins, or began; null: its plays tell.")]
_Ended = Annotated[Instant | None, Meta(description="When it ended, or will; null: its plays tell.")]
_Source = Annotated[Url | None, Meta(description="Where the media is.")]

_ORDER = {"name": "title", "description": "description", "created_at": "created_at", "updated_at": "updated_at"}
_FIELDS = {"name": "title", "description": "description", "poster": "poster"}
_STREAM_FIELDS = {
    "name": "title",
    "description": "description",
    "source_url": "source_url",
    "started_at": "started_at",
    "ended_at": "ended_at",
}


class EventsQuery(msgspec.Struct, kw_only=True, frozen=True):
    places: Places
    paging: Paging


class EventPath(msgspec.Struct, kw_only=True, frozen=True):
    event_id: _EventId


class OfEventQuery(msgspec.Struct, kw_only=True, frozen=True):
    event_id: _EventId
    paging: Paging


class StreamPath(msgspec.Struct, kw_only=True, frozen=True):
    event_id: _EventId
    stream_id: Annotated[AnyId, Meta(description="The stream.", examples=["premiere-1"])]


class NewEvent(msgspec.Struct, kw_only=True, frozen=True):
    """A live event to be made. Fields about broadcasting, which Mutoscope does not do, are ignored."""

    name: _EventName
    id: Annotated[ContentId, Meta(description="A new UUID, if not given.")] | UnsetType = UNSET
    parent_id: Annotated[
        UUID | None, Meta(description="A project's or a folder's id; if not given, the project \"Unsorted\".")
    ] = None
    description: Description | UnsetType = UNSET
    poster: _Poster | UnsetType = UNSET


class ChangedEvent(msgspec.Struct, kw_only=True, frozen=True):
    """What changes of an event; what is left out stays. Fields about broadcasting are ignored."""

    name: _EventName | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    poster: _Poster | UnsetType = UNSET


class NewStream(msgspec.Struct, kw_only=True, frozen=True):
    """A stream to be made, or one that a beacon made known."""

    id: Annotated[ContentId, Meta(description="As players name it in their beacons; a new UUID, if not given.")] | (
        UnsetType
    ) = UNSET
    name: Annotated[Name, Meta(description="Its name.", examples=["First night"])] | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    source_url: _Source | UnsetType = UNSET
    started_at: _Started | UnsetType = UNSET
    ended_at: _Ended | UnsetType = UNSET


class ChangedStream(msgspec.Struct, kw_only=True, frozen=True):
    """What changes of a stream; what is left out stays."""

    name: Annotated[Name, Meta(description="Its name.", examples=["First night"])] | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    source_url: _Source | UnsetType = UNSET
    started_at: _Started | UnsetType = UNSET
    ended_at: _Ended | UnsetType = UNSET


def events(asked: Asked[EventsQuery]) -> dict[str, Any]:
    wanted = Wanted(kinds=("event",), **asked.query.places.fields())
    meta, rows = listed(asked.services.catalog, asked.workspace, wanted, asked.query.paging, _ORDER)
    return {"meta": meta, "data": _with_streams(asked, rows)}


def event(asked: Asked[EventPath]) -> dict[str, Any]:
    return _answer(asked, _found(asked))


def create_event(asked: Asked[msgspec.Struct, NewEvent]) -> dict[str, Any]:
    fields = given(asked.body, {"id": "id", **_FIELDS})
    made = asked.services.catalog.create_content(asked.workspace.id, "event", asked.body.parent_id, fields)
    return _answer(asked, made)


def change_event(asked: Asked[EventPath, ChangedEvent]) -> dict[str, Any]:
    known = _found(asked)
    fields = changed(asked.body, _FIELDS)
    return _answer(asked, asked.services.catalog.change_content(asked.workspace.id, known.id, fields))


def move_event(asked: Asked[EventPath, Moving]) -> dict[str, Any]:
    known = _found(asked)
    return _answer(asked, asked.services.catalog.move_content(asked.workspace.id, known.id, asked.body.parent_id))


def delete_event(asked: Asked[EventPath]) -> dict[str, Any]:
    known = _found(asked)
    streams = asked.services.catalog.delete_content(asked.workspace.id, known.id, "event")
    return {"data": {"id": known.id, "deleted": True, "streams": streams}}


def recordings(asked: Asked[OfEventQuery]) -> dict[str, Any]:
    wanted = Wanted(kinds=("video",), event_ids=(_found(asked).id,))
    meta, rows = listed(asked.services.catalog, asked.workspace, wanted, asked.query.paging)
    link = asked.player_link()
    return {"meta": meta, "data": [entries.video(row, link) for row in rows]}


def streams(asked: Asked[OfEventQuery]) -> dict[str, Any]:
    wanted = Wanted(kinds=("stream",), event_ids=(_found(asked).id,))
    meta, rows = listed(asked.services.catalog, asked.workspace, wanted, asked.query.paging, _ORDER)
    return {"meta": meta, "data": _streams(asked, rows)}


def stream(asked: Asked[StreamPath]) -> dict[str, Any]:
    return {"data": _stream(asked, _found_stream(asked))}


def create_stream(asked: Asked[EventPath, NewStream]) -> dict[str, Any]:
    fields = given(asked.body, {"id": "id", **_STREAM_FIELDS})
    made = asked.services.catalog.add_stream(asked.workspace.id, _found(asked).id, fields)
    return {"data": _stream(asked, made)}


def change_stream(asked: Asked[StreamPath, ChangedStream]) -> dict[str, Any]:
    known = _found_stream(asked)
    fields = changed(asked.body, _STREAM_FIELDS)
    return {"data": _stream(asked, asked.services.catalog.change_content(asked.workspace.id, known.id, fields))}


def delete_stream(asked: Asked[StreamPath]) -> dict[str, Any]:
    known = _found_stream(asked)
    asked.services.catalog.delete_content(asked.workspace.id, known.id, "stream")
    return {"data": {"id": known.id, "deleted": True}}


def _found(asked: Asked[Any, Any]) -> Content:
    return found(asked.services.catalog, asked.workspace, asked.query.event_id, "event")


def _found_stream(asked: Asked[StreamPath, Any]) -> Content:
    event_id = _found(asked).id
    known = found(asked.services.catalog, asked.workspace, asked.query.stream_id, "stream")
    if known.event_id != event_id:
        raise NoSuchEntity(f"stream: {known.id} is no stream of {event_id}")
    return known


def _streams(asked: Asked[Any, Any], rows: Sequence[Content]) -> list[dict[str, Any]]:
    played = asked.services.metrics.broadcasts(asked.workspace.id, [row.id for row in rows])
    now_ms = asked.services.now_ms()
    return [entries.stream(row, played.get(row.id), now_ms) for row in rows]


def _stream(asked: Asked[Any, Any], row: Content) -> dict[str, Any]:
    return _streams(asked, [row])[0]


def _answer(asked: Asked[Any, Any], known: Content) -> dict[str, Any]:
    return {"data": _with_streams(asked, [known])[0]}


def _with_streams(asked: Asked[Any, Any], known: Sequence[Content]) -> list[dict[str, Any]]:
    wanted = Wanted(kinds=("stream",), event_ids=[one.id for one in known])
    page = Page(order=(("created_at", "asc"),), limit=_MOST_STREAMS)
    rows, _ = asked.services.catalog.list_contents(asked.workspace.id, wanted, page)
    by_event: dict[str, list[dict[str, Any]]] = {}
    for row in _streams(asked, rows):
        by_event.setdefault(row["event_id"], []).append(row)
    link = asked.player_link()
    return [entries.event(one, by_event.get(one.id, []), link) for one in known]


# Of all events of a page; whoever has more asks /streams.
_MOST_STREAMS = 100_000

_PATH = "/v2/live/events"
_ONE = "/v2/live/events/{event_id}"
_STREAMS = "/v2/live/events/{event_id}/streams"
_STREAM = "/v2/live/events/{event_id}/streams/{stream_id}"

_DELETED_EVENT = schemas.record(
    {
        **entries.DELETED["properties"],
        "streams": schemas.count("Streams that were deleted with it."),
    }
)

EVENT_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="events",
        asks_store=True,
        tag="catalog",
        summary="List live events",
        description="With their streams. In order of name, description, created_at or updated_at; the newest first.",
        scope="read",
        query=EventsQuery,
        answer=events,
        schema=entries.many(entries.EVENT),
    ),
    Endpoint(
        path=_PATH,
        name="create_event",
        tag="catalog",
        summary="Make a live event",
        description="An event is the sum of its streams; players send a stream's id.",
        scope="write",
        method="POST",
        status=201,
        body=NewEvent,
        answer=create_event,
        schema=entries.one(entries.EVENT),
    ),
    Endpoint(
        path=_ONE,
        name="event",
        tag="catalog",
        summary="A live event",
        description="With its streams.",
        scope="read",
        query=EventPath,
        answer=event,
        schema=entries.one(entries.EVENT),
    ),
    Endpoint(
        path=_ONE,
        name="change_event",
        tag="catalog",
        summary="Change a live event",
        description="Only what is given changes. Its place changes by /move.",
        scope="write",
        method="PUT",
        query=EventPath,
        body=ChangedEvent,
        answer=change_event,
        schema=entries.one(entries.EVENT),
    ),
    Endpoint(
        path=_ONE,
        name="delete_event",
        tag="catalog",
        summary="Delete a live event",
        description="With its streams. Its recordings stay, as videos. All plays stay in every total.",
        scope="write",
        method="DELETE",
        query=EventPath,
        answer=delete_event,
        schema=entries.one(_DELETED_EVENT),
    ),
    Endpoint(
        path=f"{_ONE}/move",
        name="move_event",
        tag="catalog",
        summary="Move a live event",
        description="To a project or a folder, with its streams and their history.",
        scope="write",
        method="PUT",
        query=EventPath,
        body=Moving,
        answer=move_event,
        schema=entries.one(entries.EVENT),
    ),
    Endpoint(
        path=f"{_ONE}/videos",
        name="recordings",
        tag="catalog",
        summary="Recordings of a live event",
        description="The videos that have its event_id. Ordered as /v1/videos.",
        scope="read",
        query=OfEventQuery,
        answer=recordings,
        schema=entries.many(entries.VIDEO),
    ),
    Endpoint(
        path=_STREAMS,
        name="streams",
        tag="catalog",
        summary="Streams of a live event",
        description="Each is one broadcast. In order of name, description, created_at or updated_at; the newest first.",
        scope="read",
        query=OfEventQuery,
        answer=streams,
        schema=entries.many(entries.STREAM),
    ),
    Endpoint(
        path=_STREAMS,
        name="create_stream",
        tag="catalog",
        summary="Add a stream to a live event",
        description="A new one, or by its id one that a beacon made known and that is of no event yet.",
        scope="write",
        method="POST",
        status=201,
        query=EventPath,
        body=NewStream,
        answer=create_stream,
        schema=entries.one(entries.STREAM),
    ),
    Endpoint(
        path=_STREAM,
        name="stream",
        tag="catalog",
        summary="A stream",
        description="Of the event that the path names.",
        scope="read",
        query=StreamPath,
        answer=stream,
        schema=entries.one(entries.STREAM),
    ),
    Endpoint(
        path=_STREAM,
        name="change_stream",
        tag="catalog",
        summary="Change a stream",
        description="Only what is given changes.",
        scope="write",
        method="PUT",
        query=StreamPath,
        body=ChangedStream,
        answer=change_stream,
        schema=entries.one(entries.STREAM),
    ),
    Endpoint(
        path=_STREAM,
        name="delete_stream",
        tag="catalog",
        summary="Delete a stream",
        description="Its plays stay in every total. Its recordings stay, as videos of the event.",
        scope="write",
        method="DELETE",
        query=StreamPath,
        answer=delete_stream,
        schema=entries.one(entries.DELETED),
    ),
)
