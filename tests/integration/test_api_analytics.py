"""What the API answers: both spellings, names, pages, filters, over HTTP to an installed server with plays in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import Server, Workspace, beacon, uuid7, wait_for
from mutoscope.catalog import Catalog, Content
from mutoscope.metrics import MEASURES
from mutoscope.metrics.overview import TOTALS

PERIOD = {"from": "2024-03-01", "to": "2024-03-31"}
FIRST = datetime(2024, 3, 4, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Cinema:
    """A workspace in Berlin with three films, in a project, a folder and a folder in that; and their ids."""

    workspace: Workspace
    films: UUID
    silent: UUID
    german: UUID

    def get(self, path: str, **params: str | list[str]) -> dict[str, Any]:
        return self.workspace.get(path, **(PERIOD | params))

    def rows(self, **params: str | list[str]) -> list[dict[str, Any]]:
        return list(self.get("/v1/analytics", **params)["data"])


@pytest.fixture(scope="module")
def cinema(server: Server) -> Cinema:
    workspace = server.workspace(timezone="Europe/Berlin")
    made = _catalog(server, workspace)
    workspace.import_(
        [
            _line(
                "metropolis",
                0,
                watched=20_000,
                country="DE",
                device_type="desktop",
                viewer="ada",
                context={"course": "1"},
            ),
            _line("metropolis", 0, watched=100_000, country="DE", device_type="mobile", viewer="bob"),
            _line("metropolis", 1, watched=1_000, country="FR", device_type="desktop"),
            _line(
                "m",
                1,
                watched=10_000,
                country="FR",
                device_type="desktop",
                viewer="ada",
                page="https://www.kino.example/m",
            ),
            _line("the-general", 2, watched=0, country="", device_type="", browser="", os=""),
            _line("the-general", 2, watched=50_000, country="DE", device_type="desktop", traffic="bot"),
        ]
    )
    workspace.loaded()
    named = {"group_by": "folder_id", **PERIOD}
    wait_for(lambda: any(row["folder_name"] for row in workspace.get("/v1/analytics", **named)["data"]))
    return made


def _catalog(server: Server, workspace: Workspace) -> Cinema:
    catalog = Catalog(f"sqlite:///{server.data / 'catalog.sqlite'}")
    id_ = UUID(workspace.workspace_id)
    films = catalog.create_project(id_, "Films").id
    silent = catalog.create_folder(id_, films, "Silent").id
    german = catalog.create_folder(id_, films, "German", silent).id
    catalog.put_contents(
        [
            Content(
                workspace_id=id_, id="metropolis", kind="video", project_id=films, folder_id=german, title="Metropolis"
            ),
            Content(workspace_id=id_, id="m", kind="video", project_id=films, folder_id=silent, title="M"),
            Content(workspace_id=id_, id="the-general", kind="video", project_id=films, title="The General"),
        ]
    )
    catalog.close()
    return Cinema(workspace, films, silent, german)


def _line(video: str, day: int, *, watched: int, **fields: Any) -> dict[str, Any]:
    """An imported play of a film of 100 s, watched from its start without a pause."""
    loaded = int((FIRST + timedelta(days=day)).timestamp() * 1000)
    sent = loaded + 200_000
    told = beacon(
        play=uuid7(loaded),
        video=video,
        loaded=loaded,
        sent=sent,
        spans=[[1000, watched, 0, watched, 0]] if watched else [],
        n={"play": 1} if watched else {},
    )
    return {**told, "received": sent, "os": "Windows", "browser": "Firefox", **fields}


def test_by_video(cinema: Cinema) -> None:
    answer = cinema.get(
        "/v1/analytics", group_by="video_id", fields="views,player_loads,view_rate", order="player_loads.desc"
    )
    assert answer["meta"] == {
        "pagination": {"page": 1, "per_page": 10, "total": 3},
        "order": {"player_loads": "desc"},
        "time": {**PERIOD, "timezone": "Europe/Berlin"},
    }
    assert answer["data"] == [
        {"video_id": "metropolis", "title": "Metropolis", "views": 2, "player_loads": 3, "view_rate": 66.67},
        {"video_id": "m", "title": "M", "views": 1, "player_loads": 1, "view_rate": 100},
        {"video_id": "the-general", "title": "The General", "views": 0, "player_loads": 1, "view_rate": 0},
    ]


def test_all_measures_by_default(cinema: Cinema) -> None:
    (row, *_) = cinema.rows(group_by="video_id")
    assert list(row) == ["video_id", "title", *MEASURES]
    assert row["video_id"] == "metropolis"
    assert row["watch_time"] == 121


def test_pages_are_parts_of_one_list(cinema: Cinema) -> None:
    def page(number: int) -> dict[str, Any]:
        return cinema.get(
            "/v1/analytics", group_by="video_id", fields="views", order="video_id.asc", page=str(number), per_page="2"
        )

    assert [row["video_id"] for row in page(1)["data"]] == ["m", "metropolis"]
    assert [row["video_id"] for row in page(2)["data"]] == ["the-general"]
    assert page(3)["data"] == []
    assert page(3)["meta"]["pagination"] == {"page": 3, "per_page": 2, "total": 3}


def test_names_go_with_ids(cinema: Cinema) -> None:
    by_folder = {row["folder_id"]: row for row in cinema.rows(group_by="folder_id", fields="player_loads")}
    assert {id_: row["folder_name"] for id_, row in by_folder.items()} == {
        str(cinema.german): "Silent/German",
        str(cinema.silent): "Silent",
        None: "",
    }
    (project,) = cinema.rows(group_by="project_id", fields="player_loads")
    assert project == {"project_id": str(cinema.films), "project_name": "Films", "player_loads": 5}
    by_country = {row["country"]: row["country_name"] for row in cinema.rows(group_by="country", fields="views")}
    assert by_country == {"DE": "Germany", "FR": "France", "": ""}


def test_dates_are_local_days(cinema: Cinema) -> None:
    rows = cinema.rows(group_by="date", fields="player_loads")
    assert rows == [
        {"date": "2024-03-03T23:00:00Z", "player_loads": 2},
        {"date": "2024-03-04T23:00:00Z", "player_loads": 2},
        {"date": "2024-03-05T23:00:00Z", "player_loads": 1},
    ]
    (week,) = cinema.rows(group_by="date", fields="player_loads", group_time="week")
    assert week == {"date": "2024-03-03T23:00:00Z", "player_loads": 5}


def test_two_dimensions_and_context(cinema: Cinema) -> None:
    rows = cinema.rows(group_by="context.course,device", fields="views", order="context.course.desc,device.asc")
    assert rows[0] == {"context.course": "1", "device": "desktop", "views": 1}
    assert [row["device"] for row in rows[1:]] == ["", "desktop", "mobile"]


def test_filters(cinema: Cinema) -> None:
    def loads(**params: str | list[str]) -> int:
        return sum(row["player_loads"] for row in cinema.rows(group_by="date", fields="player_loads", **params))

    assert loads() == 5
    assert loads(traffic="bot") == 1
    assert loads(traffic="all") == 6
    assert loads(video_id=["m", "metropolis"]) == 4
    assert loads(project_id=str(cinema.films)) == 5
    assert loads(folder_id=str(cinema.silent)) == 4  # with what is nested in it
    assert loads(folder_id=str(cinema.german)) == 3
    assert loads(external_id="ada") == 2
    assert loads(external_id="ada", video_id="m") == 1
    assert loads(country="de") == 2
    assert loads(country=["", "FR"]) == 3
    assert loads(device="mobile") == 1
    assert loads(os="Windows", browser="Firefox") == 4
    assert loads(domain="www.Kino.example") == 1
    assert loads(**{"context.course": "1"}) == 1


def test_what_if(cinema: Cinema) -> None:
    def views(seconds: str) -> int:
        rows = cinema.rows(group_by="project_id", fields="views", **{"what_if.view_seconds": seconds})
        return int(rows[0]["views"])

    assert [views(seconds) for seconds in ("0.5", "5", "15", "30", "500")] == [4, 3, 2, 1, 0]


def test_older_spelling(cinema: Cinema) -> None:
    answer = cinema.get(
        "/v1/analytics", group="day", group_entities="video_id", fields="view,play", order="view.desc,play.desc"
    )
    assert answer["meta"]["order"] == {"view": "desc", "play": "desc"}
    workspace_id = cinema.workspace.workspace_id
    first, *_ = answer["data"]
    assert first == {
        "workspace_id": workspace_id,
        "date": "2024-03-03T23:00:00Z",
        "video_id": "metropolis",
        "view": 2,
        "play": 2,
    }
    assert {row["workspace_id"] for row in answer["data"]} == {workspace_id}


def test_older_fields_may_be_dimensions_and_names(cinema: Cinema) -> None:
    rows = cinema.rows(fields="view,player_init,player_load,folder_name,country_code,workspace_id", group="month")
    assert {tuple(row) for row in rows} == {
        ("workspace_id", "date", "view", "player_init", "player_load", "folder_name", "country_code")
    }
    assert {(row["folder_name"], row["country_code"], row["view"], row["player_load"]) for row in rows} == {
        ("Silent/German", "DE", 2, 2),
        ("Silent/German", "FR", 0, 1),
        ("Silent", "FR", 1, 1),
        ("", "", 0, 1),
    }


def test_older_spelling_has_all_measures_by_default(cinema: Cinema) -> None:
    (row, *_) = cinema.rows(group="week")
    assert {"view", "unique_view", "player_load", "watch_time", "buffering_count"} < set(row)
    assert "views" not in row
    (row, *_) = cinema.rows(group_entities="watch_time,device", fields="view")
    assert set(row) == {"workspace_id", "date", "watch_time", "device", "view"}


def test_both_spellings_agree(cinema: Cinema) -> None:
    new = cinema.rows(group_by="date,video_id", fields="views,unique_views,watch_time")
    old = cinema.rows(group="day", group_entities="video_id", fields="view,unique_view,watch_time")
    names = {"views": "view", "unique_views": "unique_view"}
    assert [{names.get(name, name): value for name, value in row.items() if name != "title"} for row in new] == [
        {name: value for name, value in row.items() if name != "workspace_id"} for row in old
    ]


def test_overview(cinema: Cinema) -> None:
    answer = cinema.get("/v1/analytics/overview")
    assert answer["meta"] == {"time": {**PERIOD, "timezone": "Europe/Berlin"}}
    data = answer["data"]
    assert set(data["total"]) == {*TOTALS, "online"}
    assert (data["total"]["views"], data["total"]["player_loads"], data["total"]["watch_time"]) == (3, 5, 131)
    assert (data["total"]["duration"], data["total"]["online"]) == (300, 0)
    assert len(data["timeline"]) == 31
    assert set(data["timeline"][0]) == {"date", *TOTALS}
    assert sum(bucket["views"] for bucket in data["timeline"]) == 3
    assert data["timeline"][-1]["date"] == "2024-03-30T23:00:00Z"
    top = data["top"]
    assert set(top) == {"oses", "devices", "browsers", "countries", "cities", "domains", "videos"}
    assert {row["name"] for row in top["devices"]} == {"desktop", "mobile", "tablet", "tv", ""}
    assert top["countries"][0] == {"name": "Germany", "code": "DE", "views": 2, "player_loads": 2, "view_rate": 100}
    assert top["videos"][0] == {
        "video_id": "metropolis",
        "name": "Metropolis",
        "views": 2,
        "player_loads": 3,
        "view_rate": 66.67,
    }


def test_overview_of_nothing(cinema: Cinema) -> None:
    data = cinema.get("/v1/analytics/overview", **{"from": "2020-01-01", "to": "2020-01-02"}, group_time="hour")["data"]
    assert data["total"]["views"] == 0
    assert len(data["timeline"]) == 48
    assert {row["name"] for row in data["top"]["devices"]} == {"desktop", "mobile", "tablet", "tv"}
    assert data["top"]["videos"] == []


def test_retention(cinema: Cinema) -> None:
    answer = cinema.get("/v1/analytics/retention", video_id="metropolis", slices="4")
    assert answer["data"] == {
        "viewings": 2,
        "slices": [
            {"from": 0, "to": 25, "viewed": 100, "plays": 1.8},
            {"from": 25, "to": 50, "viewed": 50, "plays": 1},
            {"from": 50, "to": 75, "viewed": 50, "plays": 1},
            {"from": 75, "to": 100, "viewed": 50, "plays": 1},
        ],
    }
    assert len(cinema.get("/v1/analytics/retention", video_id="m")["data"]["slices"]) == 100


def test_instants_as_a_period(cinema: Cinema) -> None:
    params = {"from": "2024-03-04T09:00:00Z", "to": "2024-03-05T10:00:00+01:00"}
    answer = cinema.get("/v1/analytics", **params, group_by="video_id", fields="player_loads")
    assert answer["data"] == [{"video_id": "metropolis", "title": "Metropolis", "player_loads": 2}]
    assert answer["meta"]["time"] == {**params, "timezone": "Europe/Berlin"}


def test_a_read_token_is_enough(server: Server, cinema: Cinema) -> None:
    catalog = Catalog(f"sqlite:///{server.data / 'catalog.sqlite'}")
    token, _ = catalog.create_token(UUID(cinema.workspace.workspace_id), "reader", "read")
    catalog.close()
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{server.url}/v1/analytics/overview", params=PERIOD, headers=headers)
    assert answer.status_code == 200
