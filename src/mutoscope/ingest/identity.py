"""Sessions and devices as they are stored, and the session of a play that has none (cookieless)."""

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from mutoscope.addresses import client_network
from mutoscope.beacon import Beacon, minted_ms
from mutoscope.ingest.arrival import Source

NO_DEVICE = "0" * 32


class Salts:
    """The salt of each day, asked of the catalog once, and forgotten here too when it is destroyed there."""

    def __init__(self, fetch: Callable[[date], bytes | None]) -> None:
        self._fetch = fetch
        self._known: dict[date, bytes | None] = {}

    def of(self, day: date, today: date) -> bytes | None:
        """The day's salt; None when the day after it is over: its salt is destroyed."""
        if day < today - timedelta(days=1):
            self._known.pop(day, None)
            return None
        if day not in self._known:
            self._known[day] = self._fetch(day)
        return self._known[day]


def id_hex(id128: str) -> str:
    """A session's or device's base64url as hex."""
    return urlsafe_b64decode(id128 + "==").hex()


def derived_session(beacon: Beacon, source: Source, received_ms: int, salts: Salts, secret: bytes) -> str:
    """The session (hex) of a cookieless play.

    A keyed hash of ingest key, address (of IPv6 its /64) and User-Agent under the salt of the day on which the play was
    minted; with the salt gone, or without an address to tell devices apart, a hash of the play's id: each play its own
    session.
    """
    salt = salts.of(_day(minted_ms(beacon.play)), _day(received_ms)) if source.address else None
    if salt is None:
        return hashlib.blake2b(beacon.play.bytes, key=secret, digest_size=16).hexdigest()
    # A device changes its IPv6 address several times a day, though not the network.
    told = "\0".join((beacon.key, client_network(source.address), source.user_agent)).encode()
    return hashlib.blake2b(told, key=salt, digest_size=16).hexdigest()


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()
