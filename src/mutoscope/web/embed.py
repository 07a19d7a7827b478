"""The player page `/embed/{content id}?key=…`, and the same as JSON (`….json`) for a player that switches.

The catalog is asked for each page: a title, a source or an allowed domain that was changed holds from the next load on.
"""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec
import structlog

from mutoscope.catalog import Catalog, Content, Showing
from mutoscope.errors import CatalogError
from mutoscope.hosts import is_address
from mutoscope.web.files import STATIC

_PREFIX = "/embed/"
_PATH = re.compile(rf"{_PREFIX}[A-Za-z0-9_-]{{1,64}}(\.json)?")

_log = structlog.get_logger()

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
    "img-src 'self' data: http: https:",
    # Media, playlists and captions lie elsewhere, and their parts often elsewhere again.
    "media-src blob: http: https:",
    "connect-src 'self' http: https:",
    "base-uri 'none'",
    "form-action 'none'",
)
_HEADERS = (
    ("cache-control", "no-cache"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-resource-policy", "cross-origin"),
)
_JSON = ("content-type", "application/json")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")

_UNKNOWN = {"title": "There is no video here", "text": "It was taken away, or the address has a mistake."}
_NOTHING = {"title": "Nothing to play yet", "text": "This video has no source so far."}
_WHOSE = {
    "title": "Whose video is this?",
    "text": "The address of a player names its workspace by an ingest key (?key=pub_…), and this one names none.",
}
_TROUBLE = {"title": "The player is out of order", "text": "Please try again in a minute."}

# granian's own types, which are nowhere written down for a type checker
Scope = Any
Protocol = Any


class EmbedPages:
    """Makes them from what the catalog knows."""

    def __init__(self, catalog: Catalog, collect_path: str = "") -> None:
        """collect_path: where players send to; empty: `/collect`."""
        self._catalog = catalog
        self._collect = f"..{collect_path or '/collect'}"
        self._page = _template("embed.html")
        self._message = _template("message.html")
        # A page must not run with the script of another version out of a browser's cache.
        self._version = _version()

    def handler(self, path: str) -> Callable[[Scope, Protocol], Awaitable[None]] | None:
        """What answers requests for a path; None: it is no address of a player."""
        return self._handle if _PATH.fullmatch(path) else None

    async def _handle(self, scope: Scope, protocol: Protocol) -> None:
        if scope.method not in ("GET", "HEAD"):
            protocol.response_empty(405, [("allow", "GET, HEAD")])
            return
        content_id, _, suffix = scope.path.removeprefix(_PREFIX).partition(".")
        key = (parse_qs(scope.query_string).get("key") or [None])[0]
        try:
            showing = await asyncio.to_thread(self._catalog.showing, key, content_id)
        except CatalogError as error:
            _log.error("a player page could not be made", error=error.detail)
            found = _Found(503, {"problem": _TROUBLE})
        else:
            found = _find(showing, self._collect)
        if suffix:
            protocol.response_bytes(found.status, [*_HEADERS, _JSON], msgspec.json.encode(found.settings))
        else:
            self._show(scope, protocol, found)

    def _show(self, scope: Scope, protocol: Protocol, found: "_Found") -> None:
        told = {"settings": _data(found.settings), "version": self._version}
        if problem := found.settings.get("problem"):
            html = self._message.substitute(told, title=escape(problem["title"]), text=escape(problem["text"]))
        else:
            title, poster = escape(found.settings["title"]), escape(found.settings["poster"] or "")
            html = self._page.substitute(told, title=title, poster=poster)
        policy = "; ".join(filter(None, (*_POLICY, frame_ancestors(found.allowed_domains))))
        headers = [*_HEADERS, ("content-type", "text/html; charset=utf-8"), ("content-security-policy", policy)]
        body = html.encode()
        if "gzip" in (scope.headers.get("accept-encoding") or ""):
            headers.append(("content-encoding", "gzip"))
            body = gzip.compress(body, 6)
        protocol.response_bytes(found.status, headers, body)


class _Found(NamedTuple):
    """What there is to show, or in its place the "problem" that is shown to people and told to the page around."""

    status: int
    settings: Mapping[str, Any]
    allowed_domains: Sequence[str] = ()


def _find(showing: Showing | None, collect: str) -> _Found:
    if showing is None:
        return _Found(404, {"problem": _WHOSE})
    domains = showing.workspace.allowed_domains
    if showing.content is None:
        return _Found(404, {"problem": _UNKNOWN}, domains)
    if not _web(showing.content.source_url):
        return _Found(404, {"problem": _NOTHING}, domains)
    return _Found(200, settings(showing, showing.content, collect), domains)


def settings(showing: Showing, content: Content, collect: str) -> dict[str, Any]:
    """What the page's script is told, `PlayerSettings` of web/embed/src/settings.ts. Lengths in seconds.

    collect: the collector's address, as it is seen from the page.
    """
    workspace = showing.workspace
    return {
        "video": content.id,
        "live": content.kind == "stream",
        "title": content.title or content.id,
        "source": _web(content.source_url),
        "poster": _web(content.poster),
        "duration": content.duration_ms / 1000 if content.duration_ms else None,
        "captions": [track for track in content.captions if _web(track["src"])],
        "key": showing.key,
        "collect": collect,
        "session": workspace.session_minutes,
        "keepQuery": sorted(workspace.keep_query),
        "keepFragment": workspace.keep_fragment,
    }


def frame_ancestors(domains: Sequence[str]) -> str:
    """The policy's directive that lets only these domains, and those under them, have the player in a page.

    Empty where all may: `*` would shut out apps, whose pages have schemes of their own. `http:` includes `https:`.
    """
    if not domains:
        return ""
    return " ".join(("frame-ancestors", "'self'", *(source for domain in domains for source in _sources(domain))))


def _sources(domain: str) -> Iterator[str]:
    """None for a saved domain that is no host: it must not get into a header. Policies have no words for IPv6."""
    name = domain.removeprefix("*.")
    if not _HOST.fullmatch(name):
        return
    if name == domain:
        yield f"http://{name}:*"
    if not is_address(name):
        yield f"http://*.{name}:*"


def _web(url: str | None) -> str | None:
    """An address of the web, or of this server. Another (`javascript:`) is none."""
    return url if url and urlsplit(url).scheme in ("", "http", "https") else None


def _data(told: Mapping[str, Any]) -> str:
    """JSON that can stand in a <script> element."""
    return msgspec.json.encode(told).decode().replace("<", "\\u003c")


def _template(name: str) -> Template:
    return Template(files("mutoscope.web").joinpath("pages", name).read_text("utf-8"))


def _version() -> str:
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted((STATIC / "player" / "latest").glob("embed.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
