"""What collecting and importing share: the pipeline, new videos, the count of refusals, and the spool."""

import asyncio
import time
from collections import Counter
from uuid import UUID

from mutoscope import telemetry
from mutoscope.beacon import Reason, Refused
from mutoscope.catalog import Catalog, Kind
from mutoscope.collector.growth import Growth, refused
from mutoscope.ingest import Arrival, Pipeline, UnknownVideo, play_line, refusal_line
from mutoscope.spool import SpoolWriter

_MINUTE_MS = 60_000
_ACCEPTED = telemetry.BEACONS.labels("accepted")


class Intake:
    """Takes arrivals, makes durable what passed, keeps count of what did not."""

    def __init__(
        self, pipeline: Pipeline, catalog: Catalog, spool: SpoolWriter, *, videos_per_network: int = 0
    ) -> None:
        """videos_per_network: see `Growth`."""
        self.pipeline = pipeline
        self._catalog = catalog
        self._spool = spool
        self._adopting = asyncio.Lock()
        self._growth = Growth(videos_per_network)
        self._refusals: Counter[tuple[UUID | None, int, Reason]] = Counter()
        self._refusal_outcomes = {reason: telemetry.BEACONS.labels(reason.value) for reason in Reason}

    async def line(self, arrival: Arrival) -> bytes:
        """The durable line of an arrival that passes. Raises Refused; the refusal is counted."""
        try:
            try:
                row = self.pipeline.run(arrival)
            except UnknownVideo as unknown:
                await self._adopt(unknown.arrival)
                row = self.pipeline.run(arrival)
        except Refused as refused:
            self.count(refused.reason, arrival.received_ms, arrival.workspace_id)
            raise
        return play_line(row)

    async def keep(self, lines: bytes, n: int) -> None:
        """Make accepted lines durable; returns when they are. Raises SpoolError: then nothing is promised."""
        await self._spool.append(lines)
        _ACCEPTED.inc(n)

    def count(self, reason: Reason, received_ms: int, workspace_id: UUID | None = None) -> None:
        self._refusals[workspace_id, received_ms // _MINUTE_MS * _MINUTE_MS, reason] += 1
        self._refusal_outcomes[reason].inc()

    async def keep_refusals(self) -> None:
        """Put what was refused since the last time into the spool: one line a minute, workspace and reason."""
        if not self._refusals:
            return
        taken, self._refusals = self._refusals, Counter()
        lines = (refusal_line(workspace, minute, reason, n) for (workspace, minute, reason), n in taken.items())
        try:
            await self._spool.append(b"".join(lines))
        except Exception:
            self._refusals += taken
            raise

    async def refresh(self) -> None:
        """Take the newest picture of the catalog."""
        async with self._adopting:
            await self._refresh()

    async def _refresh(self) -> None:
        known = self.pipeline.directory
        if await asyncio.to_thread(self._catalog.version) != known.version:
            self.pipeline.directory = await asyncio.to_thread(self._catalog.directory, known)

    async def _adopt(self, arrival: Arrival) -> None:
        """Add a video that a beacon named. Raises Refused where the workspace takes no (more) new ones."""
        workspace, video = arrival.workspace, arrival.beacon.video
        if not workspace.create_unknown:
            raise refused(video, "and new ones are not taken")
        self._growth.check(arrival, time.monotonic())  # before anything is asked of the catalog
        async with self._adopting:
            await self._refresh()
            if self.pipeline.directory.kind(workspace.id, video):
                return
            now = time.monotonic()
            self._growth.check(arrival, now)
            kind: Kind = "stream" if arrival.beacon.live else "video"
            adopted = await asyncio.to_thread(self._catalog.add_unknown_video, workspace.id, video, kind, arrival.host)
            self._growth.note(arrival, adopted, now)
            await self._refresh()
