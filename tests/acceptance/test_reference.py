"""A client of the Kinescope analytics API finds what it knows: whole answers, value by value and type by type.

Each test is a row of the reference: the overview, the analytics in both of its spellings, lists, errors.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from acceptance.looking import catalog_of
from conftest import Server, Workspace, beacon, uuid7, wait_for
from mutoscope.catalog import Content
from oracle import zones

PERIOD = {"from": "2020-08-30", "to": "2020-08-31"}
NOON = zones.instant("2020-08-30T09:00:00Z")  # in Moscow
DAYS = ("2020-08-29T21:00:00Z", "2020-08-30T21:00:00Z")  # local midnights as UTC instants


@dataclass(frozen=True)
class Client:
    """What a client of the API has: a base URL and a token."""

    workspace: Workspace
    project: UUID
    folder: UUID

    def send(self, path: str, **params: Any) -> httpx.Response:
        workspace = self.workspace
        return workspace.client.get(workspace.url + path, params=params, headers=workspace.authorization)

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        answer = self.send(path, **params)
        assert answer.status_code == 200, answer.text
        UUID(answer.headers["X-Request-ID"])
        return dict(answer.json())


@pytest.fixture(scope="module")
def client(server: Server) -> Client:
    """A video of 179 s in a folder in a folder of a project in Moscow, with one view; a second video with a load."""
    workspace = server.workspace(timezone="Europe/Moscow")
    catalog, id_ = catalog_of(server.data), UUID(workspace.workspace_id)
    project = catalog.create_project(id_, "Films").id
    outer = catalog.create_folder(id_, project, "folder1").id
    folder = catalog.create_folder(id_, project, "folder2", outer).id
    catalog.put_contents(
        [
            Content(workspace_id=id_, id="one", kind="video", project_id=project, folder_id=folder, title="One"),
            Content(workspace_id=id_, id="two", kind="video", project_id=project, title="Two"),
        ]
    )
    catalog.close()
    workspace.import_(
        [
            line("one", 0, 6_000, viewer="ada", country="RU", city="Moscow", device_type="desktop", os="Linux"),
            line("two", 86_400_000, 0, country="DE", device_type="mobile", os="Android"),
        ]
    )
    workspace.loaded()
    made = Client(workspace, project, folder)
    asked = {**PERIOD, "group_by": "folder_id"}
    wait_for(lambda: any(row["folder_name"] for row in made.get("/v1/analytics", **asked)["data"]))
    return made


def line(video: str, later: int, watched: int, **fields: Any) -> dict[str, Any]:
    loaded = NOON + later
    told = beacon(
        play=uuid7(loaded),
        video=video,
        duration=179_000,
        loaded=loaded,
        sent=loaded + 20_000,
        spans=[[500, watched, 0, watched, 0]] if watched else [],
        n={"play": 1, "pause": 2, "seek": 3, "replay": 4, "stall": 5} if watched else {},
        stalled=2_600 if watched else 0,
        page="https://kino.example/film",
    )
    return {**told, "received": loaded + 20_000, "browser": "Firefox", **fields}


def same(found: Any, wanted: Any, at: str = "answer") -> None:
    """Equal, and of the same types: 1 is not true, text is no number; a number may or may not have decimals."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict), at
        assert list(found) == list(wanted), at
        for name in wanted:
            same(found[name], wanted[name], f"{at}.{name}")
    elif isinstance(wanted, list):
        assert isinstance(found, list), at
        assert len(found) == len(wanted), at
        for index, one in enumerate(wanted):
            same(found[index], one, f"{at}[{index}]")
    else:
        numbers = isinstance(wanted, float) and isinstance(found, int | float) and not isinstance(found, bool)
        assert numbers or type(found) is type(wanted), at
        assert found == wanted, at


MEASURED = {
    "views": 1,
    "unique_views": 1,
    "unique_viewers": 1,
    "player_loads": 1,
    "watch_time": 6,
    "duration": 179,
    "view_rate": 100.0,
    "watch_rate": 3.35,
    "watch_depth": 3.35,
    "avg_watch_time": 6.0,
    "completions": 0,
}
LOADED = dict.fromkeys(MEASURED, 0) | {
    "player_loads": 1,
    "view_rate": 0.0,
    "watch_rate": 0.0,
    "watch_depth": None,
    "avg_watch_time": None,
}


def top(views: int, loads: int, **named: str) -> dict[str, Any]:
    return {**named, "views": views, "player_loads": loads, "view_rate": 100.0 * views / loads if loads else 0.0}


