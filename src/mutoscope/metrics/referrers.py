"""Referrers: the pages in which players are embedded, under their domains."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mutoscope.metrics.periods import Period
from mutoscope.metrics.question import Choice, Direction, Question
from mutoscope.metrics.rounding import rate_sql
from mutoscope.store import Row, Statement, query

MEASURES_OF_PAGES = ("views", "player_loads", "view_rate")


@dataclass(frozen=True, kw_only=True)
class Placements:
    """What is counted of a page or of a domain; view_rate in percent, two decimals."""

    views: int
    player_loads: int
    view_rate: float


@dataclass(frozen=True, kw_only=True)
class Page:
    """url: scheme, host and path, without one where the page told only its origin; empty: unknown."""

    url: str
    counts: Placements


@dataclass(frozen=True, kw_only=True)
class Domain:
    """name: empty where unknown; total_pages: how many it has, of which `pages` are the first."""

    name: str
    counts: Placements
    total_pages: int
    pages: list[Page]


@dataclass(frozen=True, kw_only=True)
class Referrers:
    """total: domains of all pages of the list; counts: of all of them together."""

    domains: list[Domain]
    total: int
    counts: Placements


def pages_question(choice: Choice, period: Period) -> Question:
    """What is counted of each page."""
    return Question(choice=choice, period=period, measures=MEASURES_OF_PAGES, by=("domain", "page"))


def referrers_around(order: Sequence[tuple[str, Direction]], most_pages: int) -> Callable[..., Statement]:
    """Of the statement of `pages_question` that of domains with their pages: those from the place `first` to `last`.

    order: `domain` or names of MEASURES_OF_PAGES.
    """
    of_pages = [(name, direction) for name, direction in order if name != "domain"]
    blanks = {
        "domain_rate": rate_sql("domain_views * 100", "domain_player_loads"),
        "all_rate": rate_sql("all_views * 100", "all_player_loads"),
        "domain_order": _order([("domain" if name == "domain" else f"domain_{name}", way) for name, way in order]),
        "page_order": _order(of_pages or [("views", "desc"), ("player_loads", "desc")]),
    }

    def around(pages: Statement, *, first: int, last: int) -> Statement:
        params = pages.params | {"first": first, "last": last, "most_pages": most_pages}
        return Statement(query("referrers").format(pages=pages.sql, **blanks), params)

    return around


def referrers_of(rows: Sequence[Row], counted: Sequence[Row]) -> Referrers:
    """The rows of a page of domains; counted: rows that tell of all of them, none where there are no domains."""
    if not counted:
        return Referrers(domains=[], total=0, counts=Placements(views=0, player_loads=0, view_rate=0.0))
    return Referrers(domains=list(_domains(rows)), total=counted[0]["domains"], counts=_counts(counted[0], "all_"))


def _domains(rows: Sequence[Row]) -> Iterator[Domain]:
    """The rows of a domain together."""
    for name, group in groupby(rows, key=itemgetter("domain")):
        of_domain = list(group)
        yield Domain(
            name=name,
            counts=_counts(of_domain[0], "domain_"),
            total_pages=of_domain[0]["domain_pages"],
            pages=[Page(url=row["url"], counts=_counts(row)) for row in of_domain],
        )


def _counts(row: Row, prefix: str = "") -> Placements:
    return Placements(**{name: row[prefix + name] for name in MEASURES_OF_PAGES})


def _order(order: Sequence[tuple[str, Direction]]) -> str:
    return ", ".join(f"{name} {direction.upper()}" for name, direction in order)
