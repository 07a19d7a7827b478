"""Many players on one page for minutes: does the SDK miss anything, does it grow, what does it cost the page?

What they did is told by another observer on the page (soak.js), what came of it by `GET /v1/plays`, the memory by V8
after garbage collection, the time by its profiler: samples with a function of the SDK anywhere on the stack.
"""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.figures import Figure
from benchmarks.processes import Access, Server, init, serving

PLAYERS = 20
SECONDS = 600
SETTLED = 0.2
"""Share of the run after which memory is looked at first: by then all is loaded and compiled."""
SAMPLE_US = 5000
LOOK_SECONDS = 0.1
"""What plays for less may be over before anybody has looked at it twice."""
PATIENCE_SECONDS = 30

HERE = Path(__file__).parent
CLIP = HERE.parent / "tests" / "browser" / "media" / "clip.webm"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")

Plays = Callable[[list[str]], list[dict[str, Any]]]
"""What the server knows of these contents: video_id, pause and spans of each play."""


@dataclass(frozen=True, kw_only=True)
class Soaked:
    """What came of it."""

    stretches: int
    """Of playback, as the other observer saw them."""
    missed: int
    """Of these, how many have no span."""
    off_ms: float
    """Between watch time and what was seen, of the player that is furthest off."""
    heap_kb: float
    grown_kb: float
    """From a fifth of the run to its end."""
    share: float
    """Of the main thread's time, in percent, in which its processor time went to the SDK."""


def soak(folder: Path) -> list[Figure]:
    """Ten minutes of twenty players."""
    with serving(folder / "soak", "--log-level", "warning") as server, sync_playwright() as playwright:
        access = init(server.data)
        browser = playwright.chromium.launch(executable_path=_chromium(), headless=True, args=FLAGS)
        page = browser.new_page()
        opened(page, server.url, access.ingest_key)
        soaked = measure(page, "soak", _reader(server, access), PLAYERS, SECONDS)
        browser.close()
    about = f"{PLAYERS} players on one page, {SECONDS // 60} minutes"
    return [
        Figure(
            benchmark="soak",
            name="spans missed",
            value=soaked.missed,
            unit="spans",
            at_most=0,
            note=f"{about}: of {soaked.stretches:,} stretches that another observer saw",
        ),
        Figure(
            benchmark="soak",
            name="watch time off",
            value=soaked.off_ms,
            unit="ms",
            note="of the player that is furthest off, over all of its run",
        ),
        Figure(
            benchmark="soak",
            name="memory grown",
            value=soaked.grown_kb,
            unit="kB",
            note=f"JavaScript heap after garbage collection, from minute {SECONDS * SETTLED / 60:g} to the end, then"
            f" {soaked.heap_kb:,.0f} kB; a play keeps its spans",
        ),
        Figure(
            benchmark="soak",
            name="the SDK's share of the main thread",
            value=soaked.share,
            unit="%",
            decimals=2,
            at_most=1,
            note="its processor time, what it calls in the browser included, of all the time that passed",
        ),
    ]


def measure(page: Page, content: str, plays: Plays, players: int = PLAYERS, seconds: float = SECONDS) -> Soaked:
    """On a page of `opened`; the contents are CONTENT-0, CONTENT-1 and so on."""
    seen: dict[int, list[float]] = {player: [] for player in range(players)}
    page.expose_function("tell", lambda player, watched: seen[player].append(watched))
    devtools = page.context.new_cdp_session(page)
    for setting_up in ("Profiler.enable", "HeapProfiler.enable", "Performance.enable"):
        devtools.send(setting_up)
    devtools.send("Profiler.setSamplingInterval", {"interval": SAMPLE_US})
    began = _thread_seconds(devtools)
    devtools.send("Profiler.start")
    page.evaluate("([content, players]) => run(content, players)", [content, players])
    page.wait_for_timeout(1000 * seconds * SETTLED)
    settled = _heap_kb(devtools)
    page.wait_for_timeout(1000 * seconds * (1 - SETTLED))
    heap = _heap_kb(devtools)
    profile = devtools.send("Profiler.stop")["profile"]
    busy = _thread_seconds(devtools) - began
    page.evaluate("finish()")
    pauses = page.wait_for_function("pauses()").json_value()
    contents = {f"{content}-{player}": count for player, count in enumerate(pauses)}
    spans = _told(plays, contents)
    missed, off = _compare(list(seen.values()), [spans[name] for name in contents])
    return Soaked(
        stretches=sum(map(len, seen.values())),
        missed=missed,
        off_ms=off,
        heap_kb=heap,
        grown_kb=heap - settled,
        share=100 * share_of(profile, "/sdk/mutoscope.js") * busy / seconds,
    )


