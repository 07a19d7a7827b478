"""Hosts have one form from border to border: settings, pages, referrers, filters, the import, the frame policy."""

import time
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest

from acceptance.looking import catalog_of
from conftest import Server, Workspace, beacon, uuid7, wait_for

ALL = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}
RF = "xn--e1afmkfd.xn--p1ai"


def allow(workspace: Workspace, *entries: str) -> list[str]:
    """The list as it was saved, once the collector knows it."""
    for allowed, answered in ((), 200), (entries, 403 if entries else 200):
        saved = workspace.ask("PATCH", "/v1/workspace", {"allowed_domains": allowed})["data"]["allowed_domains"]
        wait_for(partial(is_answered, workspace, "https://never-allowed.test/", answered))
    return list(saved)


def is_answered(workspace: Workspace, page: str, wanted: int) -> bool:
    return status(workspace, page) == wanted


def status(workspace: Workspace, page: str) -> int:
    return workspace.collect(beacon(page=page)).status_code


@pytest.fixture(scope="module")
def own(server: Server) -> Workspace:
    return server.workspace()


@pytest.mark.parametrize(
    ("entry", "saved", "taken", "refused"),
    [
        ("пример.рф", RF, [f"https://{RF}/", "https://пример.рф/", f"https://a.{RF}./x"], ["https://example.рф/"]),
        ("straße.example", "xn--strae-oqa.example", ["https://xn--strae-oqa.example/"], ["https://strasse.example/"]),
        (
            "*.school.example",
            "*.school.example",
            ["https://a.school.example/", "https://www.school.example/"],
            ["https://school.example/", "https://myschool.example/"],
        ),
        ("school.example:8443", "school.example", ["https://school.example:8443/", "https://a.school.example/"], []),
        ("https://School.example/path", "school.example", ["https://school.example/"], ["https://school.example.org/"]),
        ("//school.example.", "school.example", ["https://school.example./lesson"], []),
        ("[::1]:8080", "::1", ["http://[::1]:8080/", "http://[0:0::1]/"], ["http://[::2]/"]),
        ("127.0.0.1", "127.0.0.1", ["http://127.0.0.1:3000/"], ["http://127.0.0.2/"]),
        ("localhost:3000", "localhost", ["http://localhost/", "capacitor://localhost/"], ["file:///x"]),
        ("☃.example", "xn--n3h.example", ["https://xn--n3h.example/"], []),
        ("my_shop.example", "my_shop.example", ["https://my_shop.example/"], []),
    ],
)
def test_allowed_domain(own: Workspace, entry: str, saved: str, taken: list[str], refused: list[str]) -> None:
    assert allow(own, entry) == [saved]
    assert allow(own, saved) == [saved]
    assert [status(own, page) for page in taken] == [200] * len(taken)
    assert [status(own, page) for page in refused] == [403] * len(refused)


@pytest.mark.parametrize(
    "entry",
    [
        "*",
        "*.*.example",
        "school.*",
        "a b",
        "a, b",
        "ann@school.example",
        "file:///x",
        "school..example",
        "1.2.3",
        "xn--a",
    ],
)
def test_what_matches_nothing_is_refused_by_its_name(own: Workspace, entry: str) -> None:
    refused = own.ask("PATCH", "/v1/workspace", {"allowed_domains": ["school.example", entry]}, expect=400)["error"]
    assert refused["detail"].startswith(f"allowed_domains[1]: {entry!r} ")
    assert refused["detail"].endswith("; write it like school.example or *.school.example")


def test_the_frame_policy_names_whom_the_collector_takes(server: Server, own: Workspace) -> None:
    def policy() -> str:
        page = httpx.get(f"{server.url}/embed/none?key={own.ingest_key}")
        return page.headers["content-security-policy"].partition("frame-ancestors ")[2]

    allow(own, "straße.example", "*.пример.рф", "192.0.2.7", "my_shop.example")
    assert policy() == (
        f"'self' http://*.{RF}:* http://192.0.2.7:* http://my_shop.example:* http://*.my_shop.example:*"
        " http://xn--strae-oqa.example:* http://*.xn--strae-oqa.example:*"
    )
    allow(own)
    assert policy() == ""


