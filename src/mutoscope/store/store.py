"""The store: its schema, the loading of segments, the mirror of the catalog, and questions."""

import time
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid4

from mutoscope.beacon import limits
from mutoscope.countries import countries
from mutoscope.errors import StoreError
from mutoscope.store import sql
from mutoscope.store.engine import Engine, Params, Row

LATE_HOURS = 26
"""Views that are loaded so long after they were reached may lie before days that are closed (metrics/closing.py)."""

NS_OF_DAY = 86_400_000_000_000

_TAKEN_AS = {"country": "if(line.country IN {countries:Array(String)}, line.country, '')"}
"""Columns not taken as a line brings them: collectors of earlier versions let codes in that are no country."""

_KEPT = "/* which lines */"
"""Where the loader's INSERT takes a further condition."""


@dataclass(frozen=True, kw_only=True)
class MirrorRow:
    """What questions need to know of a content; version: the catalog's change counter at its last change."""

    workspace_id: UUID
    video_id: str
    kind: str
    project_id: UUID
    folder_id: UUID  # nil: at the top of its project
    event_id: str
    duration_ms: int  # 0: unknown
    deleted: bool
    version: int


@dataclass(frozen=True, kw_only=True)
class ForgottenViewers:
    """The erased viewers of a workspace: their hashes, and the key of these."""

    workspace_id: UUID
    secret: bytes
    viewer_hashes: tuple[bytes, ...]


class Store:
    """Everything that Mutoscope asks of ClickHouse goes through here. Blocking; safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._segments: _Segments | None = None
        self._noted: Set[tuple[str, int]] = set()  # workspaces and days that are not over

    def migrate(self) -> list[str]:
        """Bring the schema up to date. Returns the names of the migrations applied; none where it was.

        Raises StoreError for a schema newer than this program.
        """
        self._engine.query(sql.query("create_migrations"))
        applied = {row["name"] for row in self._engine.query(sql.query("applied_migrations"))}
        unknown = applied - sql.migrations().keys()
        if unknown:
            raise StoreError(
                f"the store was migrated by a newer Mutoscope ({', '.join(sorted(unknown))}); upgrade this one"
            )
        missing = [name for name in sql.migrations() if name not in applied]
        for name in missing:
            for statement in sql.migrations()[name]:
                self._engine.query(statement, {"countries": known_codes()})
            self._engine.query(sql.query("add_migration"), {"name": name})
        return missing

    def load(self, segments: Sequence[Path], forgotten: Sequence[ForgottenViewers] = ()) -> None:
        """Take the lines of sealed segments of one folder. Loading a segment again changes nothing.

        forgotten: whose plays are left out, as are plays that were erased in these workspaces.
        Raises StoreError; then nothing, some or all of the lines are in, and loading them again is right.
        """
        kept, params = self._reading(segments, forgotten)
        columns = ", ".join(self._form.columns)
        ledger, plays = self._form.ledger.replace(_KEPT, kept), self._form.plays.replace(_KEPT, kept)
        self._note_touched(plays, {**params, "late_hours": LATE_HOURS})
        self._engine.query(sql.query("load_ledger").format(rows=ledger), params)
        self._engine.query(sql.query("load_plays").format(columns=columns, plays=plays), params)

    def check(self, segment: Path) -> None:
        """Read and work out all that `load` would put into the store, but put nothing. Raises StoreError as `load`."""
        _, params = self._reading([segment], ())
        for rows in (self._form.ledger, self._form.plays):
            self._engine.query(sql.query("only_read").format(rows=rows.replace(_KEPT, "")), params)

    def mirror(self, rows: Sequence[MirrorRow]) -> None:
        """Take the newest state of some contents."""
        self._mirror(rows, "contents")

    def mirror_anew(self, batches: Iterable[Sequence[MirrorRow]]) -> int:
        """Take all contents in place of those that are mirrored, and tell how many there are.

        Whoever asks meanwhile reads the old ones; a crash leaves them.
        """
        mirrored = 0
        self._engine.query(sql.query("drop_contents_anew"))
        self._engine.query(sql.query("create_contents_anew"))
        for rows in batches:
            self._mirror(rows, "contents_anew")
            mirrored += len(rows)
        self._engine.query(sql.query("note_touched_vanished"))
        self._engine.query(sql.query("exchange_contents"))
        self._engine.query(sql.query("drop_contents_anew"))
        return mirrored

    def mirrored_version(self) -> int:
        """The catalog's change counter up to which contents are mirrored."""
        return int(self._engine.query(sql.query("mirrored_version"))[0]["version"])

    def mirrored(self) -> tuple[UUID, UUID | None]:
        """The store's own id, and the catalog's mark up to which its contents are mirrored; None: never noted."""
        rows = self._engine.query(sql.query("mirrored"))
        return (UUID(rows[0]["store"]), UUID(rows[0]["mark"])) if rows else (uuid4(), None)

    def note_mirrored(self, store: UUID, mark: UUID) -> None:
        """All that the catalog had at a mark is mirrored. store: the own id that `mirrored` told."""
        self._engine.query(sql.query("note_mirrored"), {"store": store, "mark": mark})

    def query(self, statement: str, params: Params) -> list[Row]:
        """Rows of a question. Raises StoreError."""
        return self._engine.query(statement, params)

    def close(self) -> None:
        self._engine.close()

    def _reading(self, segments: Sequence[Path], forgotten: Sequence[ForgottenViewers]) -> tuple[str, Params]:
        """The condition that leaves lines out, and the parameters of statements that read segments."""
        params: Params = {
            "segments": str(segments[0].parent / ("{" + ",".join(segment.name for segment in segments) + "}")),
            "structure": self._form.structure,
            "view_ms": limits.VIEW_MS,
            "nil": UUID(int=0),
            "earliest": limits.EARLIEST_MS,
            "latest": limits.LATEST_MS,
            "countries": known_codes(),
        }
        if not forgotten:
            return "", params
        kept, more = _not_erased(forgotten)
        return kept, {**params, **more}

    def _note_touched(self, plays: str, params: Params) -> None:
        """Before plays are there: a closed day never stands that lacks one of them.

        A day that can't be closed yet need be noted only once by a process.
        """
        found = self._engine.query(sql.query("days_of_segments").format(plays=plays), params)
        touched = {(row["workspace_id"], day) for row in found for day in row["days"]} - self._noted
        if touched:
            workspaces, days = zip(*sorted(touched), strict=True)
            self._engine.query(sql.query("note_touched"), {"workspace_id": list(workspaces), "day": list(days)})
        today = time.time_ns() // NS_OF_DAY
        self._noted = {(workspace, day) for workspace, day in self._noted | touched if day >= today}
        for statement, is_needed in {"note_touched_replaced": "old", "note_touched_later": "late"}.items():
            if any(row[is_needed] for row in found):
                self._engine.query(sql.query(statement).format(plays=plays), params)

    def _mirror(self, rows: Sequence[MirrorRow], table: str) -> None:
        if rows:
            columns = {name: [_plain(getattr(row, name)) for row in rows] for name in asdict(rows[0])}
            self._engine.query(sql.query("note_touched_contents"), columns)
            self._engine.query(sql.query("mirror_contents").format(table=table), columns)

    @property
    def _form(self) -> "_Segments":
        if self._segments is None:
            self._segments = _segments_of(self._engine)
        return self._segments


