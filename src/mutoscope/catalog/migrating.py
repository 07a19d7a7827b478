"""Bringing the catalog's database to the schema of this version."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

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
        applied = _applied(connection)
        known = {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py")}
        if unknown := applied - known:
            raise CatalogError(
                f"catalog {database}: its schema ({', '.join(sorted(unknown))}) is newer than this version of"
                " Mutoscope; run the version that wrote it, or a later one"
            )
        if applied != {max(known)}:
            _upgrade(database, connection)


def _applied(connection: Connection) -> set[str]:
    """The revision that the schema is at; none where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _upgrade(database: Database, connection: Connection) -> None:
    """By Alembic, which is loaded for that alone: most starts find nothing to do, and would wait 0.15 s for it."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})  # migrations/env.py picks it up
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise CatalogError(f"catalog {database}: {error}") from error