def test_overview(client: Client) -> None:
    answer = client.get("/v1/analytics/overview", **PERIOD)
    data = answer["data"]
    assert set(answer) == {"meta", "data"}
    same(answer["meta"], {"time": {**PERIOD, "timezone": "Europe/Moscow"}})
    same(data["total"], MEASURED | {"player_loads": 2, "view_rate": 50.0, "online": 0})
    same(data["timeline"], [{"date": DAYS[0], **MEASURED}, {"date": DAYS[1], **LOADED}])
    assert set(data["top"]) == {"oses", "devices", "browsers", "countries", "cities", "domains", "videos"}
    same(data["top"]["oses"], [top(1, 1, name="Linux"), top(0, 1, name="Android")])
    devices = [top(1, 1, name="desktop"), top(0, 1, name="mobile"), top(0, 0, name="tablet"), top(0, 0, name="tv")]
    same(data["top"]["devices"], devices)
    same(data["top"]["browsers"], [top(1, 2, name="Firefox")])
    for row in data["top"]["countries"]:
        assert list(row) == ["name", "views", "player_loads", "view_rate", "code"]
    assert [(row["name"], row["code"]) for row in data["top"]["countries"]] == [("Russia", "RU"), ("Germany", "DE")]
    same(data["top"]["cities"], [top(1, 1, name="Moscow"), top(0, 1, name="")])
    same(data["top"]["domains"], [top(1, 2, name="kino.example")])
    same(data["top"]["videos"], [top(1, 1, video_id="one", name="One"), top(0, 1, video_id="two", name="Two")])


@pytest.mark.parametrize("filter_", ["project_id", "video_id"])
def test_overview_filtered(client: Client, filter_: str) -> None:
    value = {"project_id": str(client.project), "video_id": "one"}[filter_]
    total = client.get("/v1/analytics/overview", **PERIOD, **{filter_: value})["data"]["total"]
    same(total, MEASURED | ({"player_loads": 2, "view_rate": 50.0} if filter_ == "project_id" else {}) | {"online": 0})


def test_analytics_as_the_article_has_it(client: Client) -> None:
    asked = {**PERIOD, "group_by": "video_id", "order": "views.desc", "per_page": "10"}
    fields = "views,unique_views,player_loads,watch_time,duration,view_rate"
    answer = client.get("/v1/analytics", **asked, fields=fields)
    assert set(answer) == {"meta", "data"}
    same(
        answer["meta"],
        {
            "pagination": {"page": 1, "per_page": 10, "total": 2},
            "order": {"views": "desc"},
            "time": {**PERIOD, "timezone": "Europe/Moscow"},
        },
    )
    named = fields.split(",")
    same(
        answer["data"],
        [
            {"video_id": "one", "title": "One", **{name: MEASURED[name] for name in named}},
            {"video_id": "two", "title": "Two", **{name: LOADED[name] for name in named}},
        ],
    )


@pytest.mark.parametrize(
    ("group_by", "rows"),
    [
        ("date", [{"date": DAYS[0], "views": 1}, {"date": DAYS[1], "views": 0}]),
        (
            "country",
            [
                {"country": "RU", "country_name": "Russia", "views": 1},
                {"country": "DE", "country_name": "Germany", "views": 0},
            ],
        ),
        ("city", [{"city": "Moscow", "views": 1}, {"city": "", "views": 0}]),
        ("stream_id", [{"stream_id": "", "views": 1}]),
        ("event_id", [{"event_id": "", "views": 1}]),
        ("external_id", [{"external_id": "ada", "views": 1}, {"external_id": "", "views": 0}]),
        (
            "traffic,device",
            [
                {"traffic": "human", "device": "desktop", "views": 1},
                {"traffic": "human", "device": "mobile", "views": 0},
            ],
        ),
    ],
)
def test_analytics_by_dimension(client: Client, group_by: str, rows: list[dict[str, Any]]) -> None:
    same(client.get("/v1/analytics", **PERIOD, group_by=group_by, fields="views")["data"], rows)


def test_analytics_by_project_and_folder(client: Client) -> None:
    (project,) = client.get("/v1/analytics", **PERIOD, group_by="project_id", fields="views")["data"]
    same(project, {"project_id": str(client.project), "project_name": "Films", "views": 1})
    rows = client.get("/v1/analytics", **PERIOD, group_by="folder_id", fields="views")["data"]
    inside = {"folder_id": str(client.folder), "folder_name": "folder1/folder2", "views": 1}
    same(rows, [inside, {"folder_id": None, "folder_name": "", "views": 0}])


