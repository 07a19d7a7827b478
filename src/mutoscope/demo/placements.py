"""Where players are put for strangers to find, and what becomes of their loads there."""

from msgspec import Struct

Referrers = tuple[tuple[str, float], ...]

SEARCH: Referrers = (
    ("https://www.google.com/", 50),
    ("", 28),
    ("https://www.bing.com/", 5),
    ("https://duckduckgo.com/", 3),
)
SEARCH_RU: Referrers = (("https://yandex.ru/", 40), ("https://www.google.com/", 20), ("", 24), ("https://vk.com/", 4))
SOCIAL: Referrers = (
    ("https://www.facebook.com/", 24),
    ("https://www.instagram.com/", 20),
    ("https://www.linkedin.com/", 10),
    ("https://t.co/", 8),
    ("", 20),
)
TIDEWIRE: Referrers = (("https://www.tidewire.example/", 55), ("https://www.google.com/", 18), ("", 20))
BRIGHTPATH: Referrers = (("https://www.brightpath.example/", 58), ("https://www.google.com/", 16), ("", 18))
DIRECT: Referrers = (("", 1),)


class Placement(Struct, frozen=True):
    """A page with a player, or some pages alike. An address without a path: only the site's origin is known."""

    pages: tuple[str, ...]  # the first is visited most
    weight: float  # share of strangers' visits
    view: float  # chance that a load becomes a view
    patience: float  # of those who watch here: see Shape.leave_at
    videos: tuple[str, ...]  # the first is chosen most, unless another is new
    referrers: Referrers = SEARCH
    region: str = "world"
    together: int = 1  # players that load with the page
    since: float = 1000.0  # days before the end that the page appeared, drawing most then
    until: float = -9.0  # days before the end that it was taken down
    handy: float = 0.0  # share who hold a phone or tablet whatever the others do
    habit: str = "stroll"  # when people come: see habits.stroll_time


_TRAILERS = ("trailer-school", "trailer-python", "trailer-interface")
_RELEASES = ("tw-release-agents", "tw-release-offline", "tw-release-calendar", "tw-release-boards")
_STORIES = ("tw-story-bakery", "tw-story-festival", "tw-story-clinic")
_WEBINARS = ("tw-webinar-planning", "tw-webinar-metrics", "tw-webinar-handover")
_LECTURES = ("open-maps-that-lie", "open-how-computers-forget", "open-reading-other-peoples-code")

_SITE = "https://www.brightpath.example"
_PRODUCT = "https://www.tidewire.example"
_DOCS = "https://docs.tidewire.example"

_SCHOOL = (
    Placement((f"{_SITE}/",), 10.0, 0.24, 1.0, ("trailer-school",)),
    Placement(
        (f"{_SITE}/courses/python-from-zero",), 6.0, 0.48, 1.2, ("trailer-python", "python-from-zero-01"), BRIGHTPATH
    ),
    Placement((f"{_SITE}/courses/databases-in-practice",), 2.6, 0.44, 1.1, ("databases-in-practice-01",), BRIGHTPATH),
    Placement(
        (f"{_SITE}/courses/interface-design-basics",),
        3.2,
        0.50,
        1.2,
        ("trailer-interface", "interface-design-basics-01"),
        BRIGHTPATH,
    ),
    Placement(
        (f"{_SITE}/courses/statistika",), 2.8, 0.46, 1.2, ("trailer-statistika", "statistika-01"), SEARCH_RU, "ru"
    ),
    Placement(
        (f"{_SITE}/open-lectures/maps-that-lie", f"{_SITE}/open-lectures/computers", f"{_SITE}/open-lectures"),
        4.6,
        0.68,
        1.5,
        _LECTURES,
        BRIGHTPATH,
    ),
    Placement((f"{_SITE}/pricing",), 4.2, 0.07, 0.8, _TRAILERS, BRIGHTPATH),
    Placement(
        tuple(
            f"{_SITE}/blog/{post}"
            for post in (
                "how-to-learn-to-code",
                "changing-careers-at-forty",
                "first-job-checklist",
                "which-language-first",
            )
        ),
        6.0,
        0.05,
        0.7,
        _TRAILERS,
    ),
)

