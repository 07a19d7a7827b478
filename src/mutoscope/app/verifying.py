"""`mutoscope verify`: asks for a verification, waits for it, tells of it.

The process that owns the store carries it out: a server, or, where none runs, this one, by the same code.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from mutoscope.app.jobs import closer_of
from mutoscope.app.opening import open_catalog
from mutoscope.app.parts import open_parts
from mutoscope.catalog import Catalog, Verification
from mutoscope.config import Settings
from mutoscope.errors import MutoscopeError, StoreInUse
from mutoscope.loader import Loader, Mirror, Outcome, Pass, Verifier

EQUAL, DIFFERENT, CANCELLED = 0, 3, 130
"""Exit codes; 1 and 2 are those of every command."""

_LOOK_S = 1.0
_SILENT_S = 60.0
"""After so long without a word from the server it is asked whether there is one."""


def verify(settings: Settings, *, rebuild: bool) -> int:
    """Returns the exit code: EQUAL, DIFFERENT or CANCELLED. Raises MutoscopeError where it failed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an end, whoever asks for it, cancels
    with open_catalog(settings) as catalog, ExitStack() as opened:
        verifier: Verifier | None = None
        try:
            verifier = opened.enter_context(_verifier(settings))
        except StoreInUse:
            sys.stderr.write("A server is using the store, and is asked to verify it.\n")
        id_ = catalog.verifications.ask(rebuild=rebuild)
        try:
            ended = _ended(catalog, id_, verifier)
        except KeyboardInterrupt:
            catalog.verifications.cancel(id_)
            sys.stderr.write("Cancelled. Days that were opened are closed anew by the server, in the background.\n")
            return CANCELLED
    if ended.state == "cancelled":
        return CANCELLED
    if ended.state == "failed":
        raise MutoscopeError(ended.error)
    outcome = msgspec.convert(ended.outcome, Outcome)
    for line in told(outcome):
        sys.stdout.write(line + "\n")
    return EQUAL if outcome.is_equal else DIFFERENT


@contextmanager
def _verifier(settings: Settings) -> Iterator[Verifier]:
    """One of this process, which owns the store meanwhile. Raises StoreInUse."""
    with open_parts(settings) as parts:
        loader = Loader(parts.store, settings.spool_folder(), settings.imports_folder())
        closer = closer_of(parts, Mirror(parts.catalog, parts.store), loader, quiet_ms=1)  # nobody else touches days
        yield Verifier(parts.catalog, parts.closing, closer)


def _ended(catalog: Catalog, id_: UUID, verifier: Verifier | None) -> Verification:
    """Wait for its end, telling how it goes on. verifier: of this process, if it is to do the work."""
    with ExitStack() as held:
        work: Future[None] | None = None
        if verifier:
            pool = held.enter_context(ThreadPoolExecutor(1, "verifying"))
            held.callback(verifier.stop)  # before the pool waits for it
            work = pool.submit(verifier.run)
        show = held.enter_context(_showing())
        while True:
            known = catalog.verifications.find(id_)
            if known is None:
                raise MutoscopeError("the catalog has forgotten the verification; ask again")
            if known.state not in ("queued", "running"):
                return known
            show(known)
            if work is None:
                time.sleep(_LOOK_S)
            elif work in wait([work], _LOOK_S).done:
                work.result()


@contextmanager
def _showing() -> Iterator[Callable[[Verification], None]]:
    """What shows how far one is: a bar on a terminal, else a line whenever something has changed."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        said = [""]

        def say(known: Verification) -> None:
            text = _progress(known)
            if text != said[0]:
                sys.stderr.write(text + "\n")
            said[0] = text

        yield say
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def move(known: Verification) -> None:
            at = known.progress or {}
            bar.update(task, description=_progress(known), completed=at.get("done", 0), total=at.get("of") or None)

        yield move


def _progress(known: Verification) -> str:
    at = known.progress or {}
    text = f"{at['doing']}: {at['done']:,} of {at['of']:,}" if at.get("of") else at.get("doing", "waiting for its turn")
    if (datetime.now(UTC) - known.updated_at).total_seconds() > _SILENT_S:
        text += " (the server has said nothing for a minute; if it does not run, start it: it goes on then)"
    return text


def told(outcome: Outcome) -> Iterator[str]:
    """Lines for people."""
    yield from _pass(outcome.before)
    if outcome.after and outcome.before.rows:
        yield f"Made anew; {outcome.closed_anew:,} days were opened and closed again. Verified once more:"
        yield from _pass(outcome.after)
    if not outcome.is_equal and not outcome.after:
        yield "`mutoscope verify --rebuild` makes anew what differs."


def _pass(found: Pass) -> Iterator[str]:
    if not found.rows:
        yield "There are no plays yet, so there is nothing to verify."
    elif not found.days:
        yield (
            f"{found.rows:,} plays (and older versions of them) were looked at. No day is closed yet: a server does"
            " that in the background, once a day has been over for four hours."
        )
    else:
        yield f"{found.rows:,} plays (and older versions of them) and {found.days:,} closed days were looked at."
    if found.rows and not found.differences:
        yield "All is as it should be."
    for one in found.differences:
        yield from _difference(one)


def _difference(one: dict[str, Any]) -> Iterator[str]:
    if not one["column"]:
        rows = "1 row differs" if one["rows"] == 1 else f"{one['rows']:,} rows differ"
        yield f"{one['table']}: {rows}; workspace {one['workspace']}"
        return
    yield f"  {one['column']}: in {one['rows']:,}, such as"
    for place, stored, counted in one["first"]:
        yield f"    {place}: stored is {_short(stored)}, and it should be {_short(counted)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 100
