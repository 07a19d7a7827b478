"""Names that strangers choose, against limits: memory stays bounded, and nobody empties a bucket that is busy."""

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.catalog import normal_email
from mutoscope.rates import Rate

BURST, TOKENS, NAMES = 100.0, 5, 20


class Small(Rate):
    """One that has room for few names."""

    NAMES = NAMES


STEPS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0.0, 0.1, 7.0, 30.0])), max_size=200)


@FUZZ
@given(STEPS)
def test_no_name_gets_more_than_its_rate_while_there_is_room(steps: list[tuple[int, float]]) -> None:
    rate, now = Rate(TOKENS / BURST, burst_seconds=BURST), 0.0
    taken: dict[str, list[float]] = {}
    for number, pause in steps:
        now += pause
        name = str(number)
        waits = rate.wait(name, now)
        assert rate.acquire(name, now) == waits
        if not waits:
            taken.setdefault(name, []).append(now)
        else:
            assert rate.wait(name, now + waits) == 0  # as it was told
    for times in taken.values():
        for first in times:
            assert len([one for one in times if first <= one < first + BURST - 0.001]) <= 2 * TOKENS


@FUZZ
@given(st.integers(1, 400), st.integers(1, TOKENS - 1))
def test_made_up_names_never_empty_a_busy_bucket(count: int, tries: int) -> None:
    rate = Small(TOKENS / BURST, burst_seconds=BURST)
    while not rate.acquire("victim", 0.0):
        pass
    for number in range(count):
        for _ in range(tries):
            rate.acquire(f"made up {number}", 0.0)
        assert len(rate) <= NAMES
        assert rate.wait("victim", 0.0) > 0
    assert rate.wait("victim", BURST) == 0


@FUZZ
@given(st.lists(st.booleans(), max_size=30))
def test_what_is_given_back_was_never_taken(steps: list[bool]) -> None:
    rate, taken = Rate(TOKENS / BURST, burst_seconds=BURST), 0
    for take in steps:
        if take:
            taken += not rate.acquire("ann", 0.0)
        elif taken:
            rate.give_back("ann", 0.0)
            taken -= 1
        assert (rate.wait("ann", 0.0) == 0) == (taken < TOKENS)
    assert len(rate) == (taken > 0)


@FUZZ
@given(st.text(max_size=60) | st.emails().map(str.upper) | st.emails())
def test_an_address_has_one_form_to_be_found_by(text: str) -> None:
    once = normal_email(text)
    assert normal_email(once) == once
