"""The catalog alone: commands that need no more of a workspace need not wait for ClickHouse to be loaded."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.errors import ConfigError


def prepare_folder(folder: Path) -> None:
    """Make the data folder, and see that files in it can be written and locked. Raises ConfigError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # who watched what is nobody else's business
        with TemporaryFile(dir=folder) as file:
            _lock(file, folder)
    except OSError as error:
        raise ConfigError(f"--data {folder}: {error.strerror}") from error


def _lock(file: IO[bytes], folder: Path) -> None:
    """Processes on the same folder keep out of each other's way by locks. Raises ConfigError where there are none."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ConfigError(
            f"--data {folder}: its file system has no file locks ({error.strerror}), as NFS without them; put it on a"
            " disk of this machine, or mount it with locks"
        ) from error


@contextmanager
def open_catalog(settings: Settings) -> Iterator[Catalog]:
    """The catalog alone, with its schema up to date."""
    prepare_folder(settings.data)
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
