"""The catalog over HTTP: each row of the Kinescope API's reference, the whole answer, types included."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from conftest import Server, Workspace, beacon, wait_for

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ALL_TIME = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}


class Some:
    """Equals any text of a form."""

    def __init__(self, read: Any) -> None:
        self.read = read

    def __eq__(self, other: object) -> bool:
        try:
            return isinstance(other, str) and bool(self.read(other))
        except ValueError:
            return False

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return f"Some({self.read})"


UUID_ = Some(UUID)
WHEN = Some(lambda text: INSTANT.fullmatch(text) and datetime.fromisoformat(text))
TIMES = {"created_at": WHEN, "updated_at": WHEN}


def page(*rows: Any, total: int | None = None, order: dict[str, str] | None = None, per_page: int = 10) -> Any:
    """A whole list's answer."""
    pagination = {"page": 1, "per_page": per_page, "total": len(rows) if total is None else total}
    return {"meta": {"pagination": pagination, "order": order or {"created_at": "desc"}}, "data": list(rows)}


def player(workspace: Workspace, id_: Any) -> Any:
    """The address of a content's player page."""
    prefix, suffix = f"{workspace.url}/embed/", f"?key={workspace.ingest_key}"
    if isinstance(id_, str):
        return f"{prefix}{id_}{suffix}"
    return Some(lambda text: text.startswith(prefix) and text.endswith(suffix))


def video_shape(workspace: Workspace, id_: Any, project_id: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "workspace_id": workspace.workspace_id,
        "kind": "video",
        "project_id": project_id,
        "folder_id": None,
        "event_id": None,
        "stream_id": None,
        "title": id_,
        "description": "",
        "status": "done",
        "progress": 100,
        "duration": None,
        "poster": None,
        "source_url": None,
        "captions": [],
        "play_link": player(workspace, id_),
        "embed_link": player(workspace, id_),
        "hls_link": None,
        **TIMES,
        **fields,
    }


def make_project(workspace: Workspace, name: str = "Course") -> str:
    return str(workspace.ask("POST", "/v1/projects", {"name": name}, expect=201)["data"]["id"])


def make_folder(workspace: Workspace, project_id: str, name: str, parent_id: str | None = None) -> str:
    body = {"name": name, "parent_id": parent_id}
    return str(workspace.ask("POST", f"/v1/projects/{project_id}/folders", body, expect=201)["data"]["id"])


def make_video(workspace: Workspace, id_: str, parent_id: str | None = None, **fields: Any) -> dict[str, Any]:
    body = {"id": id_, "parent_id": parent_id, **fields}
    return dict(workspace.ask("POST", "/v1/videos", body, expect=201)["data"])


def listed(workspace: Workspace, **params: Any) -> list[str]:
    return [row["id"] for row in workspace.ask("GET", "/v1/videos", **{"order": "title.asc", **params})["data"]]


def test_projects(workspace: Workspace) -> None:
    made = workspace.ask("POST", "/v1/projects", {"name": "Ёлка", "privacy_type": "anywhere"}, expect=201)
    project = {"id": UUID_, "name": "Ёлка", "folders": [], **TIMES}
    assert made == {"data": project}
    path = f"/v1/projects/{made['data']['id']}"
    assert workspace.ask("GET", path) == made
    folder = make_folder(workspace, made["data"]["id"], "Module")
    inside = {"id": folder, "name": "Module", "project_id": made["data"]["id"], "parent_id": None, **TIMES}
    renamed = workspace.ask("PUT", path, {"name": "Tree"})
    assert renamed == {"data": {**project, "name": "Tree", "folders": [inside]}}
    other = make_project(workspace, "apple")
    workspace.loaded()  # makes "Unsorted"
    rows = workspace.ask("GET", "/v1/projects", per_page=2)
    expected = [{"id": other, "name": "apple", "folders": [], **TIMES}, renamed["data"]]
    assert rows == page(*expected, total=3, order={"name": "asc"}, per_page=2)
    assert workspace.ask("GET", "/v1/projects", order="name.desc")["data"][0]["name"] == "Unsorted"
    gone = workspace.ask("DELETE", path)
    assert gone == {
        "data": {
            "id": made["data"]["id"],
            "deleted": True,
            "contents": "unsorted",
            "affected": {"contents": 0, "folders": 1},
            "moved_to": None,
        }
    }
    assert workspace.ask("GET", path, expect=404)["error"]["code"] == 404404


