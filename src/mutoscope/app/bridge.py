"""The API is an ASGI application, the server speaks RSGI: the few lines between them.

RSGI takes a third less time for a beacon than ASGI does (docs/adr/0002-one-process.md): the collector speaks it itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
AsgiApp = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


class AsgiBridge:
    """Answers RSGI requests with an ASGI application."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def handle(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        exchange = _Exchange(protocol)
        await self._app(_asgi_scope(scope), exchange.receive, exchange.send)
        await exchange.finish()


def _asgi_scope(scope: Any) -> Message:  # noqa: ANN401 - granian's own type
    host, _, port = scope.client.rpartition(":")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": scope.path,
        "raw_path": scope.path.encode(),
        "query_string": scope.query_string.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in scope.headers.items()],
        "client": (host.strip("[]"), int(port)) if port.isdigit() else None,
        "server": None,
        "extensions": {},
        "state": {},
    }


async def _chunks(protocol: Any) -> AsyncIterator[bytes]:  # noqa: ANN401 - granian's own type
    """A request's body, which granian lets be iterated but once."""
    async for chunk in protocol:
        yield bytes(chunk)


class _Exchange:
    """One request's body going in, its answer coming out."""

    def __init__(self, protocol: Any) -> None:  # noqa: ANN401 - granian's own type
        self._protocol = protocol
        self._body = _chunks(protocol)
        self._body_ended = False
        self._start: Message = {}
        self._stream: Any = None
        self._done = asyncio.Event()

    async def receive(self) -> Message:
        if not self._body_ended and not self._start:  # once an answer has begun, the server gives no more of the body
            chunk = await anext(self._body, None)
            self._body_ended = chunk is None
            return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}
        gone, done = asyncio.ensure_future(self._protocol.client_disconnect()), asyncio.ensure_future(self._done.wait())
        try:
            await asyncio.wait({gone, done}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            done.cancel()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._stream is None and not more:
            self._done.set()
            self._protocol.response_bytes(self._start["status"], self._headers(), body)
            return
        if self._stream is None:
            self._stream = self._protocol.response_stream(self._start["status"], self._headers())
        try:
            if body:
                await self._stream.send_bytes(body)
        except RuntimeError as error:  # the client hung up
            raise asyncio.CancelledError from error
        if not more:
            self._done.set()

    async def finish(self) -> None:
        """An application that never answered still needs an answer."""
        if not self._done.is_set() and self._stream is None:
            self._protocol.response_empty(500, [])

    def _headers(self) -> list[tuple[str, str]]:
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._start.get("headers", [])]
