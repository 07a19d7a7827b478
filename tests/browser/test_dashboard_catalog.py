"""The catalog in the dashboard: everything that its users do there, by mouse and by keyboard alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.dashboard import number, signed_in, tab_to, violations_in_both_themes
from conftest import Server, Workspace, beacon, id128

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TREE = """kind,id,title,duration,project,folder
video,lesson-1,Lesson 1,60,Course,Module 1
video,lesson-2,Lesson 2,90,Course,Module 1
video,lesson-3,Lesson 3,120,Course,Module 1/Week 1
video,trailer,Trailer,30,Course,
event,premiere,Premiere,,Course,Module 1
"""


@pytest.fixture(scope="module")
def course(server: Server) -> Workspace:
    """A tree that was imported, with plays of two of its videos."""
    workspace = server.workspace()
    take(workspace, TREE)
    for video, plays in (("lesson-1", 3), ("lesson-2", 1)):
        for _ in range(plays):
            sent = beacon(video=video, session=id128(), spans=[[0, 6000, 0, 6000, 0]], duration=60_000)
            workspace.collect({**sent, "loaded": sent["sent"] - 9000}, **{"User-Agent": FIREFOX}).raise_for_status()
    workspace.loaded()
    return workspace


def take(workspace: Workspace, tree: str) -> None:
    answer = workspace.client.post(
        f"{workspace.url}/v1/catalog/import", content=tree.encode(), headers=workspace.authorization
    )
    assert answer.json()["data"]["refused"] == 0, answer.text


@pytest.fixture(scope="module")
def page(browser: Browser, course: Workspace) -> Iterator[Page]:
    with signed_in(browser, course) as shown:
        yield shown


@pytest.fixture
def look(page: Page, course: Workspace) -> Callable[[str], None]:
    """Go to a place of the catalog, by the names on the way."""

    def go(path: str = "", **search: str) -> None:
        query = {"period": "all_time", **search, **place_of(course, path)}
        page.goto(f"{course.url}/catalog?" + "&".join(f"{name}={value}" for name, value in query.items()))
        expect(page.get_by_role("tree")).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)

    return go


def place_of(workspace: Workspace, path: str) -> dict[str, str]:
    """The parameter that means a place, as in `Course/Module 1`."""
    if not path:
        return {}
    name, *folders = path.split("/")
    project = next(one for one in workspace.get("/v1/projects", per_page=100)["data"] if one["name"] == name)
    parent = None
    for folder in folders:
        parent = next(one["id"] for one in project["folders"] if (one["name"], one["parent_id"]) == (folder, parent))
    return {"folder_id": parent} if parent else {"project_id": project["id"]}


def row(page: Page, id_: str) -> Locator:
    return page.locator(f'tbody tr[data-key="{id_}"]')


def ids(page: Page) -> list[str]:
    return list(page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)"))


def test_the_tree_leads_to_places_and_their_figures(page: Page, course: Workspace, look: Callable[..., None]) -> None:
    look()
    page.get_by_role("treeitem", name="Course").click()
    expect(page.get_by_role("list", name="Projects and folders")).to_contain_text("Module 1")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert ids(page) == ["trailer"]
    page.get_by_role("link", name="Module 1").click()
    expect(row(page, "lesson-1")).to_be_visible()
    expect(page.get_by_role("treeitem", name="Module 1")).to_have_attribute("aria-selected", "true")
    page.get_by_role("columnheader", name="Views").get_by_role("button").click()
    page.wait_for_url("**order=views.desc*")
    expect(page.locator("tbody tr").first).to_have_attribute("data-key", "lesson-1")
    assert ids(page)[1] == "lesson-2"
    for one in course.get("/v1/catalog/contents", **place_of(course, "Course/Module 1"))["data"]:
        shown = row(page, one["id"])
        assert [number(shown, 0), number(shown, 1)] == [one["views"], one["player_loads"]]
    row(page, "lesson-1").get_by_role("link").focus()  # no tooltip stays open
    assert violations_in_both_themes(page) == []
    page.go_back()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_double_click_opens(page: Page, look: Callable[..., None]) -> None:
    look("Course/Module 1")
    row(page, "lesson-2").locator("td[data-field=views]").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    row(page, "lesson-1").locator("td[data-field=views]").dblclick()
    expect(page.get_by_role("heading", name="Lesson 1", level=1)).to_be_visible()
    assert page.url.endswith("?period=all_time")
    look("Course/Module 1")
    page.get_by_role("link", name="Lesson 2", exact=True).dblclick()
    expect(page.get_by_role("heading", name="Lesson 2", level=1)).to_be_visible()
    page.get_by_role("link", name="Module 1").click()
    row(page, "premiere").locator("td[data-field=views]").dblclick()
    expect(page.get_by_role("heading", name="Premiere", level=1)).to_be_visible()


def test_keys_are_for_the_row_that_was_clicked(page: Page, look: Callable[..., None]) -> None:
    look("Course/Module 1")
    row(page, "lesson-2").locator("td[data-field=views]").click()
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Title")).to_have_value("Lesson 2")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog", name="Delete “Lesson 2”?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lesson 2", level=1)).to_be_visible()


def test_search_goes_through_everything(page: Page, look: Callable[..., None]) -> None:
    look("Course")
    page.get_by_label("Search everything").fill("WEEK")
    expect(page.get_by_role("list", name="Projects and folders").get_by_role("link")).to_have_text("Week 1")
    page.get_by_label("Search everything").fill("lesson 3")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(row(page, "lesson-3")).to_contain_text("Course / Module 1 / Week 1")
    page.get_by_label("Search everything").fill("nowhere to be found")
    expect(page.get_by_text("Nothing with “nowhere to be found”")).to_be_visible()
    assert violations_in_both_themes(page) == []


def test_by_keyboard_alone(page: Page, course: Workspace, look: Callable[..., None]) -> None:
    """A project, a folder in it, a video in that; renamed, moved, found, opened, deleted."""
    look()
    keys = page.keyboard
    tab_to(page, page.get_by_role("button", name="New", exact=True))
    choose(page, "Project")
    answer(page, "New project", "By keys")
    tree = page.get_by_role("tree")
    expect(page.get_by_role("treeitem", name="By keys")).to_be_visible()
    tab_to(page, tree)
    keys.type("By")
    keys.press("Enter")
    page.wait_for_url("**project_id=*")
    menu(page, "By keys", "New folder…")
    answer(page, "New folder in “By keys”", "Shelf")
    tab_to(page, tree)
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Enter")
    page.wait_for_url("**folder_id=*")
    tab_to(page, page.get_by_role("button", name="New", exact=True), "Shift+Tab")
    choose(page, "Video")
    dialog = page.get_by_role("dialog", name="New video")
    expect(dialog.get_by_label("Title")).to_be_focused()
    keys.type("Typed")
    tab_to(page, dialog.get_by_label("Length"))
    keys.type("1:30")
    tab_to(page, dialog.get_by_label("ID"))
    keys.type("typed")
    keys.press("Enter")
    expect(row(page, "typed")).to_be_visible()
    assert course.get("/v1/videos/typed")["data"]["duration"] == 90
    tab_to(page, page.get_by_role("link", name="Typed"))
    keys.press("F2")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    keys.press("End")
    keys.type(" twice")
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Typed twice")).to_be_visible()
    menu(page, "Typed twice", "Move…")
    dialog = page.get_by_role("dialog", name="Move “Typed twice”")
    tab_to(page, dialog.get_by_role("tree"))
    keys.type("Course")
    keys.press("Enter")
    expect(dialog.get_by_text("Goes to: Course")).to_be_visible()
    tab_to(page, dialog.get_by_role("button", name="Move", exact=True))
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert course.get("/v1/videos/typed")["data"]["project_id"] == place_of(course, "Course")["project_id"]
    tab_to(page, page.get_by_label("Search everything"))
    keys.type("typed twice")
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, page.get_by_role("link", name="Typed twice"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Typed twice", level=1)).to_be_visible()
    look("Course")
    tab_to(page, page.get_by_role("link", name="Typed twice"))
    keys.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete “Typed twice”?")
    expect(dialog.get_by_text("What was watched stays in every total")).to_be_visible()
    tab_to(page, dialog.get_by_role("button", name="Delete", exact=True))
    keys.press("Enter")
    expect(row(page, "typed")).to_have_count(0)
    course.ask("GET", "/v1/videos/typed", expect=404)
    look("By keys")
    menu(page, "By keys", "Delete…", first=True)
    dialog = page.get_by_role("dialog", name="Delete “By keys”?")
    expect(dialog.get_by_text("0 videos and live events, 1 folder")).to_be_visible()
    tab_to(page, dialog.get_by_role("button", name="Delete", exact=True))
    keys.press("Enter")
    expect(page.get_by_role("treeitem", name="By keys")).to_have_count(0)
    assert page.url.split("?")[0].endswith("/catalog")
    assert "project_id" not in page.url


def menu(page: Page, name: str, action: str, *, first: bool = False) -> None:
    """Choose from a menu of actions by the keyboard."""
    buttons = page.get_by_role("button", name=f"Actions: {name}", exact=True)
    tab_to(page, buttons.first if first else buttons)
    choose(page, action)


def choose(page: Page, action: str) -> None:
    """Open the menu whose button has the focus, and choose from it."""
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('[role=menu]') !== null")
    tab_to(page, page.get_by_role("menuitem", name=action), "ArrowDown")
    page.keyboard.press("Enter")


def answer(page: Page, dialog: str, name: str) -> None:
    """Give a name in a dialog that asks for one."""
    expect(page.get_by_role("dialog", name=dialog).get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_several_at_once(page: Page, course: Workspace, look: Callable[..., None]) -> None:
    """Moved by the dialog, dragged to another place, deleted with what becomes of it said before."""
    project = course.ask("POST", "/v1/projects", {"name": "Several"}, expect=201)["data"]["id"]
    take(course, "id,title,project,folder\none,One,Several,\ntwo,Two,Several,\nthree,Three,Several,Box\n")
    look("Several")
    page.get_by_label("Select One").check()
    page.get_by_label("Select Two").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move 2 videos and live events")
    dialog.get_by_role("treeitem", name="Several").press("ArrowRight")
    dialog.get_by_role("treeitem", name="Several").locator("span").first.click()
    dialog.get_by_role("treeitem", name="Box").click()
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("No videos here")).to_be_visible()
    box = place_of(course, "Several/Box")
    assert len(course.get("/v1/videos", **box)["data"]) == 3
    look("Several/Box")
    row(page, "two").drag_to(page.get_by_role("treeitem", name="Several"))
    page.get_by_role("dialog").get_by_role("button", name="Move", exact=True).click()
    expect(row(page, "two")).to_have_count(0)
    assert course.get("/v1/videos/two")["data"]["folder_id"] is None
    look("Several/Box")
    page.get_by_role("button", name="Actions: Box").last.click()
    page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete “Box”?")
    expect(dialog.get_by_text("In it, at every level: 2 videos and live events, 0 folders.")).to_be_visible()
    expect(dialog.get_by_label("Move up to Several")).to_be_checked()
    assert violations_in_both_themes(page) == []
    dialog.get_by_label("Delete everything").check()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_url(f"**project_id={project}*")
    assert [one["id"] for one in course.get("/v1/videos", project_id=project)["data"]] == ["two"]


def test_a_video_is_edited(page: Page, course: Workspace, look: Callable[..., None]) -> None:
    look("Course")
    page.get_by_role("button", name="Actions: Trailer").click()
    page.get_by_role("menuitem", name="Edit…").click()
    dialog = page.get_by_role("dialog", name="Edit “Trailer”")
    fields = {
        "Title": "The trailer",
        "Media address": "https://media.example/trailer.m3u8",
        "Poster address": "https://media.example/trailer.jpg",
        "Length": "1:02:03",
        "Description": "What it is about",
    }
    for label, text in fields.items():
        dialog.get_by_label(label).fill(text)
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "trailer")).to_contain_text("The trailer")
    expect(row(page, "trailer")).to_contain_text("1:02:03")
    changed = course.get("/v1/videos/trailer")["data"]
    told = (changed["title"], changed["source_url"], changed["poster"]["original"], changed["duration"])
    assert told == (fields["Title"], fields["Media address"], fields["Poster address"], 3723)
    assert changed["description"] == fields["Description"]


def test_a_tree_is_imported_and_exported(page: Page, course: Workspace, look: Callable[..., None]) -> None:
    look()
    page.get_by_role("button", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Import from a file…").click()
    lines = [
        {"id": "brought", "title": "Brought", "project": "Course"},
        {"id": "not an id", "title": "Refused"},
        {"id": "lesson-1", "title": "Lesson 1"},
    ]
    body = "\n".join(map(json.dumps, lines)).encode()
    page.get_by_role("dialog").get_by_label("File", exact=True).set_input_files(
        {"name": "tree.ndjson", "mimeType": "text/plain", "buffer": body}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 line was refused; the others stand")).to_be_visible()
    assert [number(dialog, place) for place in range(4)] == [1, 0, 1, 1]
    expect(dialog.locator("tbody tr td").nth(1)).to_have_text("id")
    assert violations_in_both_themes(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(row(page, "brought")).to_be_visible()
    page.get_by_role("button", name="File", exact=True).click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="Export as CSV").click()
    exported = course.client.get(
        f"{course.url}/v1/catalog/export", params={"format": "csv"}, headers=course.authorization
    )
    assert Path(downloading.value.path()).read_bytes() == exported.content


def test_whoever_may_only_look_is_offered_nothing_else(browser: Browser, course: Workspace) -> None:
    viewer = {"email": f"{id128()}@example.org".lower(), "password": "another long password"}
    course.join(viewer["email"], "viewer", viewer["password"])
    with signed_in(browser, course, viewer) as page:
        page.goto(f"{course.url}/catalog")
        expect(row(page, "lesson-1")).to_be_visible()
        for name in ("New", "File"):
            expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
        expect(page.get_by_role("button", name="Actions")).to_have_count(0)
        expect(page.get_by_role("table").get_by_role("checkbox")).to_have_count(0)
        page.get_by_role("link", name="Lesson 1", exact=True).focus()
        page.keyboard.press("Delete")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Lesson 1", level=1)).to_be_visible()
        expect(page.get_by_role("button", name="Edit")).to_have_count(0)


def test_a_place_that_is_gone_says_so(page: Page, course: Workspace) -> None:
    page.goto(f"{course.url}/catalog?folder_id=6f9c1d0e-2b7a-4d53-9a41-0c1f2d3e4b5a")
    expect(page.get_by_text("There is no such page")).to_be_visible()
