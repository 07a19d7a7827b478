from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Server, start_server


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """start_server, for tests that stop and start servers as they like: none outlives the test."""
    started: list[Server] = []

    def one(data: Path, *options: object, port: int = 0, ready: bool = True) -> Server:
        started.append(start_server(data, *options, port=port, ready=ready))
        return started[-1]

    yield one
    for server in started:
        if server.process.poll() is None:
            server.kill()
