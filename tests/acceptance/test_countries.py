"""Codes that are no country are unknown, wherever they come from; no play is lost for them."""

import time

import pytest

from conftest import Server, beacon, uuid7

ALL = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}
CODES = ["DE", "de", "XK", "T1", "XX", "EU", "AP", "A1", "ZZ", "UK", "--", "1", "é", ""]


def test_an_import_of_any_code_is_taken(server: Server) -> None:
    workspace = server.workspace()
    now = time.time_ns() // 1_000_000
    lines = [
        {**beacon(video="v"), "play": uuid7(now + number), "received": now, "country": code}
        for number, code in enumerate(CODES)
    ]
    assert workspace.import_(lines) == {"accepted": len(CODES), "refused": 0, "errors": []}
    workspace.loaded()
    found = workspace.get("/v1/analytics", **ALL, group_by="country", video_id="v", fields="player_loads")["data"]
    assert {row["country"]: (row["country_name"], row["player_loads"]) for row in found} == {
        "": ("", len(CODES) - 3),
        "DE": ("Germany", 2),
        "XK": ("Kosovo", 1),
    }
    unknown = workspace.get("/v1/analytics", **ALL, group_by="country", video_id="v", country="")["data"]
    assert [row["country"] for row in unknown] == [""]


@pytest.mark.parametrize("code", ["XX", "eu", "UK", "ZZ"])
def test_a_filter_by_no_country_is_refused(server: Server, code: str) -> None:
    workspace = server.new_workspace()
    refused = workspace.ask("GET", "/v1/analytics/overview", expect=400, **ALL, country=code)["error"]
    assert refused["detail"] == (
        f"country: {code!r} is no code of ISO 3166; give two letters such as DE, or nothing: unknown"
    )
