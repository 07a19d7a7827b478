"""GET /v1/analytics/referrers: where players are embedded, by domain and page."""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Span, Text, choose
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.paging import Order, Paging
from mutoscope.metrics import Domain

ORDERABLE = ("domain", "views", "player_loads", "view_rate")
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
    video_id: Annotated[tuple[Text, ...], Meta(description="Plays of the content.")] = ()
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
        },
        "data": [_domain(domain, query.pages) for domain in found.domains],
    }


def _domain(domain: Domain, most_pages: int) -> dict[str, Any]:
    pages = [
        {"url": page.url, "path": urlsplit(page.url).path, **asdict(page.counts)} for page in domain.pages[:most_pages]
    ]
    return {"domain": domain.name, **asdict(domain.counts), "pages_total": domain.total_pages, "pages": pages}


_COUNTS = schemas.measures(("views", "player_loads", "view_rate"))

_PAGE = schemas.record(
    {
        "url": {"type": "string", "description": "Address of the page: scheme, host and path; empty: unknown."},
        "path": {"type": "string", "description": "Its path; empty: the page is unknown, only its origin was told."},
        **_COUNTS,
    }
)

REFERRERS = Endpoint(
    path="/v1/analytics/referrers",
    name="referrers",
    summary="Where players are embedded",
    description=(
        "A row for each domain, with its pages under it, in the same order as the domains. A placement with many"
        ' player loads and a low view rate wastes them. Plays whose page nobody told have the domain "".'
    ),
    scope="read",
    query=ReferrersQuery,
    answer=referrers,
    schema=schemas.record(
        {
            "meta": schemas.record(
                {"pagination": schemas.pagination(), "order": schemas.order(), "time": schemas.time()}
            ),
            "data": schemas.list_of(
                schemas.record(
                    {
                        **schemas.dimensions(["domain"]),
                        **_COUNTS,
                        "pages_total": {"type": "integer", "description": "How many pages the domain has."},
                        "pages": schemas.list_of(_PAGE),
                    }
                )
            ),
        }
    ),
)
