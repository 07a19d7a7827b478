"""Playlists of the stream in media/hls: whole, and live."""

import time
from itertools import count

from browser.site import ABROAD, HERE, Site

SEGMENTS = 20
"""Of a second each."""

MASTER = """#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=60000,RESOLUTION=160x90,CODECS="vp09.00.10.08,opus"
/hls/90.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=30000,RESOLUTION=82x46,CODECS="vp09.00.10.08,opus"
/hls/46.m3u8
"""


def whole(site: Site) -> str:
    """The address of a playlist in two qualities."""
    return site.put(MASTER, ABROAD, ".m3u8")


def live(site: Site, begun: int) -> str:
    """The address of a broadcast that has lasted `begun` seconds as it is first asked for; all of it is kept."""
    lines = (HERE / "media" / "hls" / "90.m3u8").read_text("ascii").replace("90.mp4", "/hls/90.mp4").splitlines()
    head = [line for line in lines[:6] if "PLAYLIST-TYPE" not in line]
    first_asked = 0.0
    asked = count()

    def playlist() -> str:
        nonlocal first_asked
        if not next(asked):
            first_asked = time.monotonic()
        there = min(SEGMENTS, begun + int(time.monotonic() - first_asked))
        return "\n".join([*head, *lines[6 : 6 + 3 * there], ""])

    return site.put(playlist, ABROAD, ".m3u8")
