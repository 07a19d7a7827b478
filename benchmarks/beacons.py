"""Requests as players send them, whole HTTP/1.1 bytes, each the beacon of another play."""

import json
import random
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

TEMPLATES = 400
"""So many different viewers and pages: what the collector remembers of pages and User-Agents is hit as in real life."""

VIDEOS = 50

_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6"
USER_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Safari/605.1.15",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) {_WEBKIT} Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
)


class Requests:
    """An endless supply of `POST /collect` requests (about 600 bytes of body, 3–5 spans), no two of the same play."""

    def __init__(self, key: str, seed: int, videos: int = VIDEOS) -> None:
        self._random = random.Random(seed)
        self._minted = time.time_ns() // 1_000_000
        self._videos = videos
        self._templates = [self._template(key) for _ in range(TEMPLATES)]

    def __iter__(self) -> Iterator[bytes]:
        number = 0
        while True:
            for template in self._templates:
                number += 1
                yield template % number

    def _template(self, key: str) -> bytes:
        """A request whose play's last twelve hexadecimal digits are still open (`%012x`)."""
        beacon = self.beacon(key)
        body = json.dumps(beacon, separators=(",", ":"))
        page = beacon["page"]
        head = (
            "POST /collect HTTP/1.1\r\nHost: stats.example.org\r\nConnection: keep-alive\r\n"
            f"Content-Length: {len(body % 0)}\r\nContent-Type: text/plain;charset=UTF-8\r\n"
            f"User-Agent: {self._random.choice(USER_AGENTS)}\r\nAccept: */*\r\nOrigin: https://www.example.org\r\n"
            f"Referer: {page}\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\n\r\n"
        )
        return (head + body).encode()

    def beacon(self, key: str) -> dict[str, Any]:
        """A play that has gone on for a minute or so, as its newest beacon tells it."""
        chance, now = self._random, time.time_ns() // 1_000_000
        spans, at, position = [], chance.randrange(300, 2_000), 0
        for index in range(chance.randrange(3, 6)):
            wall = chance.randrange(5_000, 30_000)
            spans.append([at, wall, position, position + wall, int(index == 2)])
            at, position = at + wall + chance.randrange(300, 9_000), position + wall
        high, low = divmod(self._minted, 1 << 16)
        return {
            "v": 1,
            "key": key,
            "play": f"{high:08x}-{low:04x}-7{chance.randrange(4096):03x}-{0x8000 + chance.randrange(0x4000):04x}-%012x",
            "seq": chance.randrange(1, 30),
            "video": f"video-{chance.randrange(self._videos):04d}",
            "session": _id128(chance),
            "device": _id128(chance),
            "viewer": f"student-{chance.randrange(20_000)}",
            "context": {"course": f"course-{chance.randrange(40)}"},
            "page": f"https://www.example.org/courses/{chance.randrange(200)}/lesson-{chance.randrange(40)}",
            "ref": "https://www.example.org/courses",
            "loaded": now - at - 1_000,
            "sent": now,
            "duration": 600_000,
            "spans": spans,
            "playing": True,
            "n": {"play": 1, "pause": len(spans) - 1, "seek": 1},
            "startup": spans[0][0],
            "lang": "de-DE",
            "tz": "Europe/Berlin",
            "screen": [1920, 1080],
            "player": "mutoscope/0.1.0",
        }


def _id128(chance: random.Random) -> str:
    return urlsafe_b64encode(chance.randbytes(16)).rstrip(b"=").decode()
