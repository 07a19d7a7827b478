"""What every answer of the API bears: the request's id."""

from typing import cast

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from mutoscope import telemetry

_KEPT = "mutoscope_request_id"


def request_id(scope: Scope) -> str:
    """The id of a request, the same each time."""
    kept: str | None = scope["state"].get(_KEPT)
    if kept is None:
        sent = dict(scope["headers"]).get(telemetry.REQUEST_ID.encode(), b"")
        kept = scope["state"][_KEPT] = telemetry.request_id(sent.decode("latin-1"))
    return kept


async def finish(message: Message, scope: Scope) -> None:
    """Give an answer its id; give one to HEAD no body. For every answer, the router's own too."""
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message)[telemetry.REQUEST_ID] = request_id(scope)
    elif message["type"] == "http.response.body" and cast("str", scope.get("method")) == "HEAD":
        message["body"] = b""
