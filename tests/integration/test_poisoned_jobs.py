"""A job that fails for a reason nobody thought of fails alone: other workspaces' reports, mails and digests go on."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from acceptance.mailing import mail_server
from integration.clock import Clock
from integration.road import Road
from mutoscope.app.jobs import Job, running
from mutoscope.errors import StoreError

BODY = {"period": "yesterday", "fields": ["title", "views"], "email": "ann@example.org"}
DIGEST = {"kind": "digest", "every": "weekly", "email": "ann@example.org"}


@pytest.fixture
def poisoned(clock_in: Callable[[str], Clock]) -> Clock:
    """The workspace whose jobs fail. Its clock is that of both."""
    return clock_in("Europe/Berlin")


@pytest.fixture
def healthy(road: Road, poisoned: Clock) -> Clock:
    """Another workspace, whose jobs come after those."""
    other = Clock(road, poisoned.folder, "Asia/Tokyo")
    other.now = poisoned.now
    other.reports, other.client = poisoned.reports, poisoned.client
    return other


def ordered(clock: Clock, **more: Any) -> str:
    return str(clock.ask("POST", "/v1/reports", BODY | more).json()["data"]["id"])


def told(clock: Clock, report_id: str) -> dict[str, Any]:
    report: dict[str, Any] = clock.ask("GET", f"/v1/reports/{report_id}").json()["data"]
    return report


@pytest.fixture
def both(poisoned: Clock, healthy: Clock) -> tuple[Clock, Clock]:
    return poisoned, healthy


def tamper(road: Road, statement: str, *values: object) -> None:
    """Make the catalog say what none of our code writes: an earlier version, a hand, a broken disk did."""
    with closing(sqlite3.connect(f"{road.folder}/catalog.sqlite", isolation_level=None)) as other:
        assert other.execute(statement, values).rowcount > 0


def hexed(report_id: str) -> str:
    return report_id.replace("-", "")


@pytest.mark.parametrize(
    "address", ["ann@[example", "ann@example.org.", "ann@example.org\r\nBcc: eve@example.org", "@"]
)
def test_a_mail_to_what_is_no_address_ends_and_the_others_go(
    road: Road, poisoned: Clock, healthy: Clock, address: str
) -> None:
    first, second = ordered(poisoned), ordered(healthy)
    tamper(road, "UPDATE reports SET email = ? WHERE id = ?", address, hexed(first))  # as version 0.1 took it
    with mail_server() as sink:
        poisoned.start(sink.url)
        poisoned.work()
        assert [mail["To"] for mail in sink.mails] == ["ann@example.org"]
    assert told(healthy, second)["mail"]["state"] == "sent"
    mail = told(poisoned, first)["mail"]
    assert (mail["state"], mail["attempts"]) == ("failed", 1)
    assert "is not one e-mail address" in mail["error"]


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("asked", "{broken", "{}"),
        ("asked", '{"fields": [7]}', "{}"),
        ("asked", '{"fields": ["no such field"]}', "{}"),
        ("timezone", "Mars/Olympus", "UTC"),
        ("start_ms", 1 << 60, 1),
    ],
)
def test_a_report_that_can_not_be_made_fails_alone(
    road: Road, both: tuple[Clock, Clock], column: str, wrong: object, right: object
) -> None:
    poisoned, healthy = both
    first, second = ordered(poisoned), ordered(healthy)
    tamper(road, f"UPDATE reports SET {column} = ? WHERE id = ?", wrong, hexed(first))
    with capture_logs() as lines:
        for _ in range(3):
            poisoned.work()
    assert told(healthy, second)["state"] == "ready"
    assert poisoned.mail(second)
    tamper(road, f"UPDATE reports SET {column} = ? WHERE id = ?", right, hexed(first))
    assert told(poisoned, first)["state"] == "failed"
    assert told(poisoned, first)["error"].startswith("unexpected: ")
    assert len([line for line in lines if line["event"] == "a report failed"]) == 1


@pytest.mark.parametrize(("column", "value"), [("about", "{broken"), ("timezone", "Mars/Olympus"), ("about", "[7]")])
def test_a_mail_that_can_not_be_written_is_tried_some_times_and_ends(
    road: Road, poisoned: Clock, healthy: Clock, column: str, value: str
) -> None:
    first, second = ordered(poisoned), ordered(healthy)
    poisoned.reports.build_all()
    tamper(road, f"UPDATE reports SET {column} = ? WHERE id = ?", value, hexed(first))
    poisoned.reports.send_mails()
    assert poisoned.mail(second)
    for _ in range(12):
        poisoned.now += timedelta(minutes=16)
        poisoned.reports.send_mails()
    tamper(road, f"UPDATE reports SET {column} = ? WHERE id = ?", {"about": "{}"}.get(column, "UTC"), hexed(first))
    mail = told(poisoned, first)["mail"]
    assert (mail["state"], mail["attempts"], mail["next_attempt_at"]) == ("failed", 10, None)
    assert mail["error"].startswith("given up after 10 attempts: unexpected: ")


def test_a_mail_of_a_workspace_that_is_gone_ends_and_the_others_go(road: Road, poisoned: Clock, healthy: Clock) -> None:
    first, second = ordered(poisoned), ordered(healthy)
    poisoned.reports.build_all()
    tamper(road, "UPDATE reports SET workspace_id = ? WHERE id = ?", "0" * 32, hexed(first))
    poisoned.reports.send_mails()
    assert poisoned.mail(second)
    tamper(road, "UPDATE reports SET workspace_id = ? WHERE id = ?", poisoned.workspace.id.hex, hexed(first))
    assert told(poisoned, first)["mail"]["error"] == "the workspace is not there any more"


def test_what_a_mail_server_says_is_kept_whatever_it_is(poisoned: Clock, healthy: Clock) -> None:
    first = ordered(poisoned)
    with mail_server() as sink:
        poisoned.start(sink.url)
        sink.codes = {"RCPT": "550 no\0 such\x1b[31m user \u202e" + "x" * 900}
        poisoned.work()
        sink.codes = {}
        second = ordered(healthy)
        poisoned.work()
    assert told(healthy, second)["mail"]["state"] == "sent"
    mail = told(poisoned, first)["mail"]
    assert mail["state"] == "failed"
    assert mail["error"].isprintable()
    assert len(mail["error"]) <= 500


@pytest.mark.parametrize(
    ("cell", "wrong", "right"),
    [
        ("workspaces.timezone.id", "Mars/Olympus", "UTC"),
        ("schedules.asked.workspace_id", "{broken", "{}"),
        ("schedules.hour.workspace_id", 99, 7),
    ],
)
def test_a_schedule_that_can_not_be_run_waits_alone_and_is_well_when_it_can(
    road: Road, both: tuple[Clock, Clock], cell: str, wrong: object, right: object
) -> None:
    poisoned, healthy = both
    table, column, key = cell.split(".")
    for clock in (poisoned, healthy):
        assert clock.ask("POST", "/v1/reports/schedules", DIGEST).status_code == 201
    tamper(road, f"UPDATE {table} SET {column} = ? WHERE {key} = ?", wrong, poisoned.workspace.id.hex)
    poisoned.now += timedelta(days=1)
    with capture_logs() as lines:
        for _ in range(3):
            poisoned.work()
    assert [report["kind"] for report in healthy.listed()] == ["digest"]
    failures = [line for line in lines if line["event"] == "a schedule failed"]
    assert len(failures) == 1  # the next try is minutes away
    poisoned.now += timedelta(days=2)
    tamper(road, f"UPDATE {table} SET {column} = ? WHERE {key} = ?", right, poisoned.workspace.id.hex)
    (schedule,) = poisoned.ask("GET", "/v1/reports/schedules").json()["data"]
    assert schedule["error"].startswith("unexpected: ")
    poisoned.work()
    (schedule,) = poisoned.ask("GET", "/v1/reports/schedules").json()["data"]
    assert schedule["error"] is None
    assert len(poisoned.listed()) == 1


def test_a_scheduled_report_that_fails_is_tried_again_and_ends(poisoned: Clock) -> None:
    body = {"kind": "file", "every": "weekly", "email": "ann@example.org", "report": {"fields": ["views"]}}
    assert poisoned.ask("POST", "/v1/reports/schedules", body).status_code == 201
    poisoned.now += timedelta(days=1)
    poisoned.reports.run_schedules()
    (report,) = poisoned.listed()
    part = poisoned.folder / "reports" / f"{report['id']}.part"
    part.parent.mkdir(exist_ok=True)
    waits = []
    while report["state"] == "queued":
        part.symlink_to("/dev/full")
        poisoned.work()
        report = told(poisoned, report["id"])
        assert "the disk is full" in report["error"]
        if report["next_attempt_at"]:
            waits.append(report["attempts"])
            poisoned.now += timedelta(hours=2)
    assert (report["state"], waits) == ("failed", [1, 2, 3, 4])
    assert poisoned.ask("POST", f"/v1/reports/{report['id']}/again").status_code == 202
    poisoned.work()
    assert told(poisoned, report["id"])["mail"]["state"] == "sent"


def test_a_job_that_fails_each_time_is_logged_once_and_so_is_another_failure_of_it() -> None:
    calls = 0

    async def run() -> None:
        nonlocal calls
        calls += 1
        if calls == 30:
            done.set()
        if calls % 3 == 0:
            raise StoreError("the store is away")
        if calls % 7:
            raise ValueError(f"unforeseen, {calls}")

    async def work() -> None:
        async with running([Job("work", 0, run)]):
            await done.wait()

    done = asyncio.Event()
    with capture_logs() as lines:
        asyncio.run(work())
    failures = [line for line in lines if line["log_level"] == "error"]
    assert [type(line.get("exc_info")).__name__ for line in failures] == ["ValueError", "NoneType"]
    assert [line["event"] for line in lines if line["log_level"] == "info"] == ["well again"]


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("asked", "{broken"),
        ("asked", "[7]"),
        ("asked", '{"fields": 7}'),
        ("about", "\x00"),
        ("timezone", "Mars/Olympus"),
        ("end_ms", 1 << 60),
    ],
)
def test_a_report_that_can_not_be_read_hides_no_other(road: Road, poisoned: Clock, column: str, wrong: object) -> None:
    first, second = ordered(poisoned), ordered(poisoned)
    poisoned.reports.build_all()
    tamper(road, f"UPDATE reports SET {column} = ? WHERE id = ?", wrong, hexed(first))
    listed = {report["id"]: report for report in poisoned.listed()}
    assert listed.keys() == {first, second}
    assert (listed[second]["state"], listed[second]["rows"]) == ("ready", 1)
    assert listed[first]["created_at"] == listed[second]["created_at"]
    if column != "about":  # of which only the numbers of the file are missing
        assert listed[first]["state"] == "failed"
        assert listed[first]["error"].startswith("what the catalog has of it can't be read")
    tamper(road, "DELETE FROM reports WHERE id = ?", hexed(first))


def test_a_workspace_that_can_not_be_read_is_alone_and_lets_nobody_in(
    road: Road, poisoned: Clock, healthy: Clock
) -> None:
    for column in ("allowed_domains", "keep_query"):
        tamper(road, f"UPDATE workspaces SET {column} = '{{' WHERE id = ?", poisoned.workspace.id.hex)
    schedule = poisoned.ask("POST", "/v1/reports/schedules", DIGEST).json()["data"]["id"]
    tamper(road, "UPDATE schedules SET asked = 'null' WHERE id = ?", hexed(schedule))
    assert poisoned.ask("GET", "/v1/reports/schedules").json()["data"][0]["report"] is None
    damaged = poisoned.ask("GET", "/v1/workspace").json()["data"]
    assert (damaged["allowed_domains"], damaged["keep_query"]) == (["invalid"], [])
    there = {one.id for one in road.catalog.directory().keys.values()}
    assert {poisoned.workspace.id, healthy.workspace.id} <= there
    for column in ("allowed_domains", "keep_query"):
        tamper(road, f"UPDATE workspaces SET {column} = '[]' WHERE id = ?", poisoned.workspace.id.hex)
