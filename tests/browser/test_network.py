"""Networks that throttle, lose and go, collectors that refuse: in the end all that was played is told."""

import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from browser.flaky import Way, answers, lost, passes, slow, unheard
from browser.oracle import half_up
from browser.test_script_tag import fits
from browser.visitor import Visitor
from conftest import Workspace, wait_for

Arrive = Callable[..., Visitor]


@pytest.fixture
def way(workspace: Workspace) -> Iterator[Way]:
    with Way(workspace.url + "/collect") as opened:
        yield opened


def arrives(visitor: Visitor, way: Way, **attributes: str) -> None:
    """A page whose beacons go that way. Its film is there in whole, whatever becomes of the network."""
    visitor.open(visitor.script(endpoint=way.endpoint, **attributes) + visitor.video(attributes='preload="auto"'))
    visitor.page.wait_for_function(
        """() => {
          const { buffered, duration } = document.querySelector("video");
          return buffered.length && buffered.end(0) > duration - 0.1;
        }"""
    )


def throttle(visitor: Visitor, **conditions: Any) -> None:
    """As the browser's own developer tools do; bytes a second, ms."""
    usual = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    visitor.devtools.send("Network.emulateNetworkConditions", usual | conditions)


def go_offline(visitor: Visitor, way: Way) -> None:
    throttle(visitor, offline=True)
    # The browser now and then lets a request through that it has a connection for.
    way.troubles = [lost] * 100


def test_a_network_that_throttles_loses_and_goes(visitor: Visitor, way: Way) -> None:
    """Whatever got through on the way, once the network is back the numbers are those of the page's own log."""
    chance = random.Random(7)
    way.troubles = chance.choices([lost, unheard, slow(0.7), passes], k=6)
    arrives(visitor, way)
    throttle(visitor, latency=300, downloadThroughput=20_000, uploadThroughput=5_000)
    visitor.play()
    visitor.until(2)
    visitor.seek(8)
    visitor.until(9)
    go_offline(visitor, way)
    visitor.page.evaluate("viewer.pause()")
    visitor.play()
    visitor.until(11)
    visitor.seek(20)
    visitor.until(21)
    visitor.page.evaluate("viewer.pause()")
    assert not any(beacon["n"]["pause"] for beacon in visitor.accepted)
    throttle(visitor)
    way.troubles.clear()
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 2)
    fits([told], visitor.log)
    views = int(sum(wall for _, wall, *_ in told["spans"][-1:]) >= 5000)
    visitor.shows(visitor.log, player_loads=1, views=views)


def test_a_page_closed_while_offline(visitor: Visitor, way: Way) -> None:
    """All that is missing is what happened since the last beacon that got through."""
    arrives(visitor, way)
    visitor.play()
    visitor.until(5.5)
    last = visitor.told(lambda beacon: bool(beacon["spans"]))
    go_offline(visitor, way)
    visitor.until(7)
    visitor.page.evaluate("viewer.pause()")
    visitor.seek(20)
    visitor.leave()
    watched = sum(wall for _, wall, *_ in last["spans"]) / 1000
    assert watched >= 5
    row = visitor.comes_true(lambda row: row["watch_time"] == half_up(watched), f"{last}")
    assert (row["views"], row["play"], row["pause"], row["seek"]) == (1, 1, 0, 0)
    arrived = {passage.beacon["seq"] for passage in way.passages if passage.answered == 200}
    assert arrived == set(range(last["seq"] + 1))


@pytest.mark.parametrize("status", [429, 503])
def test_a_collector_that_asks_for_patience(visitor: Visitor, way: Way, status: int) -> None:
    """It is left alone for as long as its answer says, then told the state of that moment."""
    way.troubles = [answers(status, retry_after=2), answers(status, retry_after=1)]
    arrives(visitor, way)
    visitor.play()
    visitor.until(1)
    visitor.seek(10)
    visitor.until(11)
    visitor.page.evaluate("viewer.pause()")
    fits([visitor.told(lambda beacon: beacon["n"]["pause"] == 1)], visitor.log)
    visitor.shows(visitor.log, player_loads=1, views=0)
    gaps = [after.at - before.at for before, after in pairwise(way.passages)]
    assert [gap >= asked for gap, asked in zip(gaps, (2, 1), strict=False)] == [True, True]


def test_an_answer_that_never_comes(arrive: Arrive, way: Way) -> None:
    """The request is given up after a while (here: a shorter one), and doesn't hold up the next."""
    visitor = arrive(
        "const limit = AbortSignal.timeout; AbortSignal.timeout = (ms) => limit.call(AbortSignal, ms / 15)"
    )
    way.troubles = [slow(30)]
    arrives(visitor, way)
    visitor.play()
    visitor.until(1)
    visitor.pause()
    visitor.shows(visitor.log, player_loads=1, views=0)


@pytest.mark.parametrize("accepted", [0, 1], ids=["never accepted", "accepted before"])
def test_a_clock_that_the_collector_calls_wrong(visitor: Visitor, way: Way, accepted: int) -> None:
    """The play goes on under another id where none of it was accepted; else what comes is a play of its own."""
    wrong = answers(409, reason="clock", now=time.time_ns() // 1_000_000)
    way.troubles = [passes] * accepted + [wrong]
    arrives(visitor, way)
    first = (visitor.told() if accepted else way.passages[0].beacon)["play"]
    visitor.play()
    visitor.until(1)
    visitor.seek(10)
    visitor.told(lambda beacon: beacon["play"] != first)
    visitor.until(11)
    last = visitor.pause()
    # What was told before the seek stays with the play that was accepted.
    fits([last], visitor.log[-3:] if accepted else visitor.log)
    row = visitor.comes_true(lambda row: row["pause"] == 1)
    assert (last["play"] != first, row["player_loads"]) == (True, accepted + 1)


def test_an_erased_viewer(visitor: Visitor, way: Way) -> None:
    """The play falls silent, the film goes on; a play of somebody else is counted."""
    name = f"erased-{visitor.content}"
    arrives(visitor, way, viewer=name)
    visitor.play()
    visitor.until(1)
    visitor.pause()
    visitor.comes_true(lambda row: row["pause"] == 1)
    visitor.workspace.ask("DELETE", f"/v1/viewers/{name}", expect=202)
    visitor.play()
    visitor.until(2)
    visitor.page.evaluate("viewer.pause()")
    refused = wait_for(lambda: next((one for one in way.passages if one.answered == 410), None), 30)
    visitor.play()
    visitor.until(3)
    visitor.page.evaluate("viewer.pause(); document.querySelector('video').mutoscope.update({ viewer: 'somebody' })")
    told = visitor.told(lambda beacon: beacon["viewer"] == "somebody")
    assert told["play"] != refused.beacon["play"]
    assert {one.beacon["viewer"] for one in way.passages[way.passages.index(refused) + 1 :]} == {"somebody"}


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_collector_that_never_takes_it(visitor: Visitor, way: Way, status: int) -> None:
    """It is asked once; the page and its film notice nothing."""
    way.troubles = [answers(status, reason="malformed")]
    arrives(visitor, way)
    visitor.play()
    visitor.until(5.5)
    visitor.page.evaluate("viewer.pause(); document.querySelector('video').mutoscope.update({})")
    visitor.told()
    first, *others = [passage.beacon["play"] for passage in way.passages]
    assert first not in others
