"""A workspace with a tree of contents, some of them played, and how to ask for reports about it."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from acceptance.looking import catalog_of
from conftest import Server, Workspace, beacon, uuid7, wait_for
from mutoscope.catalog import Content

DAY = "2024-03-04"
NOON = 1_709_553_600_000  # of that day, UTC


@dataclass
class School:
    """A workspace with a tree of contents, some of them played."""

    workspace: Workspace
    projects: dict[str, str]
    folders: dict[str, str]

    def ask(self, **body: Any) -> dict[str, Any]:
        """A report that is being made."""
        answer = self.post(**body)
        assert answer.status_code == 202, answer.text
        return dict(answer.json()["data"])

    def post(self, path: str = "/v1/reports", **body: Any) -> httpx.Response:
        one = self.workspace
        return one.client.post(one.url + path, json=body, headers=one.authorization)

    def report(self, **body: Any) -> dict[str, Any]:
        """A report that is ready."""
        return self.ready(self.ask(**body)["id"])

    def ready(self, id_: str) -> dict[str, Any]:
        def done() -> dict[str, Any] | None:
            report: dict[str, Any] = self.workspace.get(f"/v1/reports/{id_}")["data"]
            assert report["state"] != "failed", report
            return report if report["state"] == "ready" else None

        found: dict[str, Any] = wait_for(done)
        return found

    def download(self, report: dict[str, Any]) -> httpx.Response:
        one = self.workspace
        return one.client.get(one.url + report["download"], headers=one.authorization)

    def rows(self, report: dict[str, Any]) -> list[dict[str, str]]:
        _, text = unzip(self.download(report).content)
        return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def play(video: str, at: int, seconds: int, length: int | None = 100_000, **more: Any) -> dict[str, Any]:
    """A play that was watched from its load on, as the import takes it."""
    spans = [[0, seconds * 1000, 0, seconds * 1000, 0]]
    sent = at + seconds * 1000
    return beacon(play=uuid7(at), video=video, loaded=at, sent=sent, duration=length, spans=spans, **more) | {
        "received": sent,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    }


def unzip(archive: bytes) -> tuple[dict[str, Any], bytes]:
    """about.json, and the table."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        name, about = opened.namelist()
        assert about == "about.json"
        told = json.loads(opened.read(about))
        assert told["file"] == name
        return told, opened.read(name)


def school(server: Server, timezone: str = "UTC") -> School:
    workspace = server.workspace(timezone=timezone)
    owner = UUID(workspace.workspace_id)
    catalog = catalog_of(server.data)
    lessons = catalog.create_project(owner, "Lessons")
    shop = catalog.create_project(owner, "=Shop")
    outer = catalog.create_folder(owner, lessons.id, "folder1")
    inner = catalog.create_folder(owner, lessons.id, "folder2", outer.id)

    def content(id_: str, kind: Any, project: Any, folder: Any = None, **more: Any) -> Content:
        place = {"project_id": project.id, "folder_id": folder.id if folder else None}
        return Content(workspace_id=owner, id=id_, kind=kind, **place, **more)

    catalog.put_contents(
        [
            content("v-outer", "video", lessons, outer, title="Outer, “first”", duration_ms=100_000),
            content("v-inner", "video", lessons, inner, title="=1+1", duration_ms=50_500),
            content("v-never", "video", shop, title="Never played", duration_ms=20_000),
            content("v-unknown", "video", shop, title="No length"),
            content("event", "event", lessons, outer, title="Premiere"),
            content("s-one", "stream", lessons, outer, title="Evening", event_id="event"),
            content("s-two", "stream", lessons, outer, title="Night", event_id="event"),
        ]
    )
    catalog.close()
    session = "AAAAAAAAAAAAAAAAAAAAAA"
    plays = [
        play("v-outer", NOON, 50, session=session),
        play("v-outer", NOON + 600_000, 30),
        play("v-inner", NOON, 4, 50_500),
        play("v-unknown", NOON, 10, None),
        play("s-one", NOON, 100, None, session=session, live=True),
        play("s-one", NOON + 50_000, 100, None, live=True),
        play("s-two", NOON + 90_000, 60, None, session=session, live=True),
        play("v-outer", NOON + 86_400_000, 20),
    ]
    assert workspace.import_(plays) == {"accepted": len(plays), "refused": 0, "errors": []}
    workspace.loaded()
    return School(
        workspace,
        {"lessons": str(lessons.id), "shop": str(shop.id)},
        {"outer": str(outer.id), "inner": str(inner.id)},
    )
