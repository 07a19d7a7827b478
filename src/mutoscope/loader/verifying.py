"""Verifications: what is derived from plays and what is closed, against what the plays give now; or made anew.

They are asked for in the catalog, by whoever can't open the store, and carried out by the process that owns it. One
that a crash cuts off is begun again by the next process, some times; any other failure is its end, with the reason.
"""

import time
from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any
from uuid import UUID

import msgspec
import structlog

from mutoscope.catalog import Catalog, Verification
from mutoscope.errors import CatalogError, MutoscopeError, StoreError
from mutoscope.loader.deriving import await_derived, compare_derived, mend_derived
from mutoscope.metrics import Closer, Difference, Zoned, closed_zones, compare_closed_days
from mutoscope.store import Store, query

LOOK_S = 0.5
"""Between two looks at how far the store is."""

_log = structlog.get_logger()


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison. rows: of plays, with their older versions; days: closed ones, in every zone."""

    rows: int
    days: int
    differences: list[dict[str, Any]]  # `Difference`


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification that is done has in the catalog.

    before: what was found; after: what was found once all was made anew, and `closed_anew` the days of it.
    """

    before: Pass
    after: Pass | None = None
    closed_anew: int = 0

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs now."""
        return not (self.after or self.before).differences


class _CancelledError(Exception):
    """Nobody waits for it any more."""


class _StoppedError(Exception):
    """This process is about to end."""


class Verifier:
    """Carries out the verifications that the catalog has. For one thread at a time."""

    def __init__(self, catalog: Catalog, store: Store, closer: Closer) -> None:
        """store: of statements that may take long."""
        self._catalog = catalog
        self._book = catalog.verifications
        self._store = store
        self._closer = closer
        self._recovered = False
        self._stopping = Event()

    def run(self) -> None:
        """Carry out those that wait, one after the other. Raises CatalogError, StoreError, and what nobody expected."""
        if not self._recovered:
            self._book.recover()
            self._recovered = True
        while not self._stopping.is_set() and (asked := self._book.claim()):
            self._recovered = False  # where the catalog does not take its outcome, it is not left as running for ever
            self._carry_out(asked)
            self._recovered = True

    def stop(self) -> None:
        """End what is under way: it is begun again by the next process. To be called from another thread."""
        self._stopping.set()
        self._store.close()

    def _carry_out(self, asked: Verification) -> None:
        began = time.monotonic()
        try:
            outcome = self._outcome(asked)
        except _CancelledError:
            _log.info("a verification was cancelled", id=str(asked.id))
        except Exception as error:
            if self._stopping.is_set():
                self._book.interrupt(asked.id)
                return
            if isinstance(error, CatalogError):
                raise  # tried again, as after a crash
            expected = isinstance(error, MutoscopeError)
            self._book.fail(asked.id, error.detail if isinstance(error, MutoscopeError) else f"{error!r}; see the log")
            if not expected:
                raise
            _log.error("a verification failed", id=str(asked.id), error=str(error))
        else:
            self._book.finish(asked.id, msgspec.to_builtins(outcome))
            _log.info(
                "verified the store",
                id=str(asked.id),
                is_equal=outcome.is_equal,
                ms=round((time.monotonic() - began) * 1000),
            )

    def _outcome(self, asked: Verification) -> Outcome:
        await_derived(self._store, lambda: self._wait(asked, "waiting for columns that are being rewritten"))
        before, where = self._compare(asked)
        if not asked.rebuild:
            return Outcome(before=before)
        stood = self._closer.standing()
        if where:
            mend_derived(self._store, where, lambda: self._wait(asked, "rewriting derived columns of plays"))
        closed_anew = self._close_anew(asked, stood)
        after, _ = self._compare(asked)
        return Outcome(before=before, after=after, closed_anew=closed_anew)

    def _compare(self, asked: Verification) -> tuple[Pass, Mapping[str, set[str]]]:
        rows, found, where = compare_derived(
            self._store, lambda done, of: self._tell(asked, "comparing derived columns of plays", done, of)
        )
        days = 0
        for zoned in closed_zones(self._store):
            doing = f"comparing closed days of {self._name(zoned.workspace)}"

            def tell(done: int, of: int, doing: str = doing) -> None:
                self._tell(asked, doing, done, of)

            compared, differing = compare_closed_days(self._store, zoned, tell)
            days += compared
            found += differing
        return Pass(rows=rows, days=days, differences=[self._told(one) for one in found]), where

    def _close_anew(self, asked: Verification, stood: Mapping[Zoned, Sequence[tuple[int, int]]]) -> int:
        """Open all days and have those that stood closed, the newest first, but for what is touched meanwhile.

        Returns how many there were.
        """
        opened = self._closer.open_all(stood)
        days = sum(len(one.days) for one in opened)
        while left := self._closer.still_open(opened):
            self._tell(asked, "closing days anew", days - left, days)
            self._closer.run()
            self._look()
        return days

    def _tell(self, asked: Verification, doing: str, done: int = 0, of: int = 0) -> None:
        if self._stopping.is_set():
            raise _StoppedError
        if not self._book.advance(asked.id, {"doing": doing, "done": done, "of": of}):
            raise _CancelledError

    def _wait(self, asked: Verification, doing: str) -> None:
        self._tell(asked, doing)
        self._look()

    def _look(self) -> None:
        """Give the store some time. Raises StoreError where what is waited for does not get on."""
        for row in self._store.query(query("rewriting"), {"tables": ["plays"]}):
            if row["latest_fail_reason"]:
                raise StoreError(f"plays can't be rewritten: {row['latest_fail_reason']}")
        self._stopping.wait(LOOK_S)

    def _told(self, one: Difference) -> dict[str, Any]:
        return {**msgspec.to_builtins(one), "workspace": self._name(one.workspace)}

    def _name(self, workspace_id: UUID) -> str:
        known = self._catalog.workspace(workspace_id)
        return f"{known.name} ({workspace_id})" if known else str(workspace_id)
