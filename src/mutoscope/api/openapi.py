"""The OpenAPI 3.1 document, out of the endpoints' own declarations."""

from collections.abc import Iterable, Mapping
from typing import Any

from mutoscope import __version__
from mutoscope.api import parameters, schemas
from mutoscope.api.collecting import collecting_paths, collecting_schemas
from mutoscope.api.endpoint import Endpoint
from mutoscope.api.files import takes_formats
from mutoscope.catalog import COOKIE, CSRF_HEADER, WORKSPACE_HEADER, WORKSPACE_PARAMETER
from mutoscope.errors import RequestError
from mutoscope.tables import MEDIA_TYPES

JSON = "application/json"
HTML = "text/html"

SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]

DESCRIPTION = """\
Every number of Mutoscope. A client written for the Kinescope analytics API works by changing its base URL.

An unknown parameter is an error, never ignored. Every answer bears X-Request-ID, the request's own if it has one.
Dates are meant in the workspace's time zone; `meta.time` of an answer says which that is."""

# What can go wrong with any question; the codes of a status are told apart by `error.code`.
STATUSES: dict[int, str] = {
    400: "A parameter is unknown, missing or wrong; `detail` names it.",
    401: "No token, or none of this server.",
    403: "The token's scope is too small; with a cookie: the role, or the CSRF token is missing.",
    404: "An id is not of this workspace.",
    414: "The address is over 64 KiB. Answered without a body, before anything else.",
    429: "Too many requests; `retry_after` says how many seconds to wait.",
    500: "Our fault. The log has more, under the X-Request-ID.",
    503: "Something that is needed can't be reached just now.",
}

# What can go wrong with some questions besides.
OTHER_STATUSES: dict[int, str] = {
    408: "The body did not come in time.",
    409: "Not ready yet; `retry_after` says when to ask again.",
    410: "Gone for good.",
    413: "The body is too large.",
}

# A parameter of every endpoint that needs a scope.
WORKSPACE: dict[str, Any] = {
    "name": WORKSPACE_PARAMETER,
    "in": "query",
    "description": (
        f"The workspace that is asked about; the header {WORKSPACE_HEADER} says the same. Where none"
        " is named, a login means its first one. A token knows its own only."
    ),
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
}


