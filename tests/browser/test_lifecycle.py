"""What a page and a player go through besides playing: docs/player.md, "What counts when". See web/sdk/test too."""

from collections.abc import Callable

from browser.oracle import TOLERANCE
from browser.site import EMPTY
from browser.visitor import Beacon, Visitor

Arrive = Callable[..., Visitor]

AWAY_MS = 2500
"""Longer than the SDK takes for the pulse of its timers."""


def wall(beacon: Beacon) -> float:
    """Seconds played."""
    return float(sum(span[1] for span in beacon["spans"])) / 1000


def test_back_from_the_cache(visitor: Visitor) -> None:
    """The same play goes on, and the time on the other page is none of it."""
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
    visitor.play()
    visitor.until(2.5)
    told = visitor.pause()
    assert told["play"] == first["play"]
    assert 2.4 <= wall(told) <= (told["sent"] - told["loaded"] - AWAY_MS) / 1000 + TOLERANCE
    visitor.comes_true(lambda row: (row["player_loads"], row["pause"], row["seek"]) == (1, 1, 0))


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
    assert told["startup"] >= 0
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
