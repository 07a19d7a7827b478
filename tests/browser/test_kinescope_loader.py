"""The loader of another system's IFrame Player API, unchanged, drives our player through everything it knows."""

import re
from pathlib import Path
from typing import Any

import pytest

from browser import streams
from browser.oracle import TOLERANCE, Entry, stretches
from browser.shelf import CAPTIONS, LOG, Shelf, ask, frame, heard, hears, is_at, plays_until
from browser.site import ABROAD
from browser.test_embed import Arrive
from browser.visitor import Visitor
from conftest import Server, Workspace

PACKAGE = Path(__file__).parents[2] / "web/node_modules/@kinescope/player-iframe-api-loader"
LOADER = PACKAGE / "loader.js"
METHODS = set(re.findall(r"^ +(\w+)\(.*\): Promise<", (PACKAGE / "types/index.d.ts").read_text("utf-8"), re.MULTILINE))
"""As its own types have them, `create` of the factory among them."""

PAGE = """<!doctype html><title>lesson</title>
<div id="place" class="wide"></div>
<button id="full">Full screen</button>
<script type="module">
  import { load } from "%(loader)s";
  const heard = (window.heard = []);
  const factory = await load(new URL("%(script)s"));
  window.same = factory === (await load()) && factory === window.Mutoscope.IframePlayer;
  const player = await factory.create("place", %(options)s);
  for (const [name, event] of Object.entries(player.Events))
    player.on(event, ({ type, target, data }) => heard.push([target === player && type === event && name, data]));
  document.querySelector("#full").onclick = () => player.setFullscreen(true);
  const never = () => heard.push(["off", null]);
  player.once(player.Events.Play, () => heard.push(["once", null]));
  player.on(player.Events.Play, never).off(player.Events.Play, never);
  window.asked = [];
  window.player = new Proxy(player, {
    get: (made, name) => {
      asked.push(name);
      return typeof made[name] === "function" ? made[name].bind(made) : made[name];
    },
  });
</script>"""

OPTIONS = """{
  url: "%(url)s",
  size: { width: 640, height: 360 },
  behavior: { preload: "metadata", muted: true, localStorage: false, textTrack: "ru", playlist: { autoSwitch: false } },
  ui: { language: "en", watermark: { text: "anna" } },
  settings: { externalId: "anna@school.example" },
  context: { course: "Ökologie" },
  playlist: [{ title: "From the page" }, { id: "%(second)s" }],
}"""

# No player that hosts no media has them: ads, calls to action, bookmarks, chapters, screenshots, transcriptions. The
# first of the three buttons is in test_iframe_api.py, as is an error.
NEVER = {
    "SeekChapter",
    "CallAction",
    "CallBookmark",
    "AdBreakStateChanged",
    "FullscreenActionPerformed",
    "ScreenshotActionPerformed",
    "TranscriptionActionPerformed",
    "Error",
}


@pytest.fixture
def visitor(arrive: Arrive, server: Server, workspace: Workspace) -> Visitor:
    """In front of a page whose player is ready: a stream in two qualities, and another video after it."""
    visitor = arrive(LOG)
    shelf = Shelf(server, workspace)
    site, first = visitor.site, visitor.content
    captions = site.put(CAPTIONS, ABROAD)
    tracks = [{"lang": lang, "label": lang, "src": captions} for lang in ("en", "ru")]
    shelf.put(first, streams.whole(site), title="From the catalog", captions=tracks)
    shelf.put(f"{first}-second", site.url + "/clip.webm")
    told = {"url": shelf.address(first), "second": f"{first}-second"}
    loader = site.put(LOADER.read_text("utf-8"), {"Content-Type": "text/javascript"})
    visitor.page.goto(site.put(PAGE % {"loader": loader, "script": shelf.script, "options": OPTIONS % told}))
    visitor.page.wait_for_function("() => window.player")
    return visitor


