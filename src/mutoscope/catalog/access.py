"""Workspaces, and who may enter them: users, members, API tokens, ingest keys."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, Row, insert, select, update

from mutoscope.catalog.database import upsert
from mutoscope.catalog.records import Access, Scope, TokenAccess, Workspace
from mutoscope.catalog.schema import erased_viewers, ingest_keys, members, tokens, users, workspaces
from mutoscope.errors import ConfigError, NoSuchEntity

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
SHORTEST_PASSWORD = 8
INIT = "init"  # the name of the token and the ingest key that come with a workspace


def check_init(workspace: str, email: str, password: str, timezone: str) -> None:
    """Raises ConfigError naming the option of `mutoscope init` that can't be taken."""
    if not workspace.strip():
        raise ConfigError("--workspace: a workspace needs a name")
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise ConfigError(f"--email={email}: not an e-mail address")
    if len(password) < SHORTEST_PASSWORD:
        raise ConfigError(f"--password: too short, it takes at least {SHORTEST_PASSWORD} characters")
    check_timezone(timezone)


def check_timezone(name: str) -> None:
    """Raises ConfigError for what is no time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder's name, such as "Europe"
        raise ConfigError(f"--timezone={name}: no time zone of that name; one is Europe/Berlin") from error


def init(connection: Connection, *, workspace: str, email: str, password: str, timezone: str, now: datetime) -> Access:
    """The workspace of that name, its owner, a token and an ingest key; made where they are missing."""
    user_id = _user(connection, email, password, now)
    workspace_id, secret = _workspace(connection, workspace, timezone, now)
    member = {"workspace_id": workspace_id, "user_id": user_id, "role": "owner", "created_at": now}
    connection.execute(upsert(connection, members).values(member).on_conflict_do_nothing())
    token = _init_token(secret)
    _add_token(connection, workspace_id, token, name=INIT, scope="admin", now=now)
    return Access(workspace_id=workspace_id, token=str(token), ingest_key=_ingest_key(connection, workspace_id, now))


def _user(connection: Connection, email: str, password: str, now: datetime) -> UUID:
    known = connection.execute(select(users.c.id, users.c.password_hash).where(users.c.email == email)).first()
    if known is None:
        user_id = uuid4()
        row = {"id": user_id, "email": email, "password_hash": PasswordHasher().hash(password)}
        connection.execute(insert(users).values(**row, created_at=now, updated_at=now))
        return user_id
    try:
        PasswordHasher().verify(known.password_hash, password)
    except VerifyMismatchError as error:
        raise ConfigError(f"--password: {email} has another password") from error
    found: UUID = known.id
    return found


def _workspace(connection: Connection, name: str, timezone: str, now: datetime) -> tuple[UUID, bytes]:
    known = connection.execute(select(workspaces.c.id, workspaces.c.secret).where(workspaces.c.name == name)).first()
    if known is not None:
        return known.id, known.secret
    workspace_id, secret = uuid4(), secrets.token_bytes(32)
    connection.execute(
        insert(workspaces).values(
            id=workspace_id,
            name=name,
            timezone=timezone,
            session_minutes=30,
            create_unknown=True,
            keep_query=[],
            allowed_domains=[],
            secret=secret,
            created_at=now,
            updated_at=now,
        )
    )
    return workspace_id, secret


def _ingest_key(connection: Connection, workspace_id: UUID, now: datetime) -> str:
    ours = select(ingest_keys.c.key).where(ingest_keys.c.workspace_id == workspace_id, ingest_keys.c.name == INIT)
    known: str | None = connection.execute(ours.order_by(ingest_keys.c.created_at).limit(1)).scalar()
    if known is not None:
        return known
    # It says itself that it is no secret, so that nobody worries to find it in a page.
    key = f"pub_{secrets.token_hex(12)}"
    connection.execute(insert(ingest_keys).values(key=key, workspace_id=workspace_id, name=INIT, created_at=now))
    return key


def _init_token(secret: bytes) -> UUID:
    """The token that every `init` of one workspace prints, though only its hash is kept.

    SHA-512, since the hashes of viewers are SHA-256 under the same secret: so no viewer's hash can be this token.
    """
    return UUID(bytes=hmac.digest(secret, b"init-token", hashlib.sha512)[:16], version=4)


def create_token(connection: Connection, workspace_id: UUID, name: str, scope: Scope, now: datetime) -> str:
    """A new random token."""
    token = uuid4()
    _add_token(connection, workspace_id, token, name=name, scope=scope, now=now)
    return str(token)


def _add_token(
    connection: Connection, workspace_id: UUID, token: UUID, *, name: str, scope: Scope, now: datetime
) -> None:
    row = {"id": uuid4(), "workspace_id": workspace_id, "name": name, "scope": scope, "created_at": now}
    statement = upsert(connection, tokens).values(**row, token_hash=_token_hash(token))
    connection.execute(statement.on_conflict_do_nothing(index_elements=["token_hash"]))


def _token_hash(token: UUID) -> bytes:
    return hashlib.sha256(str(token).encode()).digest()


def find_token(connection: Connection, token: str) -> TokenAccess | None:
    """What the token allows; None for text that is no UUID, too."""
    try:
        canonical = UUID(token)
    except ValueError:
        return None
    columns = (tokens.c.workspace_id, tokens.c.scope, tokens.c.name)
    row = connection.execute(select(*columns).where(tokens.c.token_hash == _token_hash(canonical))).first()
    return TokenAccess(*row) if row else None


def read_workspaces(connection: Connection) -> dict[UUID, Workspace]:
    """All of them, with their erased viewers."""
    erased: dict[UUID, list[bytes]] = {}
    for workspace_id, viewer_hash in connection.execute(
        select(erased_viewers.c.workspace_id, erased_viewers.c.viewer_hash)
    ):
        erased.setdefault(workspace_id, []).append(viewer_hash)
    rows = connection.execute(select(workspaces))
    return {row.id: _record(row, frozenset(erased.get(row.id, ()))) for row in rows}


def find_workspace(connection: Connection, workspace_id: UUID) -> Workspace | None:
    row = connection.execute(select(workspaces).where(workspaces.c.id == workspace_id)).first()
    if row is None:
        return None
    hashes = select(erased_viewers.c.viewer_hash).where(erased_viewers.c.workspace_id == workspace_id)
    return _record(row, frozenset(connection.execute(hashes).scalars()))


def change_workspace(connection: Connection, workspace_id: UUID, changed: dict[str, Any], now: datetime) -> None:
    """Raises NoSuchEntity for an unknown workspace."""
    this = update(workspaces).where(workspaces.c.id == workspace_id)
    if not connection.execute(this.values(**changed, updated_at=now)).rowcount:
        raise NoSuchEntity(f"workspace: {workspace_id}")


def _record(row: Row[Any], erased: frozenset[bytes]) -> Workspace:
    return Workspace(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        session_minutes=row.session_minutes,
        create_unknown=row.create_unknown,
        keep_query=frozenset(row.keep_query),
        allowed_domains=tuple(row.allowed_domains),
        secret=row.secret,
        erased=erased,
    )
