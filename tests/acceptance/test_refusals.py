"""Whatever is sent to /collect is answered: 200, or a reason's status and error. Never 500, never silence."""

import gzip
import http.client
import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from acceptance.looking import catalog_of, ledger
from conftest import Server, Workspace, beacon, serving, uuid7, wait_for
from mutoscope.beacon import RULES, Reason
from mutoscope.catalog import Catalog

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    """One for all tests that leave its rules alone."""
    return server.workspace()


@pytest.fixture
def own(server: Server) -> Workspace:
    """One whose rules a test may change."""
    return server.workspace()


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def refused(answer: httpx.Response, reason: str, detail: str = "") -> dict[str, Any]:
    """The answer to a single beacon that is refused for this reason; `detail` is part of what is said."""
    rule = RULES[Reason(reason)]
    assert answer.status_code == rule.status, answer.text
    body: dict[str, Any] = answer.json()
    assert body["error"].keys() == {"code", "message", "detail"}
    assert body["error"]["code"] == rule.code
    assert body["reason"] == reason
    assert detail in body["error"]["detail"]
    assert body["error"]["detail"]
    assert abs(body["now"] - now_ms()) < 60_000
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"] == "application/json"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return body


def taken(answer: httpx.Response, count: int = 1) -> None:
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"now", "accepted", "every"}
    assert answer.json()["accepted"] == count


@contextmanager
def catalog(server: Server) -> Iterator[Catalog]:
    opened = catalog_of(server.data)
    yield opened
    opened.close()


def change(server: Server, workspace: Workspace, **rules: Any) -> None:
    with catalog(server) as opened:
        opened.change_workspace(UUID(workspace.workspace_id), **rules)


def eventually(send: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """The collector follows the catalog within a second."""
    answers: list[httpx.Response] = []

    def answered() -> bool:
        answers.append(send())
        return answers[-1].status_code == status

    wait_for(answered)
    return answers[-1]


# Reasons.


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"v": 2}, "$.v"),
        ({"seq": -1}, "$.seq"),
        ({"seq": 2**22}, "$.seq"),
        ({"seq": 2**63}, "$.seq"),
        ({"seq": 2**64}, "$.seq"),
        ({"loaded": -(2**63)}, "$.loaded"),
        ({"sent": 2**53}, "$.sent"),
        ({"sent": 0}, "sent"),
        ({"play": str(uuid4())}, "play"),
        ({"play": "x"}, "$.play"),
        ({"video": "a/b"}, "$.video"),
        ({"video": "probe\n"}, "$.video"),
        ({"session": "short"}, "$.session"),
        ({"viewer": "v" * 257}, "$.viewer"),
        ({"context": {str(n): "" for n in range(11)}}, "$.context"),
        ({"page": "/relative"}, "page"),
        ({"page": ""}, "page"),
        ({"page": "https://[::1"}, "page"),
        ({"page": "https://e.org:99999/"}, "page"),
        ({"ref": "nonsense"}, "ref"),
        ({"duration": 0}, "$.duration"),
        ({"spans": [[0, 1, 0, 1]]}, "$.spans"),
        ({"spans": [[0, 1, 0, 1, 2]]}, "$.spans"),
        ({"spans": [[n, 0, 0, 0, 0] for n in range(1001)]}, "$.spans"),
        ({"n": {"play": -1}}, "$.n.play"),
        ({"screen": [1]}, "$.screen"),
    ],
)
def test_malformed(workspace: Workspace, fields: dict[str, Any], detail: str) -> None:
    refused(workspace.collect(beacon(**fields)), "malformed", detail)


def test_missing_fields(workspace: Workspace) -> None:
    for name in beacon():
        if name != "n":
            without = {field: value for field, value in beacon().items() if field != name}
            refused(workspace.collect(without), "malformed", name)


def test_unknown_key(workspace: Workspace) -> None:
    for key in ("pub_nobody", workspace.ingest_key.upper(), workspace.token):
        refused(workspace.collect(beacon(key=key)), "unknown_key", "key")


