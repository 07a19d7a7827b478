"""Viewers: what the store answers is what the oracle counts; searches, orders and pages; ids of any kind over HTTP."""

import secrets
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conftest import Server, Workspace, beacon, uuid7
from fuzz.budget import histories
from integration.road import Road
from mutoscope.metrics import ORDERS_OF_PROGRESS, ORDERS_OF_VIEWERS, Choice, Period, Search, rfc3339
from oracle import strategies
from oracle import viewers as oracle
from oracle.history import winners

MOST = 1000
LOADED = 1_709_546_400_000  # 2024-03-04 10:00 UTC


@histories(4)
@given(data=st.data())
def test_any_history_gives_the_oracles_viewers(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    batches = data.draw(strategies.deliveries(history), "deliveries")
    workspace = road.workspace(history.catalog.values())
    road.send(workspace, batches)
    plays = winners([line for batch in batches for line in batch])
    asked = data.draw(strategies.questions(history), "question")
    filters = {name: values for name, values in asked.filters.items() if name != "external_id"}
    choice = Choice(workspace=workspace.id, filters=filters)
    period = Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=ZoneInfo("UTC"))
    expected = oracle.watched(plays, history.catalog, asked.from_ms, asked.to_ms, filters)
    by_viewer: dict[str, dict[str, oracle.Watched]] = {}
    for (viewer, video), one in expected.items():
        by_viewer.setdefault(viewer, {})[video] = one

    rows, total = road.metrics.viewers(choice, period, Search(), [("last_seen", "desc")], limit=MOST)
    assert total == len(rows)
    assert {row.external_id: vars(row) for row in rows} == {
        viewer: {
            "external_id": viewer,
            **oracle.shown_viewer(list(contents.values())),
            "first_seen": rfc3339(min(one.first_ms for one in contents.values())),
            "last_seen": rfc3339(max(one.last_ms for one in contents.values())),
        }
        for viewer, contents in by_viewer.items()
    }
    for viewer, contents in by_viewer.items():
        progress, total, completed = road.metrics.progress(choice, period, viewer, [("video_id", "asc")], limit=MOST)
        assert total == len(progress)
        assert completed == sum(bool(row.completed) for row in progress)
        assert {row.video_id: vars(row) for row in progress} == {
            video: {
                "video_id": video,
                **oracle.shown(one),
                "first_seen": rfc3339(one.first_ms),
                "last_seen": rfc3339(one.last_ms),
            }
            for video, one in contents.items()
        }


def line(viewer: str, video: str, minute: int, *spans: list[int], **fields: Any) -> dict[str, Any]:
    """A play of a film of 100 s, in its last state."""
    loaded = LOADED + minute * 60_000
    told = beacon(
        play=uuid7(loaded), video=video, viewer=viewer, loaded=loaded, sent=loaded + 300_000, spans=list(spans)
    )
    return {**told, "received": loaded + 300_000, **fields}


def get(workspace: Workspace, viewer: str, **params: Any) -> dict[str, Any]:
    return workspace.get("/v1/viewer", external_id=viewer, **params)


