"""A report read back, and every cell of it compared with what REST says for that content and period.

Of a server that runs already, its token in MUTOSCOPE_TOKEN: python tests/acceptance/report_cells.py http://127.0.0.1:8420
"""

import csv
import io
import os
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import openpyxl

FIELDS = {
    "player_loads": "player_loads",
    "unique_views": "unique_views",
    "views": "views",
    "total_watch_time": "watch_time",
    "view_rate": "watch_rate",
    "unique_viewers": "unique_viewers",
    "watch_depth": "watch_depth",
    "avg_watch_time": "avg_watch_time",
    "completions": "completions",
    "peak_concurrent_viewers": "peak_concurrent_viewers",
}
"""Measures by the report's names, and by those of REST."""

TOLD = ("project_id", "project_name", "title", "duration", "folder_name", "folder_id")
PERCENT = ("view_rate", "watch_depth")
LIVE_ONLY, VIDEO_ONLY = ("peak_concurrent_viewers",), ("duration", "view_rate", "watch_depth", "completions")

Row = dict[str, Any]


class Rest:
    """The REST API, of one workspace."""

    def __init__(self, url: str, token: str) -> None:
        self.client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=120)

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        answer = self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def everything(self, path: str, **params: Any) -> Iterator[Row]:
        """All pages of a list."""
        page, seen = 1, 0
        while True:
            answer = self.get(path, per_page=100, page=page, **params)
            yield from answer["data"]
            page, seen = page + 1, seen + len(answer["data"])
            if not answer["data"] or seen >= answer["meta"]["pagination"]["total"]:
                return

    def report(self, format_: str, **asked: Any) -> list[Row]:
        """The rows of a report; every cell as CSV has it."""
        body = {**asked, "format": format_, "fields": [*TOLD, *FIELDS]}
        answer = self.client.post("/v1/reports", json=body)
        assert answer.status_code == 202, answer.text
        id_ = answer.json()["data"]["id"]
        while (report := self.get(f"/v1/reports/{id_}")["data"])["state"] != "ready":
            assert report["state"] != "failed", report
            time.sleep(0.05)
        with zipfile.ZipFile(io.BytesIO(self.client.get(report["download"]).content)) as archive:
            file = archive.read(archive.namelist()[0])
        rows = csv_rows(file) if format_ == "csv" else xlsx_rows(file)
        assert len(rows) == report["rows"]
        return rows


def csv_rows(file: bytes) -> list[Row]:
    def typed(name: str, text: str) -> Any:
        if text == "":
            return None
        if name in FIELDS or name == "duration":
            return float(text)
        return text.removeprefix("'") if text[1:2] in "=+-@\t\r" else text

    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return [{name: typed(name, text) for name, text in row.items()} for row in rows]


def xlsx_rows(file: bytes) -> list[Row]:
    def typed(name: str, value: Any) -> Any:
        if isinstance(value, int | float):
            assert name in FIELDS or name == "duration", name  # text is text, whatever it looks like
            return round(value * 100, 2) if name in PERCENT else float(value)
        return value or None

    rows: list[Row] = []
    for sheet in openpyxl.load_workbook(io.BytesIO(file)).worksheets:
        heading, *lines = sheet.iter_rows(values_only=True)
        rows += [
            {str(name): typed(str(name), value) for name, value in zip(heading, line, strict=True)} for line in lines
        ]
    return rows


def expected(rest: Rest, period: Mapping[str, str]) -> dict[str, Row]:
    """What REST says of each content that the catalog lists, by its id, as a report has it."""
    projects = list(rest.everything("/v1/projects"))
    names = {project["id"]: project["name"] for project in projects}
    folders = {folder["id"]: folder for project in projects for folder in project["folders"]}
    told: dict[str, Row] = {}
    for kind, path, params in (
        ("video_id", "/v1/videos", {"kind": "video"}),
        ("stream_id", "/v1/videos", {"kind": "stream"}),
        ("event_id", "/v2/live/events", {}),
    ):
        by = "event_id" if kind == "event_id" else "video_id"
        measured = {row[by]: row for row in rest.everything("/v1/analytics", **period, group_by=by)}
        for content in rest.everything(path, **params):
            row = dict.fromkeys(("video_id", "stream_id", "event_id"))
            title = content["name" if kind == "event_id" else "title"] or None
            row |= {kind: content["id"], "title": title, **placed(content, names, folders)}
            seconds = content.get("duration")
            row |= {"duration": None if seconds is None else float(int(seconds + 0.5))}
            row |= numbers(measured.get(content["id"], {}))
            row |= dict.fromkeys(LIVE_ONLY if kind == "video_id" else VIDEO_ONLY)
            told[content["id"]] = row
    return told


def placed(content: Row, names: Mapping[str, str], folders: Mapping[str, Row]) -> Row:
    path, folder = [], folders.get(content["folder_id"] or "")
    while folder:
        path.append(folder["name"])
        folder = folders.get(folder["parent_id"] or "")
    return {
        "project_id": content["project_id"],
        "project_name": names[content["project_id"]],
        "folder_id": content["folder_id"],
        "folder_name": "/".join(reversed(path)) or None,
    }


def numbers(measured: Row) -> Row:
    """The measures of a row of REST; of content on which nothing happened, nothing."""
    empty = {"watch_depth": None, "avg_watch_time": None}
    found = {name: measured.get(rest, empty.get(rest, 0) if not measured else None) for name, rest in FIELDS.items()}
    return {name: None if value is None else float(value) for name, value in found.items()}


def compare(rest: Rest, period: Mapping[str, str]) -> int:
    """The number of cells, in both formats, every one of which is what REST says."""
    wanted, cells = expected(rest, period), 0
    for format_ in ("csv", "xlsx"):
        rows = {row["video_id"] or row["stream_id"] or row["event_id"]: row for row in rest.report(format_, **period)}
        assert rows.keys() == wanted.keys(), rows.keys() ^ wanted.keys()
        for id_, row in rows.items():
            assert row == wanted[id_], (
                format_,
                id_,
                {k: (row[k], wanted[id_][k]) for k in row if row[k] != wanted[id_][k]},
            )
            cells += len(row)
    return cells


if __name__ == "__main__":
    server = Rest(sys.argv[1], os.environ["MUTOSCOPE_TOKEN"])
    for chosen in ("last_month", "last_week", "yesterday"):
        sys.stdout.write(f"{chosen}: {compare(server, {'period': chosen}):,} cells are what REST says\n")
