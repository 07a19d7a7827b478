"""Those who come across a video: anonymous visitors of public pages, some of whom return; and what isn't people."""

from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from random import Random
from urllib.parse import urlsplit

from mutoscope.demo import habits
from mutoscope.demo.audience import Device, Person
from mutoscope.demo.catalogue import DemoVideo
from mutoscope.demo.placements import PLACEMENTS, Placement
from mutoscope.demo.recording import Recording, Scene
from mutoscope.demo.shapes import Shape
from mutoscope.demo.watching import Player, pass_by

_BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0 PingdomPageSpeed/1.0 (pingbot/2.0; +http://www.pingdom.com/)",
)
# On a phone the thumb is quicker than the poster; who has opened a page on a television means to watch.
_EAGER = {"desktop": 1.05, "mobile": 0.9, "tablet": 1.1, "tv": 1.2}
_REMEMBERED = 4_000  # returning visitors are drawn from so many of the latest


class Public:
    """The public pages, and who has been there lately."""

    def __init__(self, rng: Random, videos: Mapping[str, DemoVideo], shapes: Mapping[str, Shape]) -> None:
        self.rng = rng
        self.videos = videos
        self.shapes = shapes
        self.known: dict[str, list[Person]] = {"world": [], "ru": []}
        self.days_left = 90.0
        self.shares: list[float] = []
        self.choices: dict[Placement, tuple[list[DemoVideo], list[float]]] = {}
        self.neighbours = {
            place: [other for other in PLACEMENTS if _host(other) == _host(place) and other is not place]
            for place in PLACEMENTS
        }
        self.lecture_hall = next(place for place in PLACEMENTS if "/open-lectures" in place.pages[0])

    def heat(self, days_left: float) -> float:
        """The sum of what the pages draw that day; makes that day's choices ready."""
        self.days_left = days_left
        weights = []
        for place in PLACEMENTS:
            videos = [self.videos[id_] for id_ in place.videos]
            usual = [video.appeal / (rank + 1) for rank, video in enumerate(videos)]
            now = [share * habits.freshness(v.age_days - days_left) for share, v in zip(usual, videos, strict=True)]
            self.choices[place] = videos, list(accumulate(now))
            # Where hardly anybody watches, nobody comes for the video.
            drawn = sum(now) / sum(usual) if place.view >= 0.3 else min(1.0, sum(now))
            there = place.until < days_left <= place.since
            weights.append(place.weight * drawn * habits.freshness(place.since - days_left, 5.0, 5.0) if there else 0.0)
        self.shares = list(accumulate(weights))
        return self.shares[-1]

    def visit(self, recording: Recording, day: date) -> None:
        """Somebody opens a page; some go on to another one of the site, some load the same one again."""
        rng = self.rng
        place = rng.choices(PLACEMENTS, cum_weights=self.shares)[0]
        person, instant = self._person(place, day)
        device = person.device(rng)
        if device.gear.form == "tv":
            place = self.lecture_hall  # nobody reads a price list from the sofa
        ref = rng.choices([url for url, _ in place.referrers], [share for _, share in place.referrers])[0]
        page = rng.choices(place.pages, [1 / (rank + 1) for rank in range(len(place.pages))])[0]
        scene = Scene(person, device, page, ref)
        over = self._open(recording, scene, place, instant)
        luck = rng.random()
        if luck < 0.025:
            self._open(recording, scene, place, over + int(rng.uniform(500, 6_000)))
        elif luck < 0.16 and self.neighbours[place]:
            self._go_on(recording, scene, place, over + int(rng.uniform(2_000, 40_000)))

    def _go_on(self, recording: Recording, scene: Scene, place: Placement, instant: int) -> None:
        following = self.rng.choice(self.neighbours[place])
        if self.choices[following][1][-1] > 0 and following.until < self.days_left <= following.since:
            scene.ref, scene.page = scene.page, following.pages[0]
            self._open(recording, scene, following, instant)

    def _person(self, place: Placement, day: date) -> tuple[Person, int]:
        rng = self.rng
        known = self.known[place.region]
        if known and rng.random() < 0.27:
            # Whoever was here lately is likelier to return than whoever was here long ago.
            slot = int((1 - rng.random() ** 2) * len(known))
            person = known[min(slot, len(known) - 1)]
            instant = habits.stroll_time(rng, person.place.zone, day, place.habit)
            if all(device.seen < instant for device in person.devices):
                return person, instant
        person = Person(rng, place.region, handy=place.handy)
        if len(known) >= _REMEMBERED:
            del known[: _REMEMBERED // 4]
        known.append(person)
        return person, habits.stroll_time(rng, person.place.zone, day, place.habit)

    def _open(self, recording: Recording, scene: Scene, place: Placement, instant: int) -> int:
        """Loads the page's players. Returns the instant at which the page is left."""
        rng = self.rng
        videos, shares = self.choices[place]
        one = rng.choices(videos, cum_weights=shares)
        # The page may be up before its video.
        loaded = [v for v in (videos[: place.together] if place.together > 1 else one) if recording.is_out(v, instant)]
        watched_one = False
        over = instant
        for video in loaded:
            watched = pass_by(rng, scene.device, place.view)
            if not watched_one and rng.random() < place.view * _EAGER[scene.device.gear.form]:
                watched_one = True
                shape = self.shapes[video.id]
                stop = shape.leave_at(0, place.patience, rng.random()) + int(rng.uniform(5_100, 8_000))
                rate = scene.person.rate if rng.random() < 0.4 else 1.0
                watched = Player(rng, scene.device, shape).watch(0, stop, rate)
            over = max(over, recording.load(scene, video, instant, watched))
        return over

    def bot(self, recording: Recording, day: date) -> None:
        """A crawler's or a monitor's load; a monitor lets some play."""
        rng = self.rng
        place = rng.choices(PLACEMENTS, cum_weights=self.shares)[0]
        person = Person(rng, "world")
        agent = rng.choices(_BOTS, (34, 16, 14, 12, 24))[0]
        video = rng.choices(self.choices[place][0], cum_weights=self.choices[place][1])[0]
        instant = habits.utc_midnight_ms(day) + rng.randrange(86_400_000)
        watched = pass_by(rng, person.devices[0], 0.0)
        if "Pingdom" in agent and rng.random() < 0.3:
            stop = int(rng.uniform(6_000, 15_000))
            watched = Player(rng, person.devices[0], self.shapes[video.id]).watch(0, stop, 1.0)
        scene = Scene(person, person.devices[0], place.pages[0], user_agent=agent, traffic="bot")
        if recording.is_out(video, instant):
            recording.load(scene, video, instant, watched)

    def editor(self, recording: Recording, editors: list[Person], day: date) -> None:
        """Somebody of the house checks a page: a look at the start, a look further on."""
        rng = self.rng
        person = rng.choice(editors)
        instant = habits.stroll_time(rng, person.place.zone, day, "office")
        device: Device = person.devices[0]
        place = rng.choices(PLACEMENTS, cum_weights=self.shares)[0]
        video = rng.choices(self.choices[place][0], cum_weights=self.choices[place][1])[0]
        if device.seen > instant or not recording.is_out(video, instant):
            return
        watched = pass_by(rng, device, 0.5)
        if rng.random() < 0.5:
            stop = int(rng.uniform(6_000, 45_000))
            watched = Player(rng, device, self.shapes[video.id]).watch(0, stop, 1.0)
        recording.load(Scene(person, device, place.pages[0], traffic="internal"), video, instant, watched)


def _host(place: Placement) -> str:
    return urlsplit(place.pages[0]).netloc
