"""Bringing the catalog's database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from mutoscope.catalog.database import Database
from mutoscope.errors import CatalogError

MIGRATIONS = Path(__file__).parent / "migrations"

# Any number that no other program is likely to lock.
ADVISORY_LOCK = 0x6D75746F


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction; a process that comes meanwhile waits, then finds nothing to do.

    Raises CatalogError when a newer version of Mutoscope has been here: this one would damage what it doesn't know.
    """
    database.prepare_file()
    with database.bare_write() as connection:
        if database.kind == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config = alembic_config(connection)
        _refuse_newer(database, connection, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings, without a file; migrations/env.py picks the connection up."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(database: Database, connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise CatalogError(
            f"catalog {database}: its schema ({', '.join(sorted(unknown))}) is newer than this version of Mutoscope;"
            " run the version that wrote it, or a later one"
        )
