from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acceptance.disks import Disk
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


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[..., Disk]]:
    disks: list[Disk] = []

    def mount(path: Path = tmp_path / "disk", size: int = 96) -> Disk:
        disks.append(Disk(path, size))
        return disks[-1]

    yield mount
    for one in reversed(disks):
        one.unmount()
