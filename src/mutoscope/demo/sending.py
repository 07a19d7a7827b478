"""Sending plays to an installation through its import, as any other system's history is sent."""

import gzip
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus

import httpx
import msgspec
from msgspec import Struct

from mutoscope.errors import MutoscopeError

CHUNK_BYTES = 4_000_000
_PATIENCE = 60  # seconds that the installation may ask us to wait for one chunk, all in all
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class SendError(MutoscopeError):
    """The installation didn't take the plays."""


class _Refusal(Struct):
    line: int = 0  # within its chunk
    reason: str = ""
    detail: str = ""


class _Counts(Struct):
    accepted: int
    refused: int
    errors: list[_Refusal] = []


class _Answer(Struct):
    data: _Counts


def send(lines: Iterable[bytes], url: str, token: str, progress: Callable[[int], None]) -> int:
    """Posts the lines in compressed chunks; returns how many were accepted. Sending them again changes nothing.

    progress: called with the number of lines of every chunk that was taken. Raises SendError for anything else than
    every line being accepted.
    """
    accepted = 0
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    timeout = httpx.Timeout(20, read=300)
    with (
        httpx.Client(base_url=url, headers=headers, timeout=timeout) as client,
        ThreadPoolExecutor(max_workers=1) as post,
    ):
        # One chunk is on its way while the next is made up: two at most are in memory.
        under_way: deque[Future[int]] = deque()
        try:
            for chunk in _chunks(lines):
                under_way.append(post.submit(_post, client, chunk))
                if len(under_way) > 1:
                    accepted += _taken(under_way.popleft(), progress)
            while under_way:
                accepted += _taken(under_way.popleft(), progress)
        finally:
            for later in under_way:
                later.cancel()
    return accepted


def _taken(sent: Future[int], progress: Callable[[int], None]) -> int:
    count = sent.result()
    progress(count)
    return count


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size >= CHUNK_BYTES:
            yield b"".join(chunk)
            chunk, size = [], 0
    if chunk:
        yield b"".join(chunk)


def _post(client: httpx.Client, chunk: bytes) -> int:
    """Returns how many lines were accepted: all of them. Waits and tries again when asked to."""
    body = gzip.compress(chunk, compresslevel=1)
    waited = 0.0
    while True:
        try:
            answer = client.post("/v1/plays/import", content=body)
        except httpx.HTTPError as error:
            raise SendError(f"{client.base_url} can't be reached: {error}") from error
        if answer.status_code not in _BUSY or waited >= _PATIENCE:
            return _read(answer)
        pause = _retry_after(answer)
        time.sleep(pause)
        waited += pause


def _retry_after(answer: httpx.Response) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), _PATIENCE) if asked.isdecimal() and asked != "0" else 1.0


def _read(answer: httpx.Response) -> int:
    if answer.status_code != HTTPStatus.OK:
        raise SendError(f"the import was answered {answer.status_code}: {answer.text[:500]}")
    try:
        counts = msgspec.json.decode(answer.content, type=_Answer).data
    except msgspec.DecodeError as error:
        raise SendError(f"the import's answer can't be read: {error}") from error
    if counts.refused:
        first = "; ".join(f"line {error.line}: {error.reason}, {error.detail}" for error in counts.errors[:5])
        raise SendError(f"{counts.refused:,} plays were refused: {first}")
    return counts.accepted
