"""The builder for apps says what the SDK says: shared vectors, golden cases; and never what a collector refuses."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutoscope.beacon import PlayBuilder, bodies, check_spans, limits, read_beacon

CONTRACT = Path(__file__).resolve().parents[2] / "contract"
VECTORS = json.loads((CONTRACT / "vectors" / "plays.json").read_text("utf-8"))
SCENARIOS = [
    pytest.param(case, scenario, id=f"{case['name']}: {scenario['name']}")
    for file in sorted((CONTRACT / "golden").glob("[0-9]*.json"))
    for case in [json.loads(file.read_text("utf-8"))]
    for scenario in case.get("sdk", [])
]
START = 1_750_000_000_000


class Time:
    """A clock that is set by hand."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def load(clock: Time, length: int | None = 100_000) -> PlayBuilder:
    return PlayBuilder(key="pub_0", video="v1", page="https://app.example/v1", clock=clock, duration=length)


def do(play: PlayBuilder, what: str, *value: Any) -> None:
    if what != "look":
        getattr(play, what)(*value)


@pytest.mark.parametrize("pulse", [None, 250], ids=["no ticks", "ticks"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_the_sdk_says(vector: dict[str, Any], pulse: int | None) -> None:
    clock = Time()
    play = load(clock, vector["length"])
    for at, what, *value in vector["steps"]:
        while pulse and clock.now + pulse < START + at:
            clock.now += pulse
            play.tick()
        clock.now = START + at
        do(play, what, *value)
    told = play.beacon()
    assert told["spans"] == vector["spans"]
    assert {name: n for name, n in told["n"].items() if n} == vector["n"]
    assert (told["startup"], told["stalled"], told["playing"]) == tuple(
        vector[name] for name in ("startup", "stalled", "playing")
    )


@pytest.mark.parametrize(("case", "scenario"), SCENARIOS)
def test_golden_scenarios(case: dict[str, Any], scenario: dict[str, Any]) -> None:
    """Machines that sleep, timers that are late: positions and the time of day tell."""
    clock = Time()
    play: PlayBuilder | None = None
    first = ahead = scenario["events"][0]["t_date"] - scenario["events"][0]["t_perf"]
    slept = 0
    for event in scenario["events"]:
        # A clock that runs on through sleep, and that nobody sets.
        gained = event["t_date"] - event["t_perf"] - ahead
        ahead += gained
        slept += gained if gained > 2_000 else 0
        clock.now = first + event["t_perf"] + slept
        if play is None:
            play = load(clock, case["contents"][0]["duration_ms"])
            continue
        getattr(play, {"ended": "end"}.get(event["event"], event["event"]))(event["position"])
    assert play
    assert play.beacon()["spans"] == scenario["spans"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 40, 250, 2_500, 70_000]),
        st.sampled_from(["play", "playing", "tick", "pause", "seek", "rate", "stall", "end", "error"]),
        st.integers(-1_000, 200_000),
        st.booleans(),
    ),
    max_size=60,
)


@given(STEPS, st.sampled_from([None, 60_000]))
def test_no_history_makes_a_beacon_that_is_refused(steps: list[tuple[int, str, int, bool]], length: int | None) -> None:
    clock = Time()
    play = load(clock, length)
    for passed, what, number, told in steps:
        clock.now += passed
        if what == "rate":
            play.rate([0.5, 1, 2, 16][number % 4])
        elif what == "seek":
            play.seek(number)
        else:
            getattr(play, what)(*([number] if told else []))
    beacon = read_beacon(msgspec.json.encode(play.beacon()))
    check_spans(beacon.spans, beacon.sent - beacon.loaded)


def test_a_seek_that_nobody_told_of() -> None:
    clock = Time()
    play = load(clock, 60_000)
    play.play()
    play.playing(0)
    clock.now += 500
    play.tick(40_000)
    clock.now += 250
    play.end()
    assert play.beacon()["spans"] == [[0, 500, 0, 500, 0], [500, 250, 40_000, 40_250, 0]]


def test_a_play_that_is_full() -> None:
    clock = Time()
    play = load(clock)
    for _ in range(limits.SPANS):
        assert not play.full
        play.play()
        play.playing()
        clock.now += 300
        play.pause()
    assert play.full
    another = load(clock)
    assert not another.full
    clock.now += 86_400_000
    assert another.full


def test_bodies_hold_what_a_collector_takes() -> None:
    small = [{"n": n} for n in range(250)]
    assert [len(held) for _, held in bodies(small)] == [100, 100, 50]
    large = [{"text": "x" * 20_000} for _ in range(7)]
    made = list(bodies(large))
    assert [len(held) for _, held in made] == [3, 3, 1]
    assert all(len(body) <= limits.BODY_BYTES and json.loads(body) == held for body, held in made)
    assert list(bodies([])) == []
