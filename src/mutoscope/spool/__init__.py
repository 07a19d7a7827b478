"""Durable byte segments: append, seal, read, acknowledge. Knows no beacons.

A segment is a file of whole lines. While a process writes it, it ends in `.open` and is locked; sealed, it ends in
`.ndjson` and belongs to the loader, which deletes it once the store has its lines. Nothing is acknowledged to a
sender before `fdatasync`; nothing is deleted before the store has acknowledged.
"""

from mutoscope.spool.segments import acknowledge, recover, sealed, waiting
from mutoscope.spool.writer import SpoolWriter

__all__ = ["SpoolWriter", "acknowledge", "recover", "sealed", "waiting"]
