"""How often a name may do something: token buckets, in this process."""

import math
import threading


class Rate:
    """`per_second` on average for each name, with a burst of so many seconds' worth; 0: any number. Thread-safe."""

    NAMES = 100_000

    def __init__(self, per_second: float, *, burst_seconds: int = 10) -> None:
        self._per_second = per_second
        self._burst_seconds = burst_seconds
        self._full = per_second * burst_seconds
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, now: float) -> int:
        """Take one token. 0: taken; else the whole seconds after which there is one. `now`: monotonic seconds."""
        if not self._per_second:
            return 0
        with self._lock:
            tokens = self._tokens(name, now)
            if tokens < 1:
                self._buckets[name] = (tokens, now)
                return math.ceil((1 - tokens) / self._per_second)
            if len(self._buckets) >= self.NAMES:
                self._forget(now)
            self._buckets[name] = (tokens - 1, now)
            return 0

    def give_back(self, name: str, now: float) -> None:
        """Undo a `wait` that took a token."""
        if self._per_second:
            with self._lock:
                self._buckets[name] = (self._tokens(name, now) + 1, now)

    def _tokens(self, name: str, now: float) -> float:
        tokens, since = self._buckets.get(name, (self._full, now))
        return min(self._full, tokens + (now - since) * self._per_second)

    def _forget(self, now: float) -> None:
        """Drop the names whose bucket is full again; all of them, should none be."""
        self._buckets = {
            name: bucket for name, bucket in self._buckets.items() if now - bucket[1] < self._burst_seconds
        }
        if len(self._buckets) >= self.NAMES:
            self._buckets.clear()
