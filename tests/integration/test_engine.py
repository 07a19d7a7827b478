"""The store's engine as it closes: what is under way comes to its end, nothing begins any more."""

import subprocess
import sys
from pathlib import Path

_CLOSING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from mutoscope.errors import StoreError
from mutoscope.store import EmbeddedEngine

engine = EmbeddedEngine(Path(sys.argv[1]))
with ThreadPoolExecutor(4) as pool:
    under_way = [pool.submit(engine.query, "SELECT sleep(1) AS slept") for _ in range(4)]
    while engine._idle.qsize() or engine._opened < 4:
        pass
    engine.close()
    print([one.result()[0]["slept"] for one in under_way])
    try:
        engine.query("SELECT 1")
    except StoreError as error:
        print(error.detail)
"""


def test_closing_waits_for_statements_and_the_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CLOSING, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["[0, 0, 0, 0]", "the store is closed"]
