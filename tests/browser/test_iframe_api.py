"""The IFrame Player API: what a learning platform hears and does, and pages that are not kind to it."""

from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from browser import streams
from browser.oracle import TOLERANCE, stretches
from browser.shelf import LOG, Shelf, ask, drive, frame, heard, hears, is_at, plays_until
from browser.site import ABROAD
from browser.test_embed import Arrive
from browser.test_script_tag import GPC, NO_STORAGE
from browser.visitor import Visitor
from conftest import Server, Workspace, wait_for

MUTED = {"behavior": {"muted": True, "autoPlay": True}}


@pytest.fixture(scope="module")
def shelf(server: Server, workspace: Workspace) -> Shelf:
    return Shelf(server, workspace)


@pytest.fixture
def visitor(arrive: Arrive, shelf: Shelf) -> Visitor:
    """Their content is the clip of 30 s."""
    visitor = arrive(LOG)
    shelf.put(visitor.content, visitor.site.url + "/clip.webm")
    return visitor


def test_what_a_learning_platform_hears(visitor: Visitor, shelf: Shelf) -> None:
    """Resumes where the viewer left; marks count each second once, those of earlier days too; ways back are rewinds."""
    earlier = [[0, 14.5], [3, 5]]
    drive(visitor, shelf, {"time": 14.5, "watched": earlier, "marks": [25, 50, 90]} | MUTED)
    hears(visitor, "Playing")
    assert heard(visitor, "Seek") == []
    # A quarter was known before; half of it is news.
    [half] = hears(visitor, "Mark")
    assert (half["percent"], half["watched"]) == (50, pytest.approx(15, abs=0.5))
    plays_until(visitor, 16)
    ask(visitor, "seekTo", 10)
    [back] = hears(visitor, "Rewind")
    assert heard(visitor, "Seek") == [back]
    assert (16 <= back["from"] < 17, back["to"]) == (True, 10)
    is_at(visitor, 11.2, 15)  # seeks less than a second apart are one
    ask(visitor, "seekTo", 18)
    ask(visitor, "setPlaybackRate", 4)
    hears(visitor, "Ended")
    marks = hears(visitor, "Mark", 2)
    assert [mark["percent"] for mark in marks] == [50, 90]
    ask(visitor, "play")
    hears(visitor, "Replay")
    watched = ask(visitor, "getWatched")
    assert watched[0][0] == 0
    assert watched[-1][1] == pytest.approx(30, abs=0.2)
    told = visitor.told(lambda beacon: beacon["n"]["seek"] == 2)
    assert told["n"]["pause"] == 0


def test_a_playlist_makes_a_play_of_each_item(visitor: Visitor, shelf: Shelf) -> None:
    """The next item begins at the end of one; what was played of one is never another's."""
    first, second = visitor.content, f"{visitor.content}-stream"
    shelf.put(second, streams.whole(visitor.site))
    options = {"time": 28.5, "playlist": [{}, {"id": second}]} | MUTED
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    drive(visitor, shelf, options)
    hears(visitor, "Playing")
    assert "/player/latest/hls.js" not in asked
    hears(visitor, "CurrentTrackChanged", 2)
    visitor.page.wait_for_function("() => heard.filter(([type]) => type === 'Loaded').length === 2")
    assert "/player/latest/hls.js" in asked
    hears(visitor, "Playing", 2)
    is_at(visitor, 0.5, 20)
    ask(visitor, "switchTo", first, {"time": 3})
    visitor.page.wait_for_function("() => heard.filter(([type]) => type === 'Loaded').length === 3")
    ended = visitor.told(lambda beacon: beacon["video"] == first and bool(beacon["spans"]))
    streamed = visitor.told(lambda beacon: beacon["video"] == second and beacon["spans"] and not beacon["playing"])
    third = visitor.told(lambda beacon: beacon["video"] == first and beacon["play"] != ended["play"])
    assert len({ended["play"], streamed["play"], third["play"]}) == 3
    assert (third["spans"], third["n"]["play"]) == ([], 0)
    # The log knows nothing of the switch to another source: what it has whole is the first item's.
    [stretch] = stretches(frame(visitor).evaluate("viewer.log"))
    parts = [(begin / 1000, end / 1000) for _, _, begin, end, _ in ended["spans"]]
    assert parts == [pytest.approx((stretch.begin, stretch.end), abs=TOLERANCE)]
    assert [begin <= 500 and end < 20_000 for _, _, begin, end, _ in streamed["spans"]] == [True]
    assert ask(visitor, "getPlaylistItem") == {"id": first}
    assert 3 <= ask(visitor, "getCurrentTime") < 3.1


