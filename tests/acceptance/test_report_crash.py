"""Reports and `kill -9`: each ends ready, once, with one mail, and nothing is left over."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from acceptance.looking import catalog_of
from acceptance.mailing import Sink, held, mail_server
from acceptance.schooling import School
from conftest import Server, Workspace, start_server, wait_for
from mutoscope.catalog import Content

CONTENTS = 15_000  # three parts of a build
ASKED = {"period": "this_month", "fields": ["title", "views"], "email": "ann@example.org"}


def settled(school: School) -> dict[str, dict[str, object]]:
    """All reports by id, once no build and no mail is to come."""

    def over() -> dict[str, dict[str, object]] | None:
        reports = school.workspace.get("/v1/reports", per_page=100)["data"]
        done = all(report["state"] == "ready" and report["mail"]["state"] in {"sent", "unsure"} for report in reports)
        return {report["id"]: report for report in reports} if done else None

    found: dict[str, dict[str, object]] = wait_for(over, 30)
    return found


def killed_at(server: Server, school: School, reached: Callable[[dict[str, object]], bool]) -> str:
    """Ask for a report, and kill the server as soon as it is that far. Its id."""
    id_ = str(school.ask(**ASKED)["id"])
    wait_for(lambda: reached(school.workspace.get(f"/v1/reports/{id_}")["data"]))
    server.kill()
    return id_


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Starts servers, of which none outlives the test."""
    started: list[Server] = []

    def start(data: Path, sink: Sink) -> Server:
        started.append(start_server(data, "--smtp", sink.url))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.kill()


def test_kills_at_ten_points_cost_nothing_and_send_nothing_twice(
    tmp_path: Path, start: Callable[[Path, Sink], Server]
) -> None:
    data = tmp_path / "data"
    with mail_server() as sink:
        server = start(data, sink)
        school = set_up(server)
        files = data / "reports"
        points: list[Callable[[dict[str, object]], bool]] = [
            lambda _: True,
            lambda report: report["state"] != "queued",
            lambda report: bool(list(files.glob("*.part"))) or report["state"] == "ready",
            lambda report: int(str(report["progress"])) >= 33,
            lambda report: int(str(report["progress"])) >= 66,
            lambda report: int(str(report["progress"])) >= 99,
        ]
        asked = []
        for reached, command in zip(points, ("EHLO", "MAIL", "RCPT", "DATA", "", ""), strict=True):
            with held(sink, command):
                if command:  # one is being mailed, another one made
                    asked.append(str(school.ask(**ASKED)["id"]))
                    assert sink.holding.wait(60)
                asked.append(killed_at(server, school, reached))
            server = start(data, sink)
            school.workspace.url = server.url
            settled(school)
        reports = settled(school)
        assert set(reports) == set(asked)
        assert len(asked) == 10
        wait_for(lambda: all(sink.of(id_) for id_ in asked))
        assert [len(sink.of(id_)) for id_ in asked] == [1] * 10
        # Of the one that was killed between the mail and the answer, nobody can know: it was not sent again.
        assert {id_ for id_, report in reports.items() if report["mail"]["state"] == "unsure"} == {asked[6]}  # type: ignore[index]
        assert {path.name for path in files.iterdir()} == {f"{id_}.zip" for id_ in asked}
        for id_, report in reports.items():
            assert report["rows"] == CONTENTS + 1  # the probe
            assert len(school.rows(report)) == CONTENTS + 1, id_
        assert server.stop() == 0


def set_up(server: Server) -> School:
    workspace = server.workspace()
    owner = UUID(workspace.workspace_id)
    catalog = catalog_of(server.data)
    project = catalog.create_project(owner, "Everything")
    catalog.put_contents(
        [
            Content(workspace_id=owner, id=f"v{number:05}", kind="video", project_id=project.id, title=f"No. {number}")
            for number in range(CONTENTS)
        ]
    )
    catalog.close()
    return School(workspace, {}, {})


def test_a_mail_server_that_is_down_is_tried_again_and_the_report_says_so(
    tmp_path: Path, start: Callable[[Path, Sink], Server]
) -> None:
    with mail_server() as sink:
        down = Sink(sink.port)
    server = start(tmp_path / "data", down)
    school = School(small(server), {}, {})
    report = school.report(**ASKED)
    waiting = wait_for(lambda: attempted(school.workspace, report["id"], 1))
    assert waiting["state"] == "waiting"
    assert "Connection refused" in waiting["error"]
    assert waiting["next_attempt_at"] > report["updated_at"]
    assert httpx.get(server.url + report["download"]).status_code == 401
    with mail_server(down.port) as up:
        # Not to wait for ten seconds: as if they were over.
        catalog = catalog_of(server.data)
        up.codes["RCPT"] = "451 try later"
        catalog.reports.end_mail(UUID(report["id"]), mail_at=datetime.now(UTC))
        later = wait_for(lambda: attempted(school.workspace, report["id"], 3))
        assert (later["state"], "451 try later" in later["error"]) == ("waiting", True)
        up.codes.clear()
        catalog.reports.end_mail(UUID(report["id"]), mail_at=datetime.now(UTC))
        assert wait_for(lambda: attempted(school.workspace, report["id"], 5))["state"] == "sent"
        assert len(up.of(report["id"])) == 1
        up.codes["RCPT"] = "550 nobody of that name"
        other = school.report(**ASKED)
        refused = wait_for(lambda: attempted(school.workspace, other["id"], 1))
        assert (refused["state"], "550 nobody of that name" in refused["error"]) == ("failed", True)
        catalog.close()
    assert server.stop() == 0


def attempted(workspace: Workspace, report_id: str, attempts: int) -> dict[str, str] | None:
    mail = workspace.get(f"/v1/reports/{report_id}")["data"]["mail"]
    return dict(mail) if mail["attempts"] >= attempts and mail["state"] != "sending" else None


def small(server: Server) -> Workspace:
    workspace = server.workspace()
    workspace.loaded()
    return workspace
