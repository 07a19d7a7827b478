"""Reports over HTTP: asked for, made in the background, mailed, downloaded, expired."""

import re
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from acceptance.looking import catalog_of
from acceptance.mailing import link_in, parsed
from acceptance.report_cells import Rest, compare
from acceptance.schooling import DAY, School, school, unzip
from conftest import Server, wait_for
from mutoscope.reports import FIELDS


@pytest.fixture(scope="module")
def made(server: Server) -> School:
    return school(server)


def outbox(server: Server, report_id: str) -> EmailMessage:
    """The mail about a report, from the folder in which mails wait where no mail server is set."""
    path = server.data / "outbox" / f"{report_id}.eml"
    wait_for(path.exists)
    return parsed(path.read_bytes())


def test_a_row_for_each_video_stream_and_event_and_zeros_where_nothing_was_played(made: School) -> None:
    report = made.report(**{"from": DAY}, to=DAY, period="custom", fields=list(FIELDS))
    assert report["rows"] == 9  # and the two probes that tests send
    assert report["progress"] == 100
    rows = {row["video_id"] or row["stream_id"] or row["event_id"]: row for row in made.rows(report)}
    lessons, shop, outer, inner = (*made.projects.values(), *made.folders.values())
    nothing = dict.fromkeys(("player_loads", "unique_views", "views", "total_watch_time", "unique_viewers"), "0")
    nothing |= {"completions": "0", "view_rate": "0.00", "watch_depth": "", "avg_watch_time": ""}
    none = dict.fromkeys(FIELDS, "")
    in_outer = {"project_id": lessons, "project_name": "Lessons", "folder_id": outer, "folder_name": "folder1"}
    in_shop = {"project_id": shop, "project_name": "'=Shop"}
    expected = {
        "v-outer": none | in_outer | {"video_id": "v-outer", "title": "Outer, “first”", "duration": "100"},
        "v-inner": none | in_outer | {"video_id": "v-inner", "title": "'=1+1", "duration": "51"},
        "v-never": none | in_shop | nothing | {"video_id": "v-never", "title": "Never played", "duration": "20"},
        "v-unknown": none | in_shop | {"video_id": "v-unknown", "title": "No length"},
        "event": none | in_outer | {"event_id": "event", "title": "Premiere"},
        "s-one": none | in_outer | {"stream_id": "s-one", "title": "Evening"},
        "s-two": none | in_outer | {"stream_id": "s-two", "title": "Night"},
    }
    expected["v-inner"] |= {"folder_id": inner, "folder_name": "folder1/folder2"}

    def played(**numbers: Any) -> dict[str, str]:
        return {name: str(value) for name, value in numbers.items()}

    expected["v-outer"] |= played(
        player_loads=2, unique_views=2, views=2, total_watch_time=80, view_rate="40.00", unique_viewers=2,
        watch_depth="40.00", avg_watch_time=40, completions=0,
    )  # fmt: skip
    expected["v-inner"] |= nothing | played(player_loads=1, total_watch_time=4)
    expected["v-unknown"] |= played(
        player_loads=1, unique_views=1, views=1, total_watch_time=10, unique_viewers=1, avg_watch_time=10
    )
    live = {"view_rate": "", "watch_depth": "", "completions": ""}
    expected["s-one"] |= live | played(
        player_loads=2, unique_views=2, views=2, total_watch_time=200, unique_viewers=2, avg_watch_time=100,
        peak_concurrent_viewers=2,
    )  # fmt: skip
    expected["s-two"] |= live | played(
        player_loads=1, unique_views=1, views=1, total_watch_time=60, unique_viewers=1, avg_watch_time=60,
        peak_concurrent_viewers=1,
    )  # fmt: skip
    # An event's session watched both of its streams and is one; its peak is that of both together.
    expected["event"] |= live | played(
        player_loads=3, unique_views=2, views=3, total_watch_time=260, unique_viewers=3, avg_watch_time="86.67",
        peak_concurrent_viewers=3,
    )  # fmt: skip
    assert {id_: rows[id_] for id_ in expected} == expected


