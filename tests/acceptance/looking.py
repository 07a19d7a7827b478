"""Looking into a data folder whose server has stopped, where the API tells nothing (yet)."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from mutoscope.catalog import Catalog
from mutoscope.config import Settings

_SCRIPT = """
import json, sys
from pathlib import Path
from mutoscope.store import EmbeddedEngine
engine = EmbeddedEngine(Path(sys.argv[1]))
print(json.dumps(engine.query(sys.argv[2])))
engine.close()
"""


def query_store(data: Path, statement: str) -> list[dict[str, Any]]:
    """Rows of a statement. In a process of its own, since ClickHouse in process takes one folder a process."""
    command = [sys.executable, "-c", _SCRIPT, str(data / "store"), statement]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def ledger(data: Path) -> dict[str, Counter[str]]:
    """The number of beacons by workspace (nil: unknown) and outcome."""
    statement = "SELECT toString(workspace_id) AS workspace, outcome, sum(n) AS n FROM ledger FINAL GROUP BY ALL"
    found: dict[str, Counter[str]] = {}
    for row in query_store(data, statement):
        found.setdefault(row["workspace"], Counter())[row["outcome"]] += int(row["n"])
    return found


def catalog_of(data: Path) -> Catalog:
    """The catalog of a server that may be running: another process on the same file, as `mutoscope init` is."""
    return Catalog(Settings(data=data).catalog_url())


def spool_files(data: Path) -> list[str]:
    """What waits to be loaded, or is set aside."""
    return sorted(path.name for path in (data / "spool").rglob("*") if path.is_file())