@pytest.mark.parametrize(
    ("minted", "played", "detail"),
    [
        (25 * HOUR, 1, "play"),
        (365 * DAY, 1, "play"),
        (-7 * DAY - HOUR, 7 * 24, "play"),
        (-365 * DAY, 1, "play"),
        (0, 25, "loaded"),
        (-2 * DAY, 1, "loaded"),
        (23 * HOUR, 2, "loaded"),
    ],
)
def test_clock(workspace: Workspace, minted: int, played: int, detail: str) -> None:
    """minted: after now, ms; played: hours from the load to the beacon."""
    now = now_ms()
    off = beacon(play=uuid7(now + minted), loaded=now - played * HOUR, sent=now)
    refused(workspace.collect(off), "clock", detail)


def test_clocks_that_are_fine(workspace: Workspace) -> None:
    now = now_ms()
    for minted, played in ((23 * HOUR, 0), (-7 * DAY + HOUR, 7 * 24 - 2), (0, 23)):
        taken(workspace.collect(beacon(play=uuid7(now + minted), loaded=now - played * HOUR, sent=now)))
    # The client's own clock only gives differences.
    for loaded in (0, 4_070_908_800_000, 2**53 - 2000):
        taken(workspace.collect(beacon(loaded=loaded, sent=loaded + 1_000)))


@pytest.mark.parametrize(
    ("spans", "detail"),
    [
        ([[0, 500, 0, 500, 0], [499, 10, 0, 10, 0]], "spans[1].at"),
        ([[500, 10, 0, 10, 0], [0, 10, 0, 10, 0]], "spans[1].at"),
        ([[-1, 10, 0, 10, 0]], "spans[0].at"),
        ([[0, -1, 0, 0, 0]], "spans[0].wall"),
        ([[0, 100, 0, 2_601, 0]], "spans[0].to"),
        ([[0, 100, 2_601, 0, 0]], "spans[0].to"),
        ([[0, 3_001, 0, 0, 0]], "spans[0].at + wall"),
        ([[2**53 - 1, 0, 0, 0, 0]], "spans[0].at + wall"),
        ([[0, 100, -(2**53 - 1), 2**53 - 1, 0]], "spans[0].to"),
    ],
)
def test_implausible(workspace: Workspace, spans: list[list[int]], detail: str) -> None:
    refused(workspace.collect(beacon(spans=spans)), "implausible", detail)


def test_domain(server: Server, own: Workspace) -> None:
    change(server, own, allowed_domains=["www.Example.com", "school.example"])
    bad = beacon(page="https://example.org/")
    refused(eventually(lambda: own.collect(bad), 403), "domain", "example.org")
    for page in (
        "https://notexample.com/",
        "https://example.com.evil.org/",
        "https://example.com@evil.org/",
        "file:///x",
    ):
        refused(own.collect(beacon(page=page)), "domain", "page")
    for page in ("https://example.com/", "https://WWW.EXAMPLE.COM/a", "http://a.b.school.example:8080/?q"):
        taken(own.collect(beacon(page=page)))
    change(server, own, allowed_domains=[])
    eventually(lambda: own.collect(bad), 200)


def test_unknown_video(server: Server, own: Workspace) -> None:
    taken(own.collect(beacon(video="made")))
    change(server, own, create_unknown=False)
    refused(eventually(lambda: own.collect(beacon(video=f"new-{uuid4()}")), 404), "unknown_video", "video")
    taken(own.collect(beacon(video="made")))
    with catalog(server) as opened:
        owner = UUID(own.workspace_id)
        project = opened.create_project(owner, "Live").id
        opened.put_content(owner, "the-event", "event", project)
        opened.put_content(owner, "the-stream", "stream", project, event_id="the-event")
    eventually(lambda: own.collect(beacon(video="the-stream", live=True)), 200)
    refused(own.collect(beacon(video="the-event")), "unknown_video", "event")


