"""Who watches: where they live, what they watch on, how good their network is. Shares are of people, not of plays."""

from base64 import urlsafe_b64encode
from itertools import accumulate
from random import Random
from typing import NamedTuple

SESSION_MS = 30 * 60_000
DAY_MS = 86_400_000


class Place(NamedTuple):
    """A part of a country with one time zone. world, ru, staff: its share of that audience."""

    country: str
    zone: str
    lang: str
    cities: tuple[str, ...]
    world: float
    ru: float = 0.0
    staff: float = 0.0


PLACES = (
    Place("US", "America/New_York", "en-US", ("New York", "Boston", "Atlanta"), 9.6, 0.6, 8),
    Place("US", "America/Chicago", "en-US", ("Chicago", "Austin"), 5.6, 0.2),
    Place("US", "America/Los_Angeles", "en-US", ("Los Angeles", "Seattle", "San Francisco"), 5.8, 0.3, 4),
    Place("IN", "Asia/Kolkata", "en-IN", ("Bengaluru", "Mumbai", "Delhi", "Pune"), 11.2),
    Place("GB", "Europe/London", "en-GB", ("London", "Manchester", "Leeds"), 7.8, 0.3, 6),
    Place("DE", "Europe/Berlin", "de-DE", ("Berlin", "Munich", "Hamburg", "Cologne"), 7.0, 2.6, 34),
    Place("RU", "Europe/Moscow", "ru-RU", ("Moscow", "Saint Petersburg", "Kazan", "Nizhny Novgorod"), 4.1, 48.0),
    Place("RU", "Asia/Yekaterinburg", "ru-RU", ("Yekaterinburg", "Perm", "Chelyabinsk"), 0.9, 11.0),
    Place("RU", "Asia/Novosibirsk", "ru-RU", ("Novosibirsk", "Tomsk"), 0.6, 6.5),
    Place("RU", "Asia/Vladivostok", "ru-RU", ("Vladivostok",), 0.2, 1.9),
    Place("BR", "America/Sao_Paulo", "pt-BR", ("São Paulo", "Rio de Janeiro", "Curitiba"), 4.6),
    Place("FR", "Europe/Paris", "fr-FR", ("Paris", "Lyon"), 3.6),
    Place("NL", "Europe/Amsterdam", "nl-NL", ("Amsterdam", "Utrecht"), 2.9),
    Place("PL", "Europe/Warsaw", "pl-PL", ("Warsaw", "Kraków", "Wrocław"), 3.3, 0.5, 22),
    Place("CA", "America/Toronto", "en-CA", ("Toronto", "Montréal"), 3.2, 0.2),
    Place("CA", "America/Vancouver", "en-CA", ("Vancouver",), 0.9),
    Place("ES", "Europe/Madrid", "es-ES", ("Madrid", "Barcelona"), 2.7),
    Place("IT", "Europe/Rome", "it-IT", ("Milan", "Rome"), 2.2),
    Place("UA", "Europe/Kyiv", "uk-UA", ("Kyiv", "Lviv"), 1.6, 0.8),
    Place("KZ", "Asia/Almaty", "ru-KZ", ("Almaty", "Astana"), 1.5, 11.5, 13),
    Place("TR", "Europe/Istanbul", "tr-TR", ("Istanbul", "Ankara"), 1.9),
    Place("ID", "Asia/Jakarta", "id-ID", ("Jakarta", "Bandung"), 1.8),
    Place("PH", "Asia/Manila", "en-PH", ("Manila",), 1.5),
    Place("NG", "Africa/Lagos", "en-NG", ("Lagos", "Abuja"), 1.4),
    Place("MX", "America/Mexico_City", "es-MX", ("Mexico City", "Guadalajara"), 1.6),
    Place("AR", "America/Argentina/Buenos_Aires", "es-AR", ("Buenos Aires",), 0.9),
    Place("AU", "Australia/Sydney", "en-AU", ("Sydney", "Brisbane"), 1.9),
    Place("SE", "Europe/Stockholm", "sv-SE", ("Stockholm",), 1.2),
    Place("CH", "Europe/Zurich", "de-CH", ("Zürich",), 0.9),
    Place("AT", "Europe/Vienna", "de-AT", ("Vienna",), 0.7),
    Place("CZ", "Europe/Prague", "cs-CZ", ("Prague", "Brno"), 0.9, 0.3),
    Place("RO", "Europe/Bucharest", "ro-RO", ("Bucharest", "Cluj-Napoca"), 0.8),
    Place("RS", "Europe/Belgrade", "sr-RS", ("Belgrade", "Novi Sad"), 0.7, 2.2, 13),
    Place("BY", "Europe/Minsk", "ru-BY", ("Minsk",), 0.4, 6.2),
    Place("GE", "Asia/Tbilisi", "ka-GE", ("Tbilisi",), 0.4, 2.1),
    Place("AM", "Asia/Yerevan", "hy-AM", ("Yerevan",), 0.2, 1.5),
    Place("UZ", "Asia/Tashkent", "uz-UZ", ("Tashkent",), 0.3, 3.0),
    Place("IL", "Asia/Jerusalem", "he-IL", ("Tel Aviv",), 0.7, 0.9),
    Place("AE", "Asia/Dubai", "en-AE", ("Dubai",), 0.8, 0.6),
    Place("EG", "Africa/Cairo", "ar-EG", ("Cairo",), 0.7),
    Place("ZA", "Africa/Johannesburg", "en-ZA", ("Johannesburg", "Cape Town"), 0.7),
    Place("JP", "Asia/Tokyo", "ja-JP", ("Tokyo",), 0.9),
    Place("KR", "Asia/Seoul", "ko-KR", ("Seoul",), 0.6),
    Place("SG", "Asia/Singapore", "en-SG", ("Singapore",), 0.7),
    Place("VN", "Asia/Ho_Chi_Minh", "vi-VN", ("Ho Chi Minh City", "Hanoi"), 0.8),
    Place("PT", "Europe/Lisbon", "pt-PT", ("Lisbon", "Porto"), 0.8),
    Place("FI", "Europe/Helsinki", "fi-FI", ("Helsinki",), 0.5),
    Place("KE", "Africa/Nairobi", "en-KE", ("Nairobi",), 0.5),
)


