"""/v1/invitations: how somebody becomes a member of a workspace."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries, people, schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Reply
from mutoscope.api.lists import listed
from mutoscope.api.paging import Order, Paging
from mutoscope.api.session import SESSION, about, attempt_login, logged_in, require_json
from mutoscope.api.users import Email, GivenRole, Password, Secret, UserName, checked_email
from mutoscope.catalog import Invitation, find_session
from mutoscope.errors import Unauthorized

_NEWEST: Order = (("created_at", "desc"),)


class InvitationsQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class InvitationPath(msgspec.Struct, kw_only=True, frozen=True):
    invitation_id: Annotated[UUID, Meta(description="The invitation.")]


class NewInvitation(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who shall become a member, and what they may then."""

    email: Email
    role: GivenRole


class InvitationSecret(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An invitation, by what only whoever was given its link knows."""

    token: Secret


class Acceptance(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who accepts an invitation: without a password whoever is logged in."""

    token: Secret
    password: Password | None = None
    name: UserName = ""


def invitations(asked: Asked[InvitationsQuery]) -> dict[str, Any]:
    rows = [people.invitation(one) for one in asked.services.catalog.invitations.all(asked.workspace.id)]
    return listed(rows, asked.query.paging, ("email", "role", "state", "created_at", "expires_at"), _NEWEST)


def invite(asked: Asked[NoQuery, NewInvitation]) -> dict[str, Any]:
    """Raises RequestError."""
    email = checked_email(asked.body.email)
    asked.services.limits.invite(asked.requester, email)
    given = asked.services.catalog.invitations.invite(
        asked.workspace.id, email, asked.body.role, asked.requester.user_id, mailed=asked.services.mails
    )
    return _given(asked, *given)


def send_again(asked: Asked[InvitationPath]) -> dict[str, Any]:
    """Raises RequestError."""
    asked.services.limits.invite(asked.requester, str(asked.query.invitation_id))
    given = asked.services.catalog.invitations.send_again(
        asked.workspace.id, asked.query.invitation_id, asked.requester.user_id, mailed=asked.services.mails
    )
    return _given(asked, *given)


def revoke(asked: Asked[InvitationPath]) -> None:
    asked.services.catalog.invitations.revoke(asked.workspace.id, asked.query.invitation_id)


def look(asked: Asked[NoQuery, InvitationSecret]) -> dict[str, Any]:
    return {"data": people.offer(asked.services.catalog.invitations.by_secret(asked.body.token))}


def accept(asked: Asked[NoQuery, Acceptance]) -> Reply:
    """Raises RequestError."""
    require_json(asked.request)
    catalog, told = asked.services.catalog, asked.body
    if told.password is None:
        session = find_session(catalog, asked.request.credentials())
        catalog.invitations.accept(told.token, session.user.id)
        return about(find_session(catalog, asked.request.credentials()), asked)
    attempt = attempt_login(asked, catalog.invitations.by_secret(told.token).email)
    cookie = catalog.invitations.accept_with_password(told.token, told.password, told.name)
    joined = catalog.session(cookie) if cookie else None
    if joined is None:
        raise Unauthorized("password: wrong for the account of this address")
    attempt.succeeded()
    return logged_in(joined, asked)


def refuse(asked: Asked[NoQuery, InvitationSecret]) -> None:
    asked.services.catalog.invitations.refuse(asked.body.token)


def _given(asked: Asked[Any, Any], invitation: Invitation, secret: str | None) -> dict[str, Any]:
    link = secret and asked.services.links.of_invitation(secret, asked.request.origin)
    return {"data": people.invitation(invitation) | {"link": link}}


_PATH = "/v1/invitations"
_ONE = "/v1/invitations/{invitation_id}"
_GIVEN = entries.one(
    schemas.record(
        people.INVITATION["properties"]
        | {
            "link": {
                "type": ["string", "null"],
                "description": "To be handed to whoever is invited; told this once. null: it is mailed to them.",
            }
        }
    )
)

INVITATION_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="invitations",
        tag="accounts",
        summary="List the invitations into the workspace",
        description="Those of the last weeks. In order of created_at (newest first, if not said), email, role, state or"
        " expires_at.",
        scope="admin",
        query=InvitationsQuery,
        answer=invitations,
        schema=entries.many(people.INVITATION),
    ),
    Endpoint(
        path=_PATH,
        name="invite",
        tag="accounts",
        summary="Invite somebody",
        description=(
            "They become a member once they accept: logged in or, where they have no account yet, with a password of"
            " their own. The answer is the same whether they have one. Where this server sends mails, the link goes to"
            " them by mail; else it is in the answer, to be handed over."
        ),
        scope="admin",
        method="POST",
        status=201,
        body=NewInvitation,
        answer=invite,
        schema=_GIVEN,
    ),
    Endpoint(
        path=f"{_ONE}/send",
        name="send_invitation_again",
        tag="accounts",
        summary="Send an invitation again",
        description="With a new link, and its time begins anew; the former link is worth nothing.",
        scope="admin",
        method="POST",
        query=InvitationPath,
        answer=send_again,
        refusals=(410,),
        schema=_GIVEN,
    ),
    Endpoint(
        path=_ONE,
        name="revoke_invitation",
        tag="accounts",
        summary="Withdraw an invitation",
        description="Nobody can accept it any more.",
        scope="admin",
        method="DELETE",
        status=204,
        query=InvitationPath,
        answer=revoke,
        schema=None,
    ),
    Endpoint(
        path=f"{_PATH}/look",
        name="look_at_invitation",
        tag="accounts",
        summary="What an invitation is to",
        description="For whoever has its link.",
        scope=None,
        method="POST",
        body=InvitationSecret,
        answer=look,
        schema=entries.one(people.OFFER),
    ),
    Endpoint(
        path=f"{_PATH}/accept",
        name="accept_invitation",
        tag="accounts",
        summary="Accept an invitation",
        description=(
            "By whoever is logged in with its address; or with the password of the address, or a first one (and a name)"
            " where nobody has it. The answer is that of logging in."
        ),
        scope=None,
        method="POST",
        body=Acceptance,
        takes_password=True,
        answer=accept,
        refusals=(403, 410),
        schema=SESSION,
    ),
    Endpoint(
        path=f"{_PATH}/refuse",
        name="refuse_invitation",
        tag="accounts",
        summary="Decline an invitation",
        description="Whoever invited sees that.",
        scope=None,
        method="POST",
        status=204,
        body=InvitationSecret,
        answer=refuse,
        refusals=(410,),
        schema=None,
    ),
)
