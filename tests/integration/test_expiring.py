"""Plays past their workspace's time leave the store: whole months where they can, and nobody else's."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from conftest import beacon, uuid7, wait_for
from integration.road import Road
from mutoscope.loader import expire
from mutoscope.metrics import Period
from mutoscope.store import query

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
    wait_for(lambda: not road.store.query(query("rewriting"), {}))
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
