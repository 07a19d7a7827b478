"""Closing days may end after any of its statements: answers stay what the plays say, and the next closing goes on."""

from integration.closing import DAY, ClosedWorkspace
from integration.road import Road
from mutoscope.errors import StoreError
from mutoscope.store import Params, Row, Store
from oracle import strategies, zones
from oracle.history import Beacon, Content, Counts, Play, Span, import_line, last_beacon, token, uuid7

START = zones.instant("2023-05-27T22:00:00Z")  # midnight in Berlin
DAYS = 6
ZONE = "Europe/Berlin"
CATALOG = {
    "algebra": Content(video="algebra", duration_ms=60_000),
    "botany": Content(video="botany"),
}
FORMS: list[tuple[tuple[str, ...], int, int]] = [
    ((), 2, 4),
    (("date", "video_id"), 0, DAYS),
    (("domain", "page"), 1, DAYS),
]


class CutOff(Store):
    """The store, until so many statements were asked: then it is gone, with the answer of the last."""

    def __init__(self, store: Store, statements: int) -> None:
        self._cut, self._left = store, statements

    def query(self, statement: str, params: Params) -> list[Row]:
        rows = self._cut.query(statement, params)
        self._left -= 1
        if self._left == 0:
            raise StoreError("cut off")
        return rows


def test_any_cut_leaves_right_answers(road: Road) -> None:
    closed = ClosedWorkspace(road, CATALOG, ZONE)
    closed.send([play(at_ms, number) for number, at_ms in enumerate(range(START, START + DAYS * DAY, DAY // 3))])
    statements = 0
    while True:
        statements += 1
        closed.send([play(START + statements % DAYS * DAY + statements, 3 * statements)])  # opens days again
        try:
            closed.closer(CutOff(road.store, statements)).run()
        except StoreError:
            pass
        else:
            break  # as many as it takes
        ask(closed, statements)
        closed.close_all()
        ask(closed, statements + 1)
    assert statements > 8
    for form in range(len(FORMS)):
        ask(closed, form)


def play(at_ms: int, number: int) -> Beacon:
    """Of one of two sessions and of three viewers, who come on many days."""
    one = Play(
        video=("algebra", "botany")[number % 2],
        play=uuid7(at_ms, str(number)),
        session=token(f"s{number % 2}"),
        viewer=("", "ann", "bob")[number % 3] or None,
        loaded_ms=at_ms,
        spans=(Span(100, 6_000 + number, 1_000 * number, 1_000 * number + 6_000 + number),),
        counts=Counts(play=1),
        startup_ms=100,
        page=f"https://school.example/{number % 2}",
    )
    return import_line(last_beacon(one), at_ms + one.elapsed_ms, {})


def ask(closed: ClosedWorkspace, form: int) -> None:
    """One question after the other: about all days, and about some."""
    by, first, last = FORMS[form % len(FORMS)]
    from_ms, to_ms = START + first * DAY, START + last * DAY
    edges = tuple(zones.edges(ZONE, "day", from_ms, to_ms))
    closed.agrees(
        strategies.Question(zone=ZONE, unit="day", from_ms=from_ms, to_ms=to_ms, edges_ms=edges, by=by, filters={})
    )
