"""API tokens: UUIDs of which only the hashes are kept."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from mutoscope.catalog.identities import Token
from mutoscope.catalog.records import Scope
from mutoscope.catalog.schema import tokens
from mutoscope.errors import NoSuchEntity

INIT = "init"  # the name of the token that comes with a workspace


def create(connection: Connection, workspace_id: UUID, name: str, scope: Scope, now: datetime) -> tuple[str, Token]:
    """A new random token: its text, which is told this once, and what is kept of it."""
    secret = uuid4()
    return str(secret), _add(connection, workspace_id, secret, name=name, scope=scope, now=now)


def init_token(connection: Connection, workspace_id: UUID, workspace_secret: bytes, now: datetime) -> str:
    """The token that every `mutoscope init` of a workspace prints, though only its hash is kept.

    Once it is revoked there is another one: it does not come back by itself.
    """
    number = 0
    while True:
        secret = _derived(workspace_secret, number)
        of_hash = select(tokens.c.revoked_at).where(tokens.c.token_hash == _hash(secret))
        known = connection.execute(of_hash).first()
        if known is None:
            _add(connection, workspace_id, secret, name=INIT, scope="admin", now=now)
        if known is None or known.revoked_at is None:
            return str(secret)
        number += 1


def find(connection: Connection, token: str) -> tuple[UUID, UUID, Scope] | None:
    """Id, workspace and scope of a token that holds; None for text that is no UUID, too."""
    try:
        canonical = UUID(token)
    except ValueError:
        return None
    this = select(tokens.c.id, tokens.c.workspace_id, tokens.c.scope).where(tokens.c.token_hash == _hash(canonical))
    row = connection.execute(this.where(tokens.c.revoked_at.is_(None))).first()
    return (row.id, row.workspace_id, row.scope) if row else None


def list_all(connection: Connection, workspace_id: UUID) -> list[Token]:
    """Those that hold."""
    these = select(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.revoked_at.is_(None))
    return [_record(row) for row in connection.execute(these)]


def revoke(connection: Connection, workspace_id: UUID, token_id: UUID, now: datetime) -> None:
    """Raises NoSuchEntity."""
    this = update(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id)
    if not connection.execute(this.where(tokens.c.revoked_at.is_(None)).values(revoked_at=now)).rowcount:
        raise NoSuchEntity(f"token_id: {token_id}")


def keep_uses(connection: Connection, uses: Mapping[UUID, datetime]) -> None:
    """When tokens were used last, by their ids."""
    this = update(tokens).where(tokens.c.id == bindparam("of"))
    rows = [{"of": id_, "at": at} for id_, at in uses.items()]
    connection.execute(this.values(last_used_at=bindparam("at")), rows)


def _add(connection: Connection, workspace_id: UUID, secret: UUID, *, name: str, scope: Scope, now: datetime) -> Token:
    token = Token(id=uuid4(), name=name, scope=scope, created_at=now, last_used_at=None)
    row = {"id": token.id, "workspace_id": workspace_id, "name": name, "scope": scope, "created_at": now}
    connection.execute(insert(tokens).values(**row, token_hash=_hash(secret)))
    return token


def _derived(workspace_secret: bytes, number: int) -> UUID:
    """SHA-512, since the hashes of viewers are SHA-256 under the same secret: so no viewer's hash can be a token."""
    text = f"{INIT}-token" + (f"-{number}" if number else "")
    return UUID(bytes=hmac.digest(workspace_secret, text.encode(), hashlib.sha512)[:16], version=4)


def _hash(secret: UUID) -> bytes:
    return hashlib.sha256(str(secret).encode()).digest()


def _record(row: Row[Any]) -> Token:
    return Token(id=row.id, name=row.name, scope=row.scope, created_at=row.created_at, last_used_at=row.last_used_at)
