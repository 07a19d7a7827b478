"""The embed player's page, in frames of all kinds: who it says is around it, and what it plays."""

import json
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Frame, Route, expect

from browser.dashboard import tab_to, violations
from browser.shelf import CAPTIONS, LOG, Shelf, frame
from browser.site import ABROAD
from browser.test_script_tag import fits
from browser.visitor import Visitor
from conftest import Server, Workspace

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="module")
def shelf(server: Server, workspace: Workspace) -> Shelf:
    return Shelf(server, workspace)


@pytest.fixture
def film(visitor: Visitor, shelf: Shelf) -> str:
    """The visitor's content is the clip."""
    shelf.put(visitor.content, visitor.site.url + "/clip.webm", title="The <b>clip</b> & more")
    return visitor.content


def watch(player: Frame, position: float) -> None:
    player.click("[data-part=main]")
    player.wait_for_function("position => document.querySelector('video').currentTime >= position", arg=position)


def test_the_snippet_tells_the_page_around(arrive: Arrive, shelf: Shelf) -> None:
    """Its address without the query, its referrer, whom it knows; and the numbers are those of the player's own log."""
    visitor = arrive(LOG)
    shelf.put(visitor.content, visitor.site.url + "/clip.webm", title="The <b>clip</b> & more")
    around = visitor.site.put(shelf.snippet(visitor.content, viewer="anna", context=json.dumps({"course": "Ökologie"})))
    before = visitor.site.put(f'<a href="{around}?token=1">lesson</a>')
    visitor.page.goto(f"{before}?q=secret")
    visitor.page.click("a")
    player = frame(visitor)
    assert player.title() == "The <b>clip</b> & more"
    watch(player, 1)
    player.press("[data-part=play]", "k")
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    expected = {"page": around, "ref": before, "viewer": "anna", "context": {"course": "Ökologie"}}
    assert {name: told[name] for name in expected} == expected
    assert "live" not in told
    assert told["player"].startswith("embed/")
    assert told["session"] is not None
    log = player.evaluate("viewer.log")
    fits([told], log)
    visitor.shows(log, player_loads=1, views=0)
    assert [row["page"] for row in visitor.rows(group_by="page")] == [around]


@pytest.mark.usefixtures("film")
def test_bare_frames_tell_what_the_browser_gives_away(visitor: Visitor, shelf: Shelf) -> None:
    """The origin alone, the whole address where a policy says so, nothing where another says that."""
    site, address = visitor.site, shelf.address(visitor.content, external_id="anna", **{"context.course": "7"})
    page = site.put(f'<iframe src="{address}&amp;consent=1"></iframe>')
    visitor.page.goto(page)
    told = visitor.told()
    assert (told["page"], told["viewer"], told["context"]) == (site.url, "anna", {"course": "7"})
    visitor.accepted.clear()
    page = site.put(f'<iframe referrerpolicy="no-referrer-when-downgrade" src="{address}"></iframe>')
    visitor.page.goto(page)
    assert visitor.told()["page"] == page
    visitor.accepted.clear()
    visitor.page.goto(site.put(f'<iframe referrerpolicy="no-referrer" src="{address}"></iframe>'))
    assert visitor.told()["page"] == site.url
    visitor.accepted.clear()
    visitor.page.goto(address)
    told = visitor.told()
    assert told["page"] == f"{shelf.server.url}/embed/{visitor.content}"
    visitor.comes_true(lambda row: row["player_loads"] == 4)
    pages = {row["page"]: row["player_loads"] for row in visitor.rows(group_by="page")}
    assert pages == {site.url: 2, page: 1, told["page"]: 1}


def test_an_address_copied_from_the_snippet(arrive: Arrive, shelf: Shelf) -> None:
    """It says that a script will answer, and none does: the player waits (here: less long), then plays all the same."""
    visitor = arrive("const later = setTimeout; window.setTimeout = (run, ms) => later(run, ms / 20);")
    shelf.put(visitor.content, visitor.site.url + "/clip.webm")
    visitor.page.goto(visitor.site.put(f'<iframe src="{shelf.address(visitor.content)}#host"></iframe>'))
    assert visitor.told()["page"] == visitor.site.url


