"""Plays past their workspace's time leave the store: whole months where they can, and nobody else's."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from conftest import beacon, uuid7, wait_for
from integration.road import Road
from mutoscope.loader import Eraser, expire
from mutoscope.metrics import Period
from mutoscope.store import Params, Row, query

NOW = "2021-08-01T12:00"


def ms(instant: str) -> int:
    return int(datetime.fromisoformat(instant).replace(tzinfo=UTC).timestamp() * 1000)


def line(instant: str) -> dict[str, Any]:
    at = ms(instant)
    return {**beacon(play=uuid7(at), video=instant[:10], loaded=at, sent=at + 1_000), "received": at + 1_000}


def keep_for(road: Road, workspace: UUID, days: int) -> None:
    with closing(sqlite3.connect(road.spool_folder.parent / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("UPDATE workspaces SET retention_days = ? WHERE id = ?", (days, workspace.hex))


def days(road: Road, workspace: UUID) -> list[str]:
    rows = road.store.query(
        "SELECT video_id FROM plays FINAL WHERE workspace_id = {workspace:UUID} ORDER BY video_id",
        {"workspace": workspace},
    )
    return [row["video_id"] for row in rows]


def mutations(road: Road) -> int:
    return int(road.store.query("SELECT count() AS n FROM system.mutations WHERE table = 'plays'", {})[0]["n"])


def test_expire(road: Road) -> None:
    brief, other, long = (road.workspace() for _ in range(3))
    played = ["2021-05-03T10:00", "2021-06-04T10:00", "2021-07-01T23:59", "2021-07-02T00:00", "2021-07-31T10:00"]
    for workspace in (brief, long):
        road.send(workspace, [[line(instant)] for instant in played])
    road.send(other, [[line(instant) for instant in played[1:]]])
    keep_for(road, brief.id, 30)
    keep_for(road, long.id, 85)  # since 8 May
    before = mutations(road)
    expire(road.catalog, road.store, road.loader, ms(NOW))
    wait_for(lambda: not road.store.query(query("rewriting"), {"tables": ["plays"]}))
    shown = [instant[:10] for instant in played]
    assert days(road, brief.id) == shown[3:]
    assert days(road, long.id) == shown[1:]
    assert days(road, other.id) == shown[1:]
    assert mutations(road) == before + 2  # brief's June and July; May, of which nothing was to stay, went as a whole
    expire(road.catalog, road.store, road.loader, ms(NOW))
    assert mutations(road) == before + 2
    whole = Period(start_ms=ms("2021-01-01"), end_ms=ms("2022-01-01"), zone=ZoneInfo("UTC"))
    total = road.metrics.ledger(brief.id, whole, "month").total
    assert (total.accepted, total.counted, total.superseded, total.deleted) == (5, 2, 0, 3)


class CutError(Exception):
    """The process ends here."""


class CutOff:
    """The store, until it is asked a statement for the n-th time: then the process ends, before or after it."""

    def __init__(self, road: Road, name: str, *, after: bool) -> None:
        self._store, self._after = road.store, after
        self._start = query(name).split("{")[0]

    def query(self, sql: str, params: Params) -> list[Row]:
        if not sql.startswith(self._start):
            return self._store.query(sql, params)
        if self._after:
            self._store.query(sql, params)
        raise CutError


CUTS = ["note_all_touched", "note_expired", "drop_month", "delete_expired"]


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("after", [False, True])
def test_the_ledger_adds_up_after_a_crash_and_an_import(road: Road, name: str, after: bool) -> None:
    """Whatever statement it came before or after; what is imported into the month then goes with the next time."""
    brief, other = road.workspace(), road.workspace()
    month = f"{2015 + CUTS.index(name)}-0{1 + after}"
    early, late = [line(f"{month}-0{day}T10:00") for day in (3, 4, 5)], [line(f"{month}-06T10:00")] * 2
    minute = early[0]["received"]
    early += [line(f"{month}-03T10:00") | {"received": minute}, line(f"{month}-04T00:00") | {"received": minute}]
    road.send(brief, [early[:2], early[2:]])
    if name != "drop_month":
        road.send(other, [[line(f"{month}-20T10:00")]])
    keep_for(road, brief.id, 1)
    now = ms("2021-07-31T12:00")
    with pytest.raises(CutError):
        expire(road.catalog, CutOff(road, name, after=after), road.loader, now)  # type: ignore[arg-type]
    wait_for(lambda: not road.store.query(query("rewriting"), {"tables": ["plays"]}))
    road.send(brief, [[line(f"{month}-03T10:00") | {"received": minute}, *late]])
    for _ in range(2):
        expire(road.catalog, road.store, road.loader, now)
        wait_for(lambda: not road.store.query(query("rewriting"), {"tables": ["plays"]}))
    assert days(road, brief.id) == []
    whole = Period(start_ms=ms("2010-01-01"), end_ms=ms("2040-01-01"), zone=ZoneInfo("UTC"))
    total = road.metrics.ledger(brief.id, whole, "month").total
    assert (total.accepted, total.counted, total.superseded, total.deleted) == (8, 0, 1, 7)


def test_the_ledger_adds_up_after_a_crash_and_an_erasure(road: Road) -> None:
    """An expiry has told of a viewer's plays, the process ends, and the next one is asked to erase the viewer."""
    workspace = road.workspace()
    road.send(workspace, [[line("2014-03-04T10:00") | {"viewer": "ann"}, line("2014-03-20T10:00") | {"viewer": "ann"}]])
    keep_for(road, workspace.id, 1)
    with pytest.raises(CutError):
        expire(road.catalog, CutOff(road, "note_expired", after=True), road.loader, ms(NOW))  # type: ignore[arg-type]
    road.catalog.erase_viewer(workspace.id, "ann")
    eraser = Eraser(road.catalog, road.store, road.loader)

    def is_done() -> bool:
        eraser.run()
        return not road.catalog.unfinished_erasures()

    wait_for(is_done, 60)
    whole = Period(start_ms=ms("2010-01-01"), end_ms=ms("2040-01-01"), zone=ZoneInfo("UTC"))
    total = road.metrics.ledger(workspace.id, whole, "month").total
    assert (total.accepted, total.counted, total.deleted) == (2, 0, 2)


def test_days_that_go_one_after_the_other_add_up(road: Road) -> None:
    """Their plays came in one INSERT, and were received in the same minute."""
    late, received = ("2020-02-03T23:50", "2020-02-04T00:04"), ms("2020-02-04T00:05")
    workspace = road.workspace()
    road.send(workspace, [[line(instant) | {"received": received} for instant in late]])
    keep_for(road, workspace.id, 1)
    for day in (5, 6):
        expire(road.catalog, road.store, road.loader, ms(f"2020-02-0{day}T12:00"))
        wait_for(lambda: not road.store.query(query("rewriting"), {"tables": ["plays"]}))
    whole = Period(start_ms=ms("2020-01-01"), end_ms=ms("2022-01-01"), zone=ZoneInfo("UTC"))
    total = road.metrics.ledger(workspace.id, whole, "month").total
    assert (total.accepted, total.counted, total.deleted) == (2, 0, 2)
