"""When streams were played, from which their beginning and their end follow where nobody said them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from mutoscope.store import Store, query

QUIET_MS = 5 * 60_000
"""A stream that nobody has played for so long is over: shorter silences are pauses, or a player that reconnects."""


@dataclass(frozen=True)
class Broadcast:
    """The first and the last instant at which a stream was played."""

    first_ms: int
    last_ms: int

    def is_over(self, now_ms: int) -> bool:
        return now_ms - self.last_ms >= QUIET_MS


def broadcasts(store: Store, workspace: UUID, streams: Collection[str]) -> dict[str, Broadcast]:
    """By stream; one that was never played is left out. Raises StoreError."""
    if not streams:
        return {}
    rows = store.query(query("broadcasts"), {"workspace": workspace, "streams": sorted(streams)})
    return {row["video_id"]: Broadcast(row["first_ms"], row["last_ms"]) for row in rows}
