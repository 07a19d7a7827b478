"""Random histories, and the random ways in which their beacons reach the server.

Everything drawn is what a real player could send (the server accepts all of it), but dense with the awkward:
runs of exactly 5,000 and 4,999 ms, instants on bucket edges, replays, several plays in a session, lengths missing
or at odds.
"""

import dataclasses
import itertools
from fractions import Fraction

from hypothesis import strategies as st

from . import zones
from .history import Beacon, Content, Counts, Play, Span, beacons, dims, import_line, token, uuid7

HOUR = 3_600_000
TWO_DAYS = 2 * 86_400_000

ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu")
# Instants around which histories gather: the start of a day somewhere, of a year, and changes of the clock.
INSTANTS = tuple(
    zones.instant(text)
    for text in (
        "2024-03-05T00:00:00Z",
        "2024-01-01T00:00:00Z",
        "2024-02-29T23:00:00Z",  # Berlin: a month begins
        "2024-03-31T01:00:00Z",  # Berlin: clocks forward
        "2024-10-27T01:00:00Z",  # Berlin: clocks back
        "2024-04-06T15:00:00Z",  # Lord Howe: half an hour back
        "2024-10-05T15:30:00Z",  # Lord Howe: half an hour forward
        "2018-02-18T02:00:00Z",  # São Paulo: back at midnight
        "2018-11-04T03:00:00Z",  # São Paulo: forward at midnight
        "2024-03-04T18:30:00Z",  # Kolkata: midnight
    )
)
PAGES = (
    "https://www.school.example/course/1",
    "https://school.example/course/2",
    "https://blog.example/",
    "https://unknown.example",  # an origin alone
)
WALLS = (1, 999, 2_000, 2_500, 2_999, 3_000, 4_900, 4_999, 5_000, 5_001, 10_000)
RATES = (Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2))


@dataclasses.dataclass(frozen=True, kw_only=True)
class History:
    """What the catalog knows and what was played; `around_ms` is the instant that it gathers around."""

    catalog: dict[str, Content]
    plays: tuple[Play, ...]
    around_ms: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """The arguments of `oracle.ask`, and the zone and unit that its edges came from."""

    zone: str
    unit: zones.Unit
    from_ms: int
    to_ms: int
    edges_ms: tuple[int, ...]
    by: tuple[str, ...]
    filters: dict[str, list[str]]


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, Content]:
    """One to four contents: videos with and without a length, streams."""
    found = {}
    for index in range(draw(st.integers(1, 4))):
        live = draw(st.sampled_from((False, False, False, True)))
        video = f"stream-{index}" if live else f"video-{index}"
        length = draw(st.one_of(st.none(), st.sampled_from((5_000, 10_000, 100_000)), st.integers(1_000, 300_000)))
        found[video] = Content(video=video, duration_ms=None if live else length, live=live)
    return found


@st.composite
def span_lists(draw: st.DrawFn, length: int | None) -> tuple[Span, ...]:
    """What was played, in order: runs, pauses, seeks, stalls, changed rates, ends and replays."""
    spans: list[Span] = []
    at = draw(st.sampled_from((0, 1, 500, 2_345)))
    position = draw(st.sampled_from((0, 0, 0, 30_000)))
    rate = draw(st.sampled_from(RATES))
    cont = draw(st.sampled_from((0, 0, 0, 1)))  # a first span that "continues" starts a run all the same
    for _ in range(draw(st.integers(0, 6))):
        if length is not None and position >= length:
            position = 0  # a replay
        wall = draw(st.one_of(st.sampled_from(WALLS), st.integers(1, 90_000)))
        if length is not None:
            # Some players run a little past the end: positions outside the length are clipped, not refused.
            past = draw(st.sampled_from((0, 0, 250)))
            wall = max(1, min(wall, int((length + past - position) / rate)))
        end = position + int(wall * rate)
        spans.append(Span(at, wall, position, end, cont))
        at, position, cont = at + wall, end, 0
        match draw(st.sampled_from(("pause", "seek", "stall", "rate", "sleep"))):
            case "pause":
                at += draw(st.sampled_from((0, 1, 10_000, 600_000)))
            case "seek":
                at += draw(st.integers(0, 500))
                position = draw(st.integers(0, length if length is not None else 300_000))
            case "stall":
                at += draw(st.sampled_from((1, 300, 10_000)))
                cont = 1
            case "rate":
                rate, cont = draw(st.sampled_from(RATES)), 1
            case "sleep":
                at += HOUR
    return tuple(spans)


