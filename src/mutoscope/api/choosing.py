"""The parameters that say which plays and which period a question is about, the same for all of analytics."""

import re
from collections.abc import Collection, Container, Iterable, Sequence
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api.endpoint import Services
from mutoscope.api.naming import NOWHERE
from mutoscope.beacon import limits
from mutoscope.catalog import Catalog, Kind, Workspace
from mutoscope.countries import known_country
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.hosts import likely_host, shown_host, without_www
from mutoscope.metrics import Choice, NamedPeriod, Period, Traffic, rfc3339

CONTENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Text = Annotated[str, Meta(max_length=2048)]
VideoIds = Annotated[tuple[Text, ...], Meta(description="Plays of the content.", examples=[["lesson-1"]])]


class Span(msgspec.Struct, kw_only=True, frozen=True):
    """The period: from and to, or by a name."""

    from_: (
        Annotated[
            str,
            Meta(
                description=(
                    "Start of the period: a date in the workspace's time zone, or an RFC 3339 instant."
                    " Required where no `period` is named."
                ),
                examples=["2024-01-01", "2024-01-01T00:00:00Z"],
            ),
        ]
        | None
    ) = msgspec.field(name="from", default=None)
    to: (
        Annotated[
            str,
            Meta(
                description=(
                    "End of the period: a date, which is still inside, or an RFC 3339 instant, which is not."
                    " Required where no `period` is named."
                ),
                examples=["2024-01-31", "2024-02-01T00:00:00Z"],
            ),
        ]
        | None
    ) = None
    period: (
        Annotated[
            NamedPeriod,
            Meta(
                description=(
                    "Instead of from and to, a period by its name, as of now; weeks begin on Monday, and what is not"
                    " over yet ends with today."
                )
            ),
        ]
        | None
    ) = None

    def resolve(self, workspace: Workspace, services: Services) -> Period:
        """Raises UnexpectedValue naming `from`, `to` or `period`."""
        zone = ZoneInfo(workspace.timezone)
        if self.period is not None:
            if self.from_ is not None or self.to is not None:
                raise UnexpectedValue("period: not together with from and to")
            return services.metrics.named_period(self.period, workspace.id, zone, services.now_ms())
        if self.from_ is None or self.to is None:
            raise UnexpectedValue(f"{'from' if self.from_ is None else 'to'}: missing")
        try:
            return Period.parse(self.from_, self.to, zone)
        except ValueError as error:
            raise UnexpectedValue(str(error)) from error

    def or_all_time(self) -> "Span":
        """All time where no period is asked for."""
        asked = (self.period, self.from_, self.to) != (None, None, None)
        return self if asked else msgspec.structs.replace(self, period="all_time")

    def meta(self, period: Period) -> dict[str, str]:
        """`meta.time` of an answer: as asked; a named period as instants."""
        return {
            "from": self.from_ or rfc3339(period.start_ms),
            "to": self.to or rfc3339(period.end_ms),
            "timezone": period.zone.key,
        }


class Filters(msgspec.Struct, kw_only=True, frozen=True):
    """Which plays. Given repeatedly, a parameter means any of its values."""

    project_id: Annotated[tuple[UUID, ...], Meta(description="Plays of the project's contents.")] = ()
    folder_id: Annotated[
        tuple[UUID | None, ...],
        Meta(description="Plays of contents in the folder, or in one nested in it; empty: of those in none."),
    ] = ()
    event_id: Annotated[
        tuple[Text, ...],
        Meta(description="Plays of the live event's streams; empty: of no event.", examples=[["premiere"]]),
    ] = ()
    stream_id: Annotated[
        tuple[Text, ...],
        Meta(description="Plays of the stream; empty: of what is no stream.", examples=[["premiere-1"]]),
    ] = ()
    external_id: Annotated[
        tuple[Text, ...],
        Meta(description="Plays of the viewer, as the host page named them.", examples=[["ann@example.org"]]),
    ] = ()
    country: Annotated[
        tuple[Annotated[str, Meta(pattern="^([A-Za-z]{2})?$")], ...],
        Meta(
            description="Plays from the country, by ISO 3166 code; empty: from nobody knows where.", examples=[["DE"]]
        ),
    ] = ()
    city: Annotated[tuple[Text, ...], Meta(description="Plays from the city.", examples=[["Berlin"]])] = ()
    device: Annotated[
        tuple[Annotated[str, Meta(pattern="^(desktop|mobile|tablet|tv|)$")], ...],
        Meta(description="Plays on desktop, mobile, tablet or tv; empty: unknown.", examples=[["mobile"]]),
    ] = ()
    os: Annotated[
        tuple[Text, ...], Meta(description="Plays on the operating system's family.", examples=[["Android"]])
    ] = ()
    browser: Annotated[
        tuple[Text, ...], Meta(description="Plays in the browser's family.", examples=[["Firefox"]])
    ] = ()
    domain: Annotated[
        tuple[Text, ...], Meta(description="Plays embedded in pages of the host.", examples=[["example.org"]])
    ] = ()
    page_url: Annotated[
        tuple[Text, ...],
        Meta(
            description="Plays embedded in the page, as the dimension `page` has it (`page` is of the list).",
            examples=[["https://example.org/course"]],
        ),
    ] = ()
    context: Annotated[
        dict[str, Annotated[tuple[Text, ...], Meta(examples=[["math"]])]],
        Meta(description="Plays with the value under KEY in the page's own context, as in context.course=math."),
    ] = {}
    traffic: Annotated[Traffic, Meta(description="Whose plays: people's, bots', the company's own, or all.")] = "human"


