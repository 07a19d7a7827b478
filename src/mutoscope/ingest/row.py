"""A play as it goes into the spool: one line of NDJSON, the very bytes that the store reads.

The fields are the input columns of the store's table `plays` (the derived ones are the loader's); a test compares the
two. What else becomes of a beacon is a line too (`beacon.outcome_line`): the ledger takes the same durable road.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from mutoscope.beacon import Span


class PlayRow(msgspec.Struct, frozen=True, kw_only=True):
    """A checked and enriched beacon. Instants are milliseconds since the epoch by the server's clock."""

    workspace_id: UUID
    video_id: str
    play: UUID
    minted_at: int
    seq: int
    received_at: int
    loaded_at: int
    live: bool
    duration_ms: int
    session: str  # 16 bytes in hex
    device: str  # 16 bytes in hex, zeros: none
    viewer: str
    context: Mapping[str, str]
    traffic: str
    country: str
    city: str
    device_type: str
    os: str
    browser: str
    domain: str
    page: str
    ref: str
    lang: str
    tz: str
    screen_width: int
    screen_height: int
    player: str
    playing: bool
    play_count: int
    pause_count: int
    seek_count: int
    replay_count: int
    stall_count: int
    error_count: int
    startup_ms: int | None
    stalled_ms: int
    spans: Sequence[Span]


_encoder = msgspec.json.Encoder()


def play_line(row: PlayRow) -> bytes:
    return _encoder.encode(row) + b"\n"
