"""Users, and the workspaces that they are members of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from mutoscope.catalog import account_links as links
from mutoscope.catalog import sessions, workspaces
from mutoscope.catalog.identities import Member, Membership, Role, User
from mutoscope.catalog.schema import account_links, members, users
from mutoscope.catalog.schema import workspaces as workspaces_table
from mutoscope.errors import AlreadyTaken, NoSuchEntity, UnexpectedValue
from mutoscope.mail_address import MailAddress

NOTICE_FOR = timedelta(days=2)
"""How long a mail is tried that tells a former address of the change."""


def normal_email(text: str) -> str:
    """The one form of an address, in which users are found by it."""
    try:
        text = str(MailAddress.parse(text))
    except ValueError:
        text = text.strip()  # nobody can have it, but for users of earlier versions
    return text.lower()


def find(connection: Connection, user_id: UUID) -> User | None:
    row = connection.execute(select(users).where(users.c.id == user_id)).first()
    return _record(row) if row else None


def password_hash(connection: Connection, email: str) -> tuple[UUID, str] | None:
    """Who has that e-mail address, and the hash of their password."""
    row = connection.execute(select(users.c.id, users.c.password_hash).where(users.c.email == email)).first()
    return (row.id, row.password_hash) if row else None


def hash_of(connection: Connection, user_id: UUID) -> str | None:
    found: str | None = connection.execute(select(users.c.password_hash).where(users.c.id == user_id)).scalar()
    return found


def still_has(connection: Connection, user_id: UUID, hash_: str) -> bool:
    """Whether that is the user's password yet; nobody changes it until the transaction is over."""
    this = select(users.c.password_hash).where(users.c.id == user_id)
    return bool(connection.execute(this.with_for_update()).scalar() == hash_)


def set_hash(connection: Connection, user_id: UUID, hash_: str) -> None:
    """Of the same password, or as part of `set_password`."""
    connection.execute(update(users).where(users.c.id == user_id).values(password_hash=hash_))


def set_password(connection: Connection, user_id: UUID, hash_: str, now: datetime) -> None:
    """Another password: nothing that let somebody in before does any more, neither logins nor links.

    Invitations stay: they are for the address, and whoever accepts one proves anew who they are.
    """
    set_hash(connection, user_id, hash_)
    sessions.end_all(connection, user_id)
    links.close(connection, _links_of(user_id), "revoked", now)


def create(connection: Connection, email: str, name: str, hash_: str, now: datetime) -> UUID:
    user_id = uuid4()
    row = {"id": user_id, "email": email, "name": name, "password_hash": hash_, "created_at": now, "updated_at": now}
    connection.execute(insert(users).values(row))
    return user_id


def rename(connection: Connection, user_id: UUID, name: str, now: datetime) -> User:
    """Raises NoSuchEntity."""
    connection.execute(update(users).where(users.c.id == user_id).values(name=name, updated_at=now))
    found = find(connection, user_id)
    if found is None:
        raise NoSuchEntity(f"user_id: {user_id}")
    return found


def change_email(connection: Connection, user_id: UUID, email: str, now: datetime) -> User:
    """The former address is told, and nothing that was mailed there lets anybody in any more. Raises AlreadyTaken.

    Invitations stay with the address that they are for.
    """
    if password_hash(connection, email) is not None:
        raise AlreadyTaken("email: another account has this address")
    user = find(connection, user_id)
    assert user is not None
    links.close(connection, or_(_links_of(user_id), _resets_of(user.email)), "revoked", now)
    connection.execute(update(users).where(users.c.id == user_id).values(email=email, updated_at=now))
    until = now + NOTICE_FOR
    links.create(connection, "email", user.email, now=now, expires_at=until, secret=None, user_id=user_id, notice=True)
    return replace(user, email=email, updated_at=now)


def memberships(connection: Connection, user_id: UUID) -> tuple[Membership, ...]:
    """The workspaces of a user, the one joined first first."""
    these = (
        select(workspaces_table, members.c.role)
        .join_from(members, workspaces_table)
        .where(members.c.user_id == user_id)
        .order_by(members.c.created_at, workspaces_table.c.created_at, workspaces_table.c.id)
    )
    return tuple(
        Membership(workspace=workspaces.record(row, frozenset()), role=row.role) for row in connection.execute(these)
    )


def list_members(connection: Connection, workspace_id: UUID) -> list[Member]:
    return [_member(row) for row in connection.execute(_members(workspace_id))]


