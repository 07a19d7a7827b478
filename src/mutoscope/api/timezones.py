"""/v1/timezones: which there are, and how far their clocks are ahead, for programs whose own list is older or none."""

from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.catalog import is_timezone, timezones
from mutoscope.errors import UnexpectedValue
from mutoscope.local_time import offset_changes
from mutoscope.metrics import rfc3339

_UNTIL_MS = 4_102_444_800_000  # 2100: what periods reach at most


class OffsetsQuery(msgspec.Struct, kw_only=True, frozen=True):
    timezone: Annotated[str, Meta(max_length=64, description="An IANA name.", examples=["Europe/Kyiv"])]


def names(_: Asked) -> dict[str, Any]:
    return {"data": timezones()}


def offsets(asked: Asked[OffsetsQuery]) -> dict[str, Any]:
    """Raises UnexpectedValue."""
    require_zone(asked.query.timezone)
    return {"data": _offsets(asked.query.timezone)}


def require_zone(name: str) -> None:
    """Raises UnexpectedValue."""
    if not is_timezone(name):
        raise UnexpectedValue(f"timezone: {name[:64]!r} is no time zone; one is Europe/Berlin")


@lru_cache(maxsize=64)
def _offsets(name: str) -> list[dict[str, Any]]:
    """A tenth of a second's work."""
    return [
        {"since": rfc3339(since_ms), "seconds": seconds}
        for since_ms, seconds in offset_changes(ZoneInfo(name), 0, _UNTIL_MS)
    ]


TIMEZONES = Endpoint(
    path="/v1/timezones",
    name="timezones",
    tag="accounts",
    summary="List time zones",
    description="The names that a workspace's time zone may have.",
    scope="read",
    answer=names,
    schema=schemas.record({"data": schemas.list_of(schemas.text("An IANA name.", examples=["Europe/Kyiv"]))}),
)

TIMEZONE_OFFSETS = Endpoint(
    path="/v1/timezones/offsets",
    name="timezone_offsets",
    tag="accounts",
    summary="How far a time zone is ahead of UTC",
    description=(
        "From 1970 to 2100: since when its clock is how many seconds ahead, with an entry for each change. For programs"
        " that don't know the zone, which some browsers don't."
    ),
    scope="read",
    query=OffsetsQuery,
    answer=offsets,
    schema=schemas.record(
        {
            "data": schemas.list_of(
                schemas.record(
                    {
                        "since": schemas.instant("From when on."),
                        "seconds": {"type": "integer", "description": "Ahead of UTC; negative: behind."},
                    }
                )
            )
        }
    ),
)
