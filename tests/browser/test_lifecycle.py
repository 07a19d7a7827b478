"""What a page and a player go through besides playing: docs/player.md, "What counts when". See web/sdk/test too."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from browser.oracle import TOLERANCE
from browser.site import EMPTY
from browser.visitor import Beacon, Visitor
from conftest import wait_for

Arrive = Callable[..., Visitor]

AWAY_MS = 2500
"""Longer than the SDK takes for the pulse of its timers."""


def wall(beacon: Beacon) -> float:
    """Seconds played."""
    return float(sum(span[1] for span in beacon["spans"])) / 1000


def test_back_from_the_cache(visitor: Visitor) -> None:
    """The browser pauses what leaves with its page, and plays on when it is back: no pause, and a play of its own."""
    visitor.open()
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("addEventListener('pageshow', ({ persisted }) => (window.returned = persisted))")
    first = visitor.told()
    visitor.page.goto(visitor.site.url + EMPTY)
    visitor.page.wait_for_timeout(AWAY_MS)
    visitor.page.go_back(wait_until="commit")
    visitor.page.wait_for_function("'returned' in window")
    assert visitor.page.evaluate("returned")
    visitor.until(2.5)
    second = visitor.pause()
    assert second["play"] != first["play"]
    assert second["loaded"] - first["loaded"] >= AWAY_MS
    assert wall(second) <= (second["sent"] - second["loaded"]) / 1000
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["pause"], row["seek"]) == (2, 2, 1, 0))


@contextmanager
def unwatched(chromium: str, profile: Path, user_agent: str, address: str) -> Iterator[None]:
    """A browser that nobody drives: one that is driven prerenders nothing."""
    told = ["--headless", "--no-sandbox", "--no-first-run", f"--user-data-dir={profile}", f"--user-agent={user_agent}"]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen([chromium, *told, address], start_new_session=True, stdout=nowhere, stderr=nowhere)
    try:
        yield
    finally:
        # All of its processes: those that show pages too.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def test_a_page_that_is_prerendered(visitor: Visitor, chromium: str, user_agent: str, tmp_path: Path) -> None:
    """No load until it is shown; then one, from then."""
    site = visitor.site
    made: list[bool] = []
    go: list[str] = []

    def noted() -> str:
        made.append(True)
        return ""

    lesson = site.put(f"""{visitor.video()}{visitor.script()}<script>
      mutoscope.track(document.querySelector("video")).flush();
      if (document.prerendering) fetch("{site.put(noted)}");
    </script>""")
    rules = json.dumps({"prerender": [{"source": "list", "urls": [lesson], "eagerness": "immediate"}]})
    start = site.put(f"""<script type="speculationrules">{rules}</script><script>
      setInterval(async () => {{
        const where = await (await fetch("{site.put(lambda: "".join(go))}")).text();
        if (where) location.href = where;
      }}, 100);
    </script>""")
    with unwatched(chromium, tmp_path, user_agent, start):
        wait_for(lambda: made, 60)
        visitor.workspace.loaded()
        assert visitor.workspace.player_loads(visitor.content) == 0
        go.append(lesson)
        wait_for(lambda: visitor.workspace.player_loads(visitor.content), 60)
    visitor.comes_true(lambda row: row["player_loads"] == 1)
    assert made == [True]


def test_picture_in_picture(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.evaluate(
        "() => { const [video] = document.querySelectorAll('video');"
        " video.onclick = () => video.requestPictureInPicture() }"
    )
    visitor.play()
    visitor.until(0.5)
    visitor.page.click("video")
    visitor.page.wait_for_function("document.pictureInPictureElement")
    visitor.until(1.5)
    visitor.page.evaluate("document.exitPictureInPicture()")
    visitor.until(2)
    told = visitor.pause()
    assert [span[4] for span in told["spans"]] == [0]
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["pause"]) == (1, 1, 1))


def test_muted_autoplay_in_a_loop(visitor: Visitor) -> None:
    """A play and a load; every time around is a replay."""
    visitor.open(visitor.script() + visitor.video(attributes="autoplay loop").replace(".webm", ".webm#t=29"))
    # Content begins anew once it came to its end.
    visitor.page.wait_for_function("() => { const { currentTime } = document.querySelector('video');"
        " return currentTime > 0.5 && currentTime < 20 }")  # fmt: skip
    told = visitor.pause()
    assert {name: told["n"][name] for name in ("play", "seek", "replay")} == {"play": 1, "seek": 0, "replay": 1}
    assert told.get("startup", 0) >= 0  # unknown where it played before the script came
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["replay"]) == (1, 1, 1))


AD = """async () => {
  const [video] = document.querySelectorAll("video");
  const happens = (type) => new Promise((done) => video.addEventListener(type, done, { once: true }));
  const there = (position) => new Promise((done) => {
    const look = () => (video.currentTime >= position ? done() : setTimeout(look, 10));
    look();
  });
  const left = video.currentTime;
  video.mutoscope.ad(true);
  video.pause();
  video.src = "/clip.webm?ad";
  await video.play();
  await there(1.5);
  video.currentTime = video.duration - 0.3;
  await happens("ended");
  video.src = "/clip.webm";
  video.currentTime = left;
  video.addEventListener("playing", () => video.mutoscope.ad(false), { once: true });
  await video.play();
  await there(left + 1);
  return left;
}"""


def test_an_ad_in_the_same_element(visitor: Visitor) -> None:
    """Neither its time nor anything that happens in it counts."""
    visitor.open()
    visitor.play()
    visitor.until(1)
    left = visitor.page.evaluate(AD)
    told = visitor.pause()
    assert {name: n for name, n in told["n"].items() if n} == {"play": 1, "pause": 1}
    assert 2 - TOLERANCE <= wall(told) <= (told["sent"] - told["loaded"]) / 1000 - 1.5
    [before, after] = told["spans"]
    assert abs(before[3] / 1000 - left) <= TOLERANCE
    assert abs(after[2] / 1000 - left) <= TOLERANCE
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["pause"], row["seek"]) == (1, 1, 1, 0))
