"""Players of other people: whoever draws the buttons and fetches the segments, the numbers are those of a <video>.

Each page is made as docs/player.md tells to, with the library from npm (web/package.json says which version).
"""

import subprocess
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from browser.oracle import TOLERANCE, Entry, half_up, stretches, union
from browser.site import PACKAGES, Site
from browser.streams import dash, whole
from browser.visitor import Visitor

VIEWING = """async () => {
  const there = (position) => new Promise((done) => {
    const look = () => (viewer.reached(position) ? done() : setTimeout(look, 10));
    look();
  });
  await new Promise((done) => {
    const look = () => (window.watched?.readyState > 1 ? done() : setTimeout(look, 10));
    look();
  });
  const { watched } = window;
  viewer.play();
  await there(6);
  const paused = new Promise((done) => watched.addEventListener("pause", done, { once: true }));
  viewer.pause();
  await paused;
  const late = Math.floor(watched.duration) - 5;
  viewer.seek(late);
  await there(late);
  viewer.play();
  await there(late + 1);
  watched.playbackRate = 2;
  await there(Infinity);
  viewer.play();
  // Until the replay has gone back, the player still stands at its end.
  await new Promise((done) => {
    const look = () => (!watched.ended && watched.currentTime < late ? done() : setTimeout(look, 10));
    look();
  });
  await there(2);
  viewer.pause();
}"""
"""Play, pause, seek, 2×, the end, replay."""

DONE = {"play": 3, "pause": 2, "seek": 1, "replay": 1, "views": 1, "player_loads": 1}
"""What the viewer did."""

PLAYERS = {
    "plain": '<video src="/clip.webm" muted></video><script>follow(document.querySelector("video"))</script>',
    "hls.js": """<video muted></video><script src="/npm/hls.js/dist/hls.min.js"></script><script>
      const video = document.querySelector("video");
      const hls = new Hls();
      hls.loadSource("HLS");
      hls.attachMedia(video);
      follow(video);
    </script>""",
    "dash.js": """<video muted></video><script src="/npm/dashjs/dist/modern/umd/dash.all.min.js"></script><script>
      const video = document.querySelector("video");
      const player = dashjs.MediaPlayer().create();
      player.updateSettings({ debug: { logLevel: 0 } });
      player.initialize(video, "DASH", false);
      follow(video);
    </script>""",
    "Shaka": """<video muted></video><script src="/npm/shaka-player/dist/shaka-player.compiled.js"></script><script>
      const video = document.querySelector("video");
      const player = new shaka.Player();
      player.attach(video).then(() => player.load("HLS", null, "application/x-mpegurl"));
      follow(video);
    </script>""",
    "Video.js": """<video class="video-js" muted></video><script src="/npm/video.js/dist/video.min.js"></script><script>
      const player = videojs(document.querySelector("video"), { controls: true });
      player.src({ src: "/clip.webm", type: "video/webm" });
      player.ready(() => follow(player.el().querySelector("video")));
    </script>""",
    "Vidstack": """<media-player src="/clip.webm" load="eager" muted><media-provider></media-provider></media-player>
    <script>
      document.querySelector("media-player").addEventListener("provider-change", ({ detail: provider }) => {
        if (provider?.type === "video") follow(provider.video);
      });
    </script><script src="VIDSTACK"></script>""",
    "media-chrome": """<script src="/npm/media-chrome/dist/iife/index.js"></script>
    <media-controller><video slot="media" src="/clip.webm" muted></video>
      <media-control-bar><media-play-button></media-play-button><media-time-range></media-time-range></media-control-bar>
    </media-controller><script>follow(document.querySelector("video"))</script>""",
    "Plyr": """<video src="/clip.webm" muted></video><script src="/npm/plyr/dist/plyr.min.js"></script><script>
      const player = new Plyr("video", { loadSprite: false, iconUrl: "", blankVideo: "" });
      follow(player.media);
    </script>""",
    "custom element": """<script src="/tube.js"></script><test-tube src="/clip.webm"></test-tube>
    <script>follow(document.querySelector("test-tube"))</script>""",
}

FOLLOW = """<script>
  const follow = (element) => { window.watched = element; mutoscope.track(element, { video: "CONTENT" }); };
</script>"""


@pytest.fixture(scope="module")
def vidstack(site: Site) -> str:
    """The address of its elements, bundled: the package has modules alone."""
    bundled = subprocess.run(
        [PACKAGES / ".bin" / "esbuild", "--bundle", "--format=iife", "--minify", "--log-level=error"],
        input='import "vidstack/player"; import "vidstack/player/ui";',
        cwd=PACKAGES.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return site.put(bundled.stdout, {"Content-Type": "text/javascript"})


@pytest.mark.parametrize("together", [list(PLAYERS)[at : at + 3] for at in (0, 3, 6)], ids=", ".join)
def test_each_player_gives_the_numbers_of_a_plain_video(
    arrive: Callable[..., Visitor], vidstack: str, together: list[str]
) -> None:
    """A few at once, a browser profile each, to save time."""
    viewings = {name: begin(arrive(), PLAYERS[name], vidstack) for name in together}
    for name, visitor in viewings.items():
        visitor.page.wait_for_function("window.over", timeout=60_000)
        assert visitor.page.evaluate("over") == "over", name
    for name, visitor in viewings.items():
        visitor.comes_true(partial(right, visitor.log), f"{name}: {visitor.log}")


def right(log: list[Entry], row: dict[str, Any]) -> bool:
    """The numbers of the viewing. Where the machine is slow, time passes before a picture moves."""
    played = stretches(log)
    least, most = sum(stretch.wall for stretch in played), clock(log)
    in_time = half_up(least - TOLERANCE) <= row["watch_time"] <= half_up(most + TOLERANCE)
    covered = abs(row["avg_watch_time"] - union(played)) <= TOLERANCE
    return in_time and covered and {name: row[name] for name in DONE} == DONE


def clock(log: list[Entry]) -> float:
    """Seconds from each beginning of playback to its break, by the clock."""
    total = 0.0
    begun: float | None = None
    for entry in log:
        if begun is not None and entry["type"] in ("pause", "seek", "ratechange", "waiting", "ended"):
            total += entry["at"] - begun
            begun = None
        if entry["type"] == "playing" or (entry["type"] == "ratechange" and not entry["paused"]):
            begun = entry["at"]
    return total / 1000


def begin(visitor: Visitor, html: str, vidstack: str) -> Visitor:
    """Open the page, and begin the viewing as soon as the player has something to show."""
    streams = {"HLS": whole(visitor.site), "DASH": dash(visitor.site), "VIDSTACK": vidstack, "CONTENT": visitor.content}
    page = visitor.script() + FOLLOW + html
    for name, address in streams.items():
        page = page.replace(f'"{name}"', f'"{address}"')
    visitor.open(page)
    visitor.page.evaluate(
        f"() => {{ ({VIEWING})().then(() => (window.over = 'over'), (e) => (window.over = `${{e}}`)) }}"
    )
    return visitor