def test_a_students_progress(server: Server) -> None:
    workspace = server.workspace(timezone="Europe/Berlin")
    workspace.import_(
        [
            line("ann", "one", 0, [0, 40_000, 0, 40_000, 0], context={"course": "maths", "lesson": "1"}),
            line("ann", "one", 1_500, [0, 60_000, 40_000, 100_000, 0], context={"course": "maths", "lesson": "2"}),
            line("ann", "two", 10, [0, 4_000, 0, 4_000, 0], [9_000, 20_500, 30_000, 50_500, 0]),
            line("ann", "three", 20),
            line("Ann", "one", 30, [0, 10_000, 0, 10_000, 0], context={"course": "art"}),
            line("", "one", 40, [0, 10_000, 0, 10_000, 0]),
        ]
    )
    workspace.loaded()
    answer = get(workspace, "ann", period="all_time", order="video_id.asc")
    seen = {"first_seen": "2024-03-04T10:20:00Z", "last_seen": "2024-03-04T10:20:00Z"}
    nothing = {"views": 0, "watch_time": 0, "watch_depth": 0, "completed": False, "covered": 0, "parts": []}
    nothing |= {"last_position": None, "context": {}}
    assert answer["data"] == [
        {
            "video_id": "one",
            "title": "one",
            "views": 2,
            "player_loads": 2,
            "watch_time": 100,
            "watch_depth": 100,
            "completed": True,
            "length": 100,
            "covered": 100,
            "parts": [{"from": 0, "to": 100}],
            "last_position": 100,
            "context": {"course": ["maths"], "lesson": ["1", "2"]},
            "first_seen": "2024-03-04T10:00:00Z",
            "last_seen": "2024-03-05T11:01:00Z",
        },
        {
            "video_id": "three",
            "title": "three",
            "player_loads": 1,
            "length": 100,
            "last_position": None,
            **nothing,
            **seen,
        }
        | {"context": {}},
        {
            "video_id": "two",
            "title": "two",
            "views": 1,
            "player_loads": 1,
            "watch_time": 25,  # 24.5 s, half up
            "watch_depth": 24.5,
            "completed": False,
            "length": 100,
            "covered": 24.5,
            "parts": [{"from": 0, "to": 4}, {"from": 30, "to": 50.5}],
            "last_position": 50.5,
            "context": {},
            "first_seen": "2024-03-04T10:10:00Z",
            "last_seen": "2024-03-04T10:10:29.500Z",
        },
    ]
    assert answer["meta"]["pagination"] == {"page": 1, "per_page": 10, "total": 3}
    listed = workspace.get("/v1/viewers", order="external_id.asc", **{"from": "2024-03-04", "to": "2024-03-05"})
    assert listed == {
        "meta": {
            "pagination": {"page": 1, "per_page": 10, "total": 2},
            "order": {"external_id": "asc"},
            "time": {"from": "2024-03-04", "to": "2024-03-05", "timezone": "Europe/Berlin"},
        },
        "data": [
            {
                "external_id": "Ann",
                "videos": 1,
                "completed": 0,
                "views": 1,
                "player_loads": 1,
                "watch_time": 10,
                "watch_depth": 10,
                "first_seen": "2024-03-04T10:30:00Z",
                "last_seen": "2024-03-04T10:30:10Z",
            },
            {
                "external_id": "ann",
                "videos": 3,
                "completed": 1,
                "views": 3,
                "player_loads": 4,
                "watch_time": 125,  # 124.5 s, half up
                "watch_depth": 41.5,
                "first_seen": "2024-03-04T10:00:00Z",
                "last_seen": "2024-03-05T11:01:00Z",
            },
        ],
    }

    def ids(**params: Any) -> list[str]:
        return [row["external_id"] for row in workspace.get("/v1/viewers", **params)["data"]]

    assert ids() == ["ann", "Ann"]  # the one last seen first
    assert ids(q="NN", order="external_id.desc") == ["ann", "Ann"]
    assert ids(prefix="A") == ["Ann"]
    assert ids(q="bob") == []
    assert ids(**{"context.course": "art"}) == ["Ann"]
    assert ids(video_id="two") == ["ann"]
    assert ids(per_page=1, page=2) == ["Ann"]
    beyond = workspace.get("/v1/viewers", page=9)
    assert (beyond["data"], beyond["meta"]["pagination"]["total"]) == ([], 2)
    first_day = get(workspace, "ann", video_id="one", **{"from": "2024-03-04", "to": "2024-03-04"})["data"]
    assert [(row["parts"], row["completed"]) for row in first_day] == [([{"from": 0, "to": 40}], False)]
    lesson = get(workspace, "ann", **{"context.lesson": "2"})["data"]
    assert [row["parts"] for row in lesson] == [[{"from": 40, "to": 100}]]
    assert get(workspace, "ann", period="yesterday")["data"] == []
    for name in ORDERS_OF_VIEWERS:
        assert sorted(ids(order=f"{name}.desc")) == ["Ann", "ann"]
    for name in ORDERS_OF_PROGRESS:
        assert len(get(workspace, "ann", order=f"{name}.asc")["data"]) == 3