def test_a_page_that_speaks_for_another_is_not_believed(visitor: Visitor, shelf: Shelf, film: str) -> None:
    """The browser says where a message comes from: the rest of the address counts only if it is of there."""
    visitor.page.goto(
        visitor.site.put(f"""<iframe src="{shelf.address(film)}#host"></iframe><script>
          addEventListener("message", ({{source, data}}) => {{
            if (data.mutoscope !== "hello") return;
            const welcome = {{mutoscope: "welcome", href: "https://bank.example/login", referrer: "", options: {{}}}};
            source.postMessage(welcome, "*", [new MessageChannel().port2]);
          }});
        </script>""")
    )
    assert visitor.told()["page"] == visitor.site.url


def test_only_allowed_sites_have_the_player_in_a_page(visitor: Visitor, server: Server) -> None:
    """The browser sees to it; the collector refuses the beacons of others too."""
    mine = Shelf(server, server.workspace())
    mine.put("film", visitor.site.url + "/clip.webm")
    with mine.catalog() as catalog:
        catalog.change_workspace(mine._id, allowed_domains=["localhost", "Straße.example", "*.Пример.рф"])
    policy = httpx.get(mine.address("film")).headers["content-security-policy"]
    assert policy.endswith(
        "; frame-ancestors 'self' http://*.xn--e1afmkfd.xn--p1ai:* http://localhost:* http://*.localhost:*"
        " http://xn--strae-oqa.example:* http://*.xn--strae-oqa.example:*"
    )
    page = visitor.site.put(f'<iframe src="{mine.address("film")}"></iframe>')
    with visitor.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        visitor.page.goto(page)
    visitor.errors.clear()
    visitor.page.goto(page.replace("127.0.0.1", "localhost"))
    assert visitor.told()["page"] == visitor.site.url.replace("127.0.0.1", "localhost")


def test_addresses_without_a_player(visitor: Visitor, shelf: Shelf, server: Server) -> None:
    """A friendly page each, and the reason for a script that asks."""
    shelf.put("empty", None)
    shelf.put("scripted", "javascript:alert(1)")
    shelf.put("event", None, kind="event")
    titles = {
        shelf.address("never-was"): "There is no video here",
        shelf.address("event"): "There is no video here",
        shelf.address("empty"): "Nothing to play yet",
        shelf.address("scripted"): "Nothing to play yet",
        f"{server.url}/embed/empty": "Whose video is this?",
        f"{server.url}/embed/empty?key=pub_none": "Whose video is this?",
    }
    for address, title in titles.items():
        answer = httpx.get(address)
        assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (404, True)
    answer = httpx.get(shelf.address("never-was").replace("?", ".json?"))
    assert (answer.status_code, answer.json()["problem"]["title"]) == (404, "There is no video here")
    assert httpx.post(shelf.address("empty")).status_code == 405
    assert httpx.get(f"{server.url}/embed/no.such").status_code == 404
    visitor.page.goto(visitor.site.put(shelf.snippet("never-was")))
    said = visitor.page.evaluate(
        "document.querySelector('[data-mutoscope-embed]').mutoscopePlayer.catch(({message}) => message)"
    )
    assert said == "There is no video here. It was taken away, or the address has a mistake."
    visitor.errors.clear()  # the browser's own word for the 404
    # Viewers are told as well.
    inner = visitor.page.query_selector("iframe")
    said_inside = inner and inner.content_frame()
    assert said_inside
    assert said_inside.inner_text("h1") == "There is no video here"


def test_an_event_is_its_newest_stream(visitor: Visitor, shelf: Shelf) -> None:
    event = visitor.content
    shelf.put(event, None, kind="event", title="The event")
    for number in (1, 2):
        source = f"{visitor.site.url}/clip.webm?{number}"
        shelf.put(f"{event}-{number}", source, kind="stream", event_id=event, title=f"Evening {number}")
    told = httpx.get(shelf.address(event).replace("?", ".json?")).json()
    assert (told["video"], told["title"], told["live"]) == (f"{event}-2", "Evening 2", True)


