"""A real Chromium, a site of our own for it to look at, and the installed server that the site's players report to."""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from browser.site import Site
from browser.visitor import Visitor
from conftest import Server, Workspace

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)

# What is expected is awaited; on a machine that does much else it may take longer than Playwright's five seconds.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> str:
    """The command: what CHROMIUM names, else the first one on the PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        missing = f"NO BROWSER TEST WAS RUN: install Chromium ({', '.join(BROWSERS)}), or let CHROMIUM name one"
        warnings.warn(pytest.PytestWarning(missing), stacklevel=1)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def user_agent(driver: Playwright, chromium: str) -> str:
    """A viewer's: headless Chromium says what it is, and is counted among the bots."""
    with closing(driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])) as launched:
        return str(launched.new_page().evaluate("navigator.userAgent")).replace("Headless", "")


@pytest.fixture(scope="package")
def browser(driver: Playwright, chromium: str, user_agent: str) -> Iterator[Browser]:
    # Viewers' browsers keep pages for the way back; Playwright's don't unless told. A context's User-Agent doesn't hold
    # for what frames and pages that are kept send; the whole browser's does.
    with closing(
        driver.chromium.launch(
            executable_path=chromium,
            headless=True,
            args=[*FLAGS, f"--user-agent={user_agent}"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
    ) as launched:
        yield launched


@pytest.fixture(scope="package")
def sdk(server: Server) -> str:
    """Address of the script tag's file, as the running server serves it."""
    address = f"{server.url}/sdk/mutoscope.js"
    if httpx.get(address).status_code != 200:
        pytest.fail("the server has no SDK: it must be built first, see the Makefile")
    return address


@pytest.fixture(scope="package")
def workspace(server: Server) -> Workspace:
    """One for all: each visitor has a content of its own."""
    return server.workspace()


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """Pages of our own, on an origin of their own."""
    with Site() as serving:
        yield serving


@pytest.fixture
def arrive(browser: Browser, site: Site, sdk: str, workspace: Workspace) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser profile of its own. Whatever happens, no page hears an error of the SDK."""
    visitors: list[Visitor] = []

    def make(before: str = "", content: str = "", **profile: Any) -> Visitor:
        """before: a script that runs before those of the page."""
        context = browser.new_context(**profile)
        context.add_init_script(before)
        visitors.append(Visitor(context, site, sdk, workspace, content))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [visitor.errors for visitor in visitors] == [[]] * len(visitors)


@pytest.fixture
def visitor(arrive: Callable[..., Visitor]) -> Visitor:
    """One visitor."""
    return arrive()
