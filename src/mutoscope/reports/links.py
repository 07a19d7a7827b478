"""Links that need no login: signed with the workspace's secret, for one thing and until one instant."""

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from mutoscope.catalog import Workspace


def sign(workspace: Workspace, purpose: str, id_: UUID, expires: int = 0) -> str:
    """The signature of a link. expires: seconds since the epoch; 0: never.

    SHA-512, as of everything but viewers' hashes under this secret: those can't be taken for signatures.
    """
    text = f"{purpose}\0{id_}\0{expires}".encode()
    digest = hmac.digest(workspace.secret, text, hashlib.sha512)[:24]
    return base64.urlsafe_b64encode(digest).decode()


def is_signed(workspace: Workspace, purpose: str, id_: UUID, expires: int, signature: str) -> bool:
    """Whether a link is ours as it stands; whether it has expired is another question."""
    return hmac.compare_digest(sign(workspace, purpose, id_, expires).encode(), signature.encode())


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())
