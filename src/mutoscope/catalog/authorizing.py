"""Who asks, and whether they may."""

import hmac
from collections.abc import Callable, Sequence
from uuid import UUID

from mutoscope.catalog.catalog import Catalog
from mutoscope.catalog.identities import SCOPE_OF_ROLE, SCOPES, Credentials, Requester, Session
from mutoscope.catalog.records import Scope
from mutoscope.errors import AccessDenied, InvalidUuid, NoAuthorization, NoSuchEntity, Unauthorized, UnexpectedValue

COOKIE = "mutoscope_session"
DEVICE_COOKIE = "mutoscope_device"
CSRF_HEADER = "X-CSRF-Token"
WORKSPACE_HEADER = "X-Workspace-ID"
WORKSPACE_PARAMETER = "workspace_id"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def credentials(header: Callable[[str], str | None], method: str, workspace_ids: Sequence[str] = ()) -> Credentials:
    """What a request says. header: the value of a header by its lower-case name; workspace_ids: of the parameter.

    Raises UnexpectedValue where it names several workspaces.
    """
    asked = header(WORKSPACE_HEADER.lower())
    named = {*workspace_ids, *([asked] if asked is not None else [])}
    if len(named) > 1:
        raise UnexpectedValue(f"{WORKSPACE_PARAMETER}: two different ones, with the header {WORKSPACE_HEADER} counted")
    return Credentials(
        authorization=header("authorization"),
        cookie=cookie_value(header("cookie"), COOKIE),
        csrf_token=header(CSRF_HEADER.lower()),
        workspace_id=next(iter(named), None),
        changes=method not in _SAFE,
    )


def authorize(catalog: Catalog, given: Credentials, needed: Scope) -> Requester:
    """Who asks: the bearer of an API token or, without an Authorization header, a user who has logged in.

    Raises NoAuthorization where neither is given, Unauthorized for what is no token or login of ours, AccessDenied
    for too small a scope or a missing CSRF token, NoSuchEntity for a workspace that is not theirs.
    """
    requester = _bearer(catalog, given) if given.authorization is not None else _user(catalog, given)
    if SCOPES.index(requester.scope) < SCOPES.index(needed):
        has = f"this one has {requester.scope}" if requester.role is None else f"the role {requester.role} has not"
        raise AccessDenied(f"this needs a token of scope {needed}; {has}")
    return requester


def find_session(catalog: Catalog, given: Credentials) -> Session:
    """The login of a cookie. Raises NoAuthorization without one, Unauthorized, AccessDenied for a bad CSRF token."""
    if given.cookie is None:
        raise NoAuthorization("send Authorization: Bearer <token>, or log in")
    session = catalog.session(given.cookie)
    if session is None:
        raise Unauthorized("the login is over; log in again")
    if given.changes and not hmac.compare_digest((given.csrf_token or "").encode(), session.csrf_token.encode()):
        raise AccessDenied(f"{CSRF_HEADER}: missing or wrong; the answers of /v1/session tell it")
    return session


def _bearer(catalog: Catalog, given: Credentials) -> Requester:
    scheme, _, token = (given.authorization or "").strip().partition(" ")
    requester = catalog.token_requester(token.strip()) if scheme.lower() == "bearer" else None
    if requester is None:
        raise Unauthorized("this is no token of this server")
    asked = _workspace_id(given)
    if asked is not None and asked != requester.workspace.id:
        raise NoSuchEntity(f"{WORKSPACE_PARAMETER}: {asked}")
    return requester


def _user(catalog: Catalog, given: Credentials) -> Requester:
    session = find_session(catalog, given)
    asked = _workspace_id(given)
    for membership in session.memberships:
        if asked in {None, membership.workspace.id}:
            workspace = catalog.workspace(membership.workspace.id)
            if workspace is not None:
                scope = SCOPE_OF_ROLE[membership.role]
                return Requester(workspace=workspace, scope=scope, user_id=session.user.id, role=membership.role)
    if asked is None:
        raise AccessDenied("you are a member of no workspace")
    raise NoSuchEntity(f"{WORKSPACE_PARAMETER}: {asked}")


def _workspace_id(given: Credentials) -> UUID | None:
    if given.workspace_id is None:
        return None
    try:
        return UUID(given.workspace_id)
    except ValueError:
        raise InvalidUuid(WORKSPACE_PARAMETER) from None


def cookie_value(header: str | None, name: str) -> str | None:
    """One cookie among those of a request."""
    for part in (header or "").split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value
    return None
