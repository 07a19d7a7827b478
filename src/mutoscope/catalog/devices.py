"""Device cookies: what tells a browser on which an account was logged in to from a stranger's.

A random name, signed with the hash of the account's password: nothing is kept of it, nobody else can make one, and it
is worth nothing for another account, for another user of the same address, or once the password has changed.
"""

import hashlib
import hmac
import secrets


def create(password_hash: str) -> str:
    """The cookie's value."""
    name = secrets.token_urlsafe(16)
    return f"{name}.{_signature(name, password_hash)}"


def is_of(device: str, password_hash: str) -> bool:
    """Whether it was made for the account of this hash; empty: of no account."""
    name, _, signature = device.partition(".")
    given, right = signature.encode("utf-8", "surrogatepass"), _signature(name, password_hash).encode()
    return bool(password_hash) and hmac.compare_digest(given, right)


def _signature(name: str, password_hash: str) -> str:
    text = b"device " + name.encode("utf-8", "surrogatepass")
    return hmac.digest(password_hash.encode(), text, hashlib.sha256).hex()
