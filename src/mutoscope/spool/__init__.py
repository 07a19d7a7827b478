"""Durable byte segments: append, seal, read, acknowledge. Knows no beacons.

A segment is a file of whole lines. While a process writes it, it ends in `.open` and is locked; sealed, it ends in
`.ndjson` and belongs to the loader, which deletes it once the store has its lines. Nothing is acknowledged to a
sender before `fdatasync`; nothing is deleted before the store has acknowledged.
"""

from mutoscope.spool.aside import LineNote, SetAside, keep_aside, list_aside, name_aside, put_back
from mutoscope.spool.segments import (
    acknowledge,
    may_mention,
    recover,
    sealed,
    spool_errors,
    waiting,
    waiting_sizes,
    write_durably,
)
from mutoscope.spool.writer import SpoolWriter

__all__ = [
    "LineNote",
    "SetAside",
    "SpoolWriter",
    "acknowledge",
    "keep_aside",
    "list_aside",
    "may_mention",
    "name_aside",
    "put_back",
    "recover",
    "sealed",
    "spool_errors",
    "waiting",
    "waiting_sizes",
    "write_durably",
]
