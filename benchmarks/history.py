"""A workspace with a past: 90 days of plays, and a newest day as live traffic leaves it.

Through the import, ten million plays would take many minutes. So the past is made by one `INSERT … SELECT` into the
real table: the same columns that a spool line has, and the derived ones by the store's own expressions. `check_shape`
holds both against what the real road makes of the same plays (lines that msgspec reads as the collector's `PlayRow`, in
a sealed segment, through the Loader). The newest day is not made that way: it is NDJSON in sealed segments, loaded by
the Loader.
"""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from benchmarks.tree import VIDEOS, tree
from mutoscope.api import tree_files
from mutoscope.beacon.limits import VIEW_MS
from mutoscope.catalog import Catalog, ImportLine
from mutoscope.config import Settings
from mutoscope.ingest.row import PlayRow
from mutoscope.loader import Loader, mirror_catalog
from mutoscope.store import EmbeddedEngine, Store, expression
from mutoscope.store.sql import derived_columns, migrations

DAYS = 90
DAY_MS = 86_400_000
MOST_WATCHED = "video-007919"
VERSIONS = 20
NEWEST_SEGMENTS = 120
"""The newest day comes in so many segments; a play's versions lie in 20 of them, one after the other."""


@dataclass(frozen=True)
class History:
    """A data folder with a past. `now_ms`: the end of its newest day."""

    folder: Path
    plays: int  # the newest day's included
    now_ms: int
    workspace_id: str
    token: str

    @property
    def newest(self) -> int:
        """Plays of the newest day; those before are whole visits (history.sql), so that none comes again in it."""
        return self.plays - (self.plays - self.plays // DAYS) // 13 * 13

    @property
    def newest_from_ms(self) -> int:
        return self.now_ms - DAY_MS

    @property
    def first_ms(self) -> int:
        """Where the past begins."""
        return self.now_ms - DAY_MS * DAYS


def create(folder: Path, plays: int) -> History:
    """Catalog, videos, and all plays before the newest day, merged. For a process of its own."""
    folder.mkdir(parents=True)
    settings = Settings(data=folder)
    catalog = Catalog(settings.catalog_url())
    catalog.migrate()
    access = catalog.init("Benchmark", "owner@example.org", "a long password", "Europe/Berlin")
    history = History(folder, plays, time.time_ns() // 1_000_000, str(access.workspace_id), access.token)
    store = Store(EmbeddedEngine(folder / "store"))
    store.migrate()
    _fill(store, history)
    _put_videos(catalog, access.workspace_id)
    mirror_catalog(catalog, store)
    check_shape(store, history)
    store.query("OPTIMIZE TABLE plays FINAL", {})
    store.close()
    catalog.close()
    told = asdict(history) | {"folder": str(folder), "schema": _schema()}
    (folder / _TOLD).write_text(json.dumps(told), "utf-8")
    return history


def kept(folder: Path, plays: int) -> History | None:
    """The history that an earlier run kept in a folder. Raises RuntimeError for another size or schema."""
    if not (folder / _TOLD).exists():
        return None
    told = json.loads((folder / _TOLD).read_text("utf-8")) | {"folder": folder}
    if told["plays"] != plays or told.pop("schema") != _schema():
        raise RuntimeError(f"{folder} holds a history of another size or schema; remove it, or name another folder")
    return History(**told)


def _schema() -> str:
    """What a history depends on: the table, the derived columns, and how the plays are made."""
    made = files("benchmarks").joinpath("history.sql").read_text("utf-8")
    parts = [made, str(migrations()), *(expression(name) for name in derived_columns())]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def load_newest_day(store: Store, history: History) -> int:
    """The newest day's plays, all versions, through the Loader, an INSERT each, left unmerged. The number of parts."""
    store.query("SYSTEM STOP MERGES plays", {})
    spool = history.folder / "spool"
    folder = history.folder / "newest"
    _write_segments(store, history, folder)
    spool.mkdir(exist_ok=True)
    loader = Loader(store, spool)
    for segment in sorted(folder.glob("*.ndjson")):
        segment.rename(spool / segment.name)
        if loader.load() != 1:
            raise RuntimeError("the store refused a segment of the newest day")
    parts = store.query("SELECT count() AS parts FROM system.parts WHERE active AND table = 'plays'", {})
    return int(parts[0]["parts"])


def check_shape(store: Store, history: History) -> None:
    """Generated rows are what the real road makes of the same plays. Raises RuntimeError where they differ."""
    probe = UUID(int=1)
    spool = history.folder / "shape"
    spool.mkdir()
    lines = _plays(history, first=0, count=2_000, from_ms=history.first_ms, days=DAYS - 1, workspace=str(probe))
    target = f"file('{spool / '1.ndjson'}', JSONEachRow)"
    store.query(f"INSERT INTO FUNCTION {target} SELECT {_brought()} FROM ({lines}) SETTINGS {_AS_LINES}", {})
    for line in (spool / "1.ndjson").read_bytes().splitlines():
        msgspec.json.decode(line, type=PlayRow, strict=True)
    Loader(store, spool).load()
    columns = [name for name in (*PlayRow.__struct_fields__, *derived_columns()) if name != "workspace_id"]
    compared = f"SELECT {', '.join(columns)} FROM plays FINAL WHERE workspace_id = {{workspace:UUID}}"
    real = compared.replace("{workspace:UUID}", f"'{probe}'")
    found = store.query(
        f"SELECT count() AS n FROM ({real}) WHERE tuple(*) IN"
        f" (SELECT tuple(*) FROM ({compared} AND play IN (SELECT play FROM ({real}))))",
        {"workspace": history.workspace_id},
    )
    if found[0]["n"] != 2_000:
        raise RuntimeError(f"of 2,000 generated plays only {found[0]['n']} are as the real road makes them")
    minted = store.query("SELECT countIf(UUIDv7ToDateTime(play) != minted_at) AS n FROM plays", {})
    if minted[0]["n"]:
        raise RuntimeError("a play's id has another timestamp than its row")
    store.query(f"ALTER TABLE plays DELETE WHERE workspace_id = '{probe}' SETTINGS mutations_sync = 2", {})


_TOLD = "history.json"
_LINES_AT_ONCE = 5_000
_AS_LINES = (
    "output_format_json_named_tuples_as_objects = 0, output_format_json_quote_64bit_integers = 0,"
    " engine_file_truncate_on_insert = 1"
)


def _fill(store: Store, history: History) -> None:
    """All but the newest day, by one INSERT."""
    rows = _plays(history, first=0, count=history.plays - history.newest, from_ms=history.first_ms, days=DAYS - 1)
    instants = ("minted_at", "received_at", "loaded_at")
    columns = list(PlayRow.__struct_fields__)
    brought = [
        f"fromUnixTimestamp64Milli(toInt64({name}), 'UTC') AS {name}" if name in instants else name for name in columns
    ]
    derived = [f"{expression(name)} AS {name}" for name in derived_columns()]
    store.query(
        f"INSERT INTO plays ({', '.join([*columns, *derived_columns()])})"
        f" SELECT {', '.join([*columns, *derived])} FROM (SELECT {', '.join(brought)} FROM ({rows}))"
        f" SETTINGS max_insert_threads = {os.cpu_count()}",
        {"view_ms": VIEW_MS},
    )


def _write_segments(store: Store, history: History, folder: Path) -> None:
    """Every version of the newest day's plays, as lines; a version knows the spans up to its own instant."""
    folder.mkdir()
    first = history.plays - history.newest
    rows = _plays(history, first=first, count=history.newest, from_ms=history.newest_from_ms, days=1)
    said = f"intDiv(plays.elapsed_ms * (version + 1), {VERSIONS})"
    changed = {
        "seq": "toUInt32(version)",
        "received_at": f"plays.loaded_at + {said}",
        "playing": f"CAST(version < {VERSIONS - 1}, 'Bool')",
        "spans": f"arrayMap(one -> (one.1, least(one.2, {said} - one.1) AS wall, one.3, one.3 + wall, 0),"
        f" arrayFilter(one -> one.1 < {said}, plays.spans))",
    }
    columns = ", ".join(f"{changed.get(name, f'plays.{name}')} AS {name}" for name in PlayRow.__struct_fields__)
    started = f"intDiv((minted_at - {history.newest_from_ms}) * {NEWEST_SEGMENTS - VERSIONS + 1}, {DAY_MS})"
    store.query(
        f"INSERT INTO FUNCTION file('{folder}/{{_partition_id}}.ndjson', JSONEachRow)"
        f" PARTITION BY leftPad(toString({started} + seq), 4, '0')"
        f" SELECT {columns} FROM ({rows}) AS plays ARRAY JOIN range({VERSIONS}) AS version"
        f" SETTINGS {_AS_LINES}, prefer_column_name_to_alias = 1",
        {},
    )


def _brought() -> str:
    return ", ".join(PlayRow.__struct_fields__)


def _plays(history: History, *, first: int, count: int, from_ms: int, days: int, workspace: str = "") -> str:
    """The SELECT of so many synthetic plays."""
    text = files("benchmarks").joinpath("history.sql").read_text("utf-8")
    return text.format(
        workspace=workspace or history.workspace_id,
        first=first,
        count=count,
        from_ms=from_ms,
        length_ms=days * DAY_MS,
        days=days,
        videos=VIDEOS,
    )


def _put_videos(catalog: Catalog, workspace_id: UUID) -> None:
    """The catalog's tree; plays bring the lengths."""
    file = b"".join(msgspec.json.encode(line) + b"\n" for line in tree())
    read = tree_files.read(file, ZoneInfo("UTC"))
    lines = [line for line in read if isinstance(line, ImportLine)]
    for first in range(0, len(lines), _LINES_AT_ONCE):
        catalog.import_lines(workspace_id, lines[first : first + _LINES_AT_ONCE])
