"""What is measured runs in processes: servers of the installed command, functions in a fresh process, /proc on both."""

import ctypes
import json
import mmap
import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import httpx

MUTOSCOPE = str(Path(sys.executable).with_name("mutoscope"))
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MUTOSCOPE_")}
_LIBC = ctypes.CDLL(None, use_errno=True)
TICKS = os.sysconf("SC_CLK_TCK")

P = ParamSpec("P")
R = TypeVar("R")


def in_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """A function's answer from a process of its own: ClickHouse takes one folder a process, and memory starts anew."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def cpu_seconds(pid: int) -> float:
    """Processor time that all threads of a process have used so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Resident memory of a process (VmRSS) in megabytes of 10⁶ bytes."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) * 1024 / 1e6


def forget_files(folder: Path) -> int:
    """Take all files of a folder out of the system's memory. The bytes that are there all the same."""
    os.sync()  # what is not on disk yet would stay
    left = 0
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_size:
            with file.open("rb") as open_file:
                os.posix_fadvise(open_file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                left += _bytes_in_memory(open_file.fileno(), file.stat().st_size)
    return left


def _bytes_in_memory(descriptor: int, size: int) -> int:
    """Of a file: by mincore(2), which Python has no name for."""
    with mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE) as mapped:
        pages = (ctypes.c_ubyte * -(-size // mmap.PAGESIZE))()
        start = ctypes.c_char.from_buffer(mapped)
        failed = _LIBC.mincore(ctypes.byref(start), ctypes.c_size_t(size), pages)
        del start
    if failed:
        raise OSError(ctypes.get_errno(), "mincore")
    return sum(page & 1 for page in pages) * mmap.PAGESIZE


def read_mb(pid: int) -> float:
    """Megabytes of 10⁶ bytes that a process has had from disk so far; what the system had in memory is not in it."""
    lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("read_bytes"))) / 1e6


def machine() -> str:
    """What the figures were measured on, and how busy it was with other things."""
    load = os.getloadavg()[0]
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    return (
        f"{os.cpu_count()} cores, {model}; load average {load:.1f} as the run began."
        " Load generator and server share the machine: what else runs on it shows in every figure."
    )


@dataclass(frozen=True)
class Access:
    """What `mutoscope init` answers."""

    workspace_id: str
    token: str
    ingest_key: str


@dataclass
class Server:
    """A `mutoscope serve` of our own."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    listening_seconds: float = 0
    ready_seconds: float = 0

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, access: Access, **params: str) -> Any:  # noqa: ANN401 - JSON
        """The body of an answer of the REST API."""
        headers = {"Authorization": f"Bearer {access.token}"}
        answer = httpx.get(self.url + path, params=params, headers=headers, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def stop(self) -> float:
        """SIGTERM, as a service manager sends it; the seconds until the process was gone."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)
        return time.perf_counter() - began


def init(data: Path, *options: str) -> Access:
    """A workspace in a data folder, whether or not a server runs on it."""
    told = [
        "--workspace",
        f"bench-{secrets.token_hex(4)}",
        "--email",
        "owner@example.org",
        "--password",
        "a long password",
    ]
    command = [MUTOSCOPE, "init", "--data", str(data), *options, *told, "--json"]
    answer = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, timeout=60).stdout
    return Access(**json.loads(answer))


@contextmanager
def serving(data: Path, *options: str, command: str = "serve") -> Iterator[Server]:
    """The installed server on a data folder, ready; ended with the context, however that ends."""
    server = start(data, *options, command=command)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def start(data: Path, *options: str, command: str = "serve") -> Server:
    """Start the installed server; its `listening_seconds` and `ready_seconds` count from the start of the process."""
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    told = [MUTOSCOPE, command, "--data", str(data), "--port", str(port), "--rate-per-address", "0", *options]
    began = time.perf_counter()
    with (data / "serve.log").open("ab") as log:
        process = subprocess.Popen(told, stdout=log, stderr=log, env=ENVIRONMENT)
    server = Server(data, port, process)
    _wait(server, _listens)
    server.listening_seconds = time.perf_counter() - began
    _wait(server, _is_ready)
    server.ready_seconds = time.perf_counter() - began
    return server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, is_so: Callable[[Server], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so(server):
        if server.process.poll() is not None or time.monotonic() > deadline:
            server.process.kill()
            raise RuntimeError(f"the server did not start: {(server.data / 'serve.log').read_text('utf-8')}")
        time.sleep(0.005)


def _listens(server: Server) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0


def _is_ready(server: Server) -> bool:
    try:
        return httpx.get(server.url + "/readyz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False
