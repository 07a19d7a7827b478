"""Who may enter a workspace, and what is known of them: frozen records, detached from the database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from mutoscope.catalog.records import MailState, Scope, Workspace

Role = Literal["owner", "editor", "viewer"]

# A scope includes those before it.
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")

SCOPE_OF_ROLE: dict[Role, Scope] = {"viewer": "read", "editor": "write", "owner": "admin"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What a request says of who asks, and of which workspace it means."""

    authorization: str | None = None  # the header's value
    cookie: str | None = None  # the session cookie's value
    csrf_token: str | None = None
    workspace_id: str | None = None
    changes: bool = False  # whether the request's method may change something


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """Who asks: an API token or a user, in the workspace that is asked about."""

    workspace: Workspace
    scope: Scope
    token_id: UUID | None = None
    user_id: UUID | None = None
    role: Role | None = None  # a user's

    @property
    def name(self) -> str:
        """The same for each request of one token or user, and nobody else's."""
        return f"token {self.token_id}" if self.token_id else f"user {self.user_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person who can log in; one for all workspaces of an installation."""

    id: UUID
    email: str  # lower case
    name: str  # as they want to be called; may be empty
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A user in a workspace."""

    id: UUID  # the user's
    email: str
    name: str
    role: Role
    created_at: datetime  # when they became a member


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """A workspace of a user."""

    workspace: Workspace
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A login."""

    user: User
    memberships: tuple[Membership, ...]  # the oldest first
    cookie: str = field(repr=False)
    csrf_token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """An API token, without what only its bearer knows."""

    id: UUID
    name: str
    scope: Scope
    created_at: datetime
    last_used_at: datetime | None  # to the minute


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestKey:
    """What lets a page's players send beacons to a workspace. Public."""

    key: str
    name: str
    created_at: datetime


LinkPurpose = Literal["invitation", "password", "email"]
InvitationState = Literal["pending", "expired", "accepted", "refused", "revoked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLink:
    """A secret address that lets one person in, once. Of the secret only a hash is kept."""

    id: UUID
    purpose: LinkPurpose
    email: str  # whom it is for
    workspace_id: UUID | None = None  # of an invitation
    role: Role | None = None  # likewise
    invited_by: UUID | None = None  # a user; None: a program, or whoever runs the server
    user_id: UUID | None = None  # whose address or password changes; the latter: known once the mail leaves
    notice: bool = False  # the mail only tells that the address has changed, and has no link
    expires_at: datetime
    closed_as: Literal["accepted", "refused", "revoked"] | None
    mail: MailState | None  # None: none is to go
    mail_error: str | None
    mail_attempts: int
    created_at: datetime
    updated_at: datetime

    def state(self, now: datetime) -> InvitationState:
        return self.closed_as or ("pending" if now < self.expires_at else "expired")


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """An invitation as both sides see it: nothing in it tells whether the address has an account."""

    id: UUID
    workspace: Workspace
    email: str
    role: Role
    state: InvitationState
    inviter: User | None  # None: a program, or whoever runs the server
    created_at: datetime
    expires_at: datetime
    mail: MailState | None
    mail_error: str | None
