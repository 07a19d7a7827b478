"""The server goes and comes back: the page says so, goes on by itself, and loses nothing that somebody wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import signed_in, violations_in_both_themes
from conftest import Server, beacon, start_server

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SOON_MS = 20_000
AWAY = "The server does not answer. Trying again…"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    """One that a test may kill and start again; the last one is running."""
    running = [start_server(tmp_path / "data")]
    yield running
    if running[-1].process.poll() is None:
        running[-1].stop()


def test_nothing_is_lost_while_the_server_is_away(browser: Browser, servers: list[Server]) -> None:
    server = servers[0]
    school = server.workspace()
    with signed_in(browser, school) as form:
        form.goto(f"{school.url}/settings")
        live = form.context.new_page()
        live.goto(f"{school.url}/analytics?tab=live")
        school.collect(watched("before"), **{"User-Agent": FIREFOX})
        expect(live.locator('li[data-key="before"]')).to_be_visible()
        form.get_by_label("Name", exact=True).fill("A school by the river")
        overview = form.context.new_page()
        overview.goto(f"{school.url}/analytics?period=today")
        row = overview.get_by_role("link", name="Show only Desktop")
        expect(row).to_be_visible()

        server.kill()
        # The live page hears of it without asking anything.
        says(live)
        form.get_by_role("button", name="Save changes").first.click()
        expect(form.get_by_text("What you wrote stays here")).to_be_visible()
        says(form)
        assert violations_in_both_themes(form) == []
        # What was asked for comes later; the numbers before it stay so long.
        row.click()
        says(overview)
        expect(overview.locator("[data-stale] button[data-measure=player_loads]")).to_contain_text("2")
        # A page that was never looked at can't be loaded now; it comes as soon as it can.
        live.get_by_role("link", name="Viewers", exact=True).click()
        expect(live.locator('li[data-key="before"]')).to_be_visible()

        servers.append(start_server(server.data, port=server.port))
        expect(overview.locator("[data-stale]")).to_have_count(0, timeout=SOON_MS)
        for page in (form, live, overview):
            expect(page.get_by_text(AWAY)).to_have_count(0)
        expect(live.get_by_role("heading", name="Viewers", level=1)).to_be_visible()
        expect(form.get_by_label("Name", exact=True)).to_have_value("A school by the river")
        form.get_by_role("button", name="Save changes").first.click()
        expect(form.locator("aside").get_by_text("A school by the river")).to_be_visible()
        live.go_back()
        school.collect(watched("after"), **{"User-Agent": FIREFOX})
        expect(live.locator('li[data-key="after"]')).to_be_visible()


def watched(video: str) -> dict[str, object]:
    return beacon(video=video, playing=True, spans=[[0, 900, 0, 900, 0]])


def says(page: Page) -> None:
    expect(page.get_by_role("status").get_by_text(AWAY)).to_be_visible()
