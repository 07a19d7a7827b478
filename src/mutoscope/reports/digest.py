"""The figures of a digest: a period's, how they changed from the one before it, and what was watched most."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.catalog import Catalog
from mutoscope.metrics import MEASURES, Choice, Metrics, Period, Question
from mutoscope.metrics.periods import day_start

FIGURES = ("views", "unique_viewers", "player_loads", "view_rate", "watch_time", "watch_depth", "completions")

PERCENTAGES = frozenset(("view_rate", "watch_depth"))

TOP = 5


def digest(workspace_id: UUID, period: Period, catalog: Catalog, metrics: Metrics) -> dict[str, Any]:
    """The figures as the catalog keeps them: {now, before: {measure: value}, top: [{title, views}]}."""
    choice = Choice(workspace=workspace_id)
    question = Question(choice=choice, period=period, measures=FIGURES)
    top = metrics.ask(
        replace(question, measures=("views",), by=("video_id",), order=(("views", "desc"),), limit=TOP)
    ).rows
    titles = catalog.titles(workspace_id, [row["video_id"] for row in top])
    return {
        "now": metrics.total(question),
        "before": metrics.total(replace(question, period=period_before(period))),
        "top": [
            {"title": titles.get(row["video_id"]) or row["video_id"], "views": row["views"]}
            for row in top
            if row["views"]
        ],
    }


def period_before(period: Period) -> Period:
    """The week before a week, the month before a month, else as many days before."""
    first, after = (_day(ms, period.zone) for ms in (period.start_ms, period.end_ms))
    whole_months = first.day == 1 and after.day == 1
    start = (first - timedelta(days=1)).replace(day=1) if whole_months else first - (after - first)
    return Period(
        start_ms=round(day_start(start, period.zone).timestamp() * 1000), end_ms=period.start_ms, zone=period.zone
    )


def shown(name: str, value: float | None) -> str:
    """A measure's value for people."""
    if value is None:
        return "–"
    if name == "watch_time":
        return duration(round(value))
    if name in PERCENTAGES:
        return f"{value:.1f} %"
    return f"{value:,.0f}"


def duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min"


def change(name: str, now: float | None, before: float | None) -> tuple[str, bool | None]:
    """From the period before: text, and whether it is a gain. Of percentages the points between them."""
    if now is None or before is None or not before:
        return ("new", True) if now and not before else ("", None)
    if name in PERCENTAGES:
        points = now - before
        if round(points, 1) == 0:
            return "±0 points", None
        return f"{'+' if points > 0 else '−'}{abs(points):.1f} points", points > 0
    percent = (now - before) * 100 / before
    if round(percent) == 0:
        return "±0 %", None
    return f"{'+' if percent > 0 else '−'}{abs(percent):,.0f} %", percent > 0


def titles() -> Mapping[str, str]:
    return {name: MEASURES[name].title for name in FIGURES}


def _day(ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).date()
