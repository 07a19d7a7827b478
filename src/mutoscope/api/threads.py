"""The threads of requests that take long, questions to the store and passwords: theirs alone, so nothing else waits."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mutoscope.catalog import PASSWORDS_AT_ONCE
from mutoscope.errors import RequestError, TooManyRequests, Unavailable

RETRY_S = 5

Value = TypeVar("Value")


class _Threads:
    """So many requests at most, those that wait for a thread included; others are refused. For one event loop."""

    def __init__(self, name: str, threads: int, most: int, refusal: Callable[[], RequestError]) -> None:
        self._most = most
        self._pool = ThreadPoolExecutor(threads, name)
        self._refusal = refusal
        self._taken = 0

    async def run(self, function: Callable[[], Value]) -> Value:
        """Raises the refusal where there are too many."""
        if self._taken >= self._most:
            raise self._refusal()
        self._taken += 1
        work = asyncio.get_running_loop().run_in_executor(self._pool, function)
        work.add_done_callback(self._give_back)  # when it has ended, not when somebody stops waiting for it
        return await asyncio.shield(work)

    def _give_back(self, _: object) -> None:
        self._taken -= 1


class QuestionThreads(_Threads):
    """So many at most; a request that would have to wait for a thread is refused with Unavailable."""

    def __init__(self, most: int) -> None:
        busy = f"{most} questions are being answered already"
        super().__init__("questions", most, most, lambda: Unavailable(busy, retry_after=RETRY_S))

    async def walk(self, parts: Iterable[bytes]) -> AsyncIterator[bytes]:
        """The parts of a file, each made in a thread. A file that was begun waits for one."""
        coming, loop = iter(parts), asyncio.get_running_loop()
        while (part := await loop.run_in_executor(self._pool, next, coming, None)) is not None:
            yield part


class PasswordThreads(_Threads):
    """Of requests that hash a password, which takes 64 MiB and a tenth of a second; refused with TooManyRequests."""

    def __init__(self) -> None:
        busy = "many people are logging in just now; try again"
        super().__init__("passwords", PASSWORDS_AT_ONCE, 16, lambda: TooManyRequests(busy, retry_after=RETRY_S))
