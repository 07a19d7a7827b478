"""What must not be kept is nowhere below the data folder; what may be kept is told by the API."""

import json
import secrets
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from acceptance.looking import catalog_of, query_store
from conftest import Server, Workspace, beacon, serving, uuid7, wait_for

ALL = {"from": "2020-01-01", "to": "2090-01-01"}
PROXY = ("--trusted-proxies", "127.0.0.1/32", "--log-level", "debug")
ADDRESSES = ["198.51.100.213", "2001:db8:dead:beef::4242", "8.8.8.8"]

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
DESKTOP = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/17.4 Safari/605.1.15"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) {APPLE} Version/17.4 Mobile/15E148 Safari/604.1"
IPAD = f"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) {APPLE} Version/16.6 Mobile/15E148 Safari/604.1"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36"
TV = f"Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) {WEBKIT} SamsungBrowser/4.0 Chrome/94.0 TV Safari/537.36"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
# User-Agent: device, os, browser, traffic
CLIENTS = {
    DESKTOP: ("desktop", "Windows", "Chrome", "human"),
    FIREFOX: ("desktop", "Linux", "Firefox", "human"),
    MAC: ("desktop", "Mac OS X", "Safari", "human"),
    IPHONE: ("mobile", "iOS", "Mobile Safari", "human"),
    IPAD: ("tablet", "iOS", "Mobile Safari", "human"),
    ANDROID: ("mobile", "Android", "Chrome Mobile", "human"),
    TV: ("tv", "Tizen", "Samsung Internet", "human"),
    BOT: ("", "", "Googlebot", "bot"),
    "okhttp/4.12.0": ("", "", "okhttp", "human"),
}


def rows(workspace: Workspace, dimension: str, **chosen: Any) -> dict[str, int]:
    found = workspace.get("/v1/analytics", **ALL, **chosen, group_by=dimension, per_page=1000)["data"]
    return {row[dimension]: row["player_loads"] for row in found}


