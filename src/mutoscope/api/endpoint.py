"""An endpoint: declared once, from which its route and its part of the OpenAPI document follow."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, Literal
from zoneinfo import ZoneInfo

import msgspec
from typing_extensions import TypeVar

from mutoscope.api import files, parameters
from mutoscope.api.limits import Limits
from mutoscope.api.links import Link, Links
from mutoscope.api.live_feed import LiveFeed
from mutoscope.api.schemas import Schema
from mutoscope.catalog import (
    WORKSPACE_PARAMETER,
    Catalog,
    Credentials,
    Requester,
    Scope,
    Workspace,
    authorize,
    credentials,
)
from mutoscope.errors import CatalogError, InvalidUuid, JsonSyntax, JsonType, RequestError, UnexpectedValue
from mutoscope.metrics import Metrics
from mutoscope.reports import Page, Reports, unknown_page
from mutoscope.tables import MEDIA_TYPES, Table

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class NoQuery(msgspec.Struct, kw_only=True, frozen=True):
    """No parameters."""


Query = TypeVar("Query", bound=msgspec.Struct, default=NoQuery)
Body = TypeVar("Body", default=None)


@dataclass(frozen=True, kw_only=True)
class Services:
    """What answers are made of."""

    catalog: Catalog
    metrics: Metrics
    live: LiveFeed
    links: Links
    reports: Reports
    limits: Limits
    mails: bool  # whether this server sends any
    now_ms: Callable[[], int]


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it came: of its headers those that endpoints need, names in lower case."""

    headers: Mapping[str, str]
    path: Mapping[str, str] = field(default_factory=dict)  # what the path's `{name}`s stand for
    query_string: bytes = b""
    body: bytes = b""
    method: str = "GET"
    address: str = ""  # the client's
    is_https: bool = False  # the client came by https
    origin: str = ""  # scheme and host under which the client reached this server; empty: unknown

    def credentials(self, workspace_ids: Sequence[str] = ()) -> Credentials:
        """What it says of who asks. Raises UnexpectedValue."""
        return credentials(self.headers.get, self.method, workspace_ids)


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[Query, Body]):
    """A request that may be answered: who asks is known and may, and what is asked is well formed."""

    query: Query
    body: Body
    request: Request
    services: Services
    known: Requester | None  # None: of an endpoint that anybody may ask
    identify: Callable[[], Requester] | None = None  # who asks, looked up anew; raises RequestError

    def still_may(self) -> bool:
        """Whether who asks may ask it now too: tokens are revoked, logins end. Blocks."""
        assert self.identify is not None
        try:
            return self.identify().workspace.id == self.workspace.id
        except RequestError:
            return False
        except CatalogError:  # nobody can say, for the moment
            return True

    def player_link(self) -> Link:
        """Of contents of the workspace, as whoever asks can reach them."""
        return self.services.links.of_players(self.workspace.id, self.request.origin)

    @property
    def requester(self) -> Requester:
        """Who asks, of an endpoint with a scope."""
        assert self.known is not None
        return self.known

    @property
    def workspace(self) -> Workspace:
        """What is asked about, of an endpoint with a scope."""
        return self.requester.workspace


