"""The script tag on pages of all kinds, in good and in bad company. `arrive` sees to it that none hears an error."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route

from browser.oracle import TOLERANCE, Entry, stretches, watch_time
from browser.shelf import Shelf
from browser.site import Site
from browser.visitor import Beacon, Visitor
from conftest import serving

Arrive = Callable[..., Visitor]


def test_videos_present_added_later_and_switched(visitor: Visitor) -> None:
    first, second, third = (f"{visitor.content}-{name}" for name in ("a", "b", "c"))
    visitor.open(visitor.script() + visitor.video(first))
    visitor.told()
    visitor.page.evaluate(
        "html => document.body.insertAdjacentHTML('beforeend', html)", f"<p>{visitor.video(second)}</p>"
    )
    visitor.told(lambda beacon: beacon["video"] == second)
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("to => (document.querySelector('video').dataset.mutoscopeVideo = to)", third)
    visitor.until(2)
    switched = visitor.pause()
    before = visitor.told(lambda beacon: beacon["video"] == first)
    fits([before, switched], visitor.log, pieces=2)
    visitor.content = third
    visitor.comes_true(lambda row: row["pause"] == 1)
    rows = visitor.rows(video_id=[first, second, third])
    shown = {row["video_id"]: (row["player_loads"], row["play"], row["pause"], row["watch_time"]) for row in rows}
    assert shown == {
        first: (1, 1, 0, watch_time(before)),
        second: (1, 0, 0, 0),
        third: (1, 0, 1, watch_time(switched)),
    }


def test_what_the_page_says_in_attributes(visitor: Visitor) -> None:
    """Of the video, else of the script. The page's address loses its query, but for what is to be kept."""
    context = json.dumps({"course": "Ökologie & <Recht>"})
    special = """data-mutoscope-viewer="anna" data-mutoscope-options='{"player": "mine/2"}' data-mutoscope-live"""
    general = visitor.script(viewer="everybody", context=context, options='{"keepQuery": ["a"]}')
    plain = f"{visitor.content}-plain"
    page = visitor.site.put(general + visitor.video(attributes=special) + visitor.video(plain))
    visitor.page.goto(f"{page}?a=1&b=2#c")
    live = visitor.told(lambda beacon: beacon["video"] == visitor.content)
    other = visitor.told(lambda beacon: beacon["video"] == plain)
    assert (live["viewer"], live["player"], live["live"], live["duration"]) == ("anna", "mine/2", True, None)
    assert (other["viewer"], other.get("live")) == ("everybody", None)
    assert (live["page"], other["page"]) == (page, f"{page}?a=1")
    visitor.comes_true(lambda row: row["player_loads"] == 1)
    dimensions = {
        "external_id": "anna",
        "context.course": "Ökologie & <Recht>",
        "browser": "Chrome",
        "domain": "127.0.0.1",
    }
    for dimension, value in dimensions.items():
        assert [row[dimension] for row in visitor.rows(group_by=dimension)] == [value]


def test_two_copies_of_the_script_and_the_module(visitor: Visitor) -> None:
    """The first copy tracks; the module, brought in by somebody else, gets its hold on the player."""
    visitor.open(visitor.script() + visitor.video() + visitor.script(key="another"))
    options = {"key": "another", "video": "other", "endpoint": "https://nowhere.invalid/"}
    same = visitor.page.evaluate(
        """async ([address, options]) => {
          const video = document.querySelector("video");
          const { track } = await import(address);
          return track(video, options) === video.mutoscope;
        }""",
        [visitor.sdk.replace("mutoscope.js", "index.js"), options],
    )
    assert same
    watch(visitor)


def test_the_module_alone(visitor: Visitor) -> None:
    visitor.open(visitor.video())
    endpoint = visitor.workspace.url + "/collect"
    options = {"key": visitor.workspace.ingest_key, "video": visitor.content, "endpoint": endpoint, "viewer": "anna"}
    visitor.page.evaluate(
        """async ([address, options]) => {
          const { track } = await import(address);
          window.handle = track(document.querySelector("video"), options);
        }""",
        [visitor.sdk.replace("mutoscope.js", "index.js"), options],
    )
    watch(visitor)
    visitor.page.evaluate("handle.consent(false); handle.update({})")
    beacon = visitor.told(lambda beacon: beacon["session"] is None)
    assert beacon["device"] is None
    assert "viewer" not in beacon


