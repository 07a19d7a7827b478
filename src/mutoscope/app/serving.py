"""A process that serves everything, or one that only collects, from its start to its end."""

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
import uvloop

from mutoscope.api import LiveBoard, LiveFeed, Seats, create_api, create_health, now_ms
from mutoscope.app.bridge import AsgiApp
from mutoscope.app.collecting import collecting
from mutoscope.app.jobs import account_jobs, closer_of, loading_jobs, report_jobs, running
from mutoscope.app.listening import check_sockets, servers
from mutoscope.app.opening import open_catalog
from mutoscope.app.parts import open_parts
from mutoscope.app.routing import Handler, Pages, Router, check_base_path
from mutoscope.config import Settings
from mutoscope.loader import Loader, Mirror, Verifier, forgotten_viewers
from mutoscope.metrics import Metrics
from mutoscope.reports import AccountMailer, Reports
from mutoscope.web import DashboardFiles, EmbedPages, WebFiles

_log = structlog.get_logger()

_GC_THRESHOLD = 10_000
"""New objects after which the youngest are looked through: more than the requests of one group commit make."""

SHORT_AT_ONCE = 32

GRACE_S = 3.0
"""What is asked already may still be answered for so long when the server shall end; then questions are given up."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then all that was accepted is durable and loaded. Raises MutoscopeError."""
    uvloop.run(_serve(settings))


def collect(settings: Settings) -> None:
    """Take beacons until SIGTERM or SIGINT, for a server on the same data folder to load. Raises MutoscopeError."""
    uvloop.run(_collect(settings))


async def _serve(settings: Settings) -> None:
    check_base_path(settings.base_path())
    check_sockets(settings)
    # For what is short: none of these threads waits for a question (api/threads.py), a report or a look at who watches.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(SHORT_AT_ONCE, "short"))
    with (
        open_parts(settings) as parts,
        ThreadPoolExecutor(settings.reports_at_once + 2, "reports") as pool,
        ThreadPoolExecutor(6, "loading") as loading_pool,
    ):
        catalog = parts.catalog
        loader = Loader(
            parts.store,
            settings.spool_folder(),
            settings.imports_folder(),
            forgotten=partial(forgotten_viewers, catalog),
        )
        sealed = {lane.folder: asyncio.Event() for lane in loader.lanes}
        metrics = Metrics(parts.asked)
        seats = Seats(settings.streams_per_workspace, settings.streams_per_user)
        live = LiveFeed(LiveBoard(catalog, metrics), now_ms, seats)
        reports = Reports(catalog, metrics, settings)
        reports.start()
        mailer = AccountMailer(catalog, settings) if settings.smtp else None
        if mailer:
            mailer.start()
        async with collecting(settings, catalog, sealed=sealed) as collector:
            loader.put_back_older()
            mirror = Mirror(catalog, parts.store)
            closer = closer_of(parts, mirror, loader)
            verifier = Verifier(catalog, parts.closing, closer)
            checks = collector.checks | {
                "store": parts.store.mirrored_version,
                "loading": loader.check,
                "closed_days": closer.check,
            }
            api = create_api(
                catalog=catalog, metrics=metrics, settings=settings, reports=reports, live=live, checks=checks
            )
            jobs = [
                *loading_jobs(
                    parts,
                    intake=collector.intake,
                    loader=loader,
                    mirror=mirror,
                    closer=closer,
                    verifier=verifier,
                    sealed=sealed,
                    pool=loading_pool,
                ),
                *collector.jobs,
                *report_jobs(reports, settings.reports_at_once, pool),
                *account_jobs(catalog, mailer, pool),
            ]
            pages = (
                WebFiles(settings.collect_path),
                EmbedPages(catalog, settings.collect_path),
                DashboardFiles(settings.base_path()),
            )
            async with running(jobs):

                def stop() -> None:
                    reports.stop()
                    if mailer:
                        mailer.stop()
                    parts.asked.close()
                    verifier.stop()
                    closer.stop()

                await _answer_until_stopped(settings, _router(settings, collector.handlers, pages, api), live, stop)
        await asyncio.to_thread(loader.load)
        _log.info("stopped")


async def _collect(settings: Settings) -> None:
    check_base_path(settings.base_path())
    check_sockets(settings)
    with open_catalog(settings) as catalog:
        async with collecting(settings, catalog) as collector, running(collector.jobs):
            pages = (WebFiles(settings.collect_path),)
            router = _router(settings, collector.handlers, pages, create_health(collector.checks))
            await _answer_until_stopped(settings, router)
        _log.info("stopped")


def _router(
    settings: Settings, handlers: Mapping[str, Handler], pages: Sequence[Pages], application: AsgiApp
) -> Router:
    return Router(handlers, pages, application, body_seconds=settings.idle_seconds, base_path=settings.base_path())


async def _answer_until_stopped(
    settings: Settings, router: Router, live: LiveFeed | None = None, stop: Callable[[], None] = lambda: None
) -> None:
    """stop: ends what requests may wait for. Called when all are answered, or the time for that is over."""
    listening = servers(settings, router)
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    _log.info(
        "serving",
        address=settings.public_url(),
        catalog=settings.catalog_url().split("@")[-1],
        data=str(settings.data),
    )
    # What start-up made lives on: 128,000 objects, which a full collection would walk again and again, 0.2 s at a time,
    # while every beacon waits. Frozen, they are left out of it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 50)
    gc.enable()  # `mutoscope serve` starts without
    serving, told = [asyncio.create_task(one.serve()) for one in listening], asyncio.create_task(stopping.wait())
    await asyncio.wait({*serving, told}, return_when=asyncio.FIRST_COMPLETED)
    ending = [*serving]
    if live:
        ending.append(asyncio.create_task(live.close()))  # streams would go on, and the server wait for them
    for one in listening:
        one.stop()  # type: ignore[no-untyped-call] # granian's own
    await asyncio.wait(ending, timeout=GRACE_S)
    await asyncio.to_thread(stop)
    await asyncio.gather(*ending)
