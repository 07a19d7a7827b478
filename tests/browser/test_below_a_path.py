"""An installation below a path of a site, behind web servers that pass the path on and such that take it away."""

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from acceptance.looking import catalog_of
from acceptance.mailing import link_in, parsed
from browser import streams
from browser.dashboard import OWNER
from browser.proxy import Proxy
from browser.site import Site
from conftest import Server, Workspace, beacon, serving, wait_for
from mutoscope.catalog import COOKIE
from mutoscope.reports.links import sign
from mutoscope.reports.reports import UNSUBSCRIBE

KINDS = {"passed on": ("/stats", False), "taken away": ("/stats", True), "named as a page": ("/videos", True)}
AT = "at => document.querySelector('video').currentTime > at"


@pytest.fixture(scope="module", params=KINDS)
def front(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    path, strips = KINDS[request.param]
    with Proxy(path, strips=strips) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def below(front: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("below") / "data"
    with serving(data, "--base-url", front.url, "--trusted-proxies", "127.0.0.1") as server:
        front.target = server.port
        yield server


@pytest.fixture
def school(below: Server, front: Proxy, site: Site) -> Workspace:
    """With a stream in its catalog, reached by the public address."""
    direct = below.workspace()
    workspace = Workspace(front.url, direct.workspace_id, direct.token, direct.ingest_key)
    fields = {"id": "lesson", "title": "Lesson", "source_url": streams.whole(site), "duration": 20}
    link = workspace.ask("POST", "/v1/videos", fields, expect=201)["data"]["embed_link"]
    assert link == f"{front.url}/embed/lesson?key={workspace.ingest_key}"
    return workspace


def failed(request: Request) -> bool:
    """Whether a part of the dashboard could not be had; what a page that is left no longer waits for doesn't count."""
    return "/assets/" in request.url and request.failure != "net::ERR_ABORTED"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(locale="en-GB", accept_downloads=True)) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url) if failed(request) else None)
        yield page
    assert wrong == []


def test_a_day_in_the_dashboard(page: Page, school: Workspace, front: Proxy, below: Server) -> None:
    front.outside.clear()
    wait_for(lambda: school.collect(beacon(video="lesson", spans=[[0, 900, 0, 900, 0]])).status_code == 200)
    wait_for(lambda: school.player_loads("lesson"))
    page.add_init_script(f"localStorage.setItem('mutoscope-workspace', '{school.workspace_id}')")
    page.goto(f"{front.url}/analytics?period=today&traffic=all")
    page.get_by_label("E-mail").fill(OWNER["email"])
    page.get_by_label("Password", exact=True).fill(OWNER["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{front.url}/analytics?**")  # two plays: the first made the workspace known
    assert "period=today" in page.url  # as it was asked for
    expect(page.locator("[data-measure=player_loads] data")).to_have_attribute("value", "2")
    assert {cookie["path"] for cookie in page.context.cookies(front.url)} == {front.path}
    page.reload()
    expect(page.locator("[data-measure=player_loads] data")).to_have_attribute("value", "2")
    for link in ("Catalog", "Viewers", "Reports", "Settings", "Analytics"):
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_url(re.compile(re.escape(f"{front.url}/{link.lower()}") + r"(\?.*)?$"))
    page.goto(f"{front.url}/videos/lesson?traffic=all")
    page.get_by_role("button", name="Play: Lesson").click()
    page.wait_for_function(AT, arg=1)
    page.goto(f"{front.url}/welcome")
    expect(page.get_by_text(f'src="{front.url}/sdk/mutoscope.js"')).to_be_visible()
    page.goto(f"{front.url}/docs")
    page.get_by_role("link", name="openapi.json").click()
    assert json.loads(page.inner_text("pre"))["servers"] == [{"url": front.path}]
    page.goto(front.url)
    page.wait_for_url(f"{front.url}/analytics*")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(f"{front.url}/login")
    assert COOKIE not in {cookie["name"] for cookie in page.context.cookies(front.url)}
    assert front.outside == []


@pytest.mark.parametrize("way", ["script", "snippet", "frame"])
def test_plays_are_counted(page: Page, school: Workspace, front: Proxy, site: Site, way: str) -> None:
    front.outside.clear()
    key = f'data-key="{school.ingest_key}"'
    around = {
        "script": f'<script async src="{front.url}/sdk/mutoscope.js" {key}></script>'
        f'<video muted src="{site.url}/clip.webm" data-mutoscope-video="own"></video>',
        "snippet": '<div data-mutoscope-embed="lesson"></div>'
        f'<script async src="{front.url}/player/latest/iframe.player.js" {key}></script>',
        "frame": f'<iframe src="{front.url}/embed/lesson?key={school.ingest_key}"></iframe>',
    }
    page.goto(site.put(f"<!doctype html><title>lesson</title>{around[way]}"))
    if way == "script":
        page.evaluate("document.querySelector('video').play()")
    else:
        page.frame_locator("iframe").locator("[data-part=main]").click()
    wait_for(lambda: school.player_loads("own" if way == "script" else "lesson") == 1, said="no play came")
    assert front.outside == []


def test_links_of_mails(page: Page, school: Workspace, front: Proxy, below: Server, tmp_path: Path) -> None:
    asked = {"fields": ["views"], "period": "today", "email": "ann@example.org"}
    report = school.ask("POST", "/v1/reports", asked, expect=202)["data"]["id"]
    mail = below.data / "outbox" / f"{report}.eml"
    wait_for(mail.exists)
    link = link_in(parsed(mail.read_bytes()))
    assert link.startswith(f"{front.url}/v1/reports/")
    page.goto(f"{front.url}/docs")
    with page.expect_download() as downloading:
        page.evaluate("link => { location.href = link }", link)
    downloading.value.save_as(tmp_path / "report.zip")
    assert zipfile.is_zipfile(tmp_path / "report.zip")

    every = {"kind": "digest", "every": "weekly", "hour": 9, "email": "ann@example.org"}
    schedule = school.ask("POST", "/v1/reports/schedules", every, expect=201)["data"]["id"]
    with closing(catalog_of(below.data)) as catalog:
        owner = catalog.workspace(UUID(school.workspace_id))
    assert owner
    signature = sign(owner, UNSUBSCRIBE, UUID(schedule))
    page.goto(f"{front.url}/v1/reports/schedules/{schedule}/unsubscribe?signature={signature}")
    page.get_by_role("button", name="Stop them").click()
    expect(page.get_by_role("heading", name="These mails have ended")).to_be_visible()


def test_health_is_told_with_and_without_the_path(below: Server, front: Proxy) -> None:
    for url in (below.url, f"{below.url}{front.path}", front.url):
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert httpx.get(f"{below.url}{front.path}x/healthz").status_code == 404
