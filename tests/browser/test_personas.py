"""What each of the product's people comes to the dashboard for, done on the demo workspace by keyboard alone.

Each number on the way is compared with the answer of the REST API, each file with the table that it was exported from.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from rich.console import Console

from browser.site import Site
from browser.visitor import Visitor
from conftest import Workspace, serving, wait_for
from mutoscope.app.demo_catalog import put_catalogue
from mutoscope.catalog import Catalog
from mutoscope.demo import load_demo

PLAYS = 20_000
"""A tenth of the demo's: enough for every page to be full."""

MONTH = {"period": "last_month"}
MOST_TABS = 400
FIGURES = ("views", "player_loads", "unique_views", "watch_time", "watch_depth")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A server of its own with the demo workspace, loaded by the import."""
    with serving(tmp_path_factory.mktemp("demo") / "data") as server:
        workspace = server.workspace("Demo", "Europe/Berlin")
        with closing(Catalog(f"sqlite:///{server.data.absolute()}/catalog.sqlite")) as catalog:
            put = partial(put_catalogue, catalog, UUID(workspace.workspace_id))
            load_demo(server.url, workspace.token, put, PLAYS, Console(quiet=True))
        workspace.loaded()
        yield workspace


@pytest.fixture(scope="module")
def page(browser: Browser, demo: Workspace) -> Iterator[Page]:
    """The dashboard of the demo's owner, signed in by keyboard."""
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    # A mouse would make a test lie about keyboards.
    mice: list[str] = []
    context.expose_function("mouse", lambda: mice.append("used"))
    context.add_init_script("addEventListener('mousedown', () => mouse(), true)")
    page = context.new_page()
    page.goto(demo.url)
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type("owner@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Analytics", level=1)).to_be_visible()
    yield page
    assert mice == []
    context.close()


def reach(page: Page, target: Locator) -> None:
    """Go to it by Tab, as somebody does who has nothing else; it must say where it is."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by Tab")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def choose(page: Page, name: str) -> None:
    """An item of the menu that is open."""
    item = page.get_by_role("menuitem", name=name)
    expect(item).to_be_visible()
    for _ in range(20):
        if item.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{name} is not reached by the arrow keys")


def visit(page: Page, section: str) -> None:
    """By the menu at the left."""
    press(page, page.get_by_role("navigation").get_by_role("link", name=section, exact=True))
    expect(page.get_by_role("heading", name=section, level=1)).to_be_visible()


def last_month(page: Page) -> None:
    period(page, "Period:", "Last month")
    page.wait_for_url("**period=last_month*")


def period(page: Page, menu: str, name: str) -> None:
    press(page, page.get_by_role("button", name=menu))
    press(page, page.get_by_role("dialog").get_by_role("button", name=name, exact=True))


def downloaded(page: Page, action: Callable[[], None]) -> Path:
    with page.expect_download() as downloading:
        action()
    return Path(downloading.value.path())


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def shows(row: Locator, expected: list[float]) -> None:
    """The exact values of a row's numbers, in order."""
    for place, value in enumerate(expected):
        expect(row.locator("data").nth(place)).to_have_attribute(
            "value", f"{value:g}" if value % 1 else str(int(value))
        )


def test_a_marketer_finds_the_top_video_and_its_worst_placement(page: Page, demo: Workspace) -> None:
    visit(page, "Analytics")
    last_month(page)
    overview = demo.get("/v1/analytics/overview", **MONTH)["data"]
    for measure in FIGURES:
        shows(page.locator(f"[data-measure={measure}]"), [overview["total"][measure]])
    top = overview["top"]["videos"][0]
    row = page.locator(f'tr[data-key="{top["video_id"]}"]')
    shows(row, [top["views"]])
    press(page, row.get_by_role("link", name=f"Open {top['name']}"))
    expect(page.get_by_role("heading", name=top["name"], level=1)).to_be_visible()
    total = demo.get("/v1/analytics/overview", video_id=top["video_id"], **MONTH)["data"]["total"]
    for measure in FIGURES:
        shows(page.locator(f"[data-measure={measure}]"), [total[measure]])

    press(page, page.get_by_role("link", name="Referrer", exact=True))
    rate = page.get_by_role("button", name="View rate")
    press(page, rate)
    press(page, rate)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("View rate")
    asked = {"video_id": top["video_id"], "order": "view_rate.asc", "per_page": 200, **MONTH}
    domains = demo.get("/v1/analytics/referrers", **asked)["data"]
    worst = page.locator("tbody[data-domain]").first
    expect(worst).to_have_attribute("data-domain", domains[0]["domain"])
    shows(worst.locator("tr").first, [domains[0]["views"], domains[0]["player_loads"]])
    press(page, worst.get_by_role("button"))
    pages = {one["url"]: [one["views"], one["player_loads"]] for one in domains[0]["pages"]}
    for url, numbers in pages.items():
        shows(worst.locator("tr[data-nested]", has=page.get_by_text(url, exact=True)), numbers)


def test_a_marketer_exports_the_referrers(page: Page, demo: Workspace) -> None:
    page.goto(f"{demo.url}/analytics?period=last_month&tab=referrer")
    assert exported(page) >= shown_referrers(page, demo, MONTH)

    # The table may have a period of its own; the page keeps its.
    period(page, "Period of this table: As the page", "Last week")
    week = shown_referrers(page, demo, {"period": "last_week"})
    assert exported(page) >= week
    page.reload()
    expect(page.get_by_role("button", name="Period: Last month")).to_be_visible()
    assert shown_referrers(page, demo, {"period": "last_week"}) == week
    period(page, "Period of this table: Last week", "As the page")
    shown_referrers(page, demo, MONTH)


