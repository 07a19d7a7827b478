"""The catalog's contents into the store, where questions join them: what changed since the mirror's newest row.

Catalog and store are saved and restored apart from each other, so either may be older than the other believes. After
each time that something was mirrored, a new random mark is written into both: while they are equal, what the mirror has
is what this catalog had then. Where they differ, or the catalog's change counter is behind, the mirror is made anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from uuid import UUID, uuid4

import structlog

from mutoscope.catalog import Catalog, ContentRow
from mutoscope.store import MirrorRow, Store

_NIL = UUID(int=0)

_log = structlog.get_logger()


class Mirror:
    """Keeps the mirror up to date. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, store: Store) -> None:
        self._catalog = catalog
        self._store = store
        self._id: UUID | None = None  # the store's own
        self._mark: UUID | None = None  # that the store has
        self._following = Lock()
        self._seen: tuple[int, UUID | None] | None = None  # the catalog's change counter and mark, as of the last time

    @contextmanager
    def still(self) -> Iterator[None]:
        """While it lasts, nothing is mirrored."""
        with self._following:
            yield

    def follow(self) -> int:
        """Mirror what has changed. Returns the number of contents mirrored. Raises StoreError, CatalogError."""
        with self._following:
            return self._follow()

    def _follow(self) -> int:
        if self._id is None:
            self._id, self._mark = self._store.mirrored()
        seen = self._catalog.mirrored(self._id)
        if seen == self._seen:
            return 0
        version, mark = seen
        since = self._store.mirrored_version()
        if mark is not None and mark == self._mark and version >= since:
            mirrored = self._go_on(since)
        else:
            if since:
                _log.warning("catalog and store are not of the same time: the catalog is mirrored anew")
            mirrored, mark = self._store.mirror_anew(self._batches(0)), None
        if mirrored or mark is None:
            mark = self._note(self._id)
        self._seen = (version, mark)
        return mirrored

    def _go_on(self, since: int) -> int:
        mirrored = 0
        for rows in self._batches(since):
            self._store.mirror(rows)
            mirrored += len(rows)
        return mirrored

    def _note(self, id_: UUID) -> UUID:
        """A new mark into both; a crash in between makes them differ, which costs a mirror made anew."""
        mark = uuid4()
        self._catalog.note_mirrored(id_, mark)
        self._store.note_mirrored(id_, mark)
        self._mark = mark
        return mark

    def _batches(self, since: int) -> Iterator[Sequence[MirrorRow]]:
        while rows := self._catalog.contents_since(since):
            yield [_mirror_row(row) for row in rows]
            since = rows[-1].version


def mirror_catalog(catalog: Catalog, store: Store) -> int:
    """Bring the mirror up to date, once. Returns the number of contents mirrored."""
    return Mirror(catalog, store).follow()


def _mirror_row(row: ContentRow) -> MirrorRow:
    return MirrorRow(
        workspace_id=row.workspace_id,
        video_id=row.id,
        kind=row.kind,
        project_id=row.project_id or _NIL,
        folder_id=row.folder_id or _NIL,
        event_id=row.event_id or "",
        duration_ms=row.duration_ms or 0,
        deleted=row.deleted,
        version=row.version,
    )
