"""How often one may ask, and how often one may try a password."""

import ipaddress
import time

from mutoscope.catalog import Requester
from mutoscope.config import Settings
from mutoscope.errors import TooManyRequests
from mutoscope.rates import Rate

QUARTER_OF_AN_HOUR = 900


class Limits:
    """The counts of this process. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._requests = Rate(settings.rate_per_token)
        self._attempts = Rate(settings.login_attempts / QUARTER_OF_AN_HOUR, burst_seconds=QUARTER_OF_AN_HOUR)

    def admit(self, requester: Requester) -> None:
        """Count a request. Raises TooManyRequests."""
        wait = self._requests.wait(requester.name, time.monotonic())
        if wait:
            raise TooManyRequests("this token or user sends too many requests", retry_after=wait)

    def attempt(self, address: str, email: str) -> None:
        """Count an attempt to log in, as failed until `succeeded` says otherwise. Raises TooManyRequests."""
        now = time.monotonic()
        waits = [self._attempts.wait(name, now) for name in _names(address, email)]
        if any(waits):
            raise TooManyRequests(
                "too many failed logins from this address or for this e-mail address", retry_after=max(waits)
            )

    def succeeded(self, address: str, email: str) -> None:
        """The attempt was none of somebody who guesses."""
        for name in _names(address, email):
            self._attempts.give_back(name, time.monotonic())


def _names(address: str, email: str) -> tuple[str, str]:
    return f"address {_network(address)}", f"email {email}"


def _network(address: str) -> str:
    """What one person has: of IPv6 a whole network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address
