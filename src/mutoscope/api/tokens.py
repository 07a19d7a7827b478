"""/v1/tokens: who may ask from a program."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries, people, schemas
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery
from mutoscope.api.lists import listed
from mutoscope.api.paging import Order, Paging
from mutoscope.api.places import Name
from mutoscope.catalog import Scope

_NEWEST: Order = (("created_at", "desc"),)


class TokensQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class TokenPath(msgspec.Struct, kw_only=True, frozen=True):
    token_id: Annotated[UUID, Meta(description="The token's id; not the token itself.")]


class NewToken(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A token that is wanted."""

    name: Annotated[Name, Meta(description="What it is for.", examples=["Warehouse"])]
    scope: Annotated[
        Scope, Meta(description="read looks; write changes what is in the workspace too; admin may everything.")
    ] = "read"


def tokens(asked: Asked[TokensQuery]) -> dict[str, Any]:
    rows = [people.token(one) for one in asked.services.catalog.tokens(asked.workspace.id)]
    return listed(rows, asked.query.paging, ("name", "scope", "created_at", "last_used_at"), _NEWEST)


def create_token(asked: Asked[NoQuery, NewToken]) -> dict[str, Any]:
    secret, token = asked.services.catalog.create_token(asked.workspace.id, asked.body.name, asked.body.scope)
    return {"data": {**people.token(token), "token": secret}}


def revoke_token(asked: Asked[TokenPath]) -> None:
    asked.services.catalog.revoke_token(asked.workspace.id, asked.query.token_id)


TOKEN_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path="/v1/tokens",
        name="tokens",
        tag="accounts",
        summary="List API tokens",
        description="Those that hold. In order of created_at (newest first, if not said), name, scope or last_used_at.",
        scope="admin",
        query=TokensQuery,
        answer=tokens,
        schema=entries.many(people.TOKEN),
    ),
    Endpoint(
        path="/v1/tokens",
        name="create_token",
        tag="accounts",
        summary="Make an API token",
        description="The answer is the only one with the token itself: only a hash of it is kept.",
        scope="admin",
        method="POST",
        status=201,
        body=NewToken,
        answer=create_token,
        schema=entries.one(
            schemas.record(people.TOKEN["properties"] | {"token": schemas.uuid("The token. Keep it; it is secret.")})
        ),
    ),
    Endpoint(
        path="/v1/tokens/{token_id}",
        name="revoke_token",
        tag="accounts",
        summary="Revoke an API token",
        description="From the next request on it is none.",
        scope="admin",
        method="DELETE",
        status=204,
        query=TokenPath,
        answer=revoke_token,
        schema=None,
    ),
)
