"""Bodies must come in time: who sends half of one would keep a connection, and a handler, for ever."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from mutoscope.errors import RequestTimeout

LEAST_RATE = 500
"""Bytes a second by which a body earns further time, as web servers have it."""


class Timed:
    """A protocol of RSGI that raises RequestTimeout where the client keeps its body back."""

    __slots__ = ("_protocol", "_seconds", "client_disconnect", "response_bytes", "response_empty", "response_stream")

    def __init__(self, protocol: Any, seconds: float) -> None:  # noqa: ANN401 - granian's own type
        """seconds: for the whole body, or for the next part of one that is taken in parts."""
        self._protocol = protocol
        self._seconds = seconds
        self.client_disconnect = protocol.client_disconnect
        self.response_bytes = protocol.response_bytes
        self.response_empty = protocol.response_empty
        self.response_stream = protocol.response_stream

    async def __call__(self) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                body: bytes = await self._protocol()
        except TimeoutError:
            raise self._timeout() from None
        return body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Parts; the time that the server takes for one is not the client's."""
        loop = asyncio.get_running_loop()
        parts, left = aiter(self._protocol), self._seconds
        while True:
            began = loop.time()
            try:
                async with asyncio.timeout(left):
                    part = await anext(parts)  # with a default, granian's could not be cancelled
            except TimeoutError:
                raise self._timeout() from None
            except StopAsyncIteration:
                return
            left = min(self._seconds, left - (loop.time() - began) + len(part) / LEAST_RATE)
            yield part

    def _timeout(self) -> RequestTimeout:
        return RequestTimeout(f"the body did not come within {self._seconds:g} s")