def test_folders(workspace: Workspace) -> None:
    project_id, other = make_project(workspace), make_project(workspace, "Other")
    path = f"/v1/projects/{project_id}/folders"
    made = workspace.ask("POST", path, {"name": "Module 1"}, expect=201)
    top = {"id": UUID_, "name": "Module 1", "project_id": project_id, "parent_id": None, **TIMES}
    assert made == {"data": top}
    top_id = made["data"]["id"]
    nested = workspace.ask("POST", path, {"name": "Week 1", "parent_id": top_id}, expect=201)["data"]
    assert nested == {**top, "name": "Week 1", "parent_id": top_id}
    assert workspace.ask("GET", path) == page(made["data"], nested, order={"name": "asc"})
    assert workspace.ask("GET", path, parent_id=project_id) == page(made["data"], order={"name": "asc"})
    assert workspace.ask("GET", path, parent_id=top_id) == page(nested, order={"name": "asc"})
    assert workspace.ask("GET", f"{path}/{nested['id']}") == {"data": nested}
    assert workspace.ask("GET", f"/v1/projects/{other}/folders/{nested['id']}", expect=404)["error"]["code"] == 404404
    renamed = workspace.ask("PUT", f"{path}/{nested['id']}", {"name": "Week one"})
    assert renamed == {"data": {**nested, "name": "Week one", **TIMES}}
    for parent in (top_id, nested["id"]):  # into itself, and into what is in it
        refused = workspace.ask("PUT", f"{path}/{top_id}", {"parent_id": parent}, expect=400)
        assert refused["error"]["code"] == 400400
        assert refused["error"]["detail"].startswith("parent_id: ")
    up = workspace.ask("PUT", f"{path}/{nested['id']}", {"parent_id": None})["data"]
    assert up["parent_id"] is None
    workspace.ask("PUT", f"{path}/{nested['id']}", {"parent_id": top_id})
    make_video(workspace, "v", nested["id"])
    moved = workspace.ask("PUT", f"{path}/{top_id}", {"project_id": other})["data"]
    assert (moved["project_id"], moved["parent_id"]) == (other, None)
    assert workspace.ask("GET", path) == page(order={"name": "asc"})
    video = workspace.ask("GET", "/v1/videos/v")["data"]
    assert (video["project_id"], video["folder_id"]) == (other, nested["id"])


@pytest.mark.parametrize("contents", ["parent", "unsorted", "delete"])
def test_delete_a_folder(workspace: Workspace, contents: str) -> None:
    """Where the content is said to be, it is."""
    project_id = make_project(workspace)
    above = make_folder(workspace, project_id, "above")
    folder = make_folder(workspace, project_id, "folder", above)
    below = make_folder(workspace, project_id, "below", folder)
    make_video(workspace, "in-folder", folder)
    make_video(workspace, "in-below", below)
    params: dict[str, Any] = {} if contents == "parent" else {"contents": contents}
    gone = workspace.ask("DELETE", f"/v1/projects/{project_id}/folders/{folder}", **params)["data"]
    assert (gone["id"], gone["contents"], gone["affected"]["folders"]) == (folder, contents, 1)
    folders = {
        row["id"]: row["parent_id"] for row in workspace.ask("GET", f"/v1/projects/{project_id}")["data"]["folders"]
    }
    if contents == "delete":
        assert gone["moved_to"] is None
        assert (gone["affected"]["contents"], folders) == (2, {above: None})
        assert workspace.ask("GET", "/v1/videos/in-below", expect=404)["error"]["code"] == 404404
        assert listed(workspace) == ["probe"]
        return
    places = {id_: workspace.ask("GET", f"/v1/videos/{id_}")["data"] for id_ in ("in-folder", "in-below")}
    assert {"project_id": places["in-folder"]["project_id"], "folder_id": places["in-folder"]["folder_id"]} == gone[
        "moved_to"
    ]
    if contents == "parent":
        assert gone["moved_to"] == {"project_id": project_id, "folder_id": above}
        assert (gone["affected"]["contents"], folders) == (1, {above: None, below: above})
        assert places["in-below"]["folder_id"] == below
    else:
        assert (gone["affected"]["contents"], folders) == (2, {above: None})
        assert places["in-below"]["project_id"] == gone["moved_to"]["project_id"] != project_id


