"""What ingest writes into the spool is what the store reads from it."""

import re
from importlib.resources import files

from mutoscope.ingest.row import PlayRow
from mutoscope.store.sql import derived_columns


def test_the_rows_fields_are_the_input_columns_of_plays() -> None:
    migration = files("mutoscope.store").joinpath("migrations", "0001_plays.sql").read_text("utf-8")
    table = migration[migration.index("CREATE TABLE IF NOT EXISTS plays") : migration.index("ENGINE = ")]
    columns = re.findall(r"^    (\w+) ", table, re.MULTILINE)
    assert [name for name in columns if name not in derived_columns()] == list(PlayRow.__struct_fields__)
