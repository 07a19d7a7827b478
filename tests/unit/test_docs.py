"""Documents that repeat what the code defines are held to it."""

from pathlib import Path

from typer.testing import CliRunner

from mutoscope.beacon import RULES
from mutoscope.cli import app
from mutoscope.metrics import DIMENSIONS, MEASURES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_settings_are_documented_as_they_are() -> None:
    table = CliRunner().invoke(app, ["settings"]).stdout
    assert table in (DOCS / "settings.md").read_text("utf-8")


def test_every_measure_and_dimension_is_defined_in_the_documents() -> None:
    text = (DOCS / "metrics.md").read_text("utf-8")
    assert [name for name in (*MEASURES, *DIMENSIONS) if f"`{name}`" not in text] == []


def test_every_refusal_is_documented_with_its_status() -> None:
    text = (DOCS / "protocol.md").read_text("utf-8")
    assert [reason.value for reason, rule in RULES.items() if f"| `{reason.value}` | {rule.status} |" not in text] == []


def test_decisions_that_the_code_names_exist() -> None:
    root = DOCS.parent
    named = {
        word.strip("`().,;:")
        for file in [*root.glob("src/**/*.py"), *root.glob("docs/*.md"), *root.glob("src/**/*.sql")]
        for word in file.read_text("utf-8").split()
        if "adr/0" in word
    }
    assert named
    assert [name for name in named if not (DOCS / "adr" / name.rsplit("/", 1)[-1]).exists()] == []
