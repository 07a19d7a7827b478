"""`POST /v1/plays/import`: history, by the same road as live beacons, any length, streamed."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qsl

from mutoscope.addresses import known_address
from mutoscope.beacon import ImportedBeacon, Reason, Refused, limits, read_imported
from mutoscope.catalog import WORKSPACE_PARAMETER, Catalog, Workspace, authorize, credentials
from mutoscope.collector.intake import Intake
from mutoscope.collector.rsgi import Protocol, Scope, answer, answer_error, is_gzip
from mutoscope.countries import known_country
from mutoscope.errors import (
    CatalogError,
    MethodNotAllowed,
    RequestError,
    SpoolError,
    Unavailable,
    UnexpectedValue,
)
from mutoscope.ingest import Arrival, Facts, Source

MOST_ERRORS = 10_000
"""Refused lines that an answer lists; further ones are only counted."""

_LINES_AT_ONCE = 500
_AHEAD_MS = limits.CLOCK_MS
_RETRY_SECONDS = 5


class Importer:
    """Takes NDJSON: each line a beacon without key, and beside it what the collector would have seen as it came."""

    def __init__(self, intake: Intake, catalog: Catalog) -> None:
        self._intake = intake
        self._catalog = catalog

    async def handle(self, scope: Scope, protocol: Protocol) -> None:
        """Answer one request: 200 once every accepted line is on disk, with the refused ones by number and reason."""
        try:
            if scope.method != "POST":
                raise MethodNotAllowed("send lines by POST")
            given = credentials(scope.headers.get, scope.method, _workspace_ids(scope.query_string))
            requester = await asyncio.to_thread(authorize, self._catalog, given, "write")
            answer(protocol, 200, {"data": await self.take(_lines(scope, protocol), requester.workspace)})
        except RequestError as error:
            answer_error(protocol, error)
        except (SpoolError, CatalogError) as error:
            answer_error(
                protocol, Unavailable(f"{error.detail}; send the import again later", retry_after=_RETRY_SECONDS)
            )

    async def take(self, lines: AsyncIterator[bytes], workspace: Workspace) -> dict[str, Any]:
        """Take lines into a workspace. How many were accepted (on disk now), how many refused, and which."""
        number = accepted = refused = 0
        errors: list[dict[str, Any]] = []
        batch: list[bytes] = []
        async for line in lines:
            number += 1
            if number % _LINES_AT_ONCE == 0:
                await asyncio.sleep(0)  # a small zipped body may hold millions of lines, and others wait for the loop
            if not line.strip():
                continue
            try:
                batch.append(await self._line(line, workspace))
                accepted += 1
            except Refused as refusal:
                refused += 1
                if len(errors) < MOST_ERRORS:
                    errors.append({"line": number, "reason": refusal.reason.value, "detail": refusal.detail})
            if len(batch) >= _LINES_AT_ONCE:
                await self._intake.keep(b"".join(batch), len(batch))
                batch = []
        if batch:
            await self._intake.keep(b"".join(batch), len(batch))
        return {"accepted": accepted, "refused": refused, "errors": errors}

    async def _line(self, line: bytes, workspace: Workspace) -> bytes:
        """The durable line of one imported beacon. Raises Refused, which is counted."""
        now_ms = time.time_ns() // 1_000_000
        try:
            beacon = read_imported(line)
            if beacon.received > now_ms + _AHEAD_MS:
                raise Refused(Reason.CLOCK, "received: over 24 h ahead of the server")
        except Refused as refused:
            self._intake.count(refused.reason, now_ms, workspace.id)
            raise
        return await self._intake.line(Arrival(beacon, beacon.received, _source(beacon, workspace)))


def _workspace_ids(query_string: str) -> list[str]:
    """Raises UnexpectedValue for any other parameter."""
    pairs = parse_qsl(query_string, keep_blank_values=True)
    if unknown := [name for name, _ in pairs if name != WORKSPACE_PARAMETER]:
        raise UnexpectedValue(f"{unknown[0][:64]}: the import takes no parameter but {WORKSPACE_PARAMETER}")
    return [value for _, value in pairs]


def _source(beacon: ImportedBeacon, workspace: Workspace) -> Source:
    return Source(
        address=known_address(beacon.ip or ""),
        user_agent=beacon.user_agent or "",
        given=Facts(
            country=known_country(beacon.country or ""),
            city=beacon.city or "",
            device_type=beacon.device_type or "",
            os=beacon.os or "",
            browser=beacon.browser or "",
            traffic=beacon.traffic,
        ),
        limited=False,
        workspace=workspace,
    )


async def _lines(scope: Scope, protocol: Protocol) -> AsyncIterator[bytes]:
    """The body's lines, unzipped on the way. Raises UnexpectedValue for bad gzip.

    Of a line over the limit enough is given for it to be refused, and no more is held.
    """
    unzip = zlib.decompressobj(wbits=31) if is_gzip(scope) else None
    rest = b""
    async for chunk in protocol:
        for plain in _unzipped(unzip, chunk):
            await asyncio.sleep(0)  # as above: unzipping a part takes a while
            *whole, rest = (rest + plain).split(b"\n")
            for line in whole:
                yield line
            if len(rest) > 2 * limits.BODY_BYTES:
                rest = rest[: limits.BODY_BYTES + 1]
    if unzip and not unzip.eof:
        raise UnexpectedValue("body: the gzip stream ends too early; send the import again")
    if rest:
        yield rest


def _unzipped(unzip: Any, chunk: bytes) -> Iterator[bytes]:  # noqa: ANN401 - zlib's object has no public type
    if unzip is None:
        yield chunk
        return
    try:
        while chunk:
            yield unzip.decompress(chunk, 1 << 20)
            chunk = unzip.unconsumed_tail
            if unzip.eof and unzip.unused_data:
                raise UnexpectedValue("body: bytes after the end of the gzip stream")
    except zlib.error as error:
        raise UnexpectedValue(f"body: not gzip: {error}") from error