def holding(folder: Path, marks: list[bytes]) -> list[tuple[str, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    return [(str(path), mark) for path in files for mark in marks if mark in path.read_bytes()]


@pytest.mark.parametrize("stopped_by", ["kill", "stop"])
def test_address_and_user_agent_are_nowhere(tmp_path: Path, stopped_by: str) -> None:
    """Neither in what was loaded, nor in a spool that was not, nor in the log, even of failures."""
    mark = f"Marker{secrets.token_hex(8)}"
    agent = f"Mozilla/5.0 (X11; Linux x86_64) {mark}/9.9 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
    with serving(tmp_path / "data", *PROXY) as server:
        workspace = server.workspace()
        for address in ADDRESSES:
            told = {"X-Forwarded-For": f"{mark}, 203.0.113.99, {address}", "User-Agent": agent}
            for headers in (told, told | {"Sec-GPC": "1"}):
                assert workspace.collect(beacon(), **headers).status_code == 200
                assert workspace.collect(beacon(session=None, device=None), **headers).status_code == 200
                assert workspace.collect(beacon(seq=-1), **headers).status_code == 400
                assert workspace.collect(beacon(key="x"), **headers).status_code == 403
                assert workspace.collect(beacon(spans=[[0, -1, 0, 0, 0]]), **headers).status_code == 422
                workspace.client.get(f"{server.url}/v1/analytics", headers=headers)
        history = [
            {
                **beacon(),
                "received": 1_750_000_000_000,
                "play": uuid7(1_750_000_000_000),
                "ip": ADDRESSES[0],
                "user_agent": agent,
            }
        ]
        assert workspace.import_(history)["accepted"] == 1
        workspace.loaded()
        workspace.collect(beacon(), **told)  # one that stays in the spool, should it be killed
        getattr(server, stopped_by)()
    marks = [mark.encode(), b"203.0.113.99", *(address.encode() for address in ADDRESSES)]
    marks += [b"AppleWebKit", b"KHTML"]
    assert holding(tmp_path, marks) == []  # the folder above has the log, too


def test_privacy_signals_take_device_and_session(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, *PROXY) as server:
        workspace = server.workspace()
        session, device = "A" * 22, "B" * 21 + "A"
        minted = time.time_ns() // 1_000_000  # all on one day, whatever the hour

        def send(name: str, address: str, agent: str, **headers: str) -> None:
            told = {"X-Forwarded-For": address, "User-Agent": agent, **headers}
            sent = beacon(video=name, play=uuid7(minted), session=session, device=device, viewer="ann")
            assert workspace.collect(sent, **told).status_code == 200

        one, two = ADDRESSES[:2]
        send("plain", one, DESKTOP)
        send("gpc", one, DESKTOP, **{"Sec-GPC": "1"})
        send("dnt", one, DESKTOP, DNT="1")
        send("gpc-0", one, DESKTOP, **{"Sec-GPC": "0"})
        send("other-agent", one, FIREFOX, **{"Sec-GPC": "1"})
        send("other-address", two, DESKTOP, **{"Sec-GPC": "1"})
        workspace.collect(
            beacon(video="null", play=uuid7(minted), session=None, device=device),
            **{"X-Forwarded-For": one, "User-Agent": DESKTOP},
        )
        other = server.workspace()
        other.collect(
            beacon(video="other-key", play=uuid7(minted)),
            **{"X-Forwarded-For": one, "User-Agent": DESKTOP, "Sec-GPC": "1"},
        )
        other.loaded()
        workspace.loaded()
        assert rows(workspace, "external_id", video_id="gpc") == {"ann": 1}  # the page chose to pass it
        server.stop()
    statement = "SELECT video_id, toString(session) AS session, toString(device) AS device FROM plays"
    found = {row["video_id"]: (row["session"], UUID(row["device"])) for row in query_store(data, statement)}
    kept = UUID(int=0), found["plain"][1]
    assert kept[1] != kept[0]
    assert found["gpc-0"] == found["plain"]
    same = [found[name][0] for name in ("gpc", "dnt", "null")]
    assert len(set(same)) == 1
    different = {found[name][0] for name in ("plain", "gpc", "other-agent", "other-address", "other-key")}
    assert len(different) == 5
    assert {found[name][1] for name in ("gpc", "dnt", "null", "other-agent", "other-address", "other-key")} == {kept[0]}


def test_query_and_fragment_are_not_kept(tmp_path: Path) -> None:
    data, secret = tmp_path / "data", f"secret{secrets.token_hex(8)}"
    page = f"https://user:{secret}@WWW.example.org:8443/course/1?token={secret}&lesson=7&utm_source=mail#{secret}"
    with serving(data, *PROXY) as server:
        workspace = server.workspace()
        assert workspace.collect(beacon(video="before", page=page, ref=page)).status_code == 200
        catalog = catalog_of(data)
        catalog.change_workspace(UUID(workspace.workspace_id), keep_query=["lesson"])
        catalog.close()
        wait_for(
            lambda: (
                workspace.collect(beacon(video="after", page=page, ref=page)).status_code == 200
                and "?" in "".join(pages(workspace))
            )
        )
        assert workspace.collect(beacon(page=f"relative?{secret}")).status_code == 400
        assert rows(workspace, "page", video_id="before", traffic="all").keys() == {
            "https://www.example.org:8443/course/1"
        }
        assert "https://www.example.org:8443/course/1?lesson=7" in pages(workspace)
        assert rows(workspace, "domain", video_id="before", traffic="all") == {"example.org": 1}
        server.stop()
    kept = query_store(data, "SELECT DISTINCT ref FROM plays WHERE video_id IN ('before', 'after') ORDER BY ref")
    assert [row["ref"] for row in kept] == [
        f"https://www.example.org:8443/course/1{query}" for query in ("", "?lesson=7")
    ]
    assert holding(tmp_path, [secret.encode(), b"utm_source"]) == []


def pages(workspace: Workspace) -> set[str]:
    return set(rows(workspace, "page", traffic="all"))


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with serving(tmp_path_factory.mktemp("proxied") / "data", *PROXY) as server:
        yield server


def test_country_comes_from_the_trusted_proxys_word(proxied: Server) -> None:
    workspace = proxied.workspace()
    told = {
        "us": "8.8.8.8",
        "spoofed": "1.1.1.1, 8.8.8.8",
        "several": "198.51.100.1, 8.8.8.8, 127.0.0.1",
        "v6": "2001:4860:4860::8888",
        "nobody": "10.0.0.1",
        "nonsense": "8.8.8.8, not an address",
        "port": "8.8.8.8:51008",
        "ports": "1.1.1.1, 8.8.8.8:51009, 127.0.0.1:443",
        "v6-port": "[2001:4860:4860::8888]:443",
        "mapped": "::ffff:8.8.8.8",
        "unknown": "8.8.8.8, unknown",
    }
    for video, addresses in told.items():
        assert workspace.collect(beacon(video=video), **{"X-Forwarded-For": addresses}).status_code == 200
    # A proxy may add a line of its own instead of a part: the last word is its.
    headers = [("Content-Type", "text/plain"), ("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "8.8.8.8")]
    body = json.dumps({"key": workspace.ingest_key, **beacon(video="lines")})
    assert workspace.client.post(proxied.url + "/collect", content=body, headers=headers).status_code == 200
    workspace.loaded()
    found = {video: next(iter(rows(workspace, "country", video_id=video, traffic="all"))) for video in [*told, "lines"]}
    assert found == {
        "us": "US", "spoofed": "US", "several": "US", "v6": "US", "nobody": "", "nonsense": "", "lines": "US",
        "port": "US", "ports": "US", "v6-port": "US", "mapped": "US", "unknown": "",
    }  # fmt: skip


def test_a_client_is_one_session_whatever_its_port(proxied: Server) -> None:
    """Cookieless plays of one address, however a proxy writes it, or of one IPv6 network; unknown ones stay alone."""
    workspace = proxied.workspace()
    same = {
        "v4": ["93.184.216.34", "93.184.216.34:51008", "93.184.216.34:51009", "::ffff:93.184.216.34"],
        "v6": ["2001:db8:7:7::1", "[2001:db8:7:7:aaaa::2]:443", '"2001:db8:7:7::3%eth0"'],
    }
    for video, addresses in same.items():
        for address in addresses:
            sent = beacon(video=video, session=None, device=None)
            assert workspace.collect(sent, **{"X-Forwarded-For": address}).status_code == 200
            told = address if "." in address or address[0] in '["' else f'"[{address}]"'
            sent = beacon(video=video, session=None, device=None)
            assert workspace.collect(sent, Forwarded=f"for={told}; proto=https").status_code == 200
    for address in ("2001:db8:7:8::1", "unknown", "unknown"):
        sent = beacon(video="others", session=None, device=None)
        assert workspace.collect(sent, **{"X-Forwarded-For": address}).status_code == 200
    workspace.loaded()
    sessions = {
        video: {row["session"] for row in workspace.get("/v1/plays", **ALL, video_id=video, traffic="all")["data"]}
        for video in ("v4", "v6", "others")
    }
    assert {video: len(found) for video, found in sessions.items()} == {"v4": 1, "v6": 1, "others": 3}
    assert len(set().union(*sessions.values())) == 5


def test_nobody_is_believed_without_a_trusted_proxy(server: Server) -> None:
    workspace = server.workspace()
    workspace.collect(beacon(video="v"), **{"X-Forwarded-For": "8.8.8.8"})
    workspace.loaded()
    assert rows(workspace, "country", video_id="v", traffic="all") == {"": 1}


def test_clients(proxied: Server) -> None:
    workspace = proxied.workspace()
    for number, agent in enumerate(CLIENTS):
        assert workspace.collect(beacon(video=f"client-{number}"), **{"User-Agent": agent}).status_code == 200
    workspace.loaded()
    for number, expected in enumerate(CLIENTS.values()):
        chosen = {"video_id": f"client-{number}", "traffic": "all"}
        names = ("device", "os", "browser", "traffic")
        found = tuple(next(iter(rows(workspace, name, **chosen))) for name in names)
        assert found == expected


def test_clients_that_tell_more(proxied: Server) -> None:
    """Client hints come with the beacon, and the page sees the screen."""
    workspace = proxied.workspace()
    phone = {"Sec-CH-UA-Mobile": "?1", "Sec-CH-UA-Platform": '"Android"'}
    tablet = {"Sec-CH-UA-Mobile": "?0", "Sec-CH-UA-Platform": '"Android"'}
    linux = DESKTOP.replace("Windows NT 10.0; Win64; x64", "X11; Linux x86_64")
    sent: dict[str, tuple[str, dict[str, str], dict[str, Any], tuple[str, str]]] = {
        "ipad": (MAC, {}, {"touch": True, "screen": [820, 1180]}, ("tablet", "iOS")),
        "mac": (MAC, {}, {"touch": False, "screen": [1440, 900]}, ("desktop", "Mac OS X")),
        "iphone": (MAC, {}, {"touch": True, "screen": [390, 844]}, ("mobile", "iOS")),
        "phone": (linux, phone, {}, ("mobile", "Android")),
        "tablet": (linux, tablet, {"screen": [800, 1280]}, ("tablet", "Android")),
        "narrow": (linux, tablet, {"screen": [412, 915]}, ("mobile", "Android")),
        "linux": (linux, {"Sec-CH-UA-Platform": '"Linux"'}, {"touch": True}, ("desktop", "Linux")),
    }
    for video, (agent, headers, fields, _) in sent.items():
        answer = workspace.collect(beacon(video=video) | fields, **{"User-Agent": agent}, **headers)
        assert answer.status_code == 200, answer.text
    workspace.loaded()
    found = {
        video: tuple(next(iter(rows(workspace, name, video_id=video))) for name in ("device", "os")) for video in sent
    }
    assert found == {video: expected for video, (*_, expected) in sent.items()}


def test_bots_are_marked_not_dropped(proxied: Server) -> None:
    workspace = proxied.workspace()
    for agent in (DESKTOP, BOT):
        workspace.collect(beacon(video="v"), **{"User-Agent": agent})
    workspace.loaded()
    shown = {
        traffic: rows(workspace, "video_id", traffic=traffic).get("v", 0)
        for traffic in ("human", "bot", "all", "internal")
    }
    assert shown == {"human": 1, "bot": 1, "all": 2, "internal": 0}
    assert rows(workspace, "video_id")["v"] == 1
