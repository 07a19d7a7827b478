"""Why a beacon can be refused: each reason once, with its HTTP status and its code in the API's error shape."""

from enum import Enum
from typing import NamedTuple
from uuid import UUID

import msgspec

from mutoscope.errors import (
    AccessDenied,
    JsonType,
    MutoscopeError,
    NoSuchEntity,
    RequestError,
    TooLarge,
    TooManyRequests,
)


class Reason(Enum):
    """A reason's value is its name in answers and in the ledger."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_VIDEO = "unknown_video"
    DOMAIN = "domain"
    CLOCK = "clock"
    IMPLAUSIBLE = "implausible"
    ERASED = "erased"
    RATE = "rate"


class Rule(NamedTuple):
    """How a reason is answered."""

    status: int
    code: int
    message: str


def _like(error: type[RequestError], message: str) -> Rule:
    """Answered with the status and code that the API gives that error."""
    return Rule(error.status, error.code, message)


RULES: dict[Reason, Rule] = {
    Reason.MALFORMED: _like(JsonType, "not a beacon of protocol version 1"),
    Reason.TOO_LARGE: _like(TooLarge, "body too large"),
    Reason.UNKNOWN_KEY: _like(AccessDenied, "unknown ingest key"),
    Reason.UNKNOWN_VIDEO: _like(NoSuchEntity, "unknown video"),
    Reason.DOMAIN: _like(AccessDenied, "domain not allowed"),
    Reason.CLOCK: Rule(409, 409409, "clock too far off"),
    Reason.IMPLAUSIBLE: Rule(422, 422422, "implausible spans"),
    Reason.ERASED: Rule(410, 410410, "viewer was erased"),
    Reason.RATE: _like(TooManyRequests, "too many beacons"),
}


class Refused(MutoscopeError):
    """A beacon is refused. `detail` names the field and the rule; `retry_after` (seconds) comes with `rate`."""

    def __init__(self, reason: Reason, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.retry_after = retry_after


class OutcomeRow(msgspec.Struct, frozen=True, kw_only=True):
    """So many beacons of a workspace (nil: unknown) of which one thing became, as a line of the spool."""

    workspace_id: UUID
    received_at: int
    refused: str  # the name of a reason, or another outcome than that of a play
    n: int


def outcome_line(workspace_id: UUID | None, received_ms: int, outcome: str, n: int = 1) -> bytes:
    row = OutcomeRow(workspace_id=workspace_id or UUID(int=0), received_at=received_ms, refused=outcome, n=n)
    return msgspec.json.encode(row) + b"\n"


ACCEPTED = "accepted"
"""The outcome of a beacon whose play is loaded; the store says so itself."""

SET_ASIDE = "set_aside"
"""The outcome of a beacon that was accepted, and could not be loaded."""
