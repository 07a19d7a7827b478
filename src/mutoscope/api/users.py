"""/v1/users: the members of a workspace, and oneself."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries, people
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Reply
from mutoscope.api.limits import Attempt
from mutoscope.api.lists import listed
from mutoscope.api.paging import Order, Paging
from mutoscope.api.session import SESSION, logged_in
from mutoscope.catalog import Role, normal_email
from mutoscope.errors import AccessDenied, UnexpectedValue
from mutoscope.mail_address import MailAddress

_BY_EMAIL: Order = (("email", "asc"),)

Email = Annotated[
    str, Meta(max_length=254, description="E-mail address, with which they log in.", examples=["ann@example.org"])
]
Password = Annotated[
    str, Meta(min_length=8, max_length=1024, description="At least 8 characters.", examples=["correct horse"])
]
Secret = Annotated[
    str, Meta(min_length=1, max_length=200, description="What follows the # in the link.", examples=["q0Zt…"])
]
UserName = Annotated[
    str, Meta(max_length=500, pattern=r"^[^\u0000]*$", description="As they want to be called.", examples=["Ann"])
]
GivenRole = Annotated[
    Role, Meta(description="viewer may look, editor change what is in the workspace, owner everything.")
]


class MembersQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class MemberPath(msgspec.Struct, kw_only=True, frozen=True):
    user_id: Annotated[UUID, Meta(description="The user.")]


class NewRole(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a member may do from now on."""

    role: GivenRole


