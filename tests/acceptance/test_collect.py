"""Collectors of their own beside the server: `mutoscope collect` on the same data folder."""

from pathlib import Path

import httpx

from conftest import beacon, serving, start_server, wait_for


def test_what_a_collector_takes_the_server_counts(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        workspace = server.workspace()
        collector = start_server(data, command="collect")
        try:
            taken = httpx.post(f"{collector.url}/collect", json=beacon(key=workspace.ingest_key, video="one"))
            assert (taken.status_code, taken.json()["accepted"]) == (200, 1)
            wait_for(lambda: workspace.player_loads("one") == 1)
            line = beacon(video="two") | {"received": taken.json()["now"]}
            imported = httpx.post(
                f"{collector.url}/v1/plays/import", json=line, headers=workspace.authorization, timeout=10
            )
            assert imported.json()["data"]["accepted"] == 1
            wait_for(lambda: workspace.player_loads("two") == 1)
            assert httpx.get(f"{collector.url}/healthz").json() == {"status": "ok"}
            ready = {"status": "ok", "checks": dict.fromkeys(("catalog", "spool", "imports", "intake"), "ok")}
            assert httpx.get(f"{collector.url}/readyz").json() == ready
            assert httpx.get(f"{collector.url}/v1/analytics").status_code == 404
        finally:
            collector.stop()


def test_what_a_collector_took_before_it_was_killed_is_counted(tmp_path: Path) -> None:
    """Its open segment is loaded when a server finds that its writer is gone."""
    data = tmp_path / "data"
    with serving(data) as server:
        workspace = server.workspace()
    collector = start_server(data, "--segment-ms", 60_000, command="collect")
    beacons = [beacon(key=workspace.ingest_key, video="kept") for _ in range(20)]
    taken = httpx.post(f"{collector.url}/collect", json=beacons)
    assert taken.json()["accepted"] == 20
    collector.kill()
    with serving(data) as server:
        workspace.url = server.url
        wait_for(lambda: workspace.player_loads("kept") == 20)
