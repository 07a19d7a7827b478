"""A viewer who is erased is in no answer and in no file, whatever becomes of the process, and doesn't come back."""

import random
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from acceptance.looking import catalog_of, query_store
from conftest import Server, Workspace, beacon, id128, uuid7, wait_for

ALL = {"period": "all_time", "traffic": "all"}
KILLS = 3
Start = Callable[..., Server]


def played(viewer: str | None, **fields: Any) -> dict[str, Any]:
    """A view of 8 s, in some state."""
    told = beacon(video="film", spans=[[0, 8_000, 0, 8_000, 0]], **fields)
    told |= {"loaded": told["sent"] - 20_000}
    return told | ({"viewer": viewer} if viewer else {})


def history(day: str, viewer: str, **fields: Any) -> dict[str, Any]:
    """A play of some day in the past, as a line of the import."""
    at = int(time.mktime(time.strptime(day, "%Y-%m-%d"))) * 1000
    told = beacon(video="film", play=uuid7(at), viewer=viewer, loaded=at, sent=at + 9_000, **fields)
    return told | {"received": at + 9_000, "spans": [[0, 8_000, 0, 8_000, 0]]}


def erase(workspace: Workspace, viewer: str, **params: str) -> dict[str, Any]:
    answer = workspace.client.delete(
        f"{workspace.url}/v1/viewer", params={"external_id": viewer, **params}, headers=workspace.authorization
    )
    assert answer.status_code == 202, answer.text
    return dict(answer.json()["data"])


def receipt(workspace: Workspace, erasure_id: str) -> dict[str, Any]:
    return dict(workspace.get(f"/v1/erasures/{erasure_id}")["data"])


def done(workspace: Workspace, erasure_id: str) -> dict[str, Any]:
    wait_for(lambda: receipt(workspace, erasure_id)["state"] == "done", 60, "the erasure was not done")
    return receipt(workspace, erasure_id)


def viewers(workspace: Workspace) -> set[str]:
    return {row["external_id"] for row in workspace.get("/v1/viewers", **ALL, per_page=1000)["data"]}


def loads(workspace: Workspace) -> int:
    found = workspace.get("/v1/analytics", **ALL, group_by="video_id")["data"]
    return sum(row["player_loads"] for row in found if row["video_id"] == "film")


def ledger(workspace: Workspace) -> dict[str, Any]:
    asked = {"from": "2020-01-01", "to": "2040-01-01", "group_time": "month"}
    return dict(workspace.get("/v1/ledger", **asked)["data"]["total"])


def marks_of(viewer: str, plays: list[str]) -> list[bytes]:
    """How the id of a viewer and of plays look in files: as text, and as ClickHouse writes UUIDs."""
    marks = [viewer.encode()]
    for play in plays:
        high, low = UUID(play).bytes[:8], UUID(play).bytes[8:]
        marks += [play.encode(), UUID(play).bytes, high[::-1] + low[::-1]]
    return marks


def part_folders(data: Path) -> set[Path]:
    """Of all tables, whole or half made: those that hold rows. A part of none stays until it is merged."""
    folders = [path for path in (data / "store" / "clickhouse" / "store").glob("*/*/*") if path.is_dir()]
    counts = {folder: folder / "count.txt" for folder in folders if folder.name != "detached"}
    return {folder for folder, count in counts.items() if not count.exists() or count.read_text() != "0"}


