"""English names of countries, by ISO 3166 code.

countries.csv is the tz database's iso3166.tab, which is in the public domain, with some names spelled out or brought to
common use, and Kosovo under the code that geo databases use.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def countries() -> Mapping[str, str]:
    """All names, by code in capitals."""
    lines = files(__package__).joinpath("countries.csv").read_text("utf-8").splitlines()
    return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(lines)})


def country_name(code: str) -> str:
    """The name; for a code that isn't in the list the code itself, for the unknown country ("") an empty string."""
    return countries().get(code, code)
