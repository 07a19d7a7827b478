"""Histories: what happened in players, and the beacons that real players would have sent about it.

All instants and lengths are whole milliseconds. `docs/protocol.md` is the source of every field name.
"""

import base64
import dataclasses
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Beacon = dict[str, Any]

VIEW_MS = 5_000
HEARTBEAT_MS = 10_000
KEY = "pk_oracle"


class Span(NamedTuple):
    """One stretch of uninterrupted playback: `[at, wall, from, to, cont]` of the beacon."""

    at: int  # start, since the load
    wall: int  # wall-clock length
    start: int  # content position at the start
    end: int  # content position at the end
    cont: int = 0  # 1: continues the span before it


@dataclasses.dataclass(frozen=True, kw_only=True)
class Counts:
    """The beacon's `n`."""

    play: int = 0
    pause: int = 0
    seek: int = 0
    replay: int = 0
    stall: int = 0
    error: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Content:
    """What the catalog says of a video or a stream."""

    video: str
    duration_ms: int | None = None
    live: bool = False
    project_id: str = ""
    folder_id: str = ""
    event_id: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Play:
    """The life of one player with one content, in its final state."""

    video: str
    play: str  # UUIDv7; unique only together with `video`
    session: str  # base64url of 16 bytes
    device: str | None = None
    viewer: str | None = None
    loaded_ms: int  # the server's clock
    duration_ms: int | None = None  # the length that the beacon tells
    live: bool = False  # what the beacon tells; the catalog's kind wins
    spans: tuple[Span, ...] = ()
    counts: Counts = Counts()
    startup_ms: int | None = None
    stalled_ms: int = 0
    playing: bool = False
    page: str = "https://example.com/watch"
    context: tuple[tuple[str, str], ...] = ()
    country: str = ""
    city: str = ""
    device_type: str = ""  # the form factor; the dimension called `device`
    os: str = ""
    browser: str = ""
    traffic: str = "human"

    @property
    def elapsed_ms(self) -> int:
        """From the load to the last thing that happened."""
        return max(self.startup_ms or 0, max((span.at + span.wall for span in self.spans), default=0))


def token(label: str) -> str:
    """A session or device id as the protocol has it: base64url of 16 bytes, the same for the same label."""
    return base64.urlsafe_b64encode(hashlib.sha256(label.encode()).digest()[:16]).decode().rstrip("=")


def uuid7(at_ms: int, label: str) -> str:
    """The UUIDv7 of an instant, the same for the same label."""
    random = int.from_bytes(hashlib.sha256(label.encode()).digest()[:10], "big")
    bits = at_ms << 80 | random
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def view_at(spans: Iterable[Span], threshold_ms: int = VIEW_MS) -> int | None:
    """When, since the load, a run first reached the threshold; None if none did."""
    run = 0
    for span in spans:
        if span.cont == 0:
            run = 0
        if run + span.wall >= threshold_ms:
            return span.at + (threshold_ms - run)
        run += span.wall
    return None


def spans_until(spans: Iterable[Span], now: int) -> tuple[Span, ...]:
    """The spans as the player knew them at `now` since the load, the open one partly played."""
    known = []
    for span in spans:
        if span.at + span.wall <= now:
            known.append(span)
        elif span.at < now:
            wall = now - span.at
            end = span.start + (span.end - span.start) * wall // span.wall
            known.append(span._replace(wall=wall, end=end))
    return tuple(known)


def moments(play: Play) -> list[int]:
    """When, since the load, the player sends: at load, at 5 s of a run, every 10 s of playing, at pauses and ends."""
    found = {0, play.elapsed_ms}
    reached = view_at(play.spans)
    if reached is not None:
        found.add(reached)
    for index, span in enumerate(play.spans):
        found.update(range(span.at + HEARTBEAT_MS, span.at + span.wall, HEARTBEAT_MS))
        stalled = index + 1 < len(play.spans) and play.spans[index + 1].cont == 1
        if not stalled:
            found.add(span.at + span.wall)
    return sorted(found)


