"""Retention: which parts of one content were watched, and how often."""

from dataclasses import dataclass

from mutoscope.metrics.ages import SESSION_MS
from mutoscope.metrics.compile import minted_between, over_plays
from mutoscope.metrics.periods import Period
from mutoscope.metrics.question import Choice
from mutoscope.metrics.rounding import half_up
from mutoscope.store import Row, Statement, query

MOST_SLICES = 1_000


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One of N equal parts of a content; start, end: percent of its length."""

    start: float
    end: float
    viewed: float  # percent of the viewings that covered at least half of it
    plays: float  # how often it was played; replays count


@dataclass(frozen=True, kw_only=True)
class Retention:
    """viewings: those of known length that began in the period; slices: None where there are views but no length."""

    viewings: int
    slices: list[Slice] | None


def retention_statement(choice: Choice, period: Period, slices: int) -> Statement:
    """Rows of (slice, viewings, viewed, plays in billionths), none where no viewing has a length."""
    statement = Statement(params={"start": period.start_ms, "end": period.end_ms, "slices": slices})
    start, end = minted_between(period.start_ms, period.end_ms)
    minted = (start - SESSION_MS, end + SESSION_MS)
    statement.sql = over_plays("retention", {"intervals": query("content_intervals")}, choice, statement, [minted])
    return statement


def slices_of(rows: list[Row], slices: int) -> Retention:
    """The slices as shown; zeros where there was no viewing."""
    found = {row["slice"]: row for row in rows}
    none = {"viewings": 0, "viewed": 0, "plays": 0}
    shown = []
    for index in range(slices):
        row = found.get(index, none)
        shown.append(
            Slice(
                start=half_up(index * 100, slices, 2),
                end=half_up((index + 1) * 100, slices, 2),
                viewed=half_up(row["viewed"] * 100, row["viewings"] or 1, 2),
                plays=half_up(row["plays"], 1_000_000_000, 2),
            )
        )
    return Retention(viewings=rows[0]["viewings"] if rows else 0, slices=shown)
