"""Plays that are older than their workspace wants to keep them leave the store."""

from itertools import groupby
from operator import itemgetter
from uuid import UUID

import structlog

from mutoscope.catalog import Catalog
from mutoscope.loader.loading import Loader
from mutoscope.store import Store, query

_log = structlog.get_logger()

DAY_MS = 24 * 3_600_000


def expire(catalog: Catalog, store: Store, loader: Loader, now_ms: int) -> bool:
    """Delete what was minted before the day (UTC) that is `retention_days` ago. The ledger stays. Raises StoreError.

    Returns False where that has to wait, since plays are being deleted just now.

    By whole days, so that a month is rewritten once a day at most; a month in which nobody's play is to stay goes as
    a whole, which costs nothing.
    """
    today = now_ms // DAY_MS * DAY_MS
    cutoffs = {workspace: today - days * DAY_MS for workspace, days in catalog.retention_days().items()}
    if not cutoffs:
        return True
    params = {"workspaces": list(cutoffs), "cutoffs": list(cutoffs.values())}
    with loader.between():  # what were loaded just now would go with its month
        # What is being deleted, for its time or with its viewer, is in the ledger already, and still there to count.
        if store.query(query("rewriting"), {"tables": ["plays"]}) or any(
            one.drained_at for one in catalog.unfinished_erasures()
        ):
            return False
        months = store.query(query("expired"), params)
        for partition, rows in groupby(months, key=itemgetter("partition")):
            counts = [(UUID(row["workspace_id"]), row["expired"], row["plays"]) for row in rows]
            expired = {workspace: count for workspace, count, _ in counts if count}
            for workspace in expired:
                store.query(query("note_all_touched"), {"workspace": workspace})
                named = {"workspace": workspace, "cutoff": cutoffs[workspace], "partition": partition}
                store.query(query("note_expired"), named)
            if all(count == plays for _, count, plays in counts):
                store.query(query("drop_month").format(partition=int(partition)), {})
            else:
                for workspace in expired:
                    store.query(
                        query("delete_expired").format(partition=int(partition)),
                        {"workspace": workspace, "cutoff": cutoffs[workspace]},
                    )
            for workspace in expired:  # for a closing that began before they went
                store.query(query("note_all_touched"), {"workspace": workspace})
            if expired:
                _log.info("deleted plays past their time", month=partition, plays=sum(expired.values()))
    return True