def test_autoplay_that_may_not_sound_begins_muted(visitor: Visitor, shelf: Shelf) -> None:
    """Headless Chromium allows all: the player's own page says no, as browsers do before the first click."""
    visitor.context.add_init_script("""
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = function () {
        if (this.muted) return play.call(this);
        return Promise.reject(new DOMException("by policy", "NotAllowedError"));
      };""")
    drive(visitor, shelf, {"behavior": {"autoPlay": True}})
    hears(visitor, "Playing")
    assert ask(visitor, "isMuted")
    ask(visitor, "pause")
    ask(visitor, "unmute")
    assert ask(visitor, "play") == "NotAllowedError: by policy"


def test_a_loop_is_one_play_with_replays(visitor: Visitor, shelf: Shelf) -> None:
    drive(visitor, shelf, {"time": 28.5, "behavior": {"muted": True, "autoPlay": True, "loop": True}})
    hears(visitor, "Replay")
    is_at(visitor, 0, 2)
    ask(visitor, "pause")
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    assert {name: told["n"][name] for name in ("play", "seek", "replay")} == {"play": 1, "seek": 0, "replay": 1}
    assert (heard(visitor, "Seek"), heard(visitor, "Ended")) == ([], [])


def test_live_with_a_way_back(visitor: Visitor, shelf: Shelf) -> None:
    """Live content has no length; who goes back sees what was, at the times it was."""
    stream = visitor.content = f"{visitor.content}-live"
    shelf.put(stream, streams.live(visitor.site, begun=12), kind="stream")
    drive(visitor, shelf, MUTED)
    hears(visitor, "Playing")
    edge = ask(visitor, "getCurrentTime")
    assert 6 <= edge <= 13
    plays_until(visitor, edge + 1)
    ask(visitor, "seekTo", 2)
    [back] = hears(visitor, "Rewind")
    is_at(visitor, 0, 5)
    there = ask(visitor, "getCurrentTime")
    is_at(visitor, there + 1.2, there + 5)  # seeks less than a second apart are one
    frame(visitor).click("[data-part=live]")
    visitor.page.wait_for_function("() => heard.filter(([type]) => type === 'Seek').length === 2")
    is_at(visitor, 8, 30)
    ask(visitor, "pause")
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    assert (told["live"], told["duration"], told["n"]["seek"]) == (True, None, 2)
    # What was played before the way back ends where the way back begins.
    reached = next(span[3] for span, after in pairwise(told["spans"]) if after[2] < span[3])
    assert reached / 1000 == pytest.approx(back["from"], abs=TOLERANCE)
    row = visitor.comes_true(lambda row: row["pause"] == 1)
    assert (row["watch_depth"], row["player_loads"]) == (None, 1)


def test_consent_holds_from_the_next_play_on(visitor: Visitor, shelf: Shelf) -> None:
    """Never for the past: neither is what was refused kept later, nor what was kept relabelled."""
    drive(visitor, shelf, {"consent": False, "settings": {"externalId": "anna"}})
    refused = visitor.told()
    assert (refused["session"], refused["device"], refused.get("viewer")) == (None, None, None)
    ask(visitor, "setConsent", True)
    ask(visitor, "play")
    hears(visitor, "Playing")
    ask(visitor, "pause")
    still = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    assert (still["play"], still["session"], still.get("viewer")) == (refused["play"], None, None)
    ask(visitor, "switchTo", visitor.content)
    given = visitor.told(lambda beacon: beacon["play"] != refused["play"])
    assert (given["session"] is not None, given["viewer"]) == (True, "anna")


