"""The catalog's database, SQLite or PostgreSQL: connections, transactions, and its errors in our words."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Table, create_engine, event, make_url, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from mutoscope.catalog.schema import changes
from mutoscope.errors import CatalogError, ConfigError

PRAGMAS = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",  # a token that was shown must survive the power going
    "foreign_keys = ON",
    "secure_delete = ON",  # a destroyed salt is overwritten, not just forgotten
)

# How each database is asked for the two kinds of transaction. SQLite's writers take their lock at once: one that
# reads first and finds another writer at its first write would fail without waiting.
READING: dict[str, dict[str, Any]] = {
    "sqlite": {"mutoscope_begin": "BEGIN"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {"mutoscope_begin": "BEGIN IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}

# What to do about the commonest errors, by a part of the driver's text or of its error's name.
HINTS = {
    "readonly database": "the file or its folder can't be written by this user",
    "unable to open database file": "the folder is missing or can't be written by this user",
    "no such table": "it has not been set up yet; `mutoscope init` does that",
    "UndefinedTable": "it has not been set up yet; `mutoscope init` does that",
    "database is locked": "another process has been writing for over 10 s",
    "FOREIGN KEY": "something that is referred to is not in the catalog",
    "ForeignKey": "something that is referred to is not in the catalog",
}


class Database:
    """An engine and its two kinds of transaction. Safe to use from any number of threads."""

    def __init__(self, url: str) -> None:
        """`url`: SQLAlchemy's. Raises ConfigError for one that is malformed, or of another kind of database."""
        self.url = _parse(url)
        self.kind = self.url.get_backend_name()
        try:
            # Parameters hold hashes and secrets: they stay out of messages and tracebacks.
            self._engine = create_engine(self.url, hide_parameters=True, pool_pre_ping=self.kind == "postgresql")
        except ModuleNotFoundError as error:
            raise ConfigError(f"--catalog: {error.name} is missing; install mutoscope[postgresql]") from error
        if self.kind == "sqlite":
            event.listen(self._engine, "connect", _configure_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees the catalog as of one instant."""
        with self._transaction(READING) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes the catalog; all or nothing of it.

        It begins by raising the change counter, whose row stays locked until the end. So writers, whatever process
        they are in, come one after another: looking before writing is safe in here, and versions become visible in
        their order, which lets a reader ask for "all after the last that I have" and miss none.
        """
        with self.bare_write() as connection:
            take_versions(connection, 1)
            yield connection

    @contextmanager
    def bare_write(self) -> Iterator[Connection]:
        """A writing transaction that leaves the change counter alone.

        For the migrations, which make it, and for what nobody follows, such as when a token was used last.
        """
        with self._transaction(WRITING) as connection:
            yield connection

    @contextmanager
    def _transaction(self, options: Mapping[str, dict[str, Any]]) -> Iterator[Connection]:
        with (
            self.errors(),
            self._engine.connect().execution_options(**options[self.kind]) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def errors(self) -> Iterator[None]:
        """The one place where errors of the system, SQLAlchemy and the drivers become ours."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise CatalogError(f"catalog {self}: {_reason(error)}") from error

    def prepare_file(self) -> None:
        """Make SQLite's file and its folder, for this user alone: it holds secrets. (Its log gets the same mode.)

        It appears under its name only once it has a write-ahead log: of several connections that switch a file to one
        at the same time, SQLite tells all but one that it is locked, without waiting. A file that is there already is
        left unopened: closing it would drop the locks that this process's own connections hold on it.
        """
        if self.kind != "sqlite":
            return
        with self.errors():
            path = Path(self.url.database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            # Made even where the file is there: what is wrong with a folder, the system says better than SQLite.
            with TemporaryDirectory(prefix=".catalog-", dir=path.parent) as folder:
                if path.exists():
                    return
                new = Path(folder) / path.name
                os.close(os.open(new, os.O_CREAT | os.O_RDWR, 0o600))
                with closing(sqlite3.connect(new)) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                with suppress(FileExistsError):
                    path.hardlink_to(new)

    def empty_log(self) -> None:
        """Move SQLite's write-ahead log into the file, so that what was overwritten doesn't live on in it."""
        if self.kind == "sqlite":
            with self.errors(), closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def take_versions(connection: Connection, count: int) -> int:
    """Raise the change counter by `count`; the first of the values that are now the caller's own."""
    statement = update(changes).values(version=changes.c.version + count).returning(changes.c.version)
    last: int = connection.execute(statement).scalar_one()
    return last - count + 1


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, which both databases spell the same and SQLAlchemy has twice."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (
        ArgumentError,
        ValueError,
    ) as error:  # neither names the URL's password; the second is of a port that is none
        raise ConfigError(
            f"--catalog: is no URL such as postgresql://user:password@host:5432/name: {_line(error)}"
        ) from error
    if parsed.port is not None and not 0 < parsed.port < 65_536:
        raise ConfigError(f"--catalog: port {parsed.port} is no number from 1 to 65535")
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ConfigError(f"--catalog={parsed.drivername}: the catalog can be in SQLite or PostgreSQL")
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigError("--catalog: SQLite needs a file, as in sqlite:////var/lib/mutoscope/catalog.sqlite")
    if parsed.drivername == "sqlite" and parsed.query:
        raise ConfigError("--catalog: for SQLite the URL ends with the file; leave out the ? and what follows")
    return parsed


def _configure_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - whatever the driver's class is
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin_sqlite` does
    with closing(connection.cursor()) as cursor:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("mutoscope_begin", "BEGIN"))


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    text = f"{type(cause).__name__}: {_line(cause)}"
    hint = next((hint for part, hint in HINTS.items() if part in text), None)
    return f"{text} ({hint})" if hint else text


def _line(error: BaseException) -> str:
    """The first line of what an error says."""
    return next(iter(str(error).strip().splitlines()), "")