def test_every_method_and_every_event(visitor: Visitor) -> None:
    assert visitor.page.evaluate("same")
    player = frame(visitor)
    inner = visitor.page.query_selector("iframe#place.wide")
    assert inner
    assert inner.bounding_box() == {"x": 8, "y": 8, "width": 640, "height": 360}
    hears(visitor, "Loaded")
    look_around(visitor)
    watch(visitor)
    choose_quality_and_captions(visitor)
    fill_the_screen(visitor)
    told = visitor.told(lambda beacon: beacon["n"]["replay"] == 1 and not beacon["playing"])
    assert (told["viewer"], told["context"]) == ("anna@school.example", {"course": "Ökologie"})
    log = player.evaluate("viewer.log")
    assert switch(visitor) == visitor.content
    row = visitor.comes_true(lambda row: row["player_loads"] == 2, f"{log}")
    assert (row["views"], row["play"], row["pause"], row["seek"], row["replay"]) == (1, 3, 2, 2, 1)
    assert ask(visitor, "destroy") is None
    hears(visitor, "Destroy")
    assert ask(visitor, "play") == "Error: play: this player is gone"
    assert visitor.page.evaluate("document.querySelector('iframe') === null && !!document.querySelector('#place')")

    assert METHODS - set(visitor.page.evaluate("asked")) == {"create"}
    came = {name for name, _ in visitor.page.evaluate("heard")}
    assert (len(heard(visitor, "once")), heard(visitor, "off")) == (1, [])
    assert set(visitor.page.evaluate("Object.keys(player.Events)")) - came == NEVER
    stands_for_the_viewer(visitor, log)


def look_around(visitor: Visitor) -> None:
    told = {
        name: ask(visitor, name) for name in ("isPaused", "isEnded", "isMuted", "getCurrentTime", "getPlaybackRate")
    }
    assert told == {"isPaused": True, "isEnded": False, "isMuted": True, "getCurrentTime": 0, "getPlaybackRate": 1}
    assert ask(visitor, "getDuration") == pytest.approx(20, abs=0.1)
    assert ask(visitor, "getPlaylistItem") == {"id": visitor.content}
    for method, args, value in (("unmute", (), None), ("setVolume", (0.5,), 0.5), ("mute", (), 0.5)):
        assert ask(visitor, method, *args) is None
        assert value in (None, ask(visitor, "getVolume"))
    assert hears(visitor, "VolumeChange", 3)[-1] == {"volume": 0.5, "muted": True}
    wrong = {"seekTo": "time", "setVolume": "volume", "setPlaybackRate": "rate"}
    assert {name: ask(visitor, name, "much") for name in wrong} == {
        name: f"TypeError: {field}: much is no number" for name, field in wrong.items()
    }


def watch(visitor: Visitor) -> None:
    """Five seconds, a pause, a seek, the rest at double speed, and once more from the beginning."""
    ask(visitor, "play")
    plays_until(visitor, 5.3)
    assert 5.3 <= ask(visitor, "getCurrentTime") < 7
    ask(visitor, "pause")
    assert (ask(visitor, "isPaused"), len(hears(visitor, "Pause"))) == (True, 1)
    ask(visitor, "seekTo", 16)
    hears(visitor, "Seeked")
    [seek] = hears(visitor, "Seek")
    assert (5.3 <= seek["from"] < 7, seek["to"]) == (True, 16)
    ask(visitor, "setPlaybackRate", 2)
    assert (ask(visitor, "getPlaybackRate"), hears(visitor, "PlaybackRateChange")[-1]) == (2, {"playbackRate": 2})
    ask(visitor, "play")
    hears(visitor, "Ended")
    assert ask(visitor, "isEnded")
    ask(visitor, "play")
    hears(visitor, "Replay")
    is_at(visitor, 2.4, 12)  # what is less than a second apart is one seek
    ask(visitor, "stop")
    assert (ask(visitor, "isPaused"), ask(visitor, "getCurrentTime")) == (True, 0)
    ask(visitor, "setPlaybackRate", 1)
    times = heard(visitor, "TimeUpdate")
    assert all(time["percent"] == pytest.approx(time["currentTime"] * 5, abs=0.1) for time in times)
    assert [mark["percent"] for mark in heard(visitor, "Mark")] == [10, 25]
    (_, first), (second, _) = ask(visitor, "getWatched")[0], ask(visitor, "getWatched")[-1]
    assert (first == pytest.approx(seek["from"], abs=0.3), second) == (True, pytest.approx(16, abs=0.1))