def test_a_player_taken_away_while_it_plays(visitor: Visitor, shelf: Shelf) -> None:
    """By whoever, without a word: the frame still tells the collector how far it came."""
    drive(visitor, shelf, MUTED)
    plays_until(visitor, 1)
    visitor.page.evaluate("document.querySelector('iframe').remove()")
    visitor.comes_true(lambda row: row["watch_time"] >= 1)
    assert ask(visitor, "pause") == "Error: pause: this player is gone"


def test_a_frame_that_is_there_already(visitor: Visitor, shelf: Shelf) -> None:
    """Frameworks make it themselves, and want to keep it."""
    visitor.page.goto(visitor.site.put(f'<iframe id="mine"></iframe><script src="{shelf.script}"></script>'))
    visitor.page.evaluate(
        """async (url) => {
          window.player = await Mutoscope.IframePlayer.create("mine", { url, keepElement: true });
          await player.mute();
          await player.play();
        }""",
        shelf.address(visitor.content),
    )
    wait_for(lambda: ask(visitor, "getCurrentTime") >= 0.7)
    assert ask(visitor, "destroy") is None
    visitor.page.wait_for_function("() => document.querySelector('iframe#mine').src === 'about:blank'")
    visitor.comes_true(lambda row: (row["player_loads"], row["play"]) == (1, 1) and row["watch_time"] >= 1)


def test_one_player_of_a_page_plays_at_a_time(visitor: Visitor, shelf: Shelf) -> None:
    drive(visitor, shelf, MUTED)
    hears(visitor, "Playing")
    visitor.page.evaluate(
        """async (url) => {
          document.body.append(Object.assign(document.createElement("div"), { id: "other" }));
          window.other = await Mutoscope.IframePlayer.create("other", { url, behavior: { muted: true } });
          await other.play();
        }""",
        shelf.address(visitor.content),
    )
    hears(visitor, "Pause")
    assert ask(visitor, "isPaused")


def test_a_strict_policy_and_two_copies(visitor: Visitor, shelf: Shelf) -> None:
    """No inline script; only what a page has to allow: one script, one frame."""
    server = shelf.server.url
    policy = {"Content-Security-Policy": f"default-src 'none'; script-src {server}; frame-src {server}"}
    twice = shelf.snippet(visitor.content, options='{"behavior": {"muted": true, "autoPlay": true}}') * 2
    visitor.page.goto(visitor.site.put(twice, policy))
    assert len(visitor.page.query_selector_all("iframe")) == 2
    # The second one to play pauses the first.
    visitor.comes_true(lambda row: row["player_loads"] == 2 and row["pause"] >= 1)
    visitor.page.evaluate(
        "Promise.all([...document.querySelectorAll('[data-mutoscope-embed]')].map((e) => e.mutoscopePlayer))"
    )


@pytest.mark.parametrize("before", [NO_STORAGE, GPC], ids=["no-storage", "gpc"])
def test_what_a_browser_forbids(arrive: Arrive, shelf: Shelf, before: str) -> None:
    """The player plays on; nothing is kept on the device."""
    visitor = arrive(before)
    shelf.put(visitor.content, visitor.site.url + "/clip.webm")
    drive(visitor, shelf, MUTED)
    plays_until(visitor, 0.5)
    assert visitor.told()["session"] is None


def test_a_collector_out_of_reach(visitor: Visitor, shelf: Shelf) -> None:
    """Blocked, as by an extension: the player plays, and the page hears nothing of it."""
    visitor.page.route("**/collect", lambda route: route.abort())
    drive(visitor, shelf, MUTED)
    plays_until(visitor, 1)
    ask(visitor, "pause")
    visitor.page.unroute("**/collect")
    visitor.told(lambda beacon: beacon["n"]["pause"] == 1)


