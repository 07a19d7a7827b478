"""The tree as a file, over HTTP: imported, again without an effect, exported, and the same in another workspace."""

import json
from typing import Any
from uuid import uuid4

import pytest

from conftest import Server, Workspace

TREE = """\
id,title,duration,project,folder
lesson-1,Lesson 1,179.5,Course A,Module 1/Week 1
lesson-2,"Lesson 2, the ""second"" one",,Course A,Module 1
lesson-3,Урок 3,60,Курс,
"""


def import_(workspace: Workspace, body: str | list[dict[str, Any]], expect: int = 200) -> dict[str, Any]:
    text = body if isinstance(body, str) else "".join(json.dumps(line) + "\n" for line in body)
    answer = workspace.client.post(
        f"{workspace.url}/v1/catalog/import", content=text.encode(), headers=workspace.authorization
    )
    assert answer.status_code == expect, answer.text
    return dict(answer.json()["data" if expect == 200 else "error"])


def done(created: int = 0, updated: int = 0, unchanged: int = 0, *errors: dict[str, Any]) -> dict[str, Any]:
    return {
        "accepted": created + updated + unchanged,
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "refused": len(errors),
        "errors": list(errors),
    }


def export(workspace: Workspace, **params: str) -> str:
    answer = workspace.client.get(f"{workspace.url}/v1/catalog/export", params=params, headers=workspace.authorization)
    assert answer.status_code == 200, answer.text
    return answer.text


def folders(workspace: Workspace, project: str) -> list[tuple[str, str | None]]:
    found = next(one for one in workspace.ask("GET", "/v1/projects")["data"] if one["name"] == project)
    names = {one["id"]: one["name"] for one in found["folders"]}
    return [(one["name"], names.get(one["parent_id"])) for one in found["folders"]]


def test_a_spreadsheet(workspace: Workspace) -> None:
    assert import_(workspace, TREE) == done(created=3)
    assert import_(workspace, TREE) == done(unchanged=3)
    assert folders(workspace, "Course A") == [("Module 1", None), ("Week 1", "Module 1")]
    lesson = workspace.ask("GET", "/v1/videos/lesson-2")["data"]
    assert (lesson["title"], lesson["duration"]) == ('Lesson 2, the "second" one', None)
    # What is not mentioned stays: the place, the length; in a spreadsheet of another country.
    assert import_(workspace, "\ufeffid;title\r\nlesson-1;Lesson one\r\n") == done(updated=1)
    lesson = workspace.ask("GET", "/v1/videos/lesson-1")["data"]
    assert (lesson["title"], lesson["duration"]) == ("Lesson one", 179.5)
    assert lesson["folder_id"] is not None
    assert import_(workspace, "id;duration\nlesson-1;12,5\n") == done(updated=1)
    assert workspace.ask("GET", "/v1/videos/lesson-1")["data"]["duration"] == 12.5
    # To the top of its project, then to a place of nobody's choice.
    assert import_(workspace, [{"id": "lesson-1", "project": "Course A"}]) == done(updated=1)
    assert workspace.ask("GET", "/v1/videos/lesson-1")["data"]["folder_id"] is None
    assert import_(workspace, [{"id": "new"}]) == done(created=1)
    new = workspace.ask("GET", "/v1/videos/new")["data"]
    assert workspace.ask("GET", f"/v1/projects/{new['project_id']}")["data"]["name"] == "Unsorted"


def test_round_trip(server: Server, workspace: Workspace) -> None:
    """What is exported changes nothing here, and makes the same tree elsewhere; as CSV and as NDJSON."""
    import_(workspace, TREE)
    captions = [{"lang": "de", "label": "Deutsch", "src": "https://example.org/1.vtt"}]
    course = next(one for one in workspace.ask("GET", "/v1/projects")["data"] if one["name"] == "Course A")
    lines: list[dict[str, Any]] = [
        {"kind": "folder", "title": 'a/b; "c"', "project_id": course["id"], "folder": "Module 1"},
        {"kind": "event", "id": "premiere", "title": "Premiere\nof two lines", "project": "Live", "description": "=1"},
        {"kind": "stream", "id": "first", "event_id": "premiere"},
        {"id": "rec", "stream_id": "first", "captions": captions, "poster": "https://example.org/p.jpg"},
    ]
    assert import_(workspace, lines) == done(created=4)
    probe = import_(workspace, [{"kind": "stream", "id": "first", "project": "Course A"}])
    assert probe == done(unchanged=1)  # a stream is where its event is
    text = export(workspace)
    number = len(text.splitlines())
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["kind"] for row in rows] == sorted(
        (row["kind"] for row in rows), key=("project", "folder", "event", "stream", "video").index
    )
    rec = next(row for row in rows if row["id"] == "rec")
    assert rec == {
        "kind": "video",
        "id": "rec",
        "title": "rec",
        "description": "",
        "duration": None,
        "poster": "https://example.org/p.jpg",
        "source_url": None,
        "captions": captions,
        "event_id": "premiere",
        "stream_id": "first",
        "project_id": rec["project_id"],
        "project": "Unsorted",
    }
    table = export(workspace, format="csv")
    assert import_(workspace, text) == import_(workspace, table) == done(unchanged=number)
    for told in (text, table):
        other = server.workspace()
        other.ask("DELETE", "/v1/videos/probe")
        (unsorted,) = other.ask("GET", "/v1/projects")["data"]
        other.ask("DELETE", f"/v1/projects/{unsorted['id']}")
        assert import_(other, told) == done(created=number)
        assert (export(other), export(other, format="csv")) == (text, table)
    assert (export(workspace), export(workspace, format="csv")) == (text, table)