class Gear(NamedTuple):
    """A device with system and browser that go together, named as ua-parser names them; shares as for Place."""

    form: str
    os: str
    browser: str
    screens: tuple[tuple[int, int], ...]
    world: float
    ru: float
    staff: float = 0.0


_PC = ((1920, 1080), (1536, 864), (1366, 768), (2560, 1440))
_MAC = ((1440, 900), (1512, 982), (1728, 1117), (1680, 1050))
_IPHONE = ((390, 844), (393, 852), (375, 812), (430, 932))
_PHONE = ((412, 915), (360, 800), (393, 873), (384, 854))
_TV = ((1920, 1080),)

GEAR = (
    Gear("desktop", "Windows", "Chrome", _PC, 24.0, 23.0, 30.0),
    Gear("desktop", "Windows", "Edge", _PC, 7.0, 2.6, 31.0),
    Gear("desktop", "Windows", "Firefox", _PC, 2.4, 2.0, 2.5),
    Gear("desktop", "Windows", "Yandex Browser", _PC, 0.4, 11.0),
    Gear("desktop", "Windows", "Opera", _PC, 0.7, 1.6),
    Gear("desktop", "Mac OS X", "Chrome", _MAC, 9.5, 4.5, 17.0),
    Gear("desktop", "Mac OS X", "Safari", _MAC, 5.6, 2.2, 8.0),
    Gear("desktop", "Mac OS X", "Firefox", _MAC, 0.8, 0.3, 1.0),
    Gear("desktop", "Linux", "Chrome", _PC, 1.1, 0.9, 2.0),
    Gear("desktop", "Ubuntu", "Firefox", _PC, 0.8, 0.6, 1.5),
    Gear("desktop", "Chrome OS", "Chrome", ((1366, 768),), 1.2, 0.0),
    Gear("mobile", "iOS", "Mobile Safari", _IPHONE, 15.6, 11.0, 4.0),
    Gear("mobile", "iOS", "Chrome Mobile iOS", _IPHONE, 1.7, 1.6),
    Gear("mobile", "iOS", "Mobile Safari UI/WKWebView", _IPHONE, 1.3, 2.0),
    Gear("mobile", "iOS", "Facebook", _IPHONE, 0.7, 0.0),
    Gear("mobile", "Android", "Chrome Mobile", _PHONE, 18.0, 19.5, 2.5),
    Gear("mobile", "Android", "Samsung Internet", _PHONE, 2.6, 1.6),
    Gear("mobile", "Android", "Yandex Browser", _PHONE, 0.2, 9.0),
    Gear("mobile", "Android", "Chrome Mobile WebView", _PHONE, 1.2, 2.4),
    Gear("mobile", "Android", "Firefox Mobile", _PHONE, 0.5, 0.4),
    Gear("tablet", "iOS", "Mobile Safari", ((820, 1180), (810, 1080)), 1.9, 1.5, 0.5),
    Gear("tablet", "Android", "Chrome", ((800, 1280), (753, 1205)), 1.1, 1.2),
    Gear("tv", "Tizen", "Safari", _TV, 0.35, 0.3),
    Gear("tv", "Web0S", "Chrome", _TV, 0.25, 0.2),
    Gear("tv", "Android", "Chrome", _TV, 0.2, 0.3),
)
_HANDY = {
    region: tuple(gear for gear in GEAR if gear.form in {"mobile", "tablet"} and getattr(gear, region))
    for region in ("world", "ru", "staff")
}
_PLACE_SHARES = {r: list(accumulate(getattr(place, r) for place in PLACES)) for r in ("world", "ru", "staff")}
_GEAR_SHARES = {r: list(accumulate(getattr(gear, r) for gear in GEAR)) for r in ("world", "ru", "staff")}
_HANDY_SHARES = {r: list(accumulate(getattr(gear, r) for gear in kept)) for r, kept in _HANDY.items()}

