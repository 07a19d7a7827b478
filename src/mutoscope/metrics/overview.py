"""The overview of a period: its totals, its timeline, and what was at the top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mutoscope.beacon.limits import CLOCK_MS, PLAY_MS
from mutoscope.metrics.compile import minted_between, over_plays
from mutoscope.metrics.dimensions import DIMENSIONS
from mutoscope.metrics.periods import Period
from mutoscope.metrics.question import Choice
from mutoscope.metrics.rounding import rate_sql
from mutoscope.metrics.settled import Kept, Settled, Sizes, key_of
from mutoscope.store import ALL, MemoryTable, Row, Statement, Store

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


_COLUMNS = {"which": "String", "name": "String", "views": "UInt64", "player_loads": "UInt64"}


def tops(store: Store, settled: Settled[MemoryTable], choice: Choice, period: Period) -> dict[str, list[Top]]:
    """The breakdowns by their names, most views first. Raises StoreError."""

    def keep_on(kept: Kept[MemoryTable] | None, until_ms: int) -> tuple[MemoryTable, Sizes]:
        table = store.memory.table(_COLUMNS, tops_statement(choice, replace(period, end_ms=until_ms), kept, most=ALL))
        return table, {table.name: table.bytes}

    stops = settled.days_of(period)
    ended = period.end_ms if stops[-1:] == [period.end_ms] else None
    key = (key_of(choice), period.start_ms, ended)
    kept = settled.carry_on(key, choice, stops, keep_on)
    asked = tops_statement(choice, period, kept, most=MOST)
    if kept:
        return group_tops(store.query(asked.sql, asked.params))
    with settled.counting_whole(key):
        return group_tops(store.query(asked.sql, asked.params))


def tops_statement(choice: Choice, period: Period, kept: Kept[MemoryTable] | None, *, most: int) -> Statement:
    """All breakdowns of a period in one pass over its plays; only over those that follow what is kept of it."""
    start_ms = kept.until_ms if kept else period.start_ms
    statement = Statement(params={"start": start_ms, "end": period.end_ms, "most_of_each": most})
    names = [DIMENSIONS[name].sql for name in TOPS.values()]
    blanks = {
        "sets": ", ".join(f"({name})" for name in names),
        "which": "multiIf("
        + ", ".join(f"grouping({sql}) = 0, '{name}'" for sql, name in zip(names, TOPS, strict=True))
        + ", '')",
        "name": "multiIf(" + ", ".join(f"grouping({sql}) = 0, toString({sql})" for sql in names) + ", '')",
        "before": f"UNION ALL\n    {kept.value.select}" if kept else "",
        "view_rate": rate_sql("views * 100", "player_loads"),
    }
    minted = minted_between(start_ms, period.end_ms)
    statement.sql = over_plays("tops", blanks, choice, statement, minted)
    return statement


def online_statement(choice: Choice, now_ms: int) -> Statement:
    """One row: how many plays are being watched now."""
    statement = Statement(params={"now": now_ms, "online_ms": ONLINE_MS})
    minted = (now_ms - CLOCK_MS - PLAY_MS, now_ms + CLOCK_MS)
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
