"""From a User-Agent to form factor, operating system, browser and the mark of a bot."""

import re
from functools import lru_cache
from typing import NamedTuple

from ua_parser import parse

_TV = re.compile(
    r"smart-?tv|hbbtv|appletv|apple tv|googletv|google tv|android tv|web0s|webos|netcast|tizen.*tv|tv.*tizen|bravia"
    r"|roku|crkey|\baft[a-z]|viera|playstation|xbox|nintendo",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk(?!.*mobile)|playbook|android(?!.*mobile)", re.IGNORECASE)
_MOBILE = re.compile(r"mobi|iphone|ipod|android|phone|opera mini", re.IGNORECASE)
_BOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|lighthouse|pingdom|uptime|site.?monitor", re.IGNORECASE)
# Apps send beacons through their backends (docs/protocol.md): an HTTP library is no bot, whatever ua-parser says.
_LIBRARY = re.compile(
    r"python|aiohttp|okhttp|go-http|java|apache-http|cfnetwork|dart|curl|axios|node|undici", re.IGNORECASE
)


class Client(NamedTuple):
    """What a User-Agent tells. Families are ua-parser's; empty: unknown."""

    device_type: str
    os: str
    browser: str
    bot: bool


UNKNOWN = Client("", "", "", bot=False)


@lru_cache(maxsize=8_192)
def client_of(user_agent: str) -> Client:
    """The client behind a User-Agent header. In memory only: nothing of the header is stored."""
    if not user_agent:
        return UNKNOWN
    found = parse(user_agent[:1_024])
    return Client(
        _form_factor(user_agent),
        found.os.family if found.os else "",
        found.user_agent.family if found.user_agent else "",
        bot=not _LIBRARY.match(user_agent)
        and (bool(_BOT.search(user_agent)) or (found.device is not None and found.device.family == "Spider")),
    )


def _form_factor(user_agent: str) -> str:
    if _TV.search(user_agent):
        return "tv"
    if _TABLET.search(user_agent):
        return "tablet"
    if _MOBILE.search(user_agent):
        return "mobile"
    return "desktop"
