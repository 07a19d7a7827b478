"""X-Request-ID in the answers of the parts that speak RSGI themselves; the API gives its own, which it logs too."""

from collections.abc import AsyncIterator
from typing import Any

from mutoscope.telemetry import REQUEST_ID


class Traced:
    """A protocol of RSGI whose answers bear an id."""

    __slots__ = ("_id", "_protocol")

    def __init__(self, protocol: Any, id_: str) -> None:  # noqa: ANN401 - granian's own type
        self._protocol = protocol
        self._id = (REQUEST_ID, id_)

    async def __call__(self) -> bytes:
        body: bytes = await self._protocol()
        return body

    def __aiter__(self) -> AsyncIterator[bytes]:
        chunks: AsyncIterator[bytes] = aiter(self._protocol)
        return chunks

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self._protocol.response_empty(status, [*headers, self._id])

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self._protocol.response_bytes(status, [*headers, self._id], body)