@pytest.mark.parametrize(("domains", "most"), [(1, 500), (3, 1_000)])
def test_hourly_cap_of_new_videos(own: Workspace, domains: int, most: int) -> None:
    accepted: list[str] = []
    reasons: Counter[str] = Counter()
    pages = [f"https://school-{number}.example/" for number in range(domains)]
    for batch in range(most // 100 + 1):
        videos = [f"new-{batch}-{number}" for number in range(100)]
        named = zip(videos, cycle(pages), strict=False)
        answer = own.collect(*(beacon(video=video, page=page) for video, page in named)).json()
        wrong = {item["index"] for item in answer.get("refused", [])}
        reasons.update(item["reason"] for item in answer.get("refused", []))
        accepted += [video for index, video in enumerate(videos) if index not in wrong]
    assert most - 2 <= len(accepted) <= most  # the workspace has its probe, too
    assert reasons == {"unknown_video": most + 100 - len(accepted)}
    refused(own.collect(beacon(video="one-more", page=pages[0])), "unknown_video", f"{most:,}")
    taken(own.collect(beacon(video=accepted[0])))


def test_erased_viewer(server: Server, own: Workspace) -> None:
    taken(own.collect(beacon(viewer="ann")))
    with catalog(server) as opened:
        opened.erase_viewer(UUID(own.workspace_id), "ann")
    refused(eventually(lambda: own.collect(beacon(viewer="ann")), 410), "erased", "viewer")
    taken(own.collect(beacon(viewer="Ann")))
    taken(own.collect(beacon()))


def test_rates(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("rates") / "data"
    options = ("--rate-per-address", 2, "--rate-per-key", 3, "--trusted-proxies", "127.0.0.1/32")
    with serving(data, *options) as server:
        a, b = server.workspace(), server.workspace()

        def burst(workspace: Workspace, address: str, new: bool = False) -> tuple[int, httpx.Response]:
            headers = {"X-Forwarded-For": address}
            answers = [
                workspace.collect(beacon(video=f"v{number}" if new else "probe"), **headers) for number in range(60)
            ]
            wrong = [answer for answer in answers if answer.status_code != 200]
            return len(answers) - len(wrong), wrong[-1]

        passed, last = burst(a, "198.51.100.1", new=True)
        assert passed >= 20  # a burst of ten seconds, each new video counted once
        body = refused(last, "rate", "too many")
        assert body["retry_after"] == int(last.headers["Retry-After"]) > 0
        assert burst(a, "198.51.100.2")[0] >= 5  # the key has some left, though not for all
        assert burst(b, "198.51.100.3")[0] >= 20
        listed = b.collect(*(beacon() for _ in range(90)), **{"X-Forwarded-For": "198.51.100.4"}).json()
        assert {item["reason"] for item in listed["refused"]} == {"rate"}
        assert listed["accepted"] + len(listed["refused"]) == 90


# Arrays.


def test_array_half_bad(workspace: Workspace) -> None:
    good, bad = beacon(), beacon(seq=-1)
    answer = workspace.collect(good, bad, beacon(), beacon(key="pub_nobody"), beacon(spans=[[0, -1, 0, 0, 0]]))
    assert answer.status_code == 200
    body = answer.json()
    assert body["accepted"] == 2
    assert [(item["index"], item["reason"]) for item in body["refused"]] == [
        (1, "malformed"),
        (3, "unknown_key"),
        (4, "implausible"),
    ]
    assert "$.seq" in body["refused"][0]["detail"]


def test_array_all_bad_and_of_anything(workspace: Workspace) -> None:
    body = post(workspace, b'[1, null, "x", [], {}, [[]], true, 1e400]').json()
    assert body["accepted"] == 0
    assert [item["index"] for item in body["refused"]] == list(range(8))
    assert {item["reason"] for item in body["refused"]} == {"malformed"}


def test_lengths_of_arrays(workspace: Workspace) -> None:
    refused(post(workspace, b"[]"), "malformed", "1 to 100")
    refused(workspace.collect(*(beacon() for _ in range(101))), "malformed", "101")
    taken(workspace.collect(*(beacon() for _ in range(100))), 100)


# Bytes.


def post(workspace: Workspace, body: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    told = {"Content-Type": "text/plain", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return workspace.client.post(workspace.url + "/collect", content=body, headers=told)


def encoded(workspace: Workspace, **fields: Any) -> bytes:
    return json.dumps({"key": workspace.ingest_key, **beacon(**fields)}).encode()


def test_content_types(workspace: Workspace) -> None:
    for kind in ("text/plain", "text/plain;charset=UTF-8", "application/json", "Application/JSON; charset=utf-8"):
        taken(post(workspace, encoded(workspace), Content_Type=kind))
    for kind in ("image/png", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text"):
        refused(post(workspace, encoded(workspace), Content_Type=kind), "malformed", "Content-Type")


def test_gzip(workspace: Workspace) -> None:
    body = encoded(workspace)
    packed = gzip.compress(body)
    taken(post(workspace, packed, Content_Encoding="gzip"))
    taken(post(workspace, packed, Content_Encoding="GZIP"))
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 65_536
    refused(post(workspace, bomb, Content_Encoding="gzip"), "too_large")
    for broken in (body, packed[:-1], packed[:10], b"", packed + packed, packed[:-8] + b"\0" * 8):
        refused(post(workspace, broken, Content_Encoding="gzip"), "malformed", "Content-Encoding")
    refused(post(workspace, packed), "malformed")


def test_size_of_the_body(workspace: Workspace) -> None:
    body = encoded(workspace)
    most = body + b" " * (65_536 - len(body))
    taken(post(workspace, most))
    taken(post(workspace, iter([most[:40_000], most[40_000:]])))
    taken(post(workspace, gzip.compress(most), Content_Encoding="gzip"))
    refused(post(workspace, most + b" "), "too_large")
    refused(post(workspace, iter([most, b" "])), "too_large")
    refused(post(workspace, gzip.compress(most + b" "), Content_Encoding="gzip"), "too_large")
    # Many more than are read: the answer comes, whether or not the rest can still be sent.
    refused(post(workspace, b" " * 10_000_000), "too_large") if not hangs_up(workspace, 10_000_000) else None
    taken(post(workspace, body))


def hangs_up(workspace: Workspace, size: int) -> bool:
    try:
        post(workspace, b" " * size)
    except httpx.TransportError:
        return True
    return False


def test_hostile_bytes(workspace: Workspace) -> None:
    """Each is answered 200 or 400."""
    text = encoded(workspace, viewer="VIEWER").decode()
    fields = text[:-1]

    def with_viewer(value: bytes) -> bytes:
        return text.encode().replace(b"VIEWER", value)

    numbers = ("NaN", "Infinity", "-Infinity", "1e400", "1.0", "01", "+1", "0x1", "9" * 5_000, "true", '"1"')
    malformed = [
        b"", b" ", b"null", b"5", b'"x"', b"{", b"}", b"[", b"[[", b"{}", b"[{}", b"\0", b"\xff\xfe",
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"), text.encode("utf-32"),
        b"[" * 65_000, b'{"a":' * 13_000, (fields + ',"x":' + "[" * 30_000 + "]" * 30_000 + "}").encode(),
        text.replace('"spans": []', '"spans": ' + "[" * 30_000 + "]" * 30_000).encode(),
        *(text.replace('"seq": 1', f'"seq": {value}').encode() for value in numbers),
        (fields + ',"x":NaN}').encode(), (fields + ',"x":undefined}').encode(), (fields + ",}").encode(),
        with_viewer(b"\xff"), with_viewer(b"\xed\xa0\x80"), with_viewer(b"\\ud800"), with_viewer(b"\\udfff\\ud800"),
        with_viewer(b"\0"), with_viewer(b"\n"),
        with_viewer(b"\\x41"), text.encode() + text.encode(), text.encode() + b"\0",
    ]  # fmt: skip
    for body in malformed:
        refused(post(workspace, body), "malformed")
    fine = [
        (fields + ',"unknown":{"a":[1,2,{"b":null}]},"x":1e400,"y":' + "9" * 5_000 + "}").encode(),
        (fields + ',"seq":2,"seq":3}').encode(),  # the last one counts, as in JavaScript
        with_viewer("\\u0000 \\ud83d\\ude00 ż 😀 \\\\ ' \\n \\t {{}} %s".encode()),
        b"\n\t " + text.encode() + b"\r\n ",
    ]
    for body in fine:
        taken(post(workspace, body))


def test_odd_texts_are_kept_as_they_are(workspace: Workspace) -> None:
    """They pass the spool and the store unharmed, and come out of the API again; but for control characters."""
    viewers = [
        "nul \0 nul \x1b\x9f",
        "quote ' \" \\ \\' \\N",
        "tab\tline\nreturn\r",
        "😀 \u2028 \ufeff \u202e",
        "{a:Int} {{x}}",
        " ",
    ]
    context = {"k\0'\\\n": "v\0'\\\n😀", "": ""}
    for viewer in viewers:
        taken(
            workspace.collect(beacon(viewer=viewer, video="odd", context=context, page="https://e.org/\0'\\%00/ü 😀"))
        )
    workspace.loaded()
    found = workspace.get("/v1/analytics", **ALL, video_id="odd", group_by="external_id")["data"]
    assert sorted(row["external_id"] for row in found) == sorted(["nul  nul ", *viewers[1:]])
    assert all(row["player_loads"] == 1 for row in found)


ALL = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}


# HTTP.


def test_preflight_and_methods(server: Server) -> None:
    url = server.url + "/collect"
    answer = httpx.options(url, headers={"Origin": "https://e.org", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"]
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = httpx.request(method, url)
        assert answer.status_code == 405
        assert answer.json()["error"]["code"] == 405405
        assert "POST" in answer.headers["Allow"]
    assert httpx.head(url).status_code == 405


def raw(server: Server, sent: bytes, *, hang_up: bool = False) -> bytes:
    """What comes back on a connection of our own; hang_up: we don't wait for it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        return b"" if hang_up else connection.recv(65_536)


HEAD = b"POST /collect HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"


def test_broken_connections(server: Server, workspace: Workspace) -> None:
    for sent in (
        HEAD,
        HEAD + b"Content-Length: 100\r\n\r\n",
        HEAD + b"Content-Length: 100\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ):
        raw(server, sent, hang_up=True)
    assert b" 413 " in raw(server, HEAD + b"Content-Length: 65537\r\n\r\n")  # before a byte of it is sent
    assert b" 413 " in raw(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n10001\r\n" + b" " * 65_537 + b"\r\n")
    for sent in (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        HEAD + b"Content-Length: -5\r\n\r\nabc",
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        assert b" 400 " in raw(server, sent)
    taken(workspace.collect(beacon()))
    assert "Traceback" not in server.log.read_text()  # a phone that loses its network is no fault of ours


def test_connection_goes_on_after_refusals(server: Server, workspace: Workspace) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.connect()
    ours = connection.sock
    for body, status in ((b"{", 400), (encoded(workspace), 200), (encoded(workspace, key="x"), 403), (b"[]", 400)):
        connection.request("POST", "/collect", body, {"Content-Type": "text/plain"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
        assert connection.sock is ours
    connection.close()


# The ledger.


def test_ledger_counts_every_beacon_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("ledger") / "data"
    with serving(data) as server:
        workspace = server.workspace()  # which sent a beacon of its own
        ours, nobodys = Counter({"accepted": 1}), Counter({"unknown_key": workspace.unknown})
        for count in (1, 3, 100):
            taken(workspace.collect(*(beacon() for _ in range(count))), count)
            ours["accepted"] += count
        same = beacon()
        for _ in range(3):  # a repeated beacon is received, too
            taken(workspace.collect(same))
            ours["accepted"] += 1
        for _ in range(2):
            refused(workspace.collect(beacon(spans=[[0, -1, 0, 0, 0]])), "implausible")
            refused(workspace.collect(beacon(play=uuid7(0))), "clock")
            ours.update(["implausible", "clock", "malformed"])
            refused(workspace.collect(beacon(seq=-1)), "malformed")
            refused(workspace.collect(beacon(key="x")), "unknown_key")
            refused(post(workspace, b" " * 65_537), "too_large")
            refused(post(workspace, b"[]"), "malformed")  # an unreadable body counts as one
            torn = json.dumps(beacon(key=workspace.ingest_key)).encode()[:-1]
            refused(post(workspace, torn), "malformed")  # the key can be read, whatever cannot
            refused(post(workspace, b"[" + torn), "malformed")
            ours.update({"malformed": 2})
            nobodys.update(["unknown_key", "too_large", "malformed"])
        workspace.collect(beacon(), beacon(seq=-1), beacon(page="x"), beacon(key="x"), beacon())
        ours.update({"accepted": 2, "malformed": 2})
        nobodys.update(["unknown_key"])
        bad = [{**beacon(), "received": 1_000}, {**beacon(), "received": "x"}, {**beacon(), "received": now_ms()}]
        del bad[0]["v"]
        lines = "".join(json.dumps(line) + "\n" for line in bad)
        imported = httpx.post(server.url + "/v1/plays/import", content=lines, headers=workspace.authorization).json()
        assert imported["data"]["accepted"] == 1
        assert [error["line"] for error in imported["data"]["errors"]] == [1, 2]
        ours.update({"accepted": 1, "malformed": 2})
        assert server.stop() == 0
    found = {UUID(owner): outcomes for owner, outcomes in ledger(data).items()}
    assert found == {UUID(workspace.workspace_id): ours, UUID(int=0): nobodys}