_TIDEWIRE = (
    Placement((f"{_PRODUCT}/",), 10.5, 0.15, 0.9, ("tw-showreel", "tw-tour-basics")),
    Placement((f"{_PRODUCT}/product/tour",), 4.4, 0.71, 1.6, ("tw-tour-basics", "tw-tour-automation"), TIDEWIRE),
    Placement((f"{_PRODUCT}/product/automation",), 1.8, 0.39, 1.2, ("tw-tour-automation",), TIDEWIRE),
    Placement((f"{_PRODUCT}/whats-new",), 3.8, 0.61, 1.5, _RELEASES, TIDEWIRE),
    Placement((f"{_PRODUCT}/webinars/planning", f"{_PRODUCT}/webinars"), 3.4, 0.66, 1.4, _WEBINARS, TIDEWIRE),
    Placement((f"{_PRODUCT}/customers",), 2.0, 0.10, 1.0, _STORIES, TIDEWIRE, together=3),
    Placement((f"{_PRODUCT}/customers/bakery", f"{_PRODUCT}/customers/festival"), 1.0, 0.52, 1.5, _STORIES, TIDEWIRE),
    Placement((f"{_PRODUCT}/pricing",), 3.6, 0.06, 0.8, ("tw-tour-basics",), TIDEWIRE),
    Placement((f"{_PRODUCT}/launch",), 1.8, 0.33, 0.9, ("tw-ad-monday", "tw-ad-inbox"), SOCIAL, since=34.2, until=12.0),
    Placement((f"{_PRODUCT}/ru/zapusk",), 0.9, 0.36, 0.9, ("tw-ad-ru",), SEARCH_RU, "ru", since=31.2, until=12.0),
    Placement(
        (f"{_DOCS}/guides/getting-started", f"{_DOCS}/guides/rules", f"{_DOCS}/guides/calendar"),
        3.4,
        0.72,
        1.9,
        ("tw-tour-basics", "tw-tour-automation"),
        TIDEWIRE,
        habit="office",
    ),
    Placement((f"{_DOCS}/guides/import",), 1.5, 0.77, 2.0, ("tw-tour-import",), TIDEWIRE, habit="office"),
)

_ELSEWHERE = (
    # Partners who wrote about it with care: their readers watch.
    Placement(("https://growthnotes.example/reviews/tidewire",), 1.3, 0.58, 1.3, ("tw-tour-basics",), since=61.4),
    Placement(
        ("https://blog.devpatch.example/2-sql-courses-compared", "https://blog.devpatch.example/learning-python"),
        1.7,
        0.54,
        1.3,
        ("databases-in-practice-01", "trailer-python"),
    ),
    Placement(
        ("https://kursoved.example/obzory/python-s-nulya", "https://kursoved.example/obzory/statistika"),
        2.2,
        0.41,
        1.1,
        ("trailer-python", "trailer-statistika"),
        SEARCH_RU,
        "ru",
    ),
    # Every page of these loads a player that nobody looks at.
    Placement(
        tuple(f"https://morning-digest.example/{part}" for part in ("", "money", "work", "city", "weather")),
        13.0,
        0.035,
        0.6,
        ("tw-showreel", "tw-ad-monday"),
        SOCIAL,
    ),
    Placement(
        ("https://dealstack.example/brightpath", "https://dealstack.example/tidewire"), 5.2, 0.045, 0.5, _TRAILERS
    ),
    Placement(("https://skidki-na-kursy.example/python",), 2.4, 0.055, 0.6, ("trailer-python",), SEARCH_RU, "ru"),
    Placement(
        (
            "https://forum.selfhosters.example/t/spreadsheet-or-tidewire/4821",
            "https://forum.selfhosters.example/t/offline-planning/5210",
        ),
        1.4,
        0.34,
        1.0,
        ("tw-release-offline", "tw-tour-import"),
        DIRECT,
        since=51.0,
    ),
    # Only the origin is known here: "page unknown".
    Placement(
        ("https://vk.com",),
        2.4,
        0.27,
        0.7,
        ("trailer-statistika", "trailer-python", "tw-ad-ru"),
        DIRECT,
        "ru",
        handy=0.6,
    ),
    Placement(
        ("https://web.telegram.org",), 1.1, 0.44, 1.0, ("open-maps-that-lie", "statistika-01"), DIRECT, "ru", handy=0.4
    ),
    Placement(
        ("https://www.facebook.com",),
        2.6,
        0.13,
        0.6,
        ("tw-ad-monday", "trailer-school", "tw-showreel"),
        DIRECT,
        handy=0.65,
    ),
    Placement(("https://www.linkedin.com",), 1.8, 0.21, 0.8, ("tw-release-agents", "tw-story-bakery"), DIRECT),
    Placement(("https://www.reddit.com",), 0.9, 0.31, 0.9, ("open-how-computers-forget", "tw-release-offline"), DIRECT),
    Placement(("https://lti.campusgate.example",), 1.5, 0.70, 2.2, _LECTURES, DIRECT),
)

PLACEMENTS = (*_SCHOOL, *_TIDEWIRE, *_ELSEWHERE)
