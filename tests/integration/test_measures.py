"""Every measure over every dimension: what the store answers is what the oracle counts by hand."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import histories
from integration.road import Road
from mutoscope.metrics import MEASURES, Choice, Period, Question
from oracle import golden, oracle, strategies, zones
from oracle.history import winners

CASES = golden.cases()


def ask(road: Road, workspace: UUID, question: Question) -> list[dict[str, Any]]:
    return road.metrics.ask(question).rows


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_golden_case(road: Road, case: golden.Case) -> None:
    for delivery, lines in case.deliveries.items():
        workspace = road.workspace(case.catalog.values(), case.timezone)
        road.send(workspace, [lines], twice=True)
        for expected in case.expect:
            asked = expected["question"]
            period = Period.parse(asked["from"], asked["to"], ZoneInfo(case.timezone))
            choice = Choice(workspace=workspace.id, filters=asked.get("filters", {}))
            question = Question(choice=choice, period=period, measures=tuple(MEASURES))
            if "total" in expected:
                assert road.metrics.total(question) == expected["total"], delivery
            if "timeline" in expected:
                by_date = Question(
                    choice=choice, period=period, measures=tuple(MEASURES), by=("date",), group_time=asked["group_time"]
                )
                total, timeline = road.metrics.timeline(by_date)
                agree(timeline, expected["timeline"])
                assert total == road.metrics.total(question)
            if "rows" in expected and not asked.get("every"):
                by = Question(
                    choice=choice,
                    period=period,
                    measures=tuple(MEASURES),
                    by=tuple(asked["by"]),
                    group_time=asked.get("group_time", "day"),
                )
                rows = {tuple(row[name] for name in asked["by"]): row for row in road.metrics.ask(by).rows}
                wanted = {tuple(row[name] for name in asked["by"]): row for row in expected["rows"]}
                assert rows.keys() == wanted.keys()
                agree([rows[key] for key in wanted], list(wanted.values()))
            if "retention" in expected:
                wanted = expected["retention"]
                one = Choice(workspace=workspace.id, filters={"video_id": [wanted["video"]]} | asked.get("filters", {}))
                found = road.metrics.retention(one, period, wanted["slices"])
                viewed = None if found.slices is None else [part.viewed for part in found.slices]
                plays = None if found.slices is None else [part.plays for part in found.slices]
                assert (viewed, plays) == (wanted["viewed"], wanted["plays"])


def agree(rows: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """Every value that is expected is there; `local` only tells the reader what the clocks showed."""
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert {name: row[name] for name in wanted if name != "local"} == {
            name: value for name, value in wanted.items() if name != "local"
        }


@histories(15)
@given(data=st.data())
def test_any_history_in_any_order_gives_the_oracles_numbers(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    batches = data.draw(strategies.deliveries(history), "deliveries")
    workspace = road.workspace(history.catalog.values())
    answers = road.send(workspace, batches, twice=data.draw(st.booleans(), "twice"))
    # Copies that come two days late are refused for their clock; they could not have won.
    assert {error["reason"] for answer in answers for error in answer["errors"]} <= {"clock"}, answers
    plays = winners([line for batch in batches for line in batch])
    for _ in range(4):
        compare(road, workspace.id, plays, history, data.draw(strategies.questions(history), "question"))


def compare(
    road: Road, workspace: UUID, plays: list[Any], history: strategies.History, asked: strategies.Question
) -> None:
    zone = ZoneInfo(asked.zone)
    period = Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=zone)
    question = Question(
        choice=Choice(workspace=workspace, filters=asked.filters),
        period=period,
        measures=tuple(MEASURES),
        by=asked.by,
        group_time=asked.unit,
    )
    expected = oracle.ask(
        plays, history.catalog, asked.from_ms, asked.to_ms, asked.edges_ms, by=asked.by, filters=asked.filters
    )
    rows = road.metrics.ask(question).rows if asked.by else [road.metrics.total(question)]
    assert keyed(rows, asked) == {
        row.key: {name: float_or_none(value) for name, value in oracle.rounded(row.measures).items()}
        for row in expected
    }


def keyed(rows: list[dict[str, Any]], asked: strategies.Question) -> dict[Any, dict[str, Any]]:
    return {
        tuple(zones.instant(row[name]) if name == "date" else row[name] for name in asked.by): {
            name: float_or_none(row[name]) for name in MEASURES
        }
        for row in rows
    }


def float_or_none(value: Any) -> float | None:
    return None if value is None else float(value)