def find_member(connection: Connection, workspace_id: UUID, user_id: UUID) -> Member:
    """Raises NoSuchEntity."""
    row = connection.execute(_members(workspace_id).where(users.c.id == user_id)).first()
    if row is None:
        raise NoSuchEntity(f"user_id: {user_id}")
    return _member(row)


def is_member(connection: Connection, workspace_id: UUID, email: str) -> bool:
    return connection.execute(_members(workspace_id).where(users.c.email == email)).first() is not None


def join(connection: Connection, workspace_id: UUID, user_id: UUID, role: Role, now: datetime) -> Member:
    """Invitations of theirs are used up by it. Raises AlreadyTaken for a member."""
    here = select(members.c.user_id).where(members.c.workspace_id == workspace_id, members.c.user_id == user_id)
    if connection.execute(here).first():
        raise AlreadyTaken("email: they are a member of this workspace")
    row = {"workspace_id": workspace_id, "user_id": user_id, "role": role, "created_at": now}
    connection.execute(insert(members).values(row))
    member = find_member(connection, workspace_id, user_id)
    invited = and_(account_links.c.workspace_id == workspace_id, account_links.c.email == member.email)
    links.close(connection, invited, "accepted", now)
    return member


def change_role(connection: Connection, workspace_id: UUID, user_id: UUID, role: Role, now: datetime) -> Member:
    """Whom a former owner has invited is invited no more. Raises NoSuchEntity; UnexpectedValue for the last owner."""
    member = find_member(connection, workspace_id, user_id)
    if member.role == "owner" and role != "owner":
        _require_another_owner(connection, workspace_id, user_id)
        links.close(connection, _invited_by(workspace_id, user_id), "revoked", now)
    this = update(members).where(members.c.workspace_id == workspace_id, members.c.user_id == user_id)
    connection.execute(this.values(role=role))
    return find_member(connection, workspace_id, user_id)


def leave(connection: Connection, workspace_id: UUID, user_id: UUID, now: datetime) -> None:
    """Who is in no workspace any more is forgotten. Raises NoSuchEntity; UnexpectedValue for the last owner.

    No invitation leads them back, neither one to them nor one that they gave and may have the link of.
    """
    member = find_member(connection, workspace_id, user_id)
    if member.role == "owner":
        _require_another_owner(connection, workspace_id, user_id)
    connection.execute(delete(members).where(members.c.workspace_id == workspace_id, members.c.user_id == user_id))
    to_them = and_(account_links.c.workspace_id == workspace_id, account_links.c.email == member.email)
    links.close(connection, or_(to_them, _invited_by(workspace_id, user_id)), "revoked", now)
    if not connection.execute(select(members.c.user_id).where(members.c.user_id == user_id)).first():
        _forget(connection, user_id, member.email)


def _invited_by(workspace_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    return and_(account_links.c.workspace_id == workspace_id, account_links.c.invited_by == user_id)


def _forget(connection: Connection, user_id: UUID, email: str) -> None:
    """With all that would let them in: another user of the same address begins with nothing."""
    sessions.end_all(connection, user_id)
    connection.execute(delete(account_links).where(or_(_resets_of(email), account_links.c.user_id == user_id)))
    connection.execute(delete(users).where(users.c.id == user_id))


def _links_of(user_id: UUID) -> ColumnElement[bool]:
    """To a new password or address of theirs. Whatever happens next, a former address is told of a change."""
    return and_(account_links.c.user_id == user_id, account_links.c.notice.is_(False))


def _resets_of(email: str) -> ColumnElement[bool]:
    return and_(account_links.c.purpose == "password", account_links.c.email == email)


def _require_another_owner(connection: Connection, workspace_id: UUID, user_id: UUID) -> None:
    others = select(func.count()).where(
        members.c.workspace_id == workspace_id, members.c.role == "owner", members.c.user_id != user_id
    )
    if not connection.execute(others).scalar_one():
        raise UnexpectedValue("role: a workspace needs an owner; make somebody else one first")


def _members(workspace_id: UUID) -> Any:  # noqa: ANN401 - SQLAlchemy's own, of five columns
    return (
        select(users.c.id, users.c.email, users.c.name, members.c.role, members.c.created_at)
        .join_from(members, users)
        .where(members.c.workspace_id == workspace_id)
    )


def _member(row: Row[Any]) -> Member:
    return Member(id=row.id, email=row.email, name=row.name, role=row.role, created_at=row.created_at)


def _record(row: Row[Any]) -> User:
    return User(id=row.id, email=row.email, name=row.name, created_at=row.created_at, updated_at=row.updated_at)
