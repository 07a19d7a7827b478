"""What the benchmarks rest on: filters that are asked for the first time are so; what is measured is told as it is."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.figures import Figure, print_tables
from benchmarks.history import History
from benchmarks.plot import SERIES, plot
from benchmarks.questions import rows

from mutoscope.metrics import DIMENSIONS

HISTORY = History(Path(), 10_000_000, 0, 90 * 86_400_000, "", "", "", 0)


def test_a_filter_is_asked_for_the_first_time_once() -> None:
    asked = [params for turn in range(3) for row in rows(HISTORY, turn) if row.first_time for params in row.asked]
    filters = [frozenset(params.items() - rows(HISTORY, 0)[0].asked[0].items()) for params in asked]
    assert {len(one) for one in filters} == {1, 2}
    others = [params.items() for row in rows(HISTORY, 0) if not row.first_time for params in row.asked]
    assert len(set(filters)) == len(filters)
    assert not any(one <= other for one in filters for other in others)


def test_every_dimension_is_asked_for() -> None:
    grouped = {params.get("group_by") for row in rows(HISTORY, 0) for params in row.asked}
    assert grouped >= DIMENSIONS.keys()


def test_many_plays_are_a_year() -> None:
    assert (HISTORY.days, HISTORY.dates) == (90, ("1970-01-02", "1970-04-01"))
    many = History(Path(), 100_000_000, 0, 365 * 86_400_000, "", "", "", 0)
    assert (many.days, many.dates) == (365, ("1970-01-02", "1971-01-01"))
    assert (many.plays - many.newest) % 13 == 0


def test_a_table_has_the_columns_that_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    figure = Figure(benchmark="b", name="page", value=50, unit="ms", worst=120, at_most=100, scan=25, postgres=5000)
    print_tables([figure, Figure(benchmark="b", name="memory", value=3, unit="MB")], " --plays 5", "a machine")
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines()[5:]]
    assert table[0] == ["Figure", "Measured", "Worst", "Aim", "÷ plain scan", "PostgreSQL", "÷ PostgreSQL"]
    assert table[2] == ["page", "50 ms", "120 ms", "≤ 100 missed", "2.00", "5,000 ms", "0.0100"]
    assert table[3] == ["memory", "3 MB", "", "", "", "", ""]


def test_growth_is_drawn() -> None:
    told = [
        {"plays": str(plays), "figure": name, "unit": "ms", "median": str(plays / 1e5)}
        for plays in (1_000_000, 10_000_000)
        for name in SERIES
    ]
    svg = ElementTree.fromstring(plot(told))
    assert len(svg.findall(".//{*}polyline")) == len(SERIES)
    assert len(svg.findall(".//{*}circle")) == 2 * len(SERIES)
