"""How the OpenAPI document describes /collect and the import, which the collector answers."""

from typing import Any

import msgspec

from mutoscope.api import schemas
from mutoscope.beacon import Beacon, ImportedBeacon, Reason, limits
from mutoscope.beacon.refusal import RULES

_BEACON = {
    "v": 1,
    "key": "pub_6f9c1d0e2b7a4d539a410c1f",
    "play": "018e0a2b-3c4d-7e5f-8071-92a3b4c5d6e7",
    "seq": 1,
    "video": "lesson-1",
    "session": "c2Vzc2lvbi1vZi1hbm4tMQ",
    "device": "ZGV2aWNlLW9mLWFubi0tMQ",
    "viewer": "ann@example.org",
    "page": "https://example.org/course",
    "loaded": 1709553600000,
    "sent": 1709553630000,
    "duration": 60000,
    "spans": [[1000, 29000, 0, 29000, 0]],
    "playing": True,
    "n": {"play": 1},
}
_LINE = {name: value for name, value in _BEACON.items() if name != "key"} | {
    "received": 1709553630000,
    "country": "DE",
    "device_type": "desktop",
}


def collecting_paths() -> dict[str, Any]:
    """The two paths, by the path."""
    return {"/collect": {"post": _collect()}, "/v1/plays/import": {"post": _import()}}


def collecting_schemas() -> dict[str, Any]:
    """The schemas that they refer to: a beacon's, derived from the very types that read it."""
    return {
        **schemas.of_types((Beacon, ImportedBeacon)),
        "Refused": schemas.record(
            {
                "reason": {"enum": [reason.value for reason in Reason]},
                "detail": {"type": "string", "description": "Field and rule."},
            }
        ),
    }


def _collect() -> dict[str, Any]:
    beacon = {"$ref": schemas.REF.format(name="Beacon")}
    body = {"oneOf": [beacon, {**schemas.list_of(beacon), "maxItems": limits.ARRAY}]}
    whole: dict[str, Any] = {"type": "integer"}
    taken: dict[str, Any] = {
        "now": {**whole, "description": "The server's clock, ms since the epoch."},
        "accepted": {**whole, "description": "Beacons that are on disk now."},
        "every": {**whole, "description": "Milliseconds between two beacons of a playing player, please."},
    }
    index = schemas.record({"index": {**whole, "description": "Which one of the array, from 0."}})
    refused = schemas.list_of({"allOf": [index, {"$ref": schemas.REF.format(name="Refused")}]})
    answer = schemas.record(taken)
    answer["properties"] = {**taken, "refused": {**refused, "description": "Of an array: what was not taken."}}
    return {
        "operationId": "collect",
        "tags": ["plays"],
        "summary": "Send beacons",
        "description": (
            "A beacon is the whole state of its play; the newest replaces all before it. Answered once every accepted"
            f" beacon is on disk. One beacon, or an array of at most {limits.ARRAY}; at most {limits.BODY_BYTES} bytes."
            " Needs no token: the beacon has the workspace's public key."
        ),
        "security": [],
        "requestBody": {
            "required": True,
            "content": {
                "text/plain": {
                    "schema": {"type": "string", "description": "The same JSON; spares a browser the preflight."}
                },
                "application/json": {"schema": body, "examples": {"one": {"value": _BEACON}}},
            },
        },
        "responses": {
            "200": {
                "description": "What was accepted is on disk.",
                "content": {"application/json": {"schema": answer}},
            },
            **_refusals(),
            "503": {"$ref": "#/components/responses/503"},
        },
    }


def _refusals() -> dict[str, Any]:
    """Answers to a single beacon that is refused, by status."""
    schema = {
        "allOf": [
            {"$ref": schemas.REF.format(name="Error")},
            schemas.record({"reason": {"enum": [r.value for r in Reason]}}),
        ]
    }
    reasons: dict[int, list[str]] = {}
    for reason, rule in RULES.items():
        reasons.setdefault(rule.status, []).append(f"{reason.value}: {rule.message}")
    return {
        str(status): {"description": "; ".join(texts), "content": {"application/json": {"schema": schema}}}
        for status, texts in sorted(reasons.items())
    }


def _import() -> dict[str, Any]:
    whole = {"type": "integer"}
    line = schemas.record({"line": {**whole, "description": "From 1."}})
    answer = schemas.record(
        {
            "accepted": whole,
            "refused": whole,
            "errors": schemas.list_of({"allOf": [line, {"$ref": schemas.REF.format(name="Refused")}]}),
        }
    )
    return {
        "operationId": "import_plays",
        "tags": ["plays"],
        "summary": "Send history",
        "description": (
            "Plays of the past, of another system, or of apps through a backend. NDJSON, gzip allowed, of any length:"
            " each line a beacon, and beside it what the collector would have seen as it came. Repeating an import"
            " changes nothing. Needs a token of scope write."
        ),
        "requestBody": {
            "required": True,
            "content": {
                "application/x-ndjson": {
                    "schema": {
                        "type": "string",
                        "description": "Each line holds one of these.",
                        "contentMediaType": "application/x-ndjson",
                        "contentSchema": {"$ref": schemas.REF.format(name="ImportedBeacon")},
                        "examples": [msgspec.json.encode(_LINE).decode() + "\n"],
                    },
                }
            },
        },
        "responses": {
            "200": {
                "description": "Every line was read; what was accepted is on disk.",
                "content": {"application/json": {"schema": schemas.record({"data": answer})}},
            },
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (400, 401, 403, 503)},
        },
    }
