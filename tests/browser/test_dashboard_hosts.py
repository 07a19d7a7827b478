"""Hosts as people read them, and viewers of any id, in the dashboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import signed_in, violations_in_both_themes
from conftest import Server, Workspace, beacon, wait_for

RF = "xn--e1afmkfd.xn--p1ai"
VIEWERS = ("..", ".", "a/b?c#d", "%2e%2e")


@pytest.fixture(scope="module")
def school(server: Server) -> Workspace:
    workspace = server.workspace()
    for number, viewer in enumerate(VIEWERS):
        page = f"https://{RF}/урок/{number}" if number % 2 else f"https://www.пример.рф/#{number}"
        workspace.collect(beacon(viewer=viewer, page=page)).raise_for_status()
    workspace.loaded()
    return workspace


@pytest.fixture
def desk(browser: Browser, school: Workspace) -> Iterator[Page]:
    with signed_in(browser, school) as page:
        yield page


def test_domains_are_shown_as_people_read_them(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/analytics?period=today&traffic=all")
    desk.get_by_text("пример.рф", exact=True).first.click()
    desk.wait_for_url(f"**domain={RF}**")
    expect(desk.get_by_text("пример.рф").first).to_be_visible()
    desk.goto(f"{school.url}/analytics?period=today&traffic=all&tab=referrer&domain=пример.рф")
    row = desk.locator(f'tbody[data-domain="{RF}"]')
    row.get_by_role("button").click()
    link = row.get_by_role("link").first
    expect(link).to_contain_text("пример.рф/")
    assert (link.get_attribute("href") or "").removeprefix("https://").removeprefix("www.").startswith(f"{RF}/")


def test_settings_show_what_was_written(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/settings?tab=players")
    field = desk.get_by_label("One in each line")
    save = desk.locator("form").filter(has=field).get_by_role("button", name="Save changes")
    field.fill("https://Пример.РФ/курс\n*.straße.example\nlocalhost:3000")
    save.click()
    expect(field).to_have_value("*.straße.example\nlocalhost\nпример.рф")
    assert school.get("/v1/workspace")["data"]["allowed_domains"] == ["*.xn--strae-oqa.example", "localhost", RF]
    field.fill("пример.рф\nxn--a")
    save.click()
    expect(field).to_have_accessible_description(re.compile("'xn--a' has xn--a, which stands for no word"))
    field.fill("")
    save.click()
    expect(save).to_be_disabled()
    fragment = desk.get_by_label("Tell pages apart by what follows the “#”")
    fragment.check(force=True)
    form = desk.locator("form").filter(has=fragment)
    form.get_by_role("button", name="Save changes").click()
    expect(form.get_by_text("Saved")).to_be_visible()
    assert school.get("/v1/workspace")["data"]["keep_fragment"] is True
    assert violations_in_both_themes(desk) == []


@pytest.mark.parametrize("viewer", VIEWERS)
def test_any_viewer_is_opened_and_erased(desk: Page, school: Workspace, viewer: str) -> None:
    desk.goto(f"{school.url}/viewers?period=all_time&traffic=all")
    desk.get_by_role("link", name=viewer, exact=True).click()
    expect(desk.get_by_role("heading", name=viewer, level=1, exact=True)).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("heading", name=viewer, level=1, exact=True)).to_be_visible()
    with desk.expect_response(lambda answer: answer.request.method == "DELETE") as erased:
        desk.get_by_role("button", name="Erase").click()
        desk.get_by_role("button", name="Erase for good").click()
    assert erased.value.status == 202

    def is_gone() -> bool:
        return viewer not in {row["external_id"] for row in school.get("/v1/viewers", traffic="all")["data"]}

    wait_for(is_gone, 120)
