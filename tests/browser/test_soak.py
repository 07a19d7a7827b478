"""Many players on one page, all of them in use: none loses anything, and the page doesn't grow.

The long run, and what it costs the page, is a benchmark: `python -m benchmarks soak`.
"""

from typing import Any

from benchmarks.soak import measure, opened
from playwright.sync_api import Browser

from conftest import Server, Workspace

PLAYERS, SECONDS = 10, 30
GROWTH_KB = 200
"""What ten players may come to in 24 s. A kilobyte left at each look at a player would be a thousand."""


def test_players_in_use_for_half_a_minute(browser: Browser, server: Server, workspace: Workspace) -> None:
    def plays(contents: list[str]) -> list[dict[str, Any]]:
        period = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all", "per_page": 1000}
        told = workspace.get("/v1/plays", **period, fields="video_id,pause,spans", video_id=contents)
        return list(told["data"])

    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page, server.url, workspace.ingest_key)
    soaked = measure(page, "soaked", plays, PLAYERS, SECONDS)
    page.close()
    assert errors == []
    assert soaked.stretches > PLAYERS
    assert soaked.missed == 0
    assert soaked.grown_kb < GROWTH_KB
