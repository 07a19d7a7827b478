"""A page with a real <video>: the numbers are those of docs/metrics.md, and are there in time."""

import pytest
from playwright.sync_api import Error

from browser.oracle import half_up
from browser.visitor import PROMISE, Visitor

pytestmark = pytest.mark.alone


def test_everything_a_viewer_does(visitor: Visitor) -> None:
    """Play, pause, seek, 2×, the end, replay, reload, close the tab; the numbers are looked at on the way."""
    visitor.patience = PROMISE
    visitor.open()
    visitor.told()
    visitor.shows([], player_loads=1, views=0, unique_views=0, completions=0)

    visitor.play()
    visitor.until(5.3)
    visitor.comes_true(lambda row: row["views"] == 1)
    assert visitor.overview()["online"] == 1
    visitor.pause()
    visitor.shows(visitor.log, player_loads=1, views=1, unique_views=1, unique_viewers=1, completions=0)
    assert visitor.overview()["online"] == 0

    visitor.play()
    visitor.until(6.3)
    visitor.seek(12)
    visitor.until(12.8)
    visitor.rate(2)
    visitor.until(99)
    visitor.told(lambda beacon: not beacon["playing"])
    # 6.3 s and 18 s of 30 s are not yet 90 %.
    visitor.shows(visitor.log, player_loads=1, views=1, unique_views=1, completions=0)

    visitor.play()
    visitor.until(4)
    visitor.pause()
    first = visitor.log
    assert visitor.shows(first, player_loads=1, views=1, unique_views=1)["replay"] == 1

    visitor.page.reload()
    visitor.seek(6)
    visitor.play()
    visitor.until(11.3)
    second = visitor.leave()
    # The same session: what was missing in the first play is in the second, and the viewing is complete.
    row = visitor.shows(first, second, player_loads=2, views=2, unique_views=1, unique_viewers=1, completions=1)
    assert row["view_rate"] == 100
    assert (row["play"], row["pause"], row["seek"], row["replay"]) == (4, 2, 1, 1)
    assert row["errors"] == 0


def test_a_tab_that_dies_loses_what_happened_since_its_last_beacon(visitor: Visitor) -> None:
    visitor.open()
    visitor.play()
    visitor.until(7)
    kill(visitor)
    spans = visitor.accepted[-1]["spans"]
    told = sum(wall for _, wall, *_ in spans) / 1000
    # The last beacon was the one of the fifth second.
    assert 5 <= told <= 5.5
    row = visitor.comes_true(lambda row: row["watch_time"] == half_up(told), f"{visitor.accepted[-1]}")
    assert (row["player_loads"], row["views"], row["play"], row["pause"]) == (1, 1, 1, 0)
    [[_, _, begin, end, _]] = spans
    assert row["avg_watch_time"] == half_up((end - begin) / 10) / 100


def kill(visitor: Visitor) -> None:
    """End the page's process, without a word to the page."""
    with visitor.page.expect_event("crash"):
        try:
            visitor.page.goto("chrome://crash")
        except Error:  # of course
            return
