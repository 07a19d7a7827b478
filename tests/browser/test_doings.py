"""docs/protocol.md, "What a player reports", with the real libraries: what they do is not the viewer's doing.

web/sdk/test/doings.test.ts has the same in every order, on a clock of its own.
"""

from contextlib import closing

import pytest
from playwright.sync_api import Browser

from browser.site import Site
from browser.streams import live, whole
from browser.visitor import Beacon, Visitor
from conftest import Workspace

HLS = """<video muted></video><script src="/npm/hls.js/dist/hls.min.js"></script><script>
  const video = document.querySelector("video");
  const hls = new Hls();
  hls.loadSource("ADDRESS");
  hls.attachMedia(video);
  mutoscope.track(video, { video: "CONTENT" });
</script>"""


def open_player(visitor: Visitor, html: str, address: str = "") -> None:
    visitor.open(visitor.script() + html.replace("ADDRESS", address).replace("CONTENT", visitor.content))


def counts(beacon: Beacon) -> dict[str, int]:
    return {name: beacon["n"][name] for name in ("play", "pause", "seek", "replay", "error")}


def runs(beacon: Beacon) -> int:
    return [span[4] for span in beacon["spans"]].count(0)


MENDS = {
    "hls.js recoverMediaError": "hls.recoverMediaError(); video.play().catch(() => {});",
    "hls.js swapAudioCodec": "hls.swapAudioCodec(); hls.recoverMediaError(); video.play().catch(() => {});",
    "hls.js anew": """{
      const at = video.currentTime;
      hls.destroy();
      const again = new Hls({ startPosition: at });
      again.loadSource("ADDRESS");
      again.attachMedia(video);
      again.on(Hls.Events.MANIFEST_PARSED, () => video.play().catch(() => {}));
    }""",
    "a file in another quality": """{
      const at = video.currentTime;
      hls.detachMedia();
      video.src = "/clip.webm?other";
      video.addEventListener("loadedmetadata", () => (video.currentTime = at), { once: true });
      video.play().catch(() => {});
    }""",
}


@pytest.mark.parametrize("mend", MENDS.values(), ids=MENDS)
def test_a_repair(visitor: Visitor, mend: str) -> None:
    """One play, one run, a stall: nobody has touched anything."""
    address = whole(visitor.site)
    open_player(visitor, HLS, address)
    visitor.play()
    visitor.until(3)
    visitor.page.evaluate(f"() => {{ {mend.replace('ADDRESS', address)} }}")
    visitor.page.wait_for_function("viewer.log.filter(({ type }) => type === 'playing').length > 1")
    visitor.until(6)
    told = visitor.pause()
    assert counts(told) == {"play": 1, "pause": 1, "seek": 0, "replay": 0, "error": 0}
    assert (told["n"]["stall"], runs(told)) == (1, 1)
    visitor.comes_true(lambda row: (row["player_loads"], row["views"], row["play"], row["seek"]) == (1, 1, 1, 0))


def test_what_is_live_has_no_length(visitor: Visitor) -> None:
    """hls.js says one, which grows."""
    open_player(visitor, HLS, live(visitor.site, 12))
    visitor.play()
    visitor.page.wait_for_function("document.querySelector('video').duration > 18.5")
    told = visitor.pause()
    assert (told["duration"], told.get("live")) == (None, True)
    assert counts(told) == {"play": 1, "pause": 1, "seek": 0, "replay": 0, "error": 0}


BARS = {
    "Video.js": (
        """<video class="video-js" muted width="600" height="300"></video>
        <style>.vjs-progress-control { position: absolute; left: 0; bottom: 0; width: 600px;
          height: 30px; display: block }
          .vjs-progress-holder { display: block; width: 600px; height: 30px }</style>
        <script src="/npm/video.js/dist/video.min.js"></script><script>
          const player = videojs(document.querySelector("video"), { controls: true });
          player.src({ src: "/clip.webm", type: "video/webm" });
          player.ready(() => mutoscope.track(player.el().querySelector("video"), { video: "CONTENT" }));
        </script>""",
        ".vjs-progress-holder",
    ),
    "Plyr": (
        """<video src="/clip.webm" muted></video><script src="/npm/plyr/dist/plyr.min.js"></script><script>
          const player = new Plyr("video", { loadSprite: false, iconUrl: "", blankVideo: "" });
          mutoscope.track(player.media, { video: "CONTENT" });
        </script>""",
        "input[data-plyr=seek]",
    ),
    "media-chrome": (
        """<script src="/npm/media-chrome/dist/iife/index.js"></script>
        <media-controller style="width: 600px"><video slot="media" src="/clip.webm" muted></video>
          <media-control-bar><media-time-range></media-time-range></media-control-bar>
        </media-controller><script>
          mutoscope.track(document.querySelector("media-controller video"), { video: "CONTENT" });
        </script>""",
        "media-time-range",
    ),
}


