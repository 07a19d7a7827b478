"""docs/player.md: every copy-paste start does what it says, as it stands but for the address, the key and the film."""

import json
import re
from pathlib import Path

import pytest

from browser.bundling import bundle, in_node
from browser.shelf import Shelf
from browser.visitor import Visitor
from conftest import Server, Workspace

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "player.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)

# The example of ads needs Google's library: test_lifecycle.py has the same without it.
STARTS = [(language, code) for language, code in BLOCKS if "contentPauseRequested" not in code]

MOUNT = {
    "jsx": """
      import { createElement } from "react";
      import { createRoot } from "react-dom/client";
      createRoot(document.querySelector("#app")).render(createElement(Lesson, PROPS));""",
    "vue": """
      import { createApp } from "vue";
      createApp(Lesson, PROPS).mount("#app");""",
}


def compiled(component: str) -> str:
    """A single-file component of Vue as JavaScript that has it as `Lesson`."""
    return in_node(f"""
      import {{ compileScript, parse, rewriteDefault }} from "vue/compiler-sfc";
      const {{ descriptor }} = parse({json.dumps(component)});
      const {{ content }} = compileScript(descriptor, {{ id: "lesson", inlineTemplate: true }});
      process.stdout.write(rewriteDefault(content, "Lesson"));
    """)


def page(visitor: Visitor, language: str, code: str) -> str:
    """One with the start in it."""
    if language == "html":
        return code
    if language in MOUNT:
        props = json.dumps({"id": visitor.content, "student": "student-42"})
        component = compiled(code) if language == "vue" else code
        script = bundle(component + MOUNT[language].replace("PROPS", props), "jsx")
    else:
        script = bundle(code, format="esm")
    address = visitor.site.put(script, {"Content-Type": "text/javascript"})
    places = '<div id="player"></div><video src="/clip.webm" muted></video>' if language == "js" else ""
    return f'<div id="app"></div>{places}<script type="module" src="{address}"></script>'


@pytest.mark.parametrize(("language", "code"), STARTS, ids=[f"{n}-{one[0]}" for n, one in enumerate(STARTS)])
def test_start(visitor: Visitor, server: Server, workspace: Workspace, language: str, code: str) -> None:
    Shelf(server, workspace).put(visitor.content, visitor.site.url + "/clip.webm")
    told = {
        "https://stats.example": server.url,
        "pub_…": workspace.ingest_key,
        "lesson-1.mp4": "/clip.webm",
        "/media/${id}.mp4": "/clip.webm",
        "lesson-1": visitor.content,
    }
    for example, ours in told.items():
        code = code.replace(example, ours)
    visitor.open(page(visitor, language, code))
    beacon = visitor.told()
    assert beacon["video"] == visitor.content
    assert beacon.get("viewer") == ("student-42" if "student" in code else None)
    visitor.comes_true(lambda row: row["player_loads"] == 1)
