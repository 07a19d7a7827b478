"""The player on a video's page in the dashboard: it loads when somebody wants to watch, and counts nothing."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import streams
from browser.dashboard import OWNER, signed_in, tab_to
from browser.site import Site
from conftest import Server, Workspace, beacon, uuid7, wait_for

STREAM = "/player/latest/hls.js"
COME = "at => document.querySelector('video').currentTime > at"


@pytest.fixture
def school(server: Server, site: Site) -> Workspace:
    """A stream of twenty seconds, which somebody watched."""
    workspace = server.workspace()
    fields = {"id": "lesson", "title": "Lesson", "source_url": streams.whole(site), "duration": 20}
    workspace.ask("POST", "/v1/videos", fields, expect=201)
    loaded = time.time_ns() // 1_000_000 - 60_000
    times = {"play": uuid7(loaded), "loaded": loaded, "sent": loaded + 30_000}
    workspace.collect(beacon(video="lesson", spans=[[0, 20_000, 0, 20_000, 0]], duration=20_000, **times))
    wait_for(lambda: workspace.player_loads("lesson") == 1, seconds=30)
    return workspace


@pytest.fixture
def desk(browser: Browser, school: Workspace) -> Iterator[Page]:
    with signed_in(browser, school, OWNER) as page:
        yield page


def test_a_stream_loads_when_somebody_wants_to_watch(desk: Page, school: Workspace) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(urlsplit(request.url).path))
    desk.goto(f"{school.url}/videos/lesson")
    play = desk.get_by_role("button", name="Play: Lesson")
    expect(play).to_be_visible()
    desk.wait_for_load_state("networkidle")
    assert STREAM not in asked
    tab_to(desk, play)
    desk.keyboard.press("Enter")
    desk.wait_for_function(COME, arg=1)
    assert STREAM in asked
    # The keyboard goes on where the button was.
    expect(desk.locator("video")).to_be_focused()
    assert "/collect" not in asked


def test_a_point_of_the_retention_begins_there(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/videos/lesson")
    curve = desk.get_by_role("group", name="Retention")
    curve.focus()
    desk.keyboard.press("End")
    for _ in range(50):
        desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Enter")
    desk.wait_for_function(COME, arg=9)
    assert desk.evaluate("document.querySelector('video').currentTime") < 20
    expect(curve).to_be_focused()