def choose_quality_and_captions(visitor: Visitor) -> None:
    assert sorted(ask(visitor, "getVideoQualityList"), key=str) == [46, 90, "auto"]
    assert ask(visitor, "getVideoQuality") == "auto"
    assert ask(visitor, "setVideoQuality", 1080).startswith("RangeError: quality: 1080 is not there; there are ")
    ask(visitor, "setVideoQuality", 46)
    hears(visitor, "QualityChanged")
    player = frame(visitor)
    shown = "[...document.querySelector('video').textTracks].filter((t) => t.mode === 'showing').map((t) => t.language)"
    assert player.evaluate(shown) == ["ru"]
    assert ask(visitor, "enableTextTrack", "en-GB") is None
    assert player.evaluate(shown) == ["en"]
    assert ask(visitor, "enableTextTrack", "de") == "RangeError: captions: there are none in de"
    assert ask(visitor, "disableTextTrack") is None
    assert player.evaluate(shown) == []


def fill_the_screen(visitor: Visitor) -> None:
    """Where a browser wants a viewer's own click, there is one."""
    assert not ask(visitor, "isFullscreen")
    visitor.page.click("#full")
    assert hears(visitor, "FullscreenChange") == [{"isFullscreen": True, "type": "native"}]
    assert ask(visitor, "isFullscreen")
    ask(visitor, "setFullscreen", False)
    hears(visitor, "FullscreenChange", 2)
    hears(visitor, "SizeChanged")
    assert not ask(visitor, "isPip")
    frame(visitor).click("[data-part=pip]")
    assert hears(visitor, "PipChange") == [{"isPip": True}]
    assert ask(visitor, "isPip")
    ask(visitor, "setPip", False)
    hears(visitor, "PipChange", 2)


def switch(visitor: Visitor) -> Any:
    """To the next item and back; what can't be done says why. The item it ends with."""
    title = "document.querySelector('[data-part=title]').textContent"
    player = frame(visitor)
    assert player.evaluate(title) == "From the page"
    assert ask(visitor, "setPlaylistItemOptions", {"title": "Another"}) is None
    assert player.evaluate(title) == "Another"
    assert ask(visitor, "setPlaylistItemOptions", {"drm": {}}) == (
        "TypeError: drm: not supported, since the media is hosted elsewhere; title, poster and vtt are"
    )
    assert ask(visitor, "closeCTA") == "Error: closeCTA: not supported, there are no calls to action"
    assert ask(visitor, "setOptions", {}).startswith("Error: setOptions: not supported, ")
    assert ask(visitor, "next") is None
    assert ask(visitor, "getPlaylistItem") == {"id": f"{visitor.content}-second"}
    assert ask(visitor, "next") == "RangeError: playlist: there is no item further on"
    assert ask(visitor, "previous") is None
    assert ask(visitor, "switchTo", "never-was").startswith("Error: never-was: There is no video here. ")
    visitor.errors.clear()  # the browser's own word for the 404
    hears(visitor, "CurrentTrackChanged", 2)
    return ask(visitor, "getPlaylistItem")["id"]


def stands_for_the_viewer(visitor: Visitor, log: list[Entry]) -> None:
    """What the page called the viewer is a filter, and has a page of its own; both say what the player's log says."""
    second = f"{visitor.content}-second"
    rows = visitor.rows(external_id="anna@school.example", video_id=[visitor.content, second])
    assert {row["video_id"]: row["player_loads"] for row in rows} == {visitor.content: 2, second: 1}
    known = visitor.workspace.get("/v1/viewers/anna%40school.example")["data"]
    seen = next(row for row in known if row["video_id"] == visitor.content)
    assert (seen["views"], seen["player_loads"], seen["completed"]) == (1, 2, False)
    assert seen["context"] == {"course": ["Ökologie"]}
    played = stretches(log)
    watched, passed = sum(stretch.wall for stretch in played), sum(stretch.clock for stretch in played)
    assert watched - 0.5 - TOLERANCE <= seen["watch_time"] <= max(watched, passed) + 0.5 + TOLERANCE
    parts = [part[end] for part in seen["parts"] for end in ("from", "to")]
    # The little that was played again after the end is in the first of them.
    assert parts == pytest.approx([at for stretch in played[:2] for at in (stretch.begin, stretch.end)], abs=TOLERANCE)
