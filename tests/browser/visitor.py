"""Somebody with a browser, in front of a page with players in it; and what the server says of them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import escape
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Response

from browser.oracle import Entry, same
from browser.site import EMPTY, Site
from conftest import Workspace

PROMISE = 2.0
"""Seconds after the answer to a beacon, until all numbers know of it; test_real_video.py holds it to that."""

PATIENCE = 30.0
"""Of the tests that are about something else: the machine may be busy."""

NUMBERS = count(1)

Beacon = dict[str, Any]


class Visitor:
    """One tab of one browser profile, and the content that it is there for: its own, unless told."""

    def __init__(self, context: BrowserContext, site: Site, sdk: str, workspace: Workspace, content: str = "") -> None:
        self.context, self.site, self.sdk, self.workspace = context, site, sdk, workspace
        self.content = content or f"lesson-{next(NUMBERS)}"
        self.page = context.new_page()
        self.accepted: list[Beacon] = []
        self.errors: list[str] = []
        self.gone = 0.0
        self.patience = PATIENCE
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._said)

    @cached_property
    def devtools(self) -> CDPSession:
        """The browser's own tools for developers, on this page; one hold on them, since each emulates for itself."""
        return self.context.new_cdp_session(self.page)

    def video(self, content: str = "", attributes: str = "") -> str:
        """An element that shows the content."""
        return f'<video src="/clip.webm" data-mutoscope-video="{content or self.content}" muted {attributes}></video>'

    def script(self, **attributes: str) -> str:
        """The SDK's script tag with such data attributes, in the workspace's name."""
        told = {"key": self.workspace.ingest_key} | attributes
        written = " ".join(f'data-{name}="{escape(text)}"' for name, text in told.items())
        return f'<script src="{self.sdk}" {written}></script>'

    def open(self, html: str = "", headers: dict[str, str] | None = None) -> None:
        """Look at a page of such HTML: unless told, one with the script and a video, in that order."""
        page = (
            f'<!doctype html><title>lesson</title><script src="/log.js"></script>{html or self.script() + self.video()}'
        )
        self.page.goto(self.site.put(page, headers))

    def play(self) -> None:
        self.page.evaluate("viewer.play()")

    def pause(self) -> Beacon:
        """Pause, and what the server was told of it: not a beacon from before, whose answer is heard of only now."""
        known = {beacon["play"]: beacon["n"]["pause"] for beacon in self.accepted}
        self.page.evaluate("viewer.pause()")
        return self.told(lambda beacon: not beacon["playing"] and beacon["n"]["pause"] > known.get(beacon["play"], 0))

    def seek(self, to: float) -> None:
        self.page.evaluate("to => viewer.seek(to)", to)

    def rate(self, rate: float) -> None:
        self.page.evaluate("rate => (document.querySelector('video').playbackRate = rate)", rate)

    def until(self, position: float) -> None:
        """Wait until the content got so far (seconds), or to its end."""
        self.page.wait_for_function("position => viewer.reached(position)", arg=position, polling=20)

    @property
    def log(self) -> list[Entry]:
        return list(self.page.evaluate("viewer.log"))

    def leave(self) -> list[Entry]:
        """Close the tab. Returns its log, to its last moment."""
        self.page.close()
        self.gone = time.monotonic()
        return self.left()

    def left(self) -> list[Entry]:
        """The log of the page of this site that went away last."""
        other = self.context.new_page()
        other.goto(self.site.url + EMPTY)
        log = json.loads(other.evaluate("localStorage.left"))
        other.close()
        return list(log)

    def told(self, wanted: Callable[[Beacon], bool] = lambda _: True, after: int = 0) -> Beacon:
        """The newest beacon of such a kind that the server took, of those `after` so many; waits for the first."""
        while not (found := list(filter(wanted, self.accepted[after:]))):
            self.page.wait_for_event("response", _is_taken)
        return found[-1]

    def rows(self, **asked: str | list[str]) -> list[dict[str, Any]]:
        """What analytics say of the content, by contents unless asked otherwise."""
        usual = {"group_by": "video_id", "video_id": self.content}
        return list(self.workspace.get("/v1/analytics", **(usual | days() | asked))["data"])

    def overview(self) -> dict[str, Any]:
        """What the overview says of the content."""
        return dict(self.workspace.get("/v1/analytics/overview", video_id=self.content, **days())["data"]["total"])

    def shows(self, *logs: list[Entry], **known: int) -> dict[str, Any]:
        """Analytics and overview show what these logs of one session imply, in time."""
        return self.comes_true(lambda row: same(row, list(logs), **known), f"{known} and {logs}")

    def comes_true(self, right: Callable[[dict[str, Any]], bool], expected: object = "") -> dict[str, Any]:
        """The row of the content, once it is right. It has to be in time, and the overview agree."""
        since = self.gone or time.monotonic()
        while not ((row := _only(self.rows())) and right(row) and self._overview_agrees(row)):
            if time.monotonic() - since > self.patience:
                pytest.fail(f"after {self.patience} s the numbers are\n{row}\nand not those of\n{expected}")
            time.sleep(0.05)
        return row

    def _overview_agrees(self, row: dict[str, Any]) -> bool:
        return all(row.get(name, value) == value for name, value in self.overview().items())

    def _answered(self, response: Response) -> None:
        if _is_taken(response):
            self.accepted.append(json.loads(response.request.post_data or ""))

    def _said(self, message: ConsoleMessage) -> None:
        # A request that failed is the browser's own message, which no script can prevent.
        if message.type == "error" and urlsplit(message.location["url"]).path != "/collect":
            self.errors.append(f"{message.text} {message.location}")


def _only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(rows) <= 1
    return rows[0] if rows else {}


def _is_taken(response: Response) -> bool:
    return urlsplit(response.url).path == "/collect" and response.ok


def days() -> dict[str, str]:
    """A period around now, whatever midnight does."""
    today = datetime.now(UTC).date()
    return {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=1))}
