"""Erasing viewers: from the request in the catalog until no file of the store holds a byte of them.

Each step may be cut off by a crash and is right to be done again: what is to go is marked before anything is deleted,
and the marks stay, so that no version of an erased play, on its way or sent later, comes back.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from mutoscope.catalog import Catalog, Erasure
from mutoscope.errors import StoreError
from mutoscope.loader.expiring import expire
from mutoscope.loader.loading import Loader
from mutoscope.loader.salvaging import erase_aside
from mutoscope.spool import may_mention, waiting
from mutoscope.store import ForgottenViewers, Store, hmac_keys, query

DERIVED = ("daily_facts", "daily_returns", "active_days")
"""The tables of what was counted of plays (metrics/closing.py)."""

_log = structlog.get_logger()


def forgotten_viewers(catalog: Catalog) -> Sequence[ForgottenViewers]:
    """Whose plays the loader leaves out."""
    return [
        ForgottenViewers(workspace_id=one.workspace_id, secret=one.secret, viewer_hashes=one.viewer_hashes)
        for one in catalog.forgotten()
    ]


class Eraser:
    """Carries erasures a step further each time it runs; several that wait go together. For one thread at a time."""

    def __init__(self, catalog: Catalog, store: Store, loader: Loader) -> None:
        self._catalog = catalog
        self._store = store
        self._loader = loader
        self._before: dict[UUID, set[Path]] = {}  # by erasure: the segments that came before it and are not loaded yet
        self._begun: list[Erasure] = []
        self._has_expired = False
        self._replaced: set[str] | None = None  # parts that are still to go from the disk; None: not known yet

    def run(self) -> None:
        """To be called when the collectors know of what the catalog knows. Raises StoreError, SpoolError."""
        if not self._begun:
            erasures = self._catalog.unfinished_erasures()
            # Plays that go for their time are in the ledger already.
            if not self._is_expired(erasures) or self._is_rewriting(["plays"]):
                return
            self._begun = [erasure for erasure in erasures if self._has_begun(erasure)]
        if self._begun and self._is_gone():
            for erasure in self._begun:
                self._catalog.note_done(erasure)
                _log.info("erased a viewer", erasure=str(erasure.id))
            self._begun = []

    def _is_expired(self, erasures: Sequence[Erasure]) -> bool:
        """Repeat an expiry that a crash may have cut off: the ledger has its plays, and would have them twice.

        Once, before the first erasure of this process begins; one that goes on had it before it began.
        """
        if erasures and not self._has_expired:
            has_begun = any(erasure.drained_at for erasure in erasures)
            now_ms = time.time_ns() // 1_000_000
            self._has_expired = has_begun or expire(self._catalog, self._store, self._loader, now_ms)
        return self._has_expired or not erasures

    def _has_begun(self, erasure: Erasure) -> bool:
        """Begin, once all that their workspace had accepted before is in the store: the viewer's plays are found there.

        For what is set aside nobody waits: it is looked through where it lies.
        """
        there = {segment for lane in self._loader.lanes for segment in waiting(lane.folder)}
        before = self._before.setdefault(erasure.id, there)
        before &= there
        before -= {segment for segment in before if not may_mention(segment, str(erasure.workspace_id))}
        if before:
            return False
        self._begin(erasure)
        del self._before[erasure.id]
        self._replaced = None
        return True

    def _begin(self, erasure: Erasure) -> None:
        """Mark what is to go, and have it deleted."""
        self._erase_aside(erasure)
        self._store.query(query("wait_for_parts"), {})
        blanks, params = self._asked(erasure)
        # What is loaded next, is loaded without the viewer and without what is marked.
        with self._loader.between(erasure.workspace_id):
            self._catalog.note_drained(erasure)
            self._store.query(query("erase_named").format(**blanks), params)
            anonymous = query("anonymous_plays").format(**blanks)
            kept = self._store.query(query("count_anonymous").format(anonymous=anonymous), params)[0]
            if erasure.devices:
                self._store.query(query("erase_anonymous").format(anonymous=anonymous), params)
            if not erasure.versions:  # else a crash came after the ledger was told, and less may be left to be counted
                self._store.query(query("note_erased").format(**blanks), params)
        marked = self._store.query(query("erased"), params)[0]
        holding = self._store.query(query("erased_parts").format(**blanks), params)
        self._catalog.note_found(
            erasure,
            plays=int(marked["plays"]),
            versions=int(marked["versions"]),
            parts=sum(int(row["parts"]) for row in holding),
            anonymous_plays=int(marked["anonymous_plays"]) if erasure.devices else int(kept["anonymous_plays"]),
        )
        self._store.query(query("note_all_touched"), params)
        for row in holding:
            self._store.query(query("delete_erased").format(partition=int(row["partition"]), **blanks), params)
        for table in DERIVED:
            self._store.query(query("delete_derived").format(table=table), params)
        self._store.query(query("note_all_touched"), params)  # for a closing that began between the two

    def _erase_aside(self, erasure: Erasure) -> None:
        workspace = self._catalog.workspace(erasure.workspace_id)
        assert workspace is not None  # the erasure refers to it
        for lane in self._loader.lanes:
            erase_aside(
                lane.folder,
                erasure.workspace_id,
                lambda viewer: workspace.viewer_hash(viewer) == erasure.viewer_hash,
            )

    def _asked(self, erasure: Erasure) -> tuple[dict[str, str], dict[str, Any]]:
        """The blanks and the parameters of the statements of an erasure."""
        workspace = self._catalog.workspace(erasure.workspace_id)
        assert workspace is not None  # the erasure refers to it
        inner, outer = hmac_keys(workspace.secret)
        blanks = {
            "play_hash": query("play_hash"),
            "viewer_hash": query("viewer_hash").format(inner="{inner:String}", outer="{outer:String}"),
        }
        params = {
            "workspace": erasure.workspace_id,
            "erasure": erasure.id,
            "viewer_hash": erasure.viewer_hash.hex(),
            "inner": inner,
            "outer": outer,
        }
        return blanks, params

    def _is_gone(self) -> bool:
        """Whether all is rewritten, and no part that was replaced is on disk any more."""
        tables = ["plays", *DERIVED]
        if self._is_rewriting(tables):
            return False
        replaced = {row["name"] for row in self._store.query(query("replaced_parts"), {"tables": tables})}
        self._replaced = replaced if self._replaced is None else self._replaced & replaced
        if self._replaced:
            return False
        detached = self._store.query(query("detached_parts"), {})
        if detached:
            raise StoreError(
                f"ClickHouse has put {detached[0]['path']} aside, which may hold erased plays: attach it, or delete it"
            )
        return True

    def _is_rewriting(self, tables: Sequence[str]) -> bool:
        """Whether plays are being deleted. Raises StoreError where that fails."""
        rewriting = self._store.query(query("rewriting"), {"tables": tables})
        failed = next((row["latest_fail_reason"] for row in rewriting if row["latest_fail_reason"]), "")
        if failed:
            raise StoreError(f"the store can't be rewritten without erased viewers: {failed}")
        return bool(rewriting)
