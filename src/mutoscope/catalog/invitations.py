"""Roads into a workspace: whoever shall become a member is invited, and joins by themselves.

An address belongs to whoever proves it. So an owner makes no account for somebody else and learns nothing of one that
there is: who is invited logs in, or chooses a password, with the secret of a link that went to them. The secret alone
lets in nobody who has an account, and a login alone shows no invitation.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_

from mutoscope.catalog import account_links, passwords, sessions, users, workspaces
from mutoscope.catalog.account_links import OPEN, by_secret
from mutoscope.catalog.database import Database
from mutoscope.catalog.identities import AccountLink, Invitation, Role
from mutoscope.catalog.schema import account_links as table
from mutoscope.errors import AccessDenied, AlreadyTaken, Gone, NoSuchEntity

_GONE = {
    "expired": "token: this invitation has expired; ask for another one",
    "accepted": "token: this invitation was accepted already; log in",
    "refused": "token: this invitation was declined; ask for another one",
    "revoked": "token: this invitation was withdrawn",
}


class Invitations:
    """Each method is one transaction. Where a secret is given back, this is the only time that it is told."""

    def __init__(self, database: Database, now: Callable[[], datetime], lifetime: timedelta) -> None:
        """lifetime: after so long an invitation can't be accepted any more."""
        self._database = database
        self._now = now
        self._lifetime = lifetime

    # For owners

    def invite(
        self,
        workspace_id: UUID,
        email: str,
        role: Role,
        invited_by: UUID | None,
        *,
        mailed: bool,
        again: bool = False,
    ) -> tuple[Invitation, str | None]:
        """An invitation and, unless it is mailed, the secret of its link.

        invited_by: a user; None: a program. again: in place of one that waits. Raises AlreadyTaken for a member and,
        unless `again`, for somebody who is invited.
        """
        email, now, secret = users.normal_email(email), self._now(), _secret(mailed=mailed)
        with self._database.write() as connection:
            if users.is_member(connection, workspace_id, email):
                raise AlreadyTaken("email: they are a member of this workspace")
            if not again and any(one.state(now) == "pending" for one in _open(connection, workspace_id, email)):
                raise AlreadyTaken("email: they are invited already; send that invitation again, or withdraw it")
            account_links.close(connection, _to(workspace_id, email), "revoked", now)
            link = account_links.create(
                connection,
                "invitation",
                email,
                now=now,
                expires_at=now + self._lifetime,
                secret=secret,
                workspace_id=workspace_id,
                role=role,
                invited_by=invited_by,
            )
            return _record(connection, link, now), secret

    def send_again(
        self, workspace_id: UUID, invitation_id: UUID, invited_by: UUID | None, *, mailed: bool
    ) -> tuple[Invitation, str | None]:
        """The same invitation with a new link; the former one is worth nothing. Raises NoSuchEntity, Gone."""
        now, secret = self._now(), _secret(mailed=mailed)
        with self._database.write() as connection:
            link = _require(connection, workspace_id, invitation_id)
            if link.closed_as is not None:
                raise Gone(_GONE[link.closed_as].replace("token", "invitation_id", 1))
            of = {"expires_at": now + self._lifetime, "invited_by": invited_by}
            account_links.renew(connection, link.id, now=now, secret=secret, **of)
            return _record(connection, _require(connection, workspace_id, invitation_id), now), secret

    def revoke(self, workspace_id: UUID, invitation_id: UUID) -> None:
        """Nobody can accept it any more. Raises NoSuchEntity."""
        with self._database.bare_write() as connection:
            link = _require(connection, workspace_id, invitation_id)
            account_links.close(connection, table.c.id == link.id, "revoked", self._now())

    def all(self, workspace_id: UUID) -> list[Invitation]:
        """Of a workspace, those of the last weeks."""
        now = self._now()
        with self._database.read() as connection:
            links = account_links.find_all(connection, table.c.workspace_id == workspace_id)
            return [_record(connection, link, now) for link in links]

    def find(self, invitation_id: UUID) -> Invitation | None:
        """Of any workspace: for its mail."""
        with self._database.read() as connection:
            link = account_links.find(connection, and_(table.c.id == invitation_id, table.c.purpose == "invitation"))
            return _record(connection, link, self._now()) if link else None

    # For who is invited

    def by_secret(self, secret: str) -> Invitation:
        """Raises NoSuchEntity for a secret of none."""
        with self._database.read() as connection:
            return _record(connection, _by_secret(connection, secret), self._now())

    def accept(self, secret: str, user_id: UUID) -> None:
        """A user who is logged in joins.

        Raises NoSuchEntity; Gone where it can't be accepted any more; AccessDenied where it is for another address.
        """
        with self._database.write() as connection:
            link = self._pending(connection, secret)
            user = users.find(connection, user_id)
            if user is None or user.email != link.email:
                raise AccessDenied(f"this invitation is for {link.email}; log out, or log in with that address")
            self._join(connection, link, user_id)

    def accept_with_password(self, secret: str, password: str, name: str) -> str | None:
        """Log in to join or, where nobody has the address, make an account of this password and name.

        The cookie of a new login; None for a wrong password. Takes as much work in either case. Raises NoSuchEntity,
        Gone; TooManyRequests while many passwords are looked at.
        """
        with self._database.read() as connection:
            link = self._pending(connection, secret)
            known = users.password_hash(connection, link.email)
        if known is None:
            hash_ = passwords.hashed(password)
        elif passwords.matches(password, known[1]):
            hash_ = known[1]
        else:
            return None
        with self._database.write() as connection:
            link = self._pending(connection, secret)
            now_known = users.password_hash(connection, link.email)
            if now_known is None and known is None:
                user_id = users.create(connection, link.email, name, hash_, self._now())
            elif now_known is not None and now_known == known:
                user_id = now_known[0]
            else:
                return None  # somebody made or changed the account meanwhile
            self._join(connection, link, user_id)
            return sessions.create(connection, user_id, self._now())

    def refuse(self, secret: str) -> None:
        """Raises NoSuchEntity, Gone."""
        with self._database.bare_write() as connection:
            link = self._pending(connection, secret)
            account_links.close(connection, table.c.id == link.id, "refused", self._now())

    def _pending(self, connection: Connection, secret: str) -> AccountLink:
        link = _by_secret(connection, secret)
        state = link.state(self._now())
        if state != "pending":
            raise Gone(_GONE[state])
        return link

    def _join(self, connection: Connection, link: AccountLink, user_id: UUID) -> None:
        assert link.workspace_id is not None
        assert link.role is not None
        account_links.close(connection, table.c.id == link.id, "accepted", self._now())
        users.join(connection, link.workspace_id, user_id, link.role, self._now())


