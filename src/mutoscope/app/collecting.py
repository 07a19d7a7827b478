"""A collector on a running spool: in the process that serves everything, or in one of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mutoscope.app.jobs import Job, collecting_jobs
from mutoscope.app.routing import Handler
from mutoscope.catalog import Catalog
from mutoscope.collector import Collector, Importer, Intake, Protocol, Scope
from mutoscope.config import Settings
from mutoscope.ingest import GeoDatabase, Pipeline
from mutoscope.proxies import Proxies
from mutoscope.spool import SpoolWriter
from mutoscope.telemetry import exposition


@dataclass(frozen=True, kw_only=True)
class Collecting:
    """What a process that takes beacons answers, does beside, and needs."""

    intake: Intake
    handlers: dict[str, Handler]
    jobs: list[Job]
    checks: dict[str, Callable[[], object]]  # what must work for it to be ready, by name


@contextlib.asynccontextmanager
async def collecting(
    settings: Settings, catalog: Catalog, *, sealed: Mapping[Path, asyncio.Event] = MappingProxyType({})
) -> AsyncIterator[Collecting]:
    """At the end what was taken is durable and sealed. `sealed`: by spool folder, set when a segment can be loaded."""
    with contextlib.closing(GeoDatabase(settings.geo_database)) as geo:
        live, imports = (
            SpoolWriter(
                folder,
                segment_ms=settings.segment_ms,
                segment_bytes=settings.segment_bytes,
                reserve_bytes=settings.reserve_bytes,
                on_sealed=sealed.get(folder, asyncio.Event()).set,
            )
            for folder in (settings.spool_folder(), settings.imports_folder())
        )
        intake = Intake(
            Pipeline(settings, catalog.directory(), geo), catalog, videos_per_network=settings.videos_per_network
        )
        proxies = Proxies(settings.trusted_proxies, settings.client_address_header)
        collector = Collector(intake, live, pace_ms=settings.pace_ms, proxies=proxies)
        live.start()
        imports.start()
        yield Collecting(
            intake=intake,
            handlers={
                **{path: collector.handle for path in ("/collect", settings.collect_path) if path},
                "/v1/plays/import": Importer(intake, catalog, imports).handle,
                "/metrics": _metrics,
            },
            jobs=collecting_jobs(intake, catalog),
            checks={"catalog": catalog.version, "spool": live.check, "imports": imports.check, "intake": intake.check},
        )
        await asyncio.gather(live.close(), imports.close())
        await asyncio.to_thread(catalog.keep_uses)


async def _metrics(_: Scope, protocol: Protocol) -> None:
    kind, text = exposition()
    protocol.response_bytes(200, [("content-type", kind)], text)
