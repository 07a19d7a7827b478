"""The ledger over HTTP: a history made by hand, whose every beacon is accounted for in its minute, hour and day."""

from collections import Counter
from typing import Any

import pytest

from conftest import Server, Workspace, beacon, uuid7, wait_for
from mutoscope.beacon import Reason
from oracle import zones

REASONS = [reason.value for reason in Reason]
HEADS = ("received", "accepted", "counted", "superseded", "deleted", "refused")


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    return server.workspace(timezone="Asia/Kolkata")


@pytest.fixture(scope="module")
def kept(workspace: Workspace) -> Workspace:
    """Two plays: one of four beacons, of which one came twice, around local midnight; and what was refused."""
    first, second = uuid7(zones.instant("2024-03-04T18:25:00Z")), uuid7(zones.instant("2024-03-04T18:25:00Z"))
    sent = [
        line(first, 0, "2024-03-04T18:25:10Z"),
        line(first, 3, "2024-03-04T18:31:00Z"),  # the newest, received before older ones
        line(first, 3, "2024-03-04T18:31:00.500Z"),
        line(first, 1, "2024-03-04T18:31:59.999Z"),
        line(first, 2, "2024-03-04T19:29:59.999Z"),
        line(second, 0, "2024-03-04T18:29:59.999Z"),  # the last instant of the 4th in Kolkata
        line(second, 1, "2024-03-04T18:30:00Z", spans=[[0, 1, 0, 100_000, 0]]),
        line(uuid7(zones.instant("2024-02-01T00:00:00Z")), 1, "2024-03-04T18:30:10Z", loaded="2024-02-01T00:00:00Z"),
    ]
    body = workspace.import_(sent)
    assert (body["accepted"], body["refused"]) == (6, 2)
    workspace.loaded()
    asked = {"from": "2024-03-01", "to": "2024-03-31"}
    wait_for(lambda: workspace.get("/v1/ledger", **asked)["data"]["total"]["received"] == len(sent))
    return workspace


def line(play: str, seq: int, received: str, *, loaded: str = "2024-03-04T18:25:00Z", **fields: Any) -> dict[str, Any]:
    sent = zones.instant(received)
    told = beacon(play=play, seq=seq, video="film", loaded=zones.instant(loaded), sent=sent, **fields)
    return {**told, "received": sent}


def entry(counted: int = 0, superseded: int = 0, **refused: int) -> dict[str, Any]:
    accepted, refusals = counted + superseded, sum(refused.values())
    return {
        "received": accepted + refusals,
        "accepted": accepted,
        "counted": counted,
        "superseded": superseded,
        "deleted": 0,
        "set_aside": 0,
        "refused": refusals,
        "refused_by_reason": dict.fromkeys(REASONS, 0) | refused,
    }


def test_by_day(kept: Workspace) -> None:
    asked = {"from": "2024-03-03", "to": "2024-03-05"}
    answer = kept.get("/v1/ledger", **asked)
    assert answer == {
        "meta": {"time": {**asked, "timezone": "Asia/Kolkata"}},
        "data": {
            "total": entry(counted=2, superseded=4, implausible=1, clock=1),
            "timeline": [
                {"date": "2024-03-02T18:30:00Z", **entry()},
                {"date": "2024-03-03T18:30:00Z", **entry(counted=1, superseded=1)},
                {"date": "2024-03-04T18:30:00Z", **entry(counted=1, superseded=3, implausible=1, clock=1)},
            ],
        },
    }


def test_by_hour_and_minute(kept: Workspace) -> None:
    asked = {"from": "2024-03-04T18:25:00Z", "to": "2024-03-04T19:30:00Z"}
    by_hour = kept.get("/v1/ledger", **asked, group_time="hour")["data"]
    assert by_hour["timeline"] == [
        {"date": "2024-03-04T17:30:00Z", **entry(counted=1, superseded=1)},
        {"date": "2024-03-04T18:30:00Z", **entry(counted=1, superseded=3, implausible=1, clock=1)},
    ]
    by_minute = kept.get("/v1/ledger", **asked, group_time="minute")["data"]
    assert by_minute["total"] == by_hour["total"] == entry(counted=2, superseded=4, implausible=1, clock=1)
    assert len(by_minute["timeline"]) == 65
    assert [row for row in by_minute["timeline"] if row["received"]] == [
        {"date": "2024-03-04T18:25:00Z", **entry(superseded=1)},
        {"date": "2024-03-04T18:29:00Z", **entry(counted=1)},
        {"date": "2024-03-04T18:30:00Z", **entry(implausible=1, clock=1)},
        {"date": "2024-03-04T18:31:00Z", **entry(counted=1, superseded=2)},
        {"date": "2024-03-04T19:29:00Z", **entry(superseded=1)},
    ]


def test_a_minute_belongs_to_the_period_it_begins_in(kept: Workspace) -> None:
    asked = {"from": "2024-03-04T18:29:30Z", "to": "2024-03-04T18:31:01Z"}
    answer = kept.get("/v1/ledger", **asked, group_time="minute")["data"]
    assert answer["total"] == entry(counted=1, superseded=2, implausible=1, clock=1)


def test_what_the_collector_takes_and_refuses_adds_up(server: Server) -> None:
    workspace = server.workspace()
    before = workspace.get("/v1/ledger", period="today")["data"]["total"]
    play = beacon(video="live-film")
    for seq in (1, 2, 2, 1):
        workspace.collect(play | {"seq": seq}).raise_for_status()
    workspace.collect(beacon(spans=[[0, -1, 0, 0, 0]]), beacon(play=uuid7(0)), beacon(seq=-1))
    wait_for(lambda: workspace.get("/v1/ledger", period="today")["data"]["total"]["refused"] >= 3)
    workspace.loaded()
    answer = workspace.get("/v1/ledger", period="last_24_hours", group_time="minute")["data"]
    total = answer["total"]
    assert total["refused_by_reason"] == dict.fromkeys(REASONS, 0) | {"implausible": 1, "clock": 1, "malformed": 1}
    assert total["accepted"] >= before["accepted"] + 4
    assert total["superseded"] == 3
    for one in (total, *answer["timeline"]):
        assert one["received"] == one["accepted"] + one["refused"]
        assert one["accepted"] == one["counted"] + one["superseded"]
        assert one["refused"] == sum(one["refused_by_reason"].values())
    summed: Counter[str] = sum((Counter({name: one[name] for name in HEADS}) for one in answer["timeline"]), Counter())
    assert {name: summed[name] for name in HEADS} == {name: total[name] for name in HEADS}


def test_nothing_and_too_much(workspace: Workspace) -> None:
    asked = {"from": "2020-01-01", "to": "2020-01-02"}
    answer = workspace.get("/v1/ledger", **asked)["data"]
    assert answer["total"] == entry()
    assert len(answer["timeline"]) == 2
    refused = workspace.client.get(
        f"{workspace.url}/v1/ledger",
        params={"from": "2020-01-01", "to": "2020-02-01", "group_time": "minute"},
        headers=workspace.authorization,
    )
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == 400400
    assert refused.json()["error"]["detail"].startswith("group_time: over 10,000 buckets of one minute")
