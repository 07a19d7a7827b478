"""The plays themselves: all that is told of one, every one exactly once, whatever arrives while they are read."""

import csv
import io
import json
import re
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Server, Workspace, beacon, id128, uuid7
from fuzz.budget import histories
from integration.road import Road
from mutoscope.metrics import PLAY_FIELDS, USUAL_FIELDS, Choice, Period, PlaysQuestion
from mutoscope.metrics.plays import plays
from oracle import oracle, strategies, zones
from oracle.history import Play, winners

NOON = 1_709_553_600_000  # 2024-03-04 12:00 UTC
PERIOD = {"from": "2024-03-01", "to": "2024-03-31"}


@histories(4)
@given(data=st.data())
def test_any_history_is_told_as_the_oracle_knows_it(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    batches = data.draw(strategies.deliveries(history), "deliveries")
    workspace = road.workspace(history.catalog.values())
    road.send(workspace, batches)
    asked = data.draw(strategies.questions(history), "question")
    question = PlaysQuestion(
        choice=Choice(workspace=workspace.id, filters=asked.filters),
        period=Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=ZoneInfo("UTC")),
        key=workspace.pseudonym_key(),
        fields=tuple(PLAY_FIELDS),
    )
    # However few are read at a time.
    found = list(plays(road.store.query, question, data.draw(st.sampled_from((2, 3, 100)), "batch")))
    places = [row["_place"] for row in found]
    assert places == sorted(set(places), reverse=True)
    won = oracle.chosen(winners([one for batch in batches for one in batch]), history.catalog, asked.filters)
    expected = [told(one, history.catalog) for one in won if asked.from_ms <= one.loaded_ms < asked.to_ms]
    names = list(expected[0]) if expected else []
    assert as_bag([{name: row[name] for name in names} for row in found]) == as_bag(expected)
    after = data.draw(st.sampled_from([*places, None]), "after")
    rest = PlaysQuestion(**vars(question) | {"after": after})
    assert list(plays(road.store.query, rest, 100)) == [row for row in found if after is None or row["_place"] < after]


def told(play: Play, catalog: oracle.Catalog) -> dict[str, Any]:
    length, viewed = oracle.length_of(play, catalog), oracle.viewed_at(play)
    content = [(max(min(s.start, s.end), 0), max(s.start, s.end, 0)) for s in play.spans]
    return {
        "video_id": play.video,
        "loaded_at": zones.label(play.loaded_ms),
        "viewed_at": None if viewed is None else zones.label(viewed),
        "external_id": play.viewer or "",
        "context": dict(play.context),
        "country": play.country,
        "city": play.city,
        "device": play.device_type,
        "os": play.os,
        "browser": play.browser,
        "domain": oracle.dimension(play, "domain", catalog),
        "page": oracle.dimension(play, "page", catalog),
        "live": play.live,
        "playing": play.playing,
        "length": None if length is None else length / 1000,
        "watch_time": sum(span.wall for span in play.spans) / 1000,
        "play": play.counts.play,
        "pause": play.counts.pause,
        "seek": play.counts.seek,
        "replay": play.counts.replay,
        "startup_time": None if play.startup_ms is None else play.startup_ms / 1000,
        "buffering_count": play.counts.stall,
        "buffering_time": play.stalled_ms / 1000,
        "errors": play.counts.error,
        "parts": [[start / 1000, end / 1000] for start, end in oracle.merged(content)],
        "spans": [list(span) for span in play.spans],
    }


