"""What ingest writes into the spool is what the store reads from it."""

import re

from mutoscope.ingest.row import PlayRow
from mutoscope.store.sql import derived_columns, migrations


def test_the_rows_fields_are_the_input_columns_of_plays() -> None:
    [table] = [text for texts in migrations().values() for text in texts if "CREATE TABLE plays_by_day" in text]
    columns = re.findall(r"^    (\w+) [A-Z]", table, re.MULTILINE)
    assert {name for name in columns if name not in derived_columns()} == set(PlayRow.__struct_fields__)
