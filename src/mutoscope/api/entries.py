"""What the catalog's answers are made of: a project, a folder, a video, an event and a stream, with their schemas."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from mutoscope.api import schemas
from mutoscope.api.schemas import Schema
from mutoscope.catalog import Content, Folder, Project, Removed

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


def video(found: Content) -> dict[str, Any]:
    """A video or a stream. What its media is made of is null: it lives elsewhere."""
    source = found.source_url
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
        "play_link": None,
        "embed_link": None,
        "hls_link": source if source and source.partition("?")[0].endswith(".m3u8") else None,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def event(found: Content, streams: Iterable[Content]) -> dict[str, Any]:
    return {
        "id": found.id,
        "workspace_id": str(found.workspace_id),
        "project_id": str(found.project_id),
        "folder_id": _id(found.folder_id),
        "name": found.title,
        "description": found.description,
        "poster": _poster(found),
        "streams": [stream(one) for one in streams],
        "streamkey": None,
        "rtmp_link": None,
        "play_link": None,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def stream(found: Content) -> dict[str, Any]:
    return {
        "id": found.id,
        "event_id": found.event_id,
        "name": found.title,
        "description": found.description,
        "source_url": found.source_url,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


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


def _text(description: str, *, null: bool = False, **more: Any) -> Schema:  # noqa: ANN401 - any part of a JSON Schema
    return {"type": ["string", "null"] if null else "string", "description": description, **more}


def _uuid(description: str, *, null: bool = False) -> Schema:
    return _text(description, null=null, format="uuid", examples=["6f9c1d0e-2b7a-4d53-9a41-0c1f2d3e4b5a"])


def _instant(description: str) -> Schema:
    return _text(description, format="date-time", examples=["2026-03-29T12:00:00Z"])


def _content_id(description: str, *, null: bool = False) -> Schema:
    return _text(description, null=null, pattern="^[A-Za-z0-9_-]{1,64}$", examples=["lesson-1"])


def _unhosted(name: str) -> Schema:
    return {"type": "null", "description": f"{name}: the media lives elsewhere."}


_TIMES: Mapping[str, Schema] = {
    "created_at": _instant("When it was made."),
    "updated_at": _instant("When it was last changed."),
}
_PLACE: Mapping[str, Schema] = {
    "project_id": _uuid("The project it is in."),
    "folder_id": _uuid("The folder it is in; null: at the top of its project.", null=True),
}
_POSTER: Schema = {
    "oneOf": [
        schemas.record({name: _text("The picture's address.") for name in ("id", "original", "md", "sm", "xs")}),
        {"type": "null"},
    ],
    "description": "The picture shown before it plays, in all sizes the same.",
}

FOLDER = schemas.record(
    {
        "id": _uuid("The folder."),
        "name": _text("Its name.", examples=["Module 1"]),
        "project_id": _uuid("The project it is in."),
        "parent_id": _uuid("The folder it is in; null: at the top of the project.", null=True),
        **_TIMES,
    }
)
PROJECT = schemas.record(
    {
        "id": _uuid("The project."),
        "name": _text("Its name.", examples=["Course A"]),
        "folders": {**schemas.list_of(FOLDER), "description": "Its folders at every level, by name."},
        **_TIMES,
    }
)
VIDEO = schemas.record(
    {
        "id": _content_id("The video, as players name it in their beacons."),
        "workspace_id": _uuid("The workspace."),
        "kind": {"enum": ["video", "stream"], "description": "A video, or a stream of a live event."},
        **_PLACE,
        "event_id": _content_id("Of a stream: its event. Of a recording: the event recorded.", null=True),
        "stream_id": _content_id("Of a recording: the stream recorded.", null=True),
        "title": _text("Its title.", examples=["Lesson 1"]),
        "description": _text("Its description."),
        "status": {"const": STATUS, "description": "Always done: nothing is transcoded here."},
        "progress": {"const": PROGRESS, "description": "Always 100."},
        "duration": {"type": ["number", "null"], "description": "Length in seconds; null: unknown, or live."},
        "poster": _POSTER,
        "source_url": _text("Where the media is.", null=True),
        "captions": schemas.list_of(
            schemas.record(
                {
                    "lang": _text("Language tag.", examples=["en"]),
                    "label": _text("What viewers choose it by.", examples=["English"]),
                    "src": _text("Address of a WebVTT file."),
                }
            )
        ),
        "play_link": _unhosted("Address of a page"),
        "embed_link": _unhosted("Address of a player"),
        "hls_link": _text("source_url, where that is an HLS playlist (.m3u8).", null=True),
        **_TIMES,
    }
)
STREAM = schemas.record(
    {
        "id": _content_id("The stream, as players name it in their beacons."),
        "event_id": _content_id("Its event."),
        "name": _text("Its name.", examples=["First night"]),
        "description": _text("Its description."),
        "source_url": _text("Where the media is.", null=True),
        **_TIMES,
    }
)
EVENT = schemas.record(
    {
        "id": _content_id("The event."),
        "workspace_id": _uuid("The workspace."),
        **_PLACE,
        "name": _text("Its name.", examples=["Premiere"]),
        "description": _text("Its description."),
        "poster": _POSTER,
        "streams": {**schemas.list_of(STREAM), "description": "Its broadcasts, the oldest first."},
        "streamkey": _unhosted("Key of an encoder"),
        "rtmp_link": _unhosted("Address for an encoder"),
        "play_link": _unhosted("Address of a page"),
        **_TIMES,
    }
)
_WHOLE: Schema = {"type": "integer", "minimum": 0}
DELETED = schemas.record({"id": _content_id("What was deleted."), "deleted": {"const": True}})
REMOVED = schemas.record(
    {
        "id": _text("What was deleted."),
        "deleted": {"const": True},
        "contents": _text("What was to become of the contents, as asked.", examples=["parent"]),
        "affected": schemas.record(
            {
                "contents": {**_WHOLE, "description": "Videos, streams and events that were moved or deleted."},
                "folders": {**_WHOLE, "description": "Other folders that were moved or deleted."},
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