def test_what_live_content_has_not_got_is_empty_though_nothing_was_watched(made: School) -> None:
    fields = ["views", "view_rate", "watch_depth", "completions", "peak_concurrent_viewers"]
    rows = made.rows(made.report(**{"from": "2024-01-01"}, to="2024-01-02", fields=fields))
    cells = {row["video_id"] or row["stream_id"] or row["event_id"]: [row[name] for name in fields] for row in rows}
    assert cells["s-one"] == cells["event"] == ["0", "", "", "", "0"]
    assert cells["v-outer"] == ["0", "0.00", "", "0", ""]


def test_every_cell_of_both_formats_is_what_rest_says(made: School) -> None:
    rest = Rest(made.workspace.url, made.workspace.token)
    cells = compare(rest, {"from": "2024-03-01", "to": "2024-03-31"})
    assert cells == 2 * 9 * len(FIELDS)


def test_folders_with_what_is_nested_in_them_and_projects(made: School) -> None:
    def ids(**selection: Any) -> list[str]:
        rows = made.rows(made.report(period="all_time", fields=["title"], **selection))
        return [row["video_id"] or row["stream_id"] or row["event_id"] for row in rows]

    assert ids(folder_ids=[made.folders["inner"]]) == ["v-inner"]
    assert ids(folder_ids=[made.folders["outer"]]) == ["event", "s-one", "s-two", "v-inner", "v-outer"]
    assert ids(project_ids=[made.projects["shop"]]) == ["v-never", "v-unknown"]
    both = ids(project_ids=[made.projects["shop"]], folder_ids=[made.folders["inner"]])
    assert both == ["v-inner", "v-never", "v-unknown"]


def test_the_archive_says_what_it_is_about(made: School) -> None:
    report = made.report(period="yesterday", fields=["views", "title"], format="csv", bom=False)
    answer = made.download(report)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(report["bytes"]) == str(len(answer.content))
    assert re.fullmatch(r'attachment; filename="mutoscope-\d{4}-\d\d-\d\d\.zip"', answer.headers["content-disposition"])
    about, text = unzip(answer.content)
    assert text.startswith(b"video_id,stream_id,event_id,views,title\r\n")
    assert about["period"] == {**report["period"], "name": "yesterday"}
    assert (about["rows"], about["format"], about["report"]) == (9, "csv", report["id"])
    assert about["filters"] == {"project_ids": None, "folder_ids": None, "traffic": "human"}


def test_a_report_for_a_spreadsheet_of_another_country(made: School) -> None:
    spelled = {"separator": "semicolon", "decimal": "comma"}
    report = made.report(**{"from": DAY}, to=DAY, fields=["views", "view_rate"], **spelled)
    _, text = unzip(made.download(report).content)
    lines = text.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "video_id;stream_id;event_id;views;view_rate"
    assert "v-outer;;;2;40,00" in lines
    refused = made.post(period="today", fields=["views"], decimal="comma")
    assert refused.status_code == 400
    assert refused.json()["error"]["detail"].startswith("decimal: ")


def test_a_report_is_listed_cancelled_and_nobody_elses(made: School, server: Server) -> None:
    report = made.report(period="today", fields=["title"])
    listed = made.workspace.get("/v1/reports", per_page=1)
    assert listed["data"] == [report]
    assert listed["meta"]["pagination"]["total"] >= 1
    stranger = server.workspace()
    for path in (f"/v1/reports/{report['id']}", report["download"]):
        answer = stranger.client.get(server.url + path, headers=stranger.authorization)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404404)
    this = f"{server.url}/v1/reports/{report['id']}"
    assert stranger.client.delete(this, headers=stranger.authorization).status_code == 404
    assert (server.data / "reports" / f"{report['id']}.zip").exists()
    assert made.workspace.client.delete(this, headers=made.workspace.authorization).status_code == 204
    assert not (server.data / "reports" / f"{report['id']}.zip").exists()
    assert made.workspace.client.get(this, headers=made.workspace.authorization).status_code == 404


