"""Pages that do strange things, on purpose or not: none hears an error of the SDK, and the film goes on.

`arrive` sees to the first. What else a page may do to it is in test_script_tag.py (two copies, no storage, a strict
policy, an element taken away) and, for the player in a frame, in test_iframe_api.py.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage

from browser.oracle import half_up, watch_time
from browser.test_script_tag import fits, watch
from browser.visitor import Visitor

Arrive = Callable[..., Visitor]

COUNTED = {
    "enumerable properties everywhere": """
      Object.prototype.extra = function () { return "extra"; };
      Array.prototype.last = function () { return this[this.length - 1]; };
      String.prototype.video = "another";""",
    "frozen built-ins": """
      for (const one of [Object, Array, Function, String, Number, Promise, RegExp, Map, Set, Error, URL, EventTarget])
        Object.freeze(one) && Object.freeze(one.prototype);
      for (const one of [JSON, Math, Reflect, Intl, crypto, navigator, performance]) Object.freeze(one);
      Object.defineProperty(window, "mutoscope", { value: undefined, writable: false });""",
    "no random ids": "delete Crypto.prototype.randomUUID; delete Crypto.prototype.subtle;",
    "an old browser": """
      delete AbortSignal.timeout; delete AbortSignal.any; delete Object.groupBy; delete Promise.withResolvers;
      delete Navigator.prototype.userAgentData; delete window.requestIdleCallback; delete Array.fromAsync;""",
    "fetch wrapped by a monitor": """
      const { fetch } = window;
      window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        await answer.clone().text();
        return answer;
      };""",
}
"""What pages do that must not cost a number."""

LOST = {
    "fetch that throws": "window.fetch = () => { throw new Error('no fetch here'); };",
    "fetch that gives nothing": "window.fetch = () => undefined;",
    "no fetch at all": "delete window.fetch; delete Navigator.prototype.sendBeacon;",
    "JSON that throws": "JSON.stringify = () => { throw new Error('no JSON here'); };",
    "JSON of another mind": "Array.prototype.toJSON = function () { return 'mine'; };",
    "no crypto": "Object.defineProperty(window, 'crypto', { value: undefined });",
    "no clock": "performance.now = () => { throw new Error('no clock here'); };",
    "timers that throw": """
      const later = setTimeout;
      window.setTimeout = (run, ms) => { if (ms > 200) throw new Error("no timers here"); return later(run, ms); };""",
    "promises without end": "Promise.prototype.then = function () { return this; };",
    "no observers": "window.MutationObserver = undefined; window.AbortController = undefined;",
    "listeners that throw": """
      const { addEventListener } = EventTarget.prototype;
      HTMLMediaElement.prototype.addEventListener = () => { throw new Error("no listeners here"); };""",
}
"""What pages do after which nothing needs to be counted."""


@pytest.mark.parametrize("done", COUNTED)
def test_what_costs_no_number(arrive: Arrive, done: str) -> None:
    visitor = arrive(COUNTED[done])
    visitor.open()
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("viewer.pause()")
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    watched = sum(wall for _, wall, *_ in told["spans"])
    assert watched >= 900
    row = visitor.comes_true(lambda row: row["pause"] == 1)
    assert (row["player_loads"], row["play"], row["watch_time"]) == (1, 1, half_up(watched / 1000))


@pytest.mark.parametrize("done", LOST)
def test_what_costs_the_numbers_alone(arrive: Arrive, done: str) -> None:
    """The film plays, and the page's own script runs to its end, and the SDK is quiet."""
    visitor = arrive()
    page = f"<script>{LOST[done]}</script>{visitor.script()}{visitor.video()}<script>window.here = true</script>"
    visitor.page.goto(visitor.site.put(f"<!doctype html><title>lesson</title>{page}"))
    assert visitor.page.evaluate(
        """() => new Promise((done) => {
          const video = document.querySelector("video");
          video.ontimeupdate = () => video.currentTime > 0.6 && done(window.here);
          video.play();
        })"""
    )
    visitor.page.evaluate("document.querySelector('video').pause(); document.querySelector('video').remove()")


def test_handlers_that_throw(visitor: Visitor) -> None:
    """The page's own errors are its own: they come to its console, and to no number."""
    visitor.open()
    visitor.page.evaluate(
        """() => {
          const fail = () => { throw new Error("the page's own"); };
          for (const type of ["play", "pause", "seeking"]) document.querySelector("video").addEventListener(type, fail);
        }"""
    )
    watch(visitor)
    assert set(visitor.errors) == {"the page's own"}
    visitor.errors.clear()


