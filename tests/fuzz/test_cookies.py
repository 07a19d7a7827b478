"""Cookies that others wrote: a request with one is a stranger's, whatever it says, and the server answers it."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Server, plain_client
from fuzz.budget import FUZZ
from mutoscope.catalog import COOKIE, DEVICE_COOKIE

NAMES = st.sampled_from([COOKIE, DEVICE_COOKIE, "", " ", "a", "__proto__"])
# What HTTP lets through in a header: no control characters but tabs, and bytes that are no UTF-8.
TEXTS = st.binary(max_size=200).map(lambda text: bytes(byte for byte in text if byte >= 32 and byte != 127))
PAIRS = st.lists(st.tuples(NAMES.map(str.encode), TEXTS), max_size=6).map(
    lambda pairs: b"; ".join(name + b"=" + value for name, value in pairs)
)
COOKIES = (TEXTS | PAIRS).map(bytes.strip)


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with plain_client(60, server.url) as found:
        yield found


@settings(FUZZ, max_examples=max(50, FUZZ.max_examples // 10))
@given(cookie=COOKIES)
@example(cookie=f"{COOKIE}=".encode())
@example(cookie=f"{COOKIE}=\udcff".encode("utf-8", "surrogatepass"))
@example(cookie=f"{COOKIE}=".encode() + b"\xff\xfe")
@example(cookie=f"{COOKIE}={'x' * 4000}; {COOKIE}=undefined".encode())
def test_no_cookie_is_a_login_but_a_login_s(client: httpx.Client, cookie: bytes) -> None:
    headers = {b"cookie": cookie}
    assert client.get("/v1/session", headers=headers).status_code == 401
    assert client.get("/v1/videos", headers=headers).status_code == 401
    assert client.patch("/v1/workspace", headers=headers, json={}).status_code == 401
    assert client.get("/", headers=headers).status_code == 200


@settings(FUZZ, max_examples=max(3, FUZZ.max_examples // 100))
@given(cookie=COOKIES)
@example(cookie=f"{DEVICE_COOKIE}=".encode())
@example(cookie=f"{DEVICE_COOKIE}=".encode() + b"\xff\xfe")
def test_a_login_that_fails_fails_alike(client: httpx.Client, cookie: bytes) -> None:
    body = {"email": "nobody@example.org", "password": "a long password"}
    assert client.post("/v1/session", headers={b"cookie": cookie}, json=body).status_code == 401
