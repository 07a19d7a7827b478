"""What can be asked, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from mutoscope.metrics.periods import GroupTime, Period

Traffic = Literal["human", "bot", "internal", "all"]
Direction = Literal["asc", "desc"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which plays a question is about."""

    workspace: UUID
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)  # dimension → values: "or" inside, "and" between
    traffic: Traffic = "human"
    view_seconds: float | None = None  # what if a view were so long; None: 5 s


@dataclass(frozen=True, kw_only=True)
class Question:
    """Measures of the chosen plays in a period, a row for each group."""

    choice: Choice
    period: Period
    measures: Sequence[str]
    by: Sequence[str] = ()  # names of dimensions; `date` among them gives buckets of group_time
    group_time: GroupTime = "day"
    order: Sequence[tuple[str, Direction]] = ()  # dimensions and measures asked for; ties go by the dimensions
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Rows by dimension and measure name, as the API shows them (`date`: RFC 3339); total: rows without the limit."""

    rows: list[dict[str, Any]]
    total: int
