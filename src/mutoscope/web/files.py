"""The built files, by the path they are served under."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

_SECONDS = 3600

# The script of a page that names no collector sends to the path that the script itself has, less its `.js`.
_SENDS_TO_ITS_OWN_PATH = (
    "(s=>{if(s&&!s.dataset.endpoint)s.dataset.endpoint=s.src.replace(/[.]js([?#].*)?$/,'')})(document.currentScript);"
)


STATIC = Path(str(files("mutoscope.web").joinpath("static")))

DASHBOARD = STATIC / "dashboard"

Handler = Callable[[Any, Any], Awaitable[None]]
Headers = Sequence[tuple[str, str]]

_FOR_ANY_PAGE: Headers = (
    ("cache-control", f"public, max-age={_SECONDS}"),
    ("access-control-allow-origin", "*"),
)


class WebFiles:
    """All files below `static/` but the dashboard's, known from start-up on; any page may load them."""

    def __init__(self, collect_path: str = "") -> None:
        """collect_path: `/c`, a further path of the collector; the SDK that sends there is at `/c.js`."""
        self._files = {
            name: File(path, _FOR_ANY_PAGE)
            for name, path in files_below(STATIC).items()
            if DASHBOARD not in path.parents
        }
        sdk = STATIC / "sdk" / "mutoscope.js"
        if collect_path and sdk.exists():
            script = _SENDS_TO_ITS_OWN_PATH + sdk.read_text("utf-8")
            self._files[f"{collect_path}.js"] = File(sdk, _FOR_ANY_PAGE, script.encode())

    def handler(self, path: str) -> Handler | None:
        """What answers requests for a path; None: no such file."""
        file = self._files.get(path)
        return file.handle if file else None


def files_below(root: Path) -> dict[str, Path]:
    """Files by their paths as a browser asks for them."""
    return {"/" + path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}


class File:
    """A small file, held in memory as it is and, once asked for so, zipped: the SDK is in every page of a site."""

    def __init__(self, path: Path, headers: Headers, plain: bytes | None = None) -> None:
        """plain: what it holds, where that is not what lies there."""
        self._plain = path.read_bytes() if plain is None else plain
        self._tag = f'"{hashlib.blake2b(self._plain, digest_size=8).hexdigest()}"'
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._headers = [
            *headers,
            ("content-type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind),
            ("etag", self._tag),
            ("vary", "accept-encoding"),
            ("x-content-type-options", "nosniff"),
        ]
        self._zipped: bytes | None = None

    async def _zip(self) -> bytes:
        """In a thread, since the dashboard's script takes 30 ms: the loop has beacons to answer."""
        if self._zipped is None:
            self._zipped = await asyncio.to_thread(gzip.compress, self._plain, 9, mtime=0)
        return self._zipped

    async def handle(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        if scope.method not in ("GET", "HEAD"):
            protocol.response_empty(405, [("allow", "GET, HEAD")])
        elif scope.headers.get("if-none-match") == self._tag:
            protocol.response_empty(304, self._headers)
        elif scope.method == "HEAD":
            protocol.response_empty(200, self._headers)
        elif "gzip" in (scope.headers.get("accept-encoding") or ""):
            protocol.response_bytes(200, [*self._headers, ("content-encoding", "gzip")], await self._zip())
        else:
            protocol.response_bytes(200, self._headers, self._plain)
