"""The demo's worked example: a learning platform's page that knows how far its student is."""

from uuid import UUID

import pytest
from playwright.sync_api import Frame, Page

from browser.shelf import Shelf
from browser.visitor import Visitor
from conftest import Server, Workspace, free_port, wait_for
from mutoscope.app.demo_catalog import put_course
from mutoscope.demo import ExampleSite


@pytest.fixture
def course(server: Server, workspace: Workspace, visitor: Visitor) -> object:
    """The page, opened; its lessons are in the catalog."""
    with ExampleSite("127.0.0.1", free_port(), server=server.url, key=workspace.ingest_key) as site:
        with Shelf(server, workspace).catalog() as catalog:
            put_course(catalog, UUID(workspace.workspace_id), site.lessons())
        visitor.page.goto(site.url)
        yield site


def lesson(page: Page, number: int) -> tuple[float, str]:
    """Its bar, and the words beside it."""
    return tuple(
        page.evaluate(
            """(number) => {
              const button = document.querySelectorAll("[data-lesson]")[number - 1];
              return [button.querySelector("progress").value, button.querySelector("small").textContent];
            }""",
            number,
        )
    )


def player(page: Page, position: float = 0) -> Frame:
    """The player's frame, once its content has come so far."""
    page.wait_for_function("() => document.querySelector('iframe')")
    inner = page.query_selector("iframe")
    found = inner and inner.content_frame()
    assert found
    found.wait_for_function(
        "(position) => { const video = document.querySelector('video');"
        " return video?.readyState > 0 && video.currentTime >= position }",
        arg=position,
    )
    return found


@pytest.mark.usefixtures("course")
def test_progress_resuming_and_completion(visitor: Visitor) -> None:
    page = visitor.page
    frame = player(page)
    assert lesson(page, 1) == (0, "0 %")
    frame.click("[data-part=main]")
    player(page, 5.1)
    frame.press("body", "k")
    wait_for(lambda: "pause" in page.inner_text("#events"))
    percent, words = lesson(page, 1)
    assert (20 <= percent < 40, words) == (True, f"{percent} %")

    page.reload()
    assert lesson(page, 1) == (percent, words)
    left = player(page, 4.8).evaluate("document.querySelector('video').currentTime")
    assert page.inner_text("#resumed") == f"Resumed at 0:0{int(left)}, where you left."

    page.click("[data-lesson=example-lesson-2]")
    player(page, 0.5)
    page.click("[data-lesson=example-lesson-1]")
    frame = player(page, left)
    # Over five seconds, or the play is no view, and what was watched in it counts for no measure.
    frame.evaluate("document.querySelector('video').playbackRate = 3.5")
    wait_for(lambda: lesson(page, 1)[1] == "Done")
    wait_for(lambda: "the end" in page.inner_text("#events"))
    heard = page.inner_text("#events")
    assert "90 % watched" in heard
    assert "100 % watched" in heard

    # What the page made of it, Mutoscope has too.
    def completed() -> bool:
        known = visitor.workspace.get("/v1/viewers/student-42")["data"]
        return any(row["video_id"] == "example-lesson-1" and row["completed"] for row in known)

    wait_for(completed)
    page.fill("#student", "student-43")
    page.press("#student", "Enter")
    wait_for(lambda: lesson(page, 1) == (0, "0 %"))
    player(page)
    assert visitor.told(lambda beacon: beacon["viewer"] == "student-43")["spans"] == []
