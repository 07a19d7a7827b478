"""From what a browser says of itself to form factor, operating system, browser and the mark of a bot.

Families are ua-parser's. Who crawls, watches or previews pages is the list of crawler-user-agents, run by ua-parser's
engine. Neither knows form factors: those follow from the words by which systems and makers tell them (docs/metrics.md).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import ua_parser_rs
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from ua_parser import Result, parse

MOST_CHARACTERS = 1_024
"""Of a User-Agent that are looked at: no browser's is as long."""

PHONE_PIXELS = 600
"""Android's own bound: what is narrower is a phone. In the pixels of pages."""

DEVICE_TYPES = ("desktop", "mobile", "tablet", "tv")

_LIBRARIES = "http-library"  # the list's tag


_FORM_FACTORS = (
    ("mobile", r"iphone|ipod"),
    (
        "none of ours",
        r"\bwatch|wear ?os|\bsm-r\d|oculusbrowser|\bquest\b|qtcarbrowser|tesla/",
    ),  # watches, headsets, cars
    ("desktop", r"windows nt.*tablet pc"),  # of every Windows 7
    ("tablet", r"ipad|touchpad|playbook|mediapad|matepad|pad\b|\btab\b|\btablet\b"),
    ("tablet", r"kindle|\bkf[a-z]{2,6}\b|\bnook\b|kobo|xoom|nexus (?:7|9|10)\b|pixel (?:tablet|c\b)|nokia t\d"),
    ("tablet", r"\bsm-[txp]\d|\bgt-[pn][58]\d|lenovo (?:tb|yt|ideatab)|\btb-?\w?\d"),
    ("mobile", r"playstation (?:vita|portable)|nintendo 3ds"),
    ("tv", r"\b(?:smart-?|apple ?|google ?|android ?|opera |mi|net)?tv(?:os)?\b|smarttv|appletv|hbbtv|ce-html|web0s"),
    ("tv", r"netcast|bravia|viera|aquos|\broku|crkey|chromecast|\baft[a-z0-9]{1,6}\b|mibox|stb\b|set-?top|dlnadoc"),
    ("tv", r"playstation|xbox|nintendo"),
    (
        "mobile",
        r"\bmobi|\bphone\b|iemobile|blackberry|\bbb10\b|opera mini|kaios|symbian|series ?60|nokia|\bpalm|midp|j2me",
    ),
    # Browsers leave the word Mobile out on tablets. Apps that write a line of their own know no such rule.
    ("mobile", r"android.*(?:\bsm-[a-oqsu-wyz]\d|\bpixel \d|redmi)"),
    ("tablet", r"android.*(?:applewebkit|gecko/)|(?:applewebkit|gecko/).*android"),
    ("mobile", r"android"),
    ("desktop", r"windows nt|macintosh|\bx11\b|\bcros\b|linux (?:x86_64|i686|aarch64)|(?:free|open|net)bsd"),
)
"""By what is said of the machine; the first that fits, in any case of letters."""

# A page inside of an app: its maker's name stands there, which may be that of a preview, too (Viber, WhatsApp).
_IN_APP = re.compile(r"; wv\)|\bElectron/|\bMobile/\w+(?!.* Safari/)")

# Apps send beacons through their backends (docs/protocol.md): an HTTP library is no bot, whatever ua-parser says.
_LIBRARY = re.compile(
    r"python|aiohttp|okhttp|go-http|java|apache-http|cfnetwork|dart|curl|axios|node|undici", re.IGNORECASE
)


class Client(NamedTuple):
    """What is known of a viewer's machine. Families are ua-parser's; empty: unknown."""

    device_type: str
    os: str
    browser: str
    bot: bool


class Hints(NamedTuple):
    """What the browser or the page tells beside the User-Agent. In memory only: nothing of it is stored."""

    mobile: bool = False  # Sec-CH-UA-Mobile: it is held in a hand
    platform: str = ""  # Sec-CH-UA-Platform
    touch: bool = False  # the screen takes several fingers
    narrow: int = 0  # the screen's shorter side, in pixels; 0: unknown


UNKNOWN = Client("", "", "", bot=False)
NO_HINTS = Hints()


def client_of(user_agent: str, hints: Hints = NO_HINTS) -> Client:
    """The client behind a User-Agent header and what goes with it: where they differ, the one that says more."""
    client = _client_of(user_agent[:MOST_CHARACTERS])
    if hints == NO_HINTS or client.bot:
        return client
    android = client.os == "Android" or hints.platform == "Android"
    if client.os == "Mac OS X" and client.device_type == "desktop" and hints.touch:
        # No Mac has a touchscreen: this is an iPad, or an iPhone that asks for the desktop's page.
        return client._replace(device_type="mobile" if _is_narrow(hints) else "tablet", os="iOS")
    if client.device_type in ("tablet", "desktop", "") and (hints.mobile or (android and _is_narrow(hints))):
        return client._replace(device_type="mobile", os="Android" if android else client.os)
    if client.device_type == "desktop" and android:
        return client._replace(device_type="tablet", os="Android")
    return client


def _is_narrow(hints: Hints) -> bool:
    return 0 < hints.narrow < PHONE_PIXELS


@lru_cache(maxsize=8_192)
def _client_of(user_agent: str) -> Client:
    """In memory only: nothing of the header is stored."""
    if not user_agent:
        return UNKNOWN
    readable = user_agent.encode("utf-8", "replace").decode()  # the engine takes no half characters
    found = parse(readable)
    return Client(
        _form_factor(readable),
        found.os.family if found.os else "",
        found.user_agent.family if found.user_agent else "",
        bot=_is_bot(readable, found),
    )


def _is_bot(user_agent: str, found: Result) -> bool:
    if _IN_APP.search(user_agent):
        return False
    if _crawlers.extract(user_agent):
        return True
    is_spider = found.device is not None and found.device.family == "Spider"
    return is_spider and not _LIBRARY.match(user_agent)


def _form_factor(user_agent: str) -> str:
    found = _form_factors.extract(user_agent)
    return found.family if found and found.family in DEVICE_TYPES else ""


def _engine(patterns: Iterable[tuple[str, str]]) -> ua_parser_rs.UserAgentExtractor:
    """Finds the name of the first pattern that fits: in microseconds, where one after the other takes a thousand."""
    return ua_parser_rs.UserAgentExtractor((pattern, name, None, None, None, None) for name, pattern in patterns)


_form_factors = _engine((name, f"(?i){pattern}") for name, pattern in _FORM_FACTORS)
_crawlers = _engine(
    ("crawler", entry["pattern"]) for entry in CRAWLER_USER_AGENTS_DATA if _LIBRARIES not in entry["tags"]
)
