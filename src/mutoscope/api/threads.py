"""The threads in which requests with questions to the store wait: theirs alone, so that nothing else waits for one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mutoscope.errors import Unavailable

RETRY_S = 5

Value = TypeVar("Value")


class QuestionThreads:
    """So many at most; a request that would have to wait for a thread is refused. For one event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool = ThreadPoolExecutor(most, "questions")
        self._taken = 0

    async def run(self, function: Callable[[], Value]) -> Value:
        """Raises Unavailable where all are taken."""
        if self._taken >= self._most:
            raise Unavailable(f"{self._most} questions are being answered already", retry_after=RETRY_S)
        self._taken += 1
        work = asyncio.get_running_loop().run_in_executor(self._pool, function)
        work.add_done_callback(self._give_back)  # when it has ended, not when somebody stops waiting for it
        return await asyncio.shield(work)

    async def walk(self, parts: Iterable[bytes]) -> AsyncIterator[bytes]:
        """The parts of a file, each made in a thread. A file that was begun waits for one."""
        coming, loop = iter(parts), asyncio.get_running_loop()
        while (part := await loop.run_in_executor(self._pool, next, coming, None)) is not None:
            yield part

    def _give_back(self, _: object) -> None:
        self._taken -= 1
