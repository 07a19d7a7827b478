from collections.abc import Iterator

import pytest

from integration.road import Road


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """ClickHouse takes one folder a process, so all tests share this one, each with workspaces of its own."""
    made = Road(tmp_path_factory.mktemp("road"))
    yield made
    made.close()
