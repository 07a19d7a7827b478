import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from integration.road import Road

POSTGRES = os.environ.get("MUTOSCOPE_TEST_POSTGRES", "")


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """ClickHouse takes one folder a process, so all tests share this one, each with workspaces of its own."""
    made = Road(tmp_path_factory.mktemp("road"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for each test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalog.sqlite'}"
        return
    if not POSTGRES:
        pytest.skip("MUTOSCOPE_TEST_POSTGRES is not set")
    schema = f"test_{secrets.token_hex(8)}"
    server = sqlalchemy.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        # Not the server's time zone but ours: whatever it is set to must not matter.
        options = f"-csearch_path={schema} -ctimezone=America/Caracas"
        mine = sqlalchemy.make_url(POSTGRES).update_query_dict({"options": options})
        yield mine.render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    server.dispose()
