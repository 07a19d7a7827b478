"""A live event in the dashboard: its peak as the API tells it, and who watches now as players start and stop."""

import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import number, signed_in, violations_in_both_themes
from browser.visitor import Visitor
from conftest import Workspace, beacon, id128, uuid7

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY_MS = 86_400_000
PERIOD = {"period": "all_time"}


@pytest.fixture(scope="module")
def event(workspace: Workspace) -> str:
    """Of two streams and a recording; yesterday three watched the first, two of them at once (golden case 11)."""
    id_ = f"event-{secrets.token_hex(4)}"
    workspace.ask("POST", "/v2/live/events", {"id": id_, "name": "Premiere"}, expect=201)
    for number_ in (1, 2):
        stream = {"id": f"{id_}-{number_}", "name": f"Night {number_}"}
        workspace.ask("POST", f"/v2/live/events/{id_}/streams", stream, expect=201)
    recording = {"id": f"{id_}-tape", "title": "The tape", "stream_id": f"{id_}-1"}
    workspace.ask("POST", "/v1/videos", recording, expect=201)
    began = time.time_ns() // 1_000_000 - DAY_MS
    plays = [
        beacon(
            play=uuid7(began + at),
            video=f"{id_}-1",
            loaded=began + at,
            sent=began + at + 100_000,
            session=id128(),
            duration=None,
            spans=[[0, 100_000, 0, 100_000, 0]],
        )
        | {"received": began + at + 100_000, "country": "DE", "user_agent": FIREFOX}
        for at in (0, 50_000, 100_000)
    ]
    assert workspace.import_(plays)["refused"] == 0
    workspace.loaded()
    return id_


@pytest.fixture(scope="module")
def page(browser: Browser, workspace: Workspace) -> Iterator[Page]:
    with signed_in(browser, workspace) as shown:
        yield shown


def test_peak_streams_and_recordings(page: Page, workspace: Workspace, event: str) -> None:
    page.goto(f"{workspace.url}/events/{event}?period=all_time")
    expect(page.get_by_role("heading", name="Premiere", level=1)).to_be_visible()
    total = workspace.get("/v1/analytics/concurrency", event_id=event, **PERIOD)["data"]["total"]
    assert total["peak_concurrent_viewers"] == 2
    expect(page.locator("strong data")).to_have_attribute("value", "2")
    expect(page.locator("svg text", has_text="Peak 2")).to_be_visible()
    rows = workspace.get(
        "/v1/analytics",
        event_id=event,
        group_by="video_id",
        fields="peak_concurrent_viewers,views,unique_views,watch_time",
        **PERIOD,
    )["data"]
    (first,) = rows
    shown = page.locator(f'tr[data-key="{event}-1"]')
    expect(shown.locator("data").first).to_have_attribute("value", "2")
    assert [number(shown, place) for place in range(4)] == [
        first[name] for name in ("peak_concurrent_viewers", "views", "unique_views", "watch_time")
    ]
    expect(page.locator(f'tr[data-key="{event}-tape"][data-nested]')).to_contain_text("The tape")
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", str(first["views"]))
    assert violations_in_both_themes(page) == []
    page.get_by_role("link", name="Night 1").click()
    expect(page.get_by_role("heading", name="Night 1", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Viewers at once")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.get_by_role("link", name="Live event").click()
    expect(page.get_by_role("heading", name="Premiere", level=1)).to_be_visible()


def test_a_player_elsewhere_starts_and_stops(
    page: Page, workspace: Workspace, event: str, arrive: Callable[..., Visitor]
) -> None:
    stream = f"{event}-2"
    page.goto(f"{workspace.url}/events/{event}")
    now = page.locator("[role=status][data-online]")
    expect(now).to_have_text("0 watching now")
    visitor = arrive(content=stream)
    visitor.open(visitor.script() + visitor.video(attributes="loop"))
    visitor.play()
    expect(now).to_have_text("1 watching now")
    page.get_by_role("link", name="Watching now").click()
    watched = page.locator(f'li[data-key="{stream}"]')
    expect(watched.locator('data[value="1"]')).to_be_visible()
    assert violations_in_both_themes(page) == []
    visitor.pause()
    expect(watched).to_have_count(0)
    page.goto(f"{workspace.url}/analytics?tab=live")
    visitor.play()
    watched.get_by_role("link", name="Premiere").click()
    expect(page.get_by_role("heading", name="Premiere", level=1)).to_be_visible()
    expect(now).to_have_text("1 watching now")
    visitor.pause()
    expect(now).to_have_text("0 watching now")


def test_streams_are_made_changed_and_deleted(page: Page, workspace: Workspace, event: str) -> None:
    page.goto(f"{workspace.url}/events/{event}")
    page.get_by_role("button", name="New stream").click()
    dialog = page.get_by_role("dialog", name="New stream")
    dialog.get_by_label("Title").fill("Night 3")
    dialog.get_by_label("ID").fill(f"{event}-3")
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Create").click()
    made = page.locator(f'tr[data-key="{event}-3"]')
    expect(made).to_contain_text("Night 3")
    page.get_by_role("button", name="Actions: Night 3").click()
    page.get_by_role("menuitem", name="Edit…").click()
    page.get_by_role("dialog").get_by_label("Title").fill("The last night")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(made).to_contain_text("The last night")
    page.get_by_role("button", name="Actions: The last night").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(made).to_have_count(0)
    workspace.ask("GET", f"/v2/live/events/{event}/streams/{event}-3", expect=404)