def test_delete_a_project(workspace: Workspace) -> None:
    project_id = make_project(workspace)
    make_video(workspace, "v", make_folder(workspace, project_id, "f"))
    gone = workspace.ask("DELETE", f"/v1/projects/{project_id}")["data"]
    unsorted = workspace.ask("GET", "/v1/videos/v")["data"]
    assert gone["moved_to"] == {"project_id": unsorted["project_id"], "folder_id": None}
    assert unsorted["folder_id"] is None
    assert gone["affected"] == {"contents": 1, "folders": 1}
    path = f"/v1/projects/{unsorted['project_id']}"
    assert workspace.ask("GET", path)["data"]["name"] == "Unsorted"
    refused = workspace.ask("DELETE", path, expect=400)["error"]
    assert refused["code"] == 400400
    assert "contents=delete" in refused["detail"]
    assert workspace.ask("DELETE", path, contents="delete")["data"]["moved_to"] is None
    assert listed(workspace) == []


def test_videos(workspace: Workspace) -> None:
    project_id = make_project(workspace)
    folder = make_folder(workspace, project_id, "f")
    body = {
        "id": "lesson-1",
        "parent_id": folder,
        "title": "Lesson 1",
        "description": "What is a lesson?",
        "duration": 179.5,
        "poster": "https://example.org/1.jpg",
        "source_url": "https://example.org/1.m3u8?x=1",
    }
    made = workspace.ask("POST", "/v1/videos", body, expect=201)
    poster = {"id": "lesson-1", **dict.fromkeys(("original", "md", "sm", "xs"), "https://example.org/1.jpg")}
    shape = video_shape(
        workspace,
        "lesson-1",
        project_id,
        folder_id=folder,
        title="Lesson 1",
        description="What is a lesson?",
        duration=179.5,
        poster=poster,
        source_url=body["source_url"],
        hls_link=body["source_url"],
    )
    assert made == {"data": shape}
    assert workspace.ask("GET", "/v1/videos/lesson-1") == made
    assert workspace.ask("GET", "/v1/videos", project_id=project_id) == page(made["data"])
    taken = workspace.ask("POST", "/v1/videos", body, expect=400)["error"]
    assert (taken["code"], taken["detail"]) == (400201, "id: lesson-1")
    given = workspace.ask("POST", "/v1/videos", {"title": "No id", "parent_id": project_id}, expect=201)["data"]
    assert given == video_shape(workspace, UUID_, project_id, title="No id")
    captions = [{"lang": "en", "label": "English", "src": "https://example.org/1.vtt"}]
    change = {"title": "Lesson one", "poster": None, "duration": 60, "captions": captions}
    changed = workspace.ask("PATCH", "/v1/videos/lesson-1", change)
    assert changed == {"data": {**shape, **change, "duration": 60.0}}
    refused = workspace.ask("PATCH", "/v1/videos/lesson-1", {"titel": "Lesson"}, expect=400)["error"]
    assert refused["detail"].startswith("nothing to change: give any of title, ")
    moved = workspace.ask("PUT", "/v1/videos/lesson-1/move", {"parent_id": project_id})
    assert moved == {"data": {**changed["data"], "folder_id": None, **TIMES}}
    assert workspace.ask("DELETE", "/v1/videos/lesson-1") == {"data": {"id": "lesson-1", "deleted": True}}
    assert workspace.ask("GET", "/v1/videos/lesson-1", expect=404)["error"]["code"] == 404404
    again = workspace.ask("POST", "/v1/videos", {"id": "lesson-1"}, expect=201)["data"]
    assert again == video_shape(workspace, "lesson-1", UUID_)


