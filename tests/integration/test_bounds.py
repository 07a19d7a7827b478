"""Questions within bounds: what one may take, how many run at once, whose turn it is, equal ones worked out once."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Barrier, Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import beacon, uuid7, wait_for
from integration.road import Road
from mutoscope.errors import StoreError, TooCostly, TooSlow
from mutoscope.metrics import MEASURES, Choice, Metrics, Period, Question
from mutoscope.store import Bounds, Params, Questions, Row, Store
from mutoscope.store.questions import Turns

HOG = "SELECT groupArray(number) AS all FROM numbers({n:UInt64})"
SLEEP = "SELECT sleepEachRow(0.05) AS slept FROM numbers(1000) SETTINGS max_block_size = 1"


@pytest.fixture
def bounded(road: Road) -> Callable[..., Questions]:
    """Questions to the shared store, within bounds of one's own."""
    return lambda **bounds: Questions(road.engine, Bounds(**bounds))


def test_over_its_memory_a_question_fails_and_others_go_on(road: Road, bounded: Callable[..., Questions]) -> None:
    questions = bounded(at_once=2, memory=200_000_000)
    with ThreadPoolExecutor(4) as pool:
        hogs = [pool.submit(questions.query, HOG, {"n": 100_000_000 + one}) for one in range(8)]
        others = [pool.submit(road.store.query, "SELECT {n:UInt8} AS n", {"n": one}) for one in range(50)]
        assert [other.result() for other in others] == [[{"n": one}] for one in range(50)]
        for hog in hogs:
            with pytest.raises(TooCostly):
                hog.result()
    assert questions.query("SELECT 1 AS one", {}) == [{"one": 1}]


def test_what_is_grouped_or_sorted_goes_to_the_disk_before_it_is_too_much(bounded: Callable[..., Questions]) -> None:
    questions = bounded(at_once=1, memory=120_000_000)
    distinct = (
        "SELECT count() AS n FROM (SELECT toString(sipHash64(number)) AS name FROM numbers(1500000) GROUP BY name)"
    )
    assert questions.query(distinct, {}) == [{"n": 1_500_000}]
    ordered = "SELECT max(place) AS n FROM (SELECT rowNumberInAllBlocks() + 1 AS place FROM"
    ordered += " (SELECT toString(sipHash64(number)) AS name FROM numbers(1500000) ORDER BY name LIMIT 1400000))"
    assert questions.query(ordered, {}) == [{"n": 1_400_000}]


def test_over_its_time_a_question_is_given_up(bounded: Callable[..., Questions]) -> None:
    questions = bounded(seconds=1)
    with pytest.raises(TooSlow):
        questions.query(SLEEP, {})
    assert questions.query("SELECT 1 AS one", {}) == [{"one": 1}]


def test_who_closes_waits_for_no_question(road: Road, bounded: Callable[..., Questions]) -> None:
    questions = bounded(at_once=3)
    going_on = "SELECT count() AS n FROM system.processes WHERE query = {sql:String}"
    with ThreadPoolExecutor(2) as pool:
        under_way = [pool.submit(questions.query, SLEEP, {}) for _ in range(2)]
        wait_for(lambda: road.store.query(going_on, {"sql": SLEEP}) == [{"n": 2}])
        questions.close()
        for one in under_way:
            with pytest.raises(StoreError, match="cancelled"):
                one.result()
    with pytest.raises(StoreError, match="closed"):
        questions.query("SELECT 1 AS one", {})
    assert road.store.query("SELECT 1 AS one", {}) == [{"one": 1}]


def test_so_many_statements_run_at_once_and_a_place_is_left_to_others(
    road: Road, bounded: Callable[..., Questions]
) -> None:
    questions = bounded(at_once=3, seconds=2)

    def running() -> int:
        rows = road.store.query("SELECT count() AS n FROM system.processes WHERE query LIKE '%sleepEachRow(0.05)%'", {})
        return int(rows[0]["n"]) - 1  # the one that counts

    with ThreadPoolExecutor(12) as pool:
        greedy = [pool.submit(questions.query, SLEEP, {"workspace": "greedy"}) for _ in range(8)]
        wait_for(lambda: running() == 2)
        assert questions.query("SELECT 1 AS one", {"workspace": "other"}) == [{"one": 1}]
        most = 0
        while wait(greedy, 0).not_done:
            most = max(most, running())
        assert most == 2
        for one in greedy:
            with pytest.raises(TooSlow):
                one.result()


