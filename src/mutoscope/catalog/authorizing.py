"""Who asks, and whether they may."""

from mutoscope.catalog.catalog import Catalog
from mutoscope.catalog.records import Scope, Workspace
from mutoscope.errors import AccessDenied, NoAuthorization, Unauthorized

# A scope includes those before it.
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")


def authorize(catalog: Catalog, authorization: str | None, needed: Scope) -> Workspace:
    """The workspace of the token in an Authorization header's value.

    Raises NoAuthorization without a header, Unauthorized for what is no token of ours, AccessDenied for a token whose
    scope is too small.
    """
    if authorization is None:
        raise NoAuthorization("send Authorization: Bearer <token>")
    scheme, _, token = authorization.strip().partition(" ")
    access = catalog.token(token.strip()) if scheme.lower() == "bearer" else None
    workspace = catalog.workspace(access.workspace_id) if access else None
    if access is None or workspace is None:
        raise Unauthorized("this is no token of this server")
    if SCOPES.index(access.scope) < SCOPES.index(needed):
        raise AccessDenied(f"this needs a token of scope {needed}; this one has {access.scope}")
    return workspace
