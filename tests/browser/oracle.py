"""What must be reported of a player, computed from the page's own log (log.js) and from nothing of the SDK."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any

LENGTH = 30.0
"""Of the clip, in seconds."""

TOLERANCE = 0.15
"""Seconds by which a log and a player may differ: both look at a moving picture now and then."""

Entry = dict[str, Any]


@dataclass(frozen=True)
class Stretch:
    """Content played without a break, from and to in seconds, at a rate."""

    begin: float
    end: float
    rate: float
    clock: float
    """Seconds that passed: more than `wall` where a busy machine let the picture stand, of which no event tells."""

    @property
    def wall(self) -> float:
        return (self.end - self.begin) / self.rate

    @property
    def longest(self) -> "Stretch":
        """As it may look to who knows the position now and then only: a seek leaves no trace of the one before it."""
        return replace(self, end=max(self.end, self.begin + self.clock * self.rate))

    def misses(self, wall: float, end: float) -> float:
        """Seconds by which what was told of it is too short or too long, in time or in content."""
        longest = self.longest
        return max(self.wall - wall, wall - longest.wall, self.end - end, end - longest.end)


def stretches(log: list[Entry]) -> list[Stretch]:
    """What was played. By positions: between "playing" and the first picture that moves nothing is played yet."""
    found = []
    begun: Entry | None = None
    for entry in log:
        if begun and entry["type"] in ("pause", "seek", "ratechange", "waiting", "ended", "remove", "left"):
            clock = (entry["at"] - begun["at"]) / 1000
            found.append(Stretch(begun["position"], entry["position"], begun["rate"], clock))
            begun = None
        if entry["type"] == "playing" or (entry["type"] == "ratechange" and not entry["paused"]):
            begun = entry
    return found


def interactions(log: list[Entry]) -> dict[str, int]:
    """What the viewer did. A player that pauses itself at the end is no pause, a start position no seek."""
    types = [entry["type"] for entry in log]
    begin = types.index("playing") if "playing" in types else len(types)
    return {
        "play": types.count("play"),
        "pause": sum(entry["type"] == "pause" and not entry["ended"] for entry in log),
        "seek": types[begin:].count("seek"),
        "replay": sum(one == "ended" and "play" in types[at:] for at, one in enumerate(types)),
    }


def union(played: list[Stretch]) -> float:
    """Seconds of content in it, each counted once."""
    total = reached = 0.0
    for stretch in sorted(played, key=lambda stretch: stretch.begin):
        total += max(0.0, stretch.end - max(stretch.begin, reached))
        reached = max(reached, stretch.end)
    return total


def watch_time(*told: Entry) -> int:
    """What analytics must say of plays, by their newest beacons."""
    return half_up(Fraction(sum(wall for beacon in told for _, wall, *_ in beacon["spans"]), 1000))


def half_up(seconds: float | Fraction) -> int:
    return floor(seconds + Fraction(1, 2))


def same(shown: dict[str, Any], logs: list[list[Entry]], **known: int) -> bool:
    """Are the numbers shown for one session's plays of one content those of the logs? `known`: others that must be."""
    played = [stretch for log in logs for stretch in stretches(log)]
    longest = [stretch.longest for stretch in played]
    covered, most = union(played), union(longest)
    watched, passed = sum(stretch.wall for stretch in played), sum(stretch.wall for stretch in longest)
    counts = {name: sum(interactions(log)[name] for log in logs) for name in ("play", "pause", "seek", "replay")}
    views = known["views"]
    if any(shown[name] != value for name, value in (counts | known).items()):
        return False
    if not half_up(watched - TOLERANCE) <= shown["watch_time"] <= half_up(passed + TOLERANCE):
        return False
    if not views:
        return shown["watch_depth"] is None and shown["avg_watch_time"] is None
    told = shown["avg_watch_time"], (shown["watch_depth"] / 100) * LENGTH
    return all(covered - TOLERANCE <= value <= most + TOLERANCE for value in told)
