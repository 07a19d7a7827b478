"""/v1/videos: what is played."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api import entries
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.paging import Paging
from mutoscope.api.places import (
    AnyId,
    Captions,
    ContentId,
    Description,
    Moving,
    Name,
    Places,
    Seconds,
    Url,
    changed,
    found,
    given,
    listed,
)
from mutoscope.catalog import Wanted
from mutoscope.errors import UnexpectedValue

Status = Literal["pending", "uploading", "pre-processing", "processing", "aborted", "done", "error"]

_KINDS = ("video", "stream")
_Title = Annotated[Name, Meta(description="Its title.", examples=["Lesson 1"])]
_Poster = Annotated[Url | None, Meta(description="Address of the picture shown before it plays.")]
_Source = Annotated[Url | None, Meta(description="Where the media is.")]
_Event = Annotated[ContentId | None, Meta(description="Of a recording: the event recorded.")]
_Stream = Annotated[ContentId | None, Meta(description="Of a recording: the stream recorded; it tells the event.")]


class VideosQuery(msgspec.Struct, kw_only=True, frozen=True):
    places: Places
    status: Annotated[
        tuple[Status, ...], Meta(description="Of any of these statuses. Every video of Mutoscope is done.")
    ] = ()
    video_ids: Annotated[
        tuple[AnyId, ...], Meta(description="Of these ids; unknown ones are just not there.", examples=[["lesson-1"]])
    ] = ()
    kind: Annotated[
        tuple[Literal["video", "stream"], ...],
        Meta(description="Videos, if not said; streams of live events, those of no event too."),
    ] = ("video",)
    paging: Paging


class VideoPath(msgspec.Struct, kw_only=True, frozen=True):
    video_id: Annotated[AnyId, Meta(description="The video, or the stream of a live event.", examples=["lesson-1"])]


class NewVideo(msgspec.Struct, kw_only=True, frozen=True):
    """A video to be made. Fields about media that Mutoscope does not host are ignored."""

    id: Annotated[ContentId, Meta(description="As players name it in their beacons; a new UUID, if not given.")] | (
        UnsetType
    ) = UNSET
    parent_id: Annotated[
        UUID | None, Meta(description="A project's or a folder's id; if not given, the project \"Unsorted\".")
    ] = None
    title: _Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    duration: Annotated[Seconds | None, Meta(description="Length in seconds; null: unknown.")] | UnsetType = UNSET
    poster: _Poster | UnsetType = UNSET
    source_url: _Source | UnsetType = UNSET
    captions: Captions | UnsetType = UNSET
    event_id: _Event | UnsetType = UNSET
    stream_id: _Stream | UnsetType = UNSET


class ChangedVideo(msgspec.Struct, kw_only=True, frozen=True):
    """What changes of a video; what is left out stays. Fields about media that Mutoscope does not host are ignored."""

    title: _Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    duration: Annotated[Seconds | None, Meta(description="Length in seconds; null: unknown.")] | UnsetType = UNSET
    poster: _Poster | UnsetType = UNSET
    source_url: _Source | UnsetType = UNSET
    captions: Captions | UnsetType = UNSET
    event_id: _Event | UnsetType = UNSET
    stream_id: _Stream | UnsetType = UNSET


_FIELDS = {
    "title": "title",
    "description": "description",
    "duration": "duration_ms",
    "poster": "poster",
    "source_url": "source_url",
    "captions": "captions",
    "event_id": "event_id",
    "stream_id": "stream_id",
}


def videos(asked: Asked[VideosQuery]) -> dict[str, Any]:
    query = asked.query
    ids = query.video_ids or None
    if query.status and entries.STATUS not in query.status:
        ids = ()
    wanted = Wanted(kinds=query.kind, ids=ids, **query.places.fields())
    meta, rows = listed(asked.services.catalog, asked.workspace, wanted, query.paging)
    link = asked.player_link()
    return {"meta": meta, "data": [entries.video(row, link) for row in rows]}


def video(asked: Asked[VideoPath]) -> dict[str, Any]:
    return {
        "data": entries.video(
            found(asked.services.catalog, asked.workspace, asked.query.video_id, *_KINDS), asked.player_link()
        )
    }


def create_video(asked: Asked[msgspec.Struct, NewVideo]) -> dict[str, Any]:
    body = asked.body
    fields = given(body, {"id": "id", **_FIELDS})
    made = asked.services.catalog.create_content(asked.workspace.id, "video", body.parent_id, fields)
    return {"data": entries.video(made, asked.player_link())}


def change_video(asked: Asked[VideoPath, ChangedVideo]) -> dict[str, Any]:
    catalog, workspace = asked.services.catalog, asked.workspace
    known = found(catalog, workspace, asked.query.video_id, *_KINDS)
    fields = changed(asked.body, _FIELDS)
    if known.kind == "stream" and fields.keys() & {"event_id", "stream_id", "duration_ms"}:
        raise UnexpectedValue(f"{known.id} is a stream: event_id, stream_id and duration are a video's")
    return {"data": entries.video(catalog.change_content(workspace.id, known.id, fields), asked.player_link())}


def move_video(asked: Asked[VideoPath, Moving]) -> dict[str, Any]:
    catalog, workspace = asked.services.catalog, asked.workspace
    known = found(catalog, workspace, asked.query.video_id, *_KINDS)
    return {
        "data": entries.video(catalog.move_content(workspace.id, known.id, asked.body.parent_id), asked.player_link())
    }


def delete_video(asked: Asked[VideoPath]) -> dict[str, Any]:
    catalog, workspace = asked.services.catalog, asked.workspace
    known = found(catalog, workspace, asked.query.video_id, *_KINDS)
    catalog.delete_content(workspace.id, known.id)
    return {"data": {"id": known.id, "deleted": True}}


_PATH = "/v1/videos"
_ONE = "/v1/videos/{video_id}"

VIDEO_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="videos",
        tag="catalog",
        summary="List and search videos",
        description=(
            "In order of title, description, created_at, updated_at or duration; the newest first if not said. What may"
            " be repeated is taken as status[] too. A video that a beacon made known is in the project Unsorted."
        ),
        scope="read",
        query=VideosQuery,
        answer=videos,
        schema=entries.many(entries.VIDEO),
    ),
    Endpoint(
        path=_PATH,
        name="create_video",
        tag="catalog",
        summary="Make a video known",
        description=(
            "The catalog holds what is known of a video; its media lives elsewhere. Give the id that players send, or"
            " let one be made. With stream_id it is the recording of that stream."
        ),
        scope="write",
        method="POST",
        status=201,
        body=NewVideo,
        answer=create_video,
        schema=entries.one(entries.VIDEO),
    ),
    Endpoint(
        path=_ONE,
        name="video",
        tag="catalog",
        summary="A video",
        description="Or a stream of a live event.",
        scope="read",
        query=VideoPath,
        answer=video,
        schema=entries.one(entries.VIDEO),
    ),
    Endpoint(
        path=_ONE,
        name="change_video",
        tag="catalog",
        summary="Change a video",
        description="Only what is given changes. Its place changes by /move.",
        scope="write",
        method="PATCH",
        query=VideoPath,
        body=ChangedVideo,
        answer=change_video,
        schema=entries.one(entries.VIDEO),
    ),
    Endpoint(
        path=_ONE,
        name="delete_video",
        tag="catalog",
        summary="Delete a video",
        description=(
            "Its plays stay in every total, where it was. A beacon of it brings it back, into the project Unsorted,"
            " unless the workspace takes no unknown videos."
        ),
        scope="write",
        method="DELETE",
        query=VideoPath,
        answer=delete_video,
        schema=entries.one(entries.DELETED),
    ),
    Endpoint(
        path=f"{_ONE}/move",
        name="move_video",
        tag="catalog",
        summary="Move a video",
        description="To a project or a folder. Its plays, the past ones too, count there within two seconds.",
        scope="write",
        method="PUT",
        query=VideoPath,
        body=Moving,
        answer=move_video,
        schema=entries.one(entries.VIDEO),
    ),
)
