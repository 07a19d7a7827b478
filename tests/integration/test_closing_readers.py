"""Who asks while days are closed and opened again reads one state of the plays, never parts of two."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from integration.closing import DAY, ClosedWorkspace, at_once, differing
from integration.road import Road
from integration.test_closing_cut_off import CATALOG, DAYS, START, ZONE, play
from mutoscope.loader import Mirror
from mutoscope.metrics import MEASURES, Choice, Closer, Metrics, Period, Question
from mutoscope.metrics.metrics import wall_ms

LATE = 12
READERS = 2


def question(closed: ClosedWorkspace, *by: str) -> Question:
    period = Period(start_ms=START, end_ms=START + DAYS * DAY, zone=ZoneInfo(ZONE))
    return Question(choice=Choice(workspace=closed.id), period=period, measures=tuple(MEASURES), by=by)


def test_readers_see_one_state_while_late_plays_open_days(road: Road) -> None:
    closed = ClosedWorkspace(road, CATALOG, ZONE)
    closed.send([play(at_ms, number) for number, at_ms in enumerate(range(START, START + DAYS * DAY, DAY // 3))])
    closed.close_all()
    asked = question(closed)
    states = [road.metrics.total(at_once(asked))]  # after each late play
    done = Event()

    def read() -> list[tuple[int, dict[str, Any], int]]:
        """Answers, and how many states were known before and after each."""
        metrics, found = Metrics(road.store), []
        while not done.is_set():
            before = len(states)
            found.append((before, metrics.total(asked), len(states)))
        return found

    with closing(closed, closed.loader.between), ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        try:
            for number in range(LATE):
                closed.send([play(START + number % DAYS * DAY + 7_200_000 + number, 100 + number)])
                states.append(road.metrics.total(at_once(asked)))
        finally:
            done.set()
        answers = [answer for reader in readers for answer in reader.result()]
    assert len(answers) > LATE
    assert len({str(state) for state in states}) == len(states)
    for before, answer, after in answers:
        assert answer in states[before - 1 : after + 1]
    closed.close_all()
    assert road.metrics.total(asked) == states[-1]


def test_moves_change_no_number_while_days_are_closed(road: Road) -> None:
    """A video is moved to another project and back again and again, while days are closed and asked about."""
    closed = ClosedWorkspace(road, CATALOG, ZONE)
    closed.send([play(at_ms, number) for number, at_ms in enumerate(range(START, START + DAYS * DAY, DAY // 3))])
    mirror = Mirror(road.catalog, road.store)
    here = road.catalog.projects(closed.id)[0].id
    there = road.catalog.create_project(closed.id, "There").id
    forms = [question(closed), question(closed, "date", "video_id"), question(closed, "domain", "page")]
    known = [road.metrics.ask(at_once(form)).rows for form in forms]
    by_project = question(closed, "project_id")
    placements = [road.metrics.ask(by_project).rows]
    road.catalog.move_content(closed.id, "botany", there)
    mirror.follow()
    placements.append(road.metrics.ask(by_project).rows)
    done = Event()

    def move() -> int:
        moves = 0
        while not done.is_set():
            road.catalog.move_content(closed.id, "botany", (here, there)[moves % 2])
            mirror.follow()
            moves += 1
        return moves

    with closing(closed, mirror.still), ThreadPoolExecutor(1) as pool:
        moving = pool.submit(move)
        try:
            for _ in range(15):
                for form, rows in zip(forms, known, strict=True):
                    assert differing(road.metrics.ask(form).rows, rows) == []
                assert road.metrics.ask(by_project).rows in placements
        finally:
            done.set()
        assert moving.result() > 2


@contextmanager
def closing(closed: ClosedWorkspace, still: Callable[[], Any]) -> Iterator[None]:
    """Days are closed all the while, in a thread. still: nothing comes into the store or the mirror meanwhile."""
    closer = Closer(closed.road.store, lambda: [closed.zoned], still, wall_ms, quiet_ms=-1)
    done = Event()

    def close() -> None:
        while not done.is_set():
            if days := closer.open_days(closed.zoned):
                closer.close(closed.zoned, days[-2:])

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(close)
        try:
            yield
        finally:
            done.set()
        running.result()
