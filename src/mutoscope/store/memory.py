"""Rows kept in memory by the store itself, where its statements read them at once."""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4
from weakref import finalize

from mutoscope.store.engine import Engine
from mutoscope.store.sql import query
from mutoscope.store.statement import Statement

ALL = 2**32 - 1


class MemoryTable:
    """A table that goes after the last reference to this object has. name: as statements call it."""

    def __init__(self, name: str, rows: int, size: int) -> None:
        self.name = name
        self.rows = rows
        self.bytes = size

    @property
    def select(self) -> str:
        """Its rows."""
        return query("select_in_memory").format(table=self.name)


class Memory:
    """Makes tables. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Statements that drop tables nobody refers to. Making the next table runs them: an object may go at any
        # instant, in the middle of a statement too, where another one would wait for it for ever.
        self._gone: deque[str] = deque()

    def table(self, columns: Mapping[str, str], rows: Statement, most: int = ALL) -> MemoryTable:
        """columns: types by name; rows: what is kept of, `most` of them. Raises StoreError."""
        return self._keep("Memory", columns, rows, most)

    def set(self, type_: str, values: Statement) -> MemoryTable:
        """A table of distinct values, to be named on the right of IN alone; values: of one column, `value`."""
        return self._keep("Set SETTINGS persistent = 0", {"value": type_}, values, ALL)

    def _keep(self, engine: str, columns: Mapping[str, str], rows: Statement, most: int) -> MemoryTable:
        name = str(uuid4())
        blanks = {
            "table": f"memory.`{name}`",
            "engine": engine,
            "columns": ", ".join(f"`{column}` {type_}" for column, type_ in columns.items()),
            "names": ", ".join(f"`{column}`" for column in columns),
            "rows": rows.sql,
        }
        with suppress(IndexError):
            while True:
                self._engine.query(self._gone.popleft(), {})
        self._engine.query(query("create_in_memory").format(**blanks), {})
        drop = query("drop_in_memory").format(**blanks)
        try:
            self._engine.query(query("keep_in_memory").format(**blanks), rows.params | {"most": most})
        except BaseException:
            self._gone.append(drop)
            raise
        size = self._engine.query(query("size_in_memory"), {"name": name})[0]
        kept = MemoryTable(blanks["table"], size["rows"], size["bytes"])
        finalize(kept, self._gone.append, drop)
        return kept
