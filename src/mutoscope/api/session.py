"""/v1/session: logging in, who is logged in, logging out."""

from dataclasses import replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mutoscope.api import entries, people, schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Reply, Request, SetCookie
from mutoscope.api.limits import Attempt
from mutoscope.catalog import (
    COOKIE,
    CSRF_HEADER,
    DEVICE_COOKIE,
    Session,
    cookie_value,
    find_session,
    normal_email,
)
from mutoscope.errors import Unauthorized, UnexpectedValue

DEVICE_SECONDS = 400 * 86_400
"""That browsers keep a cookie at most."""


class Login(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who wants to log in."""

    email: Annotated[str, Meta(max_length=254, description="E-mail address.", examples=["me@example.org"])]
    password: Annotated[str, Meta(max_length=1024, description="Password.", examples=["correct horse"])]


def log_in(asked: Asked[NoQuery, Login]) -> Reply:
    """Raises RequestError."""
    require_json(asked.request)
    email = normal_email(asked.body.email)
    attempt = attempt_login(asked, email)
    session = asked.services.catalog.log_in(email, asked.body.password)
    if session is None:
        raise Unauthorized("e-mail address or password is wrong")
    attempt.succeeded()
    return logged_in(session, asked)


def who(asked: Asked) -> Reply:
    """Raises RequestError."""
    return about(find_session(asked.services.catalog, asked.request.credentials()), asked)


def log_out(asked: Asked) -> Reply:
    """Raises RequestError."""
    session = find_session(asked.services.catalog, asked.request.credentials())
    asked.services.catalog.log_out(session.cookie)
    return Reply(body=None, cookies=(SetCookie(COOKIE, "", 0),))


def require_json(request: Request) -> None:
    """Another site can make a browser send a form, but not this: so it can't log somebody in as somebody else.

    Raises UnexpectedValue.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnexpectedValue("Content-Type: send application/json")


def attempt_login(asked: Asked[Any, Any], email: str) -> Attempt:
    """Count an attempt to log in with an address in its normal form. Raises TooManyRequests."""
    given = cookie_value(asked.request.headers.get("cookie"), DEVICE_COOKIE)
    known = given is not None and asked.services.catalog.knows_device(email, given)
    return asked.services.limits.attempt(asked.request.address, email, given if known else None)


def logged_in(session: Session, asked: Asked[Any, Any]) -> Reply:
    """The answer to a login: that about it and, on a device that is new to the account, a cookie to know it by."""
    reply, given = about(session, asked), cookie_value(asked.request.headers.get("cookie"), DEVICE_COOKIE)
    if given is not None and asked.services.catalog.knows_device(session.user.email, given):
        return reply
    device = asked.services.catalog.new_device(session.user.id)
    return replace(reply, cookies=(*reply.cookies, SetCookie(DEVICE_COOKIE, device, DEVICE_SECONDS)))


def about(session: Session, asked: Asked[Any, Any]) -> Reply:
    """The answer about a login, with its cookie, which lasts from now on as long as a login does."""
    body = {
        "data": {
            "user": people.user(session.user),
            "workspaces": [people.membership(one) for one in session.memberships],
            "csrf": session.csrf_token,
        }
    }
    seconds = int(asked.services.catalog.session_idle.total_seconds())
    return Reply(body=body, cookies=(SetCookie(COOKIE, session.cookie, seconds),))


SESSION = entries.one(
    schemas.record(
        {
            "user": people.USER,
            "workspaces": {**schemas.list_of(people.MEMBERSHIP), "description": "Theirs, the one joined first first."},
            "csrf": schemas.text(f"To be sent as {CSRF_HEADER} with every method but GET."),
        }
    )
)

SESSION_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path="/v1/session",
        name="log_in",
        tag="accounts",
        summary="Log in",
        description=(
            f"Sets the cookie {COOKIE}, which serves instead of a token: HttpOnly, for this site only, and over when it"
            " was not used for some days, at logout, and when the password changes. Who fails too often has to wait;"
            f" the cookie {DEVICE_COOKIE} tells a device on which they logged in before from those of strangers, whose"
            " failures don't count there."
        ),
        scope=None,
        method="POST",
        body=Login,
        takes_password=True,
        answer=log_in,
        schema=SESSION,
    ),
    Endpoint(
        path="/v1/session",
        name="session",
        tag="accounts",
        summary="Who is logged in",
        description="The user of the cookie, and the workspaces that they may ask about.",
        scope=None,
        answer=who,
        schema=SESSION,
    ),
    Endpoint(
        path="/v1/session",
        name="log_out",
        tag="accounts",
        summary="Log out",
        description="The cookie is worth nothing from then on.",
        scope=None,
        method="DELETE",
        status=204,
        answer=log_out,
        schema=None,
    ),
)
