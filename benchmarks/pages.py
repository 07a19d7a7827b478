"""How soon the dashboard's pages can be used, on the demo workspace, in Chromium."""

import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from benchmarks.figures import Figure
from benchmarks.processes import ENVIRONMENT, MUTOSCOPE, free_port
from mutoscope.app.demonstrating import EMAIL, PASSWORD

RUNS = 5
PATIENCE_MS = 60_000
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PAGES = {
    "analytics": "/analytics?period=last_month",
    "referrers": "/analytics?period=last_month&tab=referrer",
    "a video": "/videos/tw-tour-basics?period=last_month",
    "catalog": "/catalog",
    "viewers": "/viewers?period=last_month",
    "reports": "/reports",
}

# Layout shifts that no key or click explains, from the beginning on.
_WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
# Milliseconds since the navigation at which no part of the page waits: heading, controls, figures and lists are
# there. What stands beside the figures (their change, the rate of all time) and the map may still come.
_USABLE = """() => {
  const ready = document.querySelector("main h1") && !document.querySelector("[aria-busy=true]");
  return ready ? performance.now() : 0;
}"""
_SCRIPT_BYTES = """() => performance.getEntriesByType("resource")
  .filter((one) => /[.]js$/.test(new URL(one.name).pathname))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
# Milliseconds from a click on a row to the frame in which the page shows it alone. Nothing looks in between: frames
# that are asked for would have to be drawn.
_FILTER = """(row) => new Promise((done) => {
  const began = performance.now();
  let waited = false;
  const seen = new MutationObserver(() => {
    const busy = !!document.querySelector("[aria-busy=true], [data-stale]");
    if (waited && !busy) {
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    }
    waited ||= busy;
  });
  seen.observe(document.body, {subtree: true, childList: true, attributes: true});
  row.click();
})"""


def pages(folder: Path) -> list[Figure]:
    """Each page from a cold cache; a filter; what the first visit loads; shifts of the layout. Medians of RUNS."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        raise RuntimeError("no Chromium: install it to measure the dashboard's pages")
    with _demo(folder / "demo") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        cookies = _signed_in(browser, url)
        figures = [figure for name, path in PAGES.items() for figure in _page(browser, cookies, name, url + path)]
        figures.append(_filtered(browser, cookies, url + PAGES["analytics"]))
        browser.close()
    return figures


@contextmanager
def _demo(data: Path) -> Iterator[str]:
    """The demo, loaded and served without anybody watching; its address."""
    port = free_port()
    command = [MUTOSCOPE, "demo", "--data", str(data), "--port", str(port), "--no-audience"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as demo:
        try:
            assert demo.stdout
            if not any("Ctrl-C" in line for line in demo.stdout):
                raise RuntimeError("the demo did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()


def _signed_in(browser: Browser, url: str) -> StorageState:
    context = browser.new_context()
    answer = context.request.post(f"{url}/v1/session", data={"email": EMAIL, "password": PASSWORD})
    if not answer.ok:
        raise RuntimeError(answer.text())
    state = context.storage_state()
    context.close()
    return state


def _page(browser: Browser, cookies: StorageState, name: str, address: str) -> list[Figure]:
    usable, shifts, scripts = [], [], []
    for _ in range(RUNS):
        with _cold(browser, cookies) as page:
            usable.append(_open(page, address))
            shifts.append(float(page.evaluate("window.shifted")))
            scripts.append(int(page.evaluate(_SCRIPT_BYTES)))
    return [
        Figure(
            benchmark="pages",
            name=f"{name}: usable",
            value=statistics.median(usable),
            unit="ms",
            at_most=1000,
            note=f"cold cache, {address.partition('//')[2].partition('/')[2]}; slowest {max(usable):,.0f}",
        ),
        Figure(benchmark="pages", name=f"{name}: layout shift", value=max(shifts), unit="", decimals=3, at_most=0.01),
        Figure(benchmark="pages", name=f"{name}: script", value=max(scripts) / 1000, unit="KB", at_most=300),
    ]


def _filtered(browser: Browser, cookies: StorageState, address: str) -> Figure:
    took = []
    for number in range(RUNS):
        with _cold(browser, cookies) as page:
            _open(page, address)
            row = page.get_by_role("link", name=re.compile("^Show only ")).nth(number)
            took.append(float(row.evaluate(_FILTER)))
    note = f"a click on a row, until all of the page shows it alone; slowest {max(took):,.0f}"
    return Figure(benchmark="pages", name="a filter", value=statistics.median(took), unit="ms", at_most=300, note=note)


@contextmanager
def _cold(browser: Browser, cookies: StorageState) -> Iterator[Page]:
    """A page of somebody signed in whose browser has seen nothing yet."""
    context: BrowserContext = browser.new_context(storage_state=cookies, locale="en-GB")
    context.add_init_script(_WATCH)
    yield context.new_page()
    context.close()


def _open(page: Page, address: str) -> float:
    """Milliseconds until it can be used. What comes a moment later may still shift it, so that is waited for."""
    page.goto(address, wait_until="commit")
    usable = float(page.wait_for_function(_USABLE, timeout=PATIENCE_MS).json_value())
    page.wait_for_load_state("networkidle")
    return usable