def test_ids_of_any_kind(server: Server) -> None:
    workspace = server.workspace()
    ids = [
        "a/b",
        "/a",
        "a/",
        "a//b",
        "ann+1@example.org",
        "50 %25",
        "?x=1&y#z",
        ".",
        "%2e%2e",
        " ",
        "...",
        "Zoë 漢字 \U0001f600",
        "..",
        "'\\\n",
    ]
    workspace.import_(
        [line(viewer, f"v{number}", number, [0, 9_000, 0, 9_000, 0]) for number, viewer in enumerate(ids)]
    )
    workspace.loaded()
    for number, viewer in enumerate(ids):
        assert [row["video_id"] for row in get(workspace, viewer)["data"]] == [f"v{number}"], viewer
        if viewer not in {".", ".."}:  # clients make another path of these
            by_path = workspace.get(f"/v1/viewers/{quote(viewer, safe='')}")
            assert [row["video_id"] for row in by_path["data"]] == [f"v{number}"], viewer
    assert {row["external_id"] for row in workspace.get("/v1/viewers", per_page=100)["data"]} == set(ids)


def test_totals_are_of_all_contents_whatever_page_is_shown(server: Server) -> None:
    workspace = server.workspace()
    viewer = f"viewer-{secrets.token_hex(4)}"
    workspace.import_(
        [
            line(viewer, f"v{number}", number, [0, length := 95_000 if number % 3 else 9_000, 0, length, 0])
            for number in range(12)
        ]
    )
    workspace.loaded()
    everything = get(workspace, viewer, per_page=100)
    completed = sum(row["completed"] for row in everything["data"])
    assert completed == 8
    for shown in ({"per_page": 100}, {"per_page": 5}, {"per_page": 5, "page": 3}, {"per_page": 5, "page": 9}):
        meta = get(workspace, viewer, **shown)["meta"]
        assert (meta["pagination"]["total"], meta["total"]) == (12, {"completed": 8})


def test_control_characters_never_get_into_ids_and_cost_nobody_a_play(server: Server) -> None:
    workspace = server.workspace()
    viewer = f"ann-{secrets.token_hex(4)}"
    given = [f"\x00{viewer}", f"{viewer}\x1b\x9f", viewer]
    workspace.import_(
        [
            line(one, f"v{number}", number, [0, 9_000, 0, 9_000, 0], context={"cla\x07ss": "\x00=1+41"})
            for number, one in enumerate(given)
        ]
    )
    workspace.loaded()
    for one in given:
        rows = get(workspace, one)["data"]
        assert {row["video_id"] for row in rows} == {"v0", "v1", "v2"}
        assert all(row["context"] == {"class": ["=1+41"]} for row in rows)
    listed = [row["external_id"] for row in workspace.get("/v1/viewers")["data"]]
    assert listed == [viewer]
    erased = workspace.client.delete(
        f"{workspace.url}/v1/viewer", params={"external_id": given[0]}, headers=workspace.authorization
    )
    assert erased.status_code == 202
    again = workspace.client.delete(
        f"{workspace.url}/v1/viewer", params={"external_id": viewer}, headers=workspace.authorization
    )
    assert again.json()["data"]["id"] == erased.json()["data"]["id"]


def test_refusals(server: Server) -> None:
    workspace, other = server.workspace(), server.workspace()
    viewer = f"viewer-{secrets.token_hex(4)}"
    workspace.import_([line(viewer, "film", 0, [0, 9_000, 0, 9_000, 0])])
    workspace.loaded()
    assert len(get(workspace, viewer)["data"]) == 1

    def refused(of: Workspace, path: str, **params: str) -> tuple[int, int]:
        answer = of.client.get(of.url + path, params=params, headers=of.authorization)
        return answer.status_code, answer.json()["error"]["code"]

    assert refused(other, f"/v1/viewers/{viewer}") == (404, 404404)  # another workspace's
    assert refused(workspace, "/v1/viewers/nobody") == (404, 404404)
    assert refused(workspace, "/v1/viewer", external_id="nobody") == (404, 404404)
    assert refused(workspace, "/v1/viewer") == (400, 400400)
    assert refused(workspace, "/v1/viewer", external_id="") == (400, 400400)
    assert refused(workspace, "/v1/viewers", video_id="nothing") == (404, 404404)
    assert refused(workspace, "/v1/viewers", order="title.asc") == (400, 400216)
    assert refused(workspace, "/v1/viewers", search="x") == (400, 400400)
    assert refused(workspace, f"/v1/viewers/{viewer}", external_id="x") == (400, 400400)
    assert refused(workspace, "/v1/viewers", **{"from": "2024-01-01"}) == (400, 400400)
    assert other.get("/v1/viewers")["data"] == []