def test_list_videos(workspace: Workspace) -> None:
    project_id = make_project(workspace)
    folder = make_folder(workspace, project_id, "f")
    nested = make_folder(workspace, project_id, "g", folder)
    make_video(workspace, "a", project_id, title="Die Straße", duration=10)
    make_video(workspace, "b", folder, title="Ёлка и ёж", description="100 % Überraschung")
    make_video(workspace, "c", nested, title="apple_pie", duration=5)
    params = {"project_id": project_id}
    assert listed(workspace, **params) == ["c", "a", "b"]
    assert listed(workspace, **params, order="duration.asc") == ["c", "a", "b"]
    assert listed(workspace, **params, order="duration.desc") == ["a", "c", "b"]
    assert listed(workspace, **params, order="created_at.asc") == ["a", "b", "c"]
    assert listed(workspace, folder_id=folder) == ["b"]
    assert listed(workspace, folder_id=folder, nested="true") == ["c", "b"]
    assert listed(workspace, **params, without_folder="true") == ["a"]
    for text, ids in {
        "STRASSE": ["a"],
        "елка ЕЖ": ["b"],
        "ёж елка": ["b"],
        "uberraschung": ["b"],
        "100 %": ["b"],
        "e_p": ["c"],
        "e%p": [],
        "c": ["c", "b"],
        "": ["c", "a", "b"],
    }.items():
        assert listed(workspace, q=text, **params) == ids, text
    both: dict[str, Any] = {"status[]": ["done", "error"], "video_ids[]": ["a", "c", "unknown"]}
    assert listed(workspace, **both) == ["c", "a"]
    assert listed(workspace, status="done", video_ids=["b"]) == ["b"]
    assert listed(workspace, **params, status="processing") == []
    first = workspace.ask(
        "GET", "/v1/videos", project_id=project_id, per_page=2, page=2, order="title.desc,duration.asc"
    )
    pagination = {"page": 2, "per_page": 2, "total": 3}
    assert first["meta"] == {"pagination": pagination, "order": {"title": "desc", "duration": "asc"}}
    assert [row["id"] for row in first["data"]] == ["c"]


@pytest.mark.parametrize(
    ("params", "code", "detail"),
    [
        ({"order": "views.desc"}, 400216, "order: 'views' is not a field of this answer"),
        ({"project_id": "x"}, 400301, "project_id"),
        ({"folder_id": str(uuid4())}, 404404, "folder_id: "),
        ({"project_id": str(uuid4())}, 404404, "project_id: "),
        ({"status": "finished"}, 400400, "status: one of aborted, "),
        ({"per_page": "1001"}, 400400, "per_page: "),
        ({"page": "0"}, 400400, "page: "),
        ({"folder": "x"}, 400400, "folder: no such parameter"),
        ({"page[]": "1"}, 400400, "page[]: no such parameter"),
        ({"q": "a\0b"}, 400400, "q: "),
    ],
)
def test_refused_lists(workspace: Workspace, params: dict[str, Any], code: int, detail: str) -> None:
    error = workspace.ask("GET", "/v1/videos", expect=404 if code == 404404 else 400, **params)["error"]
    assert error["code"] == code
    assert error["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "detail"),
    [
        ("POST", "/v1/projects", {}, 400400, "Object missing required field `name`"),
        ("POST", "/v1/projects", {"name": 1}, 400102, "name: Expected `str`, got `int`"),
        ("POST", "/v1/projects", {"name": ""}, 400400, "name: "),
        ("POST", "/v1/projects", {"name": "a\0"}, 400400, "name: "),
        ("GET", "/v1/projects/x", None, 400301, "project_id"),
        ("POST", "/v1/projects/x/folders", {"name": "f"}, 400301, "project_id"),
        ("POST", "/v1/videos", {"id": "a b"}, 400400, "id: "),
        ("POST", "/v1/videos", {"parent_id": "x"}, 400301, "parent_id: "),
        ("POST", "/v1/videos", {"poster": "javascript:x"}, 400400, "poster: "),
        ("POST", "/v1/videos", {"duration": 0}, 400400, "duration: "),
        ("PUT", "/v1/videos/probe/move", {"parent_id": "x"}, 400301, "parent_id: "),
        ("POST", "/v2/live/events", {"id": "x"}, 400400, "Object missing required field `name`"),
    ],
)
def test_refused_bodies(workspace: Workspace, *, method: str, path: str, body: Any, code: int, detail: str) -> None:
    error = workspace.ask(method, path, body, expect=400)["error"]
    assert error["code"] == code
    assert error["detail"].startswith(detail)


