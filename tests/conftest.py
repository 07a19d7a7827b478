"""What tests share: installed servers that are really run, and the real parts on temporary folders."""

import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from mutoscope.catalog import Catalog, passwords

# A password takes a quarter of a second of a processor, and each of a thousand workspaces has an owner with one. A hash
# tells how much work it takes: what the tests put into a catalog, servers check as quickly.
passwords._HASHER = PasswordHasher.from_parameters(CHEAPEST)

# Servers start in half the time from compiled modules, which must not lie about in the sources.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("MUTOSCOPE_") and name != "PYTHONDONTWRITEBYTECODE"
} | {
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "mutoscope-tests-compiled"),
    "PYTHONFAULTHANDLER": "1",  # one that is aborted tells where each of its threads was
}
POSTGRES = os.environ.get("MUTOSCOPE_TEST_POSTGRES", "")
SAID = 20_000
"""Characters of a server's log that a failed test shows."""
PR_SET_PDEATHSIG = 1
"""Of Linux' prctl: the signal that a process gets when its parent ends."""
MUTOSCOPE = str(Path(sys.executable).with_name("mutoscope"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], Any], seconds: float = 30, said: str = "") -> Any:
    """The first true value of `what`, asked again and again; fails the test after so many seconds.

    A little less often each time: who asks takes processors from what is waited for.
    """
    deadline, pause = time.monotonic() + seconds, 0.01
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(said or f"did not come true within {seconds} s")
        time.sleep(pause)
        pause = min(pause * 1.25, 0.05)


