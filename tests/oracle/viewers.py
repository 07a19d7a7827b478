"""What viewers did, counted by hand: see docs/metrics.md, Viewers."""

import dataclasses
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from . import oracle
from .history import Play

Catalog = oracle.Catalog


@dataclasses.dataclass(frozen=True, kw_only=True)
class Watched:
    """One viewer's doings with one content, unrounded."""

    loads: int
    views: int
    watch_ms: int
    length_ms: int | None
    parts: tuple[tuple[int, int], ...]
    last_position_ms: int | None
    context: dict[str, list[str]]
    first_ms: int
    last_ms: int

    @property
    def depth(self) -> Fraction | None:
        if self.length_ms is None:
            return None
        covered = sum(end - start for start, end in self.parts)
        return oracle.kept(Fraction(min(covered, self.length_ms), self.length_ms))

    @property
    def completed(self) -> bool | None:
        if self.length_ms is None:
            return None
        return 10 * sum(end - start for start, end in self.parts) >= 9 * self.length_ms


def watched(
    plays: Iterable[Play], catalog: Catalog, from_ms: int, to_ms: int, filters: oracle.Filters
) -> dict[tuple[str, str], Watched]:
    """By viewer and content."""
    grouped: dict[tuple[str, str], list[Play]] = {}
    for play in oracle.chosen(plays, catalog, filters):
        if play.viewer and _counts(play, from_ms, to_ms):
            grouped.setdefault((play.viewer, play.video), []).append(play)
    return {key: _watched(group, catalog, from_ms, to_ms) for key, group in grouped.items()}


def _is_view(play: Play, from_ms: int, to_ms: int) -> bool:
    at = oracle.viewed_at(play)
    return at is not None and from_ms <= at < to_ms


def _watch(play: Play, from_ms: int, to_ms: int) -> int:
    return sum(oracle.overlap(start, end, from_ms, to_ms) for start, end in oracle.watched(play))


def _counts(play: Play, from_ms: int, to_ms: int) -> bool:
    loaded = from_ms <= play.loaded_ms < to_ms
    return loaded or _is_view(play, from_ms, to_ms) or _watch(play, from_ms, to_ms) > 0


def _watched(group: list[Play], catalog: Catalog, from_ms: int, to_ms: int) -> Watched:
    views = [play for play in group if _is_view(play, from_ms, to_ms)]
    lengths = [length for play in group if (length := oracle.length_of(play, catalog)) is not None]
    context: dict[str, set[str]] = {}
    for play in group:
        for key, value in play.context:
            context.setdefault(key, set()).add(value)
    return Watched(
        loads=sum(from_ms <= play.loaded_ms < to_ms for play in group),
        views=len(views),
        watch_ms=sum(_watch(play, from_ms, to_ms) for play in group),
        length_ms=max(lengths, default=None),
        parts=tuple(
            oracle.merged(_clipped(play, catalog, span.start, span.end) for play in views for span in play.spans)
        ),
        last_position_ms=_last_position(group, catalog),
        context={key: sorted(values) for key, values in context.items()},
        first_ms=min(play.loaded_ms for play in group),
        last_ms=max(_ended(play) for play in group),
    )


def _clipped(play: Play, catalog: Catalog, one: int, other: int) -> tuple[int, int]:
    length = oracle.length_of(play, catalog)
    low, high = max(min(one, other), 0), max(one, other, 0)
    return (low, high) if length is None else (min(low, length), min(high, length))


def _ended(play: Play) -> int:
    return play.loaded_ms + (play.spans[-1].at + play.spans[-1].wall if play.spans else 0)


def _last_position(group: list[Play], catalog: Catalog) -> int | None:
    played = [play for play in group if play.spans]
    if not played:
        return None
    last = max(played, key=lambda play: (_ended(play), play.loaded_ms, play.spans[-1].end))
    return _clipped(last, catalog, last.spans[-1].end, last.spans[-1].end)[1]


def shown(one: Watched) -> dict[str, Any]:
    """As GET /v1/viewers/{external_id} has it, without the title."""
    return {
        "views": one.views,
        "player_loads": one.loads,
        "watch_time": oracle.seconds(one.watch_ms),
        "watch_depth": oracle.two_decimals(None if one.depth is None else 100 * one.depth),
        "completed": one.completed,
        "length": None if one.length_ms is None else one.length_ms / 1000,
        "covered": sum(end - start for start, end in one.parts) / 1000,
        "parts": [(start / 1000, end / 1000) for start, end in one.parts],
        "last_position": None if one.last_position_ms is None else one.last_position_ms / 1000,
        "context": one.context,
    }


def shown_viewer(contents: list[Watched]) -> dict[str, Any]:
    """A row of GET /v1/viewers, without the id and the instants."""
    depths = [one.depth for one in contents if one.depth is not None]
    mean = oracle.mean([100 * depth for depth in depths])
    return {
        "videos": len(contents),
        "completed": sum(one.completed is True for one in contents),
        "views": sum(one.views for one in contents),
        "player_loads": sum(one.loads for one in contents),
        "watch_time": oracle.seconds(sum(one.watch_ms for one in contents)),
        "watch_depth": oracle.two_decimals(mean),
    }
