"""The part of RSGI (granian's interface) that the collector uses, typed, and its answers."""

import zlib
from collections.abc import AsyncIterator
from typing import Any
from typing import Protocol as TypingProtocol

import msgspec

from mutoscope.beacon import RULES, Reason, Refused
from mutoscope.errors import MethodNotAllowed, RequestError

CORS = [("access-control-allow-origin", "*")]
JSON = ("content-type", "application/json")


class Headers(TypingProtocol):
    def get(self, key: str, default: str | None = None) -> str | None: ...

    def get_all(self, key: str) -> list[str]: ...


class Scope(TypingProtocol):
    method: str
    path: str
    query_string: str
    client: str
    headers: Headers


class Protocol(TypingProtocol):
    async def __call__(self) -> bytes: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class BodyTooLarge(Exception):
    """A body went over the limit."""


async def read_body(scope: Scope, protocol: Protocol, limit: int) -> bytes:
    """The whole body, unzipped where it is gzip. Raises BodyTooLarge past `limit` bytes, ValueError for bad gzip."""
    length = scope.headers.get("content-length")
    zipped = is_gzip(scope)
    if length is not None and length.isdigit():
        if int(length) > limit:
            raise BodyTooLarge
        body = await protocol()
        return unzipped(body, limit) if zipped else body
    body = b""
    async for chunk in protocol:
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge
    return unzipped(body, limit) if zipped else body


def is_gzip(scope: Scope) -> bool:
    return (scope.headers.get("content-encoding") or "").strip().lower() == "gzip"


def unzipped(body: bytes, limit: int) -> bytes:
    """Gzip undone, never beyond `limit` bytes. Raises BodyTooLarge, or ValueError for what is no gzip."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, limit + 1)
    except zlib.error as error:
        raise ValueError(f"not gzip: {error}") from error
    if len(plain) > limit:
        raise BodyTooLarge
    if not unzip.eof:
        raise ValueError("not gzip: the end is missing")
    if unzip.unused_data:
        raise ValueError("bytes after the end of the gzip stream")
    return plain


def answer(protocol: Protocol, status: int, body: object, headers: list[tuple[str, str]] | None = None) -> None:
    protocol.response_bytes(status, [JSON, *CORS, *(headers or [])], msgspec.json.encode(body))


def answer_refused(protocol: Protocol, refused: Refused, now_ms: int) -> None:
    """A single beacon's refusal: the API's error shape, and beside it the reason and the server's time."""
    rule = RULES[refused.reason]
    body: dict[str, Any] = {
        "error": {"code": rule.code, "message": rule.message, "detail": refused.detail},
        "reason": refused.reason.value,
        "now": now_ms,
    }
    if refused.retry_after is not None:
        body["retry_after"] = refused.retry_after
    # A body that was not read to its end leaves the connection of no further use.
    close = [("connection", "close")] if refused.reason is Reason.TOO_LARGE else []
    answer(protocol, rule.status, body, [*_retry(refused.retry_after), *close])


def answer_error(protocol: Protocol, error: RequestError) -> None:
    allow = [("allow", "POST, OPTIONS")] if isinstance(error, MethodNotAllowed) else []
    answer(protocol, error.status, error.body(), [*_retry(error.retry_after), *allow])


def _retry(seconds: int | None) -> list[tuple[str, str]]:
    return [] if seconds is None else [("retry-after", str(seconds))]
