import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutoscope.catalog import layered
from mutoscope.catalog.layered import Layered

CHANGES = st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers()), max_size=4)


@given(st.lists(CHANGES, max_size=12))
def test_is_a_dict_that_never_changes(steps: list[list[tuple[int, int | None]]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layered, "_MANY", 3)
        now: Layered[int, int] = Layered()
        plain: dict[int, int] = {}
        past = [(now, dict(plain))]
        for changes in steps:
            now = now.changed(dict(changes))
            plain = {key: value for key, value in {**plain, **dict(changes)}.items() if value is not None}
            past.append((now, plain))
        for picture, expected in past:
            assert picture == expected
            assert (len(picture), set(picture)) == (len(expected), set(expected))
            for key in range(9):
                assert picture.get(key) == expected.get(key)
                assert (key in picture) == (key in expected)