def shown_referrers(page: Page, demo: Workspace, asked: dict[str, str]) -> set[tuple[str, int, int]]:
    """The pages of a period with their views and loads; their domains are those on the screen."""
    domains = demo.get("/v1/analytics/referrers", order="player_loads.desc", per_page=200, **asked)["data"]
    expect(page.locator("tbody[data-domain]")).to_have_count(len(domains))
    for domain in domains:
        row = page.locator(f'tbody[data-domain="{domain["domain"]}"] tr').first
        shows(row, [domain["views"], domain["player_loads"]])
    return {(one["url"], one["views"], one["player_loads"]) for domain in domains for one in domain["pages"]}


def exported(page: Page) -> set[tuple[str, int, int]]:
    press(page, page.get_by_role("button", name="Export", exact=True))
    file = rows_of(downloaded(page, lambda: choose(page, "CSV")))
    return {(row["url"], int(row["views"]), int(row["player_loads"])) for row in file}


def test_a_course_creator_follows_one_student(page: Page, demo: Workspace) -> None:
    visit(page, "Viewers")
    last_month(page)
    student = demo.get("/v1/viewers", order="watch_time.desc", prefix="st-", **MONTH)["data"][0]["external_id"]
    reach(page, page.get_by_label("Find by externalId"))
    page.keyboard.type(student)
    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, page.get_by_role("link", name=student, exact=True))
    expect(page.get_by_role("heading", name=student, level=1)).to_be_visible()
    videos = demo.get(f"/v1/viewers/{student}", per_page=1000, **MONTH)["data"]
    assert len(videos) > 2
    for video in videos:
        row = page.locator(f'tr[data-key="{video["video_id"]}"]')
        shows(row, [video[name] for name in ("watch_depth", "watch_time", "views") if video[name] is not None])
        expect(row.get_by_text("course: ")).to_be_visible()


def test_whoever_watches_now_is_seen_to_come_and_go(page: Page, demo: Workspace, browser: Browser, site: Site) -> None:
    page.goto(f"{demo.url}/analytics?tab=live")
    expect(page.locator("[role=status] data")).to_be_visible()
    context = browser.new_context()
    visitor = Visitor(context, site, f"{demo.url}/sdk/mutoscope.js", demo)
    visitor.open()
    watching = page.locator(f'li[data-key="{visitor.content}"]')
    expect(watching).to_have_count(0)
    visitor.play()
    expect(watching.locator('data[value="1"]')).to_be_visible()
    visitor.pause()
    expect(watching).to_have_count(0)
    context.close()


def test_a_content_manager_builds_a_report(page: Page, demo: Workspace) -> None:
    page.goto(f"{demo.url}/analytics?period=last_month")
    press(page, page.get_by_role("link", name="Export report"))
    dialog = page.get_by_role("dialog", name="New report")
    expect(dialog.get_by_label("Period")).to_be_focused()
    press(page, dialog.get_by_role("button", name="Generate"))
    expect(dialog).to_have_count(0)
    newest = page.locator("tbody tr").first
    expect(newest).to_have_attribute("data-state", "ready", timeout=30_000)
    file = downloaded(page, lambda: press(page, newest.get_by_role("button", name="Download")))
    with zipfile.ZipFile(file) as archive:
        (table,) = (name for name in archive.namelist() if name.endswith(".csv"))
        rows = list(csv.DictReader(io.StringIO(archive.read(table).decode("utf-8-sig"))))
    said = {row["video_id"]: row for row in _by_video(demo)}
    found = {row["video_id"] or row["stream_id"]: row for row in rows if row["video_id"] or row["stream_id"]}
    assert found.keys() >= said.keys()
    for content, row in found.items():
        for field in ("player_loads", "views", "unique_views"):
            assert int(row[field]) == said.get(content, {field: 0})[field]


def test_a_developer_creates_a_token_and_uses_it(page: Page, demo: Workspace) -> None:
    page.goto(f"{demo.url}/settings?tab=tokens")
    press(page, page.get_by_role("button", name="Create token"))
    dialog = page.get_by_role("dialog", name="Create token")
    expect(dialog.get_by_label("What it is for")).to_be_focused()
    page.keyboard.type("warehouse")
    page.keyboard.press("Enter")
    shown = dialog.get_by_role("figure", name="Token", exact=True)
    token = shown.locator("code").inner_text()

    def status() -> int:
        """As curl is answered."""
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{demo.url}/v1/analytics/overview?period=last_month", headers=headers).status_code

    assert status() == 200
    press(page, dialog.get_by_role("button", name="I have copied it"))
    row = page.get_by_role("row", name="warehouse")
    press(page, row.get_by_role("button"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Revoke"))
    expect(row).to_have_count(0)
    wait_for(lambda: status() == 401)


def _by_video(demo: Workspace) -> list[dict[str, Any]]:
    asked = {"group_by": "video_id", "fields": "views,player_loads,unique_views", "per_page": 1000}
    return list(demo.get("/v1/analytics", **asked, **MONTH)["data"])
