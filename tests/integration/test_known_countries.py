"""Codes that are no country, as earlier versions took them, are unknown: in a spool from then, and in the store."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from conftest import beacon, uuid7
from integration.road import Road
from mutoscope.collector import importing
from mutoscope.metrics import Choice, Period, Question
from mutoscope.spool import acknowledge, sealed
from mutoscope.store import Store, sql, store

LOADED = 1_709_546_400_000  # 2024-03-04 10:00 UTC
CODES = ["DE", "XX", "T1", "xx", "de", "é", ""]
UNKNOWN = {"": 6, "DE": 1}


@pytest.fixture
def workspace(road: Road, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """One whose spool has lines of an earlier version, waiting to be loaded."""
    monkeypatch.setattr(importing, "known_country", lambda code: code)
    made = road.workspace()
    lines = [
        beacon(play=uuid7(LOADED), loaded=LOADED, sent=LOADED + 1000, country=code, received=LOADED + 1000)
        for code in CODES
    ]
    road.accept(made, [lines])
    return made.id


def by_country(road: Road, workspace: UUID) -> dict[str, int]:
    period = Period(start_ms=LOADED - 1, end_ms=LOADED + 1, zone=ZoneInfo("UTC"))
    choice = Choice(workspace=workspace, traffic="all")
    answer = road.metrics.ask(Question(choice=choice, period=period, measures=("player_loads",), by=("country",)))
    return {row["country"]: row["player_loads"] for row in answer.rows}


def test_lines_of_an_earlier_version_are_loaded_so(road: Road, workspace: UUID) -> None:
    road.loader.load()
    assert by_country(road, workspace) == UNKNOWN


def test_what_an_earlier_version_stored_is_made_so(
    road: Road, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_TAKEN_AS", {})
    segments = sealed(road.spool_folder)
    Store(road.engine).load(segments)
    acknowledge(segments)
    assert by_country(road, workspace) == dict.fromkeys(CODES, 1)
    for applied in range(2):  # again after a crash in between
        for statement in sql.migrations()["0004_countries"]:
            road.engine.query(statement, {"countries": store.known_codes()})
        assert by_country(road, workspace) == UNKNOWN, applied
