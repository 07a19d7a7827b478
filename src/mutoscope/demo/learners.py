"""Those who follow courses under a name of their own: the school's students and the company's staff."""

from collections.abc import Mapping
from datetime import date
from random import Random

from mutoscope.demo import habits
from mutoscope.demo.audience import Device, Person
from mutoscope.demo.catalogue import DemoVideo
from mutoscope.demo.recording import Recording, Scene
from mutoscope.demo.shapes import Shape
from mutoscope.demo.watching import Player, Watched, pass_by

SCHOOL = "https://learn.brightpath.example"
ACADEMY = "https://academy.tidewire.example"
STAFF_DUE = 20.0  # days before the end by which the staff must have seen what is compulsory

_COURSES = {"python-from-zero": 42, "databases-in-practice": 20, "interface-design-basics": 21, "statistika": 17}
_DEPARTMENTS = {"support": 26, "sales": 22, "engineering": 30, "operations": 14, "people": 8}


class Learner:
    """One person's way through one course."""

    __slots__ = ("department", "diligence", "grit", "hour", "lesson", "lessons", "person", "resume", "seen")

    def __init__(self, rng: Random, person: Person, lessons: list[DemoVideo]) -> None:
        self.person = person
        self.lessons = lessons
        self.lesson = 0  # the next one, from 0
        self.resume = 0  # where in it the player goes on
        self.diligence = rng.betavariate(2.0, 2.2)
        self.grit = rng.lognormvariate(0.62, 0.5)  # patience: see Shape.leave_at
        self.hour = habits.own_hour(rng)
        self.department = ""
        self.seen: set[str] = set()

    def done(self) -> bool:
        return self.lesson >= len(self.lessons)

    def sit_down(self, rng: Random, device: Device, shape: Shape) -> Watched:
        """Watches the next lesson from where it was left, and remembers how far that went."""
        # Another device, or a cleared browser: some begin again what they had begun.
        start = self.resume if rng.random() < 0.66 else 0
        stop = shape.leave_at(start, self.grit, rng.random())
        stop = min(max(stop, start + int(rng.uniform(11_000, 25_000))), shape.duration_ms)
        watched = Player(rng, device, shape).watch(start, stop, self.person.rate)
        if stop >= shape.duration_ms * 0.93:
            self.lesson, self.resume = self.lesson + 1, 0
        else:
            self.resume = max(0, stop - 3_000)
        return watched


def _drawn(videos: Mapping[str, DemoVideo]) -> dict[str, float]:
    """How many of those who open a lesson's page play it: some pages say it all in text. The same every time."""
    return {id_: Random(f"drawn by {id_}").uniform(0.65, 0.86) for id_ in videos}  # noqa: S311 — made-up data, no secret


class School:
    """Students come, study a few times a week, finish or give up; others take their seats."""

    def __init__(self, rng: Random, videos: Mapping[str, DemoVideo], shapes: Mapping[str, Shape], seats: int) -> None:
        self.rng = rng
        self.shapes = shapes
        self.drawn = _drawn(videos)
        self.courses = {course: [v for v in videos.values() if v.course == course] for course in _COURSES}
        self.enrolled = 0
        self.students = [self._enrol(midway=True) for _ in range(max(seats, 3))]

    def _enrol(self, *, midway: bool = False) -> Learner:
        rng = self.rng
        course = rng.choices(list(_COURSES), list(_COURSES.values()))[0]
        self.enrolled += 1
        number = 10_000 + self.enrolled * 7 + rng.randrange(7)
        region = "ru" if course == "statistika" else "world"
        student = Learner(rng, Person(rng, region, viewer=f"st-{number}", second=0.34), self.courses[course])
        if midway and course != "databases-in-practice":
            student.lesson = int(rng.random() ** 1.5 * len(student.lessons))
        return student

    def visit(self, recording: Recording, day: date) -> None:
        """One student's evening with the course, if the one picked feels like it today."""
        rng = self.rng
        seat = rng.randrange(len(self.students))
        student = self.students[seat]
        if rng.random() > student.diligence:
            return
        instant = habits.study_time(rng, student.person.place.zone, day, student.hour)
        if any(device.seen > instant for device in student.person.devices):
            return
        self._study(recording, student, instant)
        # Who is near the end rarely gives up; the first lesson is where most do.
        if student.done() or rng.random() < (0.09 if student.lesson == 0 else 0.025):
            self.students[seat] = self._enrol()

    def _study(self, recording: Recording, student: Learner, instant: int) -> None:
        rng = self.rng
        device = student.person.device(rng)
        goes_on = True
        while goes_on and not student.done():
            video = student.lessons[student.lesson]
            again = student.lesson > 0 and rng.random() < 0.05
            if again or not recording.is_out(video, instant):
                # Before a test, or waiting for the next lesson to come out: one of those before.
                if student.lesson == 0 or (not again and rng.random() < 0.8):
                    return
                video, again = student.lessons[rng.randrange(student.lesson)], True
            shape = self.shapes[video.id]
            ref = rng.choices((f"{SCHOOL}/{video.course}", "", f"{SCHOOL}/"), (62, 26, 12))[0]
            scene = Scene(student.person, device, f"{SCHOOL}/{video.course}/lesson-{video.lesson}", ref)
            scene.context = {"course": video.course, "lesson": str(video.lesson)}
            if rng.random() > self.drawn[video.id]:
                watched = pass_by(rng, device, self.drawn[video.id])  # came for the exercise below the video
            elif again:
                watched = Player(rng, device, shape).review(student.person.rate)
            else:
                watched = student.sit_down(rng, device, shape)
            over = recording.load(scene, video, instant, watched)
            instant = over + int(rng.lognormvariate(10.6, 0.9))
            goes_on = rng.random() < (0.52 if student.resume == 0 else 0.3)


