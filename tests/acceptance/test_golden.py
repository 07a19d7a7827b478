"""The golden cases end to end: the installed server, history by the import, questions over REST."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from acceptance.looking import catalog_of
from conftest import Server, Workspace
from mutoscope.catalog import Content
from oracle import golden

CASES = golden.cases()


def set_up(server: Server, case: golden.Case) -> Workspace:
    workspace = server.workspace(timezone=case.timezone)
    catalog = catalog_of(server.data)
    owner = UUID(workspace.workspace_id)
    project = catalog.create_project(owner, "Everything")
    catalog.put_contents(
        [
            Content(
                workspace_id=owner,
                id=content.video,
                kind="stream" if content.live else "video",
                project_id=project.id,
                duration_ms=content.duration_ms,
            )
            for content in case.catalog.values()
        ]
    )
    catalog.close()
    return workspace


def deliver(workspace: Workspace, lines: Sequence[dict[str, Any]]) -> None:
    answer = workspace.import_(list(lines))
    # Copies that come two days late are refused for their clock; they could not have won.
    assert {error["reason"] for error in answer["errors"]} <= {"clock"}
    assert answer["accepted"] + answer["refused"] == len(lines)
    workspace.loaded()


def agree(rows: list[dict[str, Any]], expected: list[dict[str, Any]], said: str) -> None:
    """Every value that is expected is there; `local` only tells the reader what the clocks showed."""
    assert len(rows) == len(expected), said
    for row, wanted in zip(rows, expected, strict=True):
        known = {name: value for name, value in wanted.items() if name != "local"}
        assert {name: row[name] for name in known} == known, said


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_golden_case_over_http(server: Server, case: golden.Case) -> None:
    for way, lines in case.deliveries.items():
        workspace = set_up(server, case)
        deliver(workspace, lines)
        for expected in case.expect:
            check(workspace, case, expected, way)


def check(workspace: Workspace, case: golden.Case, expected: dict[str, Any], way: str) -> None:
    asked = expected["question"]
    chosen = {"from": asked["from"], "to": asked["to"], **asked.get("filters", {})}
    unit = {"group_time": asked["group_time"]} if "group_time" in asked else {}
    overview = workspace.get("/v1/analytics/overview", **chosen, **unit)["data"]
    if "total" in expected:
        shown = {name: value for name, value in expected["total"].items() if name in overview["total"]}
        assert {"views", "watch_time", "watch_depth", "completions"} <= shown.keys()
        assert {name: overview["total"][name] for name in shown} == shown, way
    if "timeline" in expected:
        in_overview = overview["timeline"][0].keys() | {"date"}
        wanted = [{name: bucket[name] for name in bucket if name in in_overview} for bucket in expected["timeline"]]
        agree(overview["timeline"], wanted, way)
    if "rows" in expected:
        check_rows(workspace, expected, chosen | unit, way)
    if "retention" in expected:
        wanted = expected["retention"]
        parameters = {**chosen, "video_id": wanted["video"], "slices": wanted["slices"]}
        slices = workspace.get("/v1/analytics/retention", **parameters)["data"]["slices"]
        for name in ("viewed", "plays"):
            assert (slices and [one[name] for one in slices]) == wanted[name], way


def check_rows(workspace: Workspace, expected: dict[str, Any], chosen: dict[str, Any], way: str) -> None:
    by = expected["question"]["by"]
    answer = workspace.get("/v1/analytics", **chosen, group_by=",".join(by), per_page=1000)
    found = {tuple(row[name] for name in by): row for row in answer["data"]}
    wanted = {tuple(row[name] for name in by): row for row in expected["rows"]}
    if expected["question"].get("every"):  # a report's rows: the API has those in which something happened
        wanted = {
            key: row
            for key, row in wanted.items()
            if any(row.get(name) for name in ("player_loads", "views", "watch_time"))
        }
    assert found.keys() == wanted.keys(), way
    assert answer["meta"]["pagination"]["total"] == len(wanted)
    agree([found[key] for key in wanted], list(wanted.values()), way)
