"""Every list as a file: the same values as in JSON, whole without paging parameters, refused as JSON is."""

import csv
import io
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from conftest import Server, Workspace, beacon, uuid7
from mutoscope.api.app import ENDPOINTS
from mutoscope.api.files import takes_formats
from mutoscope.api.paging import Paging

PERIOD = {"from": "2024-03-04", "to": "2024-03-05"}
FILMS = 12


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    """With a dozen films, each with a play, more than a page has."""
    workspace = server.workspace(timezone="Europe/Berlin")
    workspace.import_([line(number) for number in range(FILMS)])
    workspace.loaded()
    return workspace


def line(number: int) -> dict[str, Any]:
    loaded = 1_709_546_400_000 + number * 3_600_000  # 2024-03-04 10:00 UTC
    told = beacon(
        play=uuid7(loaded),
        video=f"film-{number}",
        page=f"https://{number % 2}.example/film/{number}",
        viewer=f"=viewer-{number}",
        loaded=loaded,
        sent=loaded + 20_000,
        spans=[[0, 10_000, 0, 10_000, 0]] if number % 3 else [],
    )
    return {**told, "received": loaded + 20_000}


def get(workspace: Workspace, path: str, **params: Any) -> httpx.Response:
    return workspace.client.get(workspace.url + path, params=params, headers=workspace.authorization)


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; header=present; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_analytics(workspace: Workspace) -> None:
    asked = {**PERIOD, "group_by": "date,video_id", "group_time": "hour", "fields": "views,view_rate,watch_depth"}
    answer = get(workspace, "/v1/analytics", **asked, format="csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="analytics.csv"'
    found = rows_of(answer)
    wanted = workspace.get("/v1/analytics", **asked, per_page=1000)["data"]
    assert len(found) == len(wanted) == FILMS
    assert list(found[0]) == list(wanted[0]) == ["date", "video_id", "title", "views", "view_rate", "watch_depth"]
    assert found[0] == {
        "date": "2024-03-04T11:00:00+01:00",  # in the workspace's time zone
        "video_id": "film-0",
        "title": "film-0",
        "views": "0",
        "view_rate": "0.00",
        "watch_depth": "",
    }
    assert found[1]["view_rate"] == "100.00"
    assert [row["video_id"] for row in found] == [row["video_id"] for row in wanted]
    page = rows_of(get(workspace, "/v1/analytics", **asked, format="csv", per_page=5, page=2))
    assert page == found[5:10]


def test_a_file_for_a_spreadsheet_of_another_country(workspace: Workspace) -> None:
    asked = {**PERIOD, "group_by": "video_id", "fields": "views,view_rate", "format": "csv"}
    usual = rows_of(get(workspace, "/v1/analytics", **asked))
    answer = get(workspace, "/v1/analytics", **asked, separator="semicolon", decimal="comma")
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "video_id;title;views;view_rate"
    assert lines[1:-1] == [
        ";".join([row["video_id"], row["title"], row["views"], row["view_rate"].replace(".", ",")]) for row in usual
    ]
    refused = get(workspace, "/v1/analytics", **asked, decimal="comma")
    assert refused.status_code == 400
    assert refused.json()["error"]["detail"].startswith("decimal: ")
    assert get(workspace, "/v1/analytics", **asked, separator=";").status_code == 400


def test_nothing_has_its_heading(workspace: Workspace) -> None:
    asked = {"from": "2020-01-01", "to": "2020-01-01", "group": "day", "fields": "view,video_id"}
    answer = get(workspace, "/v1/analytics", **asked, format="csv")
    assert answer.content.decode("utf-8-sig") == "workspace_id,date,view,video_id\r\n"


def test_referrers_are_pages(workspace: Workspace) -> None:
    found = rows_of(get(workspace, "/v1/analytics/referrers", **PERIOD, format="csv", order="domain.asc"))
    assert list(found[0]) == ["domain", "url", "views", "player_loads", "view_rate"]
    assert len(found) == FILMS
    assert [row["domain"] for row in found] == ["0.example"] * 6 + ["1.example"] * 6
    assert sum(int(row["views"]) for row in found) == 8


def test_ledger_is_its_timeline(workspace: Workspace) -> None:
    first, second = rows_of(get(workspace, "/v1/ledger", **PERIOD, format="csv"))
    assert (first["date"], first["received"], first["counted"]) == ("2024-03-04T00:00:00+01:00", str(FILMS), str(FILMS))
    assert (second["received"], second["refused"], second["refused_clock"]) == ("0", "0", "0")


def test_viewers_are_no_formulas(workspace: Workspace) -> None:
    found = rows_of(get(workspace, "/v1/viewers", **PERIOD, format="csv", order="external_id.asc"))
    assert len(found) == FILMS
    assert found[0]["external_id"] == "'=viewer-0"
    (one,) = rows_of(get(workspace, "/v1/viewers/=viewer-1", **PERIOD, format="csv"))
    assert one["parts"] == '[{"from":0.0,"to":10.0}]'


def test_every_list_is_a_workbook_too(workspace: Workspace) -> None:
    lists = [
        endpoint
        for endpoint in ENDPOINTS
        if endpoint.method == "GET" and takes_formats(endpoint.query) and "{" not in endpoint.path
    ]
    assert len(lists) >= 4
    for endpoint in lists:
        asked = dict(PERIOD) if "span" in endpoint.query.__struct_fields__ else {}
        asked |= {"/v1/analytics": {"group_by": "video_id"}, "/v1/viewer": {"external_id": "=viewer-1"}}.get(
            endpoint.path, {}
        )
        answer = get(workspace, endpoint.path, **asked, format="xlsx")
        assert answer.status_code == 200, (endpoint.path, answer.text)
        with ZipFile(io.BytesIO(answer.content)) as book:
            assert book.testzip() is None
            assert b"<row r=" in book.read("xl/worksheets/sheet1.xml")


def test_every_list_takes_formats() -> None:
    for endpoint in ENDPOINTS:
        types = [getattr(endpoint.query, "__annotations__", {}).get("paging")]
        assert takes_formats(endpoint.query) or Paging not in types


def test_refused_as_ever(workspace: Workspace) -> None:
    for asked, code in (
        ({"group_by": "video_id"}, 400400),
        ({**PERIOD, "group_by": "video_id", "order": "title.asc"}, 400216),
        ({**PERIOD, "group_by": "video_id", "video_id": "nope"}, 404404),
    ):
        answer = get(workspace, "/v1/analytics", **asked, format="csv")
        assert answer.json()["error"]["code"] == code
    answer = get(workspace, "/v1/analytics", **PERIOD, group_by="video_id", format="pdf")
    assert answer.json()["error"]["detail"] == "format: one of csv, json, xlsx"
