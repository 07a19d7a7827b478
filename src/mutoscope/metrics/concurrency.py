"""Concurrency: how many plays ran at once, over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from mutoscope.metrics.compile import minted_between, over_plays
from mutoscope.metrics.periods import Buckets, rfc3339
from mutoscope.metrics.question import Choice
from mutoscope.metrics.rounding import half_up
from mutoscope.store import Row, Statement


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """In a stretch of time. peak_at: the first instant with so many; None: there was nobody. average: two decimals."""

    peak: int
    peak_at: str | None
    average: float


@dataclass(frozen=True, kw_only=True)
class Concurrency:
    """timeline: every bucket of the period, by its start as RFC 3339."""

    total: Crowd
    timeline: list[tuple[str, Crowd]]


def concurrency_statement(choice: Choice, cut: Buckets) -> Statement:
    """A row for each bucket."""
    statement = Statement(params={"start": cut.edges[0], "end": cut.edges[-1], "edges": list(cut.edges)})
    minted = minted_between(cut.edges[0], cut.edges[-1])
    statement.sql = over_plays("concurrency", {}, choice, statement, [minted])
    return statement


def concurrency_of(rows: Sequence[Row], cut: Buckets) -> Concurrency:
    """The line, and what is highest in it."""
    found = {row["bucket"]: row for row in rows}
    timeline = [
        (rfc3339(start), _crowd([found[edge]], end - edge))
        for start, edge, end in zip(cut.starts, cut.edges, cut.edges[1:], strict=False)
    ]
    return Concurrency(total=_crowd(rows, cut.edges[-1] - cut.edges[0]), timeline=timeline)


def _crowd(rows: Sequence[Row], length_ms: int) -> Crowd:
    highest = max(rows, key=lambda row: row["peak"])  # the first of several
    return Crowd(
        peak=highest["peak"],
        peak_at=rfc3339(highest["peak_at"]) if highest["peak"] else None,
        average=half_up(sum(row["watch_ms"] for row in rows), length_ms, 2),
    )