def run(*arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The installed command, run to its end."""
    command = [MUTOSCOPE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=check, env=ENVIRONMENT, timeout=120)


def plain_client(timeout: float, base_url: str = "") -> httpx.Client:
    """For servers of ours, without TLS: to load the certificates takes 0.05 s of a processor for each client."""
    return httpx.Client(timeout=timeout, base_url=base_url, verify=False)


READINESS = plain_client(5)


@dataclass
class Workspace:
    """A workspace of a running server, and how to speak to it."""

    url: str
    workspace_id: str
    token: str
    ingest_key: str
    client: httpx.Client = field(default_factory=lambda: plain_client(60))
    unknown: int = 0  # beacons refused before the server knew the workspace
    has_imported: bool = False

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        answer = self.client.get(self.url + path, params=params, headers=self.authorization)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask(self, method: str, path: str, body: Any = None, *, expect: int = 200, **params: Any) -> dict[str, Any]:
        """The JSON of an answer, which must be of that status; empty for none."""
        answer = self.client.request(method, self.url + path, json=body, params=params, headers=self.authorization)
        assert answer.status_code == expect, answer.text
        return dict(answer.json()) if answer.content else {}

    def invite(self, email: str, role: str = "viewer") -> str:
        """The secret of a new invitation's link."""
        link = self.ask("POST", "/v1/invitations", {"email": email, "role": role}, expect=201)["data"]["link"]
        return str(link).partition("#")[2]

    def join(self, email: str, role: str, password: str = "a long password", name: str = "Ann") -> dict[str, Any]:
        """A new member, by the usual road: they are invited, and accept."""
        body = {"token": self.invite(email, role), "password": password, "name": name}
        with plain_client(60, self.url) as theirs:  # whose cookies are theirs
            theirs.post("/v1/invitations/accept", json=body).raise_for_status()
        return next(one for one in self.get("/v1/users", per_page=1000)["data"] if one["email"] == email.lower())

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def collect(self, *beacons: dict[str, Any], **headers: str) -> httpx.Response:
        """Send beacons as a player does, each with this workspace's key: one alone, several as an array."""
        keyed = [{"key": self.ingest_key, **beacon} for beacon in beacons]
        body = json.dumps(keyed[0] if len(keyed) == 1 else keyed)
        return self.client.post(self.url + "/collect", content=body, headers={"Content-Type": "text/plain", **headers})

    def import_(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Send history; every line must be taken."""
        body = "".join(json.dumps(line) + "\n" for line in lines)
        answer = self.client.post(self.url + "/v1/plays/import", content=body.encode(), headers=self.authorization)
        assert answer.status_code == 200, answer.text
        self.has_imported = True
        return dict(answer.json()["data"])

    def loaded(self) -> None:
        """Wait until all that was answered up to now has come to the store: until plays of its own have.

        Live beacons and imports come there on ways of their own.
        """
        video = f"probe-{secrets.token_hex(6)}"
        self.collect(beacon(video=video)).raise_for_status()
        if self.has_imported:
            now = time.time_ns() // 1_000_000
            self.import_([beacon(video=video, received=now, traffic="bot")])
        probes = 1 + self.has_imported
        wait_for(lambda: self.player_loads(video) == probes, said="what was accepted did not come to the store")

    def player_loads(self, video: str) -> int:
        """Of all traffic: httpx says that it is no browser."""
        period = {"from": "2020-01-01", "to": "2090-01-01"}
        found = self.get("/v1/analytics", **period, group_by="video_id", per_page=1000, traffic="all")
        return next((row["player_loads"] for row in found["data"] if row["video_id"] == video), 0)


@dataclass
class Server:
    """A `mutoscope serve` of our own."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    catalog: str = ""  # where it is not the SQLite file in `data`

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workspace(self, name: str = "", timezone: str = "UTC") -> Workspace:
        """A workspace of its own, known to the server: it has taken a play."""
        workspace = self.new_workspace(name, timezone)

        def known() -> bool:
            answered = workspace.collect(beacon()).status_code
            workspace.unknown += answered == 403
            return answered != 403

        wait_for(known, said="the server did not come to know the workspace")
        return workspace

    def new_workspace(self, name: str = "", timezone: str = "UTC") -> Workspace:
        """One without a single play, which the collector may not know yet."""
        name = name or f"test-{secrets.token_hex(6)}"
        # What `mutoscope init` does.
        with closing(Catalog(self.catalog or f"sqlite:///{self.data.absolute()}/catalog.sqlite")) as catalog:
            access = catalog.init(name, "owner@example.org", "a long password", timezone)
        return Workspace(self.url, str(access.workspace_id), access.token, access.ingest_key)

    def stop(self) -> int:
        """End it as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait(30)
            pytest.fail(f"the server did not end:\n{self.said()}")

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-SAID:]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


def start_server(data: Path, *options: object, port: int = 0, ready: bool = True, command: str = "serve") -> Server:
    """Start the installed server, or another command that serves, on a free port. ready: wait until it answers."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    log = data.parent / f"{data.name}-{port}.log"
    told = [
        MUTOSCOPE,
        command,
        "--data",
        data,
        "--port",
        port,
        "--rate-per-address",
        0,
        "--rate-per-token",
        0,
        "--login-attempts",
        0,
        "--videos-per-network",
        0,
        "--invitations-per-hour",
        0,
        "--segment-ms",
        100,
        *options,
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in told],
            stderr=output,
            stdout=output,
            env=ENVIRONMENT,
            preexec_fn=end_with_parent,  # noqa: PLW1509
        )
    server = Server(data, port, process, log)
    if ready:
        wait_for(lambda: is_ready(server), 120, f"the server did not become ready: {log}")
    return server


def end_with_parent() -> None:
    """Where Linux runs the tests, a server is told to stop when they are killed: none stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_ready(server: Server) -> bool:
    if server.process.poll() is not None:
        pytest.fail(f"the server ended with {server.process.returncode}:\n{server.log.read_text()}")
    try:
        return READINESS.get(server.url + "/readyz").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def serving(data: Path, *options: object) -> Iterator[Server]:
    """A server for as long as the context lasts."""
    server = start_server(data, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty catalog, of "sqlite" or of "postgresql" where MUTOSCOPE_TEST_POSTGRES names a server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'catalog.sqlite'}"
        return
    if not POSTGRES:
        pytest.skip("MUTOSCOPE_TEST_POSTGRES is not set")
    schema = f"test_{secrets.token_hex(8)}"
    server = sqlalchemy.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        # Not the server's time zone but ours: whatever it is set to must not matter.
        options = f"-csearch_path={schema} -ctimezone=America/Caracas"
        mine = sqlalchemy.make_url(POSTGRES).update_query_dict({"options": options})
        yield mine.render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    server.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server that the session's tests share, each with workspaces of its own."""
    with serving(tmp_path_factory.mktemp("shared") / "data") as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the server that it shares said meanwhile."""
    report = yield
    server = item.funcargs.get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("the server's log", server.said()))
    return report


@pytest.fixture
def workspace(server: Server) -> Workspace:
    """A workspace of the shared server, in UTC."""
    return server.workspace()


def uuid7(ms: int | None = None) -> str:
    """A play's id, minted at an instant (now by default)."""
    ms = time.time_ns() // 1_000_000 if ms is None else ms
    value = (ms << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id128() -> str:
    """A random session or device."""
    return secrets.token_urlsafe(16)


def beacon(**fields: Any) -> dict[str, Any]:
    """A plain, valid beacon of a play that was just loaded, with some fields as given."""
    now = time.time_ns() // 1_000_000
    return {
        "v": 1,
        "play": uuid7(),
        "seq": 1,
        "video": "probe",
        "session": id128(),
        "device": id128(),
        "page": "https://example.org/page",
        "loaded": now - 1000,
        "sent": now,
        "duration": 100_000,
        "spans": [],
        "playing": False,
        "n": {},
        **fields,
    }
