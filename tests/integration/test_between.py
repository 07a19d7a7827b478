"""What must not meet plays on their way into the store waits for those of its own workspace, and for no other's."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from conftest import beacon, wait_for
from integration.road import Road
from mutoscope.catalog import Workspace
from mutoscope.loader import Loader
from mutoscope.store import EmbeddedEngine, ForgottenViewers, Store


class LongLoads(Store):
    """A store that is long about it: a segment is loaded when it is told to go on."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        super().__init__(engine)
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def load(self, segments: Sequence[Path], forgotten: Sequence[ForgottenViewers] = ()) -> None:
        self.begun.set()
        assert self.go_on.wait(60)
        super().load(segments, forgotten)


class Loading:
    """Two lanes; a play of one workspace is on its way into the store by the second, and stays on it."""

    def __init__(self, road: Road, folder: Path) -> None:
        self.road = road
        self.mine, self.other = self.road.workspace(), self.road.workspace()
        self.live = folder / "live"
        self.live.mkdir()
        self.store = LongLoads(self.road.engine)
        self.loader = Loader(self.store, self.live, self.road.spool_folder)
        self._threads = ThreadPoolExecutor(4)
        self.accept(self.other)
        self.long = self._threads.submit(self.loader.lanes[1].load)
        assert self.store.begun.wait(60)

    def accept(self, workspace: Workspace) -> None:
        told = beacon()
        self.road.accept(workspace, [[{**told, "received": told["sent"]}]])

    def between(self, workspace_id: UUID | None, then: Callable[[], None] = lambda: None) -> Future[None]:
        def work() -> None:
            with self.loader.between(workspace_id):
                then()

        return self._threads.submit(work)

    def load_live(self, workspace: Workspace) -> Future[int]:
        self.accept(workspace)
        [segment] = [one for one in self.road.waiting() if str(workspace.id) in one.read_text()]
        segment.rename(self.live / segment.name)
        self.store.begun.clear()
        return self._threads.submit(self.loader.lanes[0].load)

    def close(self) -> None:
        self.store.go_on.set()
        self._threads.shutdown()
        self.loader.load()


@pytest.fixture
def loading(road: Road, tmp_path: Path) -> Iterator[Loading]:
    made = Loading(road, tmp_path)
    yield made
    made.close()


def test_nobody_waits_for_the_plays_of_others(loading: Loading) -> None:
    loading.between(loading.mine.id).result(60)
    assert not loading.long.done()


@pytest.mark.parametrize("whose", ["its own", "all"])
def test_what_concerns_plays_on_their_way_waits_for_them(loading: Loading, whose: str) -> None:
    waiting = loading.between(loading.other.id if whose == "its own" else None)
    live = loading.load_live(loading.mine)  # goes on meanwhile: it is another lane's
    assert loading.store.begun.wait(60)
    assert not waiting.done()
    loading.store.go_on.set()
    waiting.result(60)
    assert live.result(60) == loading.long.result(60) == 1


def test_nothing_begins_meanwhile(loading: Loading) -> None:
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        entered.set()
        assert leave.wait(60)

    staying = loading.between(loading.mine.id, stay)
    assert entered.wait(60)
    live = loading.load_live(loading.mine)
    loading.store.go_on.set()
    assert loading.long.result(60) == 1  # what was under way comes to its end
    assert not loading.store.begun.is_set()
    leave.set()
    staying.result(60)
    assert live.result(60) == 1
    wait_for(lambda: not loading.road.waiting())