def document(endpoints: Iterable[Endpoint[Any, Any]], base_path: str = "") -> dict[str, Any]:
    """The document, ready for JSON. base_path: `/stats`, where the API lies below a path."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    bodies = [endpoint.body for endpoint in endpoints if isinstance(endpoint.body, type) and endpoint.body is not bytes]
    described: dict[str, Any] = _explained(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Mutoscope",
                "version": __version__,
                "description": DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": base_path or "/"}],
            "security": SECURITY,
            "tags": [
                {"name": "analytics", "description": "What was watched."},
                {"name": "viewers", "description": "Who watched what, and how to forget them."},
                {"name": "catalog", "description": "What there is to watch: projects, folders, videos, live events."},
                {"name": "reports", "description": "Files that are made in the background, and mailed."},
                {"name": "plays", "description": "What players send, live or later."},
                {"name": "accounts", "description": "Who may enter a workspace, and what it is set to."},
                {"name": "operation", "description": "For whoever runs the server."},
            ],
            "paths": paths | collecting_paths() | _health_paths(),
            "components": {
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "A token is a UUID of one workspace, of scope read, write or admin.",
                    },
                    "session": {
                        "type": "apiKey",
                        "in": "cookie",
                        "name": COOKIE,
                        "description": (
                            "The cookie of a login, see /v1/session; the roles viewer, editor and owner are the scopes"
                            f" read, write and admin. Methods other than GET need the header {CSRF_HEADER} too."
                        ),
                    },
                },
                "headers": {
                    "X-Request-ID": {"description": "Names the request in the log.", "schema": {"type": "string"}}
                },
                "schemas": {"Error": _error_schema(), **collecting_schemas(), **schemas.of_types(bodies)},
                "responses": {
                    str(status): _error(status, text) for status, text in (STATUSES | OTHER_STATUSES).items()
                },
            },
        }
    )
    return described


_OF_FORMAT = {"uuid": "6f9c1d0e-2b7a-4d53-9a41-0c1f2d3e4b5a", "date-time": "2026-03-29T12:00:00Z"}


def _explained(node: Any) -> Any:  # noqa: ANN401 - any part of a document
    """With examples of ids and instants: these look the same wherever they stand."""
    if isinstance(node, list | tuple):
        return [_explained(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    explained = {name: _explained(value) for name, value in node.items()}
    format_ = node.get("format")  # or a property of that name
    if isinstance(format_, str) and format_ in _OF_FORMAT:
        explained.setdefault("examples", [_OF_FORMAT[format_]])
    return explained


_PAGE = {"type": "string", "description": "A page for whoever followed the link of a mail."}
_FILE = {"type": "string", "description": "A file, where `format` says so: its columns are the fields of the list."}


def _operation(endpoint: Endpoint[Any, Any]) -> dict[str, Any]:
    needs = f"\n\nNeeds a token of scope {endpoint.scope}." if endpoint.scope else ""
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "description": endpoint.description + needs,
        "parameters": _parameters(endpoint),
        "responses": {str(endpoint.status): _good(endpoint), **_refusals(endpoint)},
    }
    if endpoint.scope is None:
        operation["security"] = []
    elif endpoint.signed:
        operation["security"] = [*SECURITY, {}]
    if endpoint.body is not None:
        schema = (
            {"type": "string"} if endpoint.body is bytes else {"$ref": schemas.REF.format(name=endpoint.body.__name__)}
        )
        content = {media_type: {"schema": schema} for media_type in endpoint.media_types}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(endpoint: Endpoint[Any, Any]) -> list[dict[str, Any]]:
    described = parameters.describe(endpoint.query, endpoint.path)
    if endpoint.signed:
        known = {one["name"] for one in described}
        of_link = parameters.describe(endpoint.signed.query, endpoint.path)
        described += [one | {"required": False} for one in of_link if one["name"] not in known]
    return described + ([WORKSPACE] if endpoint.scope else [])


def _good(endpoint: Endpoint[Any, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "The answer." if endpoint.schema else "Done.", "headers": _traced()}
    if endpoint.schema:
        good["content"] = {endpoint.media_type: {"schema": endpoint.schema}}
        files = MEDIA_TYPES.values() if takes_formats(endpoint.query) else ()
        good["content"] |= {media_type: {"schema": _FILE} for media_type in (*files, *endpoint.other_media_types)}
        if endpoint.signed:
            good["content"].setdefault(HTML, {"schema": _PAGE})
    return good


def _refusals(endpoint: Endpoint[Any, Any]) -> dict[str, Any]:
    """Answers that are no good ones, by status; to a signed link those are pages too."""
    statuses = sorted({*STATUSES, *endpoint.refusals, *([408, 413] if endpoint.body is not None else [])})
    refusals: dict[str, Any] = {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}
    if endpoint.signed:
        for status in {404, 410}.intersection(statuses):
            refusal = _error(status, (STATUSES | OTHER_STATUSES)[status])
            refusals[str(status)] = refusal | {"content": refusal["content"] | {HTML: {"schema": _PAGE}}}
    return refusals


def _health_paths() -> dict[str, Any]:
    def answer(description: str, properties: dict[str, schemas.Schema]) -> dict[str, Any]:
        return {
            "description": description,
            "headers": _traced(),
            "content": {JSON: {"schema": schemas.record(properties)}},
        }

    status: dict[str, schemas.Schema] = {"status": {"enum": ["ok", "degraded", "unavailable"]}}
    check = {"type": "string", "description": "`ok`, `failed`, or what is degraded while answers go on."}
    checks = status | {"checks": {"type": "object", "additionalProperties": check}}
    plain = {"tags": ["operation"], "security": []}
    return {
        "/healthz": {
            "get": plain
            | {"operationId": "healthz", "summary": "Does it live", "responses": {"200": answer("It does.", status)}}
        },
        "/readyz": {
            "get": plain
            | {
                "operationId": "readyz",
                "summary": "Can it answer",
                "responses": {"200": answer("It can.", checks), "503": answer("Not just now.", checks)},
            }
        },
    }


def _error(status: int, description: str) -> dict[str, Any]:
    if status == 414:
        return {"description": description}
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Error"}, "examples": _examples(status)}}
    return {"description": description, "headers": _traced(), "content": content}


def _examples(status: int) -> dict[str, Any]:
    """A body for each code of a status."""
    kinds = [kind for kind in RequestError.__subclasses__() if kind.status == status]
    retry_after = 5 if status in _WAITING else None
    return {
        str(kind.code): {"value": kind(_DETAILS.get(kind.code, ""), retry_after=retry_after).body()} for kind in kinds
    }


_WAITING = {409, 429, 503}
_DETAILS = {
    100101: "send Authorization: Bearer <token>, or log in",
    100102: "this is no token of this server",
    100103: "this needs a token of scope write; this one has read",
    400101: "JSON is malformed: expected ':' (byte 7)",
    400102: "duration: Expected `float | null`, got `str`",
    400201: "id: lesson-1",
    400216: "order: 'title' is not a field of this answer",
    400301: "project_id",
    400400: "from: missing",
    404404: "video_id: lesson-1",
    408408: "the body did not come within 75 s",
    409409: "the report is running: 40 %",
    410410: "the file is not there any more",
    413413: "the body is over 1048576 bytes",
    429429: "this token or user sends too many requests",
    500500: "see the server's log, under this X-Request-ID",
    503503: "the catalog can't be read",
}


def _traced() -> Mapping[str, Any]:
    return {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}


def _error_schema() -> dict[str, Any]:
    codes = {kind.code: kind.message for kind in RequestError.__subclasses__()}
    described = "; ".join(f"{code} {message}" for code, message in sorted(codes.items()))
    fields: dict[str, schemas.Schema] = {
        "code": {"type": "integer", "description": described},
        "message": {"type": "string", "description": "What the code means."},
        "detail": {"type": "string", "description": "What was wrong with this request."},
    }
    retry_after = {"type": "integer", "description": "Seconds, as in the header Retry-After."}
    return schemas.record({"error": schemas.record(fields)}) | {
        "properties": {"error": schemas.record(fields), "retry_after": retry_after}
    }