@st.composite
def plays(draw: st.DrawFn, catalog: dict[str, Content], around_ms: int, index: int) -> Play:
    """One play of one of the contents, loaded near the instant: often so that something happens exactly on it."""
    content = draw(st.sampled_from(sorted(catalog.values(), key=lambda c: c.video)))
    told = draw(st.sampled_from(("same", "same", "nothing", "other")))
    duration = {"same": content.duration_ms, "nothing": None, "other": 20_000}[told]
    live = content.live if draw(st.integers(0, 9)) else not content.live
    if content.live or live:
        duration = None
    spans = draw(span_lists(duration if duration is not None else content.duration_ms))
    before = [0, 1, 4_999, 5_000, 5_001, 10_000]
    before += [span.at for span in spans] + [span.at + span.wall for span in spans]
    shift = draw(st.one_of(st.sampled_from(before), st.integers(-3 * HOUR, 3 * HOUR)))
    some = st.integers(0, 3)
    count = Counts(
        play=draw(some), pause=draw(some), seek=draw(some), replay=draw(some), stall=draw(some), error=draw(some)
    )
    lesson = draw(st.sampled_from(("", "1", "2")))
    return Play(
        video=content.video,
        play=uuid7(around_ms - shift, f"play-{index}"),
        session=token(draw(st.sampled_from(("s1", "s2", "s3")))),
        device=draw(st.sampled_from((None, token("d1"), token("d2")))),
        viewer=draw(st.sampled_from((None, None, "ann@example.com", "Боб"))),
        loaded_ms=around_ms - shift,
        duration_ms=duration,
        live=live,
        spans=spans,
        counts=count,
        startup_ms=draw(st.sampled_from((0, 1, 333, spans[0].at))) if spans else draw(st.sampled_from((None, 700))),
        stalled_ms=draw(st.sampled_from((0, 499, 500, 12_345))),
        playing=draw(st.booleans()),
        page=draw(st.sampled_from(PAGES)),
        context=(("course", "c1"), ("lesson", lesson)) if lesson else (),
        country=draw(st.sampled_from(("", "DE", "BR"))),
        city=draw(st.sampled_from(("", "Berlin"))),
        device_type=draw(st.sampled_from(("", "desktop", "mobile", "tablet", "tv"))),
        os=draw(st.sampled_from(("", "Windows", "Android"))),
        browser=draw(st.sampled_from(("", "Firefox", "Chrome Mobile"))),
    )


@st.composite
def histories(draw: st.DrawFn, max_plays: int = 8) -> History:
    """Several plays of several contents around one instant."""
    catalog = draw(catalogs())
    around = draw(st.sampled_from(INSTANTS))
    found = tuple(draw(plays(catalog, around, index)) for index in range(draw(st.integers(0, max_plays))))
    if len(found) >= 2 and found[0].video != found[1].video and draw(st.booleans()):
        # A play is identified together with its content: the same UUID under another content is another play.
        found = (found[0], dataclasses.replace(found[1], play=found[0].play), *found[2:])
    return History(catalog=catalog, plays=found, around_ms=around)


@st.composite
def deliveries(draw: st.DrawFn, history: History, exact: bool = True) -> list[list[Beacon]]:
    """How a history's beacons reach the server: batches of import lines, in order of arrival.

    Of each play some beacons are lost, never the last; some come again, up to two days later; all are shuffled.
    With `exact` the last beacons take no time on the network, so that the plays that win are the plays of the history;
    without it they are late, and `winners` says what follows. Client clocks are wrong either way.
    """
    lines: list[Beacon] = []
    for play in history.plays:
        skew = draw(st.sampled_from((0, -1, 250, HOUR, -5 * HOUR)))
        sent = beacons(play, skew_ms=skew)
        # Long plays have hundreds of beacons; a handful is enough.
        kept = draw(st.sets(st.integers(0, len(sent) - 1), max_size=4)) | {len(sent) - 1}
        for index in sorted(kept):
            beacon = sent[index]
            last = index == len(sent) - 1
            latency = 0 if last and exact else draw(st.sampled_from((0, 30, 2_000)))
            received = beacon["sent"] - skew + latency
            again = draw(st.lists(st.sampled_from((0, 1, 60_000, TWO_DAYS)), max_size=2))
            lines.extend(import_line(beacon, received + later, dims(play)) for later in (0, *again))
    shuffled = draw(st.permutations(lines))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(shuffled) - 1)), max_size=3)))
    bounds = [0, *cuts, len(shuffled)]
    batches = [list(shuffled[low:high]) for low, high in itertools.pairwise(bounds)]
    return [batch for batch in batches if batch]


DIMENSIONS = (
    "video_id", "country", "city", "device", "os", "browser", "domain", "page", "external_id", "stream_id",
    "context.lesson",
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn, history: History) -> Question:
    """A period around the history in some zone, with up to two dimensions and one filter."""
    zone = draw(st.sampled_from(ZONES))
    unit: zones.Unit = draw(st.sampled_from(("hour", "day", "week", "month")))
    reach = st.one_of(st.sampled_from((0, 1, 5_000, HOUR, 24 * HOUR)), st.integers(0, 26 * HOUR))
    from_ms = history.around_ms - draw(reach)
    to_ms = max(from_ms + 1, history.around_ms + draw(reach))
    by = tuple(draw(st.lists(st.sampled_from(("date", *DIMENSIONS)), max_size=2, unique=True)))
    filters: dict[str, list[str]] = {}
    match draw(st.sampled_from(("", "", "video_id", "country", "domain", "external_id", "device"))):
        case "video_id":
            filters["video_id"] = draw(st.lists(st.sampled_from(sorted(history.catalog)), min_size=1, unique=True))
        case "country":
            filters["country"] = draw(st.sampled_from((["DE"], ["DE", "BR"])))
        case "domain":
            filters["domain"] = ["school.example"]
        case "external_id":
            filters["external_id"] = ["Боб"]
        case "device":
            filters["device"] = draw(st.sampled_from((["tv"], ["mobile", "tablet"])))
        case _:
            pass
    return Question(
        zone=zone,
        unit=unit,
        from_ms=from_ms,
        to_ms=to_ms,
        edges_ms=tuple(zones.edges(zone, unit, from_ms, to_ms)),
        by=by,
        filters=filters,
    )