def test_what_a_page_may_not_do(shelf: Shelf, visitor: Visitor, film: str) -> None:
    """Titles are text, and the policy has no place for inline scripts or styles."""
    answer = httpx.get(shelf.address(film))
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert "frame-ancestors" not in policy
    assert "<b>clip" not in answer.text


def test_keys_captions_and_buttons(visitor: Visitor, shelf: Shelf) -> None:
    site = visitor.site
    captions = site.put(CAPTIONS, {"Access-Control-Allow-Origin": "*"})
    tracks = [{"lang": "en", "label": "English", "src": captions}, {"lang": "ru", "label": "Русский", "src": captions}]
    shelf.put(visitor.content, site.url + "/clip.webm", captions=tracks)
    visitor.page.goto(shelf.address(visitor.content))
    player = visitor.page.main_frame
    watch(player, 0.5)
    for key in ("k", "End", "ArrowLeft", "m", ">", "c"):
        player.press("body", key)
    state = player.evaluate("""async () => {
      const video = document.querySelector("video");
      const [track] = video.textTracks;
      while (!track.cues?.length) await new Promise((resolve) => setTimeout(resolve, 10));
      const { currentTime, paused, muted, playbackRate } = video;
      const said = (name) => document.querySelector(`[data-part=${name}]`);
      return { currentTime, paused, muted, playbackRate, cue: track.cues[0].text, mode: track.mode,
        labels: ["play", "mute", "rate"].map((name) => said(name).ariaLabel), title: said("captions").title };
    }""")
    assert state == {
        "currentTime": pytest.approx(25, abs=0.1),
        "paused": True,
        "muted": True,
        "playbackRate": 1.25,
        "cue": "Every view is counted.",
        "mode": "showing",
        "labels": ["Play", "Unmute", "Playback rate 1.25×"],
        "title": "Captions: English",
    }
    player.press("body", "3")
    # Steps of one second are one seek.
    told = visitor.told(lambda beacon: beacon["n"]["seek"] >= 1)
    assert (told["n"]["play"], told["n"]["pause"]) == (1, 1)


def test_a_browser_without_modules_is_told_that_it_is_too_old(visitor: Visitor, shelf: Shelf) -> None:
    """Such browsers pass over the player's script, and take the one that others pass over."""
    page = visitor.page
    shelf.put(visitor.content, visitor.site.url + "/clip.webm")

    def without_modules(route: Route) -> None:
        answer = route.fetch()
        html = (
            answer.text()
            .replace('<script type="module"', '<script type="unknown"')
            .replace("<script nomodule", "<script")
        )
        route.fulfill(response=answer, body=html)

    page.route("**/embed/*", without_modules)
    page.goto(shelf.address(visitor.content))
    expect(page.get_by_text("This browser is too old to play the video.")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_without_a_mouse_or_eyes(visitor: Visitor, shelf: Shelf) -> None:
    """axe finds nothing, at the start, while it plays and where nothing can be played; the keyboard gets everywhere."""
    page = visitor.page
    shelf.put(visitor.content, visitor.site.put("no film", ABROAD, ".webm"), title="The clip")
    page.set_viewport_size({"width": 320, "height": 180})
    page.goto(shelf.address(visitor.content))
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    assert violations(page) == []
    # Nothing lies over it, even where there is little room.
    again.click()
    shelf.put(visitor.content, visitor.site.url + "/clip.webm", title="The clip")
    page.goto(shelf.address(visitor.content))
    page.wait_for_selector("main[aria-label='Video player: The clip']")
    assert violations(page) == []
    tab_to(page, page.get_by_role("slider", name="Position"))
    tab_to(page, page.locator("[data-part=play]"))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause").wait_for()
    assert violations(page) == []
    tab_to(page, page.get_by_role("button", name="Full screen"))