def test_analytics_as_the_description_has_it(client: Client) -> None:
    answer = client.get(
        "/v1/analytics",
        **PERIOD,
        group="day",
        group_entities="video_id,folder_name,folder_id,project_name,project_id,country_code,city,device,watch_time",
        fields="view,seek,play,pause,replay,player_init,player_load,buffering_time,buffering_count,unique_view,external_id",
        order="view.desc,play.desc",
    )
    same(answer["meta"]["order"], {"view": "desc", "play": "desc"})
    same(answer["meta"]["time"], {**PERIOD, "timezone": "Europe/Moscow"})
    first, second = answer["data"]
    same(
        first,
        {
            "workspace_id": client.workspace.workspace_id,
            "date": DAYS[0],
            "video_id": "one",
            "folder_name": "folder1/folder2",
            "folder_id": str(client.folder),
            "project_name": "Films",
            "project_id": str(client.project),
            "country_code": "RU",
            "city": "Moscow",
            "device": "desktop",
            "watch_time": 6,
            "view": 1,
            "seek": 3,
            "play": 1,
            "pause": 2,
            "replay": 4,
            "player_init": 1,
            "player_load": 1,
            "buffering_time": 3,
            "buffering_count": 5,
            "unique_view": 1,
            "external_id": "ada",
        },
    )
    assert (second["date"], second["folder_id"], second["folder_name"]) == (DAYS[1], None, "")


OLD = {  # the older name of a measure, and ours
    "view": "views",
    "unique_view": "unique_views",
    "player_load": "player_loads",
    "player_init": "player_loads",
    **{name: name for name in ("watch_time", "play", "pause", "seek", "replay", "buffering_time", "buffering_count")},
}
OLD_ENTITIES = {
    "video_id": ("video_id", "video_id"),
    "project_id": ("project_id", "project_id"),
    "project_name": ("project_id", "project_name"),
    "folder_id": ("folder_id", "folder_id"),
    "folder_name": ("folder_id", "folder_name"),
    "country_code": ("country", "country"),
    "city": ("city", "city"),
    "device": ("device", "device"),
    "external_id": ("external_id", "external_id"),
}


@pytest.mark.parametrize("entity", OLD_ENTITIES)
@pytest.mark.parametrize("group", ["hour", "day", "week", "month"])
def test_both_spellings_give_the_same_numbers(client: Client, entity: str, group: str) -> None:
    dimension, shown = OLD_ENTITIES[entity]
    old = client.get("/v1/analytics", **PERIOD, group=group, group_entities=entity, fields=",".join(OLD))["data"]
    fields = ",".join(dict.fromkeys(OLD.values()))
    asked = {"group_by": f"date,{dimension}", "group_time": group, "fields": fields}
    new = client.get("/v1/analytics", **PERIOD, **asked)["data"]
    workspace_id = client.workspace.workspace_id
    same(
        old,
        [
            {"workspace_id": workspace_id, "date": row["date"], entity: row[shown]}
            | {older: row[ours] for older, ours in OLD.items()}
            for row in new
        ],
    )
    assert sum(row["player_load"] for row in old) == 2


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({}, 400, 400400),
        ({"from": "2020-08-30"}, 400, 400400),
        ({**PERIOD, "group_by": "colour"}, 400, 400400),
        ({**PERIOD, "group_by": "video_id", "order": "colour.desc"}, 400, 400216),
        ({**PERIOD, "group": "day", "fields": "view", "order": "play.desc"}, 400, 400216),
        ({**PERIOD, "group_by": "video_id", "project_id": "x"}, 400, 400301),
        ({**PERIOD, "group_by": "video_id", "project_id": str(uuid4())}, 404, 404404),
    ],
)
def test_errors(client: Client, params: dict[str, str], status: int, code: int) -> None:
    answer = client.send("/v1/analytics", **params)
    assert answer.status_code == status
    body = answer.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["code", "message", "detail"]
    assert body["error"]["code"] == code
    assert all(isinstance(body["error"][name], str) for name in ("message", "detail"))


@pytest.mark.parametrize(
    ("zone", "from_", "to"),
    [
        ("Europe/Berlin", "2024-03-30", "2024-04-02"),
        ("Europe/Berlin", "2024-10-26", "2024-10-28"),
        ("Australia/Lord_Howe", "2024-04-06", "2024-04-08"),
        ("Australia/Lord_Howe", "2024-10-05", "2024-10-07"),
        ("America/Sao_Paulo", "2018-11-03", "2018-11-05"),
        ("Asia/Kolkata", "2024-02-28", "2024-03-02"),
    ],
)
def test_buckets_of_every_kind(server: Server, zone: str, from_: str, to: str) -> None:
    """Hours, days, weeks from Monday and months, around changes of the clock, as the clock on the wall shows them."""
    workspace = server.workspace(timezone=zone)
    start, end = zones.period(zone, from_, to)
    units: tuple[zones.Unit, ...] = ("hour", "day", "week", "month")
    for unit in units:
        timeline = workspace.get("/v1/analytics/overview", **{"from": from_, "to": to}, group_time=unit)["data"][
            "timeline"
        ]
        dates = [row["date"] for row in timeline]
        assert dates == [zones.label(at) for at in zones.edges(zone, unit, start, end)[:-1]], unit
        if unit == "week":
            assert {zones.local(zone, zones.instant(date)).weekday() for date in dates} == {0}
