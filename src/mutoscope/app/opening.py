"""The catalog alone: commands that need no more of a workspace need not wait for ClickHouse to be loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.errors import ConfigError


@contextmanager
def open_catalog(settings: Settings) -> Iterator[Catalog]:
    """The catalog alone, with its schema up to date."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)  # who watched what is nobody else's business
    except OSError as error:
        raise ConfigError(f"--data {settings.data}: {error.strerror}") from error
    catalog = Catalog(
        settings.catalog_url(),
        session_idle=timedelta(days=settings.session_days),
        invitation_lifetime=timedelta(days=settings.invitation_days),
    )
    try:
        catalog.migrate()
        yield catalog
    finally:
        catalog.close()
