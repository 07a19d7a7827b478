"""Any header may come as a User-Agent: it is read without an exception, in bounded time, into what columns take."""

import csv
from pathlib import Path
from typing import get_args, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.beacon.types import ImportedBeacon
from mutoscope.ingest.client import MOST_CHARACTERS, Hints, client_of

with (Path(__file__).parents[1] / "unit" / "user_agents.csv").open(newline="") as _file:
    REAL = [row["user_agent"] for row in csv.DictReader(_file)]

DEVICES = {"desktop", "mobile", "tablet", "tv", ""}
WORDS = sorted({word for agent in REAL for word in agent.split()})

user_agents = st.one_of(
    st.text(st.characters(codec=None), max_size=2_000),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.builds(
        lambda one, other, at: one[:at] + other + one[at:], st.sampled_from(REAL), st.text(), st.integers(0, 300)
    ),
    st.builds(lambda part, times: part * times, st.text(min_size=1, max_size=8), st.integers(1, 2_000)),
)
hints = st.builds(
    Hints,
    mobile=st.booleans(),
    platform=st.one_of(st.sampled_from(("Android", "Windows", "macOS", "")), st.text(max_size=200)),
    touch=st.booleans(),
    narrow=st.integers(0, 65_535),
)


@FUZZ
@given(user_agents, hints)
def test_any_user_agent_is_read(user_agent: str, told: Hints) -> None:
    found = client_of(user_agent, told)
    assert found.device_type in DEVICES
    assert all(name.encode("utf-8") is not None and len(name) <= MOST_CHARACTERS for name in (found.os, found.browser))
    assert found == client_of(user_agent, told)
    assert found == client_of(user_agent[:MOST_CHARACTERS] + "anything", told) or len(user_agent) < MOST_CHARACTERS


def test_devices_are_those_that_an_import_may_name() -> None:
    named = get_type_hints(ImportedBeacon)["device_type"]
    assert set(get_args(get_args(named)[0])) == DEVICES
