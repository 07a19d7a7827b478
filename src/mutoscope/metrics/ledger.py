"""The ledger: what became of every beacon received.

received = accepted + Σ refused by reason; accepted = counted (the newest of its play) + superseded by a newer one +
deleted (the newest of a play that was erased, or past its time) + set aside (could not be loaded).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from mutoscope.beacon import ACCEPTED, SET_ASIDE, Reason
from mutoscope.beacon.limits import CLOCK_BEHIND_MS, CLOCK_MS
from mutoscope.metrics.periods import Buckets, rfc3339
from mutoscope.store import Params, Row

DELETED = "deleted"
"""The outcome of a beacon that was counted until its play was deleted: it was accepted before."""

MINUTE_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Beacons received in a stretch of time."""

    loaded: int = 0
    set_aside: int = 0  # accepted, but the store could not take them
    counted: int = 0  # plays whose newest beacon is one of these
    deleted: int = 0  # plays whose newest beacon was one of these
    refused: Counter[str] = field(default_factory=Counter)  # by the name of the reason

    @property
    def refused_total(self) -> int:
        return self.refused.total()

    @property
    def accepted(self) -> int:
        return self.loaded + self.set_aside

    @property
    def received(self) -> int:
        return self.accepted + self.refused_total

    @property
    def superseded(self) -> int:
        return self.loaded - self.counted - self.deleted


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """timeline: every bucket of the period, by its start as RFC 3339."""

    total: Entry
    timeline: list[tuple[str, Entry]]


def ledger_params(workspace: UUID, cut: Buckets) -> Params:
    """The parameters of both statements. The ledger knows minutes: those that begin in the period."""
    start, end = cut.edges[0], cut.edges[-1]
    return {
        "workspace": workspace,
        "edges": list(cut.edges),
        "start": start,
        "end": end,
        # An accepted beacon's play was minted so long before it was received, or after.
        "minted_from": start - CLOCK_BEHIND_MS,
        "minted_to": end + CLOCK_MS + MINUTE_MS,
    }


def ledger_of(counted: Iterable[Row], outcomes: Sequence[Row], cut: Buckets) -> Ledger:
    """The entries, with their total."""
    plays = {row["bucket"]: row["n"] for row in counted}
    by_bucket: dict[int, Counter[str]] = {}
    for row in outcomes:
        by_bucket.setdefault(row["bucket"], Counter())[row["outcome"]] += row["n"]
    timeline = [
        (rfc3339(start), _entry(by_bucket.get(edge, Counter()), plays.get(edge, 0)))
        for start, edge in zip(cut.starts, cut.edges, strict=False)
    ]
    return Ledger(total=_entry(sum(by_bucket.values(), Counter()), sum(plays.values())), timeline=timeline)


def _entry(outcomes: Counter[str], counted: int) -> Entry:
    refused = Counter({reason.value: outcomes[reason.value] for reason in Reason})
    return Entry(
        loaded=outcomes[ACCEPTED],
        set_aside=outcomes[SET_ASIDE],
        counted=counted,
        deleted=outcomes[DELETED],
        refused=refused,
    )
