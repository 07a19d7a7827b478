"""How many streams may be open at once: of a workspace, and of one token or user, whatever workspaces they are in."""

import threading
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from mutoscope.errors import TooManyRequests

_AGAIN_S = 5


class Seats:
    """Those of this process. Thread-safe."""

    def __init__(self, per_workspace: int, per_user: int) -> None:
        """0: any number."""
        self._per_workspace = per_workspace
        self._per_user = per_user
        self._taken: Counter[UUID | str] = Counter()
        self._lock = threading.Lock()

    def take(self, workspace_id: UUID, requester: str) -> Callable[[], None]:
        """A seat; what gives it back, once, however often it is called. Raises TooManyRequests."""
        with self._lock:
            if 0 < self._per_user <= self._taken[requester]:
                raise TooManyRequests(
                    f"this token or user has {self._per_user} streams open, the most there may be", retry_after=_AGAIN_S
                )
            if 0 < self._per_workspace <= self._taken[workspace_id]:
                raise TooManyRequests(
                    f"this workspace has {self._per_workspace} streams open, the most there may be",
                    retry_after=_AGAIN_S,
                )
            self._taken.update((workspace_id, requester))
        return _Seat(self._leave, workspace_id, requester)

    def _leave(self, workspace_id: UUID, requester: str) -> None:
        with self._lock:
            self._taken.subtract((workspace_id, requester))
            for name in (workspace_id, requester):
                if not self._taken[name]:
                    del self._taken[name]


class _Seat:
    """Given back by a call."""

    def __init__(self, leave: Callable[[UUID, str], None], workspace_id: UUID, requester: str) -> None:
        self._leave = leave
        self._names: tuple[UUID, str] | None = (workspace_id, requester)
        self._lock = threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            names, self._names = self._names, None
        if names:
            self._leave(*names)
