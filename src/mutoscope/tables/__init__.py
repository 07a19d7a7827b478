"""Tables as files, CSV or XLSX, written as their rows come: memory does not grow with their number.

columns = [Column(name="title", width=40), Column(name="views", type="number")]
table = Table(columns=columns, rows=([row["title"], row["views"]] for row in rows), zone=zone)
Stream(parts=stream(table, "xlsx"), media_type=MEDIA_TYPES["xlsx"])
"""

from mutoscope.tables.csv import SEPARATORS, DecimalMark, Dialect, Separator
from mutoscope.tables.formulas import guard, unguard
from mutoscope.tables.reading import Row, UnreadableFile, read_rows
from mutoscope.tables.table import Cell, Column, Table, Type
from mutoscope.tables.writing import MEDIA_TYPES, Format, save, stream

__all__ = [
    "MEDIA_TYPES",
    "SEPARATORS",
    "Cell",
    "Column",
    "DecimalMark",
    "Dialect",
    "Format",
    "Row",
    "Separator",
    "Table",
    "Type",
    "UnreadableFile",
    "guard",
    "read_rows",
    "save",
    "stream",
    "unguard",
]
