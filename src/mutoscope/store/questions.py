"""Questions to ClickHouse, within bounds: how many run at once, what memory and time each may take.

Whoever asks, asks at a price that settings name; what writes (the loader, the mirror, erasures) and what says whether
the server is well have connections of their own and never wait here.
"""

import os
from collections import Counter, OrderedDict, deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock

from mutoscope.store.engine import EmbeddedEngine, Params, Row


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What questions may take."""

    at_once: int = 3  # statements
    memory: int = 2 * 1024**3  # bytes, of all of them together
    seconds: int = 60  # that one statement may run

    def settings(self) -> dict[str, int]:
        """Of ClickHouse, for one statement."""
        memory = self.memory // self.at_once
        return {
            "max_memory_usage": memory,
            # What is grouped or sorted goes to the disk beside the data before the bound is reached.
            "max_bytes_before_external_group_by": memory // 3,
            "max_bytes_before_external_sort": memory // 3,
            "max_bytes_ratio_before_external_group_by": 0,
            "max_bytes_ratio_before_external_sort": 0,
            "max_temporary_data_on_disk_size_for_query": 8 * memory,
            "max_execution_time": self.seconds,
            "max_threads": max(1, (os.cpu_count() or 1) // self.at_once),
            # Rows are looked at in smaller blocks: some expressions take a hundred times the memory of what they read.
            "max_block_size": 16_384,
        }


class Questions:
    """An engine for questions alone. Safe to use from several threads, which wait for their turn."""

    def __init__(self, engine: EmbeddedEngine, bounds: Bounds) -> None:
        self._engine = engine.apart(bounds.settings())
        self._turns = Turns(bounds.at_once)

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """Raises TooCostly, TooSlow, StoreError."""
        with self._turns.turn((params or {}).get("workspace")):
            return self._engine.query(sql, params)

    def close(self) -> None:
        self._engine.close()


class Turns:
    """So many at once. Those of one line come one after the other, lines by turns: a long one holds up no other.

    One of several places is left to others by whichever line has all the rest.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._most = max(1, at_once - 1)
        self._held: Counter[Hashable] = Counter()
        self._waiting: OrderedDict[Hashable, deque[Event]] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def turn(self, line: Hashable) -> Iterator[None]:
        """Waits for it."""
        turn = Event()
        with self._lock:
            self._waiting.setdefault(line, deque()).append(turn)
            self._pass_on()
        turn.wait()
        try:
            yield
        finally:
            with self._lock:
                self._free += 1
                self._held -= Counter((line,))
                self._pass_on()

    def _pass_on(self) -> None:
        """Free places to whoever comes next."""
        for line in list(self._waiting):
            if not self._free:
                return
            if self._held[line] < self._most:
                self._free -= 1
                self._held[line] += 1
                self._waiting[line].popleft().set()
                self._waiting.move_to_end(line)
                if not self._waiting[line]:
                    del self._waiting[line]
