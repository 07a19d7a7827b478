"""From a play that was made up to its line of the import: the last beacon of the play, as docs/protocol.md has it."""

from random import Random

import msgspec
from msgspec import Struct

from mutoscope.beacon import play_id
from mutoscope.demo.audience import DAY_MS, Device, Person
from mutoscope.demo.catalogue import DemoStream, DemoVideo
from mutoscope.demo.watching import Span, Watched

PACE_MS = 10_000  # between two beacons of a playing player
VERSION = "mutoscope-embed/0.1.0"

_encode = msgspec.json.Encoder().encode


class Line(Struct, omit_defaults=True, kw_only=True):
    """A beacon, and beside it what the import is told of its sender."""

    v: int
    play: str
    seq: int
    video: str
    session: str | None
    device: str | None
    page: str
    loaded: int
    sent: int
    duration: int | None
    spans: list[Span]
    playing: bool
    n: dict[str, int]
    received: int
    live: bool = False
    viewer: str | None = None
    context: dict[str, str] | None = None
    ref: str | None = None
    startup: int | None = None
    stalled: int = 0
    lang: str | None = None
    tz: str | None = None
    screen: tuple[int, int] | None = None
    player: str | None = None
    device_type: str | None = None
    os: str | None = None
    browser: str | None = None
    country: str | None = None
    city: str | None = None
    user_agent: str | None = None
    traffic: str | None = None


class Scene(Struct):
    """What all loads of one page have in common."""

    person: Person
    device: Device
    page: str
    ref: str = ""
    context: dict[str, str] | None = None
    user_agent: str | None = None  # told instead of device, system and browser
    traffic: str | None = None


class Recording:
    """The plays made up so far and not yet handed on; each is cut at the demo's end, where some still go on."""

    def __init__(self, rng: Random, start_ms: int, end_ms: int, lasting_until_ms: int) -> None:
        self.rng = rng
        self.start_ms = start_ms
        self.end_ms = end_ms
        self.lasting_until_ms = lasting_until_ms
        self.loads = 0
        self._lines: list[tuple[int, bytes]] = []

    def load(self, scene: Scene, video: DemoVideo | DemoStream, instant: int, watched: Watched) -> int:
        """Takes a play down. Returns the instant of its last beacon, from which on its viewer is free for another."""
        rng = self.rng
        self.loads += 1
        latency = 25 + int(rng.expovariate(0.02))
        elapsed = self._elapsed(watched, self.end_ms - instant - latency)
        device = scene.device
        device.join_session(rng, instant)
        device.seen = max(device.seen, instant + elapsed)
        # A stay outside the period counts as made up, so that the day's number of plays comes out; it is just not told.
        told = self.start_ms <= instant and instant + latency <= self.end_ms
        if told and instant + elapsed >= self.lasting_until_ms:
            line = self._line(scene, video, instant, watched)
            line.sent = instant + elapsed
            line.received = line.sent + latency
            self._lines.append((instant, _encode(line) + b"\n"))
        return instant + elapsed

    def is_out(self, video: DemoVideo, instant: int) -> bool:
        return instant >= self.end_ms - video.age_days * DAY_MS

    def before(self, instant: int) -> list[bytes]:
        """Takes out the lines of plays loaded before that, in order."""
        ready = sorted(line for line in self._lines if line[0] < instant)
        self._lines = [line for line in self._lines if line[0] >= instant]
        return [line for _, line in ready]

    def _elapsed(self, watched: Watched, left: int) -> int:
        """From load to last beacon, at most what is left of the demo's time: then the play is cut."""
        over = watched.over_at()
        # Who hasn't played stays for the page's text; who has, for a moment, unless the page was closed on the video.
        stay = 40 if watched.playing else int(self.rng.lognormvariate(8.8 if over else 10.1, 1.1))
        elapsed = over + stay
        if elapsed <= left:
            return elapsed
        # The newest beacon of a play that goes on is a few seconds old; nothing is sent while it doesn't play.
        elapsed = max(0, left - int(self.rng.random() * PACE_MS))
        watched.cut(elapsed)
        return elapsed if watched.playing else min(elapsed, watched.over_at())

    def _line(self, scene: Scene, video: DemoVideo | DemoStream, loaded: int, watched: Watched) -> Line:
        """All but when it was sent and received."""
        device, place, gear = scene.device, scene.person.place, scene.device.gear
        told = scene.user_agent is None
        return Line(
            v=1,
            play=play_id(loaded, self.rng.getrandbits(74)),
            seq=_seq(watched),
            video=video.id,
            session=device.session,
            device=device.id,
            page=scene.page,
            loaded=loaded,
            sent=loaded,
            duration=video.duration_ms if isinstance(video, DemoVideo) else None,
            live=isinstance(video, DemoStream),
            spans=watched.spans,
            playing=watched.playing,
            n=_counts(watched),
            received=loaded,
            viewer=scene.person.viewer,
            context=scene.context,
            ref=scene.ref or None,
            startup=watched.startup,
            stalled=watched.stalled,
            lang=place.lang,
            tz=place.zone,
            screen=device.screen,
            player=VERSION,
            device_type=gear.form if told else None,
            os=gear.os if told else None,
            browser=gear.browser if told else None,
            country=place.country,
            city=scene.person.city,
            user_agent=scene.user_agent,
            traffic=scene.traffic,
        )


def _seq(watched: Watched) -> int:
    """How many beacons the player has sent after the first."""
    wall = sum(span[1] for span in watched.spans)
    return 1 + wall // PACE_MS + watched.pauses + watched.seeks + (wall >= 5_000)


def _counts(watched: Watched) -> dict[str, int]:
    """Those that are not 0."""
    counts = {
        "play": watched.plays,
        "pause": watched.pauses,
        "seek": watched.seeks,
        "replay": watched.replays,
        "stall": watched.stalls,
        "error": watched.errors,
    }
    return {name: n for name, n in counts.items() if n}