def opened(page: Page, url: str, key: str) -> None:
    """The page comes from the server's own origin, for want of another."""
    script = f'<script src="/sdk/mutoscope.js" data-key="{key}"></script>'
    html = f"<!doctype html><title>soak</title>{script}<script>{(HERE / 'soak.js').read_text('utf-8')}</script>"
    page.route("**/soak/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route("**/soak/clip.webm", lambda route: route.fulfill(path=CLIP, content_type="video/webm"))
    page.goto(f"{url}/soak/")


def _heap_kb(devtools: CDPSession) -> float:
    """What is left after garbage collection."""
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1000


def _told(plays: Plays, pauses: dict[str, int]) -> dict[str, list[list[int]]]:
    """The spans of each content, once all of its pauses are known; what is known by then, where some never are."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        known = {play["video_id"]: play for play in plays(list(pauses))}
        if all(name in known and known[name]["pause"] == count for name, count in pauses.items()):
            break
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return {name: known[name]["spans"] if name in known else [] for name in pauses}


def _compare(seen: list[list[float]], told: list[list[list[int]]]) -> tuple[int, float]:
    """How many stretches have no span; how many ms the player is off that is furthest off."""
    known = [[watched for watched in stretches if watched > LOOK_SECONDS] for stretches in seen]
    missed = sum(max(0, len(stretches) - len(spans)) for stretches, spans in zip(known, told, strict=True))
    watched = [
        (sum(stretches) * 1000, sum(wall for _, wall, *_ in spans)) for stretches, spans in zip(seen, told, strict=True)
    ]
    return missed, max(abs(one - other) for one, other in watched)


def _thread_seconds(devtools: CDPSession) -> float:
    """Processor time of the page's main thread so far."""
    figures = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(figure["value"] for figure in figures if figure["name"] == "ThreadTime"))


def share_of(profile: dict[str, Any], script: str) -> float:
    """The part of a CPU profile's busy time with a function of that script anywhere on the stack.

    The profiler's clock runs on while the thread waits for a processor, inside the script and outside alike.
    """
    nodes = {node["id"]: node for node in profile["nodes"]}
    parents = {child: node["id"] for node in profile["nodes"] for child in node.get("children", [])}

    def within(node: int | None) -> bool:
        while node is not None:
            if nodes[node]["callFrame"]["url"].endswith(script):
                return True
            node = parents.get(node)
        return False

    idle = {node for node, told in nodes.items() if told["callFrame"]["functionName"] == "(idle)"}
    inside = {node for node in nodes if within(node)}
    spent = [(node, us) for node, us in zip(profile["samples"], profile["timeDeltas"], strict=True) if node not in idle]
    return float(sum(us for node, us in spent if node in inside) / sum(us for _, us in spent))


def _reader(server: Server, access: Access) -> Plays:
    def plays(contents: list[str]) -> list[dict[str, Any]]:
        period = {"from": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400)), "to": "2090-01-01"}
        told = server.get("/v1/plays", access, **period, fields="video_id,pause,spans", traffic="all", per_page="1000")
        return [play for play in told["data"] if play["video_id"] in contents]

    return plays


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise SystemExit(f"the soak needs Chromium ({', '.join(BROWSERS)}), or CHROMIUM to name one")
    return found
