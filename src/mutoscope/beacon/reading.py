"""From bytes to beacons. One bad beacon of an array is refused alone; the others go on."""

import re
from typing import TypeVar

import msgspec

from mutoscope.beacon import limits
from mutoscope.beacon.refusal import Reason, Refused
from mutoscope.beacon.types import Beacon, ImportedBeacon

BeaconT = TypeVar("BeaconT", bound=Beacon)

_beacon = msgspec.json.Decoder(Beacon)
_imported = msgspec.json.Decoder(ImportedBeacon)
_items = msgspec.json.Decoder(list[msgspec.Raw])


class _Keyed(msgspec.Struct):
    key: str = ""


_keyed = msgspec.json.Decoder(_Keyed)
_KEY = re.compile(rb'"key"\s*:\s*"([^"\\]{1,64})"')


def split_body(body: bytes) -> list[msgspec.Raw] | None:
    """The still undecoded beacons of an array body; None: the body is no array, so it is a single beacon.

    Raises Refused: `too_large` over the limit of bytes, `malformed` for an array that is no JSON or has too many items.
    """
    if len(body) > limits.BODY_BYTES:
        raise Refused(Reason.TOO_LARGE, f"the body has {len(body):,} bytes; at most {limits.BODY_BYTES:,} are taken")
    if body.lstrip()[:1] != b"[":
        return None
    try:
        items = _items.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(Reason.MALFORMED, f"not JSON: {error}") from error
    if not 0 < len(items) <= limits.ARRAY:
        raise Refused(Reason.MALFORMED, f"an array of {len(items)} beacons; 1 to {limits.ARRAY} are taken")
    return items


def read_beacon(raw: bytes | msgspec.Raw) -> Beacon:
    """One beacon. Raises Refused(malformed) with the field's path and the rule it breaks."""
    return _read(_beacon, raw)


def readable_key(raw: bytes | msgspec.Raw) -> str:
    """The ingest key in what is no beacon, so that its workspace hears of it; empty: none can be read."""
    try:
        return _keyed.decode(raw).key
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = _KEY.search(bytes(raw))
        return found[1].decode("utf-8", "replace") if found else ""


def read_imported(line: bytes) -> ImportedBeacon:
    """One line of an import. Raises Refused(malformed), or Refused(too_large) for a line longer than a body may be."""
    if len(line) > limits.BODY_BYTES:
        raise Refused(Reason.TOO_LARGE, f"the line has {len(line):,} bytes; at most {limits.BODY_BYTES:,} are taken")
    return _read(_imported, line)


def _read(decoder: msgspec.json.Decoder[BeaconT], raw: bytes | msgspec.Raw) -> BeaconT:
    try:
        beacon = decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise Refused(Reason.MALFORMED, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(Reason.MALFORMED, f"not JSON: {error}") from error
    if beacon.play.version != 7:
        raise Refused(Reason.MALFORMED, "play: not a UUID of version 7")
    if beacon.sent < beacon.loaded:
        raise Refused(Reason.MALFORMED, "sent: lies before `loaded`")
    return beacon
