"""Allowed domains that an earlier version saved go on being meant."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from conftest import empty_database
from mutoscope.catalog import Catalog
from mutoscope.catalog.migrating import MIGRATIONS


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as empty:
        yield empty


def migrate_to(connection: sa.Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, revision)


def test_saved_domains_come_into_their_form(url: str) -> None:
    saved = {
        "school": ["пример.рф", "school.example.", "school.example", "school.example:8443"],
        "shop": ["*.shop.example"],
        "broken": ["no domain"],  # an empty list would allow all
        "open": [],
    }
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        migrate_to(connection, "0003")
        ids = {name: uuid4() for name in saved}
        old = sa.Table("workspaces", sa.MetaData(), autoload_with=connection)
        for name, domains in saved.items():
            connection.execute(
                old.insert().values(
                    id=ids[name] if connection.dialect.name == "postgresql" else ids[name].hex,
                    name=name,
                    timezone="UTC",
                    session_minutes=30,
                    create_unknown=True,
                    keep_query=[],
                    allowed_domains=domains,
                    secret=b"s" * 32,
                    created_at=sa.func.now(),
                    updated_at=sa.func.now(),
                )
            )
    engine.dispose()
    with closing(Catalog(url)) as catalog:
        catalog.migrate()
        found = {one.name: one for one in map(catalog.workspace, ids.values()) if one}
    assert {name: one.allowed_domains for name, one in found.items()} == {
        "school": ("school.example", "xn--e1afmkfd.xn--p1ai"),
        "shop": ("*.shop.example",),
        "broken": ("no domain",),
        "open": (),
    }
    assert not any(one.keep_fragment for one in found.values())
