"""A process that serves everything, or one that only collects, from its start to its end."""

import asyncio
import gc
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from mutoscope.api import LiveBoard, LiveFeed, create_api, create_health, now_ms
from mutoscope.app.collecting import collecting
from mutoscope.app.jobs import loading_jobs, report_jobs, running
from mutoscope.app.opening import open_catalog
from mutoscope.app.parts import open_parts
from mutoscope.app.routing import Router
from mutoscope.config import Settings
from mutoscope.errors import ConfigError
from mutoscope.loader import Loader, forgotten_viewers
from mutoscope.metrics import Metrics
from mutoscope.reports import Reports
from mutoscope.web import DashboardFiles, EmbedPages, WebFiles

_log = structlog.get_logger()

_GC_THRESHOLD = 10_000
"""New objects after which the youngest are looked through: more than the requests of one group commit make."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then all that was accepted is durable and loaded. Raises MutoscopeError."""
    uvloop.run(_serve(settings))


def collect(settings: Settings) -> None:
    """Take beacons until SIGTERM or SIGINT, for a server on the same data folder to load. Raises MutoscopeError."""
    uvloop.run(_collect(settings))


async def _serve(settings: Settings) -> None:
    _refuse_taken_port(settings)
    with (
        open_parts(settings) as parts,
        ThreadPoolExecutor(settings.reports_at_once + 1, "reports") as pool,
    ):
        catalog, sealed = parts.catalog, asyncio.Event()
        loader = Loader(parts.store, settings.data / "spool", partial(forgotten_viewers, catalog))
        metrics = Metrics(parts.store)
        live = LiveFeed(LiveBoard(catalog, metrics), now_ms)
        reports = Reports(catalog, metrics, settings)
        reports.start()
        async with collecting(settings, catalog, sealed=sealed) as collector:
            checks = collector.checks | {"store": parts.store.mirrored_version}
            api = create_api(
                catalog=catalog, metrics=metrics, settings=settings, reports=reports, live=live, checks=checks
            )
            jobs = [
                *loading_jobs(parts, collector.intake, loader, sealed),
                *collector.jobs,
                *report_jobs(reports, settings.reports_at_once, pool),
            ]
            pages = (WebFiles(), EmbedPages(catalog), DashboardFiles())
            async with running(jobs):
                await _answer_until_stopped(settings, Router(collector.handlers, pages, api), live)
                reports.stop()
        await asyncio.to_thread(loader.load)
        _log.info("stopped")


async def _collect(settings: Settings) -> None:
    _refuse_taken_port(settings)
    with open_catalog(settings) as catalog:
        async with collecting(settings, catalog) as collector, running(collector.jobs):
            router = Router(collector.handlers, (WebFiles(),), create_health(collector.checks))
            await _answer_until_stopped(settings, router)
        _log.info("stopped")


async def _answer_until_stopped(settings: Settings, router: Router, live: LiveFeed | None = None) -> None:
    server = Server(
        router,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        log_enabled=False,
        backlog=1024,
        websockets=False,
    )
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    _log.info(
        "serving",
        address=f"http://{settings.host}:{settings.port}",
        catalog=settings.catalog_url().split("@")[-1],
        data=str(settings.data),
    )
    # What start-up made lives on: 128,000 objects, which a full collection would walk again and again, 0.2 s at a time,
    # while every beacon waits. Frozen, they are left out of it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 50)
    gc.enable()  # `mutoscope serve` starts without
    serving, told = asyncio.create_task(server.serve()), asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    if live:
        await live.close()  # streams would go on, and the server wait for them
    server.stop()  # type: ignore[no-untyped-call] # granian's own
    await serving


def _refuse_taken_port(settings: Settings) -> None:
    """Say so plainly where the port can't be had: the server's own word for it is a stack trace."""
    try:
        with socket.create_server((settings.host, settings.port), reuse_port=False):
            pass
    except OSError as error:
        raise ConfigError(f"--host {settings.host} --port {settings.port}: {error.strerror}") from error
