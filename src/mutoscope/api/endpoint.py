"""An endpoint: declared once, from which its route and its part of the OpenAPI document follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from mutoscope.api import parameters
from mutoscope.api.schemas import Schema
from mutoscope.catalog import Catalog, Scope, Workspace, authorize
from mutoscope.metrics import Metrics

Query = TypeVar("Query", bound=msgspec.Struct)


@dataclass(frozen=True, kw_only=True)
class Services:
    """What answers are made of."""

    catalog: Catalog
    metrics: Metrics
    now_ms: Callable[[], int]


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[Query]):
    """A request that may be answered: who asks is known and may, and what is asked is well formed."""

    query: Query
    workspace: Workspace
    services: Services


@dataclass(frozen=True, kw_only=True)
class Endpoint(Generic[Query]):
    """GET (and HEAD) of a path."""

    path: str
    name: str  # operationId
    summary: str
    description: str
    scope: Scope  # that the token needs
    query: type[Query]  # its parameters
    answer: Callable[[Asked[Query]], Mapping[str, Any]]  # blocks; the body, or a RequestError
    schema: Schema  # of the body

    def serve(self, services: Services, authorization: str | None, query_string: bytes) -> bytes:
        """The body of the answer, JSON. Blocks. Raises RequestError."""
        workspace = authorize(services.catalog, authorization, self.scope)
        query = parameters.parse(self.query, parameters.split(query_string))
        asked = Asked(query=query, workspace=workspace, services=services)
        return msgspec.json.encode(self.answer(asked))
