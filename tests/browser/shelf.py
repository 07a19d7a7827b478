"""The workspace's catalog, and pages with embed players of what is in it."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID

from playwright.sync_api import Frame

from browser.site import HERE
from browser.visitor import Visitor
from conftest import Server, Workspace
from mutoscope.catalog import Catalog

LOG = f"if (window !== top) {{{(HERE / 'log.js').read_text('utf-8')}}}"
"""To be run before a page's scripts: its frames get a log of what their players really did."""

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:30.000\nEvery view is counted.\n"


class Shelf:
    """Puts contents into the workspace's catalog, as its owner would."""

    def __init__(self, server: Server, workspace: Workspace) -> None:
        self.server, self.workspace = server, workspace
        self._id = UUID(workspace.workspace_id)
        with self.catalog() as catalog:
            self._project = catalog.create_project(self._id, "Films").id

    @contextmanager
    def catalog(self) -> Iterator[Catalog]:
        with closing(Catalog(f"sqlite:///{self.server.data.absolute()}/catalog.sqlite")) as catalog:
            yield catalog

    def put(self, content_id: str, source_url: str | None, **fields: Any) -> None:
        """A video, unless `kind` says otherwise."""
        kind = fields.pop("kind", "video")
        with self.catalog() as catalog:
            catalog.put_content(self._id, content_id, kind, self._project, source_url=source_url, **fields)

    def address(self, content_id: str, **query: str) -> str:
        """Of the content's player page."""
        asked = {"key": self.workspace.ingest_key} | query
        return f"{self.server.url}/embed/{content_id}?" + "&".join(f"{name}={quote(v)}" for name, v in asked.items())

    @property
    def script(self) -> str:
        """Address of the IFrame Player API, which is the snippet's too."""
        return f"{self.server.url}/player/latest/iframe.player.js"

    def snippet(self, content_id: str, **attributes: str) -> str:
        """What docs/player.md tells people to paste."""
        told = {"embed": content_id} | attributes
        written = " ".join(f'data-mutoscope-{name}="{escape(text)}"' for name, text in told.items())
        return f'<div {written}></div><script src="{self.script}" data-key="{self.workspace.ingest_key}"></script>'


def frame(visitor: Visitor) -> Frame:
    """The player's frame, ready to play."""
    visitor.page.wait_for_function("() => document.querySelector('iframe')")
    inner = visitor.page.query_selector("iframe")
    found = inner and inner.content_frame()
    assert found
    found.wait_for_function("() => document.querySelector('video')?.readyState > 0")
    return found


def drive(visitor: Visitor, shelf: Shelf, options: dict[str, Any] | None = None, **page: Any) -> None:
    """A page that made a player by the IFrame Player API: `player`, and `heard`, the events it heard."""
    told = {"url": shelf.address(visitor.content)} | (options or {})
    script = f"""
      <div id="place"></div>
      <script src="{shelf.script}"></script>
      <script>
        const heard = [];
        Mutoscope.IframePlayer.create("place", {json.dumps(told)}).then((made) => {{
          window.player = made;
          for (const name of Object.keys(made.Events))
            made.on(made.Events[name], ({{ type, data }}) => heard.push([type, data]));
        }}, (error) => {{ window.failure = error.message; }});
      </script>"""
    visitor.page.goto(visitor.site.put("<!doctype html><title>lesson</title>" + script, **page))
    visitor.page.wait_for_function("() => window.player || window.failure")


def ask(visitor: Visitor, method: str, *args: Any) -> Any:
    """What the player answers; a rejection is its message."""
    return visitor.page.evaluate(
        "([method, args]) => player[method](...args).catch(({ name, message }) => `${name}: ${message}`)",
        [method, args],
    )


def heard(visitor: Visitor, name: str) -> list[Any]:
    """What each event of that name brought, so far."""
    return list(visitor.page.evaluate("name => heard.filter(([type]) => type === name).map(([, data]) => data)", name))


def hears(visitor: Visitor, name: str, times: int = 1) -> list[Any]:
    """The same, once there are so many."""
    visitor.page.wait_for_function(
        "([name, times]) => heard.filter(([type]) => type === name).length >= times", arg=[name, times], polling=20
    )
    return heard(visitor, name)


def plays_until(visitor: Visitor, position: float) -> None:
    """Until the page around has heard that the content got so far."""
    visitor.page.wait_for_function(
        "position => heard.some(([type, data]) => type === 'TimeUpdate' && data.currentTime >= position)",
        arg=position,
        polling=20,
    )


def is_at(visitor: Visitor, low: float, high: float) -> None:
    """Until the last that the page around has heard is that the content plays between these positions."""
    visitor.page.wait_for_function(
        """([low, high]) => {
          const [type, data] = heard.at(-1);
          return type === "TimeUpdate" && data.currentTime > low && data.currentTime < high;
        }""",
        arg=[low, high],
        polling=20,
    )