def beacons(play: Play, *, key: str = KEY, skew_ms: int = 0) -> list[Beacon]:
    """All successive whole-state beacons of a play; the last one is its final state.

    `skew_ms` is how far the client's clock is ahead of the server's.
    """
    return [_beacon(play, seq, now, key=key, skew_ms=skew_ms) for seq, now in enumerate(moments(play))]


def last_beacon(play: Play, *, key: str = KEY, skew_ms: int = 0) -> Beacon:
    """The final state alone, with the `seq` that it has among `beacons`."""
    return _beacon(play, len(moments(play)) - 1, play.elapsed_ms, key=key, skew_ms=skew_ms)


def _beacon(play: Play, seq: int, now: int, *, key: str, skew_ms: int) -> Beacon:
    final = now == play.elapsed_ms

    def so_far(count: int) -> int:
        return count if final else count * now // play.elapsed_ms

    beacon: Beacon = {
        "v": 1,
        "key": key,
        "play": play.play,
        "seq": seq,
        "video": play.video,
        "session": play.session,
        "device": play.device,
        "page": play.page,
        "loaded": play.loaded_ms + skew_ms,
        "sent": play.loaded_ms + skew_ms + now,
        # A player learns the length only once the content is open.
        "duration": play.duration_ms if final or now > 0 else None,
        "spans": [list(span) for span in (play.spans if final else spans_until(play.spans, now))],
        "playing": play.playing if final else any(s.at <= now < s.at + s.wall for s in play.spans),
        "n": {name: so_far(count) for name, count in dataclasses.asdict(play.counts).items()},
        "stalled": so_far(play.stalled_ms),
    }
    if play.live:
        beacon["live"] = True
    if play.viewer is not None:
        beacon["viewer"] = play.viewer
    if play.context:
        beacon["context"] = dict(play.context)
    if play.startup_ms is not None and (final or play.startup_ms <= now):
        beacon["startup"] = play.startup_ms
    return beacon


def dims(play: Play) -> dict[str, str]:
    """What the server learns of a play beside its beacons, in the names of the import."""
    return {name: getattr(play, name) for name in ("country", "city", "device_type", "os", "browser")}


def import_line(beacon: Beacon, received_ms: int, dims: Mapping[str, str]) -> Beacon:
    """A line of `POST /v1/plays/import`: the beacon without `key`, when it was received, and its origin.

    The form factor is called `device_type` there: `device` is the beacon's own device id.
    """
    line = {name: value for name, value in beacon.items() if name != "key"}
    return line | {"received": received_ms} | dict(dims)


def winners(lines: Sequence[Beacon]) -> list[Play]:
    """The plays that stand once all lines are in: highest `seq`, among equal ones the first received.

    `lines` are in order of arrival, which decides only between equal `seq` and equal `received`.
    """
    won: dict[tuple[str, str], Beacon] = {}
    for line in lines:
        identity = (line["video"], line["play"])
        held = won.get(identity)
        if held is None or (line["seq"], -line["received"]) > (held["seq"], -held["received"]):
            won[identity] = line
    return [_play(line) for line in won.values()]


def _play(line: Beacon) -> Play:
    return Play(
        video=line["video"],
        play=line["play"],
        session=line["session"],
        device=line["device"],
        viewer=line.get("viewer"),
        loaded_ms=line["received"] - (line["sent"] - line["loaded"]),
        duration_ms=line["duration"],
        live=line.get("live", False),
        spans=tuple(Span(*span) for span in line["spans"]),
        counts=Counts(**line["n"]),
        startup_ms=line.get("startup"),
        stalled_ms=line.get("stalled", 0),
        playing=line["playing"],
        page=line["page"],
        context=tuple(line.get("context", {}).items()),
        country=line.get("country", ""),
        city=line.get("city", ""),
        device_type=line.get("device_type", ""),
        os=line.get("os", ""),
        browser=line.get("browser", ""),
    )