@pytest.mark.parametrize("seed", range(5))
def test_turns_are_kept_whatever_comes_and_fails(seed: int) -> None:
    chance = random.Random(seed)
    at_once = chance.randint(1, 4)
    turns, running, most = Turns(at_once), [0], [0]

    def ask(line: int) -> None:
        with turns.turn(line):
            running[0] += 1
            most[0] = max(most[0], running[0])
            Event().wait(0.001)
            running[0] -= 1
            if line == 0:
                raise StoreError("as asked")

    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(ask, chance.randint(0, 3)) for _ in range(200)]
    assert sum(one.exception() is None for one in asked) > 100
    assert most[0] <= at_once
    with turns.turn("again"):
        pass


def test_a_line_that_came_later_does_not_wait_for_all_of_a_long_one() -> None:
    turns, order, holding = Turns(1), list[str](), Event()

    def ask(line: str) -> None:
        with turns.turn(line):
            order.append(line)

    with ThreadPoolExecutor(8) as pool, turns.turn("first"):
        for line in ["long"] * 5:
            pool.submit(ask, line)
        wait_for(lambda: sum(map(len, turns._waiting.values())) == 5)
        pool.submit(ask, "short")
        wait_for(lambda: sum(map(len, turns._waiting.values())) == 6)
        holding.set()
    assert order.index("short") <= 1


class Counting:
    """An engine that counts the statements that reach it, and holds the first until told."""

    def __init__(self, engine: Any) -> None:
        self._engine, self.asked, self.go_on = engine, list[str](), Event()

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        self.asked.append(sql)
        self.go_on.wait(30)
        return list(self._engine.query(sql, params))

    def close(self) -> None: ...


@pytest.fixture
def played(road: Road) -> Choice:
    """A workspace with a few plays of two days."""
    workspace = road.workspace()
    at = 1_709_596_800_000
    spans = [[0, 9_000, 0, 9_000, 0], [3_500_000, 9_000, 9_000, 18_000, 0]]
    lines = [
        {**beacon(play=uuid7(one), loaded=one, sent=one + 4_000_000, spans=spans), "received": one + 4_000_000}
        for one in range(at, at + 40 * 3_600_000, 3_600_000)
    ]
    road.send(workspace, [lines])
    return Choice(workspace=workspace.id, traffic="all")


PERIOD = Period.parse("2024-03-05", "2024-03-06", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda metrics, choice: metrics.overview(choice, PERIOD, "hour", now_ms=random.randrange(1_700_000_000_000)),
        lambda metrics, choice: metrics.ask(
            Question(choice=choice, period=PERIOD, measures=tuple(MEASURES), by=("date",), group_time="hour")
        ),
        lambda metrics, choice: metrics.retention(replace(choice, filters={"video_id": ["probe"]}), PERIOD, 100),
        lambda metrics, choice: metrics.referrers(choice, PERIOD, [("views", "desc")], limit=10, most_pages=5),
    ],
    ids=["overview", "ask", "retention", "referrers"],
)
def test_equal_questions_at_the_same_time_are_worked_out_once(
    road: Road, played: Choice, ask: Callable[[Metrics, Choice], object]
) -> None:
    alone = Counting(road.engine)
    alone.go_on.set()
    expected = ask(Metrics(Store(alone)), played)
    counting, together = Counting(road.engine), Barrier(6)
    metrics = Metrics(Store(counting))

    def at_once() -> object:
        together.wait()
        return ask(metrics, played)

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(at_once) for _ in range(6)]
        wait_for(lambda: counting.asked and together.n_waiting == 0)
        counting.go_on.set()
        assert [one.result() for one in answers] == [expected] * 6
    assert len(counting.asked) < 2 * len(alone.asked)
    ask(metrics, replace(played, traffic="human"))
    assert len(counting.asked) > len(alone.asked)  # another question is another one


def test_an_error_is_everybodys_who_waited_and_nobodys_afterwards(road: Road, played: Choice) -> None:
    class Failing(Counting):
        def query(self, sql: str, params: Params | None = None) -> list[Row]:
            super().query("SELECT 1 AS one")
            if self.go_on.is_set() and len(self.asked) <= 1:
                raise TooCostly
            return list(self._engine.query(sql, params))

    failing = Failing(road.engine)
    metrics = Metrics(Store(failing))
    question = Question(choice=played, period=PERIOD, measures=("views",), by=("date",))
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(metrics.ask, question) for _ in range(3)]
        wait_for(lambda: failing.asked)
        failing.go_on.set()
        assert any(isinstance(one.exception(), TooCostly) for one in asked)
    assert metrics.ask(question).total == 2
