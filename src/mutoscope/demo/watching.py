"""One sitting in front of one video: from where to where it is played, and what interrupts it."""

from math import log
from random import Random

from mutoscope.demo.audience import Device
from mutoscope.demo.shapes import Shape

Span = tuple[int, int, int, int, int]  # at, wall, from, to, cont: as in docs/protocol.md
Leg = tuple[int, int, float, int]  # content from, to, playback rate, 1: nothing but the rate changed

# From here on a video is long: worth a faster rate, a jump back, a look ahead.
LONG_MS = 8 * 60_000


class Watched:
    """What the player has counted by the end of a play."""

    __slots__ = (
        "errors",
        "pauses",
        "playing",
        "plays",
        "replays",
        "seeks",
        "spans",
        "stalled",
        "stalls",
        "startup",
    )

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.plays = self.pauses = self.seeks = self.replays = self.stalls = self.errors = 0
        self.startup: int | None = None
        self.stalled = 0
        self.playing = False

    def over_at(self) -> int:
        """Milliseconds since load at which playback ended."""
        return self.spans[-1][0] + self.spans[-1][1] if self.spans else 0

    def cut(self, elapsed: int) -> None:
        """Forgets what happened later than so many milliseconds after the load, for a play that is still going on."""
        spans, going_on = cut_spans(self.spans, elapsed)
        dropped = len(self.spans) - len(spans)
        if going_on or dropped:
            self.playing = going_on
        if dropped:
            kept = max(len(spans) - 1, 0)
            self.pauses, self.seeks, self.stalls = (min(n, kept) for n in (self.pauses, self.seeks, self.stalls))
            self.plays = min(self.plays, 1 + self.pauses) if spans else 0
            self.replays = 0
            self.stalled = self.stalled if self.stalls else 0
            self.startup = self.startup if spans else None
        self.spans = spans


