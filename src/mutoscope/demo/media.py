"""What the demo's videos show: each a poster with its title, and ten seconds of moving rings again and again.

So that every page of the demo has something to look at and to play, without sixty films in the package.
"""

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from random import Random
from textwrap import wrap

from mutoscope.demo.catalogue import all_events, all_videos

_FOLDER = files("mutoscope.demo").joinpath("media")
_SECONDS = 10
"""The length of the loop; it has a fragment for each of them, so that a video can end at any."""

_COLOURS = (
    ("#0f3d3e", "#2a9d8f"),
    ("#1d3557", "#5b8db8"),
    ("#3a1f4d", "#a45c8f"),
    ("#4a2c1a", "#d08c45"),
    ("#22402a", "#7aa95c"),
    ("#40202b", "#d0665a"),
)


def media_files() -> Iterator[tuple[str, bytes]]:
    """Paths on the demo's site, and what lies there."""
    yield "/media/loop.mp4", _FOLDER.joinpath("loop.mp4").read_bytes()
    playlist = _FOLDER.joinpath("loop.m3u8").read_text("utf-8")
    for video in all_videos():
        yield playlist_path(video.id), looped(playlist, video.duration_ms).encode()
    titles = {video.id: video.title for video in all_videos()} | {event.id: event.title for event in all_events()}
    for id_, title in titles.items():
        yield poster_path(id_), poster(id_, title).encode()


def playlist_path(id_: str) -> str:
    return f"/media/{id_}.m3u8"


def poster_path(id_: str) -> str:
    return f"/posters/{id_}.svg"


def looped(playlist: str, duration_ms: int) -> str:
    """A playlist of the loop's fragments for a video of that length, to the second; `playlist`: of the loop itself."""
    initial = next(line for line in playlist.splitlines() if line.startswith("#EXT-X-MAP:"))
    fragments = [(int(size), int(at)) for size, at in re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", playlist)]
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{_SECONDS}", "#EXT-X-PLAYLIST-TYPE:VOD", initial]
    left = max(1, round(duration_ms / 1000))
    while left > 0:
        part = fragments[:left]
        # Each turn has the same timestamps again.
        lines += ["#EXT-X-DISCONTINUITY"] if len(lines) > 5 else []
        lines += [f"#EXTINF:{len(part)},", f"#EXT-X-BYTERANGE:{sum(size for size, _ in part)}@{part[0][1]}", "loop.mp4"]
        left -= len(part)
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def poster(id_: str, title: str) -> str:
    """A picture of 16:9 with the title; the same for the same video always."""
    # Lessons of one course have the colours of it.
    dark, bright = Random(id_.rstrip("-0123456789")).choice(_COLOURS)  # noqa: S311 - made-up data, no secret
    luck = Random(id_)  # noqa: S311 - likewise
    x, y = luck.randint(380, 620), luck.randint(40, 320)
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" stroke-opacity="{0.5 - radius / 900:.2f}"/>'
        for radius in range(luck.randint(24, 50), 400, luck.randint(34, 48))
    )
    rows = wrap(title, 22, max_lines=3, placeholder=" …")
    words = "".join(
        f'<tspan x="40" dy="{0 if not row else 46}">{escape(text)}</tspan>' for row, text in enumerate(rows)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">'
        f'<linearGradient id="g" x2="1" y2="1"><stop stop-color="{dark}"/>'
        f'<stop offset="1" stop-color="{bright}"/></linearGradient>'
        f'<rect width="640" height="360" fill="url(#g)"/><g fill="none" stroke="#fff" stroke-width="9">{rings}</g>'
        f'<text y="96" font-family="Inter,Segoe UI,Helvetica,Arial,sans-serif" font-size="38"'
        f' font-weight="600" fill="#fff">{words}</text></svg>'
    )
