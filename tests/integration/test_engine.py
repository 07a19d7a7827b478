"""The store's engine: what fails spoils nothing, and as it closes what is under way comes to its end."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import wait_for
from integration.road import Road
from mutoscope.errors import StoreError
from mutoscope.store import Row

_CLOSING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from mutoscope.errors import StoreError
from mutoscope.store import EmbeddedEngine

engine = EmbeddedEngine(Path(sys.argv[1]))
with ThreadPoolExecutor(4) as pool:
    under_way = [pool.submit(engine.query, "SELECT sleep(1) AS slept") for _ in range(4)]
    while engine.query("SELECT count() AS n FROM system.processes WHERE query LIKE '%sleep%'")[0]["n"] < 5:
        pass  # the fifth is the one that asks
    engine.close()
    print([one.result()[0]["slept"] for one in under_way])
    try:
        engine.query("SELECT 1")
    except StoreError as error:
        print(error.detail)
"""


def test_closing_waits_for_statements_and_the_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CLOSING, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["[0, 0, 0, 0]", "the store is closed"]


# Statements that fail after they have answered something: a late row, the memory, the time, the size of the answer.
_FAILING = {
    "at a late row": "SELECT number, throwIf(number = 300000) AS thrown FROM numbers(400000)",
    "at a late row of many blocks": "SELECT toString(number) AS a FROM numbers(300000)"
    " WHERE throwIf(number = 299999) = 0 SETTINGS max_block_size = 1000",
    "over its memory": "SELECT groupArray(number) AS all FROM numbers(50000000) SETTINGS max_memory_usage = 40000000",
    "over its time": "SELECT sleepEachRow(0.01) AS slept FROM numbers(1000)"
    " SETTINGS max_execution_time = 0.2, max_block_size = 5",
    "over its rows": "SELECT number FROM numbers(3000000) SETTINGS max_result_rows = 100000",
    "as it is read": "SELECT no_such_column",
    "with text that is no UTF-8": "SELECT throwIf(number = 3, unhex('ff')) FROM numbers(5) SETTINGS max_block_size = 1",
}


@pytest.mark.parametrize("failing", _FAILING.values(), ids=_FAILING)
def test_a_statement_that_fails_spoils_none_after_it(road: Road, failing: str) -> None:
    for round_ in range(5):
        with pytest.raises(StoreError):
            road.store.query(failing, {})
        for _ in range(3):
            assert road.store.query("SELECT {n:UInt32} AS n", {"n": round_}) == [{"n": round_}]


def test_threads_get_their_own_answers_while_statements_of_others_fail(road: Road) -> None:
    def ask(number: int) -> list[Row] | None:
        if number % 3:
            return road.store.query("SELECT number FROM numbers({n:UInt32})", {"n": number})
        try:
            return road.store.query(list(_FAILING.values())[number // 3 % len(_FAILING)], {})
        except StoreError:
            return None

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(200)))
    assert answers == [[{"number": one} for one in range(n)] if n % 3 else None for n in range(200)]


_FIND = "SELECT query_id FROM system.processes WHERE query LIKE '%killed_here%' AND query NOT LIKE '%system.processes%'"


def test_a_statement_that_is_killed_spoils_none_after_it(road: Road) -> None:
    counting = "SELECT number, sleepEachRow(0.005) AS killed_here FROM numbers(100000) SETTINGS max_block_size = 10"
    for _ in range(5):
        with ThreadPoolExecutor(1) as pool:
            under_way = pool.submit(road.store.query, counting, {})
            (found,) = wait_for(lambda: road.store.query(_FIND, {}))
            road.store.query(f"KILL QUERY WHERE query_id = '{found['query_id']}' SYNC", {})
            with pytest.raises(StoreError, match="cancelled"):
                under_way.result()
        assert [road.store.query("SELECT 7 AS n", {}) for _ in range(3)] == [[{"n": 7}]] * 3


def test_one_damaged_part_fails_its_own_question_alone(road: Road) -> None:
    """Its reading throws in the middle of an answer."""
    road.store.query(
        "CREATE TABLE damaged (n UInt64 CODEC(NONE), part UInt8) ENGINE = MergeTree ORDER BY n"
        " SETTINGS min_bytes_for_wide_part = 0",
        {},
    )
    road.store.query("INSERT INTO damaged SELECT number, 1 FROM numbers(1000000)", {})
    (place,) = road.store.query("SELECT path FROM system.parts WHERE table = 'damaged' AND active", {})
    column = Path(place["path"]) / "n.bin"
    held = bytearray(column.read_bytes())
    held[len(held) * 3 // 4] ^= 0xFF
    column.write_bytes(held)
    for _ in range(3):
        with pytest.raises(StoreError):
            road.store.query("SELECT n FROM damaged SETTINGS max_block_size = 8192", {})
        assert road.store.query("SELECT 1 AS one", {}) == [{"one": 1}]
    road.store.query("DROP TABLE damaged", {})
