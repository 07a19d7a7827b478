"""`mutoscope demo`: a server of its own, filled with the demo workspace through the import, then left serving."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

import httpx
from rich.console import Console

from mutoscope.app.parts import open_catalog
from mutoscope.catalog import Catalog, Content
from mutoscope.config import Settings
from mutoscope.demo import DemoFolder, DemoProject, ExampleSite, Lesson, load_demo
from mutoscope.errors import MutoscopeError

WORKSPACE = "Demo"
EMAIL = "demo@example.org"
PASSWORD = "mutoscope-demo"  # noqa: S105 - shown to whoever runs the demo
TIMEZONE = "Europe/Berlin"
COURSE = "Example course"
PLAYS = 200_000


def demonstrate(settings: Settings, console: Console) -> None:
    """Serve the demo workspace until stopped, loading it first where the folder has none. Raises MutoscopeError."""
    with open_catalog(settings) as catalog:
        access = catalog.init(WORKSPACE, EMAIL, PASSWORD, TIMEZONE)
    loaded = settings.data / "demo-loaded"
    url = f"http://{settings.host}:{settings.port}"
    place = ["--data", str(settings.data), "--host", settings.host, "--port", str(settings.port)]
    serve = [sys.executable, "-m", "mutoscope.cli", "serve", *place, "--log-level", "warning"]
    example = ExampleSite(settings.host, settings.port + 1, server=url, key=access.ingest_key)
    with example, subprocess.Popen(serve) as server:  # noqa: S603 - ourselves
        try:
            _wait_until_ready(server, url)
            if not loaded.exists():
                with open_catalog(settings) as catalog:
                    load_demo(url, access.token, partial(put_catalogue, catalog, access.workspace_id), PLAYS, console)
                loaded.touch()
            with open_catalog(settings) as catalog:
                put_course(catalog, access.workspace_id, example.lessons())
            console.print(f"\n  Mutoscope demo   {url}\n  API              {url}/docs")
            console.print(f"  Example course   {example.url}")
            console.print(f"  Login            {EMAIL} / {PASSWORD}\n  API token        {access.token}")
            console.print(f"  Ingest key       {access.ingest_key}\n\n  Ctrl-C stops it.", highlight=False)
            signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            server.wait()
        except KeyboardInterrupt:
            pass
        finally:
            server.terminate()


def put_catalogue(catalog: Catalog, workspace_id: UUID, projects: list[DemoProject]) -> None:
    """Make the demo's projects, folders and videos; a project that is there stays as it is."""
    known = {project.name for project in catalog.projects(workspace_id)}
    for project in projects:
        if project.title not in known:
            project_id = catalog.create_project(workspace_id, project.title).id
            catalog.put_contents(list(_contents(catalog, workspace_id, project_id, None, project)))


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
    """The videos of a project or folder and of all folders in it, which are made on the way."""
    for video in place.videos:
        yield Content(
            workspace_id=workspace_id,
            id=video.id,
            kind="video",
            project_id=project_id,
            folder_id=folder_id,
            title=video.title,
            duration_ms=video.duration_ms,
        )
    for folder in place.folders:
        made = catalog.create_folder(workspace_id, project_id, folder.title, folder_id)
        yield from _contents(catalog, workspace_id, project_id, made.id, folder)


def _wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise MutoscopeError("the demo's server did not start; see above")
        try:
            if httpx.get(f"{url}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise MutoscopeError("the demo's server did not become ready within a minute")
