"""/v1/workspaces, /v1/workspace and its ingest keys."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api import entries, people
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery
from mutoscope.api.lists import listed
from mutoscope.api.paging import Order, Paging
from mutoscope.api.places import Name
from mutoscope.api.timezones import require_zone
from mutoscope.catalog import SCOPE_OF_ROLE, Membership

_FIRST: Order = (("created_at", "asc"),)
_ROLES = {scope: role for role, scope in SCOPE_OF_ROLE.items()}

WorkspaceName = Annotated[Name, Meta(description="Its name.", examples=["School"])]
Zone = Annotated[
    str,
    Meta(max_length=64, description="Time zone in which days begin, an IANA name.", examples=["Europe/Berlin"]),
]
AllowedDomain = Annotated[str, Meta(min_length=1, max_length=2048, examples=["example.org"])]
QueryName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\u0000]*$", examples=["lesson"])]


class ListQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class KeyPath(msgspec.Struct, kw_only=True, frozen=True):
    key: Annotated[str, Meta(max_length=2048, description="The key.", examples=["pub_6f9c1d0e2b7a4d539a410c1f"])]


class NewWorkspace(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A workspace that is wanted."""

    name: WorkspaceName
    timezone: Zone = "UTC"


class WorkspaceChanges(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What shall be different; what is left out stays."""

    name: WorkspaceName | UnsetType = UNSET
    timezone: Zone | UnsetType = UNSET
    allowed_domains: (
        Annotated[
            list[AllowedDomain],
            Meta(
                max_length=1000,
                description=(
                    "Hosts whose pages' beacons are taken, with those under them; `*.example.org`: those alone. None at"
                    " all: every host. Of an address of a page, its host counts."
                ),
            ),
        ]
        | UnsetType
    ) = UNSET
    keep_query: (
        Annotated[
            list[QueryName],
            Meta(max_length=100, description="Names of the query of page addresses that are kept from now on."),
        ]
        | UnsetType
    ) = UNSET
    keep_fragment: (
        Annotated[
            bool,
            Meta(
                description=(
                    "Whether the fragment of page addresses is kept from now on where it is a route (`#/lesson/12`,"
                    " `#!/lesson/12`)."
                )
            ),
        ]
        | UnsetType
    ) = UNSET
    create_unknown: Annotated[bool, Meta(description="Whether a beacon of an unknown video makes it.")] | UnsetType = (
        UNSET
    )
    session_minutes: (
        Annotated[int, Meta(ge=1, le=1440, description="Minutes of silence that end a viewer's session.")] | UnsetType
    ) = UNSET
    retention_days: (
        Annotated[int, Meta(ge=1, le=36500, description="Days that plays are kept; null: for ever.")] | UnsetType | None
    ) = UNSET


class NewKey(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An ingest key that is wanted."""

    name: Annotated[Name, Meta(description="What it is for.", examples=["Blog"])]


def workspaces(asked: Asked[ListQuery]) -> dict[str, Any]:
    rows = [people.membership(one) for one in _memberships(asked)]
    return listed(rows, asked.query.paging, ("name", "timezone", "role", "created_at"), _FIRST)


def _memberships(asked: Asked[ListQuery]) -> tuple[Membership, ...]:
    requester, catalog = asked.requester, asked.services.catalog
    if requester.user_id is None:
        return (Membership(workspace=requester.workspace, role=_ROLES[requester.scope]),)
    return catalog.memberships(requester.user_id)


def create_workspace(asked: Asked[NoQuery, NewWorkspace]) -> dict[str, Any]:
    user_id = people.require_user(asked.requester)
    require_zone(asked.body.timezone)
    made = asked.services.catalog.create_workspace(user_id, asked.body.name, asked.body.timezone)
    return {"data": people.membership(made)}


def workspace(asked: Asked) -> dict[str, Any]:
    return {"data": people.workspace(asked.workspace)}


def change_workspace(asked: Asked[NoQuery, WorkspaceChanges]) -> dict[str, Any]:
    changed = {
        name: value for name in asked.body.__struct_fields__ if (value := getattr(asked.body, name)) is not UNSET
    }
    if "timezone" in changed:
        require_zone(changed["timezone"])
    return {"data": people.workspace(asked.services.catalog.change_workspace(asked.workspace.id, **changed))}


def ingest_keys(asked: Asked[ListQuery]) -> dict[str, Any]:
    rows = [people.ingest_key(one) for one in asked.services.catalog.ingest_keys(asked.workspace.id)]
    return listed(rows, asked.query.paging, ("key", "name", "created_at"), _FIRST)


def create_ingest_key(asked: Asked[NoQuery, NewKey]) -> dict[str, Any]:
    return {"data": people.ingest_key(asked.services.catalog.create_ingest_key(asked.workspace.id, asked.body.name))}


def delete_ingest_key(asked: Asked[KeyPath]) -> None:
    asked.services.catalog.delete_ingest_key(asked.workspace.id, asked.query.key)


_MANY = "/v1/workspaces"
_ONE = "/v1/workspace"
_KEYS = "/v1/workspace/ingest-keys"

WORKSPACE_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_MANY,
        name="workspaces",
        tag="accounts",
        summary="List one's workspaces",
        description=(
            "Those of the user who has logged in; of a token its own. In order of created_at (if not said), name,"
            " timezone or role."
        ),
        scope="read",
        query=ListQuery,
        answer=workspaces,
        schema=entries.many(people.MEMBERSHIP),
    ),
    Endpoint(
        path=_MANY,
        name="create_workspace",
        tag="accounts",
        summary="Make another workspace",
        description=(
            "For users who have logged in and own a workspace. It begins with them as its owner and an ingest key, and"
            " shares nothing with the others."
        ),
        scope="admin",
        method="POST",
        status=201,
        body=NewWorkspace,
        answer=create_workspace,
        schema=entries.one(people.MEMBERSHIP),
    ),
    Endpoint(
        path=_ONE,
        name="workspace",
        tag="accounts",
        summary="The workspace and what it is set to",
        description="The token's, or the one that is asked about.",
        scope="read",
        answer=workspace,
        schema=entries.one(people.WORKSPACE),
    ),
    Endpoint(
        path=_ONE,
        name="change_workspace",
        tag="accounts",
        summary="Change the workspace's settings",
        description=(
            "What is left out stays. Beacons are checked by it within a second; another time zone re-cuts the past too."
        ),
        scope="admin",
        method="PATCH",
        body=WorkspaceChanges,
        answer=change_workspace,
        schema=entries.one(people.WORKSPACE),
    ),
    Endpoint(
        path=_KEYS,
        name="ingest_keys",
        tag="accounts",
        summary="List ingest keys",
        description="With one of them a page's players send beacons. In order of created_at (if not said), name, key.",
        scope="read",
        query=ListQuery,
        answer=ingest_keys,
        schema=entries.many(people.INGEST_KEY),
    ),
    Endpoint(
        path=_KEYS,
        name="create_ingest_key",
        tag="accounts",
        summary="Make an ingest key",
        description="Players may use it within a second.",
        scope="admin",
        method="POST",
        status=201,
        body=NewKey,
        answer=create_ingest_key,
        schema=entries.one(people.INGEST_KEY),
    ),
    Endpoint(
        path=_KEYS + "/{key}",
        name="delete_ingest_key",
        tag="accounts",
        summary="Delete an ingest key",
        description="Beacons with it are refused within a second; what came before stays.",
        scope="admin",
        method="DELETE",
        status=204,
        query=KeyPath,
        answer=delete_ingest_key,
        schema=None,
    ),
)
