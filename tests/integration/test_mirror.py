"""The mirror is what the catalog says, whichever of catalog and store is older, and however often that happens."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from integration.road import Road
from mutoscope.catalog import Catalog
from mutoscope.loader import Mirror, mirror_catalog
from mutoscope.store import MirrorRow, Store

SAVED = "saved.sqlite"


class Shelf:
    """A catalog of its own with a workspace of two projects, mirrored into the shared store."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self.catalog = Catalog(f"sqlite:///{folder / 'catalog.sqlite'}")
        self.catalog.migrate()
        self.workspace = self.catalog.init("shelf", "owner@example.org", "a long password", "UTC").workspace_id
        self.projects = [self.catalog.create_project(self.workspace, name).id for name in ("One", "Two")]

    def put(self, id_: str, project: int) -> None:
        self.catalog.put_content(self.workspace, id_, "video", self.projects[project], title=id_, duration_ms=1000)

    def delete(self, id_: str) -> None:
        self.catalog.delete_content(self.workspace, id_)

    def save(self) -> None:
        with (
            closing(sqlite3.connect(self.folder / "catalog.sqlite")) as now,
            closing(sqlite3.connect(self.folder / SAVED)) as saved,
        ):
            now.backup(saved)

    def restore(self) -> None:
        self.catalog.close()
        for left in self.folder.glob("catalog.sqlite*"):
            left.unlink()
        shutil.copy(self.folder / SAVED, self.folder / "catalog.sqlite")
        self.catalog = Catalog(f"sqlite:///{self.folder / 'catalog.sqlite'}")

    def told(self) -> dict[str, UUID]:
        """Projects of contents, by id, as the catalog says."""
        rows = self.catalog.contents_since(0)
        return {row.id: row.project_id for row in rows if not row.deleted and row.project_id}

    def mirrored(self) -> dict[str, UUID]:
        """The same as questions read it."""
        rows = self.store.query(
            "SELECT video_id, project_id FROM contents FINAL WHERE workspace_id = {w:UUID} AND NOT deleted",
            {"w": self.workspace},
        )
        return {row["video_id"]: UUID(row["project_id"]) for row in rows}


@pytest.fixture
def shelf(road: Road, tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path, road.store)
    yield made
    made.catalog.close()
    mirror_catalog(road.catalog, road.store)  # what the other tests of this store have


def test_changes_after_a_restored_older_catalog_arrive(shelf: Shelf) -> None:
    """New videos, moves and deletions, with the server stopped as the catalog was restored."""
    for id_ in ("stays", "moves", "goes"):
        shelf.put(id_, 0)
    mirror_catalog(shelf.catalog, shelf.store)
    shelf.save()
    for number in range(20):
        shelf.put(f"lost-{number}", 0)
    shelf.put("moves", 1)
    shelf.delete("goes")
    mirror_catalog(shelf.catalog, shelf.store)
    shelf.restore()
    mirror = Mirror(shelf.catalog, shelf.store)
    assert mirror.follow() == 3
    assert shelf.mirrored() == dict.fromkeys(("stays", "moves", "goes"), shelf.projects[0])
    shelf.put("new", 1)
    assert mirror.follow() == 1
    shelf.put("stays", 1)
    shelf.delete("moves")
    assert mirror.follow() == 2
    assert shelf.mirrored() == {"stays": shelf.projects[1], "goes": shelf.projects[0], "new": shelf.projects[1]}


def test_an_older_catalog_whose_counter_has_caught_up_is_told_too(shelf: Shelf) -> None:
    """Others wrote into it before the server came back: its counter alone says nothing."""
    shelf.put("old", 0)
    mirror_catalog(shelf.catalog, shelf.store)
    shelf.save()
    shelf.put("lost", 0)
    mirror_catalog(shelf.catalog, shelf.store)
    shelf.restore()
    for number in range(10):
        shelf.put(f"found-{number}", 1)
    mirror_catalog(shelf.catalog, shelf.store)
    assert shelf.mirrored() == shelf.told()
    assert len(shelf.told()) == 11


def test_what_is_the_same_is_not_mirrored_again(shelf: Shelf) -> None:
    shelf.put("one", 0)
    assert mirror_catalog(shelf.catalog, shelf.store) == 1
    mirror = Mirror(shelf.catalog, shelf.store)
    assert [mirror.follow() for _ in range(3)] == [0, 0, 0]
    shelf.catalog.create_project(shelf.workspace, "no content")
    assert mirror.follow() == 0
    shelf.put("two", 0)
    assert (mirror.follow(), mirror.follow()) == (1, 0)
    assert Mirror(shelf.catalog, shelf.store).follow() == 0


def test_a_crash_while_it_is_made_anew_leaves_the_old_one(shelf: Shelf) -> None:
    shelf.put("one", 0)
    mirror_catalog(shelf.catalog, shelf.store)
    before = shelf.mirrored()

    def cut_off() -> Iterator[list[MirrorRow]]:
        yield []
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.store.mirror_anew(cut_off())
    assert shelf.mirrored() == before
    shelf.put("two", 1)
    mirror_catalog(shelf.catalog, shelf.store)
    assert shelf.mirrored() == shelf.told()


@pytest.mark.parametrize("seed", range(4))
def test_any_history_of_changes_backups_and_restarts(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    shelf.save()
    mirror = Mirror(shelf.catalog, shelf.store)
    for _ in range(40):
        match chance.randrange(8):
            case 0:
                shelf.save()
            case 1:
                shelf.restore()
                mirror = Mirror(shelf.catalog, shelf.store)
            case 2:
                mirror = Mirror(shelf.catalog, shelf.store)
            case 3 if shelf.told():
                shelf.delete(chance.choice(sorted(shelf.told())))
            case _:
                shelf.put(f"v{chance.randrange(12)}", chance.randrange(2))
        if chance.random() < 0.6:
            mirror.follow()
            assert shelf.mirrored() == shelf.told()