class Assumptions(msgspec.Struct, kw_only=True, frozen=True):
    """Definitions other than the usual ones."""

    view_seconds: (
        Annotated[
            float, Meta(gt=0, le=86_400, description="What if a view took so many seconds of playback, instead of 5?")
        ]
        | None
    ) = msgspec.field(name="what_if.view_seconds", default=None)


def choose(
    filters: Filters, videos: Iterable[str], assumptions: Assumptions, workspace: Workspace, catalog: Catalog
) -> Choice:
    """Which plays, with every id looked up. Raises NoSuchEntity for one that is not of this workspace."""
    if len(filters.context) > limits.CONTEXT_PAIRS:
        raise UnexpectedValue(f"context: at most {limits.CONTEXT_PAIRS} keys, which is all that a play can have")
    values: dict[str, Sequence[str]] = {
        "project_id": _projects(filters.project_id, workspace, catalog),
        "folder_id": _folders(filters.folder_id, workspace, catalog),
        "video_id": _contents("video_id", videos, ("video", "stream"), workspace, catalog),
        "stream_id": _contents("stream_id", filters.stream_id, ("stream", None), workspace, catalog),
        "event_id": _contents("event_id", filters.event_id, ("event", None), workspace, catalog),
        "country": list(map(_country, filters.country)),
        "page": filters.page_url,
        "domain": [form for host in filters.domain for form in _domains(host)],
        **{name: getattr(filters, name) for name in ("external_id", "city", "device", "os", "browser")},
        **{f"context.{key}": wanted for key, wanted in filters.context.items()},
    }
    return Choice(
        workspace=workspace.id,
        filters={name: wanted for name, wanted in values.items() if wanted},
        traffic=filters.traffic,
        view_seconds=assumptions.view_seconds,
    )


def _country(code: str) -> str:
    """Raises UnexpectedValue."""
    known = known_country(code)
    if code and not known:
        raise UnexpectedValue(
            f"country: {code!r} is no code of ISO 3166; give two letters such as DE, or nothing: unknown"
        )
    return known


def _domains(host: str) -> list[str]:
    """A domain as plays have it: in its form or, of plays that an earlier version took, as a sender wrote it."""
    domain = without_www(likely_host(host))
    return list(dict.fromkeys((domain, shown_host(domain), host.lower().removeprefix("www."), host)))


def _projects(ids: Collection[UUID], workspace: Workspace, catalog: Catalog) -> list[str]:
    _require("project_id", ids, catalog.project_names(workspace.id, ids) if ids else {})
    return [str(id_) for id_ in ids]


def _folders(ids: Collection[UUID | None], workspace: Workspace, catalog: Catalog) -> list[str]:
    nested = {id_: catalog.folder_and_nested(workspace.id, id_) if id_ else [NOWHERE] for id_ in ids}
    known = {id_: folders for id_, folders in nested.items() if folders}
    _require("folder_id", filter(None, ids), known)
    return [str(folder) for folders in known.values() for folder in folders]


def _contents(
    name: str, ids: Iterable[str], kinds: Container[Kind | None], workspace: Workspace, catalog: Catalog
) -> list[str]:
    """Ids of contents of these kinds. None: no content, named by nothing, is one of them."""
    ids = list(ids)
    # What cannot be an id is not asked for: PostgreSQL would refuse some of it.
    possible = [id_ for id_ in ids if CONTENT_ID.fullmatch(id_)]
    known = {"": None, **(catalog.kinds(workspace.id, possible) if possible else {})}
    _require(name, ids, {id_: kind for id_, kind in known.items() if kind in kinds})
    return ids


def _require(name: str, ids: Iterable[UUID | str], known: Container[Any]) -> None:
    for id_ in ids:
        if id_ not in known:
            raise NoSuchEntity(f"{name}: {str(id_)[:64]}")