class Academy:
    """The staff: what is compulsory (at the last moment), what is for the newly hired, and talks when they are new."""

    def __init__(self, rng: Random, videos: Mapping[str, DemoVideo], shapes: Mapping[str, Shape], staff: int) -> None:
        self.rng = rng
        self.shapes = shapes
        self.drawn = _drawn(videos)
        self.compulsory = [v for v in videos.values() if v.course == "security-awareness"]
        self.welcome = [v for v in videos.values() if v.course == "onboarding"]
        self.talks = [v for v in videos.values() if v.kind == "talk"]
        self.hired = 0
        self.staff = [self._hire(new=rng.random() < 0.1) for _ in range(max(staff, 3))]

    def _hire(self, *, new: bool) -> Learner:
        rng = self.rng
        self.hired += 1
        employee = Learner(
            rng,
            Person(rng, "staff", viewer=f"emp-{self.hired:04d}", second=0.15),
            [*self.welcome, *self.compulsory] if new else self.compulsory,
        )
        employee.department = rng.choices(list(_DEPARTMENTS), list(_DEPARTMENTS.values()))[0]
        employee.grit = 3.0
        return employee

    def heat(self, days_left: float) -> float:
        """How busy that day is, next to an ordinary one: deadlines, new talks."""
        fresh = sum(
            0.3 * (habits.freshness(talk.age_days - days_left) - 1) for talk in self.talks if talk.age_days > days_left
        )
        due = 1.6 * (1 - (days_left - STAFF_DUE) / 16) if STAFF_DUE <= days_left < STAFF_DUE + 16 else 0.0
        return 1.0 + fresh + due

    def visit(self, recording: Recording, day: date, days_left: float) -> None:
        rng = self.rng
        seat = rng.randrange(len(self.staff))
        employee = self.staff[seat]
        if rng.random() < 0.004:
            # People leave, and others are hired.
            employee = self.staff[seat] = self._hire(new=True)
        instant = habits.stroll_time(rng, employee.person.place.zone, day, "office")
        device = employee.person.device(rng)
        if any(used.seen > instant for used in employee.person.devices):
            return
        goes_on = True
        while goes_on:
            choice = self._choose(employee, days_left)
            if choice is None or not recording.is_out(choice, instant):
                return
            course, lesson = (choice.course, str(choice.lesson)) if choice.course else ("talks", choice.id)
            scene = Scene(employee.person, device, f"{ACADEMY}/{course}/{lesson}")
            scene.ref = rng.choices((f"{ACADEMY}/", "", "https://mail.tidewire.example/"), (50, 30, 20))[0]
            scene.context = {"course": course, "lesson": lesson, "department": employee.department}
            over = recording.load(scene, choice, instant, self._watch(employee, device, choice))
            instant = over + int(rng.lognormvariate(10.4, 0.9))
            goes_on = rng.random() < (0.55 if choice.course else 0.12)

    def _choose(self, employee: Learner, days_left: float) -> DemoVideo | None:
        """The next compulsory lesson, the likelier the nearer its day; else a talk, mostly a new one not seen yet."""
        rng = self.rng
        if not employee.done():
            lesson = employee.lessons[employee.lesson]
            urgent = lesson.course == "onboarding" or STAFF_DUE - 3 <= days_left < STAFF_DUE + 14
            if lesson.age_days > days_left and rng.random() < (0.85 if urgent else 0.3):
                return lesson
        weights = [
            talk.appeal * habits.freshness(talk.age_days - days_left) * (0.15 if talk.id in employee.seen else 1.0)
            for talk in self.talks
        ]
        return rng.choices(self.talks, weights)[0] if sum(weights) > 0.5 else None

    def _watch(self, employee: Learner, device: Device, video: DemoVideo) -> Watched:
        rng = self.rng
        shape = self.shapes[video.id]
        if rng.random() > self.drawn[video.id]:
            return pass_by(rng, device, self.drawn[video.id])
        if video.course:
            return employee.sit_down(rng, device, shape)
        employee.seen.add(video.id)
        stop = max(shape.leave_at(0, 1.3, rng.random()), int(rng.uniform(11_000, 30_000)))
        return Player(rng, device, shape).watch(0, stop, employee.person.rate)
