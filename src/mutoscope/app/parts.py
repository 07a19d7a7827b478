"""The parts of one process on the embedded store, opened from settings and closed in the right order."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import structlog

from mutoscope.app.opening import open_catalog
from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.store import Bounds, EmbeddedEngine, Questions, Store

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a process works with."""

    settings: Settings
    catalog: Catalog
    store: Store  # for what writes, and for what says whether the store is well
    asked: Store  # the same, for questions, within their bounds
    closing: Store  # the same, for what closes days in the background


@contextmanager
def open_parts(settings: Settings) -> Iterator[Parts]:
    """Catalog and store, with their schemas up to date. Raises ConfigError, CatalogError, StoreError."""
    with open_catalog(settings) as catalog, ExitStack() as opened:
        engine = EmbeddedEngine(settings.data / "store")
        opened.callback(engine.close)
        store = Store(engine)
        for name in store.migrate():
            _log.info("migrated the store", migration=name)
        bounds = Bounds(
            at_once=settings.questions_at_once,
            memory=settings.questions_memory,
            seconds=settings.question_seconds,
        )
        yield Parts(
            settings=settings,
            catalog=catalog,
            store=store,
            asked=Store(Questions(engine, bounds)),
            closing=Store(engine.apart(bounds.settings() | {"max_execution_time": 0, "max_threads": 1})),
        )


def migrate(settings: Settings) -> None:
    """Bring both schemas up to date. Raises StoreError while a server has the store open: it did so as it started."""
    with open_parts(settings):
        pass
