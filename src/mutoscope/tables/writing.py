"""A table as a file of either format."""

from collections.abc import Iterator
from typing import IO, Literal

from mutoscope.tables.csv import USUAL, Dialect, csv_parts
from mutoscope.tables.table import Table
from mutoscope.tables.xlsx import write_xlsx, xlsx_parts

Format = Literal["csv", "xlsx"]

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def stream(table: Table, format_: Format, dialect: Dialect = USUAL) -> Iterator[bytes]:
    """The file's bytes as they come to be. dialect: of a CSV file."""
    return csv_parts(table, dialect) if format_ == "csv" else xlsx_parts(table)


def save(table: Table, format_: Format, out: IO[bytes], dialect: Dialect = USUAL) -> None:
    """Write the file. Raises OSError."""
    if format_ == "csv":
        for part in csv_parts(table, dialect):
            out.write(part)
    else:
        for _ in write_xlsx(table, out):
            pass
