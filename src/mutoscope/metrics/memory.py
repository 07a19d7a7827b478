"""Rows kept in memory by the store itself, where its statements read them at once."""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4
from weakref import WeakKeyDictionary, finalize

from mutoscope.metrics.compile import Statement
from mutoscope.store import Store, query

ALL = 2**32 - 1


_gone: WeakKeyDictionary[Store, deque[str]] = WeakKeyDictionary()
"""Statements that drop tables nobody refers to. Making the next table runs them: an object may go at any instant, in
the middle of a statement too, where another one would wait for it for ever."""


class MemoryTable:
    """A table that goes after the last reference to this object has, as the next one is made."""

    def __init__(self, store: Store, columns: Mapping[str, str], rows: Statement, most: int = ALL) -> None:
        """columns: types by name; rows: what is kept of, `most` of them. Raises StoreError."""
        name = str(uuid4())
        blanks = {
            "table": f"memory.`{name}`",
            "columns": ", ".join(f"{column} {type_}" for column, type_ in columns.items()),
            "names": ", ".join(columns),
            "rows": rows.sql,
        }
        gone = _gone.setdefault(store, deque())
        with suppress(IndexError):
            while True:
                store.query(gone.popleft(), {})
        finalize(self, gone.append, query("drop_in_memory").format(**blanks))
        store.query(query("create_in_memory").format(**blanks), {})
        store.query(query("keep_in_memory").format(**blanks), rows.params | {"most": most})
        size = store.query(query("size_in_memory"), {"name": name})[0]
        self.select = query("select_in_memory").format(**blanks)
        self.rows: int = size["rows"]
        self.bytes: int = size["bytes"]
