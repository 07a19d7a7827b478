"""Players of other people: whoever draws the buttons and fetches the segments, the numbers are those of a <video>.

How long a picture moves depends on the machine, so that two viewings of one script differ: each is compared with what
another observer saw of the same <video> (observer.js), the plain one too.

Each page is made as docs/player.md tells to, with the library from npm (web/package.json says which version).
"""

import subprocess
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from browser.oracle import TOLERANCE, half_up
from browser.site import HERE, PACKAGES, Site
from browser.streams import dash, whole
from browser.visitor import Visitor

pytestmark = pytest.mark.alone

OBSERVER = (HERE / "observer.js").read_text("utf-8")

VIEWING = """async () => {
  const STEP_MS = 60_000; // the longest plays for seconds
  let refused = "";
  const play = () => viewer.play().catch((error) => (refused = `${error}`));
  const until = (step, met) => new Promise((done, fail) => {
    const given_up = performance.now() + STEP_MS;
    const look = () => {
      if (met()) done();
      else if (performance.now() > given_up) fail(`not ${step}: ${JSON.stringify(state(window.watched))}`);
      else setTimeout(look, 10);
    };
    look();
  });
  const state = (video) => {
    const { readyState, networkState, currentTime, duration, playbackRate, paused, ended, seeking } = video ?? {};
    const numbers = { readyState, networkState, currentTime, duration, playbackRate };
    const ranges = video?.buffered ?? [];
    const buffered = Array.from({ length: ranges.length }, (_, i) => [ranges.start(i), ranges.end(i)]);
    const log = viewer.log.map(({ type, at, position }) => [type, at, position]);
    return { ...numbers, paused, ended, seeking, buffered, refused, log, now: performance.now() };
  };
  // By the log, for which no event comes too early. Once all that hear of it have: a player may do its own part then.
  const happens = (type, act) => {
    const known = viewer.log.length;
    act();
    return until(type, () => viewer.log.slice(known).some((entry) => entry.type === type));
  };
  await until("ready", () => window.watched?.readyState > 1);
  const { watched } = window;
  play();
  await until("at 6 s", () => viewer.reached(6));
  await happens("pause", viewer.pause);
  const late = Math.floor(watched.duration) - 5;
  viewer.seek(late);
  await until("at the late place", () => viewer.reached(late));
  play();
  await until("a second on", () => viewer.reached(late + 1));
  await happens("ended", () => (watched.playbackRate = 2));
  play();
  // Until the replay has gone back, the player still stands at its end.
  await until("in the replay", () => !watched.ended && watched.currentTime < late && viewer.reached(2));
  await happens("pause", viewer.pause);
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
    viewings = {name: begin(arrive(OBSERVER), PLAYERS[name], vidstack) for name in together}
    for name, visitor in viewings.items():
        visitor.page.wait_for_function("window.over", timeout=120_000)
        over = visitor.page.evaluate("over")
        assert over == "over", f"{name} is {over}"
    for name, visitor in viewings.items():
        observed = visitor.page.evaluate("observed()")
        row = visitor.comes_true(partial(right, observed), f"{name}: {DONE}, {observed}")
        # The API tells whole seconds; what they are made of was told to the millisecond.
        watched = Fraction(sum(wall for _, wall, *_ in visitor.accepted[-1]["spans"]), 1000)
        least, most = observed["watched"], observed["watched"] + observed["stood"]
        assert least - TOLERANCE <= watched <= most + TOLERANCE, f"{name}: {observed}"
        assert row["watch_time"] == half_up(watched), name


def right(observed: dict[str, float], row: dict[str, Any]) -> bool:
    """Is it what the viewer did, and what was seen of it? A moment's hiccup may count: the SDK looks now and then."""
    watched, covered = observed["watched"], observed["covered"]
    most = watched + observed["stood"]
    in_time = half_up(watched - TOLERANCE) <= row["watch_time"] <= half_up(most + TOLERANCE)
    seen = abs(row["avg_watch_time"] - covered) <= TOLERANCE
    return in_time and seen and {name: row[name] for name in DONE} == DONE


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
