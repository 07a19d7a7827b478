"""Rows kept in memory by the store itself, where its statements read them at once."""

from collections.abc import Mapping
from uuid import uuid4
from weakref import finalize

from mutoscope.metrics.compile import Statement
from mutoscope.store import Store, query

ALL = 2**32 - 1


class MemoryTable:
    """A table that goes with the last reference to this object, at the latest with the process."""

    def __init__(self, store: Store, columns: Mapping[str, str], rows: Statement, most: int = ALL) -> None:
        """columns: types by name; rows: what is kept of, `most` of them. Raises StoreError."""
        name = str(uuid4())
        blanks = {
            "table": f"memory.`{name}`",
            "columns": ", ".join(f"{column} {type_}" for column, type_ in columns.items()),
            "names": ", ".join(columns),
            "rows": rows.sql,
        }
        store.query(query("create_in_memory").format(**blanks), {})
        # Not as the process ends: the store may be closed by then.
        finalize(self, store.query, query("drop_in_memory").format(**blanks), {}).atexit = False
        store.query(query("keep_in_memory").format(**blanks), rows.params | {"most": most})
        size = store.query(query("size_in_memory"), {"name": name})[0]
        self.select = query("select_in_memory").format(**blanks)
        self.rows: int = size["rows"]
        self.bytes: int = size["bytes"]
