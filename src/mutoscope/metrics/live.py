"""Who watches what now."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from mutoscope.beacon.limits import CLOCK_MS, PLAY_MS
from mutoscope.metrics.compile import over_plays
from mutoscope.metrics.overview import ONLINE_MS
from mutoscope.metrics.pseudonyms import PseudonymKey, pseudonym_params, pseudonym_sql
from mutoscope.metrics.question import Choice
from mutoscope.store import Row, Statement, query

MOST_PLAYS = 100
"""Plays that are shown of one content, those begun last."""


@dataclass(frozen=True, order=True)
class LivePlay:
    """A play that is watching now, in the order of the query's columns; unknown texts are empty."""

    loaded_ms: int
    play_id: str  # a pseudonym
    received_ms: int  # of its newest beacon
    position_ms: int  # in the content, as of that beacon
    watch_ms: int
    external_id: str
    country: str
    city: str
    device: str
    os: str
    browser: str
    domain: str
    page: str


@dataclass(frozen=True, kw_only=True)
class LiveContent:
    """A content that is being watched now. kind: empty for one that the store has not heard of yet."""

    video_id: str
    kind: str
    project_id: UUID
    folder_id: UUID  # nil: none
    event_id: str  # empty: none
    online: int
    viewers: frozenset[int]  # a number for each who watches
    plays: list[LivePlay]  # at most MOST_PLAYS, the newest first


def live_statement(choice: Choice, key: PseudonymKey, now_ms: int) -> Statement:
    """Rows of contents, most watched first."""
    recent = now_ms - CLOCK_MS - PLAY_MS
    statement = Statement(params={"now": now_ms, "online_ms": ONLINE_MS, "most": MOST_PLAYS, "recent": recent})
    statement.params |= pseudonym_params(key)
    blanks = {"play_id": pseudonym_sql("video_id, play")}
    minted = (recent, now_ms + CLOCK_MS)
    statement.sql = over_plays("live", blanks, choice, statement, [minted], among=query("live_plays"))
    return statement


def live_contents(rows: Iterable[Row]) -> list[LiveContent]:
    return [
        LiveContent(
            video_id=row["video_id"],
            kind=row["kind"],
            project_id=UUID(row["project_id"]),
            folder_id=UUID(row["folder_id"]),
            event_id=row["event_id"],
            online=row["online"],
            viewers=frozenset(row["viewers"]),
            plays=[LivePlay(*play) for play in row["newest"]],
        )
        for row in rows
    ]
