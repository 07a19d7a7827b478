"""Everything in one process: collector, loader, API, files; requests to the part they are for."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
import uvloop
from granian.constants import Interfaces
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined] # re-exported without saying so
from granian.server.embed import Server

from mutoscope.api import LiveBoard, LiveFeed, create_api, now_ms
from mutoscope.app.bridge import AsgiApp, AsgiBridge
from mutoscope.app.jobs import jobs, report_jobs, running
from mutoscope.app.parts import Parts, open_parts
from mutoscope.app.traced import Traced
from mutoscope.collector import Collector, Importer, Intake, Protocol, Scope
from mutoscope.config import Settings
from mutoscope.errors import ConfigError, InternalError, SpoolError
from mutoscope.ingest import GeoDatabase, Pipeline
from mutoscope.loader import Loader, forgotten_viewers
from mutoscope.metrics import Metrics
from mutoscope.reports import Reports
from mutoscope.spool import SpoolWriter
from mutoscope.telemetry import REQUEST_ID, exposition, request_id
from mutoscope.web import DashboardFiles, EmbedPages, WebFiles

_log = structlog.get_logger()

_GC_THRESHOLD = 10_000
"""New objects after which the youngest are looked through: more than the requests of one group commit make."""

Handler = Callable[[Scope, Protocol], Awaitable[None]]


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then all that was accepted is durable and loaded. Raises MutoscopeError."""
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    _refuse_taken_port(settings)
    with contextlib.ExitStack() as opened:
        parts = opened.enter_context(open_parts(settings))
        geo = GeoDatabase(settings.geo_database)
        opened.callback(geo.close)
        sealed = asyncio.Event()
        spool_folder = settings.data / "spool"
        spool = SpoolWriter(
            spool_folder,
            segment_ms=settings.segment_ms,
            segment_bytes=settings.segment_bytes,
            reserve_bytes=settings.reserve_bytes,
            on_sealed=sealed.set,
        )
        loader = Loader(parts.store, spool_folder, partial(forgotten_viewers, parts.catalog))
        pipeline = Pipeline(settings, parts.catalog.directory(), parts.catalog.salt, geo)
        intake = Intake(pipeline, parts.catalog, spool)
        checks: dict[str, Callable[[], object]] = {
            "catalog": parts.catalog.version,
            "store": parts.store.mirrored_version,
            "spool": spool.check_room,
        }
        metrics = Metrics(parts.store)
        live = LiveFeed(LiveBoard(parts.catalog, metrics), now_ms)
        reports = Reports(parts.catalog, metrics, settings)
        reports.start()
        api = create_api(
            catalog=parts.catalog, metrics=metrics, settings=settings, reports=reports, live=live, checks=checks
        )
        router = Router(parts, intake, api)
        pool = opened.enter_context(ThreadPoolExecutor(settings.reports_at_once + 1, "reports"))
        spool.start()
        async with running(
            [*jobs(parts, intake, loader, sealed), *report_jobs(reports, settings.reports_at_once, pool)]
        ):
            await _answer_until_stopped(settings, router, live)
            reports.stop()
        with contextlib.suppress(SpoolError):  # a full disk must not keep the server from stopping
            await intake.keep_refusals()
        await spool.close()
        await asyncio.to_thread(loader.load)
        await asyncio.to_thread(parts.catalog.keep_uses)
        _log.info("stopped")


class Router:
    """Requests by their path to the part that answers them."""

    def __init__(self, parts: Parts, intake: Intake, api: AsgiApp) -> None:
        settings = parts.settings
        collector = Collector(intake, pace_ms=settings.pace_ms, trusted_proxies=settings.trusted_proxies)
        self._handlers: dict[str, Handler] = {
            "/collect": collector.handle,
            "/v1/plays/import": Importer(intake, parts.catalog).handle,
            "/metrics": _metrics,
        }
        self._files = WebFiles()
        self._embed = EmbedPages(parts.catalog)
        self._dashboard = DashboardFiles()
        self._api = AsgiBridge(api)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        if scope.proto != "http":
            protocol.close(403)
            return
        handler = (
            self._handlers.get(scope.path)
            or self._files.handler(scope.path)
            or self._embed.handler(scope.path)
            or self._dashboard.handler(scope.path)
        )
        try:
            if handler is None:
                await self._api.handle(scope, protocol)
            else:
                await handler(scope, Traced(protocol, request_id(scope.headers.get(REQUEST_ID))))
        except ProtocolClosed:
            pass  # the client hung up before it had sent all, as phones do: nobody is left to be told
        except Exception:
            # Not the whole path: a viewer's id may stand in it.
            _log.exception("a request failed", method=scope.method, path="/".join(scope.path.split("/")[:3]))
            with contextlib.suppress(Exception):  # the answer may have begun
                protocol.response_bytes(500, [("content-type", "application/json")], _INTERNAL)


async def _metrics(_: Scope, protocol: Protocol) -> None:
    kind, text = exposition()
    protocol.response_bytes(200, [("content-type", kind)], text)


_INTERNAL = b'{"error":{"code":%d,"message":"%s","detail":""}}' % (InternalError.code, InternalError.message.encode())


async def _answer_until_stopped(settings: Settings, router: Router, live: LiveFeed) -> None:
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
        store=str(settings.data / "store"),
    )
    # What start-up made lives on: 128,000 objects, which a full collection would walk again and again, 0.2 s at a time,
    # while every beacon waits. Frozen, they are left out of it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 50)
    serving, told = asyncio.create_task(server.serve()), asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
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
