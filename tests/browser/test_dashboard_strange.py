"""What no designer's example has: a month with one play or none, a hundred thousand videos, titles that are too long,
run from the right, or are a script, and a referrer with a secret in it. Made by the import, shown well and safely."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import number, signed_in, violations_in_both_themes
from conftest import Server, Workspace, beacon, id128, uuid7, wait_for

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TITLES = {
    "long": "A title that does not end " * 11 + "but here it is at last",
    "one-word": "Donaudampfschifffahrtsgesellschaft" * 8,
    "arabic": "مقدمة في البرمجة: الدرس الأول",
    "attack": "<script>document.title = 'broken into'</script><img src=x onerror=\"document.title='broken into'\">",
}
SECRET = "s3cr3t-0f-a-viewer"
MANY = 100_000
PAGES = (
    "/catalog",
    "/analytics",
    "/videos/{}",
    "/videos/{}?tab=referrer",
    "/videos/{}?tab=viewers",
    "/events/{}-event",
)


def play(video: str, loaded: int) -> dict[str, Any]:
    return beacon(
        play=uuid7(loaded),
        video=video,
        session=id128(),
        page=f"https://school.example/lesson?token={SECRET}&email=a@b.c#{SECRET}",
        viewer=TITLES["attack"],
        loaded=loaded,
        sent=loaded + 50_000,
        spans=[[0, 20_000, 0, 20_000, 0]],
        duration=60_000,
    ) | {"received": loaded + 50_000, "country": "DE", "user_agent": FIREFOX}


@pytest.fixture(scope="module")
def odd(server: Server) -> Workspace:
    """Videos and folders of strange names with a play each today, and one play in the month before last."""
    workspace = server.workspace()
    for title in TITLES.values():
        project = workspace.ask("POST", "/v1/projects", {"name": title}, expect=201)["data"]["id"]
        workspace.ask("POST", f"/v1/projects/{project}/folders", {"name": title}, expect=201)
    for id_, title in TITLES.items():
        workspace.ask("POST", "/v1/videos", {"id": id_, "title": title, "description": title}, expect=201)
        workspace.ask("POST", "/v2/live/events", {"id": f"{id_}-event", "name": title}, expect=201)
        workspace.ask("POST", f"/v2/live/events/{id_}-event/streams", {"name": title}, expect=201)
    now = time.time_ns() // 1_000_000
    plays = [play(id_, now - 60_000) for id_ in TITLES]
    plays.append(play("long", round((last_day(2) - timedelta(days=9)).timestamp() * 1000)))
    assert workspace.import_(plays)["refused"] == 0
    wait_for(lambda: workspace.player_loads("long") == 2 and workspace.player_loads("attack") == 1, seconds=30)
    return workspace


def last_day(months_ago: int) -> datetime:
    """Noon of the last day of a month before this one."""
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for _ in range(months_ago):
        day = day.replace(day=1) - timedelta(days=1)
    return day


def month(months_ago: int) -> str:
    last = last_day(months_ago)
    return f"period=custom&from={last.replace(day=1):%Y-%m-%d}&to={last:%Y-%m-%d}"


@pytest.fixture(scope="module")
def page(browser: Browser, odd: Workspace) -> Iterator[Page]:
    with signed_in(browser, odd) as shown:
        yield shown


def is_sound(page: Page) -> None:
    """Nothing ran, nothing is told that must not be, and nothing sticks out, on a desk or in a hand."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert "broken into" not in page.title().replace(TITLES["attack"], "")
    assert page.evaluate("() => document.querySelectorAll('script:not([src]), img[src=x]').length") == 0
    assert SECRET not in page.content()


