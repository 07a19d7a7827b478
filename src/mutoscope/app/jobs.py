"""What runs beside requests, as one readable table: what, how often, where."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from mutoscope.app.parts import Parts
from mutoscope.catalog import Catalog
from mutoscope.collector import Intake
from mutoscope.loader import Eraser, Lane, Loader, Mirror, Verifier, expire
from mutoscope.metrics import QUIET_MS, Closer, Zoned
from mutoscope.reports import AccountMailer, Reports
from mutoscope.telemetry import FailureLog

CLOSING_SECONDS = 1
"""Between two looks for days to be closed."""


@dataclass(frozen=True)
class Job:
    """A function called again and again, `seconds` apart; woken earlier by its event."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]
    wake: asyncio.Event | None = None


def collecting_jobs(intake: Intake, catalog: Catalog) -> list[Job]:
    """The jobs of a process that takes beacons."""
    return [
        Job("write when tokens and logins were used", 60, _in_thread(catalog.keep_uses)),
        Job("follow the catalog", 0.5, intake.refresh),
        Job("make the salts of the next days", 60, intake.fetch_salts),
    ]


def closer_of(parts: Parts, mirror: Mirror, loader: Loader, *, quiet_ms: int = QUIET_MS) -> Closer:
    """What closes the days of all workspaces."""

    @contextlib.contextmanager
    def still() -> Iterator[None]:
        with mirror.still(), loader.between():
            yield

    def zoned() -> Iterator[Zoned]:
        return (Zoned(id_, ZoneInfo(name)) for id_, name in parts.catalog.zones().items())

    return Closer(parts.closing, zoned, still, lambda: time.time_ns() // 1_000_000, quiet_ms=quiet_ms)


def loading_jobs(
    parts: Parts,
    *,
    intake: Intake,
    loader: Loader,
    mirror: Mirror,
    closer: Closer,
    verifier: Verifier,
    sealed: Mapping[Path, asyncio.Event],
    pool: Executor,
) -> list[Job]:
    """The jobs of the one process that owns the store.

    intake: of its own collector; sealed: by spool folder, set when its collector has sealed a segment; pool: with two
    threads for each lane of the loader, and two more.
    """
    eraser = Eraser(parts.catalog, parts.store, loader)
    erase_in_thread = _in_thread(eraser.run)

    def mirror_and_load(lane: Lane) -> None:
        """In this order: what the catalog knew as a beacon was accepted, the store knows before it has the play."""
        try:
            mirror.follow()
        finally:
            lane.load()

    def delete_old_plays() -> None:
        expire(parts.catalog, parts.store, loader, time.time_ns() // 1_000_000)

    async def erase() -> None:
        """The collector first: a viewer's beacons must be refused before what was accepted is looked through."""
        await intake.refresh()
        await erase_in_thread()

    return [
        *(
            Job(
                f"mirror the catalog, load sealed segments of {lane.name}",
                0.25,
                _in_thread(partial(mirror_and_load, lane), pool),
                wake=sealed[lane.folder],
            )
            for lane in loader.lanes
        ),
        *(
            Job(f"salvage segments of {lane.name} that the store refused", 0.5, _in_thread(lane.salvage, pool))
            for lane in loader.lanes
        ),
        Job("tell what could not be loaded", 30, _in_thread(loader.check)),
        Job("recover segments of dead processes", 30, _in_thread(loader.recover)),
        Job("erase viewers", 0.5, erase),
        Job("close days that are over", CLOSING_SECONDS, _in_thread(closer.run, pool)),
        Job("verify what is derived and closed", 0.5, _in_thread(verifier.run, pool)),
        Job("delete plays past their time", 3_600, _in_thread(delete_old_plays)),
        Job("destroy old salts", 600, _in_thread(lambda: parts.catalog.destroy_old_salts(datetime.now(UTC).date()))),
    ]


def report_jobs(reports: Reports, at_once: int, pool: Executor) -> list[Job]:
    """The jobs of reports, in threads of their own: a report may take long, and others must not wait for a thread."""
    return [
        *(Job(f"make reports, {number}", 0.5, _in_thread(reports.build_all, pool)) for number in range(1, at_once + 1)),
        Job("send reports' mails", 1, _in_thread(reports.send_mails, pool)),
        Job("run schedules of reports", 15, _in_thread(reports.run_schedules)),
        Job("delete expired reports", 60, _in_thread(reports.expire)),
    ]


def account_jobs(catalog: Catalog, mailer: AccountMailer | None, pool: Executor) -> list[Job]:
    """The jobs of invitations and other links that let somebody in. mailer: None without a mail server."""
    mails = [Job("send links of accounts", 1, _in_thread(mailer.send_mails, pool))] if mailer else []
    return [*mails, Job("forget old links of accounts", 3_600, _in_thread(catalog.account_mails.forget_old))]


@contextlib.asynccontextmanager
async def running(table: list[Job]) -> AsyncIterator[None]:
    """Run the jobs for as long as the context lasts."""
    tasks = [asyncio.create_task(_repeat(job), name=job.name) for job in table]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Job) -> None:
    """A job that fails says so, and goes on; it says when it is well again."""
    log = FailureLog(job=job.name)
    while True:
        try:
            await job.run()
        except Exception as error:
            log.failed("a job failed and will be tried again", error)
        else:
            log.went_well()
        await _pause(job)


async def _pause(job: Job) -> None:
    if job.wake is None:
        await asyncio.sleep(job.seconds)
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(job.seconds):
            await job.wake.wait()
    job.wake.clear()


def _in_thread(function: Callable[[], object], pool: Executor | None = None) -> Callable[[], Awaitable[object]]:
    """pool: whose thread it takes; None: one of those that everything shares."""

    async def in_thread() -> None:
        work = asyncio.get_running_loop().run_in_executor(pool, function)
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            # A thread can't be cancelled: nobody may close what it works with, or work with it too, before it ends.
            await asyncio.wait([work])
            raise

    return in_thread
