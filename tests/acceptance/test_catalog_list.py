"""GET /v1/catalog/contents over HTTP: what there is to watch, with the very figures that analytics answers."""

import csv
import io
from typing import Any

import pytest

from conftest import Workspace, beacon, id128

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
PATH = "/v1/catalog/contents"
VIEW = {"spans": [[0, 6000, 0, 6000, 0]], "duration": 60_000}


@pytest.fixture
def shelf(workspace: Workspace) -> Workspace:
    """Project "P" with "few" (1 load), folder "f" with "many" (3 views), event "e" (2 views of its stream); "none"."""
    project = workspace.ask("POST", "/v1/projects", {"name": "P"}, expect=201)["data"]["id"]
    folder = workspace.ask("POST", f"/v1/projects/{project}/folders", {"name": "f"}, expect=201)["data"]["id"]
    for id_, parent in (("none", project), ("few", project), ("many", folder)):
        workspace.ask("POST", "/v1/videos", {"id": id_, "parent_id": parent, "title": id_.title()}, expect=201)
    workspace.ask("POST", "/v2/live/events", {"id": "e", "name": "Event", "parent_id": folder}, expect=201)
    workspace.ask("POST", "/v2/live/events/e/streams", {"id": "s"}, expect=201)
    plays: list[dict[str, Any]] = [{"video": "few"}]
    plays += [{"video": "many", **VIEW} for _ in range(3)]
    plays += [{"video": "s", "spans": VIEW["spans"], "duration": None, "session": id128()} for _ in range(2)]
    plays += [{"video": "loose", "live": True, "duration": None}]
    for play in plays:
        sent = beacon(**play)
        workspace.collect({**sent, "loaded": sent["sent"] - 10_000}, **FIREFOX).raise_for_status()
    workspace.loaded()
    return workspace


def test_figures_and_orders(shelf: Workspace) -> None:
    def ids(**params: Any) -> list[str]:
        return [row["id"] for row in shelf.get(PATH, per_page=100, **params)["data"] if row["id"][:5] != "probe"]

    rows = {row["id"]: row for row in shelf.get(PATH, per_page=100)["data"]}
    assert {id_: rows[id_]["views"] for id_ in ("many", "e", "few", "none")} == {"many": 3, "e": 2, "few": 0, "none": 0}
    for id_, params in (("many", {"video_id": "many"}), ("e", {"event_id": "e"})):
        total = shelf.get("/v1/analytics/overview", period="all_time", **params)["data"]["total"]
        for measure in ("views", "player_loads", "view_rate", "watch_time", "watch_depth"):
            assert rows[id_][measure] == total[measure], (id_, measure)
    many = rows["many"]
    assert (many["kind"], many["title"], many["project_name"], many["folder_name"]) == ("video", "Many", "P", "f")
    place = {"project_id": many["project_id"]}
    assert ids(**place) == ["e", "many", "few", "none"]
    assert ids(**place, order="views.desc") == ["many", "e", "few", "none"]
    assert ids(**place, order="player_loads.asc") == ["none", "few", "e", "many"]
    assert ids(**place, order="watch_depth.asc", fields="watch_depth") == ["many", "e", "few", "none"]
    assert ids(folder_id=many["folder_id"], order="views.asc") == ["e", "many"]
    assert ids(kind="stream") == ["loose"]
    assert ids(q="EVENT") == ["e"]
    second = shelf.get(PATH, **place, order="views.desc", per_page=1, page=2)
    assert second["meta"]["pagination"] == {"page": 2, "per_page": 1, "total": 4}
    assert [row["id"] for row in second["data"]] == ["e"]
    assert ids(**place, order="views.desc", period="last_year") == ["e", "many", "few", "none"]


def test_as_a_file(shelf: Workspace) -> None:
    answer = shelf.client.get(
        shelf.url + PATH,
        params={"format": "csv", "fields": "views", "order": "views.desc"},
        headers=shelf.authorization,
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["id"], row["folder_name"], row["views"]) for row in rows[:2]] == [("many", "f", "3"), ("e", "f", "2")]
    assert "watch_time" not in rows[0]


@pytest.mark.parametrize(
    ("params", "code", "detail"),
    [
        ({"fields": "likes"}, 400400, "fields: 'likes' is not a measure"),
        ({"order": "watch_depth.desc", "fields": "views"}, 400216, "order: 'watch_depth'"),
        ({"order": "title.asc,views.desc"}, 400400, "order: views can only come first"),
        ({"kind": "film"}, 400400, "kind: one of event, stream, video"),
        ({"folder_id": "6f9c1d0e-2b7a-4d53-9a41-0c1f2d3e4b5a"}, 404404, "folder_id: "),
        ({"from": "2026-01-01"}, 400400, "to: missing"),
    ],
)
def test_refused(workspace: Workspace, params: dict[str, Any], code: int, detail: str) -> None:
    answer = workspace.client.get(workspace.url + PATH, params=params, headers=workspace.authorization)
    error = answer.json()["error"]
    assert (error["code"], error["detail"].startswith(detail)) == (code, True), error