class NewName(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How one wants to be called."""

    name: UserName


CurrentPassword = Annotated[
    str, Meta(max_length=1024, description="The password as it is.", examples=["correct horse"])
]


class NewEmail(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The address that one wants to have, and one's password."""

    email: Email
    current_password: CurrentPassword


class NewEmailSecret(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What only the mail to the new address tells."""

    token: Secret


class NewPassword(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One's password, as it is and as it shall be."""

    current_password: CurrentPassword
    password: Password


def checked_email(email: str) -> str:
    """Raises UnexpectedValue."""
    try:
        return str(MailAddress.parse(email))
    except ValueError as error:
        raise UnexpectedValue(f"email: {error}") from error


def members(asked: Asked[MembersQuery]) -> dict[str, Any]:
    rows = [people.member(one) for one in asked.services.catalog.members(asked.workspace.id)]
    return listed(rows, asked.query.paging, ("email", "name", "role", "created_at"), _BY_EMAIL)


def member(asked: Asked[MemberPath]) -> dict[str, Any]:
    return {"data": people.member(asked.services.catalog.member(asked.workspace.id, asked.query.user_id))}


def change_role(asked: Asked[MemberPath, NewRole]) -> dict[str, Any]:
    changed = asked.services.catalog.change_role(asked.workspace.id, asked.query.user_id, asked.body.role)
    return {"data": people.member(changed)}


def remove_member(asked: Asked[MemberPath]) -> None:
    asked.services.catalog.remove_member(asked.workspace.id, asked.query.user_id)


def myself(asked: Asked) -> dict[str, Any]:
    user_id = people.require_user(asked.requester)
    return {"data": people.member(asked.services.catalog.member(asked.workspace.id, user_id))}


def rename_myself(asked: Asked[NoQuery, NewName]) -> dict[str, Any]:
    user_id = people.require_user(asked.requester)
    asked.services.catalog.rename_user(user_id, asked.body.name)
    return {"data": people.member(asked.services.catalog.member(asked.workspace.id, user_id))}


def change_password(asked: Asked[NoQuery, NewPassword]) -> Reply:
    """Raises RequestError."""
    user_id = people.require_user(asked.requester)
    attempt = _attempt(asked, user_id)
    session = asked.services.catalog.change_password(user_id, asked.body.current_password, asked.body.password)
    if session is None:
        raise AccessDenied("current_password: this is not your password")
    attempt.succeeded()
    return logged_in(session, asked)


def ask_for_email(asked: Asked[NoQuery, NewEmail]) -> dict[str, Any]:
    """Raises RequestError."""
    user_id, changes = people.require_user(asked.requester), asked.services.catalog.email_changes
    email = normal_email(checked_email(asked.body.email))
    attempt = _attempt(asked, user_id)
    if not changes.is_password(user_id, asked.body.current_password):
        raise AccessDenied("current_password: this is not your password")
    attempt.succeeded()
    if asked.services.mails:
        asked.services.limits.mail(asked.request.address, email)
        changes.ask(user_id, email)
    return {"data": {"mails": asked.services.mails}}


def confirm_email(asked: Asked[NoQuery, NewEmailSecret]) -> dict[str, Any]:
    """Raises RequestError."""
    user_id = people.require_user(asked.requester)
    return {"data": people.user(asked.services.catalog.email_changes.confirm(asked.body.token, user_id))}


def _attempt(asked: Asked[Any, Any], user_id: UUID) -> Attempt:
    """By somebody who is logged in: a guess that fails must not lock them, or anybody, out of logging in.

    Raises TooManyRequests.
    """
    return asked.services.limits.attempt(asked.request.address, f"user {user_id}", f"user {user_id}")


_PATH = "/v1/users"
_ONE = "/v1/users/{user_id}"
_ME = "/v1/users/me"
_MEMBER = entries.one(people.MEMBER)

USER_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="users",
        tag="accounts",
        summary="List the members of the workspace",
        description=(
            "In order of email (if not said), name, role or created_at. Whoever shall become a member is invited:"
            " POST /v1/invitations."
        ),
        scope="admin",
        query=MembersQuery,
        answer=members,
        schema=entries.many(people.MEMBER),
    ),
    Endpoint(
        path=_ME,
        name="myself",
        tag="accounts",
        summary="Oneself, in the workspace",
        description="For users who have logged in.",
        scope="read",
        answer=myself,
        schema=_MEMBER,
    ),
    Endpoint(
        path=_ME,
        name="rename_myself",
        tag="accounts",
        summary="Change one's own name",
        description="For users who have logged in; in all their workspaces.",
        scope="read",
        method="PATCH",
        body=NewName,
        answer=rename_myself,
        schema=_MEMBER,
    ),
    Endpoint(
        path=f"{_ME}/password",
        name="change_password",
        tag="accounts",
        summary="Change one's own password",
        description="All logins of the user are over then; the answer begins a new one, as logging in does.",
        scope="read",
        method="PUT",
        body=NewPassword,
        takes_password=True,
        answer=change_password,
        schema=SESSION,
    ),
    Endpoint(
        path=f"{_ME}/email",
        name="ask_for_new_email",
        tag="accounts",
        summary="Change one's own address",
        description=(
            "A mail goes to the new address with a link that works once, for a day; only opening it changes the"
            " address. The answer is the same whether or not somebody has that address."
        ),
        scope="read",
        method="PUT",
        status=202,
        body=NewEmail,
        takes_password=True,
        answer=ask_for_email,
        schema=entries.one(people.MAILED),
    ),
    Endpoint(
        path=f"{_ME}/email/confirm",
        name="confirm_new_email",
        tag="accounts",
        summary="Confirm one's own new address",
        description=(
            "With what the mailed link holds, by the user whose address it is to be. The former address is told."
        ),
        scope="read",
        method="POST",
        body=NewEmailSecret,
        answer=confirm_email,
        refusals=(410,),
        schema=entries.one(people.USER),
    ),
    Endpoint(
        path=_ONE,
        name="user",
        tag="accounts",
        summary="A member",
        description="One of the list.",
        scope="admin",
        query=MemberPath,
        answer=member,
        schema=_MEMBER,
    ),
    Endpoint(
        path=_ONE,
        name="change_role",
        tag="accounts",
        summary="Change a member's role",
        description="Holds from their next request on. The last owner stays one.",
        scope="admin",
        method="PATCH",
        query=MemberPath,
        body=NewRole,
        answer=change_role,
        schema=_MEMBER,
    ),
    Endpoint(
        path=_ONE,
        name="remove_user",
        tag="accounts",
        summary="Remove a member",
        description="The last owner stays. Who is in no workspace any more is forgotten.",
        scope="admin",
        method="DELETE",
        status=204,
        query=MemberPath,
        answer=remove_member,
        schema=None,
    ),
)