def nothing_left(data: Path, viewer: str, plays: list[str]) -> None:
    """The server is stopped. No file has them; on disk are no parts but those that are read; no row is theirs."""
    marks = marks_of(viewer, plays)
    files = [path for path in data.parent.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [(str(path), mark) for path in files for mark in marks if mark in path.read_bytes()] == []
    on_disk = part_folders(data)
    (table,) = query_store(data, "SELECT data_paths[1] AS folder FROM system.tables WHERE name = 'plays'")
    of_plays = {folder.name for folder in on_disk if folder.parent == Path(table["folder"])}
    assert of_plays
    rows = query_store(data, "SELECT name FROM system.parts WHERE active AND table = 'plays'")
    assert of_plays <= {row["name"] for row in rows}
    ids = ", ".join(f"'{play}'" for play in plays)
    (left,) = query_store(data, f"SELECT count() AS n FROM plays WHERE viewer = '{viewer}' OR play IN ({ids})")
    assert left["n"] == 0


def killed(server: Server, chance: random.Random) -> None:
    """At some moment of the erasure."""
    try:
        server.process.wait(chance.uniform(0, 1.2))
    except subprocess.TimeoutExpired:
        server.kill()


def test_erased_though_killed(tmp_path: Path, start: Start) -> None:
    seed = random.randrange(1 << 30)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    data, ann = tmp_path / "data", f"ann-{secrets.token_hex(6)}@example.org"
    device = id128()
    server = start(data)
    own = server.workspace()
    first, second, third = uuid7(), uuid7(), uuid7()
    own.collect(played(None, play=first, seq=1, device=device), played(None, device=device)).raise_for_status()
    own.collect(played(ann, play=second, seq=1)).raise_for_status()
    own.loaded()  # each version in a part of its own
    own.collect(played(ann, play=first, seq=2, device=device)).raise_for_status()
    own.collect(played(ann, play=second, seq=2)).raise_for_status()
    old = [history("2024-03-04", ann), history("2025-07-08", ann), history("2025-07-08", "bob")]
    own.import_(old)
    own.collect(played(ann.upper()), played("bob", device=device)).raise_for_status()
    own.loaded()
    assert viewers(own) == {ann, ann.upper(), "bob"}
    theirs = [first, second, third, *(line["play"] for line in old[:2])]

    own.collect(played(ann, play=third)).raise_for_status()  # still in the spool
    asked = erase(own, ann)
    assert {name: asked[name] for name in ("state", "devices", "done_at")} == {
        "state": "queued",
        "devices": "kept",
        "done_at": None,
    }
    for _ in range(KILLS):
        killed(server, chance)
        server = start(data, port=server.port)
    found = done(own, asked["id"])
    assert found | {"versions": 7, "parts": 0} == asked | {
        "state": "done",
        "done_at": found["done_at"],
        "plays": 5,
        "versions": 7,
        "parts": 0,
        "anonymous_plays": 1,
    }
    assert 5 <= found["versions"] <= 7  # a play may have been merged to one before
    assert found["parts"] >= 3
    assert erase(own, ann) == found  # asked again
    server.kill()
    nothing_left(data, ann, theirs)

    server = start(data, port=server.port)
    wait_for(lambda: own.collect(played(ann)).status_code == 410, said="a late beacon was not refused")
    late = own.client.post(
        own.url + "/v1/plays/import",
        content="\n".join(httpx.Response(200, json=line).text for line in old),
        headers=own.authorization,
    ).json()["data"]
    assert (late["accepted"], [error["reason"] for error in late["errors"]]) == (1, ["erased", "erased"])
    own.collect(played(None, play=first, seq=9), played(None, play=third, seq=0))  # other versions come late
    own.loaded()
    assert viewers(own) == {ann.upper(), "bob"}
    assert loads(own) == 4  # bob's two, ANN's, and the anonymous one of the device
    # Of what came late the viewer's was refused, the anonymous versions of their plays were left out.
    wait_for(lambda: ledger(own)["refused_by_reason"]["erased"] >= 5)
    total = ledger(own)
    assert total["deleted"] == 5
    assert total["accepted"] == total["counted"] + total["superseded"] + 5
    assert total["superseded"] == 3  # older versions of two of the viewer's plays; bob's line, which came twice
    answer = own.client.get(f"{own.url}/v1/viewers/{quote(ann)}", headers=own.authorization)
    assert answer.status_code == 404
    assert "Traceback" not in server.log.read_text()
    assert server.stop() == 0


def test_with_the_anonymous_plays_of_the_devices(server: Server, workspace: Workspace) -> None:
    other = server.workspace()
    device, elsewhere, play = id128(), id128(), uuid7()
    workspace.collect(
        played("ann", device=device),
        played(None, device=device),
        played("bob", device=device),
        played(None, device=elsewhere),
        played(None, device=None, session=None),
    ).raise_for_status()
    workspace.collect(played(None, play=play, device=device, seq=2)).raise_for_status()
    other.collect(played("ann", device=device), played(None, device=device)).raise_for_status()
    other.loaded()
    workspace.loaded()
    asked = erase(workspace, "ann", devices="true")
    found = done(workspace, asked["id"])
    counts = {name: found[name] for name in ("plays", "versions", "devices", "anonymous_plays")}
    assert counts == {"plays": 1, "versions": 3, "devices": "erased", "anonymous_plays": 2}
    workspace.collect(played(None, play=play, device=device, seq=3)).raise_for_status()
    workspace.loaded()
    assert (viewers(workspace), loads(workspace)) == ({"bob"}, 3)
    assert (viewers(other), loads(other)) == ({"ann"}, 2)  # the other workspace's viewer of that name is another one
    assert other.collect(played("ann")).status_code == 200


def test_receipts(server: Server, workspace: Workspace) -> None:
    other = server.workspace()
    never = erase(workspace, "never/was")
    assert erase(workspace, "never/was")["id"] == never["id"]
    assert erase(workspace, "Never/was")["id"] != never["id"]
    nothing = {"plays": 0, "versions": 0, "parts": 0, "anonymous_plays": 0, "devices": "kept"}
    found = done(workspace, never["id"])
    assert {name: found[name] for name in nothing} == nothing
    assert "never" not in str(found)
    listed = workspace.get("/v1/erasures", per_page=1)
    assert listed["meta"]["pagination"] == {"page": 1, "per_page": 1, "total": 2}
    assert [row["viewer_hash"] for row in listed["data"]] != [found["viewer_hash"]]  # newest first
    assert other.get("/v1/erasures")["data"] == []
    answer = other.client.get(f"{other.url}/v1/erasures/{never['id']}", headers=other.authorization)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404404)


