"""The dashboard where the clocks change, and in zones that a browser of some years ago does not know."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.dashboard import signed_in
from conftest import Server, Workspace, beacon, id128, uuid7, wait_for
from oracle import zones

# As Chromium 90 has it: neither the zone nor the list of zones.
OLD_BROWSER = """
    const Now = Intl.DateTimeFormat;
    Intl.DateTimeFormat = new Proxy(Now, {
        construct(format, [locales, options = {}]) {
            if (options.timeZone === "Europe/Kyiv") throw new RangeError("Invalid time zone specified: Europe/Kyiv");
            return new format(locales, options);
        },
    });
    delete Intl.supportedValuesOf;
"""
PAGES = (
    "/analytics?period=custom&from=2023-10-29&to=2023-10-29",
    "/analytics?period=today",
    "/analytics?period=all_time&tab=referrers",
    "/analytics?period=last_month&tab=live",
    "/catalog",
    "/videos/lesson?period=all_time",
    "/videos/lesson?tab=viewers&period=all_time",
    "/viewers?period=all_time",
    "/viewers/anna?period=all_time",
    "/reports",
    "/settings",
    "/settings?tab=tokens",
    "/settings?tab=people",
)


def play(loaded: str) -> dict[str, Any]:
    at = zones.instant(loaded)
    spans = [[0, 20_000, 0, 20_000, 0]]
    return beacon(
        play=uuid7(at), video="lesson", viewer="anna", session=id128(), loaded=at, sent=at + 50_000, spans=spans
    ) | {"received": at + 50_000, "country": "UA"}


def workspace_of(server: Server, timezone: str, *loads: str) -> Workspace:
    workspace = server.workspace(timezone=timezone)
    assert workspace.import_([play(load) for load in loads])["refused"] == 0
    wait_for(lambda: workspace.player_loads("lesson") == len(loads), seconds=30)
    return workspace


@pytest.fixture(scope="module")
def kyiv(server: Server) -> Workspace:
    """A play in each of the two hours from three o'clock, and one of now."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    workspace = workspace_of(server, "Europe/Kyiv", "2023-10-29T00:20:00Z", "2023-10-29T01:20:00Z", now)
    workspace.ask("POST", "/v1/reports", {"period": "last_month", "fields": ["views"]}, expect=202)
    return workspace


@pytest.fixture(scope="module")
def old(browser: Browser, kyiv: Workspace) -> Iterator[Page]:
    with signed_in(browser, kyiv) as page:
        page.add_init_script(OLD_BROWSER)
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_pages_work_in_a_zone_that_the_browser_does_not_know(old: Page, kyiv: Workspace, path: str) -> None:
    old.goto(kyiv.url + path)
    expect(old.get_by_role("heading", level=1)).to_be_visible()
    old.wait_for_function("() => document.querySelectorAll('[aria-busy=true]').length === 0")
    expect(old.get_by_role("heading", level=1)).to_be_visible()
    expect(old.get_by_text("Something went wrong on this page")).to_have_count(0)


def test_times_there_are_those_of_the_zone(old: Page, kyiv: Workspace) -> None:
    """Two hours from three o'clock: each has its name, and a play."""
    old.goto(f"{kyiv.url}/analytics?period=custom&from=2023-10-29&to=2023-10-29&measure=player_loads")
    hours = old.get_by_role("table").filter(has=old.get_by_role("columnheader", name="Player loads")).first
    expect(hours.get_by_role("row")).to_have_count(26)  # a head, and 25 hours
    for name in ("03:00 UTC+3", "03:00 UTC+2"):
        row = hours.get_by_role("row").filter(has_text=name)
        expect(row.get_by_role("cell")).to_have_text("1")


def test_settings_offer_and_take_the_zones_that_the_server_knows(old: Page, kyiv: Workspace) -> None:
    old.goto(f"{kyiv.url}/settings")
    field = old.get_by_label("Time zone")
    expect(field).to_have_value("Europe/Kyiv")
    expect(old.locator("datalist option[value='Europe/Kyiv']")).to_be_attached()
    save = old.get_by_role("button", name="Save").first
    field.fill("Mars/Olympus")
    save.click()
    expect(field).to_have_accessible_description(re.compile("no such time zone"))
    for zone in ("Europe/Kiev", "Europe/Kyiv"):
        field.fill(zone)
        with old.expect_response("**/v1/session"):  # the page asks for it once its change is taken
            save.click()
        expect(save).to_be_disabled()  # nothing is left to save
        assert kyiv.get("/v1/workspace")["data"]["timezone"] == zone
    expect(old.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "case",
    [
        # Late on the day that has 25 hours: yesterday until the same time, not today's own first half hour.
        ("Europe/Stockholm", "2020-10-25T22:30:00Z", "today", "2020-10-24", "2020-10-24T21:31:00Z"),
        ("Europe/Stockholm", "2022-03-31T22:30:00Z", "this_month", "2022-03-01", "2022-02-28T23:31:00Z"),
        ("America/Havana", "2022-03-14T04:30:00Z", "today", "2022-03-13", "2022-03-13T05:31:00Z"),
    ],
)
def test_what_a_day_or_month_is_compared_with(
    browser: Browser, server: Server, case: tuple[str, str, str, str, str]
) -> None:
    timezone, now, period, from_, to = case
    workspace = workspace_of(server, timezone, now)
    with signed_in(browser, workspace) as page:
        page.clock.set_fixed_time(now)
        with page.expect_request(lambda request: f"/overview?from={from_}&" in as_asked(request.url)) as asked:
            page.goto(f"{workspace.url}/analytics?period={period}&compare=yes")
        assert parse_qs(urlsplit(asked.value.url).query)["to"] == [to]


def as_asked(url: str) -> str:
    """An address whose question begins with `from`, whatever the order it has."""
    query = parse_qs(urlsplit(url).query)
    return f"{urlsplit(url).path}?from={query.get('from', [''])[0]}&"