def test_moves(workspace: Workspace) -> None:
    """A project renamed, a folder moved to another project with what is in it, an event with its streams."""
    import_(workspace, TREE)
    rows = {(row["kind"], row["title"]): row for row in map(json.loads, export(workspace).splitlines())}
    course, week = rows["project", "Course A"], rows["folder", "Week 1"]
    other = rows["project", "Курс"]
    assert import_(workspace, [{**course, "title": "Course B"}]) == done(updated=1)
    moved = {"kind": "folder", "id": week["id"], "title": "Week one", "project_id": other["id"]}
    lines = [moved, {"id": "lesson-1", "title": "Moved along"}]
    assert import_(workspace, lines) == done(updated=2)
    lesson = workspace.ask("GET", "/v1/videos/lesson-1")["data"]
    assert (lesson["project_id"], lesson["folder_id"], lesson["title"]) == (other["id"], week["id"], "Moved along")
    import_(
        workspace,
        [{"kind": "event", "id": "e", "title": "E"}, {"kind": "stream", "id": "s", "event_id": "e"}],
    )
    assert import_(workspace, [{"kind": "event", "id": "e", "folder_id": week["id"]}]) == done(updated=1)
    assert workspace.ask("GET", "/v1/videos/s")["data"]["folder_id"] == week["id"]
    below = {"kind": "folder", "title": "below", "folder_id": week["id"]}
    assert import_(workspace, [below]) == done(created=1)
    (below_id,) = [row["id"] for row in map(json.loads, export(workspace).splitlines()) if row["title"] == "below"]
    ring = import_(workspace, [{**moved, "folder_id": below_id}])
    assert ring["errors"][0]["field"] == "folder_id"


def error(line: int, field: str, reason: str, detail: str) -> dict[str, Any]:
    return {"line": line, "field": field, "reason": reason, "detail": detail}


def test_refused_lines(workspace: Workspace) -> None:
    """Each with its number, field and reason; the others are taken."""
    unknown = str(uuid4())
    lines: list[Any] = [
        {"id": "good"},
        {"id": "a b"},
        {"title": "no id"},
        {"id": "v", "tite": "misspelt"},
        {"id": "v", "duration": "long"},
        {"id": "v", "folder_id": unknown},
        {"id": "v", "project_id": unknown},
        {"id": "v", "folder": "of no project"},
        {"id": "v", "stream_id": "none"},
        {"kind": "event", "id": "good"},
        {"kind": "project", "title": "P", "duration": 1},
        {"kind": "project"},
        {"kind": "folder", "id": "f", "title": "f", "project": "P"},
        {"kind": "film", "id": "v"},
        [],
        {"id": "v", "title": "a\0b"},
        {"kind": "stream", "id": "s", "started_at": "2024-03-04T12:00:00Z", "ended_at": "2024-03-04T11:00:00Z"},
    ]
    found = import_(workspace, lines)
    assert (found["accepted"], found["refused"]) == (1, 16)
    told = [(one["line"], one["field"], one["reason"]) for one in found["errors"]]
    assert told == [
        (2, "id", "malformed"),
        (3, "id", "missing"),
        (4, "tite", "malformed"),
        (5, "duration", "malformed"),
        (6, "folder_id", "unknown"),
        (7, "project_id", "unknown"),
        (8, "project", "missing"),
        (9, "stream_id", "unknown"),
        (10, "kind", "conflict"),
        (11, "duration", "unexpected"),
        (12, "title", "missing"),
        (13, "id", "malformed"),
        (14, "kind", "malformed"),
        (15, "", "malformed"),
        (16, "title", "malformed"),
        (17, "ended_at", "unexpected"),
    ]
    assert found["errors"][1] == error(3, "id", "missing", "a video needs the id that players send")
    table = import_(workspace, 'id,title,duration\nx,"two\nlines",1\ny,Y,soon\nz,Z\nv,V,1,W\n')
    soon, more = table.pop("errors")
    assert table == {name: number for name, number in done(2).items() if name != "errors"} | {"refused": 2}
    assert (soon["line"], soon["field"], soon["detail"].split(":")[0]) == (
        4,
        "duration",
        "more than nothing and at most 7 days",
    )
    assert more == error(
        6, "", "malformed", "'W' stands in no column: a cell too many, or a separator that is not quoted"
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("", "body: no lines"),
        (
            "id,colour\nx,y\n",
            "body: the first row names the columns, and none is called 'colour'; there are kind, id, ",
        ),
        ("hello", "body: the first row names the columns, and none is called 'hello'; "),
        ('id,title\nx,"y\nz,Z\n', "body: line 2: a quotation mark that opens a cell has none that closes it; "),
        ("id,title,ID\nx,y,z\n", "body: the column id is there twice"),
    ],
)
def test_no_such_file(workspace: Workspace, body: str, detail: str) -> None:
    refused = import_(workspace, body, expect=400)
    assert refused["code"] == 400400
    assert refused["detail"].startswith(detail)
