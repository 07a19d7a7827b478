"""Any id of a viewer that a beacon can bring is listed, opened and erased by what it is."""

import json
from functools import partial
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Server, Workspace, beacon, wait_for
from fuzz.budget import FUZZ
from mutoscope.texts import without_controls

PIECES = st.sampled_from(
    [
        ".",
        "..",
        "/",
        "\\",
        "%2e",
        "%2F",
        "%00",
        "\x00",
        "\n",
        "?",
        "#",
        "&",
        "=",
        "+",
        " ",
        ";",
        "'",
        '"',
        "é",
        "漢",
        "\u202e",
        "😀",
        "a",
    ]
)
IDS = st.one_of(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.text(min_size=1, max_size=256))


@settings(FUZZ, max_examples=max(2, FUZZ.max_examples // 100))
@given(ids=st.lists(IDS, min_size=1, max_size=30, unique=True))
@example(
    ids=[
        ".",
        "..",
        "../..",
        "a/b",
        "/",
        "%2e%2e",
        " ",
        "\x00",
        "external_id",
        "x" * 256,
        "?a=b&c#d",
        "+",
        "é",
        "e\u0301",
    ]
)
def test_any_viewer_can_be_reached_and_erased(server: Server, ids: list[str]) -> None:
    workspace = server.workspace()
    sent = {}
    # Ids that differ in control characters alone are one viewer.
    for number, viewer in enumerate({without_controls(one): one for one in ids}.values()):
        body = json.dumps({"key": workspace.ingest_key, **beacon(video=f"v{number}", viewer=viewer)})
        if workspace.client.post(f"{server.url}/collect", content=body.encode()).status_code == 200:
            sent[viewer] = f"v{number}"
    sent = {viewer: video for viewer, video in sent.items() if without_controls(viewer)}
    workspace.loaded()
    everybody = {"per_page": 1000, "traffic": "all"}
    assert {row["external_id"] for row in workspace.get("/v1/viewers", **everybody)["data"]} == set(
        map(without_controls, sent)
    )
    for viewer, video in sent.items():
        found = workspace.get("/v1/viewer", external_id=viewer, traffic="all")["data"]
        assert [row["video_id"] for row in found] == [video]
    receipts = [workspace.ask("DELETE", "/v1/viewer", expect=202, external_id=viewer)["data"]["id"] for viewer in sent]
    for receipt in receipts:
        done = wait_for(partial(receipt_when_done, workspace, receipt), 60)
        assert done["plays"] == 1
    assert workspace.get("/v1/viewers", **everybody)["data"] == []


def receipt_when_done(workspace: Workspace, id_: str) -> dict[str, Any] | None:
    found: dict[str, Any] = workspace.get(f"/v1/erasures/{id_}")["data"]
    return found if found["state"] == "done" else None
