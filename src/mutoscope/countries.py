"""The countries there are: codes of ISO 3166-1 (alpha-2), with their English names.

countries.csv is the tz database's iso3166.tab, which is in the public domain, with some names spelled out or brought to
common use. Kosovo is in it, under the code that geo databases and CLDR use (XK, which ISO leaves to its users).
Everything else that comes as a code is no country: CDNs' `T1` (Tor) and `XX`, databases' `EU`, `AP`, `A1`, `ZZ`.
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


def known_country(code: str) -> str:
    """The code in capitals; empty, which is unknown, for one that no country has."""
    capitals = code.strip().upper()
    return capitals if code.isascii() and capitals in countries() else ""  # ß in capitals is South Sudan


def country_name(code: str) -> str:
    """The name; empty for the unknown country ("")."""
    return countries().get(code, "")
