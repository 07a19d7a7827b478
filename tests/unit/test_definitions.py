"""What the API says of its numbers, in both languages."""

import re

from mutoscope.metrics import DIMENSIONS, MEASURES, RUSSIAN


def test_everything_has_a_title_in_both_languages() -> None:
    assert RUSSIAN.keys() == MEASURES.keys() | DIMENSIONS.keys()
    for name, (title, help_) in RUSSIAN.items():
        assert re.search("[а-яё]", title), name
        assert title[0].isupper(), name
        assert help_.endswith("."), name
    english = {name: (one.title, one.help) for name, one in MEASURES.items()}
    english |= {name: (one.title, one.help) for name, one in DIMENSIONS.items()}
    for name, (title, help_) in english.items():
        assert title, name
        assert help_.endswith("."), name


def test_units_go_with_names() -> None:
    units = {name: measure.unit for name, measure in MEASURES.items()}
    assert {name for name, unit in units.items() if unit == "percent"} == {"view_rate", "watch_rate", "watch_depth"}
    assert {"watch_time", "duration", "avg_watch_time", "startup_time"} <= {
        name for name, unit in units.items() if unit == "seconds"
    }
