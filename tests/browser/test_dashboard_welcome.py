"""From a new installation to its first play, and everything by keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import signed_in, violations_in_both_themes
from conftest import Server, Workspace, beacon, wait_for

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def school(server: Server) -> Workspace:
    """One for each test."""
    return server.workspace()


def test_the_first_play_arrives_while_one_waits_for_it(browser: Browser, server: Server) -> None:
    school = server.new_workspace()
    with signed_in(browser, school, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{school.url}/viewers")
        page.get_by_role("link", name="Set up the first play").click()
        page.wait_for_url("**/welcome")
        page.goto(school.url)
        page.wait_for_url("**/welcome")
        expect(page.get_by_role("status").get_by_text("Waiting for the first play")).to_be_visible()
        page.get_by_role("button", name="Copy: Code for your page").click()
        expect(page.get_by_role("button", name="Copied: Code for your page")).to_be_visible()
        copied = str(page.evaluate("() => navigator.clipboard.readText()"))
        assert f'src="{school.url}/sdk/mutoscope.js" data-key="{school.ingest_key}"' in copied
        assert violations_in_both_themes(page) == []

        played = beacon(
            video="lesson-1", playing=True, page="https://school.example/lesson", spans=[[0, 900, 0, 900, 0]]
        )
        wait_for(lambda: school.collect(played, **{"User-Agent": FIREFOX}).status_code == 200)
        expect(page.get_by_role("status").get_by_text("Your first play arrived")).to_be_visible()
        expect(page.get_by_text("https://school.example/lesson")).to_be_visible()
        expect(page.get_by_text("lesson-1", exact=True)).to_be_visible()
        assert violations_in_both_themes(page) == []
        page.get_by_role("link", name="See the analytics").click()
        expect(page.locator("[data-measure=player_loads] data")).to_have_attribute("value", "1")
        page.goto(school.url)
        page.wait_for_url("**/analytics")


def test_all_is_found_by_keyboard_alone(browser: Browser, school: Workspace, tmp_path: Path) -> None:
    school.ask("POST", "/v1/videos", {"id": "lesson-1", "title": "An introduction"}, expect=201)
    project = school.ask("POST", "/v1/projects", {"name": "Autumn term"}, expect=201)["data"]["id"]
    seen = beacon(video="lesson-1", viewer="anna-7", spans=[[0, 900, 0, 900, 0]])
    school.collect(seen, **{"User-Agent": FIREFOX})
    wait_for(lambda: school.player_loads("lesson-1"))
    with signed_in(browser, school) as page:
        page.goto(f"{school.url}/reports")
        expect(page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
        assert violations_in_both_themes(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

        page.keyboard.press("/")
        field = page.get_by_role("dialog").get_by_role("combobox")
        expect(field).to_be_focused()
        chosen(page, "Analytics")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        chosen(page, "Sign out")
        assert violations_in_both_themes(page) == []
        page.keyboard.press("Escape")
        expect(field).to_have_count(0)

        found(page, "introd", "An introduction")
        page.wait_for_url("**/videos/lesson-1")
        found(page, "na-7", "anna-7")
        page.wait_for_url("**/viewer?id=anna-7")
        found(page, "autumn", "Autumn term")
        page.wait_for_url(f"**/catalog?project_id={project}")
        page.goto(f"{school.url}/viewers?q=anna")
        expect(page.get_by_role("heading", name="Viewers", level=1)).to_be_visible()
        found(page, "last month", "Period: Last month")
        page.wait_for_url("**/viewers?q=anna&period=last_month")
        found(page, "dark", "Theme: Dark")
        page.locator("html[data-mantine-color-scheme=dark]").wait_for()
        found(page, "create token", "Create an API token")
        expect(page.get_by_role("dialog", name="Create token").get_by_label("What it is for")).to_be_focused()
        page.keyboard.press("Escape")
        page.wait_for_url("**/settings?tab=tokens")
        with page.expect_download() as downloading:
            found(page, "export", "Export the period by video (CSV)")
        downloading.value.save_as(tmp_path / "videos.csv")
        assert "lesson-1" in (tmp_path / "videos.csv").read_text("utf-8-sig")
        found(page, "русский", "Language: Русский")
        expect(page.get_by_role("heading", name="Настройки", level=1)).to_be_visible()
        found(page, "выйти", "Выйти")
        page.wait_for_url("**/login")


def chosen(page: Page, title: str) -> None:
    """What the field says is chosen in the list below it, as screen readers hear it."""
    option = page.get_by_role("option", selected=True)
    expect(option).to_contain_text(title)
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))


def found(page: Page, typed: str, title: str) -> None:
    """Looked for and chosen, wherever one is."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(typed)
    expect(page.get_by_role("option", name=title)).to_be_visible()
    chosen(page, title)
    page.keyboard.press("Enter")
