from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import empty_database
from integration.clock import Clock
from integration.road import Road


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """ClickHouse takes one folder a process, so all tests share this one, each with workspaces of its own."""
    made = Road(tmp_path_factory.mktemp("road"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for each test."""
    with empty_database(request.param, tmp_path) as empty:
        yield empty


@pytest.fixture
def clock_in(road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Clock]:
    """Makes a workspace in a time zone, whose reports go by a clock that is set."""

    def make(timezone: str) -> Clock:
        made = Clock(road, tmp_path, timezone)
        monkeypatch.setattr(road.catalog.reports, "_now", lambda: made.now)
        return made

    return make
