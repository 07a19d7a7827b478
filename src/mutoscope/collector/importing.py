"""`POST /v1/plays/import`: history, by the same road as live beacons, any length, streamed."""

import asyncio
import re
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qsl

from mutoscope.addresses import known_address
from mutoscope.beacon import ImportedBeacon, Refused, check_imported, limits, read_imported
from mutoscope.catalog import WORKSPACE_PARAMETER, Catalog, Workspace, authorize, credentials
from mutoscope.collector.intake import Intake
from mutoscope.collector.outcomes import Outcomes
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
from mutoscope.spool import SpoolWriter

MOST_ERRORS = 10_000
"""Refused lines that an answer lists; further ones are only counted."""

_LINE = re.compile(rb"\S[^\n]*")
"""A line that is not blank. Blank ones cost nothing, however many there are."""

_LINES_AT_ONCE = 500
"""Lines that are made durable together."""

_TURN_SECONDS = 0.005
"""For so long lines are read before the event loop's other tasks have their turn."""

_MOST_TIMES = 100
"""So many times its size a zipped body may have. Plays have chance in their ids: they come to 30 at most."""

_SMALL_BYTES = 1 << 20
"""A body may always come to so many bytes."""

_RETRY_SECONDS = 5


class Importer:
    """Takes NDJSON: each line a beacon without key, and beside it what the collector would have seen as it came."""

    def __init__(self, intake: Intake, catalog: Catalog, spool: SpoolWriter) -> None:
        """spool: of imports alone, so that they are loaded beside what players send, not before it."""
        self._intake = intake
        self._catalog = catalog
        self._spool = spool

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

    async def take(self, lines: AsyncIterator[tuple[int, bytes]], workspace: Workspace) -> dict[str, Any]:
        """Take lines, by their numbers, into a workspace.

        How many were accepted (on disk now), how many refused, and which. Raises UnexpectedValue for what is no import.
        """
        accepted = refused = 0
        errors: list[dict[str, Any]] = []
        outcomes, turn = Outcomes(self._spool), time.monotonic()
        async for number, line in lines:
            if time.monotonic() - turn > _TURN_SECONDS:
                await asyncio.sleep(0)
                turn = time.monotonic()
            try:
                await self._take(line, workspace, outcomes)
                accepted += 1
            except Refused as refusal:
                refused += 1
                if len(errors) < MOST_ERRORS:
                    errors.append({"line": number, "reason": refusal.reason.value, "detail": refusal.detail})
                elif not accepted:
                    raise UnexpectedValue(
                        f"body: its first {MOST_ERRORS:,} lines are all refused; line {errors[0]['line']}:"
                        f" {errors[0]['detail']}"
                    ) from refusal
            if outcomes.pending >= _LINES_AT_ONCE:
                await outcomes.keep()
        await outcomes.keep()
        return {"accepted": accepted, "refused": refused, "errors": errors}

    async def _take(self, line: bytes, workspace: Workspace, outcomes: Outcomes) -> None:
        """Put one imported beacon among the outcomes. Raises Refused, which is among them too."""
        now_ms = time.time_ns() // 1_000_000
        try:
            beacon = read_imported(line)
            check_imported(beacon, now_ms)
        except Refused as refused:
            outcomes.refuse(refused.reason, now_ms, workspace.id)
            raise
        await self._intake.take(Arrival(beacon, beacon.received, _source(beacon, workspace)), outcomes)


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


async def _lines(scope: Scope, protocol: Protocol) -> AsyncIterator[tuple[int, bytes]]:
    """The body's lines that are not blank, by their numbers, unzipped on the way. Raises UnexpectedValue for bad gzip.

    Of a line over the limit enough is given for it to be refused, and no more is held.
    """
    unzip = zlib.decompressobj(wbits=31) if is_gzip(scope) else None
    number, rest = 1, b""
    came = unzipped = 0
    async for chunk in protocol:
        came += len(chunk)
        for plain in _unzipped(unzip, chunk):
            await asyncio.sleep(0)  # a small zipped body may hold much, and others wait for the loop
            unzipped += len(plain)
            if unzipped > max(_SMALL_BYTES, came * _MOST_TIMES):
                raise UnexpectedValue(f"body: unzips to over {_MOST_TIMES} times its size, which no plays do")
            text, at = rest + plain, 0
            end = text.rfind(b"\n") + 1
            for found in _LINE.finditer(text, 0, end):
                number += text.count(b"\n", at, found.start())
                at = found.start()
                yield number, found[0]
            number += text.count(b"\n", at, end)
            rest = text[end:]
            if len(rest) > 2 * limits.BODY_BYTES:
                rest = rest[: limits.BODY_BYTES + 1]
    if unzip and not unzip.eof:
        raise UnexpectedValue("body: the gzip stream ends too early; send the import again")
    if rest.strip():
        yield number, rest


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
