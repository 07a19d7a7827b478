"""What a player outside of a browser does, as beacons: the reference for apps (iOS, Android, TV). See docs/apps.md.

The same rules as the SDK's (`web/sdk/src/play.ts`); `contract/vectors/plays.json` and the golden cases hold both to
the same spans and counts. Times and positions are milliseconds, as in the protocol.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Required, TypedDict, Unpack

import msgspec

from mutoscope.beacon import limits
from mutoscope.beacon.ids import play_id

GAP_MS = 2_000
"""Over longer gaps between two looks at the player the content has to prove that it moved."""
SHARE, SHARE_OF_GAP = 0.5, 0.9
"""What of an ordinary interval, and of a gap, the content has to have moved."""
SLOWEST_TICK_MS = 65_000
"""A longer silence in a stall is a device that sleeps."""
PATIENCE_MS = 30_000
"""Who waits longer than this for the content to move may have left: it counts as playing no more."""
DAY_MS = 86_400_000

Clock = Callable[[], int]
"""Milliseconds since the epoch. Must run on while the device sleeps, and not jump when somebody sets the time."""


def system_clock() -> Clock:
    """The time of day as it was when this was called, and from then on a clock that nobody sets."""
    # Linux's monotonic clock stands still while the device sleeps.
    steady = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    ahead = time.time_ns() - time.clock_gettime_ns(steady)
    return lambda: (time.clock_gettime_ns(steady) + ahead) // 1_000_000


class Fixed(TypedDict, total=False):
    """What is fixed for a play at its load: fields of the beacon, as in docs/protocol.md."""

    key: Required[str]
    video: Required[str]
    page: Required[str]
    live: bool
    session: str | None
    device: str | None
    viewer: str
    context: dict[str, str]
    ref: str
    lang: str
    tz: str
    screen: tuple[int, int]
    player: str


class PlayBuilder:
    """One play, from its load on: tell it what the player does, ask it for a beacon whenever one is due.

    Every method may be told the content's position; otherwise it follows from the clock and the rate.
    """

    def __init__(self, *, clock: Clock | None = None, duration: int | None = None, **fixed: Unpack[Fixed]) -> None:
        self.clock = clock or system_clock()
        self.duration = duration
        self.loaded = self.clock()
        self.id = play_id(self.loaded, secrets.randbits(74))
        self._fixed: Fixed = {"session": None, "device": None, **fixed}
        self._seq = 0
        self._spans: list[list[int]] = []
        self._open: list[int] | None = None  # the span that runs: the last one, once it moved
        self._cont = 0
        self._n = dict.fromkeys(("play", "pause", "seek", "replay", "stall", "error"), 0)
        self._position, self._rate = 0, 1.0
        self._paused = True
        self._asked: int | None = None
        self._startup: int | None = None
        self._stalled = 0
        self._stalling = self._started = self._over = False
        self._looked = 0

    def play(self, position: int | None = None) -> None:
        """Somebody, or the player itself, wants it to play."""
        self._look(position)
        self._paused = False
        self._n["play"] += 1
        if self._asked is None:
            self._asked = self._looked

    def playing(self, position: int | None = None) -> None:
        """The content moves: after `play`, a stall or a seek."""
        self._look(position)
        if not self._paused:
            self._begin()

    def tick(self, position: int | None = None) -> None:
        """A look at the player, as often as possible while it plays: it tells of a device that slept."""
        self._look(position)

    def pause(self, position: int | None = None) -> None:
        self._look(position)
        self._n["pause"] += 1
        self._halt()
        self._asked = None

    def seek(self, to: int, position: int | None = None) -> None:
        """Somebody goes elsewhere; say `playing` as soon as the content moves there. A start position is no seek."""
        self._look(position)
        self._end(0)
        if self._started and (self._paused or not self._over):
            self._n["seek"] += 1
        self._stalling = False
        self._position = to

    def rate(self, rate: float, position: int | None = None) -> None:
        """Another playback rate; what comes next continues."""
        self._look(position)
        running = self._open is not None
        self._end(1)
        self._rate = rate
        if running and rate:
            self._begin()

    def stall(self, position: int | None = None) -> None:
        """The content ran dry; say `playing` as soon as it moves again. Before the first frame it is none."""
        self._look(position)
        if self._open is None:
            return
        self._end(1)
        self._n["stall"] += 1
        self._stalling = True

    def end(self, position: int | None = None) -> None:
        """The content came to its end. Who plays it again says `play(0)`: a replay."""
        self._look(self.duration if position is None else position)
        self._halt()
        self._over = self._started

    def error(self, position: int | None = None) -> None:
        """Playback failed for good."""
        self._look(position)
        self._n["error"] += 1
        self._halt()

    @property
    def full(self) -> bool:
        """Nothing more goes into this play: begin another one of the same content, and go on in it."""
        return self._age() >= DAY_MS or (self._open is None and len(self._spans) >= limits.SPANS)

    def beacon(self, position: int | None = None) -> dict[str, Any]:
        """All that happened so far. `sent` has to be written anew if it is sent later than now."""
        self._look(position)
        self._seq += 1
        return {
            "v": 1,
            **self._fixed,
            "play": self.id,
            "seq": self._seq - 1,
            "loaded": self.loaded,
            "sent": self.loaded + self._looked,
            "duration": None if self._fixed.get("live") else self.duration,
            "spans": [[at, wall, self._clip(start), self._clip(to), cont] for at, wall, start, to, cont in self._spans],
            "playing": self._is_playing(),
            "n": dict(self._n),
            "startup": self._startup,
            "stalled": self._stalled,
        }

    def _age(self) -> int:
        return self.clock() - self.loaded

    def _look(self, position: int | None) -> None:
        """Takes the play on to now: extends the open span, or ends it where the content last was known to move."""
        now, before = self._age(), self._looked
        self._looked = now
        if self._stalling and now - before < SLOWEST_TICK_MS:
            self._stalled += now - before
        if self._open is None:
            self._position = self._position if position is None else position
            return
        at, wall, start, to, cont = self._open
        gap = now - at - wall
        ran = gap if position is None else (position - to) / self._rate
        went_on = to + round(gap * self._rate)
        self._position = position = went_on if position is None else position
        if abs(position - start) > (now - at) * limits.SPAN_RATE + limits.SPAN_SLACK_MS:
            # No playback gets there: it is elsewhere by a seek that nobody told of.
            if gap <= GAP_MS:
                self._extend(now, went_on)
            self._end(0)
            self._begin()
        elif ran > 0 and ran >= gap * (SHARE_OF_GAP if gap > GAP_MS else SHARE):
            if not wall and not cont:  # it is announced before it moves: it began where the content says that it did
                self._open[0] = min(now, max(at, round(now - (position - start) / self._rate)))
            self._extend(now, position)
        elif gap > GAP_MS:
            self._end(0)
            self._begin()

    def _extend(self, now: int, position: int) -> None:
        span = self._open
        if span is None or now <= span[0]:
            return
        if not span[1]:
            self._spans.append(span)
        span[1], span[3] = now - span[0], position

    def _begin(self) -> None:
        if self._open is not None:
            return
        if not self._started and self._asked is not None:
            self._startup = self._looked - self._asked
        self._n["replay"] += self._over
        self._started = True
        self._over = self._stalling = False
        self._open = [self._looked, 0, self._position, self._position, self._cont]

    def _end(self, cont: int) -> None:
        """Ends the open span; if it never moved, what comes next continues what this one would have continued."""
        if self._open is not None:
            _, wall, _, _, continued = self._open
            self._cont = cont if wall or continued else 0
            self._open = None
        elif not cont:
            self._cont = 0

    def _halt(self) -> None:
        self._end(0)
        self._paused = True
        self._stalling = False

    def _clip(self, position: int) -> int:
        return max(0, position if self.duration is None else min(position, self.duration))

    def _is_playing(self) -> bool:
        """Short stalls and seeks in the middle of playback don't stop it."""
        at, wall, *_ = self._spans[-1] if self._spans else (-PATIENCE_MS, 0)
        return not self._paused and self._looked - at - wall < PATIENCE_MS


def bodies(beacons: Iterable[Mapping[str, Any]]) -> Iterator[tuple[bytes, list[Mapping[str, Any]]]]:
    """Bodies for `POST /collect`, arrays of as many beacons as one takes, and which ones are in each."""
    texts: list[bytes] = []
    held: list[Mapping[str, Any]] = []
    size = 2
    for beacon in beacons:
        text = msgspec.json.encode(beacon)
        if held and (len(held) == limits.ARRAY or size + len(text) + 1 > limits.BODY_BYTES):
            yield b"[" + b",".join(texts) + b"]", held
            texts, held, size = [], [], 2
        texts.append(text)
        held.append(beacon)
        size += len(text) + 1
    if held:
        yield b"[" + b",".join(texts) + b"]", held