@pytest.mark.parametrize("scope", ["read", "write"])
def test_only_admins_erase(server: Server, workspace: Workspace, scope: Any) -> None:
    with closing(catalog_of(server.data)) as catalog:
        token, _ = catalog.create_token(UUID(workspace.workspace_id), scope, scope)
    for method, path in (
        ("DELETE", "/v1/viewers/ann"),
        ("GET", "/v1/erasures"),
        ("GET", f"/v1/erasures/{UUID(int=1)}"),
    ):
        answer = workspace.client.request(method, workspace.url + path, headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, 100103)


def test_a_viewer_who_is_back_is_erased_again(tmp_path: Path, start: Start) -> None:
    """An older store beside the newer catalog: what was erased since has come back."""
    data = tmp_path / "data"
    server = start(data)
    own = server.workspace()
    own.collect(played("ann"), played("ann"), played("bob")).raise_for_status()
    own.import_([history("2024-03-04", "ann")])
    own.loaded()
    assert server.stop() == 0
    shutil.copytree(data / "store", tmp_path / "saved", symlinks=True)
    server = start(data, port=server.port)
    first = done(own, erase(own, "ann")["id"])
    assert first["plays"] == 3
    assert erase(own, "ann")["id"] == first["id"]  # nobody is there to be erased
    assert server.stop() == 0
    shutil.rmtree(data / "store")
    shutil.copytree(tmp_path / "saved", data / "store", symlinks=True)
    server = start(data, port=server.port)
    assert viewers(own) == {"ann", "bob"}
    asked = erase(own, "ann")
    assert asked["id"] != first["id"]
    assert erase(own, "ann")["id"] == asked["id"]
    assert done(own, asked["id"])["plays"] == 3
    assert receipt(own, first["id"]) == first
    assert viewers(own) == {"bob"}
    assert own.collect(played("ann")).status_code == 410
    assert server.stop() == 0
