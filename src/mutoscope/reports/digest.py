"""The figures of a digest: a period's, how they changed from the one before it, and what was watched most."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from mutoscope.catalog import Catalog
from mutoscope.metrics import MEASURES, Choice, Metrics, Period, Question

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
        "before": metrics.total(replace(question, period=period.before())),
        "top": [
            {"title": titles.get(row["video_id"]) or row["video_id"], "views": row["views"]}
            for row in top
            if row["views"]
        ],
    }


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
