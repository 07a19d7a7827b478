"""Making a report's archive: a ZIP with the table and a small about.json."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

import msgspec

from mutoscope import __version__
from mutoscope.catalog import Report
from mutoscope.errors import MutoscopeError
from mutoscope.local_time import date_at
from mutoscope.metrics import Period, rfc3339
from mutoscope.reports.rows import Making, report_rows
from mutoscope.tables import Cell, Table, save

COMPRESSION = 4

BIG_ROWS = 1_000_000
"""Rows from which on the table may pass 2 GB, which a ZIP has to know before it begins."""


class ReportError(MutoscopeError):
    """The report can't be made."""


def period_of_report(report: Report) -> Period:
    return Period(start_ms=report.start_ms, end_ms=report.end_ms, zone=ZoneInfo(report.timezone))


def days_of(report: Report) -> tuple[str, str]:
    """The first and the last day of a report's period, as dates in its zone."""
    zone = ZoneInfo(report.timezone)
    return date_at(report.start_ms, zone).isoformat(), date_at(report.end_ms - 1, zone).isoformat()


def file_name(report: Report, suffix: str) -> str:
    """What a report is called where it is kept: `mutoscope-2024-01-01-2024-01-31.zip`."""
    first, last = days_of(report)
    return f"mutoscope-{first}.{suffix}" if first == last else f"mutoscope-{first}-{last}.{suffix}"


def build(making: Making, path: Path) -> dict[str, Any]:
    """Write the archive to `path`, whole or not at all; what about.json says of it, and its bytes.

    Raises ReportError where the disk refuses, StoreError, CatalogError, and what `making.told` raises.
    """
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            about = _write(making, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        _sync(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = "the disk is full; make room, then run it again" if error.errno in FULL else str(error.strerror)
        raise ReportError(f"the file can't be written: {why}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return about | {"bytes": path.stat().st_size}


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def check_room(folder: Path, reserve: int) -> None:
    """Raises ReportError where the disk has fewer bytes left than are kept for plays: no report may crowd them out."""
    if (free := shutil.disk_usage(folder).free) < reserve:
        raise ReportError(
            f"the disk is nearly full: {free:,} bytes are free, of which {reserve:,} are kept for plays;"
            " make room, then run it again"
        )


def _write(making: Making, out: IO[bytes]) -> dict[str, Any]:
    report, asked = making.report, making.asked
    counter = _Counter(report_rows(making))
    table = Table(columns=[field.column for field in asked.columns], rows=counter, zone=making.period.zone)
    name = file_name(report, asked.format)
    big = making.catalog.reports.count_contents(making.workspace.id, asked.selection) > BIG_ROWS
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        with archive.open(_entry(name, report, stored=asked.format == "xlsx"), "w", force_zip64=big) as file:
            save(table, asked.format, file, asked.dialect)
        about = _about(making, name, counter.rows)
        with archive.open(_entry("about.json", report), "w") as file:
            file.write(msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n")
    return about


def _about(making: Making, name: str, rows: int) -> dict[str, Any]:
    report, asked = making.report, making.asked
    first_day, last_day = days_of(report)
    return {
        "report": str(report.id),
        "workspace": making.workspace.name,
        "file": name,
        "format": asked.format,
        "rows": rows,
        "fields": [field.name for field in asked.columns],
        "period": {
            "name": asked.period or "custom",
            "from": rfc3339(report.start_ms),
            "to": rfc3339(report.end_ms),
            "first_day": first_day,
            "last_day": last_day,
            "timezone": report.timezone,
        },
        "filters": {
            "project_ids": asked.project_ids and [str(id_) for id_ in asked.project_ids],
            "folder_ids": asked.folder_ids and [str(id_) for id_ in asked.folder_ids],
            "traffic": "human",
        },
        "definitions_version": __version__,
        "made_at": rfc3339(round(datetime.now(UTC).timestamp()) * 1000),
    }


def _entry(name: str, report: Report, *, stored: bool = False) -> ZipInfo:
    """stored: what is compressed already."""
    made = report.created_at.astimezone(ZoneInfo(report.timezone))
    entry = ZipInfo(name, (made.year, made.month, made.day, made.hour, made.minute, made.second))
    entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _sync(folder: Path) -> None:
    """Make a rename last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Counter:
    """Rows on their way, counted."""

    def __init__(self, rows: Iterator[Sequence[Cell]]) -> None:
        self._rows = rows
        self.rows = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.rows += 1
            yield row
