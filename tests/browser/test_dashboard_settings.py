"""The settings in a real browser: what is set there holds at once, for programs, people and players."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser.dashboard import signed_in, tab_to, violations, violations_in_both_themes
from conftest import Server, Workspace, beacon, id128, wait_for

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def school(server: Server) -> Workspace:
    """A workspace of its own: what is set here concerns nobody else."""
    return server.workspace()


@pytest.fixture(scope="module")
def desk(browser: Browser, school: Workspace) -> Iterator[Page]:
    """The owner's page. They may read what it copied."""
    with signed_in(browser, school, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


def copied(page: Page, what: str) -> str:
    """What the button copies."""
    page.get_by_role("button", name=f"Copy: {what}").click()
    expect(page.get_by_role("status").get_by_text("Copied")).to_be_attached()
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def test_a_token_is_made_used_and_revoked(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/settings?tab=tokens")
    desk.get_by_role("button", name="Create token").click()
    dialog = desk.get_by_role("dialog", name="Create token")
    dialog.get_by_role("button", name="Create token").click()
    expect(dialog.get_by_label("What it is for")).to_have_accessible_description(re.compile("Say what it is for"))
    expect(dialog.get_by_label("What it is for")).to_be_focused()
    dialog.get_by_label("What it is for").fill("Warehouse")
    assert violations_in_both_themes(desk) == []
    dialog.get_by_role("button", name="Create token").click()
    expect(dialog.get_by_text("shown only this once")).to_be_visible()
    secret = copied(desk, "Token")
    assert violations(desk) == []
    dialog.get_by_role("button", name="I have copied it").click()
    expect(desk.get_by_text(secret)).to_have_count(0)

    headers = {"Authorization": f"Bearer {secret}"}
    asked = httpx.get(f"{school.url}/v1/analytics/overview?period=today", headers=headers)
    assert asked.status_code == 200, asked.text
    assert httpx.get(f"{school.url}/v1/users", headers=headers).status_code == 403  # it may only read
    row = desk.get_by_role("row", name="Warehouse")
    expect(row.get_by_text("never")).to_be_visible()
    wait_for(lambda: named(school, "Warehouse")["last_used_at"])
    desk.reload()
    expect(row.locator("time")).to_have_count(2)
    assert violations_in_both_themes(desk) == []

    row.get_by_role("button", name="Revoke").click()
    desk.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    assert httpx.get(f"{school.url}/v1/analytics/overview?period=today", headers=headers).status_code == 401


def named(school: Workspace, name: str) -> dict[str, object]:
    """The token of that name."""
    return next(token for token in school.get("/v1/tokens")["data"] if token["name"] == name)


def test_a_person_is_invited_joins_and_may_what_their_role_says(
    desk: Page, browser: Browser, school: Workspace
) -> None:
    email, password = f"{id128()}@example.org".lower(), "a first password"
    desk.goto(f"{school.url}/settings?tab=people")
    desk.get_by_role("button", name="Invite a person").click()
    dialog = desk.get_by_role("dialog", name="Invite a person")
    dialog.get_by_label("E-mail").fill("nobody")
    dialog.get_by_role("button", name="Invite a person").click()
    expect(dialog.get_by_label("E-mail")).to_have_accessible_description(re.compile("such as ann@example.org"))
    dialog.get_by_label("E-mail").fill("OWNER@example.org")
    dialog.get_by_role("button", name="Invite a person").click()
    # The server's refusal stands beside the field that it names, and what was written stays.
    expect(dialog.get_by_label("E-mail")).to_have_accessible_description(re.compile("member of this workspace"))
    expect(dialog.get_by_label("E-mail")).to_have_value("OWNER@example.org")
    assert violations_in_both_themes(desk) == []
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Invite a person").click()
    expect(dialog.get_by_text("shown only this once")).to_be_visible()
    link = copied(desk, "Invitation link")
    assert violations(desk) == []
    dialog.get_by_role("button", name="Close").last.click()
    invited = desk.locator(f'tr[data-key="{email}"]')
    expect(invited.get_by_text("Waiting for an answer")).to_be_visible()
    assert violations_in_both_themes(desk) == []

    with visiting(browser, link) as theirs:
        expect(theirs.get_by_role("heading", name=re.compile("^Join "))).to_be_visible()
        expect(theirs.get_by_text(f"owner@example.org invites {email}.")).to_be_visible()
        theirs.get_by_label("Choose a password").fill("short")
        theirs.keyboard.press("Enter")
        expect(theirs.get_by_label("Choose a password")).to_have_accessible_description(re.compile("at least 8"))
        assert violations_in_both_themes(theirs) == []
        theirs.get_by_label("Choose a password").fill(password)
        theirs.keyboard.press("Enter")
        theirs.wait_for_url("**/analytics*")

    desk.reload()
    expect(desk.get_by_text("Nobody is invited at the moment")).to_be_visible()
    row = desk.locator(f'tr[data-key="{email}"]')
    expect(row.get_by_label("Role")).to_have_value("viewer")

    with signed_in(browser, school, {"email": email, "password": password}) as theirs:
        theirs.goto(f"{school.url}/settings")
        expect(theirs.get_by_text("Only owners of the workspace change this.").first).to_be_visible()
        expect(theirs.get_by_label("Time zone")).not_to_be_editable()
        expect(theirs.get_by_role("link", name="API tokens")).to_have_count(0)
        assert violations_in_both_themes(theirs) == []
        theirs.goto(f"{school.url}/settings?tab=tokens")
        expect(theirs.get_by_text("Only owners see this")).to_be_visible()
        assert violations(theirs) == []
        theirs.keyboard.press("Control+k")
        theirs.get_by_role("dialog").get_by_role("combobox").fill("token")
        expect(theirs.get_by_text("Nothing found for")).to_be_visible()
        theirs.keyboard.press("Escape")
        change_password(theirs, school, password, "a second password")
        row.get_by_label("Role").select_option("owner")
        wait_for(lambda: role_of(school, email) == "owner")
        theirs.goto(f"{school.url}/settings?tab=people")
        expect(theirs.locator(f'tr[data-key="{email}"]').get_by_text("you", exact=True)).to_be_visible()

    row.get_by_role("button", name="Remove").click()
    desk.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    answer = httpx.post(f"{school.url}/v1/session", json={"email": email, "password": "a second password"})
    assert answer.status_code == 401


@contextmanager
def visiting(browser: Browser, address: str, **profile: Any) -> Iterator[Page]:
    """A page of somebody who is not signed in."""
    context = browser.new_context(**{"locale": "en-GB", **profile})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_every_way_to_answer_an_invitation(desk: Page, browser: Browser, school: Workspace) -> None:
    """By somebody who has an account, signed in as somebody else or as themselves, or who declines; in any state."""
    email, password = f"{id128()}@example.org".lower(), "a long password"
    school.join(f"x{email}", "viewer", password)
    second = school.invite(email, "editor")
    page_of = f"{school.url}/invitation#"
    # Who is signed in as somebody else can go on as the one who is invited.
    with signed_in(browser, school, {"email": f"x{email}", "password": password}) as theirs:
        theirs.goto(page_of + second)
        expect(theirs.get_by_text(f"You are signed in as x{email}")).to_be_visible()
        assert violations_in_both_themes(theirs) == []
        theirs.get_by_role("button", name="Sign out and go on").click()
        tab_to(theirs, theirs.get_by_label("Choose a password"))
        theirs.keyboard.type(password)
        theirs.keyboard.press("Enter")
        theirs.wait_for_url("**/analytics*")
    # Who has an account writes its password, or is signed in already.
    row = desk.locator(f'tr[data-key="{email}"]')
    desk.goto(f"{school.url}/settings?tab=people")
    row.get_by_role("button", name="Remove").click()
    desk.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    with visiting(browser, page_of + second) as theirs:
        expect(theirs.get_by_role("heading", name="accepted already")).to_be_visible()
        assert violations_in_both_themes(theirs) == []
        theirs.goto("about:blank")
        theirs.goto(page_of + "cut")
        expect(theirs.get_by_role("heading", name="This link doesn't work")).to_be_visible()
        assert violations(theirs) == []
        theirs.goto("about:blank")
        theirs.goto(page_of + school.invite(email))
        theirs.get_by_role("button", name="Decline").click()
        expect(theirs.get_by_text("You have declined")).to_be_visible()
    desk.reload()
    expect(row.get_by_text("Declined")).to_be_visible()
    row.get_by_role("button", name="Withdraw").click()
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    with visiting(browser, page_of + school.invite(f"y{email}"), locale="ru-RU", viewport=PHONE) as theirs:
        expect(theirs.get_by_role("heading", name=re.compile("Присоединиться"))).to_be_visible()
        theirs.get_by_text("У меня есть учётная запись").click()
        theirs.get_by_label("Пароль").fill(password)
        theirs.get_by_role("button", name="Присоединиться").click()
        theirs.wait_for_url("**/analytics*")


def test_an_invitation_is_sent_again_and_withdrawn(desk: Page, browser: Browser, school: Workspace) -> None:
    email = f"{id128()}@example.org".lower()
    first = school.invite(email)
    desk.goto(f"{school.url}/settings?tab=people")
    row = desk.locator(f'tr[data-key="{email}"]')
    row.get_by_role("button", name="New link").click()
    desk.get_by_role("dialog").get_by_role("button", name="New link").click()
    second = copied(desk, "Invitation link")
    desk.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    with visiting(browser, f"{school.url}/invitation#{first}") as theirs:
        expect(theirs.get_by_role("heading", name="This link doesn't work")).to_be_visible()
    row.get_by_role("button", name="Withdraw").click()
    desk.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(row).to_have_count(0)
    with visiting(browser, second) as theirs:
        expect(theirs.get_by_role("heading", name="withdrawn")).to_be_visible()


def change_password(page: Page, school: Workspace, before: str, after: str) -> None:
    """One's own, with a slip at first; whoever does so stays signed in."""
    page.goto(f"{school.url}/settings?tab=account")
    form = page.get_by_role("region", name="Password", exact=True)
    form.get_by_label("Current password").fill("not mine")
    form.get_by_label("New password").fill(after)
    page.get_by_role("button", name="Change password").click()
    expect(form.get_by_label("Current password")).to_have_accessible_description(re.compile("not your password"))
    form.get_by_label("Current password").fill(before)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Save changes").first.click()
    expect(page.get_by_role("button", name="Account")).to_contain_text("Ann")
    assert violations_in_both_themes(page) == []


@pytest.mark.parametrize("path", ["forgotten", "new-password#x", "new-email#x"])
def test_pages_of_links_can_be_used_by_anybody(browser: Browser, school: Workspace, path: str) -> None:
    with visiting(browser, f"{school.url}/{path}") as page:
        expect(page.get_by_role("button").last).to_be_visible()
        assert violations_in_both_themes(page) == []


def test_a_password_is_forgotten_where_no_mails_are_sent(browser: Browser, school: Workspace) -> None:
    with visiting(browser, f"{school.url}/login") as page:
        page.get_by_role("link", name="Forgot password?").click()
        page.get_by_label("E-mail").fill("owner@example.org")
        page.get_by_role("button", name="Send the link").click()
        expect(page.get_by_role("status").get_by_text("This server sends no mails")).to_be_visible()
        page.get_by_role("link", name="Back to sign in").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def role_of(school: Workspace, email: str) -> str:
    return next(str(one["role"]) for one in school.get("/v1/users")["data"] if one["email"] == email)


def test_allowed_domains_hold_for_the_collector(desk: Page, school: Workspace) -> None:
    def answer(page: str) -> int:
        return school.collect(beacon(page=page)).status_code

    desk.goto(f"{school.url}/settings?tab=players")
    field = desk.get_by_label("One in each line")
    save = desk.locator("form").filter(has=field).get_by_role("button", name="Save changes")
    expect(save).to_be_disabled()
    field.fill("https://www.school.example/lessons?x=1\nno domain")
    save.click()
    expect(field).to_have_accessible_description(re.compile("“no domain” is no domain: write it like shop.example"))
    field.fill("https://www.school.example/lessons?x=1")
    save.click()
    expect(field).to_have_value("school.example")
    wait_for(lambda: answer("https://other.example/page") == 403)
    assert answer("https://school.example/page") == answer("https://de.school.example/page") == 200
    assert violations_in_both_themes(desk) == []
    field.fill("")
    save.click()
    expect(save).to_be_disabled()
    wait_for(lambda: answer("https://other.example/page") == 200)


def test_what_was_changed_and_not_saved_is_not_lost_by_a_slip(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/settings")
    desk.get_by_label("Name", exact=True).fill("Another name")
    desk.get_by_role("link", name="Reports").click()
    dialog = desk.get_by_role("dialog", name="Leave without saving?")
    expect(dialog.get_by_role("button", name="Stay here")).to_be_focused()
    assert violations_in_both_themes(desk) == []
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Name", exact=True)).to_have_value("Another name")
    desk.get_by_role("button", name="Discard").click()
    desk.get_by_role("link", name="Reports").click()
    expect(desk.get_by_role("heading", name="Reports", level=1)).to_be_visible()


def test_what_is_typed_while_saving_stays(desk: Page, school: Workspace) -> None:
    """Also once the answer, and what the page asks for after it, are there."""
    desk.goto(f"{school.url}/settings")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    desk.route("**/v1/session", hold_the_first)
    name, zone = desk.get_by_label("Name", exact=True), desk.get_by_label("Time zone")
    name.fill("Morning school")
    with desk.expect_request("**/v1/session"):  # by now the change is taken
        desk.get_by_role("button", name="Save changes").first.click()
    zone.fill("Asia/Seoul")
    with desk.expect_response("**/v1/session"):
        held[0].continue_()
    expect(desk.locator("aside").get_by_text("Morning school")).to_be_visible()
    expect(zone).to_have_value("Asia/Seoul")
    desk.get_by_role("button", name="Save changes").first.click()
    wait_for(lambda: school.get("/v1/workspace")["data"]["timezone"] == "Asia/Seoul")
    assert school.get("/v1/workspace")["data"]["name"] == "Morning school"
    desk.unroute("**/v1/session")


def test_the_workspace_is_named_and_cleaned_as_told(desk: Page, school: Workspace) -> None:
    desk.goto(f"{school.url}/settings")
    desk.get_by_label("Time zone").fill("Mars/Olympus")
    desk.get_by_role("button", name="Save changes").first.click()
    expect(desk.get_by_label("Time zone")).to_have_accessible_description(re.compile("such as Europe/Berlin"))
    desk.get_by_label("Time zone").fill("Asia/Tokyo")
    desk.get_by_label("Name", exact=True).fill("Evening school")
    desk.get_by_role("button", name="Save changes").first.click()
    expect(desk.locator("aside").get_by_text("Evening school")).to_be_visible()
    days = desk.get_by_label("Days", exact=True)
    save = desk.locator("form").filter(has=days).get_by_role("button", name="Save changes")
    days.fill("ninety")
    save.click()
    expect(days).to_have_accessible_description(re.compile("whole number from 1 to"))
    days.fill("90")
    save.click()
    expect(desk.get_by_text("tick this box")).to_be_visible()
    assert violations_in_both_themes(desk) == []
    desk.get_by_label("Yes, delete all plays").check()
    save.click()
    expect(desk.get_by_text("Saved", exact=True).last).to_be_visible()

    def saved() -> bool:
        workspace = school.get("/v1/workspace")["data"]
        told = [workspace[name] for name in ("name", "timezone", "retention_days")]
        return told == ["Evening school", "Asia/Tokyo", 90]

    wait_for(saved)
    days.fill("")
    save.click()
    wait_for(lambda: school.get("/v1/workspace")["data"]["retention_days"] is None)


def test_keys_and_the_code_for_pages(desk: Page, school: Workspace) -> None:
    source = f"{school.url}/nothing.mp4"
    made = {"id": "lesson-1", "title": "Lesson <1>", "source_url": source}
    school.ask("POST", "/v1/videos", made, expect=201)
    desk.goto(f"{school.url}/settings?tab=players")
    desk.get_by_role("button", name="Create key").click()
    desk.get_by_label("What it is for").fill("Blog")
    desk.get_by_role("dialog").get_by_role("button", name="Create key").click()
    row = desk.get_by_role("row", name="Blog")
    key = row.locator("code").inner_text()
    wait_for(lambda: school.client.post(f"{school.url}/collect", content=keyed(key)).status_code == 200)

    desk.goto(f"{school.url}/settings?tab=embed")
    desk.get_by_role("combobox", name="Video").click()
    desk.get_by_role("combobox", name="Video").fill("less")
    expect(desk.get_by_role("option", name="Lesson <1>")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/settings?tab=embed&video_id=lesson-1")
    desk.get_by_label("Key", exact=True).select_option(key)
    assert copied(desk, "Code for your page") == (
        '<div data-mutoscope-embed="lesson-1"></div>\n'
        f'<script async src="{school.url}/player/latest/iframe.player.js" data-key="{key}"></script>'
    )
    preview = desk.frame_locator("iframe")
    expect(preview.locator("video")).to_be_visible()
    assert violations_in_both_themes(desk) == []
    # It really is the player, and what it plays is not counted.
    school.loaded()
    assert school.player_loads("lesson-1") == 0

    desk.goto(f"{school.url}/settings?tab=players")
    row.get_by_role("button", name="Delete key").click()
    desk.get_by_role("dialog").get_by_role("button", name="Delete key").click()
    expect(row).to_have_count(0)
    wait_for(lambda: school.client.post(f"{school.url}/collect", content=keyed(key)).status_code == 403)


def keyed(key: str) -> str:
    return json.dumps(beacon() | {"key": key})