def test_a_player_taken_away_and_put_back(visitor: Visitor) -> None:
    """The play ends there, without a pause of the viewer's; what is played later is another one's."""
    visitor.open()
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("() => { window.putBack = viewer.remove() }")
    first = visitor.told(lambda beacon: not beacon["playing"] and bool(beacon["spans"]))
    assert first["n"]["pause"] == 0
    visitor.page.evaluate("putBack()")
    visitor.play()
    visitor.until(2)
    second = visitor.pause()
    assert second["play"] != first["play"]
    fits([first, second], visitor.log)
    counted = (2, 2, 1, watch_time(first, second))
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["pause"], row["watch_time"]) == counted)


NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})"
GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"


# By the page itself: one of many visitors may be looked at only when its film would be over.
WATCH_AND_PAUSE = """() => {
  const look = () => (viewer.reached(5.2) ? viewer.pause() : setTimeout(look, 10));
  viewer.play();
  look();
}"""


def test_without_consent_the_session_is_derived(arrive: Arrive) -> None:
    """Two profiles of one browser at one address: two sessions where they may be kept, one where they must not."""
    profiles: dict[str, dict[str, Any]] = {
        "given": {},
        "refused": {},
        "gpc": {"before": GPC},
        "gpc-header": {"extra_http_headers": {"Sec-GPC": "1"}},
        "no-storage": {"before": NO_STORAGE},
    }
    visitors = {kind: [arrive(content=kind, **profile) for _ in range(2)] for kind, profile in profiles.items()}
    for kind, pair in visitors.items():
        for one in pair:
            one.open(one.script(viewer="anna", options=json.dumps({"consent": kind != "refused"})) + one.video())
            one.page.evaluate(WATCH_AND_PAUSE)
    for kind, pair in visitors.items():
        for one in pair:
            told = one.told(lambda beacon: beacon["n"]["pause"] == 1)
            # Of the header the page knows nothing: there it is the collector that drops the ids.
            kept = kind in ("given", "gpc-header")
            assert (told["session"] is not None, told["device"] is not None) == (kept, kept)
        row = pair[0].comes_true(lambda row: row["pause"] == 2)
        assert (row["player_loads"], row["views"], row["unique_views"]) == (2, 2, 2 if kind == "given" else 1)
        # The page's own id of the viewer stays, unless consent was refused.
        viewers = [row["external_id"] for row in pair[0].rows(group_by="external_id")]
        assert viewers == ["" if kind == "refused" else "anna"]


def test_a_sandboxed_frame(visitor: Visitor) -> None:
    """No storage and no origin, as in many an embedded player."""
    inner = visitor.site.put(visitor.video() + visitor.script())
    visitor.page.goto(visitor.site.put(f'<iframe sandbox="allow-scripts" src="{inner}"></iframe>'))
    beacon = visitor.told()
    assert beacon["session"] is None
    assert beacon["page"] == inner
    visitor.comes_true(lambda row: row["player_loads"] == 1)


def blocked(route: Route) -> None:
    route.abort()


def unavailable(route: Route) -> None:
    route.fulfill(status=503, json={"retry_after": 1}, headers=ABROAD)


def limited(route: Route) -> None:
    route.fulfill(status=429, json={"reason": "rate", "retry_after": 1}, headers=ABROAD)


def portal(route: Route) -> None:
    route.fulfill(status=200, body="<h1>Please log in</h1>", headers=ABROAD)


ABROAD = {"Access-Control-Allow-Origin": "*"}


def test_trouble_on_the_way(visitor: Visitor) -> None:
    """Nothing comes through, at first and again later: once something does, nothing is missing."""
    troubles = [blocked, unavailable]

    def way(route: Route) -> None:
        (troubles.pop(0) if troubles else Route.continue_)(route)

    visitor.page.route("**/collect", way)
    visitor.open()
    visitor.play()
    visitor.told()
    assert not troubles
    troubles += [limited, portal]
    visitor.seek(20)
    visitor.told(lambda beacon: beacon["n"]["seek"] == 1)
    assert not troubles
    visitor.until(20.5)
    fits([visitor.pause()], visitor.log)
    row = visitor.comes_true(lambda row: row["pause"] == 1)
    visitor.shows(visitor.log, player_loads=1, views=row["views"])


def test_a_clock_that_is_wrong(arrive: Arrive) -> None:
    """By forty days: the collector says what time it is, and the play goes on under another id."""
    visitor = arrive("const now = Date.now; Date.now = () => now() + 40 * 86_400_000")
    visitor.open()
    watch(visitor)


