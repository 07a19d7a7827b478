"""GET /v1/analytics/live: who watches what now; GET /v1/analytics/live/stream: the same as it changes."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Assumptions, Filters, Text, choose
from mutoscope.api.endpoint import Asked, Endpoint, Stream
from mutoscope.api.live_board import MOST_PLAYS, Narrowing
from mutoscope.metrics import Traffic, rfc3339


class LiveQuery(msgspec.Struct, kw_only=True, frozen=True):
    video_id: Annotated[tuple[Text, ...], Meta(description="Who watches the content.", examples=[["premiere-1"]])] = ()
    event_id: Annotated[
        tuple[Text, ...], Meta(description="Who watches the live event's streams.", examples=[["premiere"]])
    ] = ()
    project_id: Annotated[tuple[UUID, ...], Meta(description="Who watches the project's contents.")] = ()
    folder_id: Annotated[
        tuple[UUID, ...], Meta(description="Who watches contents in the folder, or in one nested in it.")
    ] = ()
    traffic: Annotated[Traffic, Meta(description="Whose plays: people's, bots', the company's own, or all.")] = "human"


def live(asked: Asked[LiveQuery]) -> dict[str, Any]:
    """Raises RequestError."""
    now_ms = asked.services.now_ms()
    narrowing = _narrowing(asked)
    picture = asked.services.live.board.picture(asked.workspace, asked.query.traffic, now_ms)
    return {"meta": {"at": rfc3339(picture.at_ms)}, "data": picture.shown(narrowing)}


def live_stream(asked: Asked[LiveQuery]) -> Stream:
    """Raises RequestError."""
    return Stream(
        parts=asked.services.live.listen(
            asked.requester,
            asked.query.traffic,
            _narrowing(asked),
            last_id=asked.request.headers.get("last-event-id", ""),
            still_may=asked.still_may,
        ),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},  # a proxy that collects answers would hold events back
    )


def _narrowing(asked: Asked[LiveQuery]) -> Narrowing:
    """Raises NoSuchEntity for an id that is not of this workspace."""
    query = asked.query
    filters = Filters(project_id=query.project_id, folder_id=query.folder_id, event_id=query.event_id)
    choice = choose(filters, query.video_id, Assumptions(), asked.workspace, asked.services.catalog)
    return Narrowing(**{name: frozenset(wanted) for name, wanted in choice.filters.items()})


_COUNTS: dict[str, schemas.Schema] = {
    "online": schemas.count("Plays that are being watched now: their newest beacon is under 30 s old and says so."),
    "viewers": schemas.count("Those who watch: by externalId, else by device, else by session."),
}

_PEAK = {
    "peak_concurrent_viewers": schemas.count(
        "The most plays that ran at one instant of today, as of ten seconds ago at most."
    )
}

_CONTENT = {
    "video_id": schemas.text("The content: a video, or a stream of a live event."),
    "title": schemas.text("Its title."),
    "event_id": schemas.text("The live event of a stream.", null=True),
    **_COUNTS,
    **_PEAK,
}

_EVENT = {"event_id": schemas.text("A live event."), "title": schemas.text("Its title."), **_COUNTS, **_PEAK}

_PLAY: dict[str, schemas.Schema] = {
    "id": schemas.text("Stands for the play, the same as in /v1/plays; not the id that its player sends."),
    "video_id": schemas.text("What is watched."),
    "title": schemas.text("Its title."),
    "loaded_at": schemas.instant("When the player was loaded."),
    "seen_at": schemas.instant("When its newest beacon was received."),
    "position": schemas.number("Seconds into the content, as of that beacon."),
    "watch_time": schemas.number("Seconds played so far, by the clock on the wall."),
    "country_name": schemas.text("English name of the country."),
    **schemas.dimensions(["external_id", "country", "city", "device", "os", "browser", "domain", "page"]),
}

_DATA = schemas.record(
    {
        "total": schemas.record(_COUNTS),
        "contents": schemas.list_of(schemas.record(_CONTENT)),
        "events": schemas.list_of(schemas.record(_EVENT)),
        "plays": {
            **schemas.list_of(schemas.record(_PLAY)),
            "maxItems": MOST_PLAYS,
            "description": "The plays begun last.",
        },
    }
)

LIVE = Endpoint(
    path="/v1/analytics/live",
    name="live",
    asks_store=True,
    summary="Who watches what now",
    description=(
        "Contents that are being watched, the most watched first; their live events; and the plays that were begun"
        " last."
    ),
    scope="read",
    query=LiveQuery,
    answer=live,
    schema=schemas.record(
        {"meta": schemas.record({"at": schemas.instant("As of when.")}), "data": _DATA},
    ),
)

LIVE_STREAM = Endpoint(
    path="/v1/analytics/live/stream",
    name="live_stream",
    summary="Who watches what, as it changes",
    description=(
        "Server-sent events for the browser's EventSource: an event `live` within a second, and again when something"
        " has changed, once a second at most. Its data is the `data` of /v1/analytics/live. A comment is sent where"
        " there is no news for 15 s. A stream ends after five minutes: EventSource comes again by itself, and its"
        " Last-Event-ID says what it has seen. It ends within seconds where the token is revoked or the login is over."
    ),
    scope="read",
    query=LiveQuery,
    answer=live_stream,
    schema=_DATA,
    media_type="text/event-stream",
)
