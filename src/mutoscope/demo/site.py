"""The demo's own site: where its media lie, and its worked example, a course of three lessons on a learning platform.

The course's page, with the progress bars, is `example/course.js`.
"""

import mimetypes
import re
import socket
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from string import Template

from msgspec import Struct

from mutoscope.demo.media import media_files
from mutoscope.urls import authority

_KINDS = mimetypes.MimeTypes()
_KINDS.add_type("application/vnd.apple.mpegurl", ".m3u8")

_FOLDER = files("mutoscope.demo").joinpath("example")


class Lesson(Struct, frozen=True, kw_only=True):
    """A video of the course; its media are really there."""

    id: str
    title: str
    source_url: str
    duration_ms: int


class ExampleSite:
    """Serves the course and the demo's media for as long as its context lasts."""

    def __init__(self, host: str, port: int, *, server: str, key: str) -> None:
        """port: or any other, if it is taken. server: the installation that has the lessons; key: its ingest key."""
        page = Template(_FOLDER.joinpath("index.html").read_text("utf-8")).substitute(server=server, key=key)
        found = {f"/{file.name}": file.read_bytes() for file in _FOLDER.iterdir() if file.is_file()}

        class Handler(_Handler):
            files = found | dict(media_files()) | {"/": page.encode()}

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        try:
            self._server = Server((host, port), Handler)
        except (OSError, OverflowError):  # taken, or past the last port that there is
            self._server = Server((host, 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{authority(host, self._server.server_port)}"

    def __enter__(self) -> "ExampleSite":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def lessons(self) -> Iterator[Lesson]:
        """What the course's page plays; the page has the same ids and titles."""
        for number, title in enumerate(("1. A play", "2. A view", "3. Watch depth"), 1):
            yield Lesson(
                id=f"example-lesson-{number}",
                title=title,
                source_url=f"{self.url}/lesson-{number}.webm",
                duration_ms=24_000,
            )


class _Handler(BaseHTTPRequestHandler):
    """A few small files out of memory, whole or in part: without parts a browser can't seek."""

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes] = {}  # noqa: RUF012 - the class that serves has its own

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        body = self.files.get(path)
        if body is None:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"there is no such page\n", {})
            return
        kind = "text/html; charset=utf-8" if path == "/" else _KINDS.guess_type(path)[0] or "text/plain"
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if asked and (first := int(asked[1])) < len(body):
            last = min(int(asked[2] or len(body)), len(body) - 1)
            ranged = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
            self._answer(HTTPStatus.PARTIAL_CONTENT, kind, body[first : last + 1], ranged)
        else:
            self._answer(HTTPStatus.OK, kind, body, {})

    def _answer(self, status: HTTPStatus, kind: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        said = {"Content-Type": kind, "Content-Length": str(len(body)), "Accept-Ranges": "bytes"}
        # Players of streams read playlists by script, from another origin.
        for name, value in (said | headers | {"Access-Control-Allow-Origin": "*"}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing on the terminal."""