@pytest.mark.parametrize("id_", TITLES)
def test_strange_titles(page: Page, odd: Workspace, id_: str) -> None:
    for path in PAGES:
        page.goto(odd.url + path.format(id_))
        expect(page.get_by_text(TITLES[id_].strip()).first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        is_sound(page)
    assert violations_in_both_themes(page) == []


@pytest.mark.parametrize("path", ["/analytics", "/catalog", "/viewer?id=a&", "/videos/long"])
def test_an_address_that_says_nonsense_shows_the_page_as_usual(page: Page, odd: Workspace, path: str) -> None:
    page.goto(f"{odd.url}{path}{'' if path.endswith('&') else '?'}period=last_90_days&by=second&from=x&compare=maybe")
    expect(page.get_by_role("button", name="This month")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_token_in_a_referrer_is_nowhere(page: Page, odd: Workspace) -> None:
    page.goto(f"{odd.url}/analytics?tab=referrer")
    page.get_by_role("button", name="Expand all").click()
    expect(page.get_by_role("link", name="https://school.example/lesson")).to_be_visible()
    is_sound(page)
    assert SECRET not in str(odd.get("/v1/analytics/referrers", period="all_time"))


def test_a_month_with_one_play_and_one_with_none(page: Page, odd: Workspace) -> None:
    page.goto(f"{odd.url}/videos/long?{month(2)}")
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", "1")
    expect(page.get_by_text("1 viewing")).to_be_visible()
    is_sound(page)
    page.goto(f"{odd.url}/analytics?{month(2)}")
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", "1")
    assert violations_in_both_themes(page) == []
    page.goto(f"{odd.url}/analytics?{month(3)}")
    expect(page.get_by_text("No plays in this period")).to_be_visible()
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", "0")
    assert violations_in_both_themes(page) == []
    page.goto(f"{odd.url}/videos/long?{month(3)}")
    expect(page.get_by_text("Nobody has viewed it in this period").first).to_be_visible()
    is_sound(page)


def test_a_hundred_thousand_videos(browser: Browser, server: Server) -> None:
    """In five thousand folders; found, ordered and paged through, and no more of them in the page than it shows."""
    workspace = server.workspace()
    lines = [f"v{index},Film {index},{index % 500 + 1},Archive,Shelf {index % 5000:04}" for index in range(MANY)]
    answer = workspace.client.post(
        f"{workspace.url}/v1/catalog/import",
        content="\n".join(["id,title,duration,project,folder", *lines]).encode(),
        headers=workspace.authorization,
        timeout=600,
    )
    assert answer.json()["data"]["created"] >= MANY, answer.text
    now = time.time_ns() // 1_000_000
    assert workspace.import_([play("v77777", now - 60_000)])["refused"] == 0
    wait_for(lambda: workspace.player_loads("v77777") == 1, seconds=60)
    with signed_in(browser, workspace) as page:
        page.set_default_timeout(60_000)
        page.goto(f"{workspace.url}/catalog?order=views.desc&period=all_time")
        expect(page.locator("tbody tr").first).to_have_attribute("data-key", "v77777", timeout=60_000)
        assert number(page.locator("tbody tr").first, 0) == 1
        every = f"{MANY + 1:,}"  # the probe's video, too
        beyond = page.context.new_page()
        beyond.goto(f"{workspace.url}/catalog?period=all_time&page=99999")
        expect(beyond.get_by_text(f"This page is past the end: there are {every}")).to_be_visible(timeout=60_000)
        beyond.get_by_role("button", name="Previous").click()
        expect(beyond.locator("tbody tr")).to_have_count((MANY + 1) % 50, timeout=60_000)
        beyond.close()
        expect(page.get_by_text(f"1–50 of {every}")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"51–100 of {every}")).to_be_visible(timeout=60_000)
        page.get_by_role("treeitem", name="Archive").press("ArrowRight")
        tree = page.get_by_role("tree")
        tree.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("End")
        expect(page.get_by_role("treeitem", name="Unsorted")).to_be_visible()
        page.keyboard.press("ArrowUp")
        last = page.get_by_role("treeitem", name="Shelf 4999")
        expect(last).to_have_attribute("aria-setsize", "5000")
        assert page.get_by_role("treeitem").count() < 100
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(20, timeout=60_000)
        page.get_by_label("Search everything").fill("film 99999")
        expect(page.locator("tbody tr")).to_have_count(1, timeout=60_000)
        expect(page.locator("tbody tr")).to_contain_text("Archive / Shelf 4999")
        assert violations_in_both_themes(page) == []
