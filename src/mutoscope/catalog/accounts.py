"""The part of the catalog about who may enter, and about workspaces themselves."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from mutoscope.catalog import access, devices, passwords, sessions, tokens, users, workspaces
from mutoscope.catalog.account_links import AccountMails
from mutoscope.catalog.database import Database
from mutoscope.catalog.email_changes import EmailChanges
from mutoscope.catalog.identities import (
    SCOPE_OF_ROLE,
    IngestKey,
    Member,
    Membership,
    Requester,
    Role,
    Session,
    Token,
    User,
)
from mutoscope.catalog.invitations import Invitations
from mutoscope.catalog.records import Scope, Workspace
from mutoscope.catalog.resets import PasswordResets
from mutoscope.errors import AlreadyTaken, ConfigError


class Accounts:
    """Each method is one transaction; a change of a thing that is not there raises NoSuchEntity.

    When tokens and logins were used is remembered, and written by `keep_uses`: no request has to write for it.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], session_idle: timedelta, invitation_lifetime: timedelta
    ) -> None:
        """session_idle: after so long without a request a login is over. invitation_lifetime: see `Invitations`."""
        self.invitations = Invitations(database, now, invitation_lifetime)
        self.password_resets = PasswordResets(database, now)
        self.email_changes = EmailChanges(database, now)
        self.account_mails = AccountMails(database, now)
        self._database = database
        self._now = now
        self.session_idle = session_idle
        self._uses = _Uses()

    # Who asks

    def token_requester(self, token: str) -> Requester | None:
        """Who an API token stands for; None for one that was never given or is revoked, or that is no UUID."""
        with self._database.read() as connection:
            found = tokens.find(connection, token)
            if found is None:
                return None
            token_id, workspace_id, scope = found
            workspace = workspaces.require(connection, workspace_id)
        self._uses.of_token(token_id, self._now())
        return Requester(workspace=workspace, scope=scope, token_id=token_id)

    def session(self, cookie: str) -> Session | None:
        """The login of a cookie; None where it is over, or never was."""
        with self._database.read() as connection:
            user_id = sessions.find_user(connection, cookie, self._now() - self.session_idle)
            user = users.find(connection, user_id) if user_id else None
            if user is None:
                return None
            memberships = users.memberships(connection, user.id)
        self._uses.of_session(sessions.cookie_hash(cookie), self._now())
        return Session(user=user, memberships=memberships, cookie=cookie, csrf_token=sessions.csrf_token(cookie))

    def keep_uses(self) -> None:
        """Write when tokens and logins were used last; forget the logins that were not, for too long."""
        used_tokens, used_sessions = self._uses.take()
        try:
            # Nobody who follows the catalog's changes needs to know of these.
            with self._database.bare_write() as connection:
                if used_tokens:
                    tokens.keep_uses(connection, used_tokens)
                if used_sessions:
                    sessions.keep_uses(connection, used_sessions)
                sessions.end_unused(connection, self._now() - self.session_idle)
        except Exception:
            self._uses.put_back(used_tokens, used_sessions)
            raise

    # Logging in and out

    def log_in(self, email: str, password: str) -> Session | None:
        """A new login; None for a wrong password, and for an unknown address after as much work.

        Raises TooManyRequests while many do so at once.
        """
        with self._database.read() as connection:
            known = users.password_hash(connection, users.normal_email(email))
        if not passwords.matches(password, known[1] if known else None) or known is None:
            return None
        user_id, hash_ = known
        newer = passwords.hashed(password) if passwords.is_outdated(hash_) else None
        with self._database.bare_write() as connection:
            if not users.still_has(connection, user_id, hash_):
                return None
            if newer:
                users.set_hash(connection, user_id, newer)
            cookie = sessions.create(connection, user_id, self._now())
        return self.session(cookie)

    def log_out(self, cookie: str) -> None:
        with self._database.bare_write() as connection:
            sessions.end(connection, cookie)

    # Devices on which somebody has logged in (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies)

    def new_device(self, user_id: UUID) -> str:
        """What a browser keeps to be known by, until the password changes."""
        with self._database.read() as connection:
            return devices.create(users.hash_of(connection, user_id) or "")

    def knows_device(self, email: str, device: str) -> bool:
        """Whether somebody has logged in to the account of this address with a browser that keeps this."""
        with self._database.read() as connection:
            known = users.password_hash(connection, users.normal_email(email))
        return devices.is_of(device, known[1] if known else "")

    def change_password(self, user_id: UUID, current: str, new: str) -> Session | None:
        """A new login; all there were are over. None where `current` is not the password."""
        with self._database.read() as connection:
            old = users.hash_of(connection, user_id)
        if not passwords.matches(current, old) or old is None:
            return None
        hash_ = passwords.hashed(new)
        with self._database.bare_write() as connection:
            if not users.still_has(connection, user_id, old):
                return None
            users.set_password(connection, user_id, hash_, self._now())
            cookie = sessions.create(connection, user_id, self._now())
        return self.session(cookie)

    def set_password(self, email: str, password: str) -> None:
        """For somebody locked out, by whoever runs the server: a new password; all logins are over.

        Raises ConfigError naming the option that is wrong.
        """
        email = access.checked_email(email)
        access.check_password(password)
        hash_ = passwords.hashed(password)
        with self._database.bare_write() as connection:
            known = users.password_hash(connection, email)
            if known is None:
                raise ConfigError(f"--email={email}: nobody has that address; `mutoscope user add` makes a user")
            users.set_password(connection, known[0], hash_, self._now())

    def set_email(self, email: str, new: str) -> None:
        """By whoever runs the server. Raises ConfigError naming the option that is wrong."""
        try:
            self.email_changes.set(access.checked_email(email), access.checked_email(new, "--new"))
        except AlreadyTaken as error:
            raise ConfigError(f"--new={new}: another account has this address") from error

    def rename_user(self, user_id: UUID, name: str) -> User:
        with self._database.bare_write() as connection:
            return users.rename(connection, user_id, name, self._now())

    # Members of a workspace

    def members(self, workspace_id: UUID) -> list[Member]:
        with self._database.read() as connection:
            return users.list_members(connection, workspace_id)

    def member(self, workspace_id: UUID, user_id: UUID) -> Member:
        with self._database.read() as connection:
            return users.find_member(connection, workspace_id, user_id)

    def add_user(self, workspace: str, email: str, role: str, password: str | None) -> Member | str:
        """For whoever runs the server: a new user, who becomes a member of a workspace by its name or id.

        Somebody who has an account is only invited: the secret of their invitation is given back. For nobody proved to
        this command that whoever made that account is the person who is meant. Raises ConfigError naming the option
        that is wrong, AlreadyTaken for a member.
        """
        email = access.checked_email(email)
        if password is not None:
            access.check_password(password)
        if role not in SCOPE_OF_ROLE:
            raise ConfigError(f"--role={role}: one of {', '.join(SCOPE_OF_ROLE)}")
        workspace_id = self._workspace_named(workspace)
        with self._database.read() as connection:
            known = users.password_hash(connection, email) is not None
        if known and password is not None:
            raise ConfigError(f"--password: {email} has one already; leave it out, and they are invited")
        if known:
            _, secret = self.invitations.invite(workspace_id, email, role, None, mailed=False, again=True)
            assert secret is not None
            return secret
        if password is None:
            raise ConfigError(f"--password: missing; nobody has the address {email} yet")
        hash_ = passwords.hashed(password)
        with self._database.write() as connection:
            user_id = users.create(connection, email, "", hash_, self._now())
            return users.join(connection, workspace_id, user_id, role, self._now())

    def _workspace_named(self, workspace: str) -> UUID:
        """Raises ConfigError."""
        with self._database.read() as connection:
            found = workspaces.named(connection, workspace)
        if len(found) != 1:
            raise ConfigError(
                f"--workspace={workspace}: {'several have' if found else 'none has'} that name; give its id"
            )
        return found[0]

    def change_role(self, workspace_id: UUID, user_id: UUID, role: Role) -> Member:
        """Raises UnexpectedValue for the last owner."""
        with self._database.write() as connection:
            return users.change_role(connection, workspace_id, user_id, role, self._now())

    def remove_member(self, workspace_id: UUID, user_id: UUID) -> None:
        """Who is in no workspace any more is forgotten. Raises UnexpectedValue for the last owner."""
        with self._database.write() as connection:
            users.leave(connection, workspace_id, user_id, self._now())

    # Workspaces

    def workspace(self, workspace_id: UUID) -> Workspace | None:
        with self._database.read() as connection:
            return workspaces.find(connection, workspace_id)

    def memberships(self, user_id: UUID) -> tuple[Membership, ...]:
        """The workspaces of a user, the one joined first first."""
        with self._database.read() as connection:
            return users.memberships(connection, user_id)

    def create_workspace(self, user_id: UUID, name: str, timezone: str) -> Membership:
        """A workspace of the user's own, with an ingest key. Raises AlreadyTaken where they have one of that name."""
        with self._database.write() as connection:
            if any(one.workspace.name == name for one in users.memberships(connection, user_id)):
                raise AlreadyTaken("name: you have a workspace of that name")
            made = workspaces.create(connection, name, timezone, self._now())
            users.join(connection, made.id, user_id, "owner", self._now())
            workspaces.create_key(connection, made.id, "default", self._now())
        return Membership(workspace=made, role="owner")

    def change_workspace(self, workspace_id: UUID, **changed: Any) -> Workspace:  # noqa: ANN401 - of several types
        """Change fields of `Workspace`. Domains count as in beacons: in lower case, without a leading `www.`."""
        with self._database.write() as connection:
            return workspaces.change(connection, workspace_id, changed, self._now())

    def ingest_keys(self, workspace_id: UUID) -> list[IngestKey]:
        with self._database.read() as connection:
            return workspaces.list_keys(connection, workspace_id)

    def create_ingest_key(self, workspace_id: UUID, name: str) -> IngestKey:
        with self._database.write() as connection:
            return workspaces.create_key(connection, workspace_id, name, self._now())

    def delete_ingest_key(self, workspace_id: UUID, key: str) -> None:
        with self._database.write() as connection:
            workspaces.delete_key(connection, workspace_id, key)

    # API tokens

    def tokens(self, workspace_id: UUID) -> list[Token]:
        with self._database.read() as connection:
            listed = tokens.list_all(connection, workspace_id)
        return [self._uses.seen(token) for token in listed]

    def create_token(self, workspace_id: UUID, name: str, scope: Scope) -> tuple[str, Token]:
        """A new API token: a UUID, kept as a hash, so this is the only time it is told."""
        with self._database.write() as connection:
            return tokens.create(connection, workspace_id, name, scope, self._now())

    def revoke_token(self, workspace_id: UUID, token_id: UUID) -> None:
        with self._database.write() as connection:
            tokens.revoke(connection, workspace_id, token_id, self._now())


class _Uses:
    """When tokens and logins were used last, since it was written. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[UUID, datetime] = {}
        self._sessions: dict[bytes, datetime] = {}

    def of_token(self, token_id: UUID, at: datetime) -> None:
        with self._lock:
            self._tokens[token_id] = at

    def of_session(self, cookie_hash: bytes, at: datetime) -> None:
        with self._lock:
            self._sessions[cookie_hash] = at

    def seen(self, token: Token) -> Token:
        """The token, with a use that is not written yet."""
        with self._lock:
            return replace(token, last_used_at=self._tokens.get(token.id, token.last_used_at))

    def take(self) -> tuple[dict[UUID, datetime], dict[bytes, datetime]]:
        with self._lock:
            taken = self._tokens, self._sessions
            self._tokens, self._sessions = {}, {}
            return taken

    def put_back(self, used_tokens: dict[UUID, datetime], used_sessions: dict[bytes, datetime]) -> None:
        with self._lock:
            self._tokens, self._sessions = used_tokens | self._tokens, used_sessions | self._sessions
