"""The catalog of tree.py: imported, listed, searched, moved; and a new video in it.

On SQLite, and on PostgreSQL too where MUTOSCOPE_TEST_POSTGRES holds a SQLAlchemy URL of a server.
"""

import json
import os
import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.beacons import Requests
from benchmarks.figures import Figure
from benchmarks.postgres import schema
from benchmarks.processes import Access, Server, init, serving
from benchmarks.tree import DEEP, FOLDERS, PROJECT, SUBJECTS, VIDEOS, tree

ASKED = 15
ADOPTED = 50


def catalog(folder: Path) -> list[Figure]:
    """All of it over HTTP, with each database."""
    figures = _measure(folder / "sqlite", "SQLite")
    if os.environ.get("MUTOSCOPE_TEST_POSTGRES"):
        with schema(os.environ["MUTOSCOPE_TEST_POSTGRES"]) as url:
            figures += _measure(folder / "postgresql", "PostgreSQL", "--catalog", url)
    return figures


@dataclass(frozen=True)
class _Asking:
    server: Server
    access: Access
    database: str
    client: httpx.Client

    def send(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        headers = {"Authorization": f"Bearer {self.access.token}"}
        answer = self.client.request(method, self.server.url + path, headers=headers, **more)
        answer.raise_for_status()
        return answer.json()

    def figure(
        self, name: str, value: float, *, at_most: float | None = None, unit: str = "ms", note: str = ""
    ) -> Figure:
        return Figure(
            benchmark="catalog",
            name=f"{name}, {self.database}",
            value=value,
            unit=unit,
            decimals=1,
            at_most=at_most,
            note=note,
        )

    def timed(self, name: str, path: str, at_most: float, expect: int, **params: str | int) -> Figure:
        """The median over HTTP of a list that must have so many rows in total."""
        taken = []
        for _ in range(ASKED):
            began = time.perf_counter()
            answer = self.send("GET", path, params=params)
            taken.append((time.perf_counter() - began) * 1000)
        total = answer["meta"]["pagination"]["total"]
        if total != expect:
            raise RuntimeError(f"{name}: {total} rows, not {expect}")
        note = f"median of {ASKED}, slowest {max(taken):.0f} ms; {total:,} rows in all"
        return self.figure(name, statistics.median(taken), at_most=at_most, note=note)


def _measure(data: Path, database: str, *options: str) -> list[Figure]:
    with serving(data, "--log-level", "warning", *options) as server, httpx.Client(timeout=600) as client:
        asking = _Asking(server, init(data, *options), database, client)
        return [*_imports(asking), *_lists(asking), *_changes(asking), *_adoptions(asking)]


def _imports(asking: _Asking) -> Iterator[Figure]:
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in tree()).encode()
    for name, key in (("import of 100,000 videos in 5,000 folders", "created"), ("the same import again", "unchanged")):
        began = time.perf_counter()
        done = asking.send("POST", "/v1/catalog/import", content=body)["data"]
        taken = time.perf_counter() - began
        if done[key] != VIDEOS:
            raise RuntimeError(f"{name}: {done}")
        yield asking.figure(name, taken, unit="s", at_most=60, note=f"{len(body) / 1e6:.0f} MB of NDJSON")
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {asking.access.token}"}
    text = asking.client.get(asking.server.url + "/v1/catalog/export", headers=headers).text
    note = f"{text.count(chr(10)):,} lines, {len(text) / 1e6:.0f} MB"
    yield asking.figure("export", time.perf_counter() - began, unit="s", at_most=30, note=note)


def _lists(asking: _Asking) -> Iterator[Figure]:
    project = asking.send("GET", "/v1/projects")["data"][0]
    top = next(folder["id"] for folder in project["folders"] if folder["name"] == "Folder 0")
    videos = "/v1/videos"
    each = VIDEOS // len(SUBJECTS)
    yield asking.timed("list, newest first", videos, 300, VIDEOS)
    yield asking.timed("list by title, last page", videos, 500, VIDEOS, order="title.asc", page=VIDEOS // 10)
    yield asking.timed("search, a word of an eighth", videos, 500, each, q="ЕЛОЧКА", order="title.asc")
    yield asking.timed("search, one video", videos, 500, 1, q="theoreme 99995")
    yield asking.timed("search, nothing found", videos, 500, 0, q="no such words")
    yield asking.timed("videos of a folder", videos, 300, VIDEOS // FOLDERS, folder_id=top)
    yield asking.timed(
        "videos of a folder and below", videos, 300, DEEP * VIDEOS // FOLDERS, folder_id=top, nested="true"
    )
    yield asking.timed("projects with 5,000 folders", "/v1/projects", 500, 1)


def _changes(asking: _Asking) -> Iterator[Figure]:
    began = time.perf_counter()
    project = asking.send("POST", "/v1/projects", json={"name": "Elsewhere"})["data"]["id"]
    asking.send("PUT", "/v1/videos/video-000000/move", json={"parent_id": project})
    yield asking.figure("make a project, move a video", (time.perf_counter() - began) * 1000, at_most=300)
    benchmark = next(one for one in asking.send("GET", "/v1/projects")["data"] if one["name"] == PROJECT)
    top = next(folder["id"] for folder in benchmark["folders"] if folder["name"] == "Folder 8")
    began = time.perf_counter()
    asking.send("PUT", f"/v1/projects/{benchmark['id']}/folders/{top}", json={"project_id": project})
    note = f"{DEEP} folders with {DEEP * VIDEOS // FOLDERS} videos"
    taken = (time.perf_counter() - began) * 1000
    yield asking.figure("move a folder to another project", taken, at_most=300, note=note)


def _adoptions(asking: _Asking) -> Iterator[Figure]:
    """What a beacon of an unknown video costs: its answer waits until the video is in the catalog."""
    beacon = Requests(asking.access.ingest_key, seed=1).beacon(asking.access.ingest_key)
    for name, known in (("beacon of a known video", True), ("beacon of a new video", False)):
        taken = []
        for number in range(ADOPTED):
            video = "video-000001" if known else f"new-{number}"
            body = json.dumps({**beacon, "play": beacon["play"] % secrets.randbits(48), "video": video})
            began = time.perf_counter()
            asking.client.post(asking.server.url + "/collect", content=body).raise_for_status()
            taken.append((time.perf_counter() - began) * 1000)
        note = f"median of {ADOPTED} one after the other, slowest {max(taken):.0f} ms"
        yield asking.figure(name, statistics.median(taken), at_most=100, note=note)
