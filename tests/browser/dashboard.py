"""Looking at the dashboard: somebody signed in, and what axe says of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page

from conftest import Workspace

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
AT_REST = """() => document.getAnimations().every(
    one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity
)"""
OWNER = {"email": "owner@example.org", "password": "a long password"}


@contextmanager
def signed_in(browser: Browser, workspace: Workspace, who: dict[str, str] = OWNER, **profile: Any) -> Iterator[Page]:
    """A page of somebody signed in; in the end the console has heard of nothing wrong."""
    context = browser.new_context(**{"locale": "en-GB", "accept_downloads": True, **profile})
    context.add_init_script(f"localStorage.setItem('mutoscope-workspace', '{workspace.workspace_id}')")
    answer = context.request.post(f"{workspace.url}/v1/session", data=who)
    assert answer.ok, answer.text()
    context.set_default_timeout(60_000)  # of what is clicked and waited for, on a machine that does much else
    page = context.new_page()
    wrong: list[str] = []
    # What is not there, as some posters here, is the browser's own message.
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == [], wrong


def violations(page: Page) -> list[str]:
    """What axe has to say against a page as it is, in its own theme."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


def violations_in_both_themes(page: Page) -> list[str]:
    """The same, in light and in dark, once all movement has ended."""
    found = []
    themes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.locator(f"html[data-mantine-color-scheme={theme}]").wait_for()
        page.wait_for_function(AT_REST)
        found += [f"{theme}: {one}" for one in violations(page)]
    return found


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until the focus is there, as somebody without a mouse does."""
    target.wait_for()
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {target}")


def number(row: Locator, place: int) -> float:
    """What stands in a row as number, counted from 0."""
    return float(str(row.locator("data").nth(place).get_attribute("value")))
