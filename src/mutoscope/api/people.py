"""What the answers about accounts are made of: users, members, workspaces, tokens, keys, with their schemas."""

from typing import Any
from uuid import UUID

from mutoscope.api import schemas
from mutoscope.catalog import IngestKey, Invitation, Member, Membership, Requester, Token, User, Workspace
from mutoscope.errors import AccessDenied

ROLE: schemas.Schema = {
    "enum": ["owner", "editor", "viewer"],
    "description": "What they may: a viewer look, an editor change what is in the workspace, an owner everything.",
}
SCOPE: schemas.Schema = {"enum": ["read", "write", "admin"], "description": "Each includes those before it."}

_CREATED = schemas.instant("When it was made.")
_EMAIL = schemas.text("E-mail address, in lower case.", examples=["ann@example.org"])
_NAME_OF_USER = schemas.text("As they want to be called; may be empty.", examples=["Ann"])
_ZONE = schemas.text("Time zone in which days begin, an IANA name.", examples=["Europe/Berlin"])

USER = schemas.record({"id": schemas.uuid("The user."), "email": _EMAIL, "name": _NAME_OF_USER, "created_at": _CREATED})
MEMBER = schemas.record(
    {
        "id": schemas.uuid("The user."),
        "email": _EMAIL,
        "name": _NAME_OF_USER,
        "role": ROLE,
        "created_at": schemas.instant("When they became a member."),
    }
)
MAILED = schemas.record(
    {
        "mails": {
            "type": "boolean",
            "description": "Whether this server sends mails; if not, nothing happens: ask whoever runs it.",
        }
    }
)
_STATE: schemas.Schema = {
    "enum": ["pending", "expired", "accepted", "refused", "revoked"],
    "description": "pending: it can be accepted.",
}
_INVITER: schemas.Schema = {
    **schemas.record({"name": _NAME_OF_USER, "email": _EMAIL}),
    "type": ["object", "null"],
    "description": "The owner who invites; null: a program, or whoever runs the server.",
}
_EXPIRES = schemas.instant("When it can't be accepted any more.")
INVITATION = schemas.record(
    {
        "id": schemas.uuid("The invitation."),
        "email": _EMAIL,
        "role": ROLE,
        "state": _STATE,
        "invited_by": _INVITER,
        "mail": {
            "enum": ["waiting", "sending", "sent", "unsure", "failed", None],
            "description": "Of the mail with the link; null: this server sends none, the link is to be handed over.",
        },
        "mail_error": {"type": ["string", "null"], "description": "Why the mail did not go."},
        "created_at": _CREATED,
        "expires_at": _EXPIRES,
    }
)
_NAMED_WORKSPACE = {"id": schemas.uuid("The workspace."), "name": schemas.text("Its name.")}
_OFFERED_WORKSPACE = schemas.record(_NAMED_WORKSPACE)
OFFER = schemas.record(
    {
        "workspace": _OFFERED_WORKSPACE,
        "email": _EMAIL,
        "role": ROLE,
        "state": _STATE,
        "invited_by": _INVITER,
        "expires_at": _EXPIRES,
    }
)
MEMBERSHIP = schemas.record(
    {
        **_NAMED_WORKSPACE,
        "timezone": _ZONE,
        "role": ROLE,
        "created_at": _CREATED,
    }
)
WORKSPACE = schemas.record(
    {
        **_NAMED_WORKSPACE,
        "timezone": _ZONE,
        "allowed_domains": {
            **schemas.list_of({"type": "string"}),
            "description": (
                "Hosts whose pages' beacons are taken, with those under them (`*.example.org`: those alone), in ASCII;"
                " none: all."
            ),
            "examples": [["example.org"]],
        },
        "keep_query": {
            **schemas.list_of({"type": "string"}),
            "description": "Names of the query of page addresses that are kept; all others are dropped.",
            "examples": [["lesson"]],
        },
        "keep_fragment": {
            "type": "boolean",
            "description": "Whether the fragment of page addresses is kept where it is a route (`#/lesson/12`).",
        },
        "create_unknown": {
            "type": "boolean",
            "description": 'Whether a beacon of an unknown video makes it, in the project "Unsorted".',
        },
        "session_minutes": {"type": "integer", "description": "Minutes of silence that end a viewer's session."},
        "retention_days": {
            "type": ["integer", "null"],
            "description": "Days that plays are kept; null: for ever.",
        },
        "created_at": _CREATED,
        "updated_at": schemas.instant("When it was changed last."),
    }
)
TOKEN = schemas.record(
    {
        "id": schemas.uuid("Names the token; not the token itself."),
        "name": schemas.text("What it is for.", examples=["Warehouse"]),
        "scope": SCOPE,
        "created_at": _CREATED,
        "last_used_at": schemas.instant("When it was used last, to the minute; null: not yet.", null=True),
    }
)
INGEST_KEY = schemas.record(
    {
        "key": schemas.text("The key itself. It is public: it stands in every page with a player."),
        "name": schemas.text("What it is for.", examples=["Blog"]),
        "created_at": _CREATED,
    }
)


def user(found: User) -> dict[str, Any]:
    return _told(USER, found)


def member(found: Member) -> dict[str, Any]:
    return _told(MEMBER, found)


def invitation(found: Invitation) -> dict[str, Any]:
    """For those who invite."""
    return _told(INVITATION, found, invited_by=_inviter(found))


def offer(found: Invitation) -> dict[str, Any]:
    """The same for whoever is invited."""
    return _told(OFFER, found, invited_by=_inviter(found), workspace=_told(_OFFERED_WORKSPACE, found.workspace))


def membership(found: Membership) -> dict[str, Any]:
    return _told(MEMBERSHIP, found.workspace, role=found.role)


def workspace(found: Workspace) -> dict[str, Any]:
    return _told(WORKSPACE, found, keep_query=sorted(found.keep_query))


def token(found: Token) -> dict[str, Any]:
    return _told(TOKEN, found)


def ingest_key(found: IngestKey) -> dict[str, Any]:
    return _told(INGEST_KEY, found)


def require_user(requester: Requester) -> UUID:
    """The user who asks. Raises AccessDenied where a token does."""
    if requester.user_id is None:
        raise AccessDenied("this is for users who have logged in; a token can't")
    return requester.user_id


def _inviter(found: Invitation) -> dict[str, Any] | None:
    return _told(_INVITER, found.inviter) if found.inviter else None


def _told(schema: schemas.Schema, found: object, **otherwise: object) -> dict[str, Any]:
    """What a schema describes of something. otherwise: what is told in another form than it has."""
    return {name: otherwise[name] if name in otherwise else getattr(found, name) for name in schema["properties"]}
