"""The API as an ASGI application: its endpoints, its document, its health."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache, partial
from typing import Any

import msgspec
from litestar import HttpMethod, Litestar, Response, route
from litestar import Request as LitestarRequest
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream as StreamResponse

from mutoscope.api import docs
from mutoscope.api.accounts import ACCOUNT_ENDPOINTS
from mutoscope.api.analytics import ANALYTICS
from mutoscope.api.concurrency import CONCURRENCY
from mutoscope.api.contents import CATALOG_ENDPOINTS
from mutoscope.api.definitions import DEFINITIONS
from mutoscope.api.endpoint import Endpoint, Reply, Request, Services, Stream
from mutoscope.api.erasures import ERASE, ERASE_BY_PATH, ERASURE, ERASURES
from mutoscope.api.errors import answer_error
from mutoscope.api.health import Checks, health_routes
from mutoscope.api.ledger import LEDGER
from mutoscope.api.limits import Limits
from mutoscope.api.links import Links
from mutoscope.api.live import LIVE, LIVE_STREAM
from mutoscope.api.live_board import LiveBoard
from mutoscope.api.live_feed import LiveFeed
from mutoscope.api.openapi import document
from mutoscope.api.overview import OVERVIEW
from mutoscope.api.plays import PLAYS
from mutoscope.api.referrers import REFERRERS
from mutoscope.api.reports import REPORT_ENDPOINTS
from mutoscope.api.retention import RETENTION
from mutoscope.api.schedules import SCHEDULE_ENDPOINTS
from mutoscope.api.threads import PasswordThreads, QuestionThreads
from mutoscope.api.timezones import TIMEZONE_OFFSETS, TIMEZONES
from mutoscope.api.tracing import finish
from mutoscope.api.viewers import VIEWER, VIEWER_BY_PATH, VIEWERS
from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.errors import TooLarge
from mutoscope.metrics import Metrics
from mutoscope.proxies import Proxies
from mutoscope.reports import PAGE_POLICY, Page, Reports

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    OVERVIEW,
    ANALYTICS,
    REFERRERS,
    RETENTION,
    CONCURRENCY,
    LIVE,
    LIVE_STREAM,
    PLAYS,
    LEDGER,
    DEFINITIONS,
    TIMEZONES,
    TIMEZONE_OFFSETS,
    VIEWERS,
    VIEWER,
    VIEWER_BY_PATH,
    *CATALOG_ENDPOINTS,
    *REPORT_ENDPOINTS,
    *SCHEDULE_ENDPOINTS,
    ERASE,
    ERASE_BY_PATH,
    ERASURES,
    ERASURE,
    *ACCOUNT_ENDPOINTS,
)

_READ = [HttpMethod.GET, HttpMethod.HEAD]

_PARAMETER = re.compile(r"\{(\w+)\}")

# What is asked for with a token is nobody else's to keep.
PRIVATE = {"Cache-Control": "private, no-store"}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def create_api(
    *,
    catalog: Catalog,
    metrics: Metrics,
    reports: Reports | None = None,
    live: LiveFeed | None = None,
    settings: Settings | None = None,
    checks: Checks | None = None,
    clock: Callable[[], int] = now_ms,
) -> Litestar:
    """The ASGI application.

    `reports`: as the process that makes them has it. `live`: to be closed by whoever stops the server, so that open
    streams end. `checks`: what /readyz asks; by default the catalog and the store. `clock`: milliseconds since the
    epoch. Raises ConfigError.
    """
    settings = settings or Settings()
    services = Services(
        catalog=catalog,
        metrics=metrics,
        live=live or LiveFeed(LiveBoard(catalog, metrics), clock),
        links=Links(
            catalog=catalog,
            base=str(settings.base_url or ""),
            usual=settings.public_url(),
            path=settings.base_path(),
        ),
        reports=reports or Reports(catalog, metrics, settings),
        limits=Limits(settings),
        mails=settings.smtp is not None,
        now_ms=clock,
    )
    proxies = Proxies(settings.trusted_proxies, settings.client_address_header)
    if checks is None:
        checks = {"catalog": catalog.version, "store": metrics.store.mirrored_version}
    threads, passwords = QuestionThreads(settings.questions_waiting), PasswordThreads()
    answers = (_route(endpoint, services, proxies, threads, passwords) for endpoint in ENDPOINTS)
    routes = [*answers, *_described(settings.base_path())]
    return _application(routes, checks)


def create_health(checks: Checks) -> Litestar:
    """The ASGI application of a process that answers nothing else. `checks`: what /readyz asks."""
    return _application([], checks)


def _application(routes: Sequence[HTTPRouteHandler], checks: Checks) -> Litestar:
    return Litestar(
        [*routes, *health_routes(checks)],
        before_send=[finish],
        exception_handlers={Exception: answer_error},
        openapi_config=None,  # ours says more: see openapi.py
        logging_config=None,
        request_max_body_size=None,  # each endpoint has a limit of its own
        debug=False,
        pdb_on_exception=False,
    )


def _route(
    endpoint: Endpoint[Any, Any],
    services: Services,
    proxies: Proxies,
    threads: QuestionThreads,
    passwords: PasswordThreads,
) -> HTTPRouteHandler:
    methods = _READ if endpoint.method == "GET" else [HttpMethod(endpoint.method)]

    path = _PARAMETER.sub(r"{\1:path}" if endpoint.rest else r"{\1:str}", endpoint.path)

    # The answer itself bears its status; Litestar allows no function that may answer with a body to say 204 here.
    @route(path, http_method=methods, name=endpoint.name, status_code=200)
    async def answer(request: LitestarRequest[Any, Any, Any]) -> Response[bytes] | StreamResponse:
        body = b"" if endpoint.body is None else await _read(request, endpoint.body_limit)
        asked = _request(endpoint, request, body, proxies)
        serve = partial(endpoint.serve, services, asked)
        if endpoint.asks_store:
            given = await threads.run(serve)
        elif endpoint.takes_password:
            given = await passwords.run(serve)
        else:
            given = await asyncio.to_thread(serve)
        if isinstance(given, Stream):
            parts = () if request.method == HttpMethod.HEAD else given.parts
            if endpoint.asks_store and not isinstance(parts, AsyncIterator):
                parts = threads.walk(parts)
            media_type = given.media_type.replace("; charset=utf-8", "")  # which Litestar says of any text
            headers = PRIVATE | dict(given.headers)
            return StreamResponse(parts, status_code=endpoint.status, media_type=media_type, headers=headers)
        if isinstance(given, Page):
            headers = PRIVATE | {"Content-Security-Policy": PAGE_POLICY}
            return Response(given.html.encode(), status_code=given.status, media_type="text/html", headers=headers)
        reply = given if isinstance(given, Reply) else Reply(body=given)
        response = Response(
            b"" if reply.body is None else msgspec.json.encode(reply.body),
            status_code=endpoint.status,
            media_type="application/json",
            headers=PRIVATE | dict(reply.headers),
        )
        for cookie in reply.cookies:
            response.set_cookie(
                cookie.name,
                cookie.value,
                max_age=cookie.seconds,
                path=services.links.path or "/",
                secure=asked.is_https,
                httponly=True,
                samesite="lax",
            )
        return response

    return answer


def _request(
    endpoint: Endpoint[Any, Any], request: LitestarRequest[Any, Any, Any], body: bytes, proxies: Proxies
) -> Request:
    headers, peer = request.headers, request.client.host if request.client else ""
    client = proxies.client(peer, request.scope["scheme"], lambda name: headers.getall(name, []))
    cookies = headers.getall("cookie", [])  # HTTP/2 may send each in a line of its own
    return Request(
        headers=dict(headers.items()) | ({"cookie": "; ".join(cookies)} if cookies else {}),
        path=_rest(endpoint, request) if endpoint.rest else request.path_params,
        query_string=request.scope["query_string"],
        body=body,
        method=request.method,
        address=client.address,
        is_https=client.is_https,
        origin=client.origin,
    )


def _rest(endpoint: Endpoint[Any, Any], request: LitestarRequest[Any, Any, Any]) -> dict[str, str]:
    """The path's last parameter as it was sent: Litestar drops empty parts, and an id may begin with a slash."""
    prefix, _, name = endpoint.path.rstrip("}").partition("{")
    return {name: request.scope["raw_path"].decode()[len(prefix) :]}


async def _read(request: LitestarRequest[Any, Any, Any], limit: int) -> bytes:
    """The body. Raises TooLarge as soon as that is known."""
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > limit:
            raise TooLarge(f"the body is over {limit} bytes")
    return bytes(taken)


def _described(base_path: str) -> Sequence[HTTPRouteHandler]:
    """The document of an API below a path, and the page made of it."""

    @cache
    def as_json() -> bytes:
        return msgspec.json.encode(document(ENDPOINTS, base_path))

    @cache
    def as_page() -> docs.Page:
        return docs.render(document(ENDPOINTS, base_path))

    @route("/openapi.json", http_method=_READ)
    async def answer_document() -> Response[bytes]:
        body = await asyncio.to_thread(as_json)
        return Response(body, media_type="application/json", headers={"Access-Control-Allow-Origin": "*"})

    @route("/docs", http_method=_READ)
    async def answer_page() -> Response[str]:
        page = await asyncio.to_thread(as_page)
        return Response(page.html, media_type="text/html", headers={"Content-Security-Policy": page.policy})

    return answer_document, answer_page
