"""A static site on 127.0.0.1: pages that the tests make up, and a clip in which a browser can seek."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
FILES = {"/clip.webm": ("video/webm", HERE / "media" / "clip.webm"), "/log.js": ("text/javascript", HERE / "log.js")}
FILES["/tube.js"] = ("text/javascript", HERE / "tube.js")
FILES |= {f"/hls/{file.name}": ("video/mp4", file) for file in (HERE / "media" / "hls").iterdir()}
ABROAD = {"Access-Control-Allow-Origin": "*"}
EMPTY = "/empty"
PACKAGES = HERE.parents[1] / "web" / "node_modules"
"""Scripts of npm packages, served under /npm/."""


@dataclass(frozen=True)
class _Page:
    html: str | Callable[[], str]
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Serves for as long as its context lasts."""

    def __init__(self) -> None:
        self._pages = {EMPTY: _Page("<!doctype html><title>empty</title>")}
        self.said: list[tuple[str, str]] = []
        """What pages have told by asking for /said…: path and query."""
        pages, heard = self._pages, self.said

        class Handler(_Handler):
            said = heard

            def page(self, path: str) -> _Page | None:
                return pages.get(path)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Site":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, html: str | Callable[[], str], headers: dict[str, str] | None = None, suffix: str = "") -> str:
        """The address of a new page, made anew for each request where it is told how."""
        path = f"/page-{len(self._pages)}{suffix}"
        self._pages[path] = _Page(html, headers or {})
        return self.url + path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    said: list[tuple[str, str]]

    def page(self, path: str) -> _Page | None:
        raise NotImplementedError

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/said"):
            self.said.append((path, query))
        if path in FILES:
            kind, file = FILES[path]
            self._file(kind, file.read_bytes())
        elif path.startswith("/npm/") and path.endswith(".js"):
            self._file("text/javascript", (PACKAGES / path.removeprefix("/npm/")).read_bytes())
        elif page := self.page(path):
            html = page.html if isinstance(page.html, str) else page.html()
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", html.encode(), page.headers)
        else:
            self._answer(HTTPStatus.NO_CONTENT if path == "/favicon.ico" else HTTPStatus.NOT_FOUND, "text/plain", b"")

    def _file(self, kind: str, whole: bytes) -> None:
        """All of it, or the range asked for: without ranges a browser can't seek."""
        ranges = {"Accept-Ranges": "bytes"} | ABROAD
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not asked:
            self._answer(HTTPStatus.OK, kind, whole, ranges)
            return
        first, last = int(asked[1]), min(int(asked[2] or len(whole)), len(whole) - 1)
        ranges["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
        self._answer(HTTPStatus.PARTIAL_CONTENT, kind, whole[first : last + 1], ranges)

    def _answer(self, status: HTTPStatus, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing on the terminal."""
