"""The overview of a period: its totals, its timeline, and what was at the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mutoscope.beacon.limits import CLOCK_MS, PLAY_MS
from mutoscope.metrics.answering import Answering
from mutoscope.metrics.closed_days import ClosedDays, standing_params
from mutoscope.metrics.compile import minted_between, over_plays
from mutoscope.metrics.dimensions import DIMENSIONS
from mutoscope.metrics.periods import Period
from mutoscope.metrics.question import Choice, Question
from mutoscope.metrics.rounding import rate_sql
from mutoscope.store import Row, Statement, Store, query

TOTALS = (
    "views",
    "unique_views",
    "unique_viewers",
    "player_loads",
    "watch_time",
    "duration",
    "view_rate",
    "watch_rate",
    "watch_depth",
    "avg_watch_time",
    "completions",
)
"""The measures of the overview's totals and of its timeline."""

TOPS = {
    "oses": "os",
    "devices": "device",
    "browsers": "browser",
    "countries": "country",
    "cities": "city",
    "domains": "domain",
    "videos": "video_id",
}
"""The overview's breakdowns, by the dimension each is of."""

MOST = 25

ONLINE_MS = 30_000
"""A play is watching now if its newest beacon is younger than this and says that it is playing."""


@dataclass(frozen=True, kw_only=True)
class Top:
    """One row of a breakdown; view_rate in percent, two decimals."""

    name: str
    views: int
    player_loads: int
    view_rate: float


@dataclass(frozen=True, kw_only=True)
class Overview:
    """total: TOTALS and `online`; timeline: `date` and TOTALS for every bucket; top: by the names of TOPS."""

    total: dict[str, Any]
    timeline: list[dict[str, Any]]
    top: dict[str, list[Top]]


def tops(answering: Answering, store: Store, choice: Choice, period: Period) -> dict[str, list[Top]]:
    """The breakdowns by their names, most views first. Raises StoreError."""

    def by_days(closed: ClosedDays, _: object) -> list[Row]:
        statement = tops_statement(choice, period, closed.since(period.start_ms))
        return store.query(statement.sql, statement.params)

    def by_plays() -> list[Row]:
        statement = tops_statement(choice, period, ClosedDays())
        return store.query(statement.sql, statement.params)

    question = Question(choice=choice, period=period, measures=("views",))
    unfiltered = not choice.filters
    return group_tops(answering.standing(question, by_days, by_plays) if unfiltered else by_plays())


def tops_statement(choice: Choice, period: Period, closed: ClosedDays) -> Statement:
    """All breakdowns of a period in one pass over the plays of days that are not closed, and over what is closed."""
    stretches = closed.open_stretches(period.start_ms, period.end_ms)
    statement = Statement(params={"start": period.start_ms, "end": period.end_ms, "most_of_each": MOST})
    statement.params |= {
        "open_edges": [edge for one in stretches for edge in one],
        "open_from": [start for start, _ in stretches],
    }
    names = [DIMENSIONS[name].sql for name in TOPS.values()]
    blanks = {
        "sets": ", ".join(f"({name})" for name in names),
        "which": "multiIf("
        + ", ".join(f"grouping({sql}) = 0, '{name}'" for sql, name in zip(names, TOPS, strict=True))
        + ", '')",
        "name": "multiIf(" + ", ".join(f"grouping({sql}) = 0, toString({sql})" for sql in names) + ", '')",
        "kept": "",
        "view_rate": rate_sql("views * 100", "player_loads"),
    }
    if closed.starts:
        statement.params |= {"groupings": list(TOPS.values()), "tops": list(TOPS), **standing_params(closed)}
        blanks["kept"] = query("daily_tops").format(closed=query("closings"))
    minted = [minted_between(start, end) for start, end in stretches] or [(0, 0)]
    statement.sql = over_plays("tops", blanks, choice, statement, minted)
    return statement


def online_statement(choice: Choice, now_ms: int) -> Statement:
    """One row: how many plays are being watched now."""
    statement = Statement(params={"now": now_ms, "online_ms": ONLINE_MS})
    minted = [(now_ms - CLOCK_MS - PLAY_MS, now_ms + CLOCK_MS)]
    statement.sql = over_plays("online", {}, choice, statement, minted)
    return statement


def group_tops(rows: Sequence[Row]) -> dict[str, list[Top]]:
    """The breakdowns by their names, most views first. All four devices are there, whatever was seen."""
    found: dict[str, list[Top]] = {name: [] for name in TOPS}
    for row in rows:
        top = Top(name=row["name"], views=row["views"], player_loads=row["player_loads"], view_rate=row["view_rate"])
        found[row["which"]].append(top)
    seen = {top.name for top in found["devices"]}
    found["devices"] += [
        Top(name=name, views=0, player_loads=0, view_rate=0)
        for name in ("desktop", "mobile", "tablet", "tv")
        if name not in seen
    ]
    return found
