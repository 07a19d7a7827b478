"""The demo's history: ninety days of plays, made up day by day from a seed, the same for the same arguments."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from mutoscope.demo import habits
from mutoscope.demo.audience import DAY_MS, Person
from mutoscope.demo.broadcasts import Broadcasts
from mutoscope.demo.catalogue import all_videos
from mutoscope.demo.learners import Academy, School
from mutoscope.demo.recording import Recording
from mutoscope.demo.shapes import shape_of
from mutoscope.demo.strangers import Public

DAYS = 90
COUNT = 200_000
GOES_ON_MS = 6 * habits.HOUR_MS
_SHARES = {"school": 0.26, "academy": 0.055, "public": 0.665, "bots": 0.014, "editors": 0.006}
_WEEK = {"school": "school", "academy": "academy", "public": "public", "bots": "", "editors": "academy"}


def plays(end_ms: int, count: int = COUNT, seed: int = 1) -> Iterator[bytes]:
    """About `count` lines for `POST /v1/plays/import`, newline included: a play's last beacon each, in order of loads.

    They cover the 90 days before `end_ms` (since the epoch); those that go on at that instant are cut there.
    """
    history = _History(end_ms, end_ms, count, seed)
    for day in history.days:
        history.live_through(day)
        # Nobody lives further east than +14: what comes later is later.
        tomorrow = habits.utc_midnight_ms(day + timedelta(days=1))
        yield from history.recording.before(tomorrow - 14 * habits.HOUR_MS)
    yield from history.recording.before(end_ms + 1)


def plays_from(now_ms: int, count: int = COUNT, seed: int = 2) -> list[bytes]:
    """Lines alike, of plays that go on at `now_ms` or begin in the six hours after it: an audience for these."""
    history = _History(now_ms + GOES_ON_MS, now_ms, count, seed, lasting_until_ms=now_ms)
    for day in history.days[-3:]:
        history.live_through(day)
    return history.recording.before(now_ms + GOES_ON_MS)


class _History:
    def __init__(self, end_ms: int, now_ms: int, count: int, seed: int, lasting_until_ms: int = 0) -> None:
        """now_ms: broadcasts are so many days before it. Plays that end before lasting_until_ms are not told."""
        self.rng = rng = Random(seed)  # noqa: S311 — made-up data, no secret
        self.end_ms = end_ms
        start_ms = end_ms - DAYS * DAY_MS
        first, last = (datetime.fromtimestamp(ms / 1000, UTC).date() for ms in (start_ms, end_ms))
        # Local days: in the east tomorrow has begun.
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
        self.recording = Recording(rng, start_ms, end_ms, lasting_until_ms)
        videos = {video.id: video for video in all_videos()}
        shapes = {id_: shape_of(video) for id_, video in videos.items()}
        self.school = School(rng, videos, shapes, seats=count // 230)
        self.academy = Academy(rng, videos, shapes, staff=count // 190)
        self.public = Public(rng, videos, shapes)
        self.broadcasts = Broadcasts(rng, now_ms, count / COUNT)
        self.editors = [Person(rng, "staff") for _ in range(6)]
        self.owed = dict.fromkeys(_SHARES, 0.0)
        self.budgets = self._budgets(count)

    def _days_left(self, day: date) -> float:
        return (self.end_ms - habits.utc_midnight_ms(day)) / DAY_MS - 0.5

    def _budgets(self, count: int) -> dict[str, dict[date, float]]:
        """How many plays each stream has on each day."""
        budgets: dict[str, dict[date, float]] = {}
        for stream, share in _SHARES.items():
            weights = {day: self._weight(stream, day) for day in self.days}
            told = sum(weight * self._part(day) for day, weight in weights.items())
            budgets[stream] = {day: weight * share * count / told for day, weight in weights.items()}
        return budgets

    def _part(self, day: date) -> float:
        """The share of a day that lies in the period."""
        before_end = (self.end_ms - habits.utc_midnight_ms(day)) / DAY_MS
        return min(max(before_end, 0.0), 1.0) * min(max(DAYS + 1 - before_end, 0.0), 1.0)

    def _weight(self, stream: str, day: date) -> float:
        days_left = self._days_left(day)
        weight = habits.season(day, days_left) * self.rng.lognormvariate(0.0, 0.055)
        if _WEEK[stream]:
            weight *= habits.WEEK[_WEEK[stream]][day.weekday()]
        if stream == "academy":
            weight *= self.academy.heat(days_left)
        if stream == "public":
            weight *= self.public.heat(days_left)
        return weight

    def live_through(self, day: date) -> None:
        """Makes up that day's visits of every stream."""
        days_left = self._days_left(day)
        self.public.heat(days_left)
        self.broadcasts.hold(self.recording, day)
        visits: dict[str, Callable[[], None]] = {
            "school": lambda: self.school.visit(self.recording, day),
            "academy": lambda: self.academy.visit(self.recording, day, days_left),
            "public": lambda: self.public.visit(self.recording, day),
            "bots": lambda: self.public.bot(self.recording, day),
            "editors": lambda: self.public.editor(self.recording, self.editors, day),
        }
        for stream, visit in visits.items():
            self.owed[stream] += self.budgets[stream][day]
            # Not every visit comes to pass: the one picked may be busy. Where nobody has time, the day is short.
            for _ in range(20 + 12 * int(self.owed[stream])):
                if self.owed[stream] < 1:
                    break
                loads = self.recording.loads
                visit()
                self.owed[stream] -= self.recording.loads - loads
