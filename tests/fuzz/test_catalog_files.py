"""The catalog as a file: an export makes the same tree elsewhere, whatever its names; no bytes break the import."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from fuzz.test_csv import cells, is_run
from mutoscope.api import tree_files
from mutoscope.catalog import Catalog, ImportLine, RefusedLine
from mutoscope.errors import UnexpectedValue
from mutoscope.tables import DecimalMark, Dialect, Separator

SIGNS = "=+-@'\",;\t|\r\n xé＝\u200b\ufeff\u2028я/{[#0:."
NAMES = (
    st.lists(st.sampled_from(list(SIGNS)), min_size=1, max_size=8).map("".join)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
).filter(lambda name: name.strip() != "")
SPELLINGS = st.sampled_from(
    [("comma", "point", True), ("semicolon", "comma", True), ("tab", "comma", False), ("semicolon", "point", False)]
)
UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Two:
    """Workspaces of a catalog: what is exported from here is imported there."""

    catalog: Catalog
    here: UUID
    there: UUID

    def empty(self) -> None:
        for workspace in (self.here, self.there):
            for project in self.catalog.projects(workspace):
                self.catalog.delete_project(workspace, project.id, "delete")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    catalog = Catalog(f"sqlite:///{tmp_path_factory.mktemp('catalog')}/catalog.sqlite")
    catalog.migrate()
    here, there = (catalog.init(name, "owner@example.org", "a long password", "UTC") for name in ("here", "there"))
    yield Two(catalog, here.workspace_id, there.workspace_id)
    catalog.close()


def taken(catalog: Catalog, workspace_id: UUID, body: bytes) -> None:
    lines = list(tree_files.read(body, UTC))
    assert [line for line in lines if isinstance(line, RefusedLine)] == []
    done = catalog.import_lines(workspace_id, [line for line in lines if isinstance(line, ImportLine)])
    assert done.refused == []


VIDEOS = st.tuples(NAMES, st.text(st.sampled_from(SIGNS), max_size=9), st.none() | st.integers(1, 10**8))


@settings(FUZZ, max_examples=FUZZ.max_examples // 5)  # each walks through a database
@given(NAMES, NAMES.filter(lambda name: "/" not in name), st.lists(VIDEOS, max_size=3), SPELLINGS)
def test_an_export_is_safe_and_makes_the_same_tree_elsewhere(
    two: Two,
    project: str,
    folder: str,
    videos: list[tuple[str, str, int | None]],
    spelling: tuple[Separator, DecimalMark, bool],
) -> None:
    two.empty()
    catalog, here, there = two.catalog, two.here, two.there
    place = catalog.create_project(here, project)
    inside = catalog.create_folder(here, place.id, folder)
    for number, (title, description, ms) in enumerate(videos):
        given_ = {"id": f"-v{number}", "title": title, "description": description, "duration_ms": ms}
        line = ImportLine(number=1, kind="video", fields={**given_, "folder_id": str(inside.id)})
        catalog.import_lines(here, [line])
    dialect = Dialect(separator=spelling[0], decimal=spelling[1], bom=spelling[2])
    exported = list(catalog.export_lines(here))
    file = b"".join(tree_files.write(exported, "csv", dialect))
    for separator in ",;\t|":
        assert [cell for cell in cells(file, separator) if is_run(cell)] == []
    taken(catalog, there, file)
    assert list(catalog.export_lines(there)) == exported
    assert b"".join(tree_files.write(catalog.export_lines(there), "csv", dialect)) == file


@FUZZ
@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: text.encode("utf-16", "replace"))
    | st.lists(
        st.sampled_from(["id", "title", "duration", "тип", "a", ",", ";", "\t", "\n", "\r\n", '"', "sep=", "1:0"])
    )
    .map("".join)
    .map(str.encode)
)
def test_no_bytes_break_the_import(body: bytes) -> None:
    try:
        lines = list(tree_files.read(body, UTC))
    except UnexpectedValue:
        return
    assert all(line.detail for line in lines if isinstance(line, RefusedLine))


@FUZZ
@given(st.lists(st.sampled_from(["a", "é", "я", "\n", '"', ";", "=", "'"]), min_size=1, max_size=9).map("".join))
def test_a_title_comes_through_another_program_that_saves_the_file_anew(title: str) -> None:
    """Opened and saved by a spreadsheet of another locale: other separator, other quotes, the same cells."""
    lines = [{"kind": "video", "id": "a", "title": title}]
    file = b"".join(tree_files.write(lines, "csv", Dialect()))
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    (line,) = tree_files.read(saved.getvalue().encode("utf-8"), UTC)
    assert isinstance(line, ImportLine)
    assert line.fields.get("title", "") == title
