"""Viewers: who watched what, how much of it, and when. Only those whom the host page named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mutoscope.metrics.compile import minted_between, over_plays
from mutoscope.metrics.periods import Period, rfc3339
from mutoscope.metrics.question import Choice, Direction
from mutoscope.metrics.rounding import half_up_sql, mean_sql
from mutoscope.store import Row, Statement, query

Order = Sequence[tuple[str, Direction]]

ORDERS_OF_VIEWERS = {
    "external_id": "viewer",
    **{
        name: name
        for name in (
            "videos",
            "completed",
            "views",
            "player_loads",
            "watch_time",
            "watch_depth",
            "first_seen",
            "last_seen",
        )
    },
}
"""What the list of viewers can be ordered by, and its column."""

ORDERS_OF_PROGRESS = {
    "video_id": "video_id",
    **{
        name: name
        for name in ("completed", "views", "player_loads", "watch_time", "watch_depth", "first_seen", "last_seen")
    },
}
"""What a viewer's contents can be ordered by, and its column."""

_COVERED = "toInt64(intervalLengthSumArrayIf(seen_from, seen_to, viewed)) AS covered_ms"
# The newest play that played: when it ended, when it began, and the position in the content at which it ended.
_LAST = """argMax(
        (
            if(empty(spans), toInt64(-1), to_ms),
            loaded_ms,
            if(empty(spans), toInt64(0), greatest(toInt64(0), least(spans[-1].to, furthest)))
        ),
        (if(empty(spans), toInt64(-1), to_ms), loaded_ms, if(empty(spans), toInt64(0), spans[-1].to))
    ) AS last_state"""
_DETAILS = f"""{_COVERED},
    groupArrayArrayIf(arrayZip(seen_from, seen_to), viewed) AS intervals,
    {_LAST},
    groupUniqArrayArray(arrayZip(
        arrayMap(key -> toString(key), mapKeys(context)), mapValues(context)
    )) AS context"""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """What a viewer did in a period. Instants as RFC 3339; watch_time in whole seconds.

    completed: contents of which their views covered at least 90 %; watch_depth: the mean share of a content that was
    covered, percent, over the contents that have a length (None: none has).
    """

    external_id: str
    videos: int
    completed: int
    views: int
    player_loads: int
    watch_time: int
    watch_depth: float | None
    first_seen: str
    last_seen: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What a viewer did with one content. Positions and lengths in seconds of content.

    completed, watch_depth: None for a content without a length; last_position: None where nothing was played.
    """

    video_id: str
    views: int
    player_loads: int
    watch_time: int
    watch_depth: float | None
    completed: bool | None
    length: float | None
    covered: float
    parts: list[tuple[float, float]]  # the content covered by views, disjoint and in order
    last_position: float | None
    context: dict[str, list[str]]  # all values that the host pages passed, by key
    first_seen: str
    last_seen: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """Which viewers of the list: by a part of their id in any case, by how it begins in its own case."""

    part: str = ""
    prefix: str = ""


def viewers_statement(
    choice: Choice, period: Period, search: Search, order: Order, *, limit: int, offset: int
) -> Statement:
    """Rows as `viewer_of` reads them. order: names of ORDERS_OF_VIEWERS; ties go by the viewer."""
    statement = _statement(limit, offset)
    condition = "viewer != ''"
    if search.part:
        condition += f" AND positionCaseInsensitiveUTF8(viewer, {statement.parameter(search.part, 'String')}) > 0"
    if search.prefix:
        condition += f" AND startsWith(viewer, {statement.parameter(search.prefix, 'String')})"
    statement.sql = query("viewers").format(
        videos=_videos(choice, period, statement, columns=_COVERED, condition=condition),
        watch_time=half_up_sql("sum(watch_sum_ms)", "1000", 0),
        watch_depth=_DEPTH,
        order=_order(order, ORDERS_OF_VIEWERS, "viewer"),
    )
    return statement


def progress_statement(
    choice: Choice, period: Period, viewer: str, order: Order, *, limit: int, offset: int
) -> Statement:
    """Rows as `progress_of` reads them. order: names of ORDERS_OF_PROGRESS; ties go by the content."""
    statement = _statement(limit, offset)
    one = replace(choice, filters={**choice.filters, "external_id": [viewer]})
    statement.sql = query("viewer_progress").format(
        videos=_videos(one, period, statement, columns=_DETAILS, among=_those_of(viewer, statement)),
        watch_time=half_up_sql("watch_sum_ms", "1000", 0),
        watch_depth=_DEPTH,
        order=_order(order, ORDERS_OF_PROGRESS, "video_id"),
    )
    return statement


def viewer_of(row: Row) -> Viewer:
    return Viewer(
        external_id=row["viewer"],
        **{name: row[name] for name in ("videos", "completed", "views", "player_loads", "watch_time", "watch_depth")},
        first_seen=rfc3339(row["first_seen"]),
        last_seen=rfc3339(row["last_seen"]),
    )


def progress_of(row: Row) -> Progress:
    context: dict[str, list[str]] = {}
    for key, value in sorted(row["context"]):
        context.setdefault(key, []).append(value)
    return Progress(
        **{name: row[name] for name in ("video_id", "views", "player_loads", "watch_time", "watch_depth")},
        completed=None if row["completed"] is None else bool(row["completed"]),
        length=_seconds(row["length_ms"]),
        covered=row["covered_ms"] / 1000,
        parts=[(start / 1000, end / 1000) for start, end in row["parts"]],
        last_position=_seconds(row["last_position"]),
        context=context,
        first_seen=rfc3339(row["first_seen"]),
        last_seen=rfc3339(row["last_seen"]),
    )


_DEPTH = mean_sql("depth_sum * 100", "sized * 1000000000")


def _statement(limit: int, offset: int) -> Statement:
    return Statement(params={"limit": limit, "offset": offset})


def _those_of(viewer: str, statement: Statement) -> str:
    """A viewer's plays, in whichever of their versions."""
    return query("plays_of_viewer").format(viewer=statement.parameter(viewer, "String"))


def _videos(
    choice: Choice,
    period: Period,
    statement: Statement,
    *,
    columns: str,
    condition: str = "viewer != ''",
    among: str = "",
) -> str:
    """The subquery of what each viewer did with each content."""
    statement.params |= {"start": period.start_ms, "end": period.end_ms}
    blanks = {"columns": columns, "condition": condition}
    minted = minted_between(period.start_ms, period.end_ms)
    return over_plays("viewer_videos", blanks, choice, statement, [minted], among=among)


def _order(order: Order, columns: dict[str, str], last: str) -> str:
    wanted = {columns[name]: direction for name, direction in order}
    wanted.setdefault(last, "asc")
    return "ORDER BY " + ", ".join(f"{column} {direction.upper()}" for column, direction in wanted.items())


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
