"""CSV files as spreadsheets save them, in any locale: their characters, their separator, their rows.

A spreadsheet says nothing of how it wrote a file, so it is told from the file itself. What can't be read is refused in
a sentence for the person who saved it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mutoscope.tables.formulas import unguard
from mutoscope.texts import without_controls

LONGEST_CELL = 1_000_000
"""Characters; a longer one is an opening quotation mark whose closing one is missing."""

_SEPARATORS = ",;\t|"
_HEADING = 65_536  # characters in which a heading is looked for
_SEP_LINE = re.compile(r'"?sep=([^\w"\'\r\n])"?[ \t,;]*(\r\n|\r|\n|$)', re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WORDS = re.compile(rb"[A-Za-z\xa8\xb8\xc0-\xff]{2,}")


class UnreadableFile(ValueError):
    """What is wrong with a file, and what to do, for people."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that has something in it."""

    line: int  # of the file, from 1, on which it begins
    cells: tuple[str, ...]  # as they were before `guard`


def read_rows(body: bytes, knows: Callable[[str], bool]) -> Iterator[Row]:
    """The rows of a file, its heading first. knows: whether a column may be called so; by it the separator is told.

    Raises UnreadableFile, at once or on the way.
    """
    text = without_controls(decoded(body))
    skipped = 0
    separator = ""
    if found := _SEP_LINE.match(text):
        separator, skipped = found[1], 1
        text = text[found.end() :]
    return _rows(text, separator or _separator(text, knows), skipped)


def decoded(body: bytes) -> str:
    """The text of a file: UTF-8, UTF-16, or the old character sets of Windows for Western Europe and for Cyrillic.

    Raises UnreadableFile.
    """
    try:
        for mark, encoding in _MARKS:
            if body.startswith(mark):
                return body[len(mark) :].decode(encoding)
        if body[1:2] == b"\0":
            return body.decode("utf-16-le")
        if body[:1] == b"\0":
            return body.decode("utf-16-be")
    except UnicodeDecodeError as error:
        raise UnreadableFile("the file is damaged or cut off; save it once more, as CSV UTF-8") from error
    for encoding in ("utf-8", "cp1251" if _looks_cyrillic(body) else "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("the file's letters can't be told; save it once more, as CSV UTF-8")


def _looks_cyrillic(body: bytes) -> bool:
    """Words of Cyrillic letters have nothing but letters beyond ASCII; those of Western Europe have both."""
    words = [word for word in _WORDS.findall(body) if not word.isascii()]
    cyrillic = [word for word in words if all(byte > 0x7F for byte in word)]
    return 2 * len(cyrillic) > len(words)


def _separator(text: str, knows: Callable[[str], bool]) -> str:
    """That which makes the most columns that are known of the first row."""

    def known(separator: str) -> int:
        heading = next(_rows(text[:_HEADING], separator, 0), None)
        return sum(map(knows, heading.cells)) if heading else 0

    return max(_SEPARATORS, key=known)


def _rows(text: str, separator: str, skipped: int) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        before = reader.line_num
        line = before + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _unclosed(line) from error
        if cells is None:
            return
        if reader.line_num > before + 1 and _is_rest(cells[-1], text):
            raise _unclosed(line)
        if any(cell.strip() for cell in cells):
            yield Row(line=line, cells=tuple(map(unguard, cells)))


def _is_rest(cell: str, text: str) -> bool:
    """Whether a cell of several lines goes on to the file's end, since the quotation mark that ends it is missing."""
    last = cell.rstrip("\r\n").splitlines()[-1:]
    return bool(last) and text.rstrip("\r\n").endswith(last[0]) and text.count('"') % 2 == 1


def _unclosed(line: int) -> UnreadableFile:
    return UnreadableFile(
        f"line {line}: a quotation mark that opens a cell has none that closes it; add it, or take it away"
    )
