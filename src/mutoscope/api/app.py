"""The API as an ASGI application: its endpoints, its document, its health."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import HttpMethod, Litestar, Request, Response, route
from litestar.handlers import HTTPRouteHandler

from mutoscope.api.analytics import ANALYTICS
from mutoscope.api.docs import render
from mutoscope.api.endpoint import Endpoint, Services
from mutoscope.api.errors import answer_error
from mutoscope.api.health import Checks, health_routes
from mutoscope.api.openapi import document
from mutoscope.api.overview import OVERVIEW
from mutoscope.api.retention import RETENTION
from mutoscope.api.tracing import finish
from mutoscope.catalog import Catalog
from mutoscope.metrics import Metrics

ENDPOINTS: tuple[Endpoint[Any], ...] = (OVERVIEW, ANALYTICS, RETENTION)

_READ = [HttpMethod.GET, HttpMethod.HEAD]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def create_api(
    *, catalog: Catalog, metrics: Metrics, checks: Checks | None = None, clock: Callable[[], int] = now_ms
) -> Litestar:
    """The ASGI application.

    `checks`: what /readyz asks; by default the catalog and the store. `clock`: milliseconds since the epoch.
    """
    services = Services(catalog=catalog, metrics=metrics, now_ms=clock)
    if checks is None:
        checks = {"catalog": catalog.version, "store": metrics.store.mirrored_version}
    return Litestar(
        [*(_route(endpoint, services) for endpoint in ENDPOINTS), *_document_routes(), *health_routes(checks)],
        before_send=[finish],
        exception_handlers={Exception: answer_error},
        openapi_config=None,  # ours says more: see openapi.py
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
    )


def _route(endpoint: Endpoint[Any], services: Services) -> HTTPRouteHandler:
    @route(endpoint.path, http_method=_READ, name=endpoint.name)
    async def answer(request: Request[Any, Any, Any]) -> Response[bytes]:
        authorization = request.headers.get("Authorization")
        body = await asyncio.to_thread(endpoint.serve, services, authorization, request.scope["query_string"])
        # What is asked for with a token is nobody else's to keep.
        return Response(body, media_type="application/json", headers={"Cache-Control": "private, no-store"})

    return answer


def _document_routes() -> list[HTTPRouteHandler]:
    described = document(ENDPOINTS)
    as_json, page = msgspec.json.encode(described), render(described)

    @route("/openapi.json", http_method=_READ)
    async def openapi() -> Response[bytes]:
        return Response(as_json, media_type="application/json", headers={"Access-Control-Allow-Origin": "*"})

    @route("/docs", http_method=_READ)
    async def docs() -> Response[str]:
        return Response(page.html, media_type="text/html", headers={"Content-Security-Policy": page.policy})

    return [openapi, docs]
