"""Plays as they are: each with all that is known of it, in an order that never changes.

The order is that of the times in their ids, the newest first. A play's other instants may still move while its beacons
come; the id stays, so whoever goes on from a place in the list misses nothing and gets nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mutoscope.beacon.limits import CLOCK_MS
from mutoscope.metrics.compile import over_plays
from mutoscope.metrics.periods import Period, rfc3339
from mutoscope.metrics.pseudonyms import PseudonymKey, pseudonym_params, pseudonym_sql
from mutoscope.metrics.question import Choice
from mutoscope.store import Row, Statement

FieldType = Literal["text", "instant", "integer", "seconds", "boolean", "id", "context", "spans", "parts"]

NIL = "'00000000-0000-0000-0000-000000000000'"
HOUR_MS = 3_600_000

BATCH = 50_000
BATCH_OF_SPANS = 5_000
"""Plays that are read at a time: a read looks through all plays of its month, so there should be few reads, and each
must fit in memory. With its spans one may take 50 KB."""


@dataclass(frozen=True, kw_only=True)
class PlayField:
    """A field of a play. sql: over the columns of queries/shown_of_play.sql and content_columns.sql."""

    help: str
    sql: str
    type: FieldType = "text"
    nullable: bool = False
    usual: bool = True  # told where no fields are named


def _seconds(column: str) -> str:
    return f"toFloat64({column}) / 1000"


_ID = pseudonym_sql("video_id, play")

PLAY_FIELDS: dict[str, PlayField] = {
    "id": PlayField(help="Stands for the play, always the same; not the id that its player sends.", sql=_ID),
    "video_id": PlayField(help="The content: a video, or a stream of a live event.", sql="video_id"),
    "project_id": PlayField(help="The project the content is in now.", sql="project_id", type="id", nullable=True),
    "folder_id": PlayField(
        help="The folder the content is in now; null: none.", sql="folder_id", type="id", nullable=True
    ),
    "event_id": PlayField(help="The live event of a stream; empty: none.", sql="event_id"),
    "loaded_at": PlayField(help="When the player was loaded.", sql="loaded_ms", type="instant"),
    "viewed_at": PlayField(
        help="When it became a view; null: it did not.", sql="viewed_ms", type="instant", nullable=True
    ),
    "received_at": PlayField(help="When its newest beacon was received.", sql="received_ms", type="instant"),
    "external_id": PlayField(help="The viewer, as the host page named them; empty: it did not.", sql="viewer"),
    "session": PlayField(help="Stands for the device session.", sql=pseudonym_sql("session")),
    "device_id": PlayField(
        help="Stands for the device; empty: cookieless.",
        sql=f"if(device = toUUID({NIL}), '', {pseudonym_sql('device')})",
    ),
    "context": PlayField(help="The host page's own, by key.", sql="context", type="context"),
    "traffic": PlayField(help="human, bot or internal.", sql="traffic"),
    "country": PlayField(help="ISO 3166 code of the viewer's country; empty: unknown.", sql="country"),
    "city": PlayField(help="The viewer's city; empty: unknown.", sql="city"),
    "device": PlayField(help="desktop, mobile, tablet or tv; empty: unknown.", sql="device_type"),
    "os": PlayField(help="Family of the operating system; empty: unknown.", sql="os"),
    "browser": PlayField(help="Family of the browser; empty: unknown.", sql="browser"),
    "domain": PlayField(help="Host of the page, without a leading www.", sql="domain"),
    "page": PlayField(help="Address of the page in which the player is embedded.", sql="page"),
    "referrer": PlayField(help="That page's referrer.", sql="ref"),
    "language": PlayField(help="Language tag of the browser.", sql="lang"),
    "timezone": PlayField(help="IANA name of the browser's time zone.", sql="tz"),
    "screen_width": PlayField(help="Pixels; 0: unknown.", sql="screen_width", type="integer"),
    "screen_height": PlayField(help="Pixels; 0: unknown.", sql="screen_height", type="integer"),
    "player": PlayField(help="Name and version of the player.", sql="player"),
    "live": PlayField(help="Whether its player took the content for live.", sql="live", type="boolean"),
    "playing": PlayField(help="Whether it played as its newest beacon was sent.", sql="playing", type="boolean"),
    "length": PlayField(
        help="The content's length in seconds; null: unknown, or live.",
        sql=f"if(length_ms > 0, {_seconds('length_ms')}, NULL)",
        type="seconds",
        nullable=True,
    ),
    "watch_time": PlayField(help="Seconds played, by the clock on the wall.", sql=_seconds("watch_ms"), type="seconds"),
    "play": PlayField(help="How often playback was started.", sql="play_count", type="integer"),
    "pause": PlayField(help="How often it was paused.", sql="pause_count", type="integer"),
    "seek": PlayField(help="How often the position was changed.", sql="seek_count", type="integer"),
    "replay": PlayField(help="How often it started again after the end.", sql="replay_count", type="integer"),
    "startup_time": PlayField(
        help="Seconds to the first frame; null: there was none.",
        sql=_seconds("startup_ms"),
        type="seconds",
        nullable=True,
    ),
    "buffering_count": PlayField(help="How often it stalled after it had started.", sql="stall_count", type="integer"),
    "buffering_time": PlayField(help="Seconds for which it stalled.", sql=_seconds("stalled_ms"), type="seconds"),
    "errors": PlayField(help="Fatal errors.", sql="error_count", type="integer"),
    "parts": PlayField(
        help="Which parts of the content it went through: [from, to] in seconds, in order, not overlapping.",
        sql="arrayMap(one -> (toFloat64(one.1) / 1000, toFloat64(one.2) / 1000), covered)",
        type="parts",
        usual=False,
    ),
    "spans": PlayField(
        help="Its stretches of playback as its player sent them, in ms: [at, wall, from, to, cont].",
        sql="arrayMap(one -> (one.1, one.2, one.3, one.4, one.5), spans)",
        type="spans",
        usual=False,
    ),
    "cursor": PlayField(
        help="The place after it in the list, for `cursor`.",
        sql=f"concat(toString(minted_ms), '-', {_ID})",
        usual=False,
    ),
}
"""All that is told of a play, in its order."""

USUAL_FIELDS = tuple(name for name, field in PLAY_FIELDS.items() if field.usual)


@dataclass(frozen=True, order=True)
class Place:
    """A place in the list: what comes after it is less. As text: `1709546400000-0123…`, the play before it."""

    minted_ms: int
    id: str

    def __str__(self) -> str:
        return f"{self.minted_ms}-{self.id}"


@dataclass(frozen=True, kw_only=True)
class PlaysQuestion:
    """Which plays: those loaded in the period; which of their fields; from which place on."""

    choice: Choice
    period: Period
    key: PseudonymKey
    fields: Sequence[str] = USUAL_FIELDS
    after: Place | None = None


def plays(ask: Callable[[str, dict[str, Any]], list[Row]], question: PlaysQuestion, batch: int) -> Iterator[Row]:
    """The plays, read a stretch of time after the other: memory stays flat however many there are.

    Each comes with its `_place`. The stretches grow where there are few plays, and shrink where there are many.
    """
    floor = question.period.start_ms - CLOCK_MS
    place = Place(question.period.end_ms + CLOCK_MS, "")
    if question.after is not None:
        place = min(place, question.after)
    width = CLOCK_MS + HOUR_MS  # the first stretch reaches an hour into the period
    while place > Place(floor, ""):
        low = max(floor, place.minted_ms - width)
        statement = _statement(question, place, low, batch)
        rows = ask(statement.sql, statement.params)
        for row in rows:
            yield _shown(row, question.fields)
        if len(rows) == batch:
            place = Place(rows[-1]["_minted"], rows[-1]["_id"])
            width = max(width // 2, 1)
        else:
            place = Place(low, "")
            width = int(width * min(8, max(1, 0.8 * batch / max(len(rows), 1))))


def _statement(question: PlaysQuestion, place: Place, low: int, most: int) -> Statement:
    statement = Statement(
        params={
            "start": question.period.start_ms,
            "end": question.period.end_ms,
            "place_ms": place.minted_ms,
            "place_id": place.id,
            "most": most,
            **pseudonym_params(question.key),
        }
    )
    columns = ", ".join(f"{PLAY_FIELDS[name].sql} AS `{_column(name)}`" for name in question.fields)
    minted = (low, place.minted_ms + 1)
    statement.sql = over_plays("plays", {"columns": columns, "id": _ID}, question.choice, statement, [minted])
    return statement


def _column(name: str) -> str:
    """A name of its own in the query: some fields have the names of columns that others are made of."""
    return f"field {name}"


def _shown(row: Row, fields: Sequence[str]) -> Row:
    shown: Row = {}
    for name in fields:
        value = row[_column(name)]
        type_ = PLAY_FIELDS[name].type
        if type_ == "instant" and value is not None:
            value = rfc3339(value)
        elif type_ == "id" and value == NIL.strip("'"):
            value = None
        shown[name] = value
    shown["_place"] = Place(row["_minted"], row["_id"])
    return shown
