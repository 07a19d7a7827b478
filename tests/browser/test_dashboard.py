"""The dashboard in a real browser: what it shows is what the REST API answers, for everybody, and safely."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from conftest import Server, Workspace, beacon, id128, uuid7, wait_for

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TITLES = {
    "attack": "<script>document.title = 'broken into'</script><img src=x onerror=alert(1)>",
    "long": "A title that does not end " * 11,
    "arabic": "مقدمة في البرمجة",
    "plain": "Lesson 1",
}
TODAY = {"period": "today"}


def play(video: str, number: int, country: str, page: str, watched: int) -> dict[str, Any]:
    """A play of the last minutes, as the import takes it."""
    loaded = time.time_ns() // 1_000_000 - 60_000 - number
    spans = [[0, watched, 0, watched, 0]] if watched else []
    return beacon(
        play=uuid7(loaded),
        video=video,
        session=id128(),
        page=page,
        viewer=f"student-{number % 3}",
        loaded=loaded,
        sent=loaded + 50_000,
        spans=spans,
        duration=60_000,
    ) | {"received": loaded + 50_000, "country": country, "user_agent": FIREFOX}


@pytest.fixture(scope="module")
def school(server: Server) -> Workspace:
    """A workspace with plays of today, in the zone where it is noon, so that all of them are of one day."""
    offset = (12 - time.gmtime().tm_hour) % 24
    zone = f"Etc/GMT{-offset:+d}" if offset <= 12 else f"Etc/GMT{24 - offset:+d}"
    workspace = server.workspace(timezone=zone)
    places = ("https://school.example/lesson", "https://shop.example/page")
    taken = workspace.import_(
        [
            play(video, number, "DE" if number % 2 else "FR", places[number % 3 == 0], 20_000 if number % 4 else 0)
            for video, plays in zip(TITLES, (9, 6, 5, 12), strict=True)
            for number in range(plays)
        ]
    )
    assert taken["refused"] == 0, taken
    for video, title in TITLES.items():
        wait_for(partial(workspace.player_loads, video))
        changed = workspace.client.patch(
            f"{workspace.url}/v1/videos/{video}", json={"title": title}, headers=workspace.authorization
        )
        assert changed.status_code == 200, changed.text
    return workspace


@pytest.fixture(scope="module", params=["light", "dark"])
def signed_in(request: pytest.FixtureRequest, browser: Browser, school: Workspace) -> Iterator[Page]:
    """A page of whoever signed in by the form; the console hears of nothing wrong."""
    context = browser.new_context(color_scheme=request.param, locale="en-GB", accept_downloads=True)
    context.add_init_script(f"localStorage.setItem('mutoscope-workspace', '{school.workspace_id}')")
    page = context.new_page()
    wrong: list[str] = []
    # A request that is refused, as some are here, is the browser's own message.
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{school.url}/analytics?period=today")
    page.get_by_label("E-mail").fill("owner@example.org")
    page.get_by_label("Password", exact=True).fill("wrong, at first")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("E-mail and password don't fit together.")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Analytics", level=1)).to_be_visible()
    assert page.url.endswith("/analytics?period=today")
    yield page
    assert wrong == []
    context.close()


def shown(page: Page, measure: str) -> float:
    """A figure's exact value."""
    return float(str(page.locator(f"[data-measure={measure}] data").get_attribute("value")))