HOSTS = {
    "https://Пример.РФ:443/a?x#y": (RF, f"https://{RF}/a"),
    f"https://www.{RF.upper()}./a": (RF, f"https://www.{RF}/a"),
    "http://a_b.example:80/": ("a_b.example", "http://a_b.example/"),
    "http://xn--a.example:8080/": ("xn--a.example", "http://xn--a.example:8080/"),
    f"http://{'l' * 70}.example/": (f"{'l' * 70}.example", f"http://{'l' * 70}.example/"),
    "http://💩.example/": ("xn--ls8h.example", "http://xn--ls8h.example/"),
    "http://a..b./": ("a..b", "http://a..b/"),
    "http://[2001:DB8::0:1]:80/": ("2001:db8::1", "http://[2001:db8::1]/"),
    "http://1.2.3/": ("1.2.3", "http://1.2.3/"),
    "http://⒈.example/": ("%e2%92%88.example", "http://%e2%92%88.example/"),
    "http://www.com/": ("www.com", "http://www.com/"),
}


def test_no_host_loses_a_play(server: Server) -> None:
    """Live and imported; found again by the filter, however the host is written."""
    workspace = server.workspace()
    for page in HOSTS:
        assert workspace.collect(beacon(page=page, ref=page)).status_code == 200, page
    now = time.time_ns() // 1_000_000
    assert workspace.import_(
        [{**beacon(page=page), "received": now, "play": uuid7(now)} for page in HOSTS]
    ) == {"accepted": len(HOSTS), "refused": 0, "errors": []}  # fmt: skip
    workspace.loaded()
    loads = {row["page"]: row for row in rows(workspace, "page")}
    assert {address: loads[address]["player_loads"] for _, address in HOSTS.values()} == {
        address: 2 for _, address in HOSTS.values()
    }
    domains = {row["domain"]: row["player_loads"] for row in rows(workspace, "domain")}
    assert domains.pop("example.org") > 0
    assert domains == {host: 4 if host == RF else 2 for host, _ in HOSTS.values()}
    for host in domains:
        assert [row["domain"] for row in rows(workspace, "domain", domain=host)] == [host]
    for written in ("пример.рф", "www.ПРИМЕР.рф", RF.upper(), "Пример.рф."):
        assert [row["domain"] for row in rows(workspace, "domain", domain=written)] == [RF]
        found = workspace.get("/v1/analytics/referrers", **ALL, domain=written)["data"]
        assert [(row["domain"], row["pages_total"]) for row in found] == [(RF, 2)]


def rows(workspace: Workspace, dimension: str, **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workspace.get(
        "/v1/analytics", **ALL, group_by=dimension, fields="player_loads", per_page=1000, **filters
    )["data"]
    return found


def test_routes_in_the_fragment(workspace: Workspace) -> None:
    """Kept where the workspace says so, cut like the rest of an address; places in a page and secrets never are."""
    pages = {
        "https://app.example/#/lesson/12?token=geheim&unit=3": "https://app.example/#/lesson/12?unit=3",
        "https://app.example/x?unit=1&a=b#!/lesson/13": "https://app.example/x?unit=1#!/lesson/13",
        "https://app.example/#chapter-2": "https://app.example/",
        "https://app.example/y#access_token=geheim": "https://app.example/y",
    }
    assert workspace.get("/v1/workspace")["data"]["keep_fragment"] is False
    workspace.collect(beacon(video="before", page=next(iter(pages)))).raise_for_status()
    workspace.ask("PATCH", "/v1/workspace", {"keep_fragment": True, "keep_query": ["unit"]})
    probe = "https://probe.example/#/x"

    def holds() -> bool:
        workspace.collect(beacon(video="known", page=probe)).raise_for_status()
        return any(row["page"] == probe for row in rows(workspace, "page", video_id="known"))

    wait_for(holds)
    for page in pages:
        workspace.collect(beacon(video="after", page=page, ref=page)).raise_for_status()
    workspace.loaded()
    assert {row["page"] for row in rows(workspace, "page", video_id="before")} == {"https://app.example/"}
    assert {row["page"] for row in rows(workspace, "page", video_id="after")} == set(pages.values())


def test_the_catalog_itself_saves_domains_in_their_form(server: Server) -> None:
    """The catalog has one more door than the API: what is saved by it is in its form, too."""
    workspace = server.workspace()
    catalog = catalog_of(server.data)
    catalog.change_workspace(UUID(workspace.workspace_id), allowed_domains=[" Пример.рф. "])
    catalog.close()
    assert workspace.get("/v1/workspace")["data"]["allowed_domains"] == [RF]
