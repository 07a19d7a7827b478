"""A beacon as it is sent: the whole state of its play. Field by field as in docs/protocol.md."""

from typing import Annotated, Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.beacon import limits

Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Instant = Annotated[int, Meta(ge=0, le=limits.SAFE_INTEGER)]
Id128 = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{21}[AQgw]$", max_length=22)]
"""16 bytes in base64url, unpadded: the last character carries two bits. The length is said too, since `$` of Python's
patterns lets a newline through at the end."""
Name = Annotated[str, Meta(max_length=64)]
SpanNumber = Annotated[int, Meta(ge=-limits.SAFE_INTEGER, le=limits.SAFE_INTEGER)]


class Span(NamedTuple):
    """One stretch of uninterrupted playback, in milliseconds."""

    at: SpanNumber  # start, since load
    wall: SpanNumber  # wall-clock length
    from_: SpanNumber  # content position at the start
    to: SpanNumber  # content position at the end
    cont: Literal[0, 1]  # 1: continues the span before it (after a stall or a rate change)


class Counts(msgspec.Struct, frozen=True):
    """How often the viewer or the player did what."""

    play: Count = 0
    pause: Count = 0
    seek: Count = 0
    replay: Count = 0
    stall: Count = 0
    error: Count = 0


class Beacon(msgspec.Struct, frozen=True, kw_only=True):
    """The whole state of one play."""

    v: Literal[1]
    key: Annotated[str, Meta(min_length=1, max_length=64)]
    play: UUID
    seq: Annotated[int, Meta(ge=0, le=limits.SEQ)]
    video: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}(?!\\n)$")]
    live: bool = False
    session: Id128 | None
    device: Id128 | None
    viewer: Annotated[str, Meta(max_length=limits.VIEWER)] | None = None
    context: (
        Annotated[
            dict[
                Annotated[str, Meta(max_length=limits.CONTEXT_KEY)],
                Annotated[str, Meta(max_length=limits.CONTEXT_VALUE)],
            ],
            Meta(max_length=limits.CONTEXT_PAIRS),
        ]
        | None
    ) = None
    page: Annotated[str, Meta(max_length=limits.PAGE)]
    ref: Annotated[str, Meta(max_length=limits.REF)] | None = None
    loaded: Instant
    sent: Instant
    duration: Annotated[int, Meta(gt=0, le=limits.DURATION_MS)] | None
    spans: Annotated[list[Span], Meta(max_length=limits.SPANS)]
    playing: bool
    n: Counts = Counts()
    startup: Count | None = None
    stalled: Count | None = None
    lang: Name | None = None
    tz: Name | None = None
    screen: tuple[Annotated[int, Meta(ge=0, le=65_535)], Annotated[int, Meta(ge=0, le=65_535)]] | None = None
    touch: bool = False
    player: Name | None = None


Text = Annotated[str, Meta(max_length=200)]


class ImportedBeacon(Beacon, frozen=True, kw_only=True):
    """A line of an import: a beacon, and beside it what the collector would have seen as it came."""

    key: Annotated[str, Meta(max_length=64)] = ""  # the token tells the workspace
    received: Instant
    user_agent: Annotated[str, Meta(max_length=2048)] | None = None
    ip: Annotated[str, Meta(max_length=64)] | None = None
    country: Annotated[str, Meta(max_length=2)] | None = None  # what is no code of ISO 3166 is unknown
    city: Text | None = None
    device_type: Literal["desktop", "mobile", "tablet", "tv", ""] | None = (
        None  # not `device`: that is the beacon's device id
    )
    os: Text | None = None
    browser: Text | None = None
    traffic: Literal["human", "bot", "internal"] = "human"
