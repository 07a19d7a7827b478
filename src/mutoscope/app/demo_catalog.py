"""The demo's catalog: its projects with all that is in them, and where their media are this time."""

from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from mutoscope.catalog import Catalog, Content
from mutoscope.demo import (
    DemoFolder,
    DemoProject,
    Lesson,
    all_events,
    all_videos,
    playlist_path,
    poster_path,
)

COURSE = "Example course"


def put_catalogue(catalog: Catalog, workspace_id: UUID, projects: list[DemoProject]) -> None:
    """Make the demo's projects, folders, videos and events; a project that is there stays as it is."""
    known = {project.name for project in catalog.projects(workspace_id)}
    for project in projects:
        if project.title not in known:
            project_id = catalog.create_project(workspace_id, project.title).id
            catalog.put_contents(list(_contents(catalog, workspace_id, project_id, None, project)))


def tell_media(catalog: Catalog, workspace_id: UUID, site: str) -> None:
    """Where the media and the posters of the demo lie: on its site, whose port may have changed."""
    media = {video.id: {"source_url": site + playlist_path(video.id)} for video in all_videos()}
    for id_ in (*media, *(event.id for event in all_events())):
        wanted = media.get(id_, {}) | {"poster": site + poster_path(id_)}
        content = catalog.content(workspace_id, id_)
        if content and any(getattr(content, name) != value for name, value in wanted.items()):
            catalog.change_content(workspace_id, id_, wanted)


def put_course(catalog: Catalog, workspace_id: UUID, lessons: Iterable[Lesson]) -> None:
    """Make the lessons of the example, or tell where their media are this time."""
    found = [project.id for project in catalog.projects(workspace_id) if project.name == COURSE]
    project_id = found[0] if found else catalog.create_project(workspace_id, COURSE).id
    for lesson in lessons:
        catalog.put_content(
            workspace_id,
            lesson.id,
            "video",
            project_id,
            title=lesson.title,
            duration_ms=lesson.duration_ms,
            source_url=lesson.source_url,
        )


def _contents(
    catalog: Catalog, workspace_id: UUID, project_id: UUID, folder_id: UUID | None, place: DemoProject | DemoFolder
) -> Iterator[Content]:
    """What is in a project or folder and in all folders in it, which are made on the way."""
    here = partial(Content, workspace_id=workspace_id, project_id=project_id, folder_id=folder_id)
    recorded = {stream.recording: (event.id, stream.id) for event in place.events for stream in event.streams}
    for event in place.events:
        yield here(id=event.id, kind="event", title=event.title)
        for stream in event.streams:
            yield here(id=stream.id, kind="stream", event_id=event.id, title=stream.title)
    for video in place.videos:
        event_id, stream_id = recorded.get(video.id, (None, None))
        yield here(
            id=video.id,
            kind="video",
            event_id=event_id,
            stream_id=stream_id,
            title=video.title,
            duration_ms=video.duration_ms,
        )
    for folder in place.folders:
        made = catalog.create_folder(workspace_id, project_id, folder.title, folder_id)
        yield from _contents(catalog, workspace_id, project_id, made.id, folder)
