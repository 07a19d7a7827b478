"""A catalog that takes nothing for a while, as at midnight, delays only who needs it, and those for seconds."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy

from conftest import READINESS, Server, Workspace, beacon, empty_database, plain_client, wait_for

Start = Callable[..., Server]

MANY = 40
"""Beacons: more than there are threads for what is short."""


@contextmanager
def sqlite_locked(url: str, start: Callable[[], Server]) -> Iterator[Server]:
    """Another process writes: nobody else may. A server needs to, to start: so it finds that it can make no salts."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("DELETE FROM salts")
        connection.execute("CREATE TRIGGER none_yet BEFORE INSERT ON salts BEGIN SELECT RAISE(ABORT, 'none yet'); END")
        server = start()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TRIGGER none_yet")
        yield server
        connection.execute("COMMIT")


@contextmanager
def postgresql_locked(url: str, start: Callable[[], Server]) -> Iterator[Server]:
    """The salts can be neither read nor written."""
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM salts")
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE salts IN ACCESS EXCLUSIVE MODE")
        yield start()
    engine.dispose()


LOCKED = {"sqlite": sqlite_locked, "postgresql": postgresql_locked}


@pytest.mark.parametrize("kind", LOCKED)
def test_a_day_without_salts_beside_a_locked_catalog(tmp_path: Path, start: Start, kind: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with empty_database(kind, data) as url:
        options = [] if kind == "sqlite" else ["--catalog", url]
        server = start(data, *options)
        server.catalog = url if options else ""
        workspace = server.workspace()
        workspace.collect(beacon(video="film")).raise_for_status()
        cookieless = [beacon(video="film", session=None, device=None) for _ in range(MANY)]
        server.stop()
        with LOCKED[kind](url, partial(start, data, *options, port=server.port)) as server:
            with ThreadPoolExecutor(MANY) as threads:
                waiting = [threads.submit(send, workspace, one) for one in cookieless]
                sent = meanwhile = 0
                while not all(one.done() for one in waiting):
                    assert send(workspace, beacon(video="film")).status_code == 200
                    assert READINESS.get(f"{server.url}/healthz").status_code == 200
                    sent += 1
                    meanwhile += not any(one.done() for one in waiting)
            for answer in [one.result() for one in waiting]:
                assert answer.status_code == 503
                assert int(answer.headers["retry-after"]) <= 10
            assert meanwhile
            assert httpx.get(f"{server.url}/readyz").json()["checks"]["intake"] == "failed"
        wait_for(lambda: workspace.collect(*cookieless).status_code == 200)
        wait_for(lambda: workspace.player_loads("film") == 1 + sent + MANY)
        wait_for(lambda: httpx.get(f"{server.url}/readyz").status_code == 200)
        server.stop()


def send(workspace: Workspace, told: dict[str, Any]) -> httpx.Response:
    """By a connection of its own."""
    with plain_client(60) as client:
        return replace(workspace, client=client).collect(told)
