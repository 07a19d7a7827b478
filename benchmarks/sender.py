"""The load generator: one process, one uvloop, keep-alive connections with one request each under way.

It reads no more of an answer than its status and its length, so that it costs less than the server it measures
(`collect` prints by how much, measured against an application that does nothing).
"""

import asyncio
import multiprocessing
import time
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast

import uvloop

from benchmarks.beacons import Requests
from benchmarks.processes import cpu_seconds


@dataclass(kw_only=True)
class Sent:
    """What came of it. `statuses`: answers by status; latencies in seconds, from the write to the whole answer."""

    seconds: float
    statuses: dict[int, int]
    latencies: list[float] = field(repr=False)
    cpu_seconds: float  # of the server, meanwhile
    own_cpu_seconds: float

    @property
    def answered(self) -> int:
        return sum(self.statuses.values())

    @property
    def accepted(self) -> int:
        return self.statuses.get(200, 0)

    @property
    def rate(self) -> float:
        """Answers 200 per second."""
        return self.accepted / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of processor time that the server spent on one request, all of its threads."""
        return self.cpu_seconds * 1e6 / max(self.answered, 1)

    def percentile_ms(self, percent: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1e3 if ordered else 0.0


@dataclass(frozen=True)
class Target:
    """A server on this machine: its port, its process (whose processor time is noted), the key to send with."""

    port: int
    pid: int
    key: str


def send(target: Target, connections: int, seconds: float, seed: int, per_second: float = 0) -> Sent:
    """Send beacons for so many seconds; per_second 0: each connection as fast as it is answered.

    For a process of its own (processes.in_process).
    """
    load = _Load(iter(Requests(target.key, seed)), connections / per_second if per_second else 0)
    return uvloop.run(_send(target, load, connections, asyncio.sleep(seconds)))


@contextmanager
def sending(target: Target, connections: int, seed: int, per_second: float) -> Iterator[list[Sent]]:
    """Beacons at a steady pace as long as the context lasts, by a process of its own; then what came of it is told."""
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_send_until_told, args=(theirs, target, connections, seed, per_second))
    process.start()
    theirs.close()  # so that the end of that process is seen
    sent: list[Sent] = []
    ours.recv()
    try:
        yield sent
    finally:
        ours.send("over")
        sent.append(ours.recv())
        process.join()


def _send_until_told(pipe: Connection, target: Target, connections: int, seed: int, per_second: float) -> None:
    async def told() -> None:
        pipe.send("begun")
        await asyncio.to_thread(pipe.recv)  # a reader of the loop would leave a pipe that takes no long answer at once

    load = _Load(iter(Requests(target.key, seed)), connections / per_second)
    pipe.send(uvloop.run(_send(target, load, connections, told())))


async def _send(target: Target, load: "_Load", connections: int, over: Awaitable[None]) -> Sent:
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(load), "127.0.0.1", target.port)
    began, cpu, own = time.perf_counter(), cpu_seconds(target.pid), time.process_time()
    for index, connection in enumerate(load.connections):
        connection.due = loop.time() + load.period * index / connections
        connection.next()
    await over
    load.over = True
    await asyncio.wait_for(load.ended.wait(), 60)
    return Sent(
        seconds=time.perf_counter() - began,
        statuses=dict(load.statuses),
        latencies=load.latencies,
        cpu_seconds=cpu_seconds(target.pid) - cpu,
        own_cpu_seconds=time.process_time() - own,
    )


class _Load:
    """What the connections share."""

    def __init__(self, requests: Iterator[bytes], period: float) -> None:
        self.requests = requests
        self.period = period  # seconds between two requests of one connection; 0: none
        self.connections: list[_Connection] = []
        self.open = 0
        self.over = False
        self.ended = asyncio.Event()
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []


class _Connection(asyncio.Protocol):
    """One request after the other."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._rest = b""
        self._began = 0.0
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class derives from none
        self._load.connections.append(self)
        self._load.open += 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._load.open -= 1
        if not self._load.open:
            self._load.ended.set()

    def next(self) -> None:
        if self._load.over:
            self._transport.close()
        elif self._load.period:
            asyncio.get_running_loop().call_at(self.due, self._write)
            self.due += self._load.period
        else:
            self._write()

    def _write(self) -> None:
        request = next(self._load.requests)
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        answer = self._rest + data if self._rest else data
        head = answer.find(b"\r\n\r\n")
        at = answer.find(b"content-length: ", 0, head)
        if head < 0 or len(answer) < head + 4 + int(answer[at + 16 : answer.find(b"\r", at)]):
            self._rest = answer
            return
        self._rest = b""
        self._load.latencies.append(time.perf_counter() - self._began)
        self._load.statuses[int(answer[9:12])] += 1
        self.next()
