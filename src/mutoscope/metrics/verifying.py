"""What is kept of closed days against what the plays give now, by the very statements that close days (`closing.py`).

A day is compared by the closing by which it stands, and only while it stands: what touches it opens it, so whatever
differs then is right to do so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.local_time import date_at
from mutoscope.metrics.closed_days import COLUMNS, ClosedDays, closed_days, definitions, standing_params
from mutoscope.metrics.closing import IDS, Counted, Zoned, counted, newest_of, played_days
from mutoscope.metrics.measures import FACTS
from mutoscope.store import Store, query

FIRST = 3
"""So many differences of each column are shown."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Rows of a table that are not what they should be.

    column: "" counts rows in which anything differs; "rows" those that are missing or there more than once.
    first: some of them, as what tells the row, the value that is stored and the value that was counted.
    """

    table: str
    column: str
    workspace: UUID
    rows: int
    first: Sequence[tuple[str, str, str]]


def closed_zones(store: Store) -> list[Zoned]:
    """The workspaces and zones that have closed days. Raises StoreError."""
    rows = store.query(query("closed_zones"), {"definitions": definitions()})
    return [Zoned(UUID(row["workspace_id"]), ZoneInfo(row["zone"])) for row in rows]


def compare_closed_days(store: Store, zoned: Zoned, told: Callable[[int, int], None]) -> tuple[int, list[Difference]]:
    """Compare the days that stand, some at a time. Returns how many were compared, and what differs.

    told: is called with how many days are done, and how many there are; what it raises ends the comparison.
    Days that are opened meanwhile are left out. Raises StoreError.
    """
    days = closed_days(store, zoned.workspace, zoned.zone)
    found: list[Difference] = []
    compared = 0
    left = list(zip(days.starts, days.ends, strict=True))
    while left:
        told(len(days.starts) - len(left), len(days.starts))
        newest = newest_of(store, zoned, left)
        del left[-len(newest) :]
        some = _those(days, {start for start, _ in newest})
        while some.starts:
            differing = list(_compare(store, zoned, some))
            still = _those(some, {start for start, _ in _standing(store, zoned) & some.standing})
            if not differing or still.standing == some.standing:
                compared += len(still.starts)
                found += differing
                break
            some = still
    return compared, merged(found)


def merged(differences: Sequence[Difference]) -> list[Difference]:
    """One of each table, column and workspace, in their order."""
    found: dict[tuple[str, str, UUID], Difference] = {}
    for one in differences:
        key = (one.table, one.column, one.workspace)
        known = found.get(key)
        found[key] = one if known is None else _sum(known, one)
    return list(found.values())


def _sum(one: Difference, other: Difference) -> Difference:
    return Difference(
        table=one.table,
        column=one.column,
        workspace=one.workspace,
        rows=one.rows + other.rows,
        first=[*one.first, *other.first][:FIRST],
    )


def _standing(store: Store, zoned: Zoned) -> frozenset[tuple[int, int]]:
    return closed_days(store, zoned.workspace, zoned.zone).standing


def _those(days: ClosedDays, starts: set[int]) -> ClosedDays:
    chosen = [one for one in zip(days.starts, days.ends, days.closings, strict=True) if one[0] in starts]
    return ClosedDays(*zip(*chosen, strict=True)) if chosen else ClosedDays()


def _compare(store: Store, zoned: Zoned, days: ClosedDays) -> Iterator[Difference]:
    played = played_days(store, zoned)
    compared = list(zip(days.starts, days.ends, strict=True))
    for one in counted(zoned.workspace, played, compared, ClosedDays()):  # by the plays alone
        for row in store.query(_statement(one), {**one.statement.params, **standing_params(days)}):
            shown = [(_place(one, keys, zoned.zone), kept, now) for keys, kept, now in row["first"]]
            yield Difference(
                table=one.table,
                column=row["column"],
                workspace=zoned.workspace,
                rows=int(row["n"]),
                first=shown if row["column"] else [],
            )


def _statement(one: Counted) -> str:
    """The full outer comparison of a table's rows, by their keys, with those that are counted now."""
    facts = one.facts
    pairs = ["('rows', kept_rows, counted_rows)"]
    pairs += [f"('{name}', toString(kept_{name}), toString(counted_{name}))" for name in facts]
    both = [f"{_side(name, is_kept)} AS {side}_{name}" for name in facts for side, is_kept in _SIDES.items()]
    return query("compare_counted").format(
        table=one.table,
        day=one.day,
        keys=", ".join(one.keys),
        columns=", ".join([*one.keys, *facts]),
        both="".join(f", {value}" for value in both),
        differs="".join(f" OR kept_{name} != counted_{name}" for name in facts),
        place="[" + ", ".join(f"toString({_instant(name)})" for name in one.keys) + "]",
        values="[" + ", ".join(pairs) + "]",
        most=FIRST,
        closed=query("closings"),
        rows=one.statement.sql,
    )


_SIDES = {"kept": "is_kept", "counted": "NOT is_kept"}


def _side(fact: str, is_side: str) -> str:
    """Of numbers that add up to one value the order is of no meaning."""
    return f"arraySort(anyIf({fact}, {is_side}))" if not FACTS[fact].is_number else f"anyIf({fact}, {is_side})"


def _instant(key: str) -> str:
    return f"toUnixTimestamp({key})" if key in _INSTANTS else key


_INSTANTS = ("day", "closed", "previous")


def _place(one: Counted, keys: Sequence[str], zone: ZoneInfo) -> str:
    """A row's keys for people: days as dates, values by the names of their dimensions."""
    told = dict(zip(one.keys, keys, strict=True))
    if "grouping" in told:
        names = [name for name in told.pop("grouping").split(",") if name]
        values = dict(zip(names, (told.pop("value"), told.pop("detail")), strict=False))
    else:
        values = {name: told.pop(name) for name in (*IDS, *COLUMNS)}
    days = {name: str(date_at(int(at) * 1000, zone)) if int(at) else "never" for name, at in told.items()}
    if days.get("closed") == days["day"]:
        del days["closed"]
    day = days.pop("day")
    return ", ".join([day, *(f"{name}={value}" for name, value in {**values, **days}.items())])
