"""What in a video holds its viewers and what doesn't: the reason for the form of its retention curve."""

from bisect import bisect_right
from math import exp, log
from random import Random

from msgspec import Struct

from mutoscope.demo.catalogue import DemoVideo

SLICES = 200


class Mark(Struct, frozen=True):
    """A part of the video, in milliseconds, that some watch again or skip."""

    start: int
    end: int
    chance: float
    again: bool  # watched again; else skipped


class Manner(Struct, frozen=True, kw_only=True):
    """How videos of one kind lose their viewers."""

    hook: float  # share that stays after the first impression
    hook_ms: int  # how long that takes
    keep: float  # share of those that would reach the outro of an even video
    outro: float  # share that stays through the last words
    dull: int  # number of parts that bore
    hot: int  # number of parts worth seeing twice


MANNERS = {
    "trailer": Manner(hook=0.88, hook_ms=6_000, keep=0.74, outro=0.80, dull=0, hot=1),
    "promo": Manner(hook=0.80, hook_ms=7_000, keep=0.62, outro=0.70, dull=1, hot=1),
    "demo": Manner(hook=0.82, hook_ms=14_000, keep=0.50, outro=0.62, dull=1, hot=2),
    "story": Manner(hook=0.74, hook_ms=15_000, keep=0.42, outro=0.60, dull=2, hot=1),
    "webinar": Manner(hook=0.70, hook_ms=70_000, keep=0.24, outro=0.45, dull=3, hot=2),
    "lecture": Manner(hook=0.76, hook_ms=60_000, keep=0.34, outro=0.60, dull=3, hot=3),
    "lesson": Manner(hook=0.82, hook_ms=35_000, keep=0.52, outro=0.66, dull=2, hot=2),
    "training": Manner(hook=0.90, hook_ms=20_000, keep=0.66, outro=0.72, dull=2, hot=1),
    "talk": Manner(hook=0.76, hook_ms=50_000, keep=0.38, outro=0.50, dull=3, hot=2),
}


class Shape(Struct, frozen=True):
    """A video's form: how many are left at each point, and its marks in order."""

    duration_ms: int
    left: list[float]  # minus the share that has not left, at each of SLICES + 1 edges: ascending, for bisect
    marks: tuple[Mark, ...]

    def leave_at(self, start: int, patience: float, luck: float) -> int:
        """Where a viewer who started at `start` leaves; the video's end if they stay.

        patience: 1 as the average stranger, 4 who runs a quarter of that risk of leaving at every part.
        luck: 0 … 1, uniform.
        """
        edges = self.left
        width = self.duration_ms / SLICES
        here = edges[min(int(start / width), SLICES)]
        level = here * luck**patience
        if level >= edges[SLICES]:
            return self.duration_ms
        index = bisect_right(edges, level) - 1
        within = (level - edges[index]) / (edges[index + 1] - edges[index])
        return max(start, int((index + within) * width))


def shape_of(video: DemoVideo) -> Shape:
    """The same for the same video always: its luck comes from its id."""
    rng = Random(video.id)  # noqa: S311 — made-up data, no secret
    manner = MANNERS[video.kind]
    dull = _parts(rng, manner.dull, 0.03, 0.075, 0.14)
    hot = _parts(rng, manner.hot, 0.012, 0.04, 0.08)
    marks = [_mark(video, part, rng.uniform(0.05, 0.16), again=False) for part in dull]
    marks += [_mark(video, part, rng.uniform(0.05, 0.19), again=True) for part in hot]
    marks.sort(key=lambda mark: mark.start)
    return Shape(video.duration_ms, _left(rng, manner, dull, video.duration_ms), tuple(marks))


def _parts(rng: Random, count: int, least: float, most: float, first: float) -> list[tuple[float, float]]:
    """`count` parts of the video as shares of its length, spread over it but nowhere evenly."""
    parts = []
    room = (0.90 - first) / max(count, 1)
    for number in range(count):
        width = rng.uniform(least, most)
        start = first + room * number + rng.uniform(0.0, max(room - width, 0.01))
        parts.append((start, start + width))
    return parts


def _mark(video: DemoVideo, part: tuple[float, float], chance: float, *, again: bool) -> Mark:
    start, end = (int(edge * video.duration_ms) for edge in part)
    if again:
        # Nobody rewinds a minute of a lecture for one sentence.
        end = min(end, start + 75_000)
    return Mark(start, max(end, start + 3_000), chance, again)


def _left(rng: Random, manner: Manner, dull: list[tuple[float, float]], duration_ms: int) -> list[float]:
    outro = 1.0 - min(0.06, 45_000 / duration_ms)
    even = -log(manner.keep) / SLICES
    bored = [(start, end, rng.uniform(2.5, 5.0)) for start, end in dull]
    edges, risk = [-1.0], 0.0
    for number in range(SLICES):
        at = (number + 0.5) / SLICES
        risk += even * rng.uniform(0.75, 1.25)
        risk += sum(even * more for start, end, more in bored if start <= at < end)
        # First impressions: most of those who go, go at once.
        begin, end = (edge * duration_ms / SLICES / manner.hook_ms for edge in (number, number + 1))
        risk += -log(manner.hook) * (exp(-begin) - exp(-end))
        if at >= outro:
            risk += -log(manner.outro) / max(1.0, (1.0 - outro) * SLICES)
        edges.append(-exp(-risk))
    return edges
