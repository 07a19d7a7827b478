"""Reading bytes: only Refused may come out, whatever they are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import beacon
from mutoscope.beacon import Reason, Refused, read_beacon, read_imported, split_body

VALID = json.dumps({"key": "pub_0", **beacon()}).encode()


def read(body: bytes) -> None:
    try:
        items = split_body(body)
        for item in [body] if items is None else items:
            read_beacon(item)
        read_imported(body)
    except Refused as refused:
        if refused.reason is not Reason.MALFORMED:
            raise


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    read(body)


@given(st.integers(0, len(VALID) - 1), st.binary(max_size=6))
def test_a_beacon_with_some_bytes_changed(at: int, inserted: bytes) -> None:
    read(VALID[:at] + inserted + VALID[at + len(inserted) :])
    read(VALID[:at] + inserted + VALID[at:])
    read(b"[" + VALID[:at] + inserted + VALID[at:] + b"]")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(VALID))), json_values)
def test_any_value_in_any_field(name: str, value: object) -> None:
    read(json.dumps({**json.loads(VALID), name: value}).encode())


def test_sizes() -> None:
    assert split_body(b" " * 65_536) is None
    with pytest.raises(Refused) as refused:
        split_body(b" " * 65_537)
    assert refused.value.reason is Reason.TOO_LARGE
    assert len(split_body(b"[" + b",".join([VALID] * 100) + b"]") or []) == 100
    for count in (0, 101):
        with pytest.raises(Refused, match="1 to 100"):
            split_body(b"[" + b",".join([b"1"] * count) + b"]")
