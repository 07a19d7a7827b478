"""Whatever lies in an app's folder of kept plays, those that can be read are sent, and the queue never stops."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from conftest import Workspace, beacon
from fuzz.budget import FUZZ
from mutoscope.outbox import Outbox

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["beacon", "ahead", "play"]), inner),
    max_leaves=8,
)
GARBAGE = st.one_of(
    st.binary(max_size=200),
    JSON.map(msgspec.json.encode),
    st.fixed_dictionaries({"play": JSON, "seq": JSON, "loaded": JSON}).map(
        lambda it: msgspec.json.encode({"beacon": it})
    ),
)


@FUZZ
@given(st.lists(GARBAGE, max_size=4), st.integers(0, 300))
def test_garbage_holds_nothing_up(garbage: list[bytes], torn: int) -> None:
    with TemporaryDirectory() as folder:
        outbox = Outbox("http://127.0.0.1:9/collect", Path(folder))
        outbox.put(beacon(key="pub_x"))
        whole = next(Path(folder).glob("*.json")).read_bytes()
        for index, content in enumerate([*garbage, whole[: min(torn, len(whole) - 1)]]):
            (Path(folder) / f"{index}.json").write_bytes(content)
        flushed = outbox.flush()
        assert (flushed.left, flushed.accepted) == (1, 0)
        assert [one.reason for one in flushed.refused] == ["malformed"] * (len(garbage) + 1)
        assert len(list(Path(folder).glob("*.bad"))) == len(garbage) + 1


def test_a_beacon_that_no_body_holds(workspace: Workspace, tmp_path: Path) -> None:
    """It is set aside; the others arrive, also those that were sent with it."""
    outbox = Outbox(workspace.url + "/collect", tmp_path)
    good = [beacon(key=workspace.ingest_key, video="kept") for _ in range(3)]
    for one in [*good, beacon(key=workspace.ingest_key, video="kept", filler="x" * 70_000)]:
        outbox.put(one)
    flushed = outbox.flush()
    assert (flushed.accepted, flushed.left, len(flushed.refused)) == (3, 0, 1)
    assert len(list(tmp_path.glob("*.bad"))) == 1
    assert outbox.flush().refused == []
