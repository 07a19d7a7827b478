"""Logins of users: a random secret in a cookie, of which only the hash is kept."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mutoscope.catalog.schema import user_sessions


def create(connection: Connection, user_id: UUID, now: datetime) -> str:
    """The cookie's value, which is told this once: 256 random bits."""
    cookie = secrets.token_urlsafe(32)
    row = {"cookie_hash": cookie_hash(cookie), "user_id": user_id, "created_at": now, "used_at": now}
    connection.execute(insert(user_sessions).values(row))
    return cookie


def find_user(connection: Connection, cookie: str, used_since: datetime) -> UUID | None:
    """Whose login it is; None where there is none, or it was not used for too long."""
    this = select(user_sessions.c.user_id).where(user_sessions.c.cookie_hash == cookie_hash(cookie))
    found: UUID | None = connection.execute(this.where(user_sessions.c.used_at > used_since)).scalar()
    return found


def end(connection: Connection, cookie: str) -> None:
    connection.execute(delete(user_sessions).where(user_sessions.c.cookie_hash == cookie_hash(cookie)))


def end_all(connection: Connection, user_id: UUID) -> None:
    connection.execute(delete(user_sessions).where(user_sessions.c.user_id == user_id))


def end_unused(connection: Connection, used_since: datetime) -> None:
    connection.execute(delete(user_sessions).where(user_sessions.c.used_at <= used_since))


def keep_uses(connection: Connection, uses: Mapping[bytes, datetime]) -> None:
    """When logins were used last, by their hash."""
    this = update(user_sessions).where(user_sessions.c.cookie_hash == bindparam("of"))
    rows = [{"of": hash_, "at": at} for hash_, at in uses.items()]
    connection.execute(this.where(user_sessions.c.used_at < bindparam("at")).values(used_at=bindparam("at")), rows)


def cookie_hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).digest()


def csrf_token(cookie: str) -> str:
    """What the login's own page knows and another site's does not: derived, so that it need not be kept."""
    return hmac.digest(cookie.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hex()