def _secret(*, mailed: bool) -> str | None:
    return None if mailed else account_links.new_secret()


def _to(workspace_id: UUID, email: str) -> ColumnElement[bool]:
    return and_(table.c.workspace_id == workspace_id, table.c.email == email)


def _open(connection: Connection, workspace_id: UUID, email: str) -> list[AccountLink]:
    return account_links.find_all(connection, and_(OPEN, _to(workspace_id, email)))


def _require(connection: Connection, workspace_id: UUID, invitation_id: UUID) -> AccountLink:
    """Raises NoSuchEntity."""
    link = account_links.find(connection, and_(table.c.id == invitation_id, table.c.workspace_id == workspace_id))
    if link is None:
        raise NoSuchEntity(f"invitation_id: {invitation_id}")
    return link


def _by_secret(connection: Connection, secret: str) -> AccountLink:
    """Raises NoSuchEntity."""
    link = account_links.find(connection, by_secret("invitation", secret))
    if link is None:
        raise NoSuchEntity("token: of no invitation; a newer link may have replaced this one")
    return link


def _record(connection: Connection, link: AccountLink, now: datetime) -> Invitation:
    assert link.workspace_id is not None
    assert link.role is not None
    return Invitation(
        id=link.id,
        workspace=workspaces.require(connection, link.workspace_id),
        email=link.email,
        role=link.role,
        state=link.state(now),
        inviter=users.find(connection, link.invited_by) if link.invited_by else None,
        created_at=link.created_at,
        expires_at=link.expires_at,
        mail=link.mail,
        mail_error=link.mail_error,
    )
