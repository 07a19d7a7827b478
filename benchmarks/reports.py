"""A report about very many contents: how long it takes, how much memory, and whether every cell is what metrics say."""

import csv
import io
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import openpyxl

from benchmarks.figures import Figure
from benchmarks.history import History, copy
from mutoscope.catalog import Catalog, Content, Report
from mutoscope.config import Settings
from mutoscope.loader import mirror_catalog
from mutoscope.metrics import Choice, Metrics, Period, Question
from mutoscope.reports import ReportAsked, Reports
from mutoscope.store import EmbeddedEngine, Store
from mutoscope.tables import Format

CONTENTS = 100_000

MEASURES = {
    "player_loads": "player_loads",
    "unique_views": "unique_views",
    "views": "views",
    "total_watch_time": "watch_time",
    "view_rate": "watch_rate",
}
FORMATS: tuple[Format, ...] = ("csv", "xlsx")


def report(folder: Path, history: History) -> list[Figure]:
    """Reports of 100,000 contents over the whole history, read back and compared. For a process of its own."""
    data = folder / "report-history"
    copy(history, data)
    settings = Settings(data=data)
    catalog, store = Catalog(settings.catalog_url()), Store(EmbeddedEngine(data / "store"))
    store.migrate()
    workspace_id = spread(catalog, store, UUID(history.workspace_id))
    metrics = Metrics(store)
    period = Period(start_ms=history.first_ms, end_ms=history.now_ms, zone=ZoneInfo("Europe/Berlin"))
    figures = []
    for format_ in FORMATS:
        began = time.perf_counter()
        path = made(Reports(catalog, metrics, settings), catalog, workspace_id, period, format_)
        seconds = time.perf_counter() - began
        compare(path, format_, metrics, workspace_id, period)
        figures.append(
            Figure(
                benchmark="report",
                name=f"report of {CONTENTS:,} contents, {history.plays:,} plays, {format_.upper()}",
                value=seconds,
                unit="s",
                decimals=1,
                note=f"{len(MEASURES)} measures; every cell is what one question about all contents says",
            )
        )
    store.close()
    catalog.close()
    shutil.rmtree(data)
    return figures


def spread(catalog: Catalog, store: Store, source: UUID) -> UUID:
    """A workspace of its own, with the same plays on a hundred times as many contents."""
    access = catalog.init("Spread", "owner@example.org", "a long password", "Europe/Berlin")
    project = catalog.create_project(access.workspace_id, "Everything")
    contents = [
        Content(
            workspace_id=access.workspace_id,
            id=f"c{number:06}",
            kind="video",
            project_id=project.id,
            title=f"No. {number}",
            duration_ms=600_000,
        )
        for number in range(CONTENTS)
    ]
    for first in range(0, CONTENTS, 10_000):
        catalog.put_contents(contents[first : first + 10_000])
    mirror_catalog(catalog, store)
    store.query(
        "INSERT INTO plays SELECT * REPLACE({workspace:UUID} AS workspace_id,"
        " concat('c', leftPad(toString(cityHash64(play) % {contents:UInt32}), 6, '0')) AS video_id)"
        # In a query of its own: beside REPLACE, workspace_id would be the new one, and nothing be copied.
        " FROM (SELECT * FROM plays WHERE workspace_id = {source:UUID})",
        {"workspace": access.workspace_id, "contents": CONTENTS, "source": source},
    )
    return access.workspace_id


def made(reports: Reports, catalog: Catalog, workspace_id: UUID, period: Period, format_: Format) -> Path:
    workspace = catalog.workspace(workspace_id)
    assert workspace is not None
    asked = ReportAsked(fields=("title", *MEASURES), format=format_)
    queued: Report = reports.ask(workspace, asked, period, None)
    reports.build_all()
    found = catalog.reports.find(workspace_id, queued.id)
    if found is None or found.state != "ready":
        raise RuntimeError(f"the report is {found and (found.state, found.error)}")
    return reports.path(queued.id)


def compare(path: Path, format_: Format, metrics: Metrics, workspace_id: UUID, period: Period) -> None:
    """Raises RuntimeError where a cell is not what one question about everything says."""
    question = Question(
        choice=Choice(workspace=workspace_id), period=period, measures=tuple(MEASURES.values()), by=("video_id",)
    )
    told = {row["video_id"]: row for row in metrics.ask(question).rows}
    if not told:
        raise RuntimeError("nothing was played: there is nothing to compare")
    rows = 0
    for row in read(path, format_):
        rows += 1
        expected = told.get(str(row["video_id"]), {})
        for name, measure in MEASURES.items():
            percent = format_ == "xlsx" and name == "view_rate"
            value = round(float(str(row[name])) * (100 if percent else 1), 2)
            if value != expected.get(measure, 0):
                raise RuntimeError(f"{row['video_id']}: {name} is {value}, {expected.get(measure, 0)} it should be")
    if rows != CONTENTS:
        raise RuntimeError(f"{rows} rows")


def read(path: Path, format_: Format) -> Iterator[dict[str, object]]:
    """The rows of an archive's table."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        if format_ == "csv":
            yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
            return
        sheet = openpyxl.load_workbook(io.BytesIO(file.read()), read_only=True).worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        names = [str(name) for name in next(rows)]
        for row in rows:
            yield dict(zip(names, row, strict=False))
