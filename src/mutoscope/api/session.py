"""/v1/session: logging in, who is logged in, logging out."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mutoscope.api import entries, people, schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Reply, Request
from mutoscope.catalog import COOKIE, CSRF_HEADER, Session, find_session
from mutoscope.errors import Unauthorized, UnexpectedValue


class Login(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who wants to log in."""

    email: Annotated[str, Meta(max_length=254, description="E-mail address.", examples=["me@example.org"])]
    password: Annotated[str, Meta(max_length=1024, description="Password.", examples=["correct horse"])]


def log_in(asked: Asked[NoQuery, Login]) -> Reply:
    """Raises RequestError."""
    request, login, limits = asked.request, asked.body, asked.services.limits
    # Another site can make a browser send a form, but not this: so it can't log somebody in as somebody else.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnexpectedValue("Content-Type: send application/json")
    email = login.email.strip().lower()
    limits.attempt(request.address, email)
    session = asked.services.catalog.log_in(email, login.password)
    if session is None:
        raise Unauthorized("e-mail address or password is wrong")
    limits.succeeded(request.address, email)
    return about(session, asked)


def who(asked: Asked) -> Reply:
    """Raises RequestError."""
    return about(find_session(asked.services.catalog, asked.request.credentials()), asked)


def log_out(asked: Asked) -> Reply:
    """Raises RequestError."""
    session = find_session(asked.services.catalog, asked.request.credentials())
    asked.services.catalog.log_out(session.cookie)
    return Reply(body=None, headers={"Set-Cookie": _cookie("", 0, asked.request)})


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
    return Reply(body=body, headers={"Set-Cookie": _cookie(session.cookie, seconds, asked.request)})


def _cookie(value: str, seconds: int, request: Request) -> str:
    secure = "; Secure" if request.is_https else ""
    return f"{COOKIE}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


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
            " was not used for some days, at logout, and when the password changes. Who fails too often has to wait."
        ),
        scope=None,
        method="POST",
        body=Login,
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
