"""The dashboard's page and assets: small, kept by browsers, and allowed nothing that it does not need."""

import re
from pathlib import Path

import httpx
import pytest

from conftest import Server
from mutoscope.web.dashboard import SECTIONS

ROUTES = Path(__file__).parents[2] / "web" / "dashboard" / "src" / "routes.tsx"


def test_every_section_is_the_same_page(server: Server) -> None:
    pages = [httpx.get(f"{server.url}{path}") for path in ("/", "/analytics?period=today", "/videos/a/b", "/login")]
    assert {(page.status_code, page.text) for page in pages} == {(200, pages[0].text)}
    for path in ("/nothing-of-ours", "//analytics", "//"):
        assert httpx.get(server.url + path).status_code == 404
    again = httpx.get(f"{server.url}/", headers={"If-None-Match": pages[0].headers["etag"]})
    assert again.status_code == 304
    assert pages[0].headers["cache-control"] == "no-cache"


def test_routes_begin_with_sections() -> None:
    paths = re.findall(r'path: "/([^/"]*)', ROUTES.read_text())
    assert paths
    assert set(paths) <= SECTIONS


def test_the_policy_allows_no_inline_script_or_style(server: Server) -> None:
    page = httpx.get(f"{server.url}/")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert policy["frame-ancestors"] == "'none'"
    assert "<style" not in page.text
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page.text)


@pytest.mark.parametrize("path", ["/", "/welcome", "/settings", "/docs", "/embed/there-is-none"])
def test_no_page_runs_what_it_was_not_built_with(server: Server, path: str) -> None:
    policy = httpx.get(f"{server.url}{path}").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert not re.search(r"unsafe-|script-src[^;]*(\*|http:|https:|data:|blob:)", policy)


def test_a_login_is_no_business_of_scripts_and_other_sites(server: Server) -> None:
    server.workspace()
    login = {"email": "owner@example.org", "password": "a long password"}
    answer = httpx.post(f"{server.url}/v1/session", json=login)
    for cookie in answer.headers.get_list("set-cookie"):
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))
    cookies = dict(answer.cookies)
    # Another site's form brings no cookie of ours; and where one came, a change needs what only our own page knows.
    changed = httpx.patch(f"{server.url}/v1/users/me", json={"name": "Mallory"}, cookies=cookies)
    assert changed.status_code == 403


def test_assets_are_kept_for_good_and_come_zipped(server: Server) -> None:
    page = httpx.get(f"{server.url}/")
    assets = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
    assert any(asset.endswith(".js") for asset in assets)
    assert any(asset.endswith(".css") for asset in assets)
    for asset in assets:
        answer = httpx.get(server.url + asset)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers.get("content-encoding") == "gzip"


@pytest.mark.parametrize("path", ["/manifest.json", "/dashboard/index.html", "/assets/", "/src/main.tsx"])
def test_nothing_else_is_public(server: Server, path: str) -> None:
    assert httpx.get(server.url + path).status_code == 404