def test_pages_that_speak_out_of_turn(visitor: Visitor, shelf: Shelf) -> None:
    """Messages of other frames and of the page itself are nobody's; a handler that fails is the page's own matter."""
    stranger = visitor.site.put("""<script>
      addEventListener("message", ({ data }) => parent.postMessage(`stranger got ${data.mutoscope}`, "*"));
      for (const target of [parent, parent.frames[0]].filter(Boolean))
        for (const mutoscope of ["hello", "welcome"]) target.postMessage({ mutoscope }, "*");
    </script>""")
    drive(visitor, shelf)
    visitor.page.evaluate(
        """async (stranger) => {
          window.got = [];
          addEventListener("message", ({ data }) => got.push(data));
          const frame = Object.assign(document.createElement("iframe"), { src: stranger });
          document.body.append(frame);
          await new Promise((loaded) => (frame.onload = loaded));
          postMessage({ mutoscope: "hello" }, "*");
          frames[0].postMessage({ mutoscope: "welcome", options: {} }, "*", [new MessageChannel().port2]);
          frames[0].postMessage({ call: 1, method: "play", args: [] }, "*");
          player.on("Play", () => { throw new Error("the page's own"); });
        }""",
        stranger,
    )
    assert ask(visitor, "isPaused")
    assert ask(visitor, "call", "constructor") == "TypeError: constructor: this player has no such method"
    ask(visitor, "mute")
    ask(visitor, "play")
    hears(visitor, "Playing")
    wait_for(lambda: visitor.page.evaluate("got.length") is not None and visitor.errors == ["the page's own"])
    visitor.errors.clear()
    assert [word for word in visitor.page.evaluate("got") if isinstance(word, str)] == []


@pytest.mark.parametrize(
    ("place", "options", "said"),
    [
        ("nowhere", {}, "create: there is no element nowhere"),
        ("place", {"url": "https://[nonsense"}, "Invalid URL"),
        ("place", {"url": "/empty", "timeout": 100}, "did not answer within 100 ms; is this site one of the allowed"),
    ],
)
def test_players_that_never_come(visitor: Visitor, shelf: Shelf, place: str, options: Any, said: str) -> None:
    """The promise says why, and the page is as it was."""
    visitor.page.goto(visitor.site.put(f'<div id="place"></div><script src="{shelf.script}"></script>'))
    message = visitor.page.evaluate(
        "([place, options]) => Mutoscope.IframePlayer.create(place, options).catch(({ message }) => message)",
        [place, {"url": shelf.address(visitor.content)} | options],
    )
    assert said in message
    assert visitor.page.evaluate("!!document.querySelector('div#place') && !document.querySelector('iframe')")


def test_media_that_can_not_be_played(visitor: Visitor, shelf: Shelf) -> None:
    """The page hears of it, the viewer may try again, and the play says so too."""
    shelf.put(visitor.content, visitor.site.put("no film", ABROAD, ".webm"))
    drive(visitor, shelf, {"settings": {"actionOverrides": {"fullscreen": "event"}}})
    [failure] = hears(visitor, "Error")
    assert failure["error"]["message"]
    visitor.told(lambda beacon: beacon["n"]["error"] == 1)
    shelf.put(visitor.content, visitor.site.url + "/clip.webm")
    player = next(one for one in visitor.page.frames if "/embed/" in one.url)
    player.click("[data-part=fullscreen]")
    hears(visitor, "FullscreenActionPerformed")
    player.get_by_text("Try again").click()
    hears(visitor, "Error", 2)


def test_callbacks_of_both_names(visitor: Visitor, shelf: Shelf) -> None:
    """Those that wait for the script, and those that come late; another's player of that name is left alone."""
    visitor.page.goto(
        visitor.site.put(f"""<script>
          window.ready = [];
          const note = (name) => (factory) => ready.push([name, factory === Mutoscope.IframePlayer]);
          window.onKinescopeIframeAPIReady = note("kinescope");
          window.KinescopeIframeApiReadyHandlers = [note("waiting")];
          window.onMutoscopeIframeAPIReady = note("mutoscope");
        </script><script src="{shelf.script}"></script><script src="{shelf.script}"></script><script>
          KinescopeIframeApiReadyHandlers.push(note("late"));
        </script>""")
    )
    expected = [["mutoscope", True], ["kinescope", True], ["waiting", True], ["late", True]]
    assert visitor.page.evaluate("ready") == expected
    taken = "<script>window.Kinescope = {IframePlayer: 'theirs'}</script>"
    visitor.page.goto(visitor.site.put(taken + f'<script src="{shelf.script}"></script>'))
    assert visitor.page.evaluate("[Kinescope.IframePlayer, typeof Mutoscope.IframePlayer]") == ["theirs", "object"]
