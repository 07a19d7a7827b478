"""Salts over a change of the day, while another process keeps SQLite's write lock: nobody waits who needs none."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conftest import beacon, uuid7
from mutoscope.beacon import read_beacon
from mutoscope.catalog import Catalog
from mutoscope.collector import Intake
from mutoscope.collector.outcomes import Outcomes
from mutoscope.config import Settings
from mutoscope.errors import CatalogError
from mutoscope.ingest import Arrival, GeoDatabase, Pipeline, Source
from mutoscope.spool import SpoolWriter

DAY = timedelta(days=1)


class Collecting:
    """An intake on a catalog of its own, by a clock that is set."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC)
        settings = Settings(data=folder)
        self.file = folder / "catalog.sqlite"
        self.catalog = Catalog(settings.catalog_url(), now=lambda: self.now)
        self.catalog.migrate()
        access = self.catalog.init("salts", "owner@example.org", "a long password", "UTC")
        self.key = access.ingest_key
        self.catalog.add_unknown_video(access.workspace_id, "probe")
        self.spool = SpoolWriter(folder / "spool", segment_ms=1000, segment_bytes=1 << 20, reserve_bytes=0)
        self.pipeline = Pipeline(settings, self.catalog.directory(), GeoDatabase())
        self.pipeline.salts._today = self._today
        self.intake = Intake(self.pipeline, self.catalog)

    def _today(self) -> date:
        return self.now.date()

    async def take(self, **fields: Any) -> None:
        """A beacon that comes now."""
        ms = int(self.now.timestamp() * 1000)
        told = beacon(key=self.key, play=uuid7(ms), loaded=ms, sent=ms, **fields)
        source = Source(address="192.0.2.7", user_agent="Test")
        arrival = Arrival(read_beacon(msgspec.json.encode(told)), ms, source)
        await self.intake.take(arrival, Outcomes(self.spool))

    async def take_cookieless(self) -> None:
        await self.take(session=None, device=None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    made = Collecting(tmp_path)
    yield made
    made.catalog.close()


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


def test_midnight_needs_no_catalog(collecting: Collecting) -> None:
    async def work() -> None:
        await collecting.intake.fetch_salts()
        with collecting.locked():
            await collecting.take_cookieless()
            collecting.now += timedelta(seconds=2)
            await collecting.take_cookieless()
            await collecting.take()

    run(work)


def test_who_needs_a_salt_that_is_not_there_waits_alone(collecting: Collecting) -> None:
    async def work() -> None:
        await collecting.intake.fetch_salts()
        collecting.now += 3 * DAY  # as if nothing had made salts for days
        with collecting.locked():
            waiting = [asyncio.create_task(collecting.take_cookieless()) for _ in range(50)]
            for _ in range(20):
                await collecting.take()
                await asyncio.sleep(0)
            assert not any(task.done() for task in waiting)
            found = await asyncio.gather(*waiting, return_exceptions=True)
            assert all(isinstance(error, CatalogError) for error in found)
            with pytest.raises(CatalogError):
                collecting.intake.check()
            await collecting.take()
        await collecting.take_cookieless()
        assert len(collecting.pipeline.salts.known) == 3

    run(work)


def test_old_salts_are_forgotten(collecting: Collecting) -> None:
    async def work() -> None:
        await collecting.intake.fetch_salts()
        first = set(collecting.pipeline.salts.known)
        collecting.now += 5 * DAY
        await collecting.intake.fetch_salts()
        assert first.isdisjoint(collecting.pipeline.salts.known)

    run(work)
