"""Broadcasts of a live event: most come at its beginning, some early, and stay for as long as they like it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

from mutoscope.demo import habits
from mutoscope.demo.audience import DAY_MS, Device, Person
from mutoscope.demo.catalogue import DemoStream, all_events
from mutoscope.demo.recording import Recording, Scene
from mutoscope.demo.watching import Watched, pass_by

_PAGE = "https://www.tidewire.example/live"
_REFERRERS = (
    ("https://mail.tidewire.example/", 46),
    ("https://www.tidewire.example/", 24),
    ("", 20),
    ("https://t.co/", 10),
)
_EARLY_MS = 9 * 60_000
_JUST_BEGUN_MS = 35 * 60_000
_LONG_MS = 2 * habits.HOUR_MS


class Broadcasts:
    """Each on its day, whoever comes made up then."""

    def __init__(self, rng: Random, now_ms: int, scale: float) -> None:
        """scale: how many come, next to a demo of the usual size."""
        self.rng = rng
        self.scale = scale
        self.streams = {stream: _start_ms(stream, now_ms) for event in all_events() for stream in event.streams}

    def hold(self, recording: Recording, day: date) -> None:
        """What was broadcast that day (in UTC)."""
        for stream, start_ms in self.streams.items():
            if datetime.fromtimestamp(start_ms / 1000, UTC).date() == day:
                for instant in self._arrivals(stream, start_ms):
                    self._attend(recording, stream, start_ms, instant)

    def _arrivals(self, stream: DemoStream, start_ms: int) -> Iterator[int]:
        rng = self.rng
        for _ in range(round(stream.audience * self.scale)):
            luck = rng.random()
            if luck < 0.22:
                yield start_ms - int(rng.random() ** 2 * _EARLY_MS)
            elif luck < 0.6:
                yield start_ms + int(rng.expovariate(1 / 200_000))
            else:
                yield start_ms + int(rng.random() * stream.length_ms * 0.9)

    def _attend(self, recording: Recording, stream: DemoStream, start_ms: int, instant: int) -> None:
        rng = self.rng
        person = Person(rng, "world", handy=0.2)
        device = person.devices[0]
        ref = rng.choices([url for url, _ in _REFERRERS], [share for _, share in _REFERRERS])[0]
        comes_to_watch = rng.random() < 0.87
        watched = self._watch(device, stream, start_ms - instant) if comes_to_watch else pass_by(rng, device, 0.5)
        recording.load(Scene(person, device, f"{_PAGE}/{stream.id}", ref), stream, instant, watched)

    def _watch(self, device: Device, stream: DemoStream, begins_in: int) -> Watched:
        """begins_in: milliseconds from the load to the broadcast's first picture; negative: it has begun."""
        rng, watched = self.rng, Watched()
        watched.plays = 1
        watched.startup = int(device.startup_ms * rng.lognormvariate(0.2, 0.5)) + 200
        at = max(begins_in, 400 + int(rng.lognormvariate(8.0, 0.8))) + watched.startup
        over = begins_in + stream.length_ms
        # An hour is sat through by half of those who come, an afternoon by nobody.
        stay = over if rng.random() < 0.5 and stream.length_ms < _LONG_MS else at + int(rng.expovariate(1 / 900_000))
        leave = min(stay + 4_000, over)
        position, cont = at - begins_in, 0
        while at < leave:
            quiet = min(int(rng.expovariate(device.stalls / 60_000 + 1e-7)), leave - at)
            watched.spans.append((at, quiet, position, position + quiet, cont))
            # Who has to wait goes on where they were, a little behind the others.
            gap = min(int(rng.lognormvariate(7.4, 0.8)), 30_000) + 120
            at, position, cont = at + quiet + gap, position + quiet, 1
            if at < leave:
                watched.stalls += 1
                watched.stalled += gap
        watched.playing = leave < over
        return watched


def _start_ms(stream: DemoStream, now_ms: int) -> int:
    if not stream.days_ago:
        return now_ms - _JUST_BEGUN_MS
    day = datetime.fromtimestamp((now_ms - stream.days_ago * DAY_MS) / 1000, UTC).date()
    return habits.utc_midnight_ms(day) + 15 * habits.HOUR_MS
