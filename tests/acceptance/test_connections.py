"""Connections: how many, for how long, on which addresses, and what a server says where it can't have them."""

import json
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from acceptance.test_commands import refused
from conftest import Server, Workspace, beacon, free_port, serving, wait_for

Start = Callable[..., Server]

AWAIT_S = 30
"""For what comes after a second: whether it comes is asked, not when."""

HEAD = b"POST /collect HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n"

STALLED = {
    "silent": b"",
    "half a request line": b"GET /healthz HT",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: h\r\nX-Sl",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "half a preface": b"PRI * HTTP/2.0\r\n",
    "half of a TLS greeting": bytes.fromhex("16030100c8010000c403"),
    "no body": HEAD + b"Content-Length: 10\r\n\r\n",
    "half a body": HEAD + b"Content-Length: 10\r\n\r\n{",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "no further chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    "half a login": HEAD.replace(b"/collect", b"/v1/session") + b"Content-Length: 10\r\n\r\n{",
    "idle after its answer": b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n",
}


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits for a second."""
    with serving(tmp_path_factory.mktemp("hurried") / "data", "--idle-seconds", 1) as server:
        yield server


@pytest.mark.parametrize("what", STALLED)
def test_who_keeps_a_connection_waiting_loses_it(hurried: Server, what: str) -> None:
    with socket.create_connection(("127.0.0.1", hurried.port), AWAIT_S) as client:
        client.sendall(STALLED[what])
        answered = b""
        while part := client.recv(65_536):  # raises TimeoutError where it stays open
            answered += part
    if "body" in what or "chunk" in what or "login" in what:
        assert answered.startswith(b"HTTP/1.1 408 ")
        assert b'"code":408408' in answered
    assert (b" 200 OK" in answered) == (what == "idle after its answer")


def test_an_import_that_stalls_is_over(hurried: Server) -> None:
    workspace = hurried.workspace()
    head = HEAD.replace(b"/collect", b"/v1/plays/import") + f"Authorization: Bearer {workspace.token}\r\n".encode()
    with socket.create_connection(("127.0.0.1", hurried.port), AWAIT_S) as client:
        client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 408 ")


def test_who_does_not_take_the_answer_loses_the_connection(hurried: Server) -> None:
    """More than the buffers of both ends hold."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(AWAIT_S)
        client.connect(("127.0.0.1", hurried.port))
        asked = b"GET /player/latest/hls.js HTTP/1.1\r\nHost: h\r\n\r\n" * 100_000
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            client.sendall(asked)


def test_a_slow_body_that_keeps_coming_is_taken(hurried: Server) -> None:
    workspace = hurried.workspace()
    line = json.dumps(beacon(received=beacon()["sent"])).encode() + b"\n"

    def parts() -> Iterator[bytes]:
        for _ in range(4):
            wait_for(iter([False] * 12 + [True]).__next__)  # half a second or so
            yield line + b"\n" * 1000

    answer = workspace.client.post(hurried.url + "/v1/plays/import", content=parts(), headers=workspace.authorization)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def many_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] != resource.RLIM_INFINITY and before[1] < 8000:
        pytest.skip("this system allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 8000), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_files")
def test_thousands_of_idle_connections_keep_nobody_out(server: Server, workspace: Workspace) -> None:
    with ExitStack() as opened:
        for number in range(2_500):
            client = opened.enter_context(socket.create_connection(("127.0.0.1", server.port), AWAIT_S))
            client.sendall(list(STALLED.values())[number % 3])
        with closing(httpx.Client(timeout=AWAIT_S)) as fresh:
            assert fresh.get(server.url + "/readyz").status_code == 200
            body = json.dumps({"key": workspace.ingest_key, **beacon()})
            assert fresh.post(server.url + "/collect", content=body).status_code == 200


def test_all_connections_taken_is_over_when_they_are(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data", "--connections", 16, "--idle-seconds", 2)
    with ExitStack() as opened:
        for _ in range(40):
            opened.enter_context(socket.create_connection(("127.0.0.1", server.port), AWAIT_S))
        assert httpx.get(server.url + "/healthz", timeout=AWAIT_S).status_code == 200


def test_few_files_are_said(tmp_path: Path, start: Start) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    data = tmp_path / "data"
    # As `ulimit -Sn`: the server raises it by itself. The hard one can't be given back to this process.
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        server = start(data)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    limit = Path(f"/proc/{server.process.pid}/limits").read_text("ascii")
    assert next(int(line.split()[3]) for line in limit.splitlines() if line.startswith("Max open files")) > 10_000
    assert "connections=10000" in server.log.read_text("utf-8")


def test_streams_are_bounded(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data", "--streams-per-user", 2)
    workspace = server.workspace()
    address = server.url + "/v1/analytics/live/stream"
    with ExitStack() as opened:
        client = opened.enter_context(httpx.Client(timeout=AWAIT_S, headers=workspace.authorization))
        streams = [opened.enter_context(client.stream("GET", address)) for _ in range(2)]
        assert [stream.status_code for stream in streams] == [200, 200]
        refusal = client.get(address)
        assert (refusal.status_code, refusal.headers["retry-after"]) == (429, "5")
        assert "has 2 streams open" in refusal.json()["error"]["detail"]
        streams[0].close()

        def taken() -> bool:
            with client.stream("GET", address) as stream:
                return stream.status_code == 200

        wait_for(taken, said="a stream that its client closed kept its seat")


def answers(address: str, port: int) -> bool:
    host = f"[{address}]" if ":" in address else address
    try:
        return httpx.get(f"http://{host}:{port}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(
    ("host", "reached", "not_reached"),
    [
        ("::1", ["::1"], ["127.0.0.1"]),
        ("[::1]", ["::1"], ["127.0.0.1"]),
        ("localhost", ["::1", "127.0.0.1"], ["127.0.0.2"]),
        ("::", ["::1", "127.0.0.1", "127.0.0.2"], []),
        ("0.0.0.0", ["127.0.0.1", "127.0.0.2"], ["::1"]),
        ("127.0.0.2", ["127.0.0.2"], ["127.0.0.1", "::1"]),
    ],
)
def test_addresses(tmp_path: Path, start: Start, host: str, reached: list[str], not_reached: list[str]) -> None:
    server = start(tmp_path / "data", "--host", host, ready=False)
    wait_for(lambda: answers(reached[0], server.port), 60, "the server did not answer")
    assert all(answers(one, server.port) for one in reached)
    assert not any(answers(one, server.port) for one in not_reached)
    open_to_all = host in {"::", "0.0.0.0"}
    assert ("no web server in front" in server.log.read_text("utf-8")) == open_to_all
    assert server.stop() == 0


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "no-such-name.invalid", "fe80::1%nosuch"])
def test_addresses_that_are_not_here(tmp_path: Path, host: str) -> None:
    said = refused("serve", "--data", tmp_path / "data", "--port", free_port(), "--log-level", "error", "--host", host)
    assert f"--host={host}" in said or f"--host {host}" in said
    assert not (tmp_path / "data").exists()  # it is said before anything is made


def test_a_taken_port_may_be_free_later(tmp_path: Path) -> None:
    """And so is no wrong setting: a service manager may try again."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        said = refused(
            "serve", "--data", tmp_path, "--log-level", "error", "--host", "localhost", "--port", port, code=1
        )
    assert f"--port {port}" in said
    assert "in use" in said
