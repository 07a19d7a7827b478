"""Measures: each declared once, as an expression over facts, rounded half up at the very end (docs/metrics.md).

A fact is an exact aggregate, in whole milliseconds, counts or billionths, of plays (those that loaded, became a view or
were watched), of viewings, or of presence (who was there at once).
"""

from dataclasses import dataclass
from typing import Literal

from mutoscope.metrics.rounding import half_up_sql, mean_sql, rate_sql

Source = Literal["plays", "viewings", "presence"]
Unit = Literal["count", "seconds", "percent"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """An exact aggregate. sql: over the columns of its source's query.

    distinct: what it counts the distinct values of among views. merge: how the facts of two adjoining periods become
    that of both; distinct ones add up only as `merged_days` says. Of viewings each row counts `sign` times.
    """

    source: Source
    sql: str
    distinct: str | None = None
    merge: Literal["sum", "max", "array"] = "sum"

    @property
    def sql_type(self) -> str:
        return "Array(UInt32)" if self.merge == "array" else "Int64"

    @property
    def absent(self) -> str:
        """What a source gives that does not know it."""
        return "[]" if self.merge == "array" else "NULL"

    @property
    def merged(self) -> str:
        """Its aggregate over sources and periods, `fact` being its name."""
        return "groupArrayArray({fact})" if self.merge == "array" else f"ifNull({self.merge}({{fact}}), 0)"

    @property
    def merged_days(self) -> str:
        """The same over rows of days: who viewed counts on the first of their days (queries/from_days.sql)."""
        return "ifNull(sumIf({fact}, previous < target.2), 0)" if self.distinct else self.merged

    @property
    def is_number(self) -> bool:
        return self.merge != "array"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """sql: over facts by their names; empty: its value where nothing happened."""

    name: str
    title: str
    help: str
    facts: tuple[str, ...]
    sql: str
    empty: int | float | None = 0
    unit: Unit = "count"


FACTS: dict[str, Fact] = {
    "load_count": Fact(source="plays", sql="countIf(loaded)"),
    "view_count": Fact(source="plays", sql="countIf(viewed)"),
    "sessions": Fact(source="plays", sql="uniqExactIf(session, viewed)", distinct="session"),
    "viewers": Fact(source="plays", sql="uniqExactIf(who, viewed)", distinct="who"),
    "watch_sum_ms": Fact(source="plays", sql="sum(watched_ms)"),
    "sized_watch_sum_ms": Fact(source="plays", sql="sumIf(watched_ms, length_ms > 0)"),
    "sized_views": Fact(source="plays", sql="countIf(viewed AND length_ms > 0)"),
    "length_sum_ms": Fact(source="plays", sql="sumIf(length_ms, viewed)"),
    "play_sum": Fact(source="plays", sql="sumIf(play_count, loaded)"),
    "pause_sum": Fact(source="plays", sql="sumIf(pause_count, loaded)"),
    "seek_sum": Fact(source="plays", sql="sumIf(seek_count, loaded)"),
    "replay_sum": Fact(source="plays", sql="sumIf(replay_count, loaded)"),
    "stall_sum": Fact(source="plays", sql="sumIf(stall_count, loaded)"),
    "error_sum": Fact(source="plays", sql="sumIf(error_count, loaded)"),
    "stalled_sum_ms": Fact(source="plays", sql="sumIf(stalled_ms, loaded)"),
    "startups": Fact(source="plays", sql="groupArrayIf(startup_ms, loaded)", merge="array"),
    "viewings": Fact(source="viewings", sql="sum(sign)"),
    "covered_sum_ms": Fact(source="viewings", sql="sum(sign * covered_ms)"),
    "sized_viewings": Fact(source="viewings", sql="sum(sign * (length_ms > 0))"),
    "depth_sum": Fact(source="viewings", sql="sum(sign * if(length_ms > 0, depth, 0))"),
    "completed": Fact(source="viewings", sql="sum(sign * (length_ms > 0 AND covered_ms * 10 >= length_ms * 9))"),
    "peak": Fact(source="presence", sql="maxIntersections(here_from, here_to)", merge="max"),
}


def _seconds(value: str) -> str:
    return half_up_sql(value, "1000", 0)


def _startup(level: str) -> str:
    # The quantile's interpolation is exact to a twentieth of a millisecond; what float arithmetic added goes here.
    quantile = f"arrayReduce('quantileExactInclusive({level})', startups)"
    return f"if(empty(startups), NULL, {half_up_sql(f'round(ifNotFinite({quantile}, 0) * 20)', '20000', 2)})"


_ALL = (
    Measure(
        name="views",
        title="Views",
        help="Plays that reached 5 s of continuous playback.",
        facts=("view_count",),
        sql="view_count",
    ),
    Measure(
        name="unique_views",
        title="Unique impressions",
        help="Distinct sessions among the views, over the whole period.",
        facts=("sessions",),
        sql="sessions",
    ),
    Measure(
        name="unique_viewers",
        title="Unique viewers",
        help="Distinct viewers among the views: by externalId, else by device, else by session.",
        facts=("viewers",),
        sql="viewers",
    ),
    Measure(
        name="player_loads",
        title="Player loads",
        help="How often the player was loaded with the content.",
        facts=("load_count",),
        sql="load_count",
    ),
    Measure(
        name="watch_time",
        title="Watch time",
        help="Seconds played, by the clock on the wall.",
        facts=("watch_sum_ms",),
        sql=_seconds("watch_sum_ms"),
        unit="seconds",
    ),
    Measure(
        name="duration",
        title="Duration",
        help="Seconds that would have been watched, had every view been complete.",
        facts=("length_sum_ms",),
        sql=_seconds("length_sum_ms"),
        unit="seconds",
    ),
    Measure(
        name="view_rate",
        title="View rate",
        help="Views ÷ player loads × 100.",
        facts=("view_count", "load_count"),
        sql=rate_sql("view_count * 100", "load_count"),
        unit="percent",
    ),
    Measure(
        name="watch_rate",
        title="Watch rate",
        help="Watch time ÷ the summed lengths of the views × 100.",
        facts=("sized_watch_sum_ms", "length_sum_ms", "view_count"),
        sql=f"if(length_sum_ms = 0 AND view_count > 0, NULL, {rate_sql('sized_watch_sum_ms * 100', 'length_sum_ms')})",
        unit="percent",
    ),
    Measure(
        name="watch_depth",
        title="Watch depth",
        help="Mean share of the content that a viewing covered, percent.",
        facts=("depth_sum", "sized_viewings"),
        sql=mean_sql("depth_sum * 100", "sized_viewings * 1000000000"),
        empty=None,
        unit="percent",
    ),
    Measure(
        name="avg_watch_time",
        title="Average watch time",
        help="Mean seconds of content that a viewing covered.",
        facts=("covered_sum_ms", "viewings"),
        sql=mean_sql("covered_sum_ms", "viewings * 1000"),
        empty=None,
        unit="seconds",
    ),
    Measure(
        name="completions",
        title="Completions",
        help="Viewings that covered at least 90 % of the content.",
        facts=("completed", "viewings", "sized_viewings"),
        sql="if(viewings > 0 AND sized_viewings = 0, NULL, completed)",
    ),
    Measure(name="play", title="Plays", help="How often playback was started.", facts=("play_sum",), sql="play_sum"),
    Measure(name="pause", title="Pauses", help="How often playback was paused.", facts=("pause_sum",), sql="pause_sum"),
    Measure(
        name="seek", title="Seeks", help="How often the position was changed.", facts=("seek_sum",), sql="seek_sum"
    ),
    Measure(
        name="replay",
        title="Replays",
        help="How often playback started again after the end.",
        facts=("replay_sum",),
        sql="replay_sum",
    ),
    Measure(
        name="startup_time",
        title="Start-up time",
        help="Median seconds to the first frame.",
        facts=("startups",),
        sql=_startup("0.5"),
        empty=None,
        unit="seconds",
    ),
    Measure(
        name="startup_time_p95",
        title="Start-up time, 95th percentile",
        help="Seconds to the first frame that 95 % of plays stayed within.",
        facts=("startups",),
        sql=_startup("0.95"),
        empty=None,
        unit="seconds",
    ),
    Measure(
        name="buffering_count",
        title="Stalls",
        help="How often playback stalled after it had started.",
        facts=("stall_sum",),
        sql="stall_sum",
    ),
    Measure(
        name="buffering_time",
        title="Stalled time",
        help="Seconds for which playback stalled.",
        facts=("stalled_sum_ms",),
        sql=_seconds("stalled_sum_ms"),
        unit="seconds",
    ),
    Measure(name="errors", title="Errors", help="Fatal errors of the player.", facts=("error_sum",), sql="error_sum"),
    Measure(
        name="peak_concurrent_viewers",
        title="Peak concurrent viewers",
        help="The most plays that ran at one instant.",
        facts=("peak",),
        sql="peak",
    ),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
