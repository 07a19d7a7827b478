"""SQL files of this package, read once, by name."""

from functools import cache
from importlib.resources import files


@cache
def migrations() -> dict[str, list[str]]:
    """Statements of each migration, by its name, in the order in which they apply."""
    folder = files("mutoscope.store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {name.removesuffix(".sql"): _statements(folder.joinpath(name).read_text("utf-8")) for name in names}


@cache
def query(name: str) -> str:
    """The statement in `queries/NAME.sql`."""
    return files("mutoscope.store").joinpath("queries", name + ".sql").read_text("utf-8")


@cache
def expression(name: str) -> str:
    """The SQL expression of a derived column, from `expressions/NAME.sql`, in parentheses."""
    text = files("mutoscope.store").joinpath("expressions", name + ".sql").read_text("utf-8")
    return f"({text.strip()})"


@cache
def derived_columns() -> tuple[str, ...]:
    """The columns of `plays` that have an expression, so that no beacon brings them."""
    folder = files("mutoscope.store").joinpath("expressions")
    return tuple(sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")))


def _statements(text: str) -> list[str]:
    return [statement for statement in (part.strip() for part in text.split(";\n")) if statement]
