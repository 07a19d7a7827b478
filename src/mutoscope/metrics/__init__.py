"""Measures and dimensions, declared once; periods; a question in, rows out. Definitions: docs/metrics.md."""

from mutoscope.metrics.broadcasts import Broadcast
from mutoscope.metrics.closing import QUIET_MS, Closer, Zoned
from mutoscope.metrics.concurrency import Concurrency, Crowd
from mutoscope.metrics.dimensions import DIMENSIONS, dimension
from mutoscope.metrics.ledger import Entry, Ledger
from mutoscope.metrics.live import LiveContent, LivePlay
from mutoscope.metrics.measures import MEASURES
from mutoscope.metrics.metrics import Metrics
from mutoscope.metrics.overview import Overview, Top
from mutoscope.metrics.periods import GROUP_TIMES, Grain, GroupTime, NamedPeriod, Period, line, rfc3339
from mutoscope.metrics.plays import PLAY_FIELDS, USUAL_FIELDS, Place, PlaysQuestion
from mutoscope.metrics.question import Answer, Choice, Direction, Question, Traffic
from mutoscope.metrics.referrers import Domain, Referrers
from mutoscope.metrics.retention import MOST_SLICES, Retention, Slice
from mutoscope.metrics.russian import RUSSIAN
from mutoscope.metrics.verifying import FIRST, Difference, closed_zones, compare_closed_days, merged
from mutoscope.metrics.viewers import ORDERS_OF_PROGRESS, ORDERS_OF_VIEWERS, Progress, Search, Viewer

__all__ = [
    "DIMENSIONS",
    "FIRST",
    "GROUP_TIMES",
    "MEASURES",
    "MOST_SLICES",
    "ORDERS_OF_PROGRESS",
    "ORDERS_OF_VIEWERS",
    "PLAY_FIELDS",
    "QUIET_MS",
    "RUSSIAN",
    "USUAL_FIELDS",
    "Answer",
    "Broadcast",
    "Choice",
    "Closer",
    "Concurrency",
    "Crowd",
    "Difference",
    "Direction",
    "Domain",
    "Entry",
    "Grain",
    "GroupTime",
    "Ledger",
    "LiveContent",
    "LivePlay",
    "Metrics",
    "NamedPeriod",
    "Overview",
    "Period",
    "Place",
    "PlaysQuestion",
    "Progress",
    "Question",
    "Referrers",
    "Retention",
    "Search",
    "Slice",
    "Top",
    "Traffic",
    "Viewer",
    "Zoned",
    "closed_zones",
    "compare_closed_days",
    "dimension",
    "line",
    "merged",
    "rfc3339",
]
