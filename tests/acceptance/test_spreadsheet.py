"""A real spreadsheet, LibreOffice, opens our files as programs of several locales do, and finds nothing to run."""

import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mutoscope.api import tree_files
from mutoscope.tables import Column, Dialect, Table, save

OFFICE = shutil.which("soffice") or ""
TEXTS = [
    "=1+41",
    "\x00=1+41",
    "x;=1+1;y",
    "x\t=1+1",
    "x,=1+1",
    "x|=1+1",
    "line\n=1+1",
    " =1+1",
    "＝1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    'x;"=1+1"',
    '=HYPERLINK("https://example.org/?"&A1;"x")',
    "\u200b=1+1",
    "'=1+1",
]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    columns = [Column(name="a"), Column(name="n", type="number"), Column(name="b")]
    for name, dialect in {
        "usual": Dialect(),
        "german": Dialect(separator="semicolon", decimal="comma"),
        "tabbed": Dialect(separator="tab", decimal="comma"),
    }.items():
        with (folder / f"{name}.csv").open("wb") as file:
            save(
                Table(columns=columns, rows=[(text, -5.5, text) for text in TEXTS], zone=ZoneInfo("UTC")),
                "csv",
                file,
                dialect,
            )
    lines = [{"kind": "video", "id": f"v{number}", "title": text} for number, text in enumerate(TEXTS)]
    (folder / "catalog.csv").write_bytes(b"".join(tree_files.write(lines, "csv", Dialect())))
    (folder / "unguarded.csv").write_text("a,b\nx,=1+41\n", "utf-8")
    return folder


def formulas(file: Path, separator: str) -> int:
    """Cells that LibreOffice takes for formulas, told to evaluate what it finds."""
    out = file.parent / f"{file.stem}-{ord(separator)}"
    options = f"CSV:{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"
    command = [OFFICE, "--headless", f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"]
    command += [f"--infilter={options}", "--convert-to", "fods", "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / f"{file.stem}.fods").read_text("utf-8").count("table:formula=")


@pytest.mark.skipif(not OFFICE, reason="needs LibreOffice Calc")
@pytest.mark.parametrize("name", ["usual", "german", "tabbed", "catalog"])
def test_no_cell_is_a_formula_whatever_parts_the_cells(files: Path, name: str) -> None:
    assert formulas(files / "unguarded.csv", ",") == 1
    assert {part: formulas(files / f"{name}.csv", mark) for part, mark in SEPARATORS.items()} == dict.fromkeys(
        SEPARATORS, 0
    )
