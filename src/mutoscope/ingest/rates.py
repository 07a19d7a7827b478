"""How many beacons a second an address or a key may send: token buckets, in this process."""

import math


class Rate:
    """`per_second` on average for each name, with a burst of ten seconds' worth; 0: any number."""

    BURST_SECONDS = 10
    NAMES = 100_000

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, name: str, now: float) -> int:
        """Take one token. 0: taken; else the whole seconds after which there is one. `now`: monotonic seconds."""
        if not self._per_second:
            return 0
        full = float(self._per_second * self.BURST_SECONDS)
        tokens, since = self._buckets.get(name, (full, now))
        tokens = min(full, tokens + (now - since) * self._per_second)
        if tokens < 1:
            self._buckets[name] = (tokens, now)
            return math.ceil((1 - tokens) / self._per_second)
        if len(self._buckets) >= self.NAMES:
            self._forget(now)
        self._buckets[name] = (tokens - 1, now)
        return 0

    def _forget(self, now: float) -> None:
        """Drop the names whose bucket is full again; all of them, should none be."""
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if now - bucket[1] < self.BURST_SECONDS}
        if len(self._buckets) >= self.NAMES:
            self._buckets.clear()
