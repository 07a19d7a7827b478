"""GET /v1/analytics/referrers: where players are embedded, by domain and page."""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, VideoIds, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.files import column_of
from mutoscope.api.paging import Order, Paging
from mutoscope.metrics import Domain
from mutoscope.tables import Table

ORDERABLE = ("domain", "views", "player_loads", "view_rate")
EVERYTHING = 1_000_000_000
"""More domains, and pages of one, than there are."""

USUAL_ORDER: Order = (("views", "desc"), ("player_loads", "desc"))


class ReferrersQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    pages: Annotated[
        int,
        Meta(
            ge=0,
            le=1000,
            description=(
                "How many pages to show of a domain, at most. `pages_total` tells how many it has; all of them are"
                " rows of /v1/analytics?group_by=page&domain=…"
            ),
        ),
    ] = 25
    video_id: VideoIds = ()
    filters: Filters
    assumptions: Assumptions
    paging: Paging


def referrers(asked: Asked[ReferrersQuery]) -> dict[str, Any]:
    """A page of domains. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    period = query.span.resolve(workspace, services)
    order = query.paging.orders(ORDERABLE, USUAL_ORDER)
    found = services.metrics.referrers(
        choose(query.filters, query.video_id, query.assumptions, workspace, services.catalog),
        period,
        order,
        offset=query.paging.offset,
        limit=query.paging.per_page,
        most_pages=max(query.pages, 1),
    )
    return {
        "meta": {
            "pagination": query.paging.meta(found.total),
            "order": dict(order),
            "time": query.span.meta(period),
            "total": asdict(found.counts),
        },
        "data": [_domain(domain, query.pages) for domain in found.domains],
    }


def referrers_table(asked: Asked[ReferrersQuery]) -> Table:
    """A row for each page, the pages of a domain together. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    found = services.metrics.referrers(
        choose(query.filters, query.video_id, query.assumptions, workspace, services.catalog),
        query.span.resolve(workspace, services),
        query.paging.orders(ORDERABLE, USUAL_ORDER),
        limit=EVERYTHING,
        most_pages=EVERYTHING,
    )
    names = ("domain", "url", *_COUNTS)
    rows = ([domain.name, page.url, *vars(page.counts).values()] for domain in found.domains for page in domain.pages)
    columns = [column_of(name, {}) for name in names]
    return Table(columns=columns, rows=rows, zone=ZoneInfo(workspace.timezone), name=REFERRERS.summary)


def _domain(domain: Domain, most_pages: int) -> dict[str, Any]:
    pages = [
        {"url": page.url, "path": urlsplit(page.url).path, **asdict(page.counts)} for page in domain.pages[:most_pages]
    ]
    return {"domain": domain.name, **asdict(domain.counts), "pages_total": domain.total_pages, "pages": pages}


_COUNTS = schemas.measures(("views", "player_loads", "view_rate"))

_PAGE = schemas.record(
    {
        "url": schemas.text("Address of the page: scheme, host and path; empty: unknown."),
        "path": schemas.text("Its path; empty: the page is unknown, only its origin was told."),
        **_COUNTS,
    }
)

REFERRERS = Endpoint(
    path="/v1/analytics/referrers",
    name="referrers",
    asks_store=True,
    summary="Where players are embedded",
    description=(
        "A row for each domain, with its pages under it, in the same order as the domains. A placement with many"
        " player loads and a low view rate wastes them. A file has a row for each page, all of them."
        ' Plays whose page nobody told have the domain "".'
    ),
    scope="read",
    query=ReferrersQuery,
    answer=referrers,
    table=referrers_table,
    schema=schemas.record(
        {
            "meta": schemas.record(
                {
                    "pagination": schemas.pagination(),
                    "order": schemas.order(),
                    "time": schemas.time(),
                    "total": {**schemas.record(_COUNTS), "description": "Of all domains, those of other pages too."},
                }
            ),
            "data": schemas.list_of(
                schemas.record(
                    {
                        **schemas.dimensions(["domain"]),
                        **_COUNTS,
                        "pages_total": schemas.count("How many pages the domain has."),
                        "pages": schemas.list_of(_PAGE),
                    }
                )
            ),
        }
    ),
)
