"""Playlists of the stream in media/hls: whole, live, and as a DASH manifest of the same segments."""

import re
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

MANIFEST = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-main:2011" type="static"
  mediaPresentationDuration="PT20.1S" minBufferTime="PT2S"><Period>
<AdaptationSet mimeType="video/mp4" contentType="video">
<Representation id="90" bandwidth="60000" width="160" height="90" codecs="vp09.00.10.08,opus">
<BaseURL>/hls/90.mp4</BaseURL>
<SegmentList duration="1"><Initialization range="0-{last}"/>{segments}</SegmentList>
</Representation></AdaptationSet></Period></MPD>
"""
"""A little longer than its segments, so that it is the browser who says that the end is reached: dash.js looks
every 200 ms, and where it finds the manifest's end reached before the browser has said so, it goes back half a second
and stops.
"""


def whole(site: Site) -> str:
    """The address of a playlist in two qualities."""
    return site.put(MASTER, ABROAD, ".m3u8")


def dash(site: Site) -> str:
    """The address of a DASH manifest."""
    playlist = (HERE / "media" / "hls" / "90.m3u8").read_text("ascii")
    ranges = [
        f"{int(first)}-{int(first) + int(size) - 1}"
        for size, first in re.findall(r"BYTERANGE:\"?(\d+)@(\d+)", playlist)
    ]
    [head] = re.findall(r'BYTERANGE="(\d+)@0"', playlist)
    segments = "".join(f'<SegmentURL mediaRange="{one}"/>' for one in ranges)
    return site.put(MANIFEST.format(last=int(head) - 1, segments=segments), ABROAD, ".mpd")


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
