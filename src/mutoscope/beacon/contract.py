"""`contract/beacon.schema.json`: the beacon's form as JSON Schema, from the very types that read it.

`make contract` writes it anew; a test tells when that is due.
What a schema can't say (spans in order, clocks) is in docs/protocol.md.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from mutoscope.beacon.types import Beacon, ImportedBeacon

FILE = Path("contract/beacon.schema.json")
"""From the root of the repository."""


def schema() -> dict[str, Any]:
    """JSON Schema of a beacon; `$defs` has that of an imported line too."""
    _, definitions = msgspec.json.schema_components((Beacon, ImportedBeacon), ref_template="#/$defs/{name}")
    definitions["Span"]["description"] = "[at, wall, from, to, cont]: milliseconds; cont 1: continues the one before."
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mutoscope beacon, protocol version 1",
        "$ref": "#/$defs/Beacon",
        "$defs": definitions,
    }


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
