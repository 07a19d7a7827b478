"""`python -m benchmarks.plot growth.csv growth.svg`: the table of `growth` as a picture, both axes logarithmic."""

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks.growth import COLUMNS

SERIES = {
    "plain scan of all plays": "#9aa5b1",
    "overview, cold": "#c2410c",
    "overview, warm": "#2f62d0",
    "overview of the last 28 days": "#7c3aed",
    "first-time filter by one dimension": "#0f766e",
    "first-time filter by two dimensions": "#65a30d",
    "one video's page: overview, timeline": "#be185d",
    "referrers": "#a16207",
}

WIDTH, HEIGHT, LEFT, TOP, LEGEND = 640, 400, 84, 64, 300

Point = tuple[float, float]


def plot(rows: Iterable[dict[str, str]]) -> str:
    """Medians in milliseconds against plays, a line for each of SERIES."""
    lines: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        if row["figure"] in SERIES and row["unit"] == "ms":
            lines[row["figure"]].append((float(row["plays"]), max(float(row["median"]), 1)))
    points = [point for line in lines.values() for point in line]
    across, up = (_Axis([point[axis] for point in points]) for axis in (0, 1))
    return "".join(_drawn(lines, across, up))


class _Axis:
    """A logarithmic one, in whole powers of ten."""

    def __init__(self, values: Sequence[float]) -> None:
        self.first = math.floor(math.log10(min(values)))
        self.last = max(math.ceil(math.log10(max(values)) - 1e-9), self.first + 1)

    def share(self, value: float) -> float:
        return (math.log10(value) - self.first) / (self.last - self.first)

    @property
    def powers(self) -> Iterator[int]:
        return (10**power for power in range(self.first, self.last + 1))


def _drawn(lines: dict[str, list[Point]], across: _Axis, up: _Axis) -> Iterator[str]:
    title = "What a page costs against plays"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + LEGEND} {TOP + HEIGHT + 64}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="13" fill="#56616f"><title>{title}</title>'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{LEFT}" y="34" font-size="20" font-weight="600" fill="#17202b">{title}</text>'
    )
    for power in up.powers:
        y = TOP + HEIGHT * (1 - up.share(power))
        yield f'<path d="M{LEFT} {y:.1f}h{WIDTH}" stroke="#e6eaef"/>'
        yield f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{_duration(power)}</text>'
    for power in across.powers:
        x = LEFT + WIDTH * across.share(power)
        yield f'<path d="M{x:.1f} {TOP}v{HEIGHT}" stroke="#e6eaef"/>'
        yield f'<text x="{x:.1f}" y="{TOP + HEIGHT + 22}" text-anchor="middle">{power:,}</text>'
    yield f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 46}" text-anchor="middle">plays</text>'
    for number, (name, points) in enumerate(lines.items()):
        colour, y = SERIES[name], TOP + 8 + 24 * number
        placed = [(LEFT + WIDTH * across.share(x), TOP + HEIGHT * (1 - up.share(ms))) for x, ms in sorted(points)]
        way = " ".join(f"{x:.1f},{at:.1f}" for x, at in placed)
        yield f'<g fill="{colour}"><title>{escape(name)}</title>'
        yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield "".join(f'<circle cx="{x:.1f}" cy="{at:.1f}" r="4"/>' for x, at in placed) + "</g>"
        yield f'<rect x="{LEFT + WIDTH + 28}" y="{y}" width="12" height="12" rx="3" fill="{colour}"/>'
        yield f'<text x="{LEFT + WIDTH + 48}" y="{y + 11}">{escape(name)}</text>'
    yield "</svg>\n"


def _duration(ms: int) -> str:
    return f"{ms // 1000:,} s" if ms >= 1000 else f"{ms} ms"


if __name__ == "__main__":
    table, picture = map(Path, sys.argv[1:])
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise SystemExit(f"{table} is no table of `python -m benchmarks growth`")
        picture.write_text(plot(reader), "utf-8")
