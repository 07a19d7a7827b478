"""Periods by a name, in the workspace's time zone, as of now."""

import time
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from conftest import Server, Workspace, beacon, uuid7, wait_for
from mutoscope.metrics import NamedPeriod, Period, rfc3339
from oracle import zones

# By zone, now, and the instant of the first play: what each name means. Written by hand, from a calendar.
EXPECTED = {
    # A Monday; clocks went forward the night before.
    ("Europe/Berlin", "2024-04-01T08:30:00Z", "2023-05-05T21:59:00Z"): {
        "last_24_hours": ("2024-03-31T08:30:00Z", "2024-04-01T08:30:00Z"),
        "today": ("2024-03-31T22:00:00Z", "2024-04-01T22:00:00Z"),
        "yesterday": ("2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"),  # 23 hours
        "this_week": ("2024-03-31T22:00:00Z", "2024-04-01T22:00:00Z"),
        "last_week": ("2024-03-24T23:00:00Z", "2024-03-31T22:00:00Z"),
        "this_month": ("2024-03-31T22:00:00Z", "2024-04-01T22:00:00Z"),
        "last_month": ("2024-02-29T23:00:00Z", "2024-03-31T22:00:00Z"),
        "last_year": ("2022-12-31T23:00:00Z", "2023-12-31T23:00:00Z"),
        "all_time": ("2023-05-04T22:00:00Z", "2024-04-01T22:00:00Z"),
    },
    # A Sunday, already New Year's Day there; half an hour off the full hours.
    ("Asia/Kolkata", "2022-12-31T18:30:00Z", "2022-12-31T18:29:59Z"): {
        "last_24_hours": ("2022-12-30T18:30:00Z", "2022-12-31T18:30:00Z"),
        "today": ("2022-12-31T18:30:00Z", "2023-01-01T18:30:00Z"),
        "yesterday": ("2022-12-30T18:30:00Z", "2022-12-31T18:30:00Z"),
        "this_week": ("2022-12-25T18:30:00Z", "2023-01-01T18:30:00Z"),
        "last_week": ("2022-12-18T18:30:00Z", "2022-12-25T18:30:00Z"),
        "this_month": ("2022-12-31T18:30:00Z", "2023-01-01T18:30:00Z"),
        "last_month": ("2022-11-30T18:30:00Z", "2022-12-31T18:30:00Z"),
        "last_year": ("2021-12-31T18:30:00Z", "2022-12-31T18:30:00Z"),
        "all_time": ("2022-12-30T18:30:00Z", "2023-01-01T18:30:00Z"),
    },
    # The day begins at one o'clock: midnight did not exist.
    ("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T12:00:00Z"): {
        "today": ("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        "yesterday": ("2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"),
        "all_time": ("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
    },
}


@pytest.mark.parametrize(("where", "expected"), EXPECTED.items(), ids=[where[0] for where in EXPECTED])
def test_as_the_calendar_has_it(where: tuple[str, str, str], expected: dict[NamedPeriod, tuple[str, str]]) -> None:
    zone, now, first = where
    for name, (start, end) in expected.items():
        period = Period.named(name, zones.instant(now), ZoneInfo(zone), zones.instant(first))
        assert (rfc3339(period.start_ms), rfc3339(period.end_ms)) == (start, end), name


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    """With a play of now, and one of 2023."""
    workspace = server.workspace(timezone="Australia/Lord_Howe")
    old = zones.instant("2023-07-01T12:00:00Z")
    workspace.import_([{**beacon(video="probe", play=uuid7(old), loaded=old, sent=old + 1000), "received": old + 1000}])
    workspace.loaded()
    wait_for(lambda: workspace.player_loads("probe") >= 1)
    return workspace


def test_each_answers_and_says_which_instants_it_means(workspace: Workspace) -> None:
    for name in get_args(NamedPeriod):
        before = time.time_ns() // 1_000_000
        answer = workspace.get("/v1/analytics/overview", period=name, group_time="month", traffic="all")
        meant = answer["meta"]["time"]
        assert meant["timezone"] == "Australia/Lord_Howe"
        start, end = zones.instant(meant["from"]), zones.instant(meant["to"])
        if name == "last_24_hours":
            assert end - start == zones.DAY
            assert before <= end <= time.time_ns() // 1_000_000
        else:
            # Both are midnights.
            for instant in (start, end):
                assert zones.local("Australia/Lord_Howe", instant).time().isoformat() == "00:00:00"
        if name == "all_time":
            assert meant["from"] == "2023-06-30T13:30:00Z"
        # The same question, spelled with instants, has the same answer.
        again = workspace.get(
            "/v1/analytics/overview", **{"from": meant["from"], "to": meant["to"]}, group_time="month", traffic="all"
        )
        assert again["data"] == answer["data"]
        loads = answer["data"]["total"]["player_loads"]
        assert (loads > 0) == (name in {"last_24_hours", "today", "this_week", "this_month", "all_time"}), name


def test_all_time_of_nothing_is_today(server: Server) -> None:
    workspace = server.workspace()
    meant = workspace.get("/v1/analytics/overview", period="all_time")["meta"]["time"]
    assert zones.instant(meant["to"]) - zones.instant(meant["from"]) == zones.DAY


@pytest.mark.parametrize(
    ("params", "detail"),
    [
        ({}, "from: missing"),
        ({"from": "2024-01-01"}, "to: missing"),
        ({"to": "2024-01-01"}, "from: missing"),
        ({"period": "today", "from": "2024-01-01"}, "period: not together with from and to"),
        ({"period": "tomorrow"}, f"period: one of {', '.join(sorted(get_args(NamedPeriod)))}"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/analytics/overview", "/v1/analytics/referrers"])
def test_refused(workspace: Workspace, path: str, params: dict[str, str], detail: str) -> None:
    answer = workspace.client.get(workspace.url + path, params=params, headers=workspace.authorization)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400400)
    assert answer.json()["error"]["detail"] == detail