def test_the_mail_has_a_link_that_needs_no_login_and_fits_this_report_only(made: School, server: Server) -> None:
    report = made.report(period="all_time", fields=["views"], email="ann@example.org", format="xlsx")
    message = outbox(server, report["id"])
    assert (message["To"], message["Auto-Submitted"]) == ("ann@example.org", "auto-generated")
    assert message["Message-ID"] == f"<{report['id']}@localhost>"
    link = link_in(message)
    assert link == link_in(message, "html")
    assert httpx.get(link).content == made.download(report).content
    assert httpx.head(link).headers["content-length"] == str(report["bytes"])
    other = made.report(period="today", fields=["views"])
    altered = [
        link.replace(report["id"], other["id"]),
        link.replace(report["id"], str(uuid4())),
        link.replace(report["id"], "x"),
        re.sub(r"expires=(\d+)", lambda found: f"expires={int(found[1]) + 1}", link),
        link[:-4] + "AAAA",
        link + "&expires=1",
        re.sub(r"expires=\d+&", "", link),
    ]
    for wrong in altered:
        answer = httpx.get(wrong)
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "text/html"), wrong
        assert "This link doesn’t work" in answer.text
    without = httpx.get(link.partition("?")[0])
    assert (without.status_code, without.json()["error"]["code"]) == (401, 100101)
    sent = made.workspace.get(f"/v1/reports/{report['id']}")["data"]["mail"]
    assert sent == {"state": "sent", "attempts": 1, "error": None, "next_attempt_at": None}


@pytest.mark.parametrize(
    ("body", "status", "code", "detail"),
    [
        ({"fields": []}, 400, 400400, "fields: none named"),
        ({}, 400, 400400, "fields"),
        ({"fields": ["plays"]}, 400, 400400, "fields: 'plays' is no field"),
        ({"fields": ["views", "views"]}, 400, 400400, "fields: 'views' twice"),
        ({"fields": ["views"], "folder_ids": []}, 400, 400400, "folder_ids: empty"),
        ({"fields": ["views"], "project_ids": []}, 400, 400400, "project_ids: empty"),
        ({"fields": ["views"], "folder_ids": [str(uuid4())]}, 404, 404404, "folder_ids: "),
        ({"fields": ["views"], "project_ids": [str(uuid4())]}, 404, 404404, "project_ids: "),
        ({"fields": ["views"], "folder_ids": ["x"]}, 400, 400301, "folder_ids"),
        ({"fields": ["views"], "period": "custom", "from": "2024-02-02", "to": "2024-02-01"}, 400, 400400, "to: "),
        ({"fields": ["views"], "period": "custom", "from": "2024-02-02"}, 400, 400400, "to: missing"),
        ({"fields": ["views"], "period": "custom"}, 400, 400400, "from: missing"),
        ({"fields": ["views"], "period": "today", "to": "2024-02-01"}, 400, 400400, "period: not together"),
        ({"fields": ["views"], "period": "ever"}, 400, 400400, "period"),
        ({"fields": ["views"], "format": "pdf"}, 400, 400400, "format"),
        ({"fields": ["views"], "email": "ann"}, 400, 400400, "email: 'ann' is not one e-mail address"),
        ({"fields": ["views"], "email": "a@b.org,c@d.org"}, 400, 400400, "email: "),
        ({"fields": ["views"], "email": "a@b.org\r\nBcc: c@d.org"}, 400, 400400, "email: "),
        ({"fields": ["views"], "colour": "blue"}, 400, 400400, "colour"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    made: School, body: dict[str, Any], status: int, code: int, detail: str
) -> None:
    answer = made.post(**({"period": "today"} if "period" not in body else {}), **body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code), error
    assert detail in error["detail"]


def test_a_folder_without_contents_is_refused(made: School, server: Server) -> None:
    catalog = catalog_of(server.data)
    empty = catalog.create_folder(UUID(made.workspace.workspace_id), UUID(made.projects["shop"]), "Empty")
    catalog.close()
    answer = made.post(period="today", fields=["views"], folder_ids=[str(empty.id)])
    assert answer.status_code == 400
    assert answer.json()["error"]["detail"] == "folder_ids: nothing is in the selection"
