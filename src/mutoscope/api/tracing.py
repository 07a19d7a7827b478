"""The id of a request, in its answer and in the log: the client's own where it is a sane one."""

import re
from typing import cast
from uuid import uuid4

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

HEADER = "X-Request-ID"
_SANE = re.compile(rb"[A-Za-z0-9._:+/=-]{1,128}")
_KEPT = "mutoscope_request_id"


def request_id(scope: Scope) -> str:
    """The id of a request, the same each time."""
    kept: str | None = scope["state"].get(_KEPT)
    if kept is None:
        sent = dict(scope["headers"]).get(HEADER.lower().encode(), b"")
        kept = scope["state"][_KEPT] = sent.decode() if _SANE.fullmatch(sent) else str(uuid4())
    return kept


async def finish(message: Message, scope: Scope) -> None:
    """Give an answer its id; give one to HEAD no body. For every answer, the router's own too."""
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message)[HEADER] = request_id(scope)
    elif message["type"] == "http.response.body" and cast("str", scope.get("method")) == "HEAD":
        message["body"] = b""
