"""Passwords: kept as argon2 hashes, checked with as much work for a user that is unknown as for one that is known."""

import functools
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from mutoscope.errors import TooManyRequests

SHORTEST = 8
LONGEST = 1024

_HASHER = PasswordHasher()

# A hash takes 64 MiB and two processors for a tenth of a second: many logins at once shall not take the server.
AT_ONCE = 2
_AT_ONCE = threading.BoundedSemaphore(AT_ONCE)
_WAIT_SECONDS = 10.0


def hashed(password: str) -> str:
    """Raises TooManyRequests where too many passwords are being hashed already."""
    with _turn():
        return _HASHER.hash(_bytes(password))


def matches(password: str, hash_: str | None) -> bool:
    """Whether it is the password; None: of nobody, so it is not, which takes as long to find out.

    Raises TooManyRequests like `hashed`.
    """
    with _turn():
        try:
            _HASHER.verify(hash_ or _of_nobody(), _bytes(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return hash_ is not None


def is_outdated(hash_: str) -> bool:
    """Whether a hash was made with less work than is usual now."""
    return _HASHER.check_needs_rehash(hash_)


@functools.cache
def _of_nobody() -> str:
    return _HASHER.hash(secrets.token_bytes(32))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise TooManyRequests("many people are logging in just now; try again", retry_after=int(_WAIT_SECONDS))
    try:
        yield
    finally:
        _AT_ONCE.release()
