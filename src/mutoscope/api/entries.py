"""What the catalog's answers are made of: a project, a folder, a video, an event and a stream, with their schemas."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from mutoscope.api import schemas
from mutoscope.api.links import Link
from mutoscope.api.schemas import Schema
from mutoscope.catalog import Content, Folder, Project, Removed
from mutoscope.metrics import Broadcast

PROGRESS = 100
STATUS = "done"


def project(found: Project, folders: Iterable[Folder]) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "name": found.name,
        "folders": [folder(one) for one in folders],
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def folder(found: Folder) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "name": found.name,
        "project_id": str(found.project_id),
        "parent_id": _id(found.parent_id),
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def video(found: Content, link: Link) -> dict[str, Any]:
    """A video or a stream. What its media is made of is null: it lives elsewhere."""
    source, player = found.source_url, link(found.id)
    return {
        "id": found.id,
        "workspace_id": str(found.workspace_id),
        "kind": found.kind,
        "project_id": str(found.project_id),
        "folder_id": _id(found.folder_id),
        "event_id": found.event_id,
        "stream_id": found.stream_id,
        "title": found.title,
        "description": found.description,
        "status": STATUS,
        "progress": PROGRESS,
        "duration": None if found.duration_ms is None else found.duration_ms / 1000,
        "poster": _poster(found),
        "source_url": source,
        "captions": found.captions,
        "play_link": player,
        "embed_link": player,
        "hls_link": source if source and source.partition("?")[0].endswith(".m3u8") else None,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def event(found: Content, streams: Sequence[Mapping[str, Any]], link: Link) -> dict[str, Any]:
    """streams: as `stream` shows them."""
    return {
        "id": found.id,
        "workspace_id": str(found.workspace_id),
        "project_id": str(found.project_id),
        "folder_id": _id(found.folder_id),
        "name": found.title,
        "description": found.description,
        "poster": _poster(found),
        "status": next((one for one in ("live", "ended") if any(one == has["status"] for has in streams)), "waiting"),
        "streams": streams,
        "streamkey": None,
        "rtmp_link": None,
        "play_link": link(found.id),
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def stream(found: Content, played: Broadcast | None, now_ms: int) -> dict[str, Any]:
    """A stream. When it began and ended is what somebody said, else what its plays tell."""
    started, ended = _span(found, played, now_ms)
    return {
        "id": found.id,
        "event_id": found.event_id,
        "name": found.title,
        "description": found.description,
        "source_url": found.source_url,
        "status": _status(started, ended, now_ms),
        "started_at": started,
        "ended_at": ended,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def _span(found: Content, played: Broadcast | None, now_ms: int) -> tuple[datetime | None, datetime | None]:
    started, ended = found.started_at, found.ended_at
    if played is not None:
        if started is None:
            started = _instant_of(played.first_ms)
        last = _instant_of(played.last_ms)
        if ended is None and last > started and played.is_over(now_ms):
            ended = last
    return started, ended


def _status(started: datetime | None, ended: datetime | None, now_ms: int) -> str:
    now = _instant_of(now_ms)
    if ended is not None and ended <= now:
        return "ended"
    return "live" if started is not None and started <= now else "waiting"


def _instant_of(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def removed(id_: UUID | str, leftovers: str, what: Removed) -> dict[str, Any]:
    """What a deletion did."""
    place = {"project_id": _id(what.project_id), "folder_id": _id(what.folder_id)}
    return {
        "id": str(id_),
        "deleted": True,
        "contents": leftovers,
        "affected": {"contents": what.contents, "folders": what.folders},
        "moved_to": place if what.project_id else None,
    }


def _id(found: UUID | None) -> str | None:
    return None if found is None else str(found)


def _poster(found: Content) -> dict[str, Any] | None:
    """One picture in all sizes: there is but one."""
    if found.poster is None:
        return None
    return {"id": found.id} | dict.fromkeys(("original", "md", "sm", "xs"), found.poster)


def _content_id(description: str, *, null: bool = False) -> Schema:
    return schemas.text(description, null=null, pattern="^[A-Za-z0-9_-]{1,64}$", examples=["lesson-1"])


def _unhosted(name: str) -> Schema:
    return {"type": "null", "description": f"{name}: the media lives elsewhere."}


_TIMES: Mapping[str, Schema] = {
    "created_at": schemas.instant("When it was made."),
    "updated_at": schemas.instant("When it was last changed."),
}
_PLACE: Mapping[str, Schema] = {
    "project_id": schemas.uuid("The project it is in."),
    "folder_id": schemas.uuid("The folder it is in; null: at the top of its project.", null=True),
}
_POSTER: Schema = {
    "oneOf": [
        schemas.record({name: schemas.text("The picture's address.") for name in ("id", "original", "md", "sm", "xs")}),
        {"type": "null"},
    ],
    "description": "The picture shown before it plays, in all sizes the same.",
}

_PLAYER: Schema = schemas.text(
    "Address of a page with a player, to be opened or embedded; null: the workspace has no ingest key.",
    null=True,
    examples=["https://video.example.org/embed/lesson-1?key=pub_6f9c1d0e2b7a4d539a410c1f"],
)
_STATUS: Schema = {"enum": ["waiting", "live", "ended"]}

FOLDER = schemas.record(
    {
        "id": schemas.uuid("The folder."),
        "name": schemas.text("Its name.", examples=["Module 1"]),
        "project_id": schemas.uuid("The project it is in."),
        "parent_id": schemas.uuid("The folder it is in; null: at the top of the project.", null=True),
        **_TIMES,
    }
)
PROJECT = schemas.record(
    {
        "id": schemas.uuid("The project."),
        "name": schemas.text("Its name.", examples=["Course A"]),
        "folders": {**schemas.list_of(FOLDER), "description": "Its folders at every level, by name."},
        **_TIMES,
    }
)
VIDEO = schemas.record(
    {
        "id": _content_id("The video, as players name it in their beacons."),
        "workspace_id": schemas.uuid("The workspace."),
        "kind": {"enum": ["video", "stream"], "description": "A video, or a stream of a live event."},
        **_PLACE,
        "event_id": _content_id("Of a stream: its event. Of a recording: the event recorded.", null=True),
        "stream_id": _content_id("Of a recording: the stream recorded.", null=True),
        "title": schemas.text("Its title.", examples=["Lesson 1"]),
        "description": schemas.text("Its description."),
        "status": {"const": STATUS, "description": "Always done: nothing is transcoded here."},
        "progress": {"const": PROGRESS, "description": "Always 100."},
        "duration": {"type": ["number", "null"], "description": "Length in seconds; null: unknown, or live."},
        "poster": _POSTER,
        "source_url": schemas.text("Where the media is.", null=True),
        "captions": schemas.list_of(
            schemas.record(
                {
                    "lang": schemas.text("Language tag.", examples=["en"]),
                    "label": schemas.text("What viewers choose it by.", examples=["English"]),
                    "src": schemas.text("Address of a WebVTT file."),
                }
            )
        ),
        "play_link": _PLAYER,
        "embed_link": _PLAYER,
        "hls_link": schemas.text("source_url, where that is an HLS playlist (.m3u8).", null=True),
        **_TIMES,
    }
)
STREAM = schemas.record(
    {
        "id": _content_id("The stream, as players name it in their beacons."),
        "event_id": _content_id("Its event."),
        "name": schemas.text("Its name.", examples=["First night"]),
        "description": schemas.text("Its description."),
        "source_url": schemas.text("Where the media is.", null=True),
        "status": {**_STATUS, "description": "waiting: not played yet, or to begin later."},
        "started_at": schemas.instant(
            "When it began: as was said, else when it was played first; null: not yet.", null=True
        ),
        "ended_at": schemas.instant(
            "When it ended: as was said, else when it was played last, once that is five minutes ago; null: not yet.",
            null=True,
        ),
        **_TIMES,
    }
)
EVENT = schemas.record(
    {
        "id": _content_id("The event."),
        "workspace_id": schemas.uuid("The workspace."),
        **_PLACE,
        "name": schemas.text("Its name.", examples=["Premiere"]),
        "description": schemas.text("Its description."),
        "poster": _POSTER,
        "status": {
            **_STATUS,
            "description": "live where one of its streams is, else ended where one has, else waiting.",
        },
        "streams": {**schemas.list_of(STREAM), "description": "Its broadcasts, the oldest first."},
        "streamkey": _unhosted("Key of an encoder"),
        "rtmp_link": _unhosted("Address for an encoder"),
        "play_link": {**_PLAYER, "description": "Address of a page with a player of its newest stream."},
        **_TIMES,
    }
)
DELETED = schemas.record({"id": _content_id("What was deleted."), "deleted": {"const": True}})
REMOVED = schemas.record(
    {
        "id": schemas.text("What was deleted."),
        "deleted": {"const": True},
        "contents": schemas.text("What was to become of the contents, as asked.", examples=["parent"]),
        "affected": schemas.record(
            {
                "contents": schemas.count("Videos, streams and events that were moved or deleted."),
                "folders": schemas.count("Other folders that were moved or deleted."),
            }
        ),
        "moved_to": {
            "oneOf": [schemas.record(dict(_PLACE)), {"type": "null"}],
            "description": "Where the contents are now; null: deleted.",
        },
    }
)


def one(entry: Schema) -> Schema:
    """An answer with one."""
    return schemas.record({"data": entry})


def many(entry: Schema) -> Schema:
    """An answer with a page of them."""
    meta = schemas.record({"pagination": schemas.pagination(), "order": schemas.order()})
    return schemas.record({"meta": meta, "data": schemas.list_of(entry)})
