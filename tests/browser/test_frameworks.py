"""Components for React and Vue, as they are built, in apps with the real frameworks from npm; numbers at the end."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.bundling import bundle, in_node
from browser.oracle import watch_time
from browser.shelf import LOG, Shelf, hears
from browser.site import HERE, Site
from browser.visitor import Visitor
from conftest import Server, Workspace, serving, wait_for

Arrive = Callable[..., Visitor]

APPS = {"React": "react.jsx", "Vue": "vue.js"}


@pytest.fixture(scope="module", params=APPS)
def app(request: pytest.FixtureRequest, site: Site) -> str:
    """The address of the app's script."""
    file = HERE / "apps" / APPS[request.param]
    return site.put(bundle(file.read_text("utf-8"), file.suffix[1:]), {"Content-Type": "text/javascript"})


@pytest.fixture(scope="module")
def shelf(server: Server, workspace: Workspace) -> Shelf:
    return Shelf(server, workspace)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Of an installation that takes beacons at a path of its own."""
    with serving(tmp_path_factory.mktemp("hidden") / "data", "--collect-path", "/c") as server:
        yield server.workspace()


def show(visitor: Visitor, kind: str, video: str, **props: Any) -> None:
    """Render a component of that kind, with such properties and no others."""
    told = {"server": visitor.workspace.url, "ingestKey": visitor.workspace.ingest_key, "video": video, **props}
    visitor.page.evaluate("([kind, props]) => show(kind, props)", [kind, told])


def arrived(visitor: Visitor, app: str) -> None:
    visitor.open(f'<div id="app"></div><script src="{app}"></script>')


@pytest.mark.parametrize("kind", ["video", "own"])
def test_a_video_that_the_app_renders(visitor: Visitor, app: str, kind: str) -> None:
    """A load for each content, however often it is mounted or rendered; where the component ends its play does."""
    first, second = visitor.content, f"{visitor.content}-next"
    arrived(visitor, app)
    show(visitor, kind, first, src="/clip.webm", viewer="anna", context={"course": "a"})
    told = visitor.told()
    assert (told["viewer"], told["context"], told["video"]) == ("anna", {"course": "a"}, first)
    visitor.play()
    visitor.until(1)
    # Rendered again with the same words in other objects: nothing happens.
    show(visitor, kind, first, src="/clip.webm", viewer="anna", context={"course": "a"})
    visitor.until(1.5)
    # Other content in the same element.
    show(visitor, kind, second, src="/clip.webm?next", viewer="anna", context={"course": "a"})
    visitor.told(lambda beacon: beacon["video"] == second)
    visitor.page.wait_for_function("document.querySelector('video').readyState > 1")
    visitor.play()
    visitor.until(0.7)
    visitor.page.evaluate("hide()")
    visitor.page.wait_for_function("!document.querySelector('video')")
    last = visitor.told(lambda beacon: beacon["video"] == second and beacon["spans"] and not beacon["playing"])
    # Shown again: another load.
    show(visitor, kind, second, src="/clip.webm")
    visitor.told(lambda beacon: beacon["video"] == second and not beacon["spans"] and "viewer" not in beacon)
    watched = watch_time(visitor.told(lambda beacon: beacon["video"] == first))
    assert watched >= 1
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["watch_time"]) == (1, 1, watched))
    visitor.content = second
    visitor.comes_true(lambda row: (row["player_loads"], row["play"], row["watch_time"]) == (2, 1, watch_time(last)))


def test_consent_that_is_refused_and_given(visitor: Visitor, app: str) -> None:
    """It begins no play, and holds from the next one on."""
    arrived(visitor, app)
    parts = [f"{visitor.content}-{n}" for n in range(3)]
    show(visitor, "video", parts[0], src="/clip.webm", viewer="anna", consent=True)
    first = visitor.told()
    show(visitor, "video", parts[0], src="/clip.webm", viewer="anna", consent=False)
    visitor.page.wait_for_function("!localStorage.mutoscope")  # nothing stays on the device
    show(visitor, "video", parts[1], src="/clip.webm", viewer="anna", consent=False)
    refused = visitor.told(lambda beacon: beacon["video"] == parts[1])
    assert (first["viewer"], first["session"] is None) == ("anna", False)
    assert (refused.get("viewer"), refused["session"], refused["device"]) == (None, None, None)
    show(visitor, "video", parts[1], src="/clip.webm", viewer="anna", consent=True)
    show(visitor, "video", parts[2], src="/clip.webm", viewer="anna", consent=True)
    given = visitor.told(lambda beacon: beacon["video"] == parts[2])
    assert (given["viewer"], given["session"] is None) == ("anna", False)
    assert given["device"] != first["device"]
    assert len({beacon["play"] for beacon in visitor.accepted}) == len(parts)
    known = {"anna": 2, "": 1}
    wait_for(lambda: viewers_of(visitor, parts) == known)


def viewers_of(visitor: Visitor, contents: list[str]) -> dict[str, int]:
    """Loads of these contents by the viewers that the server knows."""
    rows = visitor.rows(group_by="external_id", video_id=contents)
    return {row["external_id"]: row["player_loads"] for row in rows}


def test_the_embed_player(arrive: Arrive, app: str, shelf: Shelf) -> None:
    """It is made once, moves on to another video, is made anew for another viewer, and goes with its component."""
    visitor = arrive(LOG)
    first, second = visitor.content, f"{visitor.content}-next"
    for content in (first, second):
        shelf.put(content, visitor.site.url + "/clip.webm")
    options = {"behavior": {"muted": True, "autoPlay": True}}
    arrived(visitor, app)
    show(visitor, "player", first, viewer="anna", context={"lesson": "1"}, watched=[[0, 20]], options=options)
    hears(visitor, "play")
    visitor.page.wait_for_function("heard.some(([type, data]) => type === 'progress' && data.currentTime > 1)")
    show(visitor, "player", second, viewer="anna", context={"lesson": "2"}, options=options)
    told = visitor.told(lambda beacon: beacon["video"] == second and beacon["viewer"] == "anna")
    assert told["context"] == {"lesson": "2"}
    ended = visitor.told(lambda beacon: beacon["video"] == first and not beacon["playing"] and bool(beacon["spans"]))
    assert (ended["viewer"], ended["context"], ended["page"]) == ("anna", {"lesson": "1"}, visitor.page.url)
    show(visitor, "player", second, viewer="ben", options=options)
    visitor.told(lambda beacon: beacon["viewer"] == "ben" and bool(beacon["spans"]))
    assert len(visitor.page.query_selector_all("iframe")) == 1
    visitor.page.evaluate("hide()")
    visitor.page.wait_for_function("!document.querySelector('iframe')")
    visitor.comes_true(lambda row: row["player_loads"] == 1 and row["watch_time"] >= 1)
    visitor.content = second
    visitor.comes_true(lambda row: row["player_loads"] == 2)
    assert viewers_of(visitor, [second]) == {"anna": 1, "ben": 1}


def test_an_embed_player_that_can_not_be(visitor: Visitor, app: str) -> None:
    """The app hears why: no such video, no such server."""
    arrived(visitor, app)
    show(visitor, "player", "never-was")
    [failure] = hears(visitor, "error")
    assert failure["error"]["message"].startswith("There is no video here.")
    told = {"server": "http://127.0.0.1:9", "ingestKey": "pub_0", "video": visitor.content}
    visitor.open(f'<div id="app"></div><script src="{app}"></script>')
    visitor.page.evaluate("props => show('player', props)", told)
    [failure] = hears(visitor, "error")
    assert failure["error"]["message"] == "http://127.0.0.1:9/player/latest/iframe.player.js can't be loaded"
    visitor.errors.clear()  # the browser's own words for both


def test_rendering_on_a_server() -> None:
    """Nothing of a browser is touched until the component is mounted."""
    script = """
      import { createElement } from "react";
      import { renderToString } from "react-dom/server";
      import { createSSRApp, h } from "vue";
      import { renderToString as renderVue } from "vue/server-renderer";
      import * as react from "@mutoscope/react";
      import * as vue from "@mutoscope/vue";
      const props = { server: "https://stats.example", ingestKey: "pub_0", video: "v1" };
      const shown = [];
      for (const [name, more] of [["MutoscopeVideo", { src: "a.mp4" }], ["MutoscopePlayer", {}]]) {
        shown.push(renderToString(createElement(react[name], { ...props, ...more })));
        shown.push(await renderVue(createSSRApp(() => h(vue[name], { ...props, ...more }))));
      }
      console.log(JSON.stringify(shown));
    """
    assert json.loads(in_node(script)) == ['<video src="a.mp4"></video>'] * 2 + ["<div></div>"] * 2


@pytest.mark.parametrize("kind", ["video", "own", "player"])
def test_beacons_go_to_the_path_of_the_installation(
    browser: Browser, site: Site, app: str, hidden: Workspace, kind: str
) -> None:
    video = f"{kind}-{secrets.token_hex(4)}"
    hidden.ask("POST", "/v1/videos", {"id": video, "title": video, "source_url": site.url + "/clip.webm"}, expect=201)
    told = {"server": hidden.url, "ingestKey": hidden.ingest_key, "collectPath": "/c", "video": video}
    with closing(browser.new_context()) as context:
        page = context.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        page.goto(site.put(f'<!doctype html><title>lesson</title><div id="app"></div><script src="{app}"></script>'))
        page.evaluate("([kind, props]) => show(kind, props)", [kind, told | {"src": "/clip.webm"}])
        wait_for(lambda: hidden.player_loads(video) == 1, said="no play came")
        assert page.query_selector("[collectPath]") is None
    assert {url.partition("?")[0] for url in sent} == {hidden.url + "/c"}
