"""Contents and their tree, on SQLite and, where MUTOSCOPE_TEST_POSTGRES names a server, on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest

from mutoscope.catalog import Catalog, ImportLine, Leftovers, Page, Wanted
from mutoscope.errors import AlreadyTaken, NoSuchEntity, UnexpectedValue

PAGE = Page(order=[("title", "asc")], limit=100)


class Tree:
    """A project with folders a / b / c, a video in each, and an event with a stream and its recording in b."""

    def __init__(self, catalog: Catalog, workspace_id: UUID) -> None:
        self.catalog, self.id = catalog, workspace_id
        self.project = catalog.create_project(self.id, "Course").id
        self.other = catalog.create_project(self.id, "Other").id
        above: UUID | None = None
        self.folders: dict[str, UUID] = {}
        for name in "abc":
            above = self.folders[name] = catalog.create_folder(self.id, self.project, name, above).id
            catalog.create_content(self.id, "video", above, {"id": f"in-{name}", "title": name.upper()})
        catalog.create_content(self.id, "event", self.folders["b"], {"id": "e"})
        catalog.add_stream(self.id, "e", {"id": "s"})
        catalog.create_content(self.id, "video", self.other, {"id": "rec", "stream_id": "s"})
        self.version = catalog.version()

    def places(self) -> dict[str, tuple[UUID, UUID | None]]:
        found, _ = self.catalog.list_contents(self.id, Wanted(kinds=("video", "stream", "event")), PAGE)
        return {one.id: (one.project_id, one.folder_id) for one in found}

    def mirrored(self) -> dict[str, tuple[UUID | None, UUID | None, bool]]:
        """What the mirror is told of changes; each under a version of its own."""
        rows = self.catalog.contents_since(self.version)
        assert len({row.version for row in rows}) == len(rows)
        assert all(row.version <= self.catalog.version() for row in rows)
        return {row.id: (row.project_id, row.folder_id, row.deleted) for row in rows}


@pytest.fixture
def tree(url: str) -> Iterator[Tree]:
    with closing(Catalog(url)) as catalog:
        catalog.migrate()
        access = catalog.init("Cinema", "owner@example.org", "correct horse", "Europe/Berlin")
        yield Tree(catalog, access.workspace_id)


def test_the_mirror_knows_no_event_of_a_recording(tree: Tree) -> None:
    events = {row.id: row.event_id for row in tree.catalog.contents_since(0)}
    assert events == {"in-a": None, "in-b": None, "in-c": None, "e": None, "s": "e", "rec": None}
    recording = tree.catalog.content(tree.id, "rec")
    assert recording is not None
    assert (recording.event_id, recording.stream_id) == ("e", "s")


@pytest.mark.parametrize("leftovers", ["parent", "unsorted", "delete"])
def test_delete_a_folder(tree: Tree, leftovers: Leftovers) -> None:
    a, b, c = tree.folders.values()
    done = tree.catalog.delete_folder(tree.id, tree.project, b, leftovers)
    left = {folder.id: folder.parent_id for folder in tree.catalog.folders(tree.id, tree.project)}
    places = tree.places()
    if leftovers == "parent":
        assert (done.contents, done.folders, done.folder_id) == (3, 1, a)
        assert left == {a: None, c: a}
        assert {places[id_] for id_ in ("in-b", "e", "s")} == {(tree.project, a)}
        assert places["in-c"] == (tree.project, c)
        assert tree.mirrored() == dict.fromkeys(("in-b", "e", "s"), (tree.project, a, False))
        return
    assert (done.contents, done.folders, left) == (4, 1, {a: None})
    gone = ("in-b", "in-c", "e", "s")
    if leftovers == "unsorted":
        assert done.project_id is not None
        assert {places[id_] for id_ in gone} == {(done.project_id, None)}
        assert tree.mirrored() == dict.fromkeys(gone, (done.project_id, None, False))
    else:
        assert places.keys() == {"in-a", "rec"}
        assert tree.mirrored() == dict.fromkeys(gone, (tree.project, a, True))
        recording = tree.catalog.content(tree.id, "rec")
        assert recording is not None
        assert (recording.event_id, recording.stream_id) == (None, None)


@pytest.mark.parametrize("leftovers", ["unsorted", "delete"])
def test_delete_a_project(tree: Tree, leftovers: Leftovers) -> None:
    tree.catalog.delete_content(tree.id, "in-a")
    done = tree.catalog.delete_project(tree.id, tree.project, leftovers)
    assert (done.contents, done.folders) == (4, 3)
    assert tree.catalog.folders(tree.id, tree.project) == []
    with pytest.raises(NoSuchEntity):
        tree.catalog.delete_project(tree.id, tree.project)
    deleted = leftovers == "delete"
    told = dict.fromkeys(("in-b", "in-c", "e", "s"), (done.project_id, None, deleted))
    assert tree.mirrored() == {**told, "in-a": (done.project_id, None, True)}
    again = tree.catalog.create_content(tree.id, "video", None, {"id": "in-a"})
    assert (again.title, again.folder_id) == ("in-a", None)


def test_move_a_folder(tree: Tree) -> None:
    a, b, c = tree.folders.values()
    with pytest.raises(UnexpectedValue, match="inside it"):
        tree.catalog.change_folder(tree.id, tree.project, a, {"parent_id": c})
    moved = tree.catalog.change_folder(tree.id, tree.project, b, {"project_id": tree.other, "name": "B"})
    assert (moved.project_id, moved.parent_id, moved.name) == (tree.other, None, "B")
    assert {folder.id: folder.parent_id for folder in tree.catalog.folders(tree.id, tree.other)} == {b: None, c: b}
    told = dict.fromkeys(("in-b", "e", "s"), (tree.other, b, False))
    assert tree.mirrored() == {**told, "in-c": (tree.other, c, False)}
    back = tree.catalog.change_folder(tree.id, tree.other, b, {"project_id": tree.project, "parent_id": a})
    assert (back.project_id, back.parent_id) == (tree.project, a)


def test_move_and_delete_contents(tree: Tree) -> None:
    assert tree.catalog.move_content(tree.id, "e", tree.other).folder_id is None
    assert tree.mirrored() == {"e": (tree.other, None, False), "s": (tree.other, None, False)}
    with pytest.raises(UnexpectedValue, match="move that"):
        tree.catalog.move_content(tree.id, "s", tree.project)
    with pytest.raises(AlreadyTaken):
        tree.catalog.create_content(tree.id, "video", None, {"id": "in-a"})
    assert tree.catalog.delete_content(tree.id, "e") == 1
    assert tree.catalog.content(tree.id, "s") is None
    assert tree.catalog.directory().contents[tree.id].keys() == {"in-a", "in-b", "in-c", "rec"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("STRASSE", ["x"]),
        ("елка", ["y"]),
        ("ёлка ö", ["y"]),
        ("50%", ["x"]),
        ("5_%", []),
        ("IN-A", ["in-a"]),
        ("zz", []),
    ],
)
def test_search(tree: Tree, text: str, ids: list[str]) -> None:
    tree.catalog.create_content(tree.id, "video", None, {"id": "x", "title": "Straße", "description": "50% off"})
    tree.catalog.create_content(tree.id, "video", None, {"id": "y", "title": "Ёлка", "description": "Öl"})
    found, total = tree.catalog.list_contents(tree.id, Wanted(text=text), PAGE)
    assert ([one.id for one in found], total) == (ids, len(ids))


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ([("title", "asc")], ["in-a", "in-b", "in-c", "rec", "y", "x"]),
        ([("title", "desc")], ["x", "y", "rec", "in-c", "in-b", "in-a"]),
        ([("duration", "asc")], ["y", "x", "in-a", "in-b", "in-c", "rec"]),
        ([("duration", "desc")], ["x", "y", "in-a", "in-b", "in-c", "rec"]),
        ([("description", "desc"), ("title", "desc")], ["y", "x", "rec", "in-c", "in-b", "in-a"]),
    ],
)
def test_order(tree: Tree, order: Any, ids: list[str]) -> None:
    """The same in both databases, whatever their locale."""
    tree.catalog.create_content(
        tree.id, "video", None, {"id": "x", "title": "ruß", "description": "Z", "duration_ms": 9}
    )
    tree.catalog.create_content(
        tree.id, "video", None, {"id": "y", "title": "REST", "description": "a", "duration_ms": 5}
    )
    found, _ = tree.catalog.list_contents(tree.id, Wanted(), Page(order=order, limit=100))
    assert [one.id for one in found] == ids


def test_import_twice_and_export(tree: Tree) -> None:
    exported = list(tree.catalog.export_lines(tree.id, batch=2))
    assert [line["kind"] for line in exported] == ["project"] * 2 + ["folder"] * 3 + ["event", "stream"] + ["video"] * 4
    lines = [
        ImportLine(number=1, kind="video", fields={"id": "new", "project": "Course", "folder": "a/b/d"}),
        ImportLine(number=2, kind="folder", fields={"title": "z", "id": str(tree.folders["c"]), "project": "Other"}),
        ImportLine(number=3, kind="event", fields={"id": "e", "project": "Other"}),
        ImportLine(number=4, kind="stream", fields={"id": "s2", "event_id": "e"}),
        ImportLine(number=5, kind="video", fields={"id": "v", "stream_id": "none"}),
    ]
    done = tree.catalog.import_lines(tree.id, lines)
    assert (done.created, done.updated, done.unchanged) == (2, 2, 0)
    assert [(one.line, one.field, one.reason) for one in done.refused] == [(5, "stream_id", "unknown")]
    places = tree.places()
    assert places["in-c"] == (tree.other, tree.folders["c"])
    assert places["e"] == places["s"] == places["s2"] == (tree.other, None)
    again = tree.catalog.import_lines(tree.id, lines)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)
