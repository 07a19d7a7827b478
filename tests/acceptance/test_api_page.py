"""docs/api.md does what it says: its blocks are run as printed, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from conftest import Workspace, wait_for

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_page_leads_from_nothing_to_a_chart(workspace: Workspace, tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    blocks = re.findall(r"```(sh|python)\n(.*?)```", text, re.DOTALL)
    assert [language for language, _ in blocks] == ["sh", "sh", "sh", "sh", "python"]
    (_, where), (_, send), (_, ask), (_, take), (_, chart) = blocks
    assert set(re.findall(r"export (\w+)=", where)) == {"URL", "TOKEN"}
    environment = {**os.environ, "URL": workspace.url, "TOKEN": workspace.token}

    def run(*command: str) -> str:
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    assert '"accepted":1' in run("bash", "-eu", "-c", send).replace(" ", "")
    wait_for(lambda: workspace.player_loads("lesson-1") == 1)
    asked = run("bash", "-eu", "-c", ask)
    assert '"player_loads":1' in asked
    assert '"error"' not in asked
    run("bash", "-eu", "-c", take)
    assert "lesson-1" in (tmp_path / "videos.csv").read_text("utf-8")
    run(sys.executable, "-c", chart)
    titles = [
        node.text or "" for node in ElementTree.parse(tmp_path / "chart.svg").iter() if node.tag.endswith("title")
    ]
    assert sum(int(title.rpartition(": ")[2]) for title in titles) == 2  # the page's, and the workspace's own probe
