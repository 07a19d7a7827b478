"""Every failure of a request, in the error shape of the API."""

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from mutoscope.api.tracing import request_id
from mutoscope.errors import (
    CatalogError,
    InternalError,
    MethodNotAllowed,
    MutoscopeError,
    NoAuthorization,
    NoSuchEntity,
    RequestError,
    TooCostly,
    TooLarge,
    TooSlow,
    Unauthorized,
    Unavailable,
    UnexpectedValue,
)

_log = structlog.get_logger()

CATALOG_RETRY_S = 5
SLOW_RETRY_S = 30

NARROWER = "ask about a shorter period, group by fewer dimensions, take longer buckets (group_time) or fewer fields"

# What the router itself refuses.
_OF_STATUS: dict[int, type[RequestError]] = {404: NoSuchEntity, 405: MethodNotAllowed, 413: TooLarge}


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer to a request that failed. What is our own fault is logged, and not told."""
    refused = _refusal(request, error)
    headers = dict(getattr(error, "headers", None) or {})  # `Allow` of a 405
    if refused.retry_after is not None:
        headers["Retry-After"] = str(refused.retry_after)
    if isinstance(refused, NoAuthorization | Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    body = msgspec.json.encode(refused.body())
    return Response(body, status_code=refused.status, headers=headers, media_type="application/json")


def _refusal(request: Request[Any, Any, Any], error: Exception) -> RequestError:
    if isinstance(error, RequestError):
        return error
    if isinstance(error, HTTPException) and error.status_code < 500:
        kind = _OF_STATUS.get(error.status_code, UnexpectedValue)
        return kind(f"{request.method} {request.url.path}"[:200])
    if isinstance(error, TooCostly):
        return UnexpectedValue(f"the question needs more memory than one may take: {NARROWER}")
    if isinstance(error, TooSlow):
        return Unavailable(f"the question took longer than one may: {NARROWER}; or later", retry_after=SLOW_RETRY_S)
    # Not the path as it was asked for: a viewer's id may stand in it.
    route = request.scope.get("path_template", "")
    about = {"request_id": request_id(request.scope), "method": request.method, "path": route}
    if isinstance(error, MutoscopeError):
        _log.error("a request failed", error=error.detail, **about)
    else:
        _log.error("a request failed unexpectedly", exc_info=error, **about)
    if isinstance(error, CatalogError):
        return Unavailable("the catalog can't be read", retry_after=CATALOG_RETRY_S)
    return InternalError("see the server's log, under this X-Request-ID")
