"""How a statement reaches ClickHouse: in this process (chDB). A server over HTTP is another class like this one."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

import chdb
import msgspec

from mutoscope.errors import StoreError

Params = Mapping[str, Any]
Row = dict[str, Any]

SETTINGS = {
    # All versions of a play lie in one partition (docs/architecture.md), so FINAL need not look across.
    "do_not_merge_across_partitions_select_final": 1,
    # A span in a segment is the array [at, wall, from, to, cont].
    "input_format_json_named_tuples_as_objects": 0,
    # Compiling a statement's expressions takes longer than it saves.
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
    "compile_sort_description": 0,
}


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
        self._path = str(folder / "clickhouse")
        self._idle: LifoQueue[Any] = LifoQueue()
        self._opening = Lock()
        self._opened = 0
        self._closed = False
        self._idle.put(self._connect())

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        with self._connection() as connection, _store_errors():
            answer = connection.query(
                sql, "JSONCompact", params={name: parameter_text(value) for name, value in (params or {}).items()}
            ).bytes()
        if not answer:
            return []
        decoded = _decoder.decode(answer)
        names = [column.name for column in decoded.meta]
        return [dict(zip(names, row, strict=True)) for row in decoded.data]

    def close(self) -> None:
        """Waits for the statements under way: a connection that was left open would keep the process from ending."""
        with self._opening:
            self._closed = True
        for _ in range(self._opened):
            self._idle.get().close()
        os.close(self._lock)

    def _connect(self) -> Any:  # noqa: ANN401 - chDB has no types
        with self._opening, _store_errors():
            if self._closed:
                raise StoreError("the store is closed")
            connection = chdb.connect(self._path)
            self._opened += 1
            connection.query("SET " + ", ".join(f"{name} = {value}" for name, value in SETTINGS.items()))
        return connection

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        """A connection for one statement: an idle one, else a new one."""
        if self._closed:
            raise StoreError("the store is closed")
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.put(connection)


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


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except (RuntimeError, chdb.ChdbError, UnicodeDecodeError) as error:  # the last: its text quotes bytes of a bad file
        raise StoreError(str(error).split(" In scope ", 1)[0][:1_000]) from None


def _own(folder: Path) -> int:
    """Lock the folder for this process; the descriptor holds the lock."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise StoreError(f"the store's folder {folder} can't be written: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreError(
            f"another process is using the store in {folder}; stop that server, or use another --data"
        ) from error
    return descriptor
