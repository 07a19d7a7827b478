"""Requests by their path to the part that answers them."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
import structlog
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined] # re-exported without saying so

from mutoscope.app.bridge import AsgiApp, AsgiBridge
from mutoscope.app.timed import Timed
from mutoscope.app.traced import Traced
from mutoscope.collector import Protocol as RsgiProtocol
from mutoscope.collector import Scope
from mutoscope.config import PROGRAM_PATHS
from mutoscope.errors import ConfigError, InternalError, RequestTimeout
from mutoscope.telemetry import REQUEST_ID, request_id

_log = structlog.get_logger()

Handler = Callable[[Scope, RsgiProtocol], Awaitable[None]]


class Pages(Protocol):
    """Files or pages of some paths."""

    def handler(self, path: str) -> Handler | None:
        """Who answers a path; None: it is none of these."""
        ...


def check_base_path(base_path: str) -> None:
    """Raises ConfigError for one by which a path could not be told from the same without it."""
    if (first := base_path.partition("/")[2].partition("/")[0]) in PROGRAM_PATHS:
        raise ConfigError(f"--base-url: its path can't begin with /{first}, as paths of this server itself do")


class Router:
    """Requests by their path to the part that answers them: a handler, a file or page, else the ASGI application."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        pages: Sequence[Pages],
        application: AsgiApp,
        *,
        body_seconds: float,
        base_path: str = "",
    ) -> None:
        """body_seconds: how long a client may keep back what it began to send.

        base_path: `/stats`, where people reach it under https://example.org/stats: a web server in front may pass paths
        on as they are, or without that.
        """
        self._base_path = base_path
        self._body_seconds = body_seconds
        self._handlers = handlers
        self._pages = pages
        self._application = AsgiBridge(application)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        if scope.proto != "http":
            protocol.close(403)
            return
        if scope.method not in _BODILESS:
            protocol = Timed(protocol, self._body_seconds)
        if self._base_path:
            scope = self._below_base(scope)
        handler = self._handler(scope.path)
        try:
            if handler is None:
                await self._application.handle(scope, protocol)
            else:
                await handler(scope, Traced(protocol, request_id(scope.headers.get(REQUEST_ID))))
        except RequestTimeout as error:
            headers = [("content-type", "application/json"), ("connection", "close")]
            protocol.response_bytes(error.status, headers, msgspec.json.encode(error.body()))
        except ProtocolClosed:
            pass  # the client hung up before it had sent all, as phones do: nobody is left to be told
        except Exception:
            # Not the whole path: a viewer's id may stand in it.
            _log.exception("a request failed", method=scope.method, path="/".join(scope.path.split("/")[:3]))
            with contextlib.suppress(Exception):  # the answer may have begun
                protocol.response_bytes(500, [("content-type", "application/json")], _INTERNAL)

    def _handler(self, path: str) -> Handler | None:
        found = (pages.handler(path) for pages in self._pages)
        return self._handlers.get(path) or next(filter(None, found), None)

    def _below_base(self, scope: Any) -> Any:  # noqa: ANN401 - granian's own type
        below = scope.path.removeprefix(self._base_path) or "/"
        if below == scope.path or below[0] != "/":
            return scope
        # `/videos/a`, passed on without a base path that is `/videos` too, is a page as it is.
        is_whole = self._handler(below) is None and self._handler(scope.path) is not None
        return scope if is_whole else _Below(scope, below)


class _Below:
    """A request's scope with another path."""

    def __init__(self, scope: Any, path: str) -> None:  # noqa: ANN401 - granian's own type
        self._scope = scope
        self.path = path

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever granian's has
        return getattr(self._scope, name)


_BODILESS = ("GET", "HEAD", "OPTIONS")
_INTERNAL = b'{"error":{"code":%d,"message":"%s","detail":""}}' % (InternalError.code, InternalError.message.encode())
