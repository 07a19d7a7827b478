"""The beacon protocol: what a beacon is, how its bytes are read, which ones are refused and why.

Knows no HTTP and no database. The protocol's text is docs/protocol.md; the limits are shared with the player SDK
through `contract/limits.json`.
"""

from mutoscope.beacon.builder import Clock, PlayBuilder, bodies, system_clock
from mutoscope.beacon.checks import check_clock, check_imported, check_spans, loaded_at, minted_ms
from mutoscope.beacon.ids import play_id, token
from mutoscope.beacon.reading import read_beacon, read_imported, readable_key, split_body
from mutoscope.beacon.refusal import ACCEPTED, RULES, SET_ASIDE, Reason, Refused, outcome_line
from mutoscope.beacon.types import Beacon, Counts, ImportedBeacon, Span

__all__ = [
    "ACCEPTED",
    "RULES",
    "SET_ASIDE",
    "Beacon",
    "Clock",
    "Counts",
    "ImportedBeacon",
    "PlayBuilder",
    "Reason",
    "Refused",
    "Span",
    "bodies",
    "check_clock",
    "check_imported",
    "check_spans",
    "loaded_at",
    "minted_ms",
    "outcome_line",
    "play_id",
    "read_beacon",
    "read_imported",
    "readable_key",
    "split_body",
    "system_clock",
    "token",
]
