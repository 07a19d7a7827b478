"""What takes days, with a clock that is set: expiry, making again, schedules, unsubscribing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from acceptance.mailing import link_in, mail_server
from integration.clock import Clock
from integration.road import Road


@pytest.fixture
def clock(clock_in: Callable[[str], Clock]) -> Clock:
    return clock_in("Europe/Berlin")


def path_of(link: str) -> str:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("https", "analytics.example.org")
    return f"{parts.path}?{parts.query}"


def test_an_expired_link_says_so_and_makes_the_report_again(clock: Clock) -> None:
    body = {"period": "last_month", "fields": ["views"], "email": "ann@example.org"}
    first = clock.ask("POST", "/v1/reports", body).json()["data"]
    assert (first["state"], first["period"]["from"]) == ("queued", "2024-01-31T23:00:00Z")
    clock.work()
    link = path_of(link_in(clock.mail(first["id"])))
    assert clock.ask("GET", link, signed=True).status_code == 200
    clock.now += timedelta(days=7) - timedelta(seconds=1)
    assert clock.ask("GET", link, signed=True).status_code == 200
    clock.now += timedelta(seconds=1)
    for _ in ("before its file is deleted", "after"):
        gone = clock.ask("GET", link, signed=True)
        assert (gone.status_code, gone.headers["content-type"]) == (410, "text/html; charset=utf-8")
        assert "This link has expired" in gone.text
        assert "a…@example.org" in gone.text
        clock.work()
    assert list((clock.folder / "reports").iterdir()) == []
    by_token = clock.ask("GET", f"/v1/reports/{first['id']}/download")
    assert (by_token.status_code, by_token.json()["error"]["code"]) == (410, 410410)
    again = link.replace("/download?", "/again?")
    for _ in ("once", "and by an impatient reader"):
        assert clock.ask("POST", again, signed=True).status_code == 202
    clock.now += timedelta(days=1)
    clock.work()
    new, old = clock.listed()
    assert (old["id"], old["state"], new["state"]) == (first["id"], "expired", "ready")
    assert new["period"] == old["period"]
    assert clock.ask("GET", path_of(link_in(clock.mail(new["id"]))), signed=True).status_code == 200
    assert clock.ask("POST", again.replace("signature=", "signature=x"), signed=True).status_code == 404
    clock.now += timedelta(days=200)
    clock.work()
    clock.now += timedelta(days=91)
    clock.work()
    assert clock.listed() == []
    assert clock.ask("GET", link, signed=True).status_code == 404


def test_a_failed_report_says_why_and_can_be_run_again(clock: Clock) -> None:
    report = clock.ask("POST", "/v1/reports", {"period": "today", "fields": ["views"]}).json()["data"]
    folder = clock.folder / "reports"
    folder.mkdir(exist_ok=True)
    # A disk that takes no more, for a process that may do anything: /dev/full.
    (folder / f"{report['id']}.part").symlink_to("/dev/full")
    clock.work()
    failed = clock.ask("GET", f"/v1/reports/{report['id']}").json()["data"]
    assert (failed["state"], failed["progress"]) == ("failed", 99)
    assert failed["error"] == "the file can't be written: the disk is full; make room, then run it again"
    assert list(folder.iterdir()) == []
    assert clock.ask("GET", f"/v1/reports/{report['id']}/download").status_code == 410
    queued = clock.ask("POST", f"/v1/reports/{report['id']}/again")
    assert (queued.status_code, queued.json()["data"]["state"], queued.json()["data"]["error"]) == (202, "queued", None)
    not_yet = clock.ask("GET", f"/v1/reports/{report['id']}/download")
    assert (not_yet.status_code, not_yet.json()["error"]["code"], not_yet.headers["retry-after"]) == (409, 409409, "2")
    clock.work()
    assert clock.ask("GET", f"/v1/reports/{report['id']}/download").status_code == 200
    assert clock.ask("POST", f"/v1/reports/{report['id']}/again").status_code == 400


def test_a_failure_that_the_catalog_can_not_keep_yet_is_kept_when_it_can(clock: Clock, road: Road) -> None:
    id_ = clock.ask("POST", "/v1/reports", {"period": "today", "fields": ["views"]}).json()["data"]["id"]
    (clock.folder / "reports").mkdir(exist_ok=True)
    (clock.folder / "reports" / f"{id_}.part").symlink_to("/dev/full")
    with closing(sqlite3.connect(f"{road.folder}/catalog.sqlite", isolation_level=None)) as other:
        # The disk of both is full: SQLite refuses a row, with its own words.
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON reports WHEN NEW.state = 'failed'"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        with capture_logs() as lines:
            clock.reports.build_all()  # which waits for nothing: others' reports come next
        assert any("database or disk is full" in str(line.get("error")) for line in lines)
        assert clock.ask("GET", f"/v1/reports/{id_}").json()["data"]["state"] == "running"
        other.execute("DROP TRIGGER full")
    clock.reports.build_all()
    failed = clock.ask("GET", f"/v1/reports/{id_}").json()["data"]
    assert (failed["state"], "the disk is full" in failed["error"]) == ("failed", True)


def test_a_mail_server_that_is_down_for_an_hour_is_tried_again_and_the_mail_goes_once(clock: Clock) -> None:
    with mail_server() as sink:
        pass  # now nobody listens there
    clock.start(smtp=sink.url)
    body = {"period": "yesterday", "fields": ["views"], "email": "ann@example.org"}
    id_ = clock.ask("POST", "/v1/reports", body).json()["data"]["id"]
    waits: list[float] = []
    while sum(waits) < 3600:
        clock.work()
        mail = clock.ask("GET", f"/v1/reports/{id_}").json()["data"]["mail"]
        assert (mail["state"], mail["attempts"]) == ("waiting", len(waits) + 1)
        assert mail["error"].endswith("Connection refused")
        due = datetime.fromisoformat(mail["next_attempt_at"])
        waits.append((due - clock.now).total_seconds())
        clock.now = due - timedelta(seconds=1)
        clock.work()  # too early: not tried
        clock.now = due
    assert waits == [10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    with mail_server(sink.port) as up:
        for _ in range(3):
            clock.work()
        assert len(up.of(id_)) == 1
    sent = clock.ask("GET", f"/v1/reports/{id_}").json()["data"]["mail"]
    assert sent == {"state": "sent", "attempts": 11, "error": None, "next_attempt_at": None}


def test_a_mail_names_people_and_hosts_of_any_script(clock: Clock) -> None:
    with mail_server(utf8=True) as sink:
        clock.start(sink.url, "Acme, Inc. <stats@пример.рф>")
        clock.ask("POST", "/v1/reports", {"period": "yesterday", "fields": ["views"], "email": "анна@Пример.РФ"})
        clock.ask("POST", "/v1/reports", {"period": "yesterday", "fields": ["views"], "email": "ann@пример.рф"})
        clock.work()
    assert sink.told == [
        ("stats@xn--e1afmkfd.xn--p1ai", "анна@xn--e1afmkfd.xn--p1ai"),
        ("stats@xn--e1afmkfd.xn--p1ai", "ann@xn--e1afmkfd.xn--p1ai"),
    ]
    assert "To: анна@xn--e1afmkfd.xn--p1ai\r\n" in sink.texts[0]
    assert "To: ann@xn--e1afmkfd.xn--p1ai\r\n" in sink.texts[1]
    assert all('From: "Acme, Inc." <stats@xn--e1afmkfd.xn--p1ai>\r\n' in text for text in sink.texts)
    assert sink.texts[1].isascii()


def test_a_mail_that_never_went_ends_with_its_report(clock: Clock) -> None:
    with mail_server() as sink:
        pass
    clock.start(smtp=sink.url)
    body = {"period": "yesterday", "fields": ["views"], "email": "ann@example.org"}
    id_ = clock.ask("POST", "/v1/reports", body).json()["data"]["id"]
    clock.work()
    clock.now += timedelta(days=7)
    clock.reports.expire()
    report = clock.ask("GET", f"/v1/reports/{id_}").json()["data"]
    assert (report["state"], report["mail"]["state"], report["mail"]["next_attempt_at"]) == ("expired", "failed", None)
    assert report["mail"]["error"].endswith("Connection refused")


def test_a_workspace_may_have_so_many_that_wait(clock: Clock) -> None:
    body = {"period": "today", "fields": ["views"]}
    answers = [clock.ask("POST", "/v1/reports", body).status_code for _ in range(21)]
    assert answers == [202] * 20 + [429]
    clock.work()
    assert clock.ask("POST", "/v1/reports", body).status_code == 202


def test_what_is_made_again_waits_like_what_is_new(clock: Clock) -> None:
    body = {"period": "today", "fields": ["views"]}
    first = clock.ask("POST", "/v1/reports", body).json()["data"]["id"]
    clock.work()
    clock.now += timedelta(days=7)
    clock.reports.expire()
    for _ in range(20):
        assert clock.ask("POST", "/v1/reports", body).status_code == 202
    assert clock.ask("POST", f"/v1/reports/{first}/again").status_code == 429
    clock.work()
    assert clock.ask("POST", f"/v1/reports/{first}/again").status_code < 300


def test_nobody_is_flooded_with_reports(clock: Clock) -> None:
    body = {"period": "today", "fields": ["views"], "email": "ann@example.org"}
    answers = []
    for _ in range(41):
        answers.append(clock.ask("POST", "/v1/reports", body).status_code)
        clock.work()
    assert answers == [202] * 40 + [429]
    for changed in ({"email": "ben@example.org"}, {"email": None}):
        assert clock.ask("POST", "/v1/reports", body | changed).status_code == 202


def test_schedules_run_at_their_local_hour_and_once_for_what_was_missed(clock: Clock) -> None:
    wanted = {"fields": ["title", "views"], "format": "xlsx"}
    weekly = {"kind": "file", "every": "weekly", "hour": 7, "email": "ann@example.org", "report": wanted}
    made = clock.ask("POST", "/v1/reports/schedules", weekly)
    assert (made.status_code, made.json()["data"]["next_at"]) == (201, "2024-04-01T05:00:00Z")
    monthly = {"kind": "digest", "every": "monthly", "email": "bob@example.org"}
    other = clock.ask("POST", "/v1/reports/schedules", monthly).json()["data"]
    assert (other["next_at"], other["hour"], other["report"]) == ("2024-04-01T05:00:00Z", 7, None)
    clock.now = datetime(2024, 4, 1, 4, 59, 59, tzinfo=UTC)
    clock.work()
    assert clock.listed() == []
    clock.now += timedelta(seconds=1)
    clock.work()
    clock.work()
    reports = {report["kind"]: report for report in clock.listed()}
    assert len(clock.listed()) == 2
    week, month = reports["file"]["period"], reports["digest"]["period"]
    assert (week["from"], week["to"]) == ("2024-03-24T23:00:00Z", "2024-03-31T22:00:00Z")
    assert (month["from"], month["to"]) == ("2024-02-29T23:00:00Z", "2024-03-31T22:00:00Z")
    assert all(report["mail"]["state"] == "sent" for report in reports.values())
    digest = clock.mail(reports["digest"]["id"])
    assert "nothing was watched" in digest.get_body(("plain",)).get_content()
    assert (digest["To"], digest["List-Unsubscribe-Post"]) == ("bob@example.org", "List-Unsubscribe=One-Click")
    clock.now += timedelta(days=20)  # three Mondays later
    clock.work()
    newest = clock.listed()[0]
    assert len(clock.listed()) == 3
    assert newest["period"]["to"] == "2024-04-14T22:00:00Z"
    schedules = clock.ask("GET", "/v1/reports/schedules").json()["data"]
    times = sorted(schedule["next_at"] for schedule in schedules)  # both were made at the same instant
    assert times == ["2024-04-22T05:00:00Z", "2024-05-01T05:00:00Z"]


def test_every_mail_of_a_schedule_has_a_way_to_end_them(clock: Clock) -> None:
    body = {"kind": "digest", "every": "weekly", "email": "ann@example.org"}
    schedule = clock.ask("POST", "/v1/reports/schedules", body).json()["data"]
    clock.now += timedelta(days=1)
    clock.work()
    mail = clock.mail(clock.listed()[0]["id"])
    link = path_of(link_in(mail, word="unsubscribe"))
    assert f"<https://analytics.example.org{link}>" == mail["List-Unsubscribe"]
    for wrong in (link[:-2] + "xx", link.replace(schedule["id"], str(uuid4())), link.replace("signature", "sign")):
        assert clock.ask("GET", wrong, signed=True).status_code in {401, 404}
    page = clock.ask("GET", link, signed=True)
    assert (page.status_code, "Stop these mails?" in page.text) == (200, True)
    listed = clock.ask("GET", "/v1/reports/schedules").json()["data"]
    assert [one["unsubscribed_at"] for one in listed] == [None]  # looking at it ended nothing
    ended = clock.ask("POST", link, signed=True)
    assert (ended.status_code, "These mails have ended" in ended.text) == (200, True)
    clock.now += timedelta(days=30)
    clock.work()
    assert len(clock.listed()) == 1
    (one,) = clock.ask("GET", "/v1/reports/schedules").json()["data"]
    assert (one["next_at"], one["unsubscribed_at"]) == (None, "2024-04-01T12:00:00Z")
    assert clock.ask("DELETE", f"/v1/reports/schedules/{schedule['id']}").status_code == 204
    assert clock.ask("DELETE", f"/v1/reports/schedules/{schedule['id']}").status_code == 404
    assert clock.ask("GET", link, signed=True).status_code == 404


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"every": "daily"}, "every"),
        ({"hour": 24}, "hour"),
        ({"email": "nobody"}, "email: "),
        ({"kind": "file"}, "report: missing"),
        ({"report": {"fields": ["views"]}}, "report: a digest has no file"),
        ({"kind": "file", "report": {"fields": []}}, "fields: none named"),
    ],
)
def test_a_wrong_schedule_is_told_what_is_wrong(clock: Clock, changed: dict[str, Any], named: str) -> None:
    body = {"kind": "digest", "every": "weekly", "email": "ann@example.org"} | changed
    answer = clock.ask("POST", "/v1/reports/schedules", body)
    assert answer.status_code == 400
    assert named in answer.json()["error"]["detail"]


def test_what_nobody_has_is_swept_at_the_start(clock: Clock, road: Road) -> None:
    report = clock.ask("POST", "/v1/reports", {"period": "today", "fields": ["views"]}).json()["data"]
    clock.work()
    folder = clock.folder / "reports"
    for name in (f"{uuid4()}.zip", f"{report['id']}.part", "stray"):
        (folder / name).write_text("left over")
    road.catalog.reports.end_mail(UUID(report["id"]), mail="sending")
    clock.reports.start()
    assert [path.name for path in folder.iterdir()] == [f"{report['id']}.zip"]
