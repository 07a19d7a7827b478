"""New videos by beacons: whoever has the public key can name any id, and leaves room for real lessons."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Server, Workspace, beacon, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As it is installed, behind a proxy."""
    options = ("--videos-per-network", 50, "--trusted-proxies", "127.0.0.1")
    with serving(tmp_path_factory.mktemp("growth") / "data", *options) as running:
        yield running


def taken(workspace: Workspace, address: str, ids: list[str], **fields: Any) -> int:
    """How many beacons that name these ids are taken from an address; the others are refused for their video."""
    refused = []
    for start in range(0, len(ids), 100):
        sent = [{"key": workspace.ingest_key, **beacon(video=id_, **fields)} for id_ in ids[start : start + 100]]
        headers = {"Content-Type": "text/plain", "X-Forwarded-For": address}
        answer = workspace.client.post(workspace.url + "/collect", content=json.dumps(sent), headers=headers)
        refused += answer.json().get("refused", [])
    assert {one["reason"] for one in refused} <= {"unknown_video"}
    return len(ids) - len(refused)


def of(limit: int, began: float) -> range:
    """What a limit of an hour lets through since an instant: all of it, and what comes back with time."""
    return range(limit, limit + int((time.monotonic() - began) * limit / 3600) + 1)


def junk(mark: str, count: int) -> list[str]:
    return [f"{mark}-{number}" for number in range(count)]


def test_a_stranger_s_junk_leaves_room_for_a_real_lesson(server: Server) -> None:
    workspace, began = server.workspace(), time.monotonic()
    junk_taken = taken(workspace, "198.51.100.1", junk("junk", 1_100))
    assert junk_taken in of(50, began)
    assert taken(workspace, "192.0.2.1", ["a-real-lesson"]) == 1
    # Those that are known play on, from wherever.
    assert taken(workspace, "198.51.100.1", ["a-real-lesson", "junk-1"]) == 2
    # It can be seen what came so, and swept.
    mine = {"id": "mine", "title": "Mine"}
    workspace.ask("POST", "/v1/videos", mine, expect=201)
    found = workspace.get("/v1/catalog/contents", added_by="beacon", per_page=1000)
    assert found["meta"]["pagination"]["total"] == junk_taken + 2  # the lesson, and the fixture's own, too
    assert {one["first_domain"] for one in found["data"]} == {"example.org"}
    assert {one["added_by"] for one in found["data"]} == {"beacon"}
    put = workspace.get("/v1/catalog/contents", added_by="person")["data"]
    assert [(one["id"], one["added_by"], one["first_domain"]) for one in put] == [("mine", "person", None)]
    for one in found["data"]:
        if one["id"].startswith("junk"):
            workspace.ask("DELETE", f"/v1/videos/{one['id']}")
    left = workspace.get("/v1/catalog/contents", added_by="beacon")["data"]
    assert {one["id"] for one in left} == {"probe", "a-real-lesson"}


def test_one_workspace_s_junk_is_no_other_s(server: Server) -> None:
    ours, theirs = server.workspace(), server.workspace()
    began = time.monotonic()
    assert taken(ours, "198.51.100.2", junk("x", 100)) in of(50, began)
    assert taken(theirs, "198.51.100.2", junk("x", 20)) == 20


def test_of_ipv6_a_network_is_one_and_a_site_is_few(server: Server) -> None:
    workspace, began = server.workspace(), time.monotonic()
    assert sum(taken(workspace, f"2001:db8:1:1::{n}", junk(f"a{n}", 10)) for n in range(1, 11)) in of(50, began)
    assert sum(taken(workspace, f"2001:db8:2:{n:x}::1", junk(f"b{n}", 10)) for n in range(1, 41)) in of(200, began)
    assert taken(workspace, "2001:db8:3::1", ["a-real-lesson"]) == 1


def test_pages_of_one_domain_leave_room_for_those_of_another(server: Server) -> None:
    """As where somebody copies a page with the key, and many watch it there."""
    workspace, began = server.workspace(), time.monotonic()
    counts = [taken(workspace, f"203.0.113.{n}", junk(f"c{n}", 50), page="https://copy.example/") for n in range(1, 13)]
    assert sum(counts) in of(500, began)
    assert taken(workspace, "192.0.2.1", ["a-real-lesson"], page="https://school.example/") == 1
