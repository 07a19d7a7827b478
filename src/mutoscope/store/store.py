"""The store: its schema, the loading of segments, the mirror of the catalog, and questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from mutoscope.beacon.limits import VIEW_MS
from mutoscope.errors import StoreError
from mutoscope.store import sql
from mutoscope.store.engine import Engine, Params, Row
from mutoscope.store.memory import Memory

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
        self.memory = Memory(engine)
        self._load_plays = ""
        self._segment_structure = ""

    def migrate(self) -> list[str]:
        """Bring the schema up to date. Returns the names of the migrations applied; none where it was.

        Raises StoreError for a schema newer than this program.
        """
        self._engine.query(sql.query("drop_memory"))
        self._engine.query(sql.query("create_memory"))
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
                self._engine.query(statement)
            self._engine.query(sql.query("add_migration"), {"name": name})
        return missing

    def load(self, segments: Sequence[Path], forgotten: Sequence[ForgottenViewers] = ()) -> None:
        """Take the lines of sealed segments of one folder. Loading a segment again changes nothing.

        forgotten: whose plays are left out, as are plays that were erased in these workspaces.
        Raises StoreError; then nothing, some or all of the lines are in, and loading them again is right.
        """
        if not self._load_plays:
            self._compose_load()
        params: dict[str, object] = {
            "segments": str(segments[0].parent / ("{" + ",".join(segment.name for segment in segments) + "}")),
            "structure": self._segment_structure,
            "view_ms": VIEW_MS,
        }
        kept = ""
        if forgotten:
            kept, more = _not_erased(forgotten)
            params |= more
        self._engine.query(sql.query("load_ledger").format(kept=kept), params)
        self._engine.query(self._load_plays.replace(_KEPT, kept), params)

    def mirror(self, rows: Sequence[MirrorRow]) -> None:
        """Take the newest state of some contents."""
        if rows:
            columns = {name: [_plain(getattr(row, name)) for row in rows] for name in asdict(rows[0])}
            self._engine.query(sql.query("mirror_contents"), columns)

    def mirrored_version(self) -> int:
        """The catalog's change counter up to which contents are mirrored."""
        return int(self._engine.query(sql.query("mirrored_version"))[0]["version"])

    def query(self, statement: str, params: Params) -> list[Row]:
        """Rows of a question. Raises StoreError."""
        return self._engine.query(statement, params)

    def close(self) -> None:
        self._engine.close()

    def _compose_load(self) -> None:
        """The loader's INSERT, from the table's own columns: a beacon brings all but the derived ones.

        Instants come as milliseconds since the epoch.
        """
        derived = sql.derived_columns()
        columns = self._engine.query(sql.query("plays_columns"), {"derived": list(derived)})
        instants = {row["name"] for row in columns if row["type"].startswith("DateTime64")}
        self._segment_structure = ", ".join(
            [f"`{row['name']}` {'Int64' if row['name'] in instants else row['type']}" for row in columns]
            + ["refused String", "n UInt64"]
        )
        names = [row["name"] for row in columns]
        brought = [f"fromUnixTimestamp64Milli({name}, 'UTC')" if name in instants else name for name in names]
        self._load_plays = sql.query("load_plays").format(
            columns=", ".join([*names, *derived]),
            brought=", ".join(f"{value} AS {name}" for value, name in zip(brought, names, strict=True)),
            names=", ".join(names),
            derived=", ".join(f"{sql.expression(name)} AS {name}" for name in derived),
            kept=_KEPT,
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


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
