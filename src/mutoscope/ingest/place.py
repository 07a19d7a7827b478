"""From an IP address to a country (and a city, with a database that has them)."""

from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import maxminddb

from mutoscope.countries import known_country
from mutoscope.errors import ConfigError

COUNTRIES = "country.mmdb"


def _read_ahead(file: Path) -> None:
    """Into the system's memory: the event loop, which looks addresses up, waited 4 ms for the disk."""
    with file.open("rb") as read:
        while read.read(1 << 20):
            pass


class GeoDatabase:
    """An MMDB file held in memory: the package's country database, or any that a setting names."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises ConfigError for a file that is missing or no MMDB."""
        file = path or Path(str(files("mutoscope.ingest").joinpath("data", COUNTRIES)))
        if not path and not file.exists():
            raise ConfigError(
                f"the country database {file} is missing: `make` puts it there, or name one by --geo-database"
            )
        try:
            _read_ahead(file)
            self._reader = maxminddb.open_database(file, maxminddb.MODE_AUTO)
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            raise ConfigError(f"--geo-database {file}: {error}") from error

    def place(self, address: str) -> tuple[str, str]:
        """(country code, city) of an address; empty strings where unknown. Reads both GeoIP2's and flat records."""
        try:
            record = cast("dict[str, Any] | None", self._reader.get(address)) if address else None
        except ValueError:  # no IP address, or an IPv6 one in an IPv4 database
            record = None
        if not record:
            return "", ""
        country = record.get("country_code") or (record.get("country") or {}).get("iso_code") or ""
        city = record.get("city") or ""
        if isinstance(city, dict):
            city = (city.get("names") or {}).get("en", "")
        return known_country(str(country)), str(city)

    def close(self) -> None:
        self._reader.close()
