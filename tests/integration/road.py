"""The whole way of a play in this process, on temporary folders: import → steps → spool → loader → store → metrics.

For tests that need hundreds of histories; the same over HTTP, with the installed server, is in tests/acceptance.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

from mutoscope.catalog import Catalog, Content, Workspace
from mutoscope.collector import Importer, Intake
from mutoscope.config import Settings
from mutoscope.ingest import GeoDatabase, Pipeline
from mutoscope.loader import Loader, mirror_catalog
from mutoscope.metrics import Metrics
from mutoscope.spool import SpoolWriter, sealed
from mutoscope.store import EmbeddedEngine, Store
from oracle.history import Content as OracleContent

Lines = Sequence[dict[str, Any]]


class Road:
    """Real parts; a workspace for each history keeps them apart."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data=folder)
        self.folder = folder
        self.spool_folder = folder / "spool"
        self.catalog = Catalog(settings.catalog_url())
        self.catalog.migrate()
        self.spool_folder.mkdir(parents=True)
        self.engine = EmbeddedEngine(folder / "store")
        self.store = Store(self.engine)
        self.store.migrate()
        self.loader = Loader(self.store, self.spool_folder)
        self.metrics = Metrics(self.store)
        self.geo = GeoDatabase()
        self._settings = settings

    def workspace(self, contents: Iterable[OracleContent] = (), timezone: str = "UTC") -> Workspace:
        access = self.catalog.init(f"w-{secrets.token_hex(8)}", "owner@example.org", "a long password", timezone)
        project = self.catalog.create_project(access.workspace_id, "Everything")
        self.catalog.put_contents(
            [
                Content(
                    workspace_id=access.workspace_id,
                    id=content.video,
                    kind="stream" if content.live else "video",
                    project_id=project.id,
                    duration_ms=content.duration_ms,
                )
                for content in contents
            ]
        )
        workspace = self.catalog.workspace(access.workspace_id)
        assert workspace is not None
        return workspace

    def send(self, workspace: Workspace, batches: Iterable[Lines], *, twice: bool = False) -> list[dict[str, Any]]:
        """Import each batch into a segment of its own and load it; twice: load the same bytes again."""
        answers = self.accept(workspace, batches)
        if twice and (segments := sealed(self.spool_folder)):
            self.store.load(segments)
        self.loader.load()
        mirror_catalog(self.catalog, self.store)
        return answers

    def accept(self, workspace: Workspace, batches: Iterable[Lines | Sequence[bytes]]) -> list[dict[str, Any]]:
        """Import each batch into a segment of its own, which waits to be loaded. The answers."""
        return asyncio.run(self._import(workspace, batches))

    def send_bytes(self, workspace: Workspace, lines: Sequence[bytes]) -> dict[str, Any]:
        """Import lines as they are, and load what was taken. Its answer."""
        [answer] = self.accept(workspace, [lines])
        self.loader.load()
        mirror_catalog(self.catalog, self.store)
        return answer

    def waiting(self) -> list[Path]:
        """Segments that the store did not take."""
        return sealed(self.spool_folder)

    async def _import(self, workspace: Workspace, batches: Iterable[Lines | Sequence[bytes]]) -> list[dict[str, Any]]:
        answers = []
        for batch in batches:
            spool = SpoolWriter(self.spool_folder, segment_ms=1000, segment_bytes=1 << 20, reserve_bytes=0)
            spool.start()
            intake = Intake(Pipeline(self._settings, self.catalog.directory(), self.geo), self.catalog)
            importer = Importer(intake, self.catalog, spool)
            answers.append(await importer.take(_lines(batch), workspace))
            await spool.close()
        return answers

    def close(self) -> None:
        self.geo.close()
        self.store.close()
        self.catalog.close()


async def _lines(batch: Lines | Sequence[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    for number, line in enumerate(batch, start=1):
        yield number, line if isinstance(line, bytes) else json.dumps(line).encode()
