"""Sessions and devices as they are stored, and the session of a play that has none (cookieless)."""

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from mutoscope.addresses import client_network
from mutoscope.beacon import Beacon, minted_ms
from mutoscope.ingest.arrival import Source

NO_DEVICE = "0" * 32
_DAY = timedelta(days=1)


class UnknownSalt(Exception):
    """A day has a salt that is not known here. The caller fetches it and runs the steps again."""


class Salts:
    """The salts of the days around today. `known`: as the catalog has them, replaced from outside as days go by."""

    def __init__(self, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self.known: Mapping[date, bytes] = {}
        self._today = today

    def of(self, day: date, received: date) -> bytes | None:
        """The day's salt, for a beacon received on another; None when the day after it is over: it is destroyed.

        Raises UnknownSalt.
        """
        if day < received - _DAY:
            return None
        salt = self.known.get(day)
        if salt is None and abs(day - self._today()) <= _DAY:
            raise UnknownSalt
        return salt


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
