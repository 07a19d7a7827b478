"""docs/api.md does what it says: its blocks are run as printed, one after the other, in an empty folder."""

import json
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
    assert [language for language, _ in blocks] == ["sh", "sh", "sh", "python", "sh", "python"]
    (_, where), (_, send), (_, ask), (_, chart), (_, draw), (_, lesson) = blocks
    assert set(re.findall(r"export (\w+)=", where)) == {"URL", "TOKEN"}
    environment = {**os.environ, "URL": workspace.url, "TOKEN": workspace.token}

    def run(*command: str) -> str:
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    sent = json.loads(run("bash", "-eu", "-c", send))["data"]
    assert (sent["refused"], sent["errors"]) == (0, [])
    assert sent["accepted"] > 300
    wait_for(lambda: sum(workspace.player_loads(f"lesson-{number}") for number in (1, 2, 3)) == sent["accepted"])
    asked = run("bash", "-eu", "-c", ask)
    assert '"error"' not in asked
    assert (tmp_path / "days.csv").read_text("utf-8-sig").startswith("date,country,")
    (tmp_path / "chart.py").write_text(chart, "utf-8")
    run("bash", "-eu", "-c", draw)
    assert drawn(tmp_path / "chart.svg") == sent["accepted"] + 1  # and the workspace's own probe
    (tmp_path / "lesson.py").write_text(lesson, "utf-8")
    assert run(sys.executable, "lesson.py").count("lesson-") == 3
    assert drawn(tmp_path / "lesson.svg") == workspace.player_loads("lesson-1")


def drawn(chart: Path) -> int:
    """The player loads of all days, as their bars tell."""
    titles = [node.text or "" for node in ElementTree.parse(chart).iter() if node.tag.endswith("title")]
    return sum(int(number) for title in titles[1:] for number in re.findall(r": (\d+) loads", title))