def test_live_events(workspace: Workspace) -> None:
    project_id = make_project(workspace)
    body = {"id": "premiere", "name": "Premiere", "parent_id": project_id, "type": "one-time", "description": "Once"}
    made = workspace.ask("POST", "/v2/live/events", body, expect=201)
    event: dict[str, Any] = {
        "id": "premiere",
        "workspace_id": workspace.workspace_id,
        "project_id": project_id,
        "folder_id": None,
        "name": "Premiere",
        "description": "Once",
        "poster": None,
        "status": "waiting",
        "streams": [],
        "streamkey": None,
        "rtmp_link": None,
        "play_link": player(workspace, "premiere"),
        **TIMES,
    }
    assert made == {"data": event}
    path = "/v2/live/events/premiere"
    stream = workspace.ask("POST", f"{path}/streams", {"id": "first", "name": "First night"}, expect=201)
    shape = {
        "id": "first",
        "event_id": "premiere",
        "name": "First night",
        "description": "",
        "source_url": None,
        "status": "waiting",
        "started_at": None,
        "ended_at": None,
        **TIMES,
    }
    assert stream == {"data": shape}
    assert workspace.ask("GET", f"{path}/streams/first") == stream
    assert workspace.ask("GET", f"{path}/streams") == page(shape)
    changed = workspace.ask("PUT", f"{path}/streams/first", {"name": "The first night"})
    assert changed == {"data": {**shape, "name": "The first night"}}
    with_stream = {**event, "streams": [changed["data"]]}
    assert workspace.ask("GET", path) == {"data": with_stream}
    assert workspace.ask("GET", "/v2/live/events", q="PREM") == page(with_stream)
    recording = make_video(workspace, "rec", project_id, stream_id="first")
    assert (recording["event_id"], recording["stream_id"]) == ("premiere", "first")
    assert workspace.ask("GET", f"{path}/videos") == page(recording)
    renamed = workspace.ask("PUT", path, {"name": "Gala"})
    assert renamed == {"data": {**with_stream, "name": "Gala"}}
    folder = make_folder(workspace, project_id, "f")
    moved = workspace.ask("PUT", f"{path}/move", {"parent_id": folder})["data"]
    assert moved["folder_id"] == folder
    seen = workspace.ask("GET", "/v1/videos/first")["data"]
    assert (seen["kind"], seen["folder_id"], seen["event_id"]) == ("stream", folder, "premiere")
    refused = workspace.ask("PUT", "/v1/videos/first/move", {"parent_id": project_id}, expect=400)["error"]
    assert "move that" in refused["detail"]
    assert workspace.ask("GET", "/v1/videos/premiere", expect=404)["error"]["code"] == 404404
    gone = workspace.ask("DELETE", path)
    assert gone == {"data": {"id": "premiere", "deleted": True, "streams": 1}}
    assert workspace.ask("GET", path, expect=404)["error"]["code"] == 404404
    left = workspace.ask("GET", "/v1/videos/rec")["data"]
    assert (left["event_id"], left["stream_id"]) == (None, None)


def test_a_stream_known_by_its_beacons(workspace: Workspace) -> None:
    workspace.collect(beacon(video="broadcast", live=True, duration=None)).raise_for_status()
    assert listed(workspace, kind="stream") == ["broadcast"]
    project_id = make_project(workspace)
    workspace.ask("POST", "/v2/live/events", {"id": "e", "name": "E", "parent_id": project_id}, expect=201)
    added = workspace.ask("POST", "/v2/live/events/e/streams", {"id": "broadcast", "name": "One"}, expect=201)["data"]
    assert (added["event_id"], added["name"]) == ("e", "One")
    assert workspace.ask("GET", "/v1/videos/broadcast")["data"]["project_id"] == project_id
    workspace.ask("POST", "/v2/live/events/e/streams", {"id": "broadcast"}, expect=400)
    assert workspace.ask("DELETE", "/v2/live/events/e/streams/broadcast")["data"] == {
        "id": "broadcast",
        "deleted": True,
    }


