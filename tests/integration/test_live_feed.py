"""The stream of who watches now, in this process: one look for all who listen, heartbeats, ids, an end."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from conftest import beacon
from integration.road import Road
from mutoscope.api import LiveBoard, LiveFeed, Seats, live_feed, now_ms
from mutoscope.api.live_board import Narrowing, Picture
from mutoscope.catalog import Requester, Workspace
from mutoscope.errors import StoreError, TooManyRequests
from mutoscope.metrics import Metrics, Traffic


class Counted(LiveBoard):
    """Counts the looks; may be told to fail."""

    def __init__(self, road: Road) -> None:
        super().__init__(road.catalog, Metrics(road.store))
        self.looks = 0
        self.failing = False

    def picture(self, workspace: Workspace, traffic: Traffic, now_ms: int) -> Picture:
        self.looks += 1
        if self.failing:
            raise StoreError("the disk is gone")
        return super().picture(workspace, traffic, now_ms)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_feed, "EVERY_S", 0.05)
    monkeypatch.setattr(live_feed, "HEARTBEAT_S", 0.2)
    monkeypatch.setattr(live_feed, "LIFE_S", 1.5)


async def heard(feed: LiveFeed, workspace: Workspace, last_id: str = "") -> list[str]:
    return [part.decode() async for part in feed.events(workspace, "all", Narrowing(), last_id=last_id)]


def with_a_watcher(road: Road) -> Workspace:
    workspace = road.workspace()
    sent = time.time_ns() // 1_000_000
    play = beacon(video="film", loaded=sent - 15_000, sent=sent, spans=[[0, 15_000, 0, 15_000, 0]], playing=True)
    road.send(workspace, [[{**play, "received": sent}]])
    return workspace


def test_many_listeners_one_look_at_a_time(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_feed, "LIFE_S", 5)  # long enough for a heartbeat on a machine that does much else
    workspace, board = with_a_watcher(road), Counted(road)

    async def listen() -> list[list[str]]:
        feed = LiveFeed(board, now_ms)
        return await asyncio.gather(*(heard(feed, workspace) for _ in range(50)))

    parts = asyncio.run(listen())
    assert board.looks <= 102  # five seconds long, one in 0.05 s
    for retry, event, *beats in parts:
        assert retry == "retry: 2000\n\n"
        assert event.startswith("id: ")
        assert '"online":1' in event
        assert event.endswith("}\n\n")
        assert set(beats) == {": still here\n\n"}
        assert beats


def test_who_comes_again_hears_what_is_new(road: Road) -> None:
    workspace, board = with_a_watcher(road), Counted(road)

    async def listen() -> tuple[list[str], list[str]]:
        feed = LiveFeed(board, now_ms)
        first = await heard(feed, workspace)
        id_ = first[1].split("\n")[0].removeprefix("id: ")
        return first, await heard(feed, workspace, id_)

    first, second = asyncio.run(listen())
    assert "event: live" in first[1]
    assert not any("event: live" in part for part in second)


def test_a_store_that_fails_ends_no_stream(road: Road) -> None:
    workspace, board = with_a_watcher(road), Counted(road)
    board.failing = True

    async def listen() -> list[str]:
        feed = LiveFeed(board, now_ms)
        asyncio.get_running_loop().call_later(0.3, setattr, board, "failing", False)
        return await heard(feed, workspace)

    parts = asyncio.run(listen())
    assert sum("event: live" in part for part in parts) == 1


def test_closing_ends_all(road: Road) -> None:
    workspace, board = with_a_watcher(road), Counted(road)

    async def listen() -> float:
        feed = LiveFeed(board, now_ms)
        listening = asyncio.gather(*(heard(feed, workspace) for _ in range(3)))
        await asyncio.sleep(0)
        begun = time.monotonic()
        await feed.close()
        await listening
        return time.monotonic() - begun

    assert asyncio.run(listen()) < 0.5


def test_who_may_no_more_hears_no_more(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_feed, "CHECK_S", 0.1)
    monkeypatch.setattr(live_feed, "LIFE_S", 3600)  # so that nothing else ends it
    workspace, feed = with_a_watcher(road), LiveFeed(Counted(road), now_ms)
    may = iter([True, False])

    async def listen() -> list[bytes]:
        return [part async for part in feed.events(workspace, "all", Narrowing(), still_may=lambda: next(may))]

    assert len(asyncio.run(listen())) >= 2  # it has heard something before
    assert next(may, None) is None


def listener(workspace: Workspace, name: str = "") -> Requester:
    return Requester(workspace=workspace, scope="read", token_id=uuid5(NAMESPACE_OID, name))


def test_seats_are_bounded_per_workspace_and_per_user(road: Road) -> None:
    one, other = road.workspace(), road.workspace()
    feed = LiveFeed(Counted(road), now_ms, Seats(per_workspace=4, per_user=3))

    def listen(workspace: Workspace, name: str) -> AsyncIterator[bytes]:
        told: dict[str, Any] = {"last_id": "", "still_may": lambda: True}
        return feed.listen(listener(workspace, name), "all", Narrowing(), **told)

    # Nobody has asked for a part yet: a burst is refused as it comes, not when it is listened to.
    ann = [listen(one, "ann"), listen(one, "ann"), listen(other, "ann")]
    for workspace in (one, other):  # a user is one, whatever workspaces they are in
        with pytest.raises(TooManyRequests, match="token or user has 3 streams"):
            listen(workspace, "ann")
    bob = [listen(one, "bob"), listen(one, "bob")]
    with pytest.raises(TooManyRequests, match="workspace has 4 streams"):
        listen(one, "carl")
    carl = listen(other, "carl")
    ann.pop()  # a client that was gone before it was answered
    ann.append(listen(other, "ann"))

    async def to_the_end() -> None:
        await feed.close()
        assert [[part async for part in events] for events in (*ann, *bob, carl)] == [[b"retry: 2000\n\n"]] * 6

    asyncio.run(to_the_end())
    assert not feed._seats._taken  # all have left, each once


def test_any_number_may_listen_where_none_is_set(road: Road) -> None:
    seats = Seats(0, 0)
    leaves = [seats.take(road.workspace().id, "ann") for _ in range(3)]
    for leave in (*leaves, *leaves):
        leave()
    assert not seats._taken
