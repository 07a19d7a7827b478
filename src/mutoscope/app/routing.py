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
from mutoscope.errors import InternalError, RequestTimeout
from mutoscope.telemetry import REQUEST_ID, request_id

_log = structlog.get_logger()

Handler = Callable[[Scope, RsgiProtocol], Awaitable[None]]


class Pages(Protocol):
    """Files or pages of some paths."""

    def handler(self, path: str) -> Handler | None:
        """Who answers a path; None: it is none of these."""
        ...


class Router:
    """Requests by their path to the part that answers them: a handler, a file or page, else the ASGI application."""

    def __init__(
        self, handlers: Mapping[str, Handler], pages: Sequence[Pages], application: AsgiApp, *, body_seconds: float
    ) -> None:
        """body_seconds: how long a client may keep back what it began to send."""
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
        found = (pages.handler(scope.path) for pages in self._pages)
        handler = self._handlers.get(scope.path) or next(filter(None, found), None)
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


_BODILESS = ("GET", "HEAD", "OPTIONS")
_INTERNAL = b'{"error":{"code":%d,"message":"%s","detail":""}}' % (InternalError.code, InternalError.message.encode())
