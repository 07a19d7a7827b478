"""Server-sent events of who watches what: any number of listeners, no thread for any of them."""

import asyncio
import contextlib
import hashlib
import time
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from mutoscope import telemetry
from mutoscope.api.live_board import LiveBoard, Narrowing, Picture
from mutoscope.api.seats import Seats
from mutoscope.catalog import Requester, Workspace
from mutoscope.metrics import Traffic

EVERY_S = 1.0
"""Between two looks at a workspace."""

HEARTBEAT_S = 15.0
"""After so long without news a comment is sent, so that nobody on the way takes the connection for dead."""

LIFE_S = 300.0
"""After so long a stream ends, and the browser comes again by itself."""

CHECK_S = 3.0
"""How often it is looked up whether a listener still may listen."""

RETRY_MS = 2_000
LOOKS = 8
"""At once."""

Key = tuple[UUID, Traffic]


class LiveFeed:
    """Looks at a workspace once a second while someone listens. For one event loop, but `listen`."""

    def __init__(self, board: LiveBoard, now_ms: Callable[[], int], seats: Seats | None = None) -> None:
        """seats: how many may listen; by default any number."""
        self.board = board
        self._now_ms = now_ms
        self._threads = ThreadPoolExecutor(
            LOOKS, "live"
        )  # a look waits for its turn at the store, and nothing else for it
        self._seats = seats or Seats(0, 0)
        self._looks: dict[Key, asyncio.Task[Picture | None]] = {}
        self._looked: dict[Key, float] = defaultdict(float)
        self._closed = asyncio.Event()
        self._failures = telemetry.FailureLog()

    def listen(
        self,
        requester: Requester,
        traffic: Traffic,
        narrowing: Narrowing,
        *,
        last_id: str,
        still_may: Callable[[], bool],
    ) -> AsyncIterator[bytes]:
        """`events` for somebody, who takes a seat until they end. Raises TooManyRequests."""
        leave = self._seats.take(requester.workspace.id, requester.name)
        events = self.events(requester.workspace, traffic, narrowing, last_id=last_id, still_may=still_may, leave=leave)
        weakref.finalize(events, leave)  # where the client was gone before the first was asked for
        return events

    async def close(self) -> None:
        """End all streams, as the server stops, and wait until nobody looks at the store any more."""
        self._closed.set()
        await asyncio.gather(*self._looks.values(), return_exceptions=True)

    async def events(
        self,
        workspace: Workspace,
        traffic: Traffic,
        narrowing: Narrowing,
        *,
        last_id: str = "",
        still_may: Callable[[], bool] = lambda: True,
        leave: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[bytes]:
        """Events until the life of a stream is over, the listener may not listen any more (`still_may`, which may
        block), or the server stops; the first within a second.

        An id is a digest of what the event says: who comes again with the `last_id` and has missed nothing is told
        nothing. `leave`: called at the end.
        """
        telemetry.LISTENERS.inc()
        try:
            yield b"retry: %d\n\n" % RETRY_MS
            said = begun = checked = time.monotonic()
            while not self._closed.is_set() and time.monotonic() - begun < LIFE_S:
                if time.monotonic() - checked >= CHECK_S:
                    if not await asyncio.to_thread(still_may):
                        return
                    checked = time.monotonic()
                picture = await self._next(workspace, traffic)
                data = picture.encoded(narrowing) if picture else b""
                id_ = hashlib.sha256(data).hexdigest()[:16]
                if data and id_ != last_id:
                    yield b"id: %b\nevent: live\ndata: %b\n\n" % (id_.encode(), data)
                    last_id, said = id_, time.monotonic()
                elif time.monotonic() - said >= HEARTBEAT_S:
                    yield b": still here\n\n"
                    said = time.monotonic()
        finally:
            leave()
            telemetry.LISTENERS.dec()

    async def _next(self, workspace: Workspace, traffic: Traffic) -> Picture | None:
        """The next look at the workspace, which all who listen share; None where it failed, or the server stops."""
        key = (workspace.id, traffic)
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = asyncio.create_task(self._look(workspace, traffic))
            look.add_done_callback(lambda _: self._looks.pop(key))
        return await asyncio.shield(look)

    async def _look(self, workspace: Workspace, traffic: Traffic) -> Picture | None:
        key = (workspace.id, traffic)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(self._looked[key] + EVERY_S):
                await self._closed.wait()
            return None
        self._looked[key] = asyncio.get_running_loop().time()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self.board.picture, workspace, traffic, self._now_ms())
        except Exception as error:  # whoever listens keeps what it has, until the next look
            self._failures.failed("who watches now can't be told", error)
            return None
