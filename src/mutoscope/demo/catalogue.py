"""The demo workspace's content: three projects with nested folders, sixty videos, a live event.

The ids never change, so that creating the workspace again updates it instead of doubling it.
"""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct


class DemoVideo(Struct, frozen=True, kw_only=True):
    """A video of the catalog, with what the made-up audience needs to know of it."""

    id: str
    title: str
    duration_ms: int
    kind: str  # trailer, promo, demo, webinar, story, lecture, lesson, training, talk: how it is watched
    age_days: float  # released so many days before the demo's end
    appeal: float = 1.0  # how many come for it, compared with others of its place
    course: str = ""  # the course that it is a lesson of
    lesson: int = 0  # from 1


class DemoStream(Struct, frozen=True, kw_only=True):
    """One broadcast of a live event."""

    id: str
    title: str
    length_ms: int
    days_ago: int  # it began in that day's afternoon; 0: it has just begun
    audience: int  # how many come, of 200,000 plays in all
    recording: str = ""  # the video that was made of it


class DemoEvent(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    streams: tuple[DemoStream, ...]


class DemoFolder(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    folders: tuple["DemoFolder", ...] = ()
    videos: tuple[DemoVideo, ...] = ()
    events: tuple[DemoEvent, ...] = ()


class DemoProject(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    folders: tuple[DemoFolder, ...] = ()
    videos: tuple[DemoVideo, ...] = ()
    events: tuple[DemoEvent, ...] = ()


def catalogue() -> list[DemoProject]:
    """Projects with their folders and videos, in the order in which they are shown."""
    return [_school(), _marketing(), _academy()]


def all_videos() -> Iterator[DemoVideo]:
    """Every video, depth first, a project's or folder's own before those of its folders."""
    for project in catalogue():
        for place in _places(project):
            yield from place.videos


def all_events() -> Iterator[DemoEvent]:
    """Every live event."""
    for project in catalogue():
        for place in _places(project):
            yield from place.events


def _places(place: DemoProject | DemoFolder) -> Iterator[DemoProject | DemoFolder]:
    yield place
    for folder in place.folders:
        yield from _places(folder)


def _uuid(path: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://demo.mutoscope.example/{path}"))


_Content = DemoFolder | DemoVideo | DemoEvent


def _project(slug: str, title: str, *content: _Content) -> DemoProject:
    return DemoProject(id=_uuid(slug), title=title, **_sorted(content))


def _folder(slug: str, title: str, *content: _Content) -> DemoFolder:
    return DemoFolder(id=_uuid(slug), title=title, **_sorted(content))


def _sorted(content: tuple[_Content, ...]) -> dict[str, Any]:
    kinds = {"folders": DemoFolder, "videos": DemoVideo, "events": DemoEvent}
    return {name: tuple(item for item in content if isinstance(item, kind)) for name, kind in kinds.items()}


def _stream(id_: str, title: str, length: str, rest: tuple[int, int, str]) -> DemoStream:
    """rest: days ago, audience, recording."""
    days_ago, audience, recording = rest
    return DemoStream(
        id=id_,
        title=title,
        length_ms=_length_ms(id_, length),
        days_ago=days_ago,
        audience=audience,
        recording=recording,
    )


def _video(id_: str, title: str, length: str, rest: tuple[str, float, float]) -> DemoVideo:
    """rest: kind, age in days, appeal."""
    kind, age_days, appeal = rest
    return DemoVideo(
        id=id_, title=title, duration_ms=_length_ms(id_, length), kind=kind, age_days=age_days, appeal=appeal
    )


def _course(slug: str, title: str, kind: str, ages: tuple[float, ...], *lessons: tuple[str, str]) -> DemoFolder:
    """A folder of lessons that are watched in order. ages: one for all, or one for each lesson."""
    videos = [
        DemoVideo(
            id=f"{slug}-{number:02d}",
            title=f"{number}. {lesson}",
            duration_ms=_length_ms(f"{slug}-{number:02d}", length),
            kind=kind,
            age_days=ages[min(number, len(ages)) - 1],
            course=slug,
            lesson=number,
        )
        for number, (lesson, length) in enumerate(lessons, 1)
    ]
    return _folder(slug, title, *videos)


def _length_ms(id_: str, length: str) -> int:
    """`mm:ss` and, as in every real file, some odd milliseconds, different for each video."""
    minutes, seconds = length.split(":")
    return (int(minutes) * 60 + int(seconds)) * 1000 + sum(id_.encode()) * 37 % 1000


def _school() -> DemoProject:
    return _project(
        "school",
        "Brightpath School",
        _folder(
            "courses",
            "Courses",
            _folder("programming", "Programming", _python_course(), _database_course()),
            _folder("design", "Design", _interface_course()),
        ),
        _folder("courses-ru", "Курсы на русском", _statistics_course()),
        _folder(
            "open-lectures",
            "Open lectures",
            _video("open-how-computers-forget", "How computers forget", "88:40", ("lecture", 260, 1.0)),
            _video("open-reading-other-peoples-code", "Reading other people's code", "74:15", ("lecture", 150, 0.8)),
            _video("open-maps-that-lie", "Maps that lie: a short history of bad charts", "81:52", ("lecture", 44, 1.1)),
        ),
        _folder(
            "trailers",
            "Trailers",
            _video("trailer-school", "Brightpath in forty seconds", "0:40", ("trailer", 400, 1.6)),
            _video("trailer-python", "Python from zero: the trailer", "1:02", ("trailer", 300, 1.2)),
            _video("trailer-interface", "Interface design basics: the trailer", "0:55", ("trailer", 210, 0.8)),
            _video("trailer-statistika", "Статистика без боли: трейлер", "0:48", ("trailer", 120, 0.7)),
        ),
    )


def _python_course() -> DemoFolder:
    return _course(
        "python-from-zero",
        "Python from zero",
        "lecture",
        (320.0,),
        ("The first program", "42:10"),
        ("Names and values", "51:33"),
        ("Choices", "46:05"),
        ("Loops, and when to stop", "58:47"),
        ("Lists and dictionaries", "63:20"),
        ("Functions", "66:12"),
        ("Files and other people's data", "54:38"),
        ("A small game, start to finish", "84:06"),
    )


def _database_course() -> DemoFolder:
    # Still running: a lesson came out every week or so, and those who wait for it come on the day.
    return _course(
        "databases-in-practice",
        "Databases in practice",
        "lecture",
        (72.3, 65.3, 58.3, 44.3, 30.3, 16.3),
        ("Tables are promises", "44:52"),
        ("Asking: SELECT and friends", "57:28"),
        ("Joins without fear", "62:41"),
        ("Indexes: paying once", "49:17"),
        ("Transactions", "55:03"),
        ("When the plan goes wrong", "71:25"),
    )


def _interface_course() -> DemoFolder:
    return _course(
        "interface-design-basics",
        "Interface design basics",
        "lesson",
        (215.0,),
        ("Why buttons look like buttons", "14:20"),
        ("Type and rhythm", "18:44"),
        ("Colour that means something", "16:31"),
        ("Grids and when to leave them", "19:08"),
        ("Forms people finish", "21:16"),
        ("Testing on five people", "17:49"),
    )


def _statistics_course() -> DemoFolder:
    return _course(
        "statistika",
        "Статистика для аналитика",
        "lesson",
        (125.0,),
        ("Среднее и почему оно обманывает", "24:12"),
        ("Разброс", "21:55"),
        ("Выборки и доверие", "28:30"),
        ("Проверка гипотез", "33:47"),
        ("A/B-тест от начала до конца", "36:02"),
    )


def _marketing() -> DemoProject:
    return _project(
        "tidewire",
        "Tidewire Marketing",
        _video("tw-showreel", "Tidewire showreel", "1:34", ("promo", 230, 1.5)),
        _folder(
            "product",
            "Product",
            _folder(
                "tours",
                "Tours",
                _video("tw-tour-basics", "Tidewire in four minutes", "4:06", ("demo", 190, 1.6)),
                _video("tw-tour-automation", "Automation, a guided tour", "6:22", ("demo", 140, 0.9)),
                _video("tw-tour-import", "Moving in: import your data", "3:41", ("demo", 170, 0.7)),
            ),
            _folder(
                "releases",
                "Releases",
                _video("tw-release-boards", "New: shared boards", "2:48", ("demo", 81.4, 4.0)),
                _video("tw-release-offline", "New: work offline", "3:17", ("demo", 52.4, 2.2)),
                _video("tw-release-agents", "New: rules that write themselves", "3:52", ("demo", 24.4, 1.5)),
                _video("tw-release-calendar", "New: the calendar, rebuilt", "2:36", ("demo", 4.4, 5.0)),
            ),
        ),
        _folder(
            "campaigns",
            "Campaigns",
            _folder(
                "launch",
                "Season launch",
                _video("tw-ad-monday", "Monday, but shorter (60 s)", "1:00", ("promo", 34.2, 1.4)),
                _video("tw-ad-inbox", "The last spreadsheet (45 s)", "0:45", ("promo", 34.2, 1.1)),
                _video("tw-ad-ru", "Понедельник короче (60 с)", "1:00", ("promo", 31.2, 0.8)),
            ),
        ),
        _folder(
            "webinars",
            "Webinars",
            _video("tw-webinar-metrics", "Five numbers for a small team", "52:18", ("webinar", 66.1, 1.0)),
            _video("tw-webinar-handover", "Handovers nobody dreads", "61:40", ("webinar", 38.1, 0.9)),
            _video("tw-webinar-planning", "Planning the next quarter together", "68:55", ("webinar", 10.1, 1.2)),
            DemoEvent(
                id="tw-live",
                title="Tidewire Live",
                streams=(
                    _stream("tw-live-metrics", "Live: five numbers", "53:10", (67, 260, "tw-webinar-metrics")),
                    _stream("tw-live-handover", "Live: handovers", "62:30", (39, 340, "tw-webinar-handover")),
                    _stream("tw-live-planning", "Live: the next quarter", "70:20", (11, 520, "tw-webinar-planning")),
                    _stream("tw-live-office-hour", "Office hour: ask the makers", "240:00", (0, 520, "")),
                ),
            ),
        ),
        _folder(
            "stories",
            "Customer stories",
            _video("tw-story-bakery", "A bakery with eleven branches", "3:24", ("story", 160, 0.8)),
            _video("tw-story-clinic", "How a clinic stopped double booking", "4:51", ("story", 95, 0.6)),
            _video("tw-story-festival", "Four stages, one plan", "5:37", ("story", 48, 0.7)),
        ),
    )


def _academy() -> DemoProject:
    return _project(
        "academy",
        "Tidewire Academy (internal)",
        _course(
            "onboarding",
            "Onboarding",
            "training",
            (360.0,),
            ("Welcome aboard", "5:12"),
            ("Your tools and accounts", "9:48"),
            ("How we write to each other", "8:05"),
            ("Who decides what", "11:36"),
        ),
        _folder(
            "compliance",
            "Compliance",
            _course(
                "security-awareness",
                "Security awareness",
                "training",
                (47.4,),
                ("Passwords and keys", "10:22"),
                ("Letters that are not what they seem", "13:47"),
                ("When something leaks", "12:09"),
            ),
        ),
        _folder(
            "engineering",
            "Engineering talks",
            _video("talk-queue-that-grew", "The queue that grew at night", "39:26", ("talk", 57.3, 0.8)),
            _video("talk-deleting-code", "Deleting forty thousand lines", "43:10", ("talk", 19.3, 1.0)),
        ),
        _folder(
            "all-hands",
            "Общие встречи",
            _video("all-hands-results", "All hands: the year so far", "54:30", ("talk", 40.2, 2.0)),
            _video("all-hands-plans", "All hands: what comes next", "47:44", ("talk", 6.2, 2.2)),
        ),
    )