@pytest.mark.parametrize(("html", "bar"), BARS.values(), ids=BARS)
def test_a_drag_of_the_progress_bar(visitor: Visitor, html: str, bar: str) -> None:
    """With the mouse, in twenty steps, while it plays: one seek, whether the player pauses for it or not."""
    open_player(visitor, html)
    visitor.page.wait_for_function("document.querySelector('video')?.mutoscope")
    visitor.page.wait_for_function("document.querySelector('video').readyState > 1")
    visitor.play()
    visitor.until(1.5)
    before = len(visitor.accepted)
    box = visitor.page.locator(bar).first.bounding_box()
    assert box
    mouse, y = visitor.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.2, y)
    mouse.down()
    for step in range(20):
        mouse.move(box["x"] + box["width"] * (0.2 + 0.02 * step), y)
        visitor.page.wait_for_timeout(20)
    mouse.up()
    # From a fifth of the content's 30 s to 58 %, and a second on.
    visitor.until(18)
    known = len(visitor.accepted)
    visitor.page.evaluate("viewer.pause()")
    told = visitor.told(lambda beacon: not beacon["playing"], after=known)
    assert counts(told) == {"play": 1, "pause": 1, "seek": 1, "replay": 0, "error": 0}
    # That of the fifth second and that of the pause come beside those of the drag.
    assert len(visitor.accepted) - before <= 5


@pytest.mark.parametrize("after", ["", "player.media"], ids=["script tag", "track()"])
def test_an_element_that_another_one_replaces(visitor: Visitor, after: str) -> None:
    """Plyr puts a copy in its place as it goes: the same play goes on, without another load."""
    tracked = f'data-mutoscope-video="{visitor.content}"' if not after else ""
    track = f'mutoscope.track(document.querySelector("video"), {{ video: "{visitor.content}" }})'
    visitor.open(
        visitor.script()
        + f"""<video src="/clip.webm" muted {tracked}></video><script src="/npm/plyr/dist/plyr.min.js"></script><script>
          const first = document.querySelector("video");
          const player = new Plyr("video", {{ loadSprite: false, iconUrl: "", blankVideo: "" }});
          {track if after else ""}
        </script>"""
    )
    first = visitor.told()
    visitor.page.wait_for_function("first.readyState > 1")
    visitor.page.evaluate(f"() => new Promise((done) => player.destroy(() => {{ {track if after else ''}; done() }}))")
    assert visitor.page.evaluate("document.querySelector('video') !== first")
    visitor.play()
    visitor.until(5.5)
    told = visitor.pause()
    assert told["play"] == first["play"]
    visitor.comes_true(lambda row: (row["player_loads"], row["views"], row["play"], row["pause"]) == (1, 1, 1, 1))


def test_autoplay_that_is_blocked(browser: Browser, chromium: str, site: Site, sdk: str, workspace: Workspace) -> None:
    """The viewer waits from the click, not from the load."""
    flags = ["--no-sandbox", "--autoplay-policy=document-user-activation-required"]
    with closing(browser.browser_type.launch(executable_path=chromium, args=flags)) as strict:
        visitor = Visitor(strict.new_context(), site, sdk, workspace)
        tag = (
            f'<video src="/clip.webm" data-mutoscope-video="{visitor.content}" autoplay onclick="this.play()"></video>'
        )
        visitor.open(visitor.script() + tag)
        # Nothing is run in the page until the click: it would count as one.
        visitor.page.wait_for_timeout(4000)
        visitor.page.click("video")
        visitor.until(1)
        told = visitor.pause()
    assert told["n"]["play"] == 1
    assert told["startup"] < 3500
