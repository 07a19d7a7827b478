"""A workspace with a past: 90 days of plays (a year of many), and a newest day as live traffic leaves it.

Through the import, ten million plays would take many minutes. So the past is made by an `INSERT … SELECT` a month into
the real table: the same columns that a spool line has, and the derived ones by the store's own expressions.
`check_shape` holds both against what the real road makes of the same plays (lines that msgspec reads as the collector's
`PlayRow`, in a sealed segment, through the Loader). The newest day is not made that way: it is NDJSON in sealed
segments, loaded by the Loader.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
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
from mutoscope.store import EmbeddedEngine, Store, expression, query
from mutoscope.store.sql import derived_columns, migrations

DAYS = 90
DAYS_OF_MANY = 365
MANY = 20_000_000
"""From so many plays on, a history is a year."""

DAY_MS = 86_400_000
ZONE = ZoneInfo("Europe/Berlin")
MOST_WATCHED = "video-007919"
VERSIONS = 20
NEWEST_SEGMENTS = 120
"""The newest day comes in so many segments; a play's versions lie in 20 of them, one after the other."""


@dataclass(frozen=True)
class History:
    """A data folder with a past from `first_ms` on, and room for a newest day, whose end is `now_ms`."""

    folder: Path
    plays: int  # the newest day's included
    first_ms: int
    now_ms: int
    workspace_id: str
    token: str
    ingest_key: str
    seconds: float  # that making it took

    @property
    def days(self) -> int:
        return DAYS_OF_MANY if self.plays >= MANY else DAYS

    @property
    def newest(self) -> int:
        """Plays of the newest day; those before are whole visits (history.sql), so that none comes again in it."""
        return self.plays - (self.plays - self.plays // self.days) // 13 * 13

    @property
    def newest_from_ms(self) -> int:
        return self.now_ms - DAY_MS

    @property
    def dates(self) -> tuple[str, str]:
        """The first and the last of its days, as questions name a period."""
        return self.last_dates(self.days)

    def last_dates(self, days: int) -> tuple[str, str]:
        """The first and the last of so many days up to now."""
        last = datetime.fromtimestamp(self.now_ms / 1000, ZONE).date()
        return (last - timedelta(days - 1)).isoformat(), last.isoformat()


def create(folder: Path, plays: int) -> History:
    """Catalog, videos, and all plays before the newest day, merged. For a process of its own."""
    began, now_ms = time.perf_counter(), time.time_ns() // 1_000_000
    folder.mkdir(parents=True)
    settings = Settings(data=folder)
    catalog = Catalog(settings.catalog_url())
    catalog.migrate()
    access = catalog.init("Benchmark", "owner@example.org", "a long password", ZONE.key)
    history = History(
        folder, plays, now_ms, now_ms, str(access.workspace_id), access.token, ingest_key=access.ingest_key, seconds=0
    )
    history = replace(history, first_ms=now_ms - DAY_MS * history.days)
    store = Store(EmbeddedEngine(folder / "store"))
    store.migrate()
    check_shape(store, history)
    _put_videos(catalog, access.workspace_id)
    mirror_catalog(catalog, store)
    for days in _months(history):
        _fill(store, history, days)
    store.query(migrations()[_CLOSED_DAYS][-1], {})  # the loader would have noted their days
    store.query("OPTIMIZE TABLE plays FINAL SETTINGS optimize_skip_merged_partitions = 1", {})
    _wait_for_replaced_parts(store)
    store.close()
    catalog.close()
    history = replace(history, seconds=round(time.perf_counter() - began, 1))
    told = asdict(history) | {"folder": str(folder), "made_by": _made_by()}
    (folder / _TOLD).write_text(json.dumps(told), "utf-8")
    return history


def kept(folder: Path, plays: int) -> History | None:
    """The history that an earlier run kept in a folder; its newest day is today.

    A store of an earlier version is taken: the migrations bring its copies up to date, as they do anybody's.
    Raises RuntimeError for another size, or one that is made otherwise.
    """
    if not (folder / _TOLD).exists():
        return None
    told = json.loads((folder / _TOLD).read_text("utf-8"))
    made_by, now = told.pop("made_by", {}), _made_by()
    if told["plays"] != plays or not made_by.items() <= now.items() or _PLAYS not in made_by:
        raise RuntimeError(f"{folder} holds a history of another size or schema; remove it, or name another folder")
    return History(**told | {"folder": folder, "now_ms": time.time_ns() // 1_000_000})


def copy(history: History, folder: Path) -> History:
    """A copy to work on: the history itself stays as it is.

    Columns of parts are linked where the disk is the same: a part is never written again, only replaced.
    """
    shutil.copytree(history.folder, folder, symlinks=True, copy_function=_link_columns)
    return replace(history, folder=folder)


def _link_columns(source: str, target: str) -> None:
    if source.endswith(".bin"):
        try:
            os.link(source, target)
        except OSError:  # another disk
            pass
        else:
            return
    shutil.copy2(source, target)


def _made_by() -> dict[str, str]:
    """What a history depends on, each by a hash: how the plays are made, and the migrations of the tables."""
    parts = {_PLAYS: _template(), **{name: str(statements) for name, statements in migrations().items()}}
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in parts.items()}


def load_newest_day(store: Store, history: History, *, merging: bool = False) -> int:
    """The newest day's plays, all versions, through the Loader, an INSERT each. The number of parts.

    Not merging: they are left as they came; else they are merged meanwhile, as a server's are.
    """
    if not merging:
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
    """Generated rows are what the real road makes of the same plays. Raises RuntimeError where they differ.

    In an empty table, which it is again afterwards.
    """
    probe = UUID(int=1)
    spool = history.folder / "shape"
    spool.mkdir()
    days = range(history.days - 1)
    lines = _plays(history, first=0, count=_PROBED, from_ms=history.first_ms, days=days, workspace=str(probe))
    target = f"file('{spool / '1.ndjson'}', JSONEachRow)"
    store.query(f"INSERT INTO FUNCTION {target} SELECT {_brought()} FROM ({lines}) SETTINGS {_AS_LINES}", {})
    for line in (spool / "1.ndjson").read_bytes().splitlines():
        msgspec.json.decode(line, type=PlayRow, strict=True)
    Loader(store, spool).load()
    _fill(store, history, days, count=_PROBED)
    columns = [name for name in (*PlayRow.__struct_fields__, *derived_columns()) if name != "workspace_id"]
    compared = f"SELECT {', '.join(columns)} FROM plays FINAL WHERE workspace_id"
    found = store.query(
        f"SELECT count() AS n FROM ({compared} = {{probe:UUID}})"
        f" WHERE tuple(*) IN (SELECT tuple(*) FROM ({compared} = {{workspace:UUID}}))",
        {"probe": probe, "workspace": history.workspace_id},
    )
    if found[0]["n"] != _PROBED:
        raise RuntimeError(f"of {_PROBED:,} generated plays only {found[0]['n']} are as the real road makes them")
    minted = store.query("SELECT countIf(UUIDv7ToDateTime(play) != minted_at) AS n FROM plays", {})
    if minted[0]["n"]:
        raise RuntimeError("a play's id has another timestamp than its row")
    store.query("TRUNCATE TABLE plays", {})


_TOLD = "history.json"
_PLAYS = "history.sql"
_CLOSED_DAYS = "0006_closed_days"
"""The migration whose last statement notes which days have plays."""
_PROBED = 2_000
_LINES_AT_ONCE = 5_000
_AS_LINES = (
    "output_format_json_named_tuples_as_objects = 0, output_format_json_quote_64bit_integers = 0,"
    " engine_file_truncate_on_insert = 1"
)


def _months(history: History) -> Iterator[range]:
    """The days before the newest one, by the month they begin in: an INSERT each touches a partition or two."""
    past = range(history.days - 1)
    month = [datetime.fromtimestamp(history.first_ms / 1000 + 86_400 * day, UTC).strftime("%Y-%m") for day in past]
    for name in dict.fromkeys(month):
        first = month.index(name)
        yield range(first, first + month.count(name))


def _fill(store: Store, history: History, days: range, count: int = 0) -> None:
    """Some of the days before the newest one, by one INSERT; count: of the first so many plays alone."""
    count = count or history.plays - history.newest
    rows = _plays(history, first=0, count=count, from_ms=history.first_ms, days=days)
    instants = ("minted_at", "received_at", "loaded_at")
    columns = list(PlayRow.__struct_fields__)
    stored = [row["name"] for row in store.query(query("plays_columns"), {}) if row["is_stored"]]
    brought = [
        f"fromUnixTimestamp64Milli(toInt64({name}), 'UTC') AS {name}" if name in instants else name for name in columns
    ]
    derived = [f"{expression(name)} AS {name}" for name in derived_columns()]
    store.query(
        f"INSERT INTO plays ({', '.join(stored)}) SELECT {', '.join(stored)}"
        f" FROM (SELECT {', '.join([*columns, *derived])} FROM (SELECT {', '.join(brought)} FROM ({rows})))"
        f" SETTINGS max_insert_threads = {os.cpu_count()}",
        {"view_ms": VIEW_MS},
    )


def _wait_for_replaced_parts(store: Store) -> None:
    """What was merged is deleted seconds later; a history that is kept must not hold it twice."""
    while store.query("SELECT count() AS n FROM system.parts WHERE NOT active AND table = 'plays'", {})[0]["n"]:
        time.sleep(0.2)


def _write_segments(store: Store, history: History, folder: Path) -> None:
    """Every version of the newest day's plays, as lines; a version knows the spans up to its own instant."""
    folder.mkdir()
    first = history.plays - history.newest
    rows = _plays(history, first=first, count=history.newest, from_ms=history.newest_from_ms)
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


def _plays(
    history: History, *, first: int, count: int, from_ms: int, days: range | None = None, workspace: str = ""
) -> str:
    """The SELECT of so many synthetic plays; days: which of the past's (none: the plays are those of one day)."""
    of_days = 1 if days is None else history.days - 1
    some = days or range(1)
    return _template().format(
        workspace=workspace or history.workspace_id,
        first=first,
        count=count,
        from_ms=from_ms,
        length_ms=of_days * DAY_MS,
        days=of_days,
        first_day=some.start,
        end_day=some.stop,
        videos=VIDEOS,
    )


def _template() -> str:
    return files("benchmarks").joinpath(_PLAYS).read_text("utf-8")


def _put_videos(catalog: Catalog, workspace_id: UUID) -> None:
    """The catalog's tree; plays bring the lengths."""
    file = b"".join(msgspec.json.encode(line) + b"\n" for line in tree())
    read = tree_files.read(file, ZoneInfo("UTC"))
    lines = [line for line in read if isinstance(line, ImportLine)]
    for first in range(0, len(lines), _LINES_AT_ONCE):
        catalog.import_lines(workspace_id, lines[first : first + _LINES_AT_ONCE])
