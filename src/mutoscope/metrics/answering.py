"""How a question is answered: by closed days where they have its rows, else by the plays alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mutoscope.metrics.closed_days import ClosedDays, closed_days, grouping_of
from mutoscope.metrics.compile import by_source, compile_question, compile_timeline
from mutoscope.metrics.days import compile_days
from mutoscope.metrics.periods import Buckets
from mutoscope.metrics.question import Question
from mutoscope.store import Row, Statement, Store

Value = TypeVar("Value")

TRIES = 3
"""Where what a question rests on changes while it is asked so often, the plays answer it."""


class Answering:
    """Which statements answer a question. Blocking; safe to call from several threads."""

    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms

    def rows(
        self, question: Question, around: Callable[[Statement], Statement] = lambda statement: statement
    ) -> tuple[list[Row], Buckets]:
        """Rows as `compile_question` has them, and the buckets. around: makes the statement that is asked of it.

        Raises ValueError for too many buckets, KeyError for unknown names, StoreError.
        """

        def by_days(closed: ClosedDays, grouping: tuple[str, ...]) -> tuple[list[Row], Buckets]:
            statement, cut = compile_days(question, grouping, closed, self._now_ms())
            return self._ask(around(statement)), cut

        def by_plays() -> tuple[list[Row], Buckets]:
            statement, cut = compile_question(question)
            return self._ask(around(statement)), cut

        return self.standing(question, by_days, by_plays)

    def timeline(self, question: Question, cut: Buckets) -> list[Row]:
        """Rows of a question by date alone, and that of the whole: with no bucket. Raises StoreError."""

        def by_days(closed: ClosedDays, grouping: tuple[str, ...]) -> list[Row]:
            return self._ask(compile_days(question, grouping, closed, self._now_ms(), totalled=True)[0])

        def by_plays() -> list[Row]:
            statements = [compile_timeline(one, cut) for one in by_source(question)]
            rows: dict[int | None, Row] = {}
            with ThreadPoolExecutor(len(statements), "timeline") as pool:  # one seldom keeps all cores busy
                for found in pool.map(self._ask, statements):
                    for row in found:
                        rows.setdefault(row["bucket"], {}).update(row)
            return list(rows.values())

        return self.standing(question, by_days, by_plays)

    def standing(
        self,
        question: Question,
        by_days: Callable[[ClosedDays, tuple[str, ...]], Value],
        by_plays: Callable[[], Value],
    ) -> Value:
        """An answer by closed days that stood all the while, if there are such; else by the plays."""
        grouping = grouping_of(question)
        if grouping is None:
            return by_plays()
        closed = self._closed(question)
        for _ in range(TRIES):
            if not any(question.period.start_ms <= start < question.period.end_ms for start in closed.starts):
                break
            answer, before = by_days(closed, grouping), closed
            closed = self._closed(question)
            if before.standing <= closed.standing:
                return answer
        return by_plays()

    def _closed(self, question: Question) -> ClosedDays:
        return closed_days(self._store, question.choice.workspace, question.period.zone)

    def _ask(self, statement: Statement) -> list[Row]:
        return self._store.query(statement.sql, statement.params)
