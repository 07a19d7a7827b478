"""Whatever an answer shows as the value of a dimension can be asked for: the filter finds the plays of that row."""

import time
from typing import Any

import pytest

from conftest import Server, Workspace, beacon, uuid7
from mutoscope.metrics import DIMENSIONS

ALL = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all", "fields": "player_loads", "per_page": 1000}
ODD = ["", " ", ",", "a,b", "a&b=c", "%2F", "'; DROP", "null", "*", "é́", "\u202e", "👪", "-", "a\\b", "{x}", "🇩🇪"]
PAGES = [
    "https://пример.рф/урок?x=1",
    "https://xn--e1afmkfd.xn--p1ai/",
    "https://xn--nonsense-/",
    "https://a_b.example:8443/p",
    "http://www.www.example/",
    "http://[2001:db8::1]:8080/",
    "http://127.0.0.1/",
    "https://x!y$z.example/%20?a=b",
    "https://www.com/",
    "file:///home/lesson.html",
    "https://EXAMPLE.org./",
    "app://localhost/",
]
ASKED_FOR = [name for name in DIMENSIONS if name != "date"]  # a date, by from and to


@pytest.fixture(scope="module")
def school(server: Server) -> Workspace:
    """A workspace that has seen everything odd, in contents of every kind and place."""
    school = server.workspace()
    project = school.ask("POST", "/v1/projects", {"name": "Odd"}, expect=201)["data"]["id"]
    folder = school.ask("POST", f"/v1/projects/{project}/folders", {"name": "Deep"}, expect=201)["data"]["id"]
    for id_, place in (("filed", folder), ("gone", project)):
        school.ask("POST", "/v1/videos", {"id": id_, "title": id_, "parent_id": place}, expect=201)
    show = school.ask("POST", "/v2/live/events", {"name": "Show", "parent_id": folder}, expect=201)["data"]["id"]
    stage = school.ask("POST", f"/v2/live/events/{show}/streams", {"name": "Stage"}, expect=201)["data"]["id"]
    now = time.time_ns() // 1_000_000
    devices = ["desktop", "mobile", "tablet", "tv", ""]
    lines: list[dict[str, Any]] = [
        {"city": text, "os": text, "browser": text, "viewer": text or None, "context": {"course.a b": text}}
        for text in ODD
    ]
    lines += [{"page": page} for page in PAGES]
    lines += [{"country": code} for code in ("DE", "xk", "XX", "T1", "")]
    lines += [{"device_type": device} for device in devices]
    lines += [{"traffic": traffic} for traffic in ("human", "bot", "internal")]
    lines += [{"video": video} for video in ("filed", "gone", stage, "nobody-made-it", "-_")]
    answer = school.import_(
        [{**beacon(play=uuid7(now + number)), "received": now, **line} for number, line in enumerate(lines)]
    )
    assert answer["errors"] == []
    school.ask("DELETE", "/v1/videos/gone")
    school.loaded()
    return school


@pytest.mark.parametrize("name", [*ASKED_FOR, "context.course.a b", "context.nobody"])
def test_every_value_shown_is_a_filter(school: Workspace, name: str) -> None:
    parameter = "page_url" if name == "page" else name  # `page` is of the list
    rows = school.get("/v1/analytics", **ALL, group_by=name)["data"]
    assert rows
    for row in rows:
        value = "" if row[name] is None else row[name]
        if name == "folder_id" and value:
            continue  # a folder means what is nested in it too
        found = school.get("/v1/analytics", **{**ALL, parameter: value}, group_by=name)["data"]
        assert found == [row], (name, value)