@dataclass(frozen=True, kw_only=True)
class _Segments:
    """How the lines of segments are read: statements in which `_KEPT` stands for a further condition."""

    structure: str
    columns: tuple[str, ...]  # of the table
    plays: str  # with columns that the table does not store, too
    ledger: str


def _segments_of(engine: Engine) -> _Segments:
    """From the table's own columns: a beacon brings all but the derived ones, instants as milliseconds."""
    derived = sql.derived_columns()
    there = engine.query(sql.query("plays_columns"))
    columns = [row for row in there if row["name"] not in derived]
    instants = {row["name"] for row in columns if row["type"].startswith("DateTime64")}
    names = [row["name"] for row in columns]
    structure = [f"`{row['name']}` {'Int64' if row['name'] in instants else row['type']}" for row in columns]
    brought = [
        _TAKEN_AS.get(name, f"fromUnixTimestamp64Milli(line.{name}, 'UTC')" if name in instants else name)
        for name in names
    ]
    return _Segments(
        structure=", ".join([*structure, "refused String", "n UInt64"]),
        columns=tuple(row["name"] for row in there if row["is_stored"]),
        plays=sql.query("segment_plays").format(
            brought=", ".join(f"{value} AS {name}" for value, name in zip(brought, names, strict=True)),
            names=", ".join(names),
            derived=", ".join(f"{sql.expression(name)} AS {name}" for name in derived),
            lines=sql.query("segment_lines"),
            kept=_KEPT,
        ),
        ledger=sql.query("segment_ledger").format(lines=sql.query("segment_lines"), kept=_KEPT),
    )


def _not_erased(forgotten: Sequence[ForgottenViewers]) -> tuple[str, Params]:
    """The condition that leaves erased plays and viewers out of what is loaded."""
    keys = [sql.hmac_keys(one.secret) for one in forgotten]
    place = "indexOf({forgetting:Array(UUID)}, workspace_id)"
    text = sql.query("not_erased").format(
        play_hash=sql.query("play_hash"),
        viewer_hash=sql.query("viewer_hash").format(
            inner=f"{{inner:Array(String)}}[{place}]", outer=f"{{outer:Array(String)}}[{place}]"
        ),
    )
    return text, {
        "forgetting": [one.workspace_id for one in forgotten],
        "inner": [inner for inner, _ in keys],
        "outer": [outer for _, outer in keys],
        "forgotten": [hash_.hex() for one in forgotten for hash_ in one.viewer_hashes],
    }


def known_codes() -> list[str]:
    """The parameter `countries` of migrations and of what reads segments."""
    return list(countries())


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
