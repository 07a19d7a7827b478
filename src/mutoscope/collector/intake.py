"""What collecting and importing share: the pipeline, and what it asks of the catalog beside the event loop."""

import asyncio
import time
from uuid import UUID

import msgspec

from mutoscope.beacon import Refused, readable_key
from mutoscope.catalog import Catalog, Kind
from mutoscope.collector.growth import Growth, refused
from mutoscope.collector.outcomes import Outcomes
from mutoscope.errors import CatalogError
from mutoscope.ingest import Arrival, Pipeline, UnknownSalt, UnknownVideo, play_line

_AWAY_SECONDS = 5
_SALT_SECONDS = 2
_ATTEMPTS = 4
"""A beacon may miss its salt and its video, and each of them once more, since others change the catalog too."""


class Intake:
    """Takes arrivals: what passes, and what is refused."""

    def __init__(self, pipeline: Pipeline, catalog: Catalog, *, videos_per_network: int = 0) -> None:
        """videos_per_network: see `Growth`."""
        self.pipeline = pipeline
        self._catalog = catalog
        self._adopting = asyncio.Lock()
        self._growth = Growth(videos_per_network)
        self._away_until = 0.0
        self._salting: asyncio.Task[CatalogError | None] | None = None

    async def take(self, arrival: Arrival, outcomes: Outcomes) -> None:
        """Put an arrival among the outcomes. Raises Refused, which is among them too; CatalogError."""
        try:
            line = await self._line(arrival)
        except Refused as error:
            outcomes.refuse(error.reason, arrival.received_ms, arrival.workspace_id)
            raise
        outcomes.accept(line)

    def owner(self, raw: bytes | msgspec.Raw) -> UUID | None:
        """The workspace whose key can be read in what is no beacon."""
        workspace = self.pipeline.directory.keys.get(readable_key(raw))
        return workspace.id if workspace else None

    def check(self) -> None:
        """Raises CatalogError where beacons are refused for want of the catalog just now."""
        if self._away_until > time.monotonic():
            raise CatalogError("the catalog takes nothing; beacons that need it are answered 503")

    async def refresh(self) -> None:
        """Take the newest picture of the catalog."""
        async with self._adopting:
            await self._refresh()

    async def fetch_salts(self) -> None:
        """Know the salts of today and the days around it. However many ask at once, the catalog is asked once.

        Raises CatalogError.
        """
        if self._salting is None:
            self._salting = asyncio.create_task(self._fetch_salts())
        if error := await asyncio.shield(self._salting):
            raise error

    async def _fetch_salts(self) -> CatalogError | None:
        try:
            self.pipeline.salts.known = await asyncio.to_thread(self._catalog.salts)
        except CatalogError as error:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            return error
        finally:
            self._salting = None
        return None

    async def _line(self, arrival: Arrival) -> bytes:
        """The durable line of an arrival that passes. Raises Refused, CatalogError."""
        for _ in range(_ATTEMPTS):
            try:
                return play_line(self.pipeline.run(arrival))
            except UnknownVideo as unknown:
                await self._adopt(unknown.arrival)
            except UnknownSalt:
                await self._fetch_salts_soon()
        raise CatalogError("the catalog changes faster than it can be followed")

    async def _fetch_salts_soon(self) -> None:
        """Salts are made ahead: who needs one that isn't there finds a catalog that is away, and waits no longer."""
        try:
            async with asyncio.timeout(_SALT_SECONDS):
                await self.fetch_salts()
        except TimeoutError:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            raise CatalogError(f"the catalog gave no salt within {_SALT_SECONDS} s") from None

    async def _refresh(self) -> None:
        known = self.pipeline.directory
        if await asyncio.to_thread(self._catalog.version) != known.version:
            self.pipeline.directory = await asyncio.to_thread(self._catalog.directory, known)

    async def _adopt(self, arrival: Arrival) -> None:
        """Add a video that a beacon named. Raises Refused where no (more) new ones are taken, CatalogError."""
        workspace, video = arrival.workspace, arrival.beacon.video
        if not workspace.create_unknown:
            raise refused(video, "and new ones are not taken")
        self._growth.check(arrival, time.monotonic())  # before anything is asked of the catalog
        async with self._adopting:
            self.check()  # who waited for one that failed need not fail as slowly
            try:
                await self._refresh()
                if self.pipeline.directory.kind(workspace.id, video):
                    return
                now = time.monotonic()
                self._growth.check(arrival, now)
                kind: Kind = "stream" if arrival.beacon.live else "video"
                adopted = await asyncio.to_thread(
                    self._catalog.add_unknown_video, workspace.id, video, kind, arrival.host
                )
                self._growth.note(arrival, adopted, now)
                await self._refresh()
            except CatalogError:
                self._away_until = time.monotonic() + _AWAY_SECONDS
                raise