def cut_spans(spans: list[Span], elapsed: int) -> tuple[list[Span], bool]:
    """What of the spans lies in so many milliseconds after the load, and whether the last of them goes on then."""
    kept = [span for span in spans if span[0] < elapsed]
    if not kept or kept[-1][0] + kept[-1][1] <= elapsed:
        return kept, False
    at, wall, start, stop, cont = kept[-1]
    part = elapsed - at
    return [*kept[:-1], (at, part, start, start + (stop - start) * part // wall, cont)], True


def pass_by(rng: Random, device: Device, play: float) -> Watched:
    """A load that doesn't become a view: most never touch the player, some leave within seconds, for a few it fails.

    play: the chance of a view in this place; where hardly anyone plays hardly anyone starts by mistake.
    """
    watched = Watched()
    luck = rng.random()
    if luck < 0.001 + 0.005 * play:
        watched.plays = watched.errors = 1
    elif luck < 0.01 + 0.2 * play:
        _start(rng, device, watched)
        wall = int(rng.triangular(250, 4_900, 2_200))
        watched.spans.append((_first_at(rng, watched), wall, 0, wall, 0))
        watched.pauses = 1
    return watched


class Player:
    """One viewer's device with one video in it."""

    def __init__(self, rng: Random, device: Device, shape: Shape) -> None:
        self.rng = rng
        self.shape = shape
        self.long = shape.duration_ms >= LONG_MS
        self.stall = device.stalls / 60_000  # chance of one in each millisecond
        self.pause = 1 / 660_000 if self.long else 1 / 420_000
        self.watched = Watched()
        _start(rng, device, self.watched)

    def watch(self, start: int, stop: int, rate: float) -> Watched:
        """A view from `start` to `stop` or the end, at the viewer's rate if the video is long."""
        rng, watched, duration_ms = self.rng, self.watched, self.shape.duration_ms
        stop = min(stop, duration_ms)
        legs = self._rated(self._jumps(start, stop), rate if self.long else 1.0)
        at = self._play(legs, _first_at(rng, watched))
        if stop >= duration_ms and rng.random() < (0.07 if duration_ms < 120_000 else 0.012):
            watched.replays = 1
            watched.plays += 1
            again = max(self.shape.leave_at(0, 0.7, rng.random()), 3_000)
            self._play([(0, again, 1.0, 0)], at + 2_500)
        self._leave()
        return watched

    def review(self, rate: float) -> Watched:
        """Only the parts that were worth it, as before a test."""
        rng = self.rng
        parts = [
            (max(0, mark.start - int(rng.uniform(2_000, 20_000))), mark.end + int(rng.uniform(5_000, 60_000)))
            for mark in self.shape.marks
            if mark.again and rng.random() < 0.75
        ]
        legs = [(start, stop, rate, 0) for start, stop in parts or [(0, 40_000)]]
        self._play(legs, _first_at(rng, self.watched))
        self.watched.seeks += 1  # to the first of them
        self._leave()
        return self.watched

    def _jumps(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The way from start to stop: back to what was good, over what was dull, a bit back, perhaps far ahead."""
        rng = self.rng
        ways: list[tuple[int, int]] = []
        here = start
        for mark in self.shape.marks:
            if mark.end >= stop:
                break
            if mark.start <= here or rng.random() >= mark.chance:
                continue
            slip = int(rng.gauss(0, 2_500 if self.long else 600))
            ways.append((here, max(here, mark.end if mark.again else mark.start) + abs(slip)))
            here = max(0, (mark.start if mark.again else mark.end) + slip)
        luck = rng.random()
        if self.long and luck < 0.16 and stop - here > 60_000:
            turn = rng.randrange(here + 20_000, stop)
            ways.append((here, turn))
            here = max(0, turn - 10_000 * rng.choice((1, 1, 2, 3)))
        ways.append((here, max(stop, here + 500)))
        if self.long and luck > 0.88 and stop < 0.85 * self.shape.duration_ms:
            ways += self._looks_ahead(stop)
        return ways

    def _looks_ahead(self, here: int) -> list[tuple[int, int]]:
        """Does it get better? A few short looks before leaving."""
        rng, duration_ms = self.rng, self.shape.duration_ms
        ways = []
        for _ in range(rng.randint(1, 3)):
            here += int((duration_ms - here) * rng.uniform(0.15, 0.5))
            ways.append((here, here + int(rng.uniform(6_000, 50_000))))
            here = ways[-1][1]
            if here >= duration_ms:
                break
        return ways

    def _rated(self, ways: list[tuple[int, int]], rate: float) -> list[Leg]:
        """The ways at that rate. Not every player remembers it: then it is set by hand, once the slow voice annoys."""
        legs = [(start, stop, rate, 0) for start, stop in ways]
        start, stop = ways[0]
        turn = start + int(self.rng.uniform(6_000, 35_000))
        if rate != 1.0 and turn < stop and self.rng.random() < 0.4:
            legs[0:1] = [(start, turn, 1.0, 0), (turn, stop, rate, 1)]
        return legs

    def _play(self, legs: list[Leg], at: int) -> int:
        """Puts the legs on the clock, cut by pauses and stalls. Returns the milliseconds since load at the end."""
        rng, watched = self.rng, self.watched
        hazard = self.stall + self.pause
        for number, (start, stop, rate, changed) in enumerate(legs):
            if number and not changed:
                watched.seeks += 1
                at += int(rng.uniform(250, 1_900))
            here, end, cont = start, min(stop, self.shape.duration_ms), changed
            while here < end:
                wall = int((end - here) / rate)
                quiet = int(-log(1.0 - rng.random()) / hazard)
                if quiet >= wall:
                    watched.spans.append((at, wall, here, end, cont))
                    at += wall
                    break
                there = here + int(quiet * rate)
                watched.spans.append((at, quiet, here, there, cont))
                here = there
                cont = int(rng.random() * hazard < self.stall)
                at += quiet + self._wait(stalled=bool(cont))
        return at

    def _wait(self, *, stalled: bool) -> int:
        """Milliseconds until it goes on after a stall or a pause, which is counted."""
        if stalled:
            gap = min(int(self.rng.lognormvariate(7.4, 0.8)), 60_000) + 120
            self.watched.stalls += 1
            self.watched.stalled += gap
            return gap
        self.watched.pauses += 1
        self.watched.plays += 1
        return min(int(self.rng.lognormvariate(9.9, 1.3)), 1_500_000) + 400

    def _leave(self) -> None:
        """Some press pause before they go, most just close the page; a few players die."""
        if self.watched.spans[-1][3] >= self.shape.duration_ms:
            return
        luck = self.rng.random()
        if luck < 0.006:
            self.watched.errors = 1
        elif luck < 0.42:
            self.watched.pauses += 1
        else:
            self.watched.playing = True


def _start(rng: Random, device: Device, watched: Watched) -> None:
    watched.plays = 1
    watched.startup = int(device.startup_ms * rng.lognormvariate(0.0, 0.55)) + 60


def _first_at(rng: Random, watched: Watched) -> int:
    """The first frame, since load: a moment to find the button, then the wait for the video."""
    return 500 + int(rng.lognormvariate(8.1, 0.9)) + (watched.startup or 0)