def violations(page: Page) -> list[str]:
    """What axe has to say against a page as it is."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


def test_figures_and_lists_are_those_of_the_api(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/analytics?period=today")
    for filters in ({}, {"country": "DE"}):
        answer = school.get("/v1/analytics/overview", **TODAY, **filters)["data"]
        if filters:
            page.get_by_role("link", name="Show only Germany").click()
            page.wait_for_url("**/analytics?period=today&country=DE")
        total = answer["total"]
        page.wait_for_function(
            "views => document.querySelector('[data-measure=views] data')?.value === views", arg=str(total["views"])
        )
        for measure in ("views", "player_loads", "unique_views", "watch_time", "watch_depth"):
            assert shown(page, measure) == total[measure]
        for kind, key in (("countries", "code"), ("domains", "name"), ("videos", "video_id")):
            for row in answer["top"][kind]:
                cells = page.locator(f'tr[data-key="{row[key]}"] td data')
                assert float(str(cells.first.get_attribute("value"))) == row["views"]
        titles = [row["name"] for row in answer["top"]["videos"]]
        for title in titles:
            assert page.get_by_text(title.strip(), exact=True).count() == 1
    page.go_back()
    expect(page.get_by_role("list", name="Filters")).to_have_count(0)
    assert page.title() == "Analytics · Mutoscope"
    assert violations(page) == []
    page.get_by_text("Browser", exact=True).click()
    page.wait_for_url("**/analytics?period=today&platform=browsers")
    page.reload()
    expect(page.get_by_role("radio", name="Browser")).to_be_checked()


def test_a_video_and_its_referrers(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/analytics?period=today")
    page.get_by_role("link", name="Open Lesson 1").click()
    expect(page.get_by_role("heading", name="Lesson 1", level=1)).to_be_visible()
    total = school.get("/v1/analytics/overview", video_id="plain", **TODAY)["data"]["total"]
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", str(total["views"]))
    viewings = school.get("/v1/analytics/retention", video_id="plain", **TODAY)["data"]["viewings"]
    expect(page.get_by_text(f"{viewings} viewings")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Referrer", exact=True).click()
    page.get_by_role("button", name="Expand all").click()
    expect(page.get_by_role("link", name="https://school.example/lesson")).to_be_visible()
    domains = school.get("/v1/analytics/referrers", video_id="plain", **TODAY)["data"]
    for domain in domains:
        values = page.locator(f'tbody[data-domain="{domain["domain"]}"] tr').first.locator("data")
        numbers = [float(str(values.nth(index).get_attribute("value"))) for index in range(2)]
        assert numbers == [domain["views"], domain["player_loads"]]
    assert violations(page) == []
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(downloading.value.path()).read_text("utf-8-sig"))))
    pages = {(one["url"], one["views"], one["player_loads"]) for domain in domains for one in domain["pages"]}
    assert pages <= {(row["url"], int(row["views"]), int(row["player_loads"])) for row in rows}


def test_all_time_waits_for_its_beginning(signed_in: Page, school: Workspace) -> None:
    """Until it is known since when that is, no figures of another period stand under its name."""
    page = signed_in
    held: list[Route] = []
    asked = re.compile(r"/v1/analytics\?period=all_time")
    page.route(asked, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(asked):
        page.goto(f"{school.url}/analytics?period=all_time")
    expect(page.locator("[data-measure=views]")).to_have_count(0)
    held[0].continue_()
    total = school.get("/v1/analytics/overview", period="all_time")["data"]["total"]
    expect(page.locator("[data-measure=views] data")).to_have_attribute("value", str(total["views"]))
    page.unroute(asked)


def test_an_unknown_page_says_so(signed_in: Page, school: Workspace) -> None:
    signed_in.goto(f"{school.url}/videos/there-is-none")
    expect(signed_in.get_by_text("There is no such page")).to_be_visible()


def test_viewers_and_who_watches_now(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/videos/plain?period=today&tab=viewers")
    for viewer in school.get("/v1/viewers", video_id="plain", **TODAY)["data"]:
        cells = page.locator(f'tr[data-key="{viewer["external_id"]}"] td')
        expect(cells.nth(2).locator("data")).to_have_attribute("value", str(viewer["watch_time"]))
    assert violations(page) == []
    page.goto(f"{school.url}/videos/plain?period=today&tab=viewers&country=DE")  # of which viewers know nothing
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_role("list", name="Filters")).to_have_count(0)
    page.goto(f"{school.url}/analytics?tab=live")
    started = f"live-{id128()}"
    expect(page.locator("[role=status] data")).to_be_visible()
    expect(page.locator(f'li[data-key="{started}"]')).to_have_count(0)
    school.collect(beacon(video=started, playing=True, spans=[[0, 900, 0, 900, 0]]), **{"User-Agent": FIREFOX})
    expect(page.locator(f'li[data-key="{started}"] data[value="1"]')).to_be_visible()
    assert violations(page) == []


def test_a_report_holds_what_the_api_answers(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/analytics?period=today")
    page.get_by_role("link", name="Export report").click()
    dialog = page.get_by_role("dialog", name="New report")
    expect(dialog.get_by_label("Period")).to_have_value("today")
    expect(dialog.get_by_label("Video ID")).to_be_disabled()
    dialog.get_by_label("Unsorted").check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Generate").press("Enter")
    expect(dialog).to_have_count(0)
    newest = page.locator("tbody tr").first
    expect(newest).to_have_attribute("data-state", "ready", timeout=20_000)
    assert violations(page) == []
    with page.expect_download() as downloading:
        newest.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(downloading.value.path()) as archive:
        (table,) = (name for name in archive.namelist() if name.endswith(".csv"))
        rows = {row["video_id"]: row for row in csv.DictReader(io.StringIO(archive.read(table).decode("utf-8-sig")))}
    total = school.get("/v1/analytics/overview", video_id="plain", **TODAY)["data"]["total"]
    row = rows["plain"]
    assert row["title"] == "Lesson 1"
    for field in ("views", "player_loads", "unique_views"):
        assert int(row[field]) == total[field]
    newest.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No reports yet")).to_be_visible()


def test_a_viewer_is_found_followed_and_forgotten(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/viewers?period=today")
    page.get_by_label("Find by externalId").fill("ENT-1")
    page.wait_for_url("**/viewers?period=today&q=ENT-1")
    expect(page.locator("tbody tr")).to_have_count(1)
    (found,) = school.get("/v1/viewers", q="ENT-1", **TODAY)["data"]
    measures = ("videos", "completed", "views", "watch_time", "watch_depth")
    row = page.locator(f'tr[data-key="{found["external_id"]}"]')
    assert [number(row, place) for place in range(5)] == [found[name] for name in measures]
    assert violations(page) == []
    page.get_by_role("link", name="student-1", exact=True).click()
    expect(page.get_by_role("heading", name="student-1", level=1)).to_be_visible()
    for watched in school.get("/v1/viewers/student-1", **TODAY)["data"]:
        row = page.locator(f'tr[data-key="{watched["video_id"]}"]')
        assert [number(row, place) for place in range(3)] == [
            watched[name] for name in ("watch_depth", "watch_time", "views")
        ]
        parts = ", ".join(f"0:{part['from']:02.0f}–0:{part['to']:02.0f}" for part in watched["parts"])
        expect(row.get_by_role("img")).to_have_attribute("aria-label", parts)
    assert violations(page) == []
    page.goto(f"{school.url}/viewers/left-{id128()}")
    page.get_by_role("button", name="Erase").click()
    expect(page.locator(".mantine-Modal-content")).to_have_css("opacity", "1")
    assert violations(page) == []
    page.get_by_role("button", name="Erase for good").click()
    receipt = page.get_by_role("dialog")
    expect(receipt.locator("[data-state=done]")).to_be_visible()
    answer = school.get(f"/v1/erasures/{receipt.locator('code').inner_text()}")["data"]
    assert (answer["state"], answer["plays"]) == ("done", 0)
    assert violations(page) == []


def number(row: Locator, place: int) -> float:
    """What stands in a row as number, counted from 0."""
    return float(str(row.locator("data").nth(place).get_attribute("value")))


def test_mails_come_by_themselves_until_they_are_ended(signed_in: Page, school: Workspace) -> None:
    page = signed_in
    page.goto(f"{school.url}/reports")
    expect(page.get_by_text("Nothing comes by itself yet")).to_be_visible()
    page.get_by_role("button", name="New schedule").click()
    dialog = page.get_by_role("dialog", name="New schedule")
    dialog.get_by_role("button", name="New schedule").click()
    expect(dialog.get_by_text("One e-mail address")).to_be_visible()
    dialog.get_by_label("Report").check()
    dialog.get_by_label("How often").select_option("monthly")
    dialog.get_by_label("Format").select_option("xlsx")
    dialog.get_by_label("E-mail address").fill("ann@example.org")
    assert violations(page) == []
    dialog.get_by_role("button", name="New schedule").press("Enter")
    expect(dialog).to_have_count(0)
    (made,) = school.get("/v1/reports/schedules")["data"]
    told = (made["kind"], made["every"], made["hour"], made["email"], made["report"]["format"])
    assert told == ("file", "monthly", 7, "ann@example.org", "xlsx")
    row = page.locator(f'tr[data-key="{made["id"]}"]')
    expect(row).to_contain_text("On the first of each month, 07:00")
    assert violations(page) == []
    row.get_by_role("button", name="End").click()
    page.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    expect(row).to_have_count(0)
    assert school.get("/v1/reports/schedules")["data"] == []