@dataclass(frozen=True, kw_only=True)
class Stream:
    """An answer that is sent as it is made; `parts` is walked in threads or, asynchronous, in the event loop."""

    parts: Iterable[bytes] | AsyncIterator[bytes]
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetCookie:
    """A cookie that scripts don't see and other sites' requests don't bring. seconds: 0: it is to be forgotten."""

    name: str
    value: str = field(repr=False)
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer in JSON (None: nothing, 204) with headers or cookies of its own."""

    body: Mapping[str, Any] | None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[SetCookie, ...] = ()


# A body of JSON, either with headers, a stream, a page for people, or nothing (204).
Answer = Mapping[str, Any] | Reply | Stream | Page | None


SignedLink = TypeVar("SignedLink", bound=msgspec.Struct, default=NoQuery)


@dataclass(frozen=True, kw_only=True)
class Signed(Generic[SignedLink]):
    """How an endpoint answers, in place of all else, a request whose query has a `signature`: a link needs no token."""

    query: type[SignedLink]
    answer: Callable[[Services, Request, SignedLink], Answer]  # checks the signature

    def serve(self, services: Services, request: Request) -> Answer:
        """Blocks."""
        try:
            link = parameters.parse(self.query, [*parameters.split(request.query_string), *request.path.items()])
        except RequestError:
            return unknown_page()
        return self.answer(services, request, link)


@dataclass(frozen=True, kw_only=True)
class Endpoint(Generic[Query, Body]):
    """A method of a path. GET answers HEAD too."""

    path: str  # `{name}` in it is the parameter of that name in `query`
    rest: bool = False  # the `{name}` at its end is all that follows, slashes too
    name: str  # operationId
    tag: str = "analytics"
    summary: str
    description: str
    scope: Scope | None  # that the token needs; None: anybody may ask
    asks_store: bool = False  # for numbers, which may take long: in threads of their own (threads.py)
    takes_password: bool = False  # and looks at it, which takes long: likewise
    answer: Callable[[Asked[Query, Body]], Answer]  # blocks; or raises a RequestError
    signed: Signed[Any] | None = None
    schema: Schema | None  # of an answer in JSON, or of the parts of one in `media_type`
    media_type: str = "application/json"  # of the answer
    other_media_types: tuple[str, ...] = ()  # of files that `format` may ask for, besides those of a list
    table: Callable[[Asked[Query, Body]], Table] | None = None  # of a file, where its rows are not those of the list
    columns: Callable[[Query], Iterable[str]] | None = None  # of a file, where they depend on what is asked
    method: Method = "GET"
    status: int = 200  # of a good answer; 204 where there is no schema
    refusals: tuple[int, ...] = ()  # statuses of refusals that other endpoints don't know
    query: type[Query] = NoQuery  # type: ignore[assignment] # mypy does not see the type variable's default
    body: type[Body] | None = None  # a struct to be read from JSON, or bytes as they come
    body_limit: int = 1 << 20
    media_types: tuple[str, ...] = ("application/json",)  # of the body

    def serve(self, services: Services, request: Request) -> Answer:
        """Blocks. Raises RequestError."""
        if self.signed is not None and b"signature=" in request.query_string:
            return self.signed.serve(services, request)
        pairs = parameters.split(request.query_string)
        known, identify = None, None
        if self.scope is not None:
            meant = [value for name, value in pairs if name == WORKSPACE_PARAMETER]
            pairs = [pair for pair in pairs if pair[0] != WORKSPACE_PARAMETER]
            identify = partial(authorize, services.catalog, request.credentials(meant), self.scope)
            known = identify()
            services.limits.admit(known)
        query = parameters.parse(self.query, [*pairs, *request.path.items()])
        body: Any = None if self.body is None else _body(self.body, request.body)
        asked = Asked(query=query, body=body, request=request, services=services, known=known, identify=identify)
        format_ = files.format_of(query)
        if format_ not in MEDIA_TYPES:
            return self.answer(asked)
        dialect = files.dialect_of(query)
        paged = any(name in {"page", "per_page"} for name, _ in pairs)
        parts, media_type, headers = files.file_of(self._as_table(asked, paged=paged), format_, self.name, dialect)
        return Stream(parts=parts, media_type=media_type, headers=headers)

    def _as_table(self, asked: Asked[Query, Body], *, paged: bool) -> Table:
        """The list as a table: the whole of it, or the page asked for."""
        if self.table is not None and not paged:
            return self.table(asked)
        queries: Iterable[Any] = [asked.query] if paged else files.chunks(asked.query)
        answers: Iterable[Any] = (self.answer(replace(asked, query=query)) for query in queries)
        assert self.schema is not None
        columns = self.columns and self.columns(asked.query)
        return files.listed(answers, self.schema, columns, ZoneInfo(asked.workspace.timezone), self.summary)


def _body(declared: type[Any], sent: bytes) -> object:
    """Raises JsonSyntax, JsonType, InvalidUuid, or UnexpectedValue naming the field missing or out of its bounds."""
    if declared is bytes:
        return sent
    try:
        return msgspec.json.decode(sent, type=declared)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at ")
        named = f"{place.strip('`').removeprefix('$.')}: {text}" if place else text
        if text == "Invalid UUID":
            raise InvalidUuid(named) from error
        raise (JsonType if text.startswith("Expected `") and "got" in text else UnexpectedValue)(named) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JsonSyntax(str(error)) from error
    except RecursionError as error:
        raise JsonSyntax("nested too deeply") from error
