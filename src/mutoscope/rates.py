"""How often a name may do something: token buckets in bounded memory, in this process.

Why these are not a library's: docs/adr/0016-rates-in-bounded-memory.md
"""

import math
import threading


class Rate:
    """`per_second` on average for each name, with a burst of so many seconds' worth; 0: any number. Thread-safe.

    Of a bucket only the instant is kept at which it is full again (the generic cell rate algorithm, GCRA). Where there
    are more names than are kept, those go that are full, then those that are nearly so: somebody who makes up names
    loses their own, and never empties the memory of one that is busy.
    """

    NAMES = 100_000

    def __init__(self, per_second: float, *, burst_seconds: float = 10) -> None:
        self._unlimited = not per_second
        self._cost = 1 / per_second if per_second else 0.0  # seconds in which a bucket regains a token
        self._burst = max(burst_seconds, self._cost)  # seconds in which an empty bucket is full
        self._full_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Names that are kept."""
        return len(self._full_at)

    def wait(self, name: str, now: float) -> int:
        """The whole seconds after which there is a token; 0: there is one. Takes none. `now`: monotonic seconds."""
        if self._unlimited:
            return 0
        with self._lock:
            return self._wait(name, now)

    def acquire(self, name: str, now: float) -> int:
        """Take a token. 0: taken; else, as `wait`, the seconds after which there is one."""
        if self._unlimited:
            return 0
        with self._lock:
            wait = self._wait(name, now)
            if not wait:
                if name not in self._full_at and len(self._full_at) >= self.NAMES:
                    self._forget(now)
                self._full_at[name] = max(self._full_at.get(name, now), now) + self._cost
            return wait

    def give_back(self, name: str, now: float) -> None:
        """Undo an `acquire` that took a token."""
        with self._lock:
            full_at = self._full_at.get(name, now) - self._cost
            if full_at > now:
                self._full_at[name] = full_at
            else:
                self._full_at.pop(name, None)

    def _wait(self, name: str, now: float) -> int:
        lacking = max(self._full_at.get(name, now), now) + self._cost - self._burst - now
        return math.ceil(lacking) if lacking > _ROUNDING else 0

    def _forget(self, now: float) -> None:
        """Drop the names whose bucket is full; where these are few, a tenth of all, the fullest."""
        kept = {name: full_at for name, full_at in self._full_at.items() if full_at > now}
        most = self.NAMES * 9 // 10
        if len(kept) > most:
            kept = dict(sorted(kept.items(), key=_busyness)[-most:])
        self._full_at = kept


_ROUNDING = 1e-6
"""Seconds that sums of fractions may be wrong by."""


def _busyness(bucket: tuple[str, float]) -> float:
    return bucket[1]
