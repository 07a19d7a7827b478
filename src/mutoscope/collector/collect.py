"""`POST /collect`: parse, check, append, answer when it is on disk."""

import time

import msgspec
import structlog

from mutoscope.beacon import Reason, Refused, limits, read_beacon, split_body
from mutoscope.collector.intake import Intake
from mutoscope.collector.outcomes import Outcomes
from mutoscope.collector.rsgi import (
    CORS,
    JSON,
    BodyTooLarge,
    Protocol,
    Scope,
    answer,
    answer_error,
    answer_refused,
    read_body,
)
from mutoscope.errors import CatalogError, MethodNotAllowed, SpoolError, Unavailable
from mutoscope.ingest import Arrival, Source
from mutoscope.proxies import Proxies
from mutoscope.spool import SpoolWriter

_log = structlog.get_logger()

_TYPES = ("text/plain", "application/json")
_PREFLIGHT = [
    *CORS,
    ("access-control-allow-methods", "POST"),
    ("access-control-allow-headers", "content-type, content-encoding"),
    ("access-control-max-age", "86400"),
]
_RETRY_SECONDS = 5
_TELL_SECONDS = 10
_UNAVAILABLE = "beacons can't be kept right now; send the then-current state again later"


class Collector:
    """Answers players. `pace_ms`: the pace at which they are asked to send while they play."""

    def __init__(self, intake: Intake, spool: SpoolWriter, *, pace_ms: int, proxies: Proxies) -> None:
        self._intake = intake
        self._spool = spool
        self._pace_ms = pace_ms
        self._tell_again = 0.0
        self._proxies = proxies

    async def handle(self, scope: Scope, protocol: Protocol) -> None:
        """Answer one request."""
        if scope.method == "OPTIONS":
            protocol.response_empty(204, _PREFLIGHT)
            return
        if scope.method != "POST":
            answer_error(protocol, MethodNotAllowed("send beacons by POST"))
            return
        received_ms = time.time_ns() // 1_000_000
        outcomes, body = Outcomes(self._spool), b""
        try:
            try:
                body = await self._body(scope, protocol)
                _check_type(scope)
                items = split_body(body)
            except Refused as refused:
                outcomes.refuse(refused.reason, received_ms, self._intake.owner(body))
                await outcomes.keep()
                answer_refused(protocol, refused, received_ms)
                return
            source = self._source(scope)
            if items is None:
                await self._single(protocol, body, received_ms, source, outcomes)
            else:
                await self._array(protocol, items, received_ms, source, outcomes)
        except (SpoolError, CatalogError) as error:
            self._tell(error.detail)
            answer_error(protocol, Unavailable(_UNAVAILABLE, retry_after=_RETRY_SECONDS))

    def _tell(self, detail: str) -> None:
        """Log why beacons are answered 503, though not for each. Players are not told: it names our folders."""
        if time.monotonic() >= self._tell_again:
            self._tell_again = time.monotonic() + _TELL_SECONDS
            _log.error("beacons are answered 503", error=detail)

    async def _body(self, scope: Scope, protocol: Protocol) -> bytes:
        try:
            return await read_body(scope, protocol, limits.BODY_BYTES)
        except BodyTooLarge:
            raise Refused(Reason.TOO_LARGE, f"the body has over {limits.BODY_BYTES:,} bytes") from None
        except ValueError as error:
            raise Refused(Reason.MALFORMED, f"Content-Encoding: {error}") from error

    async def _single(
        self, protocol: Protocol, body: bytes, received_ms: int, source: Source, outcomes: Outcomes
    ) -> None:
        try:
            await self._take(body, received_ms, source, outcomes)
        except Refused as refused:
            await outcomes.keep()
            answer_refused(protocol, refused, received_ms)
            return
        await outcomes.keep()
        protocol.response_bytes(
            200, [JSON, *CORS], b'{"now":%d,"accepted":1,"every":%d}' % (received_ms, self._pace_ms)
        )

    async def _array(
        self, protocol: Protocol, items: list[msgspec.Raw], received_ms: int, source: Source, outcomes: Outcomes
    ) -> None:
        refusals = []
        for index, item in enumerate(items):
            try:
                await self._take(item, received_ms, source, outcomes)
            except Refused as refused:
                refusals.append({"index": index, "reason": refused.reason.value, "detail": refused.detail})
        accepted = outcomes.accepted
        await outcomes.keep()
        body = {"now": received_ms, "accepted": accepted, "every": self._pace_ms}
        answer(protocol, 200, body | {"refused": refusals} if refusals else body)

    async def _take(self, raw: bytes | msgspec.Raw, received_ms: int, source: Source, outcomes: Outcomes) -> None:
        """Put one beacon among the outcomes. Raises Refused, which is among them too."""
        try:
            beacon = read_beacon(raw)
        except Refused as refused:
            outcomes.refuse(refused.reason, received_ms, self._intake.owner(raw))
            raise
        await self._intake.take(Arrival(beacon, received_ms, source), outcomes)

    def _source(self, scope: Scope) -> Source:
        headers = scope.headers
        return Source(
            address=self._proxies.address(scope.client.rpartition(":")[0], headers.get_all),
            user_agent=headers.get("user-agent") or "",
            mobile=headers.get("sec-ch-ua-mobile") == "?1",
            platform=(headers.get("sec-ch-ua-platform") or "").strip('"'),
            private=headers.get("sec-gpc") == "1" or headers.get("dnt") == "1",
        )


def _check_type(scope: Scope) -> None:
    kind = (scope.headers.get("content-type") or _TYPES[0]).split(";", 1)[0].strip().lower()
    if kind not in _TYPES:
        raise Refused(Reason.MALFORMED, f"Content-Type: {kind} is not taken; send {' or '.join(_TYPES)}")