def test_a_policy_that_lets_nothing_out(visitor: Visitor) -> None:
    """The browser says so on its console, as of every request that a policy stops; nobody else hears of it."""
    server = visitor.workspace.url
    policy = f"default-src 'none'; media-src 'self'; script-src 'self' {server}; connect-src 'self'"
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    visitor.page.on("console", hear)
    visitor.open(headers={"Content-Security-Policy": policy})
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("viewer.pause()")
    assert visitor.accepted == []
    assert [text for text in said if "Content Security Policy" not in text] == []
    visitor.page.close()
    visitor.errors = [error for error in visitor.errors if "Content Security Policy" not in error]


def test_a_script_that_a_policy_stops(visitor: Visitor) -> None:
    """Without the SDK the page is as it was."""
    visitor.open(headers={"Content-Security-Policy": "default-src 'none'; media-src 'self'; script-src 'self'"})
    visitor.play()
    visitor.until(1)
    assert visitor.page.evaluate("typeof mutoscope") == "undefined"
    visitor.page.close()
    visitor.errors = [error for error in visitor.errors if "Content Security Policy" not in error]


def test_things_that_are_no_player(visitor: Visitor) -> None:
    """A handle comes back whatever is tracked, and all that it can do does nothing."""
    visitor.open(visitor.script() + "<div></div>" + visitor.video())
    handles = visitor.page.evaluate(
        """() => [null, undefined, document.querySelector("div"), new Image()]
          .map((thing) => {
            const handle = mutoscope.track(thing, { video: "nothing" });
            handle.flush();
            handle.update({ video: "nothing-else" });
            handle.consent(false);
            handle.stop();
            return typeof handle.id;
          })"""
    )
    assert handles == ["string"] * 4
    for options in ("undefined", "null", "{}", "{ key: 7, video: {}, context: 5 }"):
        assert (
            visitor.page.evaluate(f"typeof mutoscope.track(document.createElement('video'), {options}).id") == "string"
        )
    watch(visitor)


def test_a_video_in_a_shadow(visitor: Visitor) -> None:
    """Out of the script's sight, where the page has to say which it is."""
    visitor.open(visitor.script() + "<section></section>")
    visitor.page.evaluate(
        """(content) => {
          const shadow = document.querySelector("section").attachShadow({ mode: "closed" });
          const video = Object.assign(document.createElement("video"), { src: "/clip.webm", muted: true });
          shadow.append(video);
          mutoscope.track(video, { video: content });
          window.shadowed = video;
        }""",
        visitor.content,
    )
    visitor.page.evaluate("shadowed.play()")
    visitor.page.wait_for_function("shadowed.currentTime >= 1")
    visitor.page.evaluate("shadowed.pause()")
    told = visitor.told(lambda beacon: beacon["n"]["pause"] == 1)
    # Its host leaves the page, and takes it along.
    visitor.page.evaluate("shadowed.play()")
    visitor.page.wait_for_function("shadowed.currentTime >= 1.5")
    visitor.page.evaluate("document.querySelector('section').remove()")
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["pause"]) == (1, 2, 1))
    assert told["spans"][0][3] >= 1000


def test_a_page_emptied_while_it_plays(visitor: Visitor) -> None:
    """As single-page applications do between their pages."""
    visitor.open()
    visitor.play()
    visitor.until(1)
    visitor.page.evaluate("viewer.remove(); document.documentElement.replaceChildren()")
    told = visitor.told(lambda beacon: not beacon["playing"] and bool(beacon["spans"]))
    fits([told], visitor.log)
    visitor.comes_true(lambda row: (row["player_loads"], row["pause"], row["watch_time"]) == (1, 0, watch_time(told)))


def test_played_again_at_the_very_end(visitor: Visitor) -> None:
    """Before anybody heard that it ended: still a replay, without a pause and without a seek."""
    visitor.open()
    visitor.seek(28)
    visitor.play()
    visitor.page.evaluate(
        """() => new Promise((done) => {
          const video = document.querySelector("video");
          const look = () => (video.ended ? done(video.play()) : setTimeout(look));
          look();
        })"""
    )
    visitor.until(0.5)
    told = visitor.pause()
    assert {name: told["n"][name] for name in ("pause", "seek", "replay")} == {"pause": 1, "seek": 0, "replay": 1}
