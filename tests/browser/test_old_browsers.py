"""Browsers that no driver drives any more: their pages watch by themselves, and the server's numbers are looked at.

Chromium 65, 79 and 90 come by scripts/old-chromium, WebKitGTK by scripts/webkit.
"""

import json
import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from browser.shelf import Shelf
from browser.site import HERE, Site
from browser.visitor import days
from conftest import Server, Workspace, wait_for

CHROMIUMS = HERE.parents[1] / "build" / "old-chromium"
MINI_BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
OLD = ("65", "79", "90")
NUMBERS = count(1)

WATCHES = """<script>
  // In the language of these browsers.
  function say(what) { new Image().src = "SAID?" + encodeURIComponent(what); }
  addEventListener("error", function (event) { if (event.message) say("error " + event.message); });
  function until(met) {
    return new Promise(function (done) { (function look() { met() ? done() : setTimeout(look, 20); })(); });
  }
  async function watch(video) {
    let watched = 0;
    const play = async function (from, to) {
      // Its promise comes late, or never where data come slowly: WebKitGTK after a seek.
      video.play().catch(function (error) { error.name === "AbortError" || say("error " + error); });
      await until(function () { return video.currentTime >= to; });
      const paused = new Promise(function (done) { video.addEventListener("pause", done, { once: true }); });
      video.pause();
      await paused;
      watched += video.currentTime - from;
    };
    await play(0, 6);
    for (let step = 1; step <= 5; step++) {
      video.currentTime = 6 + step * 2;
      await new Promise(function (done) { setTimeout(done, 150); });
    }
    await until(function () { return !video.seeking; });
    await play(16, 18);
    say("watched " + watched);
  }
  watch(document.querySelector("video")).catch(function (error) { say("error " + error); });
</script>"""
"""Two seconds more than a view, a drag in a pause, two seconds more."""


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[None]:
    """The command with all that it starts, until the end of the context."""
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        command, start_new_session=True, stdout=nowhere, stderr=nowhere, env=os.environ | environment
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


@contextmanager
def screen() -> Iterator[str]:
    """A display of its own, by its name."""
    theirs, ours = os.pipe()
    command = ["Xvfb", "-displayfd", str(ours), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=[ours], stdout=quiet, stderr=quiet)
    os.close(ours)
    try:
        with os.fdopen(theirs) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.kill()
        process.wait(30)


def missing(what: str, script: str) -> None:
    text = f"NO TEST WAS RUN ON {what}: {script} brings it"
    warnings.warn(pytest.PytestWarning(text), stacklevel=1)
    pytest.skip(text)


@contextmanager
def opened(browser: str, profile: Path, address: str) -> Iterator[None]:
    """The browser shows the page."""
    if browser == "WebKitGTK":
        if not MINI_BROWSERS or not shutil.which("Xvfb"):
            missing(browser, "scripts/webkit")
        with (
            screen() as display,
            running(
                [str(MINI_BROWSERS[0]), "--private", "--autoplay-policy=allow", address],
                DISPLAY=display,
                HOME=str(profile),
                LIBGL_ALWAYS_SOFTWARE="1",
            ),
        ):
            yield
        return
    command = CHROMIUMS / browser
    if not command.exists():
        missing(f"CHROMIUM {browser}", "scripts/old-chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"]
    flags.append("--autoplay-policy=no-user-gesture-required")
    # Kept open by its port for developers; as a viewer's it doesn't say that it has no window.
    flags += ["--remote-debugging-port=0", f"--user-agent={user_agent(browser)}"]
    with running([str(command), *flags, address]):
        yield


def user_agent(chromium: str) -> str:
    return (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{chromium}.0.0.0 Safari/537.36"
    )


def said(site: Site, page: int, beginning: str) -> str:
    """What the page says that begins so; it says of no error."""

    def found() -> list[str]:
        told = [unquote(one) for where, one in site.said if where == f"/said-{page}"]
        assert not [one for one in told if one.startswith("error")], told
        return [one for one in told if one.startswith(beginning)]

    return str(wait_for(found, 120, said=f"the page never said {beginning}")[0])


@pytest.fixture(scope="module")
def shelf(server: Server, workspace: Workspace) -> Shelf:
    return Shelf(server, workspace)


@pytest.mark.parametrize("browser", [*OLD, "WebKitGTK"])
def test_a_play(shelf: Shelf, site: Site, sdk: str, tmp_path: Path, browser: str) -> None:
    """Of a video of the page, and of an embed player beside it."""
    page, content, embedded = next(NUMBERS), f"old-{browser}", f"old-embed-{browser}"
    workspace = shelf.workspace
    shelf.put(embedded, site.url + "/clip.webm")
    script = f'<script src="{sdk}" data-key="{workspace.ingest_key}"></script>'
    video = f'<video src="/clip.webm" muted data-mutoscope-video="{content}"></video>'
    player = shelf.snippet(embedded, options='{"behavior": {"autoPlay": true, "muted": true}}')
    address = site.put(f"<!doctype html>{script}{video}{player}{WATCHES.replace('SAID', f'/said-{page}')}")
    with opened(browser, tmp_path, address):
        watched = float(said(site, page, "watched").split()[1])
        row = counted(workspace, content, lambda row: row["pause"] == 2)
        beside = counted(workspace, embedded, lambda row: row["views"] == 1)
    names = ("player_loads", "views", "play", "pause", "seek", "replay", "errors")
    assert [row[name] for name in names] == [1, 1, 2, 2, 1, 0, 0]
    assert abs(row["watch_time"] - watched) <= 1
    # The clip is 30 s long.
    assert abs(row["watch_depth"] - watched / 30 * 100) <= 3
    assert [beside[name] for name in names] == [1, 1, 1, 0, 0, 0, 0]


def counted(workspace: Workspace, content: str, right: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The row of the content, once it is right."""

    rows: list[dict[str, Any]] = []

    def found() -> bool:
        rows[:] = workspace.get("/v1/analytics", group_by="video_id", video_id=content, **days())["data"]
        return any(map(right, rows))

    wait_for(found, 120, said=f"{content} was not counted")
    return rows[0]


@pytest.mark.parametrize("browser", OLD)
def test_the_dashboard_says_that_the_browser_is_too_old(server: Server, tmp_path: Path, browser: str) -> None:
    """At once: what is said later of a script that is slow in coming isn't said here."""
    seen = asked(browser, tmp_path, server.url + "/login", "document.body.innerText")
    assert "This browser is too old for the dashboard." in seen
    assert "Этот браузер слишком старый для панели." in seen
    assert "not started" not in seen


def asked(browser: str, profile: Path, address: str, expression: str) -> str:
    """The value of an expression in the page, once that is loaded."""
    command = CHROMIUMS / browser
    if not command.exists():
        missing(f"CHROMIUM {browser}", "scripts/old-chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--repl"]
    told = subprocess.run(
        [str(command), *flags, address],
        input=f"{expression}\nquit\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return str(json.loads(told.stdout.splitlines()[0].removeprefix(">>> "))["result"]["value"])
