"""The catalog's contents into the store, where questions join them: what changed since the mirror's newest row."""

from uuid import UUID

from mutoscope.catalog import Catalog, ContentRow
from mutoscope.store import MirrorRow, Store

_NIL = UUID(int=0)


def mirror_catalog(catalog: Catalog, store: Store) -> int:
    """Bring the mirror up to date. Returns the number of contents that had changed."""
    mirrored = 0
    while rows := catalog.contents_since(store.mirrored_version()):
        store.mirror([_mirror_row(row) for row in rows])
        mirrored += len(rows)
    return mirrored


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