# Networks where a stall is a matter of course.
_FAR = frozenset({"NG", "KE", "EG", "ID", "PH", "IN", "UZ", "VN", "ZA"})


def random_id(rng: Random) -> str:
    """16 bytes, as devices and sessions are named."""
    return urlsafe_b64encode(rng.randbytes(16))[:22].decode()


def _handy(rng: Random, region: str) -> Gear:
    return rng.choices(_HANDY[region], cum_weights=_HANDY_SHARES[region])[0]


class Device:
    """What one player remembers: its id and the session that runs."""

    __slots__ = ("began", "gear", "id", "screen", "seen", "session", "stalls", "startup_ms")

    def __init__(self, rng: Random, gear: Gear, country: str, *, remembers: bool) -> None:
        self.gear = gear
        self.screen = gear.screens[int(rng.random() ** 1.6 * len(gear.screens))]
        # Cookieless viewers have neither device nor session; the server derives what it needs.
        self.id = random_id(rng) if remembers else None
        self.session: str | None = None
        self.began = self.seen = 0
        luck = rng.random()
        bad = 9.0 if luck > (0.82 if country in _FAR else 0.95) else 1.0
        mobile = 2.2 if gear.form == "mobile" else 1.0
        self.stalls = 0.012 * mobile * bad * (0.4 + luck)  # a minute
        self.startup_ms = (900 if gear.form in {"mobile", "tv"} else 520) * (2.4 if bad > 1 else 1.0)

    def join_session(self, rng: Random, instant: int) -> None:
        """For a player loaded now: the session before goes on for 30 minutes, at most for a day."""
        if self.id is None:
            return
        if self.session is None or instant - self.seen >= SESSION_MS or instant - self.began >= DAY_MS:
            self.session = random_id(rng)
            self.began = instant


class Person:
    """A viewer with their devices. `rate`: how fast they play what is long."""

    __slots__ = ("city", "devices", "place", "rate", "viewer")

    def __init__(
        self, rng: Random, region: str, *, viewer: str | None = None, second: float = 0.0, handy: float = 0.0
    ) -> None:
        """second: the chance of a phone or tablet beside a computer; handy: of nothing but one."""
        self.place = rng.choices(PLACES, cum_weights=_PLACE_SHARES[region])[0]
        self.city = self.place.cities[int(rng.random() ** 1.8 * len(self.place.cities))]
        self.viewer = viewer
        self.rate = rng.choices((1.0, 1.25, 1.5, 1.75, 2.0), (58, 15, 16, 3, 8))[0]
        remembers = viewer is not None or rng.random() > 0.07
        if handy and rng.random() < handy:
            gear = _handy(rng, region)
        else:
            gear = rng.choices(GEAR, cum_weights=_GEAR_SHARES[region])[0]
        self.devices = [Device(rng, gear, self.place.country, remembers=remembers)]
        if gear.form == "desktop" and rng.random() < second:
            self.devices.append(Device(rng, _handy(rng, region), self.place.country, remembers=remembers))

    def device(self, rng: Random) -> Device:
        """The one in use now: mostly the first."""
        return self.devices[1] if len(self.devices) > 1 and rng.random() < 0.27 else self.devices[0]
