"""A server that does nothing: granian's RSGI as Mutoscope embeds it, an answer of the collector's size to any request.

What the load generator reaches against it is the generator's own ceiling, together with the HTTP server's.
"""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from benchmarks.processes import free_port

_HEADERS = [("content-type", "application/json"), ("access-control-allow-origin", "*")]
_BODY = b'{"now":1700000000000,"accepted":1,"every":10000}'


class _Nothing:
    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        await protocol()
        protocol.response_bytes(200, _HEADERS, _BODY)


@contextmanager
def doing_nothing() -> Iterator[tuple[int, int]]:
    """(port, process id) of such a server."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    process.start()
    try:
        deadline = time.monotonic() + 30
        while not _listens(port) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert process.pid is not None
        yield port, process.pid
    finally:
        process.kill()
        process.join()


def _serve(port: int) -> None:
    server = Server(_Nothing(), port=port, interface=Interfaces.RSGI, log_enabled=False, backlog=1024, websockets=False)

    async def run() -> None:
        await asyncio.ensure_future(server.serve())

    uvloop.run(run())


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
