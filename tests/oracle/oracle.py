"""The measures, computed in the plainest way from a list of plays. Exact: whole milliseconds and fractions.

One idea carries it all: a row is the measures of some chosen plays over some stretch of time. A filter or a
dimension chooses the plays, the period or the `date` bucket chooses the time.
"""

import dataclasses
import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from urllib.parse import urlsplit

from .history import VIEW_MS, Content, Play, view_at

Catalog = Mapping[str, Content]
Filters = Mapping[str, Collection[str]]
Interval = tuple[int, int]  # half-open, milliseconds

# Every measure under its API name, in the order of docs/metrics.md.
MEASURES = (
    "player_loads", "views", "unique_views", "unique_viewers", "view_rate", "watch_time", "duration", "watch_rate",
    "watch_depth", "avg_watch_time", "completions", "play", "pause", "seek", "replay", "startup_time",
    "startup_time_p95", "buffering_count", "buffering_time", "errors", "peak_concurrent_viewers",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measures:
    """Exact values; `_ms` are milliseconds, rates and depths percent."""

    player_loads: int
    views: int
    unique_views: int
    unique_viewers: int
    view_rate: Fraction
    watch_ms: int
    duration_ms: int
    watch_rate: Fraction | None
    watch_depth: Fraction | None
    avg_watch_ms: Fraction | None
    completions: int | None
    play: int
    pause: int
    seek: int
    replay: int
    startup_ms: Fraction | None
    startup_p95_ms: Fraction | None
    buffering_count: int
    buffering_ms: int
    errors: int
    peak_concurrent_viewers: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A row of an answer; `key` has a value per dimension asked for, for `date` the bucket's start in ms."""

    key: tuple[str | int, ...]
    measures: Measures


@dataclasses.dataclass(frozen=True, kw_only=True)
class Viewing:
    """All views of one content in one session."""

    at_ms: int  # the instant of its first view
    length_ms: int | None
    intervals: tuple[Interval, ...]  # of content, clipped, one per span
    union: tuple[Interval, ...]  # the same, merged

    @property
    def covered_ms(self) -> int:
        covered = sum(end - start for start, end in self.union)
        return covered if self.length_ms is None else min(covered, self.length_ms)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Retention:
    """A value per slice; both None where there are viewings but none has a length."""

    viewed: tuple[Fraction, ...] | None  # percent of the viewings
    plays: tuple[Fraction, ...] | None


# Facts about one play.


def is_live(play: Play, catalog: Catalog) -> bool:
    """The catalog's kind wins over the beacon's word."""
    content = catalog.get(play.video)
    return play.live if content is None else content.live


def length_of(play: Play, catalog: Catalog) -> int | None:
    """From the play's beacon, else from the catalog; live content has none."""
    content = catalog.get(play.video)
    if is_live(play, catalog):
        return None
    if play.duration_ms is not None:
        return play.duration_ms
    return None if content is None else content.duration_ms


def dimension(play: Play, name: str, catalog: Catalog) -> str:
    """The play's value of a dimension other than `date`; an unknown one is an empty string."""
    content = catalog.get(play.video, Content(video=play.video))
    page = urlsplit(play.page)
    if name.startswith("context."):
        return dict(play.context).get(name.removeprefix("context."), "")
    values = {
        "video_id": play.video,
        "project_id": content.project_id,
        "folder_id": content.folder_id,
        "event_id": content.event_id,
        "stream_id": play.video if is_live(play, catalog) else "",
        "country": play.country,
        "city": play.city,
        "device": play.device_type,
        "os": play.os,
        "browser": play.browser,
        "domain": (page.hostname or "").removeprefix("www."),
        "page": f"{page.scheme}://{page.netloc}{page.path}" if play.page else "",
        "external_id": play.viewer or "",
        "traffic": play.traffic,
    }
    return values[name]


def person(play: Play) -> tuple[str, str]:
    """Whom the play counts for as a unique viewer."""
    if play.viewer:
        return ("viewer", play.viewer)
    if play.device:
        return ("device", play.device)
    return ("session", play.session)


def viewed_at(play: Play, view_ms: int = VIEW_MS) -> int | None:
    """The instant at which the play became a view."""
    since_load = view_at(play.spans, view_ms)
    return None if since_load is None else play.loaded_ms + since_load


def watched(play: Play) -> list[Interval]:
    """The stretches of wall time in which it played."""
    return [(play.loaded_ms + s.at, play.loaded_ms + s.at + s.wall) for s in play.spans]


# Facts about many plays.


def chosen(plays: Iterable[Play], catalog: Catalog, filters: Filters) -> list[Play]:
    """The plays that every filter lets through; values of one filter are "or". Traffic is human unless asked for."""
    wanted = {"traffic": ["human"]} | dict(filters)
    if "all" in wanted["traffic"]:
        del wanted["traffic"]
    return [p for p in plays if all(dimension(p, name, catalog) in values for name, values in wanted.items())]


def viewings(plays: Iterable[Play], catalog: Catalog, view_ms: int = VIEW_MS) -> list[Viewing]:
    """Every viewing among the plays, wherever in time."""
    grouped: dict[tuple[str, str], list[Play]] = {}
    for play in plays:
        if viewed_at(play, view_ms) is not None:
            grouped.setdefault((play.video, play.session), []).append(play)
    return [_viewing(group, catalog, view_ms) for group in grouped.values()]


def _viewing(views: Sequence[Play], catalog: Catalog, view_ms: int) -> Viewing:
    lengths = [length for length in (length_of(play, catalog) for play in views) if length is not None]
    length = max(lengths, default=None)
    intervals = []
    for play in views:
        for span in play.spans:
            low, high = min(span.start, span.end), max(span.start, span.end)
            low, high = max(low, 0), max(high, 0)
            own = length_of(play, catalog)
            if own is not None:
                low, high = min(low, own), min(high, own)
            intervals.append((low, high))
    return Viewing(
        at_ms=min(at for at in (viewed_at(play, view_ms) for play in views) if at is not None),
        length_ms=length,
        intervals=tuple(intervals),
        union=tuple(merged(intervals)),
    )


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The union as disjoint intervals."""
    union: list[Interval] = []
    for start, end in sorted(intervals):
        if start == end:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def overlap(start: int, end: int, low: int, high: int) -> int:
    return max(0, min(end, high) - max(start, low))


def peak(plays: Iterable[Play], from_ms: int, to_ms: int) -> int:
    """The largest number of plays playing at one instant of the period. It is reached where some span begins."""
    clipped = []
    for play in plays:
        inside = [(max(start, from_ms), min(end, to_ms)) for start, end in watched(play)]
        clipped.append([(start, end) for start, end in inside if start < end])
    starts = {start for spans in clipped for start, _ in spans}
    return max((sum(any(s <= at < e for s, e in spans) for spans in clipped) for at in starts), default=0)


def percentile(values: Sequence[int], share: Fraction) -> Fraction | None:
    """Linear interpolation between the two nearest, as Excel's PERCENTILE.INC."""
    if not values:
        return None
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    below = math.floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (rank - below) * (ordered[above] - ordered[below])


def measure(plays: Sequence[Play], catalog: Catalog, from_ms: int, to_ms: int, view_ms: int = VIEW_MS) -> Measures:
    """Every measure of the plays over `[from_ms, to_ms)`."""
    loads = [p for p in plays if from_ms <= p.loaded_ms < to_ms]
    views = [p for p in plays if (at := viewed_at(p, view_ms)) is not None and from_ms <= at < to_ms]
    begun = [v for v in viewings(plays, catalog, view_ms) if from_ms <= v.at_ms < to_ms]
    measured = [(v.covered_ms, v.length_ms) for v in begun if v.length_ms is not None]
    lengths = [length for length in (length_of(p, catalog) for p in views) if length is not None]

    def watch(some: Iterable[Play]) -> int:
        return sum(overlap(start, end, from_ms, to_ms) for p in some for start, end in watched(p))

    watch_rate: Fraction | None
    if not views:
        watch_rate = Fraction(0)
    elif not lengths:
        watch_rate = None
    else:
        watch_rate = Fraction(100 * watch(p for p in plays if length_of(p, catalog) is not None), sum(lengths))
    startups = [p.startup_ms for p in loads if p.startup_ms is not None]
    return Measures(
        player_loads=len(loads),
        views=len(views),
        unique_views=len({p.session for p in views}),
        unique_viewers=len({person(p) for p in views}),
        view_rate=Fraction(100 * len(views), len(loads)) if loads else Fraction(0),
        watch_ms=watch(plays),
        duration_ms=sum(lengths),
        watch_rate=watch_rate,
        watch_depth=mean([100 * kept(Fraction(covered, length)) for covered, length in measured]),
        avg_watch_ms=mean([Fraction(v.covered_ms) for v in begun]),
        completions=None if begun and not measured else sum(10 * covered >= 9 * length for covered, length in measured),
        play=sum(p.counts.play for p in loads),
        pause=sum(p.counts.pause for p in loads),
        seek=sum(p.counts.seek for p in loads),
        replay=sum(p.counts.replay for p in loads),
        startup_ms=percentile(startups, Fraction(1, 2)),
        startup_p95_ms=percentile(startups, Fraction(95, 100)),
        buffering_count=sum(p.counts.stall for p in loads),
        buffering_ms=sum(p.stalled_ms for p in loads),
        errors=sum(p.counts.error for p in loads),
        peak_concurrent_viewers=peak(plays, from_ms, to_ms),
    )


def kept(share: Fraction) -> Fraction:
    """A viewing's share of a length as it is kept: in whole billionths."""
    return Fraction(half_up(share * 10**9), 10**9)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


# Questions.


def ask(
    plays: Iterable[Play],
    catalog: Catalog,
    from_ms: int,
    to_ms: int,
    edges_ms: Sequence[int] = (),
    *,
    by: Sequence[str] = (),
    filters: Filters | None = None,
    view_ms: int = VIEW_MS,
    every: bool = False,
) -> list[Row]:
    """The rows of a question, in no order that means anything; without `by` the one row of the total.

    `edges_ms` are needed for `date`: ascending bucket starts, then the end of the last bucket; they cover the period.
    `every` (with `by` `video_id`): each content of the catalog has a row, played or not.
    """
    wanted = chosen(plays, catalog, filters or {})
    others = [name for name in by if name != "date"]
    groups: dict[tuple[str, ...], list[Play]] = {}
    for play in wanted:
        groups.setdefault(tuple(dimension(play, name, catalog) for name in others), []).append(play)
    if not by:
        return [Row(key=(), measures=measure(wanted, catalog, from_ms, to_ms, view_ms))]
    if every:
        for video in catalog:
            groups.setdefault((video,), [])
    rows = []
    for values, group in groups.items():
        for date, start, end in _stretches(from_ms, to_ms, edges_ms) if "date" in by else [(0, from_ms, to_ms)]:
            found = measure(group, catalog, start, end, view_ms)
            if every or found.player_loads or found.views or found.watch_ms:
                named = dict(zip(others, values, strict=True))
                rows.append(Row(key=tuple(date if name == "date" else named[name] for name in by), measures=found))
    return rows


def timeline(
    plays: Iterable[Play],
    catalog: Catalog,
    from_ms: int,
    to_ms: int,
    edges_ms: Sequence[int],
    *,
    filters: Filters | None = None,
    view_ms: int = VIEW_MS,
) -> list[Row]:
    """Every bucket of the period in order, empty ones included; `key` is the bucket's own start."""
    wanted = chosen(plays, catalog, filters or {})
    return [
        Row(key=(date,), measures=measure(wanted, catalog, start, end, view_ms))
        for date, start, end in _stretches(from_ms, to_ms, edges_ms)
    ]


def _stretches(from_ms: int, to_ms: int, edges_ms: Sequence[int]) -> list[tuple[int, int, int]]:
    """For each bucket that the period touches its own start, and the part of it inside the period."""
    clipped = [(start, max(start, from_ms), min(end, to_ms)) for start, end in itertools.pairwise(edges_ms)]
    return [(date, start, end) for date, start, end in clipped if start < end]


def retention(
    plays: Iterable[Play],
    catalog: Catalog,
    from_ms: int,
    to_ms: int,
    video: str,
    *,
    slices: int,
    filters: Filters | None = None,
    view_ms: int = VIEW_MS,
) -> Retention:
    """Per slice of the content: how many of the viewings saw it, and how often it was played."""
    wanted = chosen(plays, catalog, {**(filters or {}), "video_id": [video]})
    begun = [v for v in viewings(wanted, catalog, view_ms) if from_ms <= v.at_ms < to_ms]
    measured = [v for v in begun if v.length_ms is not None]
    if begun and not measured:
        return Retention(viewed=None, plays=None)
    viewed, played = [], []
    for index in range(slices):
        seen, times = 0, Fraction(0)
        for viewing in measured:
            size = Fraction(viewing.length_ms or 0, slices)
            low, high = index * size, (index + 1) * size
            seen += 2 * _covered(viewing.union, low, high) >= size
            times += kept(_covered(viewing.intervals, low, high) / size)
        viewed.append(Fraction(100 * seen, len(measured)) if measured else Fraction(0))
        played.append(times)
    return Retention(viewed=tuple(viewed), plays=tuple(played))


def _covered(intervals: Iterable[Interval], low: Fraction, high: Fraction) -> Fraction:
    inside = [(max(Fraction(start), low), min(Fraction(end), high)) for start, end in intervals]
    return sum((end - start for start, end in inside if start < end), Fraction(0))


# Rounding: once, at the very end, half up.


def half_up(value: Fraction | int) -> int:
    return math.floor(Fraction(value) + Fraction(1, 2))


def seconds(value_ms: int) -> int:
    """Whole seconds."""
    return half_up(Fraction(value_ms, 1000))


def two_decimals(value: Fraction | None) -> float | None:
    # Dividing whole hundredths gives the float nearest to the decimal, the one that JSON's literal gives too.
    return None if value is None else half_up(value * 100) / 100


def rounded(row: Row | Measures) -> dict[str, int | float | None]:
    """The measures as the API gives them, under their API names."""
    m = row.measures if isinstance(row, Row) else row

    def mean_seconds(value_ms: Fraction | None) -> float | None:
        return None if value_ms is None else two_decimals(value_ms / 1000)

    return {
        "player_loads": m.player_loads,
        "views": m.views,
        "unique_views": m.unique_views,
        "unique_viewers": m.unique_viewers,
        "view_rate": two_decimals(m.view_rate),
        "watch_time": seconds(m.watch_ms),
        "duration": seconds(m.duration_ms),
        "watch_rate": two_decimals(m.watch_rate),
        "watch_depth": two_decimals(m.watch_depth),
        "avg_watch_time": mean_seconds(m.avg_watch_ms),
        "completions": m.completions,
        "play": m.play,
        "pause": m.pause,
        "seek": m.seek,
        "replay": m.replay,
        "startup_time": mean_seconds(m.startup_ms),
        "startup_time_p95": mean_seconds(m.startup_p95_ms),
        "buffering_count": m.buffering_count,
        "buffering_time": seconds(m.buffering_ms),
        "errors": m.errors,
        "peak_concurrent_viewers": m.peak_concurrent_viewers,
    }


def rounded_retention(found: Retention) -> dict[str, list[float | None] | None]:
    """Shares and plays with two decimals."""
    return {
        "viewed": None if found.viewed is None else [two_decimals(share) for share in found.viewed],
        "plays": None if found.plays is None else [two_decimals(times) for times in found.plays],
    }
