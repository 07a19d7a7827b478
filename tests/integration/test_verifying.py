"""Whatever is derived or closed and is not what the plays give is found, and nothing else; and mended."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from conftest import beacon, uuid7
from integration.closing import closer_of
from integration.road import Road
from mutoscope.catalog import Verification, Workspace
from mutoscope.catalog.verifications import MOST_ATTEMPTS
from mutoscope.errors import StoreError
from mutoscope.loader import Outcome, Verifier
from mutoscope.metrics import Closer, Zoned
from mutoscope.store import Params, Row

ZONE = "Europe/Berlin"
DAY_MS = 86_400_000
NOON_MS = 1_599_998_400_000  # 2020-09-13T12:00Z


def line(day: int, session: str, watched_s: int = 10) -> dict[str, Any]:
    at = NOON_MS + day * DAY_MS
    spans = [[0, watched_s * 1000, 0, watched_s * 1000, 0]]
    fields = {"play": uuid7(at), "loaded": at, "sent": at + 60_000, "received": at + 60_000, "spans": spans}
    return {**beacon(video="lesson", session=session, device=session, **fields)}


SESSIONS = ["A" * 21 + "A", "B" * 21 + "A"]


@pytest.fixture
def workspace(road: Road) -> Workspace:
    """Three days of plays, all closed."""
    made = road.workspace(timezone=ZONE)
    [answer] = road.send(made, [[line(day, session) for day in range(3) for session in SESSIONS]])
    assert answer["accepted"] == 6, answer
    closing = closer_of(road.store, Zoned(made.id, ZoneInfo(ZONE)))
    days = closing.open_days(Zoned(made.id, ZoneInfo(ZONE)))
    closing.close(Zoned(made.id, ZoneInfo(ZONE)), days)
    return made


def verifier_of(road: Road, workspace: Workspace) -> Verifier:
    return Verifier(road.catalog, road.store, closer_of(road.store, Zoned(workspace.id, ZoneInfo(ZONE))))


def verified(road: Road, workspace: Workspace, *, rebuild: bool = False) -> Outcome:
    id_ = road.catalog.verifications.ask(rebuild=rebuild)
    verifier_of(road, workspace).run()
    found = known(road, id_)
    assert found.state == "done", found
    return msgspec.convert(found.outcome, Outcome)


def known(road: Road, id_: Any) -> Verification:
    found = road.catalog.verifications.find(id_)
    assert found is not None
    return found


def differing(found: Outcome, workspace: Workspace, *, after: bool = False) -> dict[tuple[str, str], Any]:
    """By table and column: how many rows, and the first as (place, stored, counted)."""
    one = found.after if after else found.before
    assert one is not None
    return {
        (said["table"], said["column"]): (said["rows"], [tuple(first) for first in said["first"]])
        for said in one.differences
        if str(workspace.id) in said["workspace"]
    }


def damage(road: Road, statement: str, workspace: Workspace, **params: Any) -> None:
    named: Params = {"workspace": workspace.id, **params}
    road.store.query(f"{statement} SETTINGS mutations_sync = 1", named)


def plays(road: Road, workspace: Workspace) -> list[Row]:
    return road.store.query(
        "SELECT * FROM plays FINAL WHERE workspace_id = {workspace:UUID} ORDER BY play", {"workspace": workspace.id}
    )


def test_what_is_as_it_was_closed_is_equal(road: Road, workspace: Workspace) -> None:
    found = verified(road, workspace)
    assert differing(found, workspace) == {}
    assert found.before.rows >= 6
    assert found.before.days >= 3


def test_a_damaged_column_and_a_damaged_row_are_found_alone_and_mended(road: Road, workspace: Workspace) -> None:
    intact = plays(road, workspace)
    play = intact[0]["play"]
    of_play = "WHERE workspace_id = {workspace:UUID} AND play = {play:UUID}"
    damage(road, f"ALTER TABLE plays UPDATE watch_ms = 7 {of_play}", workspace, play=play)
    of_day = "WHERE workspace_id = {workspace:UUID} AND grouping = 'video_id' AND day = '2020-09-13 22:00:00'"
    damage(road, f"ALTER TABLE daily_facts UPDATE pause_sum = 41 {of_day}", workspace)
    found = verified(road, workspace)
    assert not found.is_equal
    told = differing(found, workspace)
    assert told[("plays", "watch_ms")] == (1, [(f"play {play}", "7", "10000")])
    assert told[("plays", "")] == (1, [])
    place = "2020-09-14, video_id=lesson"
    assert told[("daily_facts", "pause_sum")] == (1, [(place, "41", "0")])
    # The play's own day was closed with what its column had said.
    consequences = {("daily_facts", "watch_sum_ms"), ("daily_facts", "sized_watch_sum_ms")}
    assert told.keys() - consequences == {
        ("plays", ""),
        ("plays", "watch_ms"),
        ("daily_facts", ""),
        ("daily_facts", "pause_sum"),
    }
    mended = verified(road, workspace, rebuild=True)
    assert differing(mended, workspace) == told
    assert differing(mended, workspace, after=True) == {}
    assert mended.closed_anew == 4  # the last day of UTC ends on one more of Berlin's
    assert plays(road, workspace) == intact


def test_rows_that_are_missing_or_too_many(road: Road, workspace: Workspace) -> None:
    damage(road, "DELETE FROM active_days WHERE workspace_id = {workspace:UUID}", workspace)
    road.store.query(
        "INSERT INTO daily_returns SELECT * FROM daily_returns WHERE workspace_id = {workspace:UUID} AND grouping = ''"
        " AND day = '2020-09-13 22:00:00'",
        {"workspace": workspace.id},
    )
    told = differing(verified(road, workspace), workspace)
    assert told[("active_days", "rows")][0] == 6
    assert told[("daily_returns", "rows")] == (1, [("2020-09-14, previous=2020-09-13", "2", "1")])


def test_days_that_are_open_are_not_compared(road: Road, workspace: Workspace) -> None:
    damage(road, "ALTER TABLE daily_facts UPDATE pause_sum = 41 WHERE workspace_id = {workspace:UUID}", workspace)
    road.send(workspace, [[line(day, SESSIONS[0]) for day in range(3)]])
    assert differing(verified(road, workspace), workspace) == {}


def test_a_verification_that_is_cancelled_ends(road: Road, workspace: Workspace) -> None:
    book = road.catalog.verifications
    waiting = book.ask(rebuild=True)
    assert book.cancel(waiting)
    verifier_of(road, workspace).run()
    assert known(road, waiting).state == "cancelled"
    assert not book.cancel(waiting)


def test_what_a_dead_process_was_at_is_begun_again_some_times(road: Road, workspace: Workspace) -> None:
    book = road.catalog.verifications
    id_ = book.ask(rebuild=False)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        claimed = book.claim()
        assert claimed is not None
        assert (claimed.id, claimed.attempts) == (id_, attempt)
        book.recover()
    assert known(road, id_).state == "failed"
    assert "ended 3 times" in str(known(road, id_).error)
    again = book.ask(rebuild=False)
    book.claim()
    verifier_of(road, workspace).run()  # whose first step is to look for such
    assert known(road, again).state == "done"


def test_a_failure_is_the_end_with_its_reason(road: Road, workspace: Workspace) -> None:
    class Broken(Closer):
        def run(self) -> int:
            raise StoreError("the disk is full")

    zoned = Zoned(workspace.id, ZoneInfo(ZONE))
    whole = closer_of(road.store, Zoned(workspace.id, ZoneInfo(ZONE)))
    broken = Broken(road.store, lambda: [zoned], whole._quiet, whole._now_ms)
    id_ = road.catalog.verifications.ask(rebuild=True)
    Verifier(road.catalog, road.store, broken).run()
    assert (known(road, id_).state, known(road, id_).error) == ("failed", "the disk is full")