def as_bag(rows: list[dict[str, Any]]) -> Counter[str]:
    """Rows whose order means nothing; 10 and 10.0 are one number."""
    return Counter(repr(_plain(row)) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def line(number: int, **fields: Any) -> dict[str, Any]:
    """A play a minute after the one before it."""
    loaded = NOON + number * 60_000
    told = beacon(
        play=uuid7(loaded),
        video=f"film-{number % 2}",
        loaded=loaded,
        sent=loaded + 20_000,
        spans=[[1_000, 10_000, 0, 10_000, 0]],
    )
    return {**told, "received": loaded + 20_000, **fields}


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    workspace = server.workspace(timezone="Europe/Berlin")
    workspace.import_([line(number) for number in range(7)])
    workspace.loaded()
    return workspace


def fetch(workspace: Workspace, **params: Any) -> httpx.Response:
    answer = workspace.client.get(f"{workspace.url}/v1/plays", params=params, headers=workspace.authorization)
    assert answer.status_code == 200, answer.text
    return answer


def test_whole_answer(server: Server) -> None:
    workspace = server.workspace(timezone="Europe/Berlin")
    sent = line(
        0,
        viewer="ada",
        device=None,
        context={"course": "7"},
        country="DE",
        city="Berlin",
        device_type="tv",
        os="Tizen",
        browser="Samsung Internet",
        page="https://www.kino.example/film?id=1",
        ref="https://search.example/?q=x",
        lang="de",
        tz="Europe/Berlin",
        screen=[1920, 1080],
        player="own/1",
        startup=321,
        stalled=1_500,
        n={"play": 1, "pause": 2, "seek": 3, "replay": 4, "stall": 5, "error": 6},
    )
    workspace.import_([sent])
    workspace.loaded()
    answer = workspace.get("/v1/plays", **PERIOD, fields=",".join(PLAY_FIELDS))
    assert answer["meta"] == {
        "pagination": {"per_page": 100, "next_cursor": None},
        "time": {**PERIOD, "timezone": "Europe/Berlin"},
    }
    (play,) = answer["data"]
    assert re.fullmatch("[0-9a-f]{32}", play["id"])
    assert play["id"] != sent["play"].replace("-", "")
    assert play == {
        "id": play["id"],
        "video_id": "film-0",
        "project_id": play["project_id"],
        "folder_id": None,
        "event_id": "",
        "loaded_at": "2024-03-04T12:00:00Z",
        "viewed_at": "2024-03-04T12:00:06Z",
        "received_at": "2024-03-04T12:00:20Z",
        "external_id": "ada",
        "session": play["session"],
        "device_id": "",
        "context": {"course": "7"},
        "traffic": "human",
        "country": "DE",
        "city": "Berlin",
        "device": "tv",
        "os": "Tizen",
        "browser": "Samsung Internet",
        "domain": "kino.example",
        "page": "https://www.kino.example/film",
        "referrer": "https://search.example/",
        "language": "de",
        "timezone": "Europe/Berlin",
        "screen_width": 1920,
        "screen_height": 1080,
        "player": "own/1",
        "live": False,
        "playing": False,
        "length": 100,
        "watch_time": 10,
        "play": 1,
        "pause": 2,
        "seek": 3,
        "replay": 4,
        "startup_time": 0.321,
        "buffering_count": 5,
        "buffering_time": 1.5,
        "errors": 6,
        "parts": [[0, 10]],
        "spans": [[1_000, 10_000, 0, 10_000, 0]],
        "cursor": f"{NOON}-{play['id']}",
    }
    assert list(workspace.get("/v1/plays", **PERIOD)["data"][0]) == list(USUAL_FIELDS)


def test_a_cursor_is_stable_whatever_arrives(server: Server) -> None:
    workspace = server.workspace()
    first = [line(number) for number in range(7)]
    workspace.import_(first)
    workspace.loaded()
    asked = {"video_id": ["film-0", "film-1"], "fields": "id,loaded_at,watch_time", "per_page": 3}
    everything = workspace.get("/v1/plays", video_id=["film-0", "film-1"], fields="id")["data"]
    seen = []
    cursor: dict[str, str] = {}
    for round_ in range(3):
        page = workspace.get("/v1/plays", **asked, **cursor)
        seen += [row["id"] for row in page["data"]]
        if round_ < 2:
            cursor = {"cursor": page["meta"]["pagination"]["next_cursor"]}
            # New plays arrive, and an old one gets a newer beacon by which its load lies elsewhere.
            moved = first[round_] | {"seq": 2 + round_, "sent": first[round_]["sent"] - 600}
            workspace.import_([line(10 + round_), moved])
            workspace.loaded()
        else:
            assert page["meta"]["pagination"]["next_cursor"] is None
    assert seen == [row["id"] for row in everything]
    assert len(set(seen)) == 7


def test_lines_are_the_rows(workspace: Workspace) -> None:
    answer = fetch(workspace, **PERIOD, format="ndjson")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    rows = [json.loads(text) for text in answer.text.splitlines()]
    assert rows == workspace.get("/v1/plays", **PERIOD)["data"]
    assert [row["loaded_at"] for row in rows] == sorted((row["loaded_at"] for row in rows), reverse=True)
    assert len(rows) == 7
    two = fetch(workspace, **PERIOD, format="ndjson", per_page=2, fields="id,cursor").text.splitlines()
    rest = fetch(workspace, **PERIOD, format="ndjson", fields="id", cursor=json.loads(two[-1])["cursor"])
    assert [json.loads(text)["id"] for text in [*two, *rest.text.splitlines()]] == [row["id"] for row in rows]
    assert fetch(workspace, **{"from": "2020-01-01", "to": "2020-01-02"}, format="ndjson").text == ""


def test_files(workspace: Workspace) -> None:
    def rows(**params: Any) -> list[dict[str, str]]:
        text = fetch(workspace, **PERIOD, format="csv", **params).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    every = rows()
    assert list(every[0]) == list(USUAL_FIELDS)
    assert len(every) == 7
    assert every[0]["loaded_at"] == "2024-03-04T13:06:00+01:00"
    assert rows(fields="loaded_at,video_id", per_page=2) == [
        {"loaded_at": one["loaded_at"], "video_id": one["video_id"]} for one in every[:2]
    ]


def test_filters(workspace: Workspace) -> None:
    assert len(workspace.get("/v1/plays", **PERIOD, video_id="film-1")["data"]) == 3
    assert len(workspace.get("/v1/plays", **PERIOD, country="DE")["data"]) == 0
    asked = {"from": "2024-03-04T12:01:00Z", "to": "2024-03-04T12:03:00Z"}
    assert len(workspace.get("/v1/plays", **asked)["data"]) == 2
    (viewed,) = {
        row["viewed_at"] for row in workspace.get("/v1/plays", **PERIOD, **{"what_if.view_seconds": 11})["data"]
    }
    assert viewed is None


@pytest.mark.parametrize(
    ("params", "detail"),
    [
        ({"fields": "id,secret"}, "fields: 'secret' is none of"),
        ({"cursor": "x"}, "cursor: Expected `str` matching regex"),
        ({"per_page": "1001"}, "per_page: Expected `int` <= 1000"),
        ({"page": "2"}, "page: no such parameter"),
        ({"format": "xml"}, "format: one of csv, json, ndjson, xlsx"),
    ],
)
def test_refused(workspace: Workspace, params: dict[str, str], detail: str) -> None:
    answer = workspace.client.get(f"{workspace.url}/v1/plays", params=params, headers=workspace.authorization)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400400)
    assert answer.json()["error"]["detail"].startswith(detail)


def test_pseudonyms_are_of_the_workspace(server: Server) -> None:
    """The same session in two workspaces has two names; in one, one."""
    session = id128()
    ours, theirs = server.workspace(), server.workspace()
    for workspace in (ours, theirs):
        workspace.import_([line(0, session=session), line(1, session=session)])
        workspace.loaded()
    names = [{row["session"] for row in workspace.get("/v1/plays", **PERIOD)["data"]} for workspace in (ours, theirs)]
    assert [len(one) for one in names] == [1, 1]
    assert names[0] != names[1]
