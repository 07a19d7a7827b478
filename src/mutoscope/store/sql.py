"""SQL files of this package, read once, by name."""

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

_BLOCK = 64
"""Bytes of a block of SHA-256."""


@cache
def migrations() -> dict[str, list[str]]:
    """Statements of each migration, by its name, in the order in which they apply.

    `{NAME}` in them stands for the expression of that name.
    """
    folder = files("mutoscope.store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    texts = {name.removesuffix(".sql"): folder.joinpath(name).read_text("utf-8") for name in names}
    return {
        name: _statements(re.sub(r"\{(\w+)\}", lambda blank: expression(blank[1]), text))
        for name, text in texts.items()
    }


@cache
def query(name: str) -> str:
    """The statement in `queries/NAME.sql`, without its comments."""
    return re.sub(r" *--.*", "", files("mutoscope.store").joinpath("queries", name + ".sql").read_text("utf-8"))


@cache
def expression(name: str) -> str:
    """The SQL expression of a derived column, from `expressions/NAME.sql`, in parentheses."""
    text = files("mutoscope.store").joinpath("expressions", name + ".sql").read_text("utf-8")
    return f"({re.sub(r' *--.*', '', text).strip()})"


def hmac_keys(key: bytes) -> tuple[str, str]:
    """The inner and the outer key (hex) with which queries/viewer_hash.sql makes HMAC-SHA-256 of plain SHA-256."""
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block).hex(), bytes(byte ^ 0x5C for byte in block).hex()


@cache
def derived_columns() -> tuple[str, ...]:
    """The columns of `plays` that have an expression, so that no beacon brings them; some of them are not stored."""
    folder = files("mutoscope.store").joinpath("expressions")
    return tuple(sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")))


def _statements(text: str) -> list[str]:
    return [statement for statement in (part.strip() for part in text.split(";\n")) if statement]