def test_history_follows_the_video(workspace: Workspace) -> None:
    """Moved, deleted, its folder deleted: within two seconds analytics says so, and no play is lost."""
    first, second = make_project(workspace, "First"), make_project(workspace, "Second")
    folder = make_folder(workspace, first, "f")
    make_video(workspace, "moving", folder)
    workspace.collect(beacon(video="moving")).raise_for_status()
    workspace.loaded()

    def loads(**params: str) -> int:
        found = workspace.get("/v1/analytics/overview", **ALL_TIME, group_time="month", **params)
        return int(found["data"]["total"]["player_loads"])

    def by(dimension: str) -> dict[str | None, int]:
        rows = workspace.get("/v1/analytics", **ALL_TIME, group_by=dimension)["data"]
        return {row[dimension]: row["player_loads"] for row in rows}

    everything = loads()
    assert loads(folder_id=folder) == 1
    workspace.ask("PUT", "/v1/videos/moving/move", {"parent_id": second})
    wait_for(lambda: loads(project_id=second) == 1, seconds=2, said="a move takes over 2 s")
    assert (loads(project_id=first), loads(folder_id=folder), loads()) == (0, 0, everything)
    workspace.ask("PUT", "/v1/videos/moving/move", {"parent_id": folder})
    wait_for(lambda: loads(folder_id=folder) == 1, seconds=2, said="a move takes over 2 s")
    workspace.ask("DELETE", f"/v1/projects/{first}/folders/{folder}")
    wait_for(lambda: by("folder_id").get(folder) is None, seconds=2, said="a deletion takes over 2 s")
    assert (loads(project_id=first), loads()) == (1, everything)
    workspace.ask("DELETE", "/v1/videos/moving")
    assert (loads(project_id=first), loads(video_id="moving"), loads()) == (1, 1, everything)
    workspace.ask("DELETE", f"/v1/projects/{first}", contents="delete")
    wait_for(lambda: by("project_id").get(None) == 1, seconds=2, said="a deletion takes over 2 s")
    assert loads() == everything


def test_another_workspace_sees_nothing(server: Server, workspace: Workspace) -> None:
    other = server.workspace()
    project_id = make_project(other)
    folder = make_folder(other, project_id, "f")
    make_video(other, "theirs", folder)
    other.ask("POST", "/v2/live/events", {"id": "their-event", "name": "E"}, expect=201)
    mine = make_project(workspace)
    move = {"parent_id": folder}
    attempts: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/projects/{project_id}", None),
        ("PUT", f"/v1/projects/{project_id}", {"name": "x"}),
        ("DELETE", f"/v1/projects/{project_id}", None),
        ("GET", f"/v1/projects/{project_id}/folders", None),
        ("POST", f"/v1/projects/{project_id}/folders", {"name": "x"}),
        ("GET", f"/v1/projects/{project_id}/folders/{folder}", None),
        ("PUT", f"/v1/projects/{mine}/folders/{folder}", {"name": "x"}),
        ("DELETE", f"/v1/projects/{project_id}/folders/{folder}", None),
        ("POST", f"/v1/projects/{mine}/folders", {"name": "x", "parent_id": folder}),
        ("POST", "/v1/videos", {"parent_id": folder}),
        ("POST", "/v1/videos", {"event_id": "their-event"}),
        ("GET", "/v1/videos/theirs", None),
        ("PATCH", "/v1/videos/theirs", {"title": "x"}),
        ("PUT", "/v1/videos/probe/move", move),
        ("DELETE", "/v1/videos/theirs", None),
        ("GET", "/v2/live/events/their-event", None),
        ("POST", "/v2/live/events/their-event/streams", {"name": "x"}),
        ("DELETE", "/v2/live/events/their-event", None),
    ]
    for method, path, body in attempts:
        assert workspace.ask(method, path, body, expect=404)["error"]["code"] == 404404, (method, path)
    assert workspace.ask("GET", "/v1/videos", expect=404, folder_id=folder)["error"]["code"] == 404404
    assert listed(workspace) == ["probe"]
    assert make_video(workspace, "theirs", mine)["project_id"] == mine  # an id is one workspace's own
    assert other.ask("GET", "/v1/videos/theirs")["data"]["project_id"] == project_id
