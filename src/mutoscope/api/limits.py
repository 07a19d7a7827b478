"""How often one may ask, guess a password, or have mails sent: counted so that nobody can use it up for another."""

import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from mutoscope.addresses import client_network
from mutoscope.catalog import Requester
from mutoscope.config import Settings
from mutoscope.errors import TooManyRequests
from mutoscope.rates import Rate

QUARTER_OF_AN_HOUR = 900
HOUR = 3600

SHARE_OF_ONE = 10
"""Of the invitations that a workspace may send, one address gets a tenth."""

MAILS = 10
"""Mails for a new password or address that one network may ask for in an hour, and that one address gets."""

REPORT_MAILS = 200
"""Mails with a report that a workspace may order in an hour: anybody who may read it writes the address."""

REPORT_MAILS_TO_ONE = 40
"""Of these, those to one address."""

MAILS_TO_ONE = 3
"""Of these, those that one network may have sent to one address."""

_Counted = tuple[Rate, str]


@dataclass(frozen=True)
class Attempt:
    """An attempt to log in, counted as failed until it has succeeded."""

    counted: Sequence[_Counted]

    def succeeded(self) -> None:
        """It was none of somebody who guesses."""
        for rate, name in self.counted:
            rate.give_back(name, time.monotonic())


class Limits:
    """The counts of this process. Thread-safe.

    Logins are guarded as by OWASP's device cookies: a device on which the account was logged in to before is counted
    by itself, whatever others do. All others are counted by account and network, by network, and by account alone. That
    last limit is far higher: a stranger's failures keep the right person out only on a device that is new to the
    account, and only while guesses come from very many networks.
    """

    def __init__(self, settings: Settings) -> None:
        guesses = settings.login_attempts
        self._requests = Rate(settings.rate_per_token)
        self._guesses = _rate(guesses, QUARTER_OF_AN_HOUR)
        self._guesses_from_network = _rate(5 * guesses, QUARTER_OF_AN_HOUR)
        self._guesses_at_account = _rate(10 * guesses, HOUR)
        self._invitations = _rate(settings.invitations_per_hour, HOUR)
        self._report_mails = _rate(REPORT_MAILS, HOUR)
        self._report_mails_to_one = _rate(REPORT_MAILS_TO_ONE, HOUR)
        self._mails = _rate(MAILS, HOUR)
        self._mails_to_one = _rate(MAILS_TO_ONE, HOUR)
        self._invitations_to_one = _rate(math.ceil(settings.invitations_per_hour / SHARE_OF_ONE), HOUR)

    def admit(self, requester: Requester) -> None:
        """Count a request. Raises TooManyRequests."""
        _acquire([(self._requests, requester.name)], "this token or user sends too many requests")

    def attempt(self, address: str, account: str, device: str | None = None) -> Attempt:
        """Count an attempt to log in. Raises TooManyRequests.

        account: its e-mail address, or whatever names it; device: what names one that is known to the account.
        """
        source, account = client_network(address), _short(account)
        counted: list[_Counted] = [(self._guesses, f"device {device}")]
        if device is None:
            counted = [
                (self._guesses, f"account {account} from {source}"),
                (self._guesses_from_network, source),
                (self._guesses_at_account, account),
            ]
        _acquire(counted, "too many failed logins from this network or for this account")
        return Attempt(counted)

    def invite(self, requester: Requester, recipient: str) -> None:
        """Count an invitation, as it may be a mail. Raises TooManyRequests."""
        workspace = str(requester.workspace.id)
        counted = [(self._invitations, requester.name), (self._invitations, workspace)]
        _acquire(
            [*counted, (self._invitations_to_one, f"{workspace} {_short(recipient)}")],
            "too many invitations in the last hour",
        )

    def report_mail(self, requester: Requester, recipient: str) -> None:
        """Count a report that is to be mailed. Raises TooManyRequests."""
        workspace = str(requester.workspace.id)
        counted = [
            (self._report_mails, workspace),
            (self._report_mails_to_one, f"{workspace} {_short(recipient)}"),
        ]
        _acquire(counted, "too many reports by mail in the last hour; they can be downloaded without one")

    def mail(self, address: str, recipient: str) -> None:
        """Count a mail for a new password or address, whoever has an account. Raises TooManyRequests."""
        source, recipient = client_network(address), _short(recipient)
        counted = [
            (self._mails_to_one, f"{recipient} from {source}"),
            (self._mails, f"from {source}"),
            (self._mails, f"to {recipient}"),
        ]
        _acquire(counted, "too many mails to this address, or from this network, in the last hour")


def _rate(count: int, seconds: int) -> Rate:
    return Rate(count / seconds, burst_seconds=seconds)


def _acquire(counted: Sequence[_Counted], what: str) -> None:
    """Count something in all of these or, where one is used up, in none: what is refused wears out no other limit."""
    now = time.monotonic()
    waits = [rate.wait(name, now) for rate, name in counted]
    if any(waits):
        raise TooManyRequests(what, retry_after=max(waits))
    for rate, name in counted:
        rate.acquire(name, now)


def _short(name: str) -> str:
    """A name of bounded length that stands for one that anybody may choose."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
