"""How long the list of viewers and one viewer's progress take over all time, and an erasure until it is done."""

import time
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure
from benchmarks.history import DAY_MS, History
from benchmarks.overview import Ask, CopiedStore, warm
from mutoscope.catalog import Catalog
from mutoscope.config import Settings
from mutoscope.loader import Eraser, Loader
from mutoscope.metrics import Choice, Metrics, Period, Search
from mutoscope.metrics.viewers import Order


def viewers(history: History) -> list[Figure]:
    """On a copy of the history. For a process of its own."""
    with CopiedStore(history) as (store, copied):
        metrics = Metrics(store)
        choice = Choice(workspace=UUID(copied.workspace_id))
        period = Period(start_ms=copied.first_ms - DAY_MS, end_ms=copied.now_ms + DAY_MS, zone=ZoneInfo("UTC"))
        newest: Order = (("last_seen", "desc"),)
        (one, *_), total = metrics.viewers(choice, period, Search(), newest, limit=10)
        asked: list[tuple[str, Ask, str]] = [
            (
                "viewers, the first page",
                lambda: metrics.viewers(choice, period, Search(), newest, limit=10),
                f"{total:,} viewers, {copied.plays:,} plays",
            ),
            (
                "… found by a part of the id",
                lambda: metrics.viewers(choice, period, Search(part="77"), newest, limit=10),
                "",
            ),
            ("one viewer's progress", lambda: metrics.progress(choice, period, one.external_id, newest, limit=10), ""),
        ]
        figures = [_figure(name, sorted(warm(ask)), note) for name, ask, note in asked]
        catalog = Catalog(Settings(data=copied.folder).catalog_url())
        loader = Loader(store, copied.folder / "spool")
        (copied.folder / "spool").mkdir(exist_ok=True)
        eraser = Eraser(catalog, store, loader)
        began = time.perf_counter()
        erasure = catalog.erase_viewer(choice.workspace, one.external_id)
        while catalog.unfinished_erasures():
            eraser.run()
            time.sleep(0.1)
        took = (time.perf_counter() - began) * 1000
        found = catalog.erasure(choice.workspace, erasure.id)
        assert found is not None
        note = f"until the receipt is done: {found.plays} plays in {found.parts} parts"
        catalog.close()
        return [*figures, _figure("an erasure", [took], note)]


def _figure(name: str, runs: list[float], note: str) -> Figure:
    return Figure(benchmark="viewers", name=name, value=runs[len(runs) // 2], unit="ms", note=note)