def test_a_collector_that_calls_the_clock_wrong_later(visitor: Visitor) -> None:
    """What was accepted stays; the rest is a play of its own."""
    visitor.open()
    visitor.play()
    visitor.until(1)
    first = visitor.told()
    wrong = {"reason": "clock", "now": first["sent"]}
    visitor.page.route("**/collect", lambda route: route.fulfill(status=409, json=wrong, headers=ABROAD), times=1)
    visitor.seek(10)
    visitor.told(lambda beacon: beacon["play"] != first["play"])
    visitor.until(11)
    second = visitor.pause()
    fits([second], visitor.log[-3:])
    counted = (2, 1, watch_time(first, second))
    visitor.comes_true(lambda row: (row["player_loads"], row["pause"], row["watch_time"]) == counted)


def test_a_strict_policy(visitor: Visitor) -> None:
    """No inline scripts, no eval; only what a page has to allow for this: one script, one address to connect to."""
    server = visitor.workspace.url
    policy = f"default-src 'none'; media-src 'self'; script-src 'self' {server}; connect-src {server}"
    visitor.open(headers={"Content-Security-Policy": policy})
    watch(visitor)


def test_an_element_of_the_same_name(visitor: Visitor) -> None:
    """Browsers make elements with an id properties of the window."""
    visitor.open(f'<div id="mutoscope"></div>{visitor.script()}{visitor.video()}')
    visitor.told()


def test_a_page_without_host(visitor: Visitor, tmp_path: Path) -> None:
    """A file tells nothing of where it lies on somebody's disk."""
    file = tmp_path / "lesson.html"
    file.write_text(visitor.video().replace("/clip", f"{visitor.site.url}/clip") + visitor.script())
    visitor.page.goto(file.as_uri())
    assert visitor.told()["page"] == "file://"
    visitor.comes_true(lambda row: row["player_loads"] == 1)
    assert [row["domain"] for row in visitor.rows(group_by="domain")] == [""]


def watch(visitor: Visitor) -> None:
    """A second of playback, which must be shown as the log has it."""
    visitor.play()
    visitor.until(1)
    told = visitor.pause()
    fits([told], visitor.log)
    visitor.shows(visitor.log, player_loads=1, views=0)


def fits(told: list[Beacon], log: list[Entry], pieces: int = 1) -> None:
    """Do the beacons of some plays tell together what the log says, to the milliseconds that two observers may differ?

    pieces: how many spans they make of each stretch of it.
    """
    spans = [span for beacon in told for span in beacon["spans"]]
    played = stretches(log)
    assert len(spans) == len(played) * pieces
    for index, stretch in enumerate(played):
        mine = spans[index * pieces : (index + 1) * pieces]
        wall = sum(span[1] for span in mine) / 1000
        off = stretch.misses(wall, mine[-1][3] / 1000), abs(mine[0][2] / 1000 - stretch.begin)
        assert max(off) <= TOLERANCE


def test_routes_in_the_fragment(visitor: Visitor) -> None:
    """Sent where the script is told so, and kept where the workspace says so too."""
    visitor.workspace.ask("PATCH", "/v1/workspace", {"keep_fragment": True})
    page = visitor.site.put(visitor.script(**{"keep-fragment": ""}) + visitor.video())
    visitor.page.goto(f"{page}#/lesson/12?token=secret")
    sent = visitor.told(lambda beacon: beacon["video"] == visitor.content)
    assert sent["page"] == f"{page}#/lesson/12"
    visitor.comes_true(lambda row: row["player_loads"] == 1)
    assert [row["page"] for row in visitor.rows(group_by="page")] == [f"{page}#/lesson/12"]


def test_a_path_of_ones_own(tmp_path: Path, browser: Browser, site: Site) -> None:
    """Nothing that a page asks for is called collect, or what lists of blockers know."""
    with (
        serving(tmp_path / "data", "--collect-path", "/c") as server,
        closing(browser.new_context()) as context,
    ):
        visitor = Visitor(context, site, f"{server.url}/c.js?v=1", server.workspace())
        asked: list[str] = []
        visitor.page.on("request", lambda request: asked.append(request.url.removeprefix(server.url)))
        with visitor.page.expect_response("**/c"):
            visitor.open()
        visitor.comes_true(lambda row: row["player_loads"] == 1)
        assert {path for path in asked if path.startswith("/")} == {"/c.js?v=1", "/c"}
        shelf = Shelf(server, visitor.workspace)
        shelf.put("film", f"{site.url}/clip.webm")
        visitor.page.goto(shelf.address("film"))
        visitor.content = "film"
        visitor.comes_true(lambda row: row["player_loads"] == 1)
        assert "/collect" not in asked
