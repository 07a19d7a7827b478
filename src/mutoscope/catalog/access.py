"""Setting up: a workspace with its owner, an API token and an ingest key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from mutoscope.catalog import passwords, tokens, users, workspaces
from mutoscope.catalog.database import upsert
from mutoscope.catalog.records import Access
from mutoscope.catalog.schema import members
from mutoscope.catalog.schema import workspaces as workspaces_table
from mutoscope.errors import ConfigError
from mutoscope.mail_address import MailAddress


def check_init(workspace: str, email: str, password: str, timezone: str) -> None:
    """Raises ConfigError naming the option of `mutoscope init` that can't be taken."""
    if not workspace.strip():
        raise ConfigError("--workspace: a workspace needs a name")
    checked_email(email)
    check_password(password)
    if not workspaces.is_timezone(timezone):
        raise ConfigError(f"--timezone={timezone}: no time zone of that name; one is Europe/Berlin")


def checked_email(email: str, option: str = "--email") -> str:
    """In the form in which users are found by it. Raises ConfigError naming the option."""
    try:
        MailAddress.parse(email)
    except ValueError as error:
        raise ConfigError(f"{option}: {error}") from error
    return users.normal_email(email)


def check_password(password: str) -> None:
    """Raises ConfigError naming the option."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise ConfigError(f"--password: it takes {passwords.SHORTEST} to {passwords.LONGEST} characters")


def init(connection: Connection, *, workspace: str, email: str, password: str, timezone: str, now: datetime) -> Access:
    """The workspace of that name, its owner, a token and an ingest key; made where they are missing."""
    user_id = _user(connection, email, password, now)
    found = select(workspaces_table.c.id).where(workspaces_table.c.name == workspace)
    oldest = found.order_by(workspaces_table.c.created_at, workspaces_table.c.id).limit(1)
    known: UUID | None = connection.execute(oldest).scalar()
    here = workspaces.require(connection, known) if known else workspaces.create(connection, workspace, timezone, now)
    member = {"workspace_id": here.id, "user_id": user_id, "role": "owner", "created_at": now}
    connection.execute(upsert(connection, members).values(member).on_conflict_do_nothing())
    token = tokens.init_token(connection, here.id, here.secret, now)
    return Access(workspace_id=here.id, token=token, ingest_key=_ingest_key(connection, here.id, now))


def _user(connection: Connection, email: str, password: str, now: datetime) -> UUID:
    known = users.password_hash(connection, email)
    if known is None:
        return users.create(connection, email, "", passwords.hashed(password), now)
    user_id, hash_ = known
    if not passwords.matches(password, hash_):
        raise ConfigError(f"--password: {email} has another password")
    return user_id


def _ingest_key(connection: Connection, workspace_id: UUID, now: datetime) -> str:
    ours = (key.key for key in workspaces.list_keys(connection, workspace_id) if key.name == tokens.INIT)
    return next(ours, None) or workspaces.create_key(connection, workspace_id, tokens.INIT, now).key
