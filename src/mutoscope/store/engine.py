"""How a statement reaches ClickHouse: in this process (chDB). A server over HTTP is another class like this one."""

import fcntl
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any, Protocol
from uuid import UUID

import chdb
import msgspec

from mutoscope.errors import StoreError, StoreInUse, TooCostly, TooSlow

Params = Mapping[str, Any]
Row = dict[str, Any]

SETTINGS = {
    # All versions of a play lie in one partition (docs/architecture.md), so FINAL need not look across.
    "do_not_merge_across_partitions_select_final": 1,
    # Plays are rewritten in the background, and system.mutations tells how far that is. By chDB's default the
    # statement would wait for it, with the loader held up, and the server's end too.
    "mutations_sync": 0,
    # A span in a segment is the array [at, wall, from, to, cont].
    "input_format_json_named_tuples_as_objects": 0,
    # Compiling a statement's expressions takes longer than it saves.
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
    "compile_sort_description": 0,
}


BACKGROUND_THREADS = 16
"""As ClickHouse itself has by default. With chDB's one a processor an erasure took 34 s in a table of 230 parts,
which it rewrote one by one, with pauses; it takes 2 s now."""

_KILLED_AGAIN = 0.2  # seconds


class Engine(Protocol):
    """What the store needs of ClickHouse. Blocking; safe to call from several threads."""

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """Rows of a statement, by column name. Raises StoreError."""
        ...

    def close(self) -> None: ...


class EmbeddedEngine:
    """ClickHouse in this process. One process owns the folder; each of its threads takes a connection of its own."""

    def __init__(self, folder: Path) -> None:
        """Raises StoreError where the folder can't be made, written, or is owned by another process."""
        self._lock = _own(folder)
        self._path = f"{folder / 'clickhouse'}?background_pool_size={BACKGROUND_THREADS}"
        # ClickHouse ends with its last connection: this one is asked nothing, so that nothing can spoil it.
        with _store_errors():
            self._anchor = chdb.connect(self._path)
        self._connections = _Connections(self._path, SETTINGS)
        self._apart: list[_Connections] = []

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        return self._connections.query(sql, params)

    def apart(self, settings: Mapping[str, float]) -> Engine:
        """The same data over connections of their own, whose statements have further settings. Closed with this.

        Nobody waits for these statements once it is closed: those under way are killed.
        """
        self._apart.append(_Connections(self._path, {**SETTINGS, **settings}, self._kill))
        return self._apart[-1]

    def close(self) -> None:
        """Waits for the statements under way: a connection that was left open would keep the process from ending."""
        for connections in (*self._apart, self._connections):
            connections.close()
        self._anchor.close()
        os.close(self._lock)

    def _kill(self, mark: str) -> None:
        self.query("KILL QUERY WHERE Settings['log_comment'] = {mark:String} ASYNC", {"mark": mark})


class _Connections:
    """Connections with the same settings, as many as statements run at once."""

    def __init__(self, path: str, settings: Mapping[str, float], kill: Callable[[str], None] = lambda _: None) -> None:
        """kill: ends the statements that have a mark."""
        self._path = path
        self._mark = secrets.token_hex(8)
        self._kill = kill
        self._settings = ", ".join(f"{name} = {value}" for name, value in settings.items())
        self._settings += f", log_comment = '{self._mark}'"
        self._idle: list[Any] = []
        self._busy = 0
        self._closed = False
        self._changed = Condition()

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        texts = {name: parameter_text(value) for name, value in (params or {}).items()}
        with self._connection() as connection, _store_errors():
            answer = connection.query(sql, "JSONCompact", params=texts).bytes()
            return _rows(answer)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            while self._busy:
                self._kill(self._mark)
                self._changed.wait(_KILLED_AGAIN)  # one that had just begun is not known to ClickHouse yet
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        """A connection for one statement: an idle one, else a new one."""
        with self._changed:
            if self._closed:
                raise StoreError("the store is closed")
            self._busy += 1
            connection = self._idle.pop() if self._idle else None
        fit = None  # to be used again
        try:
            if connection is None:
                connection = self._connect()
            yield connection
            fit = connection
        finally:
            # What a failed statement had answered by then comes before the connection's next answer, so that goes.
            if fit is None and connection is not None:
                connection.close()
            with self._changed:
                self._busy -= 1
                if fit is not None:
                    self._idle.append(fit)
                self._changed.notify_all()

    def _connect(self) -> Any:  # noqa: ANN401 - chDB has no types
        with _store_errors():
            connection = chdb.connect(self._path)
            try:
                connection.query(f"SET {self._settings}")
            except BaseException:
                connection.close()
                raise
        return connection


def parameter_text(value: object) -> str:
    """A parameter's value as ClickHouse reads it: arrays and maps with quoted strings inside."""
    return _literal(value, nested=False)


def _literal(value: object, *, nested: bool = True) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_literal, value)) + "]"
    if isinstance(value, str | UUID):
        text = str(value).translate(_ESCAPES)
        return f"'{text}'" if nested else text
    return str(value)


_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"})


class _Column(msgspec.Struct):
    name: str


class _Answer(msgspec.Struct):
    meta: list[_Column]
    data: list[list[Any]]


_decoder = msgspec.json.Decoder(_Answer)


def _rows(answer: bytes) -> list[Row]:
    """Rows by column name; none of a statement that answers nothing."""
    if not answer:
        return []
    decoded = _decoder.decode(answer)
    names = [column.name for column in decoded.meta]
    return [dict(zip(names, row, strict=True)) for row in decoded.data]


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except msgspec.DecodeError as error:
        raise StoreError(f"ClickHouse answered what is no JSON: {error}") from error
    except (RuntimeError, chdb.ChdbError, UnicodeDecodeError) as error:  # the last: its text quotes bytes of a bad file
        text = str(error)
        bound = next((kind for kind, mark in _BOUNDS.items() if mark.match(text)), StoreError)
        raise bound(text.split(" In scope ", 1)[0][:1_000]) from None


_BOUNDS: dict[type[StoreError], re.Pattern[str]] = {
    TooCostly: re.compile(r"Code: (241\b.*?Query memory limit|396\b|243\b)", re.DOTALL),
    TooSlow: re.compile(r"Code: (159|160|241)\b"),
}
"""What ClickHouse says of a statement that came to a bound: its own memory, or the disk for what is grouped and sorted;
its time, or the memory of the whole process, of which others may have more than it."""


def _own(folder: Path) -> int:
    """Lock the folder for this process; the descriptor holds the lock."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise StoreError(f"the store's folder {folder} can't be written: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        if not isinstance(error, BlockingIOError):
            raise StoreError(f"the store's folder {folder} can't be locked: {error.strerror}") from error
        raise StoreInUse(
            f"another process{f' ({holder})' if holder.isdigit() else ''} is using the store in {folder}; stop that"
            " server, or use another --data"
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
