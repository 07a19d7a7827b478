"""Derived columns of plays against what their expressions give now (store/expressions), and how they are mended.

The loader derives them once, as a play comes; this is for the day on which somebody doubts them.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from mutoscope.beacon import limits
from mutoscope.errors import StoreError
from mutoscope.metrics import FIRST, Difference, merged
from mutoscope.store import Store, expression, query

CHECKED = ("viewed_after", "played_after", "played_until", "watch_ms", "covered")
"""What follows from what a beacon brought; `day`, `loaded_after`, `version` and `steps` are how that itself is kept."""

_PARAMS = {"view_ms": limits.VIEW_MS}

Told = Callable[[int, int], None]
"""Is called with how much is done, and how much there is; what it raises ends the work."""


def compare_derived(store: Store, told: Told) -> tuple[int, list[Difference], Mapping[str, set[str]]]:
    """Compare them month by month. Returns how many rows there are, what differs, and where: by partition the columns.

    Raises StoreError.
    """
    now = _expressions(store)
    months = store.query(query("months_of_plays"), {})
    found: list[Difference] = []
    where: dict[str, set[str]] = {}
    rows = sum(int(month["n"]) for month in months)
    done = 0
    for month in months:
        told(done, rows)
        done += int(month["n"])
        for row in store.query(_comparison(now), {**_PARAMS, "partition": month["partition"]}):
            if row["column"]:
                where.setdefault(month["partition"], set()).add(row["column"])
            first = [(f"play {play}", kept, counted) for play, kept, counted in row["first"]]
            found.append(
                Difference(
                    table="plays",
                    column=row["column"],
                    workspace=UUID(row["workspace_id"]),
                    rows=int(row["n"]),
                    first=first if row["column"] else [],
                )
            )
    return rows, merged(found), where


def mend_derived(store: Store, where: Mapping[str, set[str]], wait: Callable[[], None]) -> None:
    """Give the rows that differ the values of the expressions; where: as `compare_derived` told.

    wait: is called between two looks at how far the store is; what it raises ends the waiting. Raises StoreError.
    """
    _touch_all(store)
    now = _expressions(store)
    for partition, columns in where.items():
        statement = query("derive_anew").format(
            partition=int(partition),
            columns=", ".join(f"{name} = {now[name]}" for name in sorted(columns)),
            differs=" OR ".join(f"{name} IS DISTINCT FROM {now[name]}" for name in sorted(columns)),
        )
        store.query(statement, _PARAMS)
    await_derived(store, wait)
    _touch_all(store)  # for a closing that began between the two


def await_derived(store: Store, wait: Callable[[], None]) -> None:
    """Until all rows have the values that they are being given. Raises StoreError where that fails, and gives it up."""
    while under_way := store.query(query("deriving"), {}):
        for row in under_way:
            if row["latest_fail_reason"]:  # whoever deletes plays would wait for it
                store.query(query("stop_deriving"), {"mutation": row["mutation_id"]})
                raise StoreError(f"derived columns can't be rewritten: {row['latest_fail_reason']}")
        wait()


def _expressions(store: Store) -> dict[str, str]:
    """What gives each derived column its value, of the column's type."""
    types = {row["name"]: row["type"] for row in store.query(query("plays_columns"), {})}
    return {name: f"CAST({expression(name)}, {_quoted(types[name])})" for name in CHECKED}


def _comparison(now: Mapping[str, str]) -> str:
    differs = {name: f"kept_{name} IS DISTINCT FROM now_{name}" for name in now}
    pairs = [f"if({differs[name]}, [('{name}', {_text(f'kept_{name}')}, {_text(f'now_{name}')})], [])" for name in now]
    return query("compare_derived").format(
        both=", ".join(f"{name} AS kept_{name}, {value} AS now_{name}" for name, value in now.items()),
        differs=" OR ".join(differs.values()),
        values=", ".join(pairs),
        most=FIRST,
    )


def _text(column: str) -> str:
    return f"ifNull(toString({column}), 'NULL')"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _touch_all(store: Store) -> None:
    for row in store.query(query("touched_workspaces"), {}):
        store.query(query("note_all_touched"), {"workspace": UUID(row["workspace_id"])})
