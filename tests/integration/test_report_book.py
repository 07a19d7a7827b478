"""What the catalog keeps of reports, on both databases: every step is taken by one, however many try."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from mutoscope.catalog import Catalog, Content, DueMail, DueSchedule, Report, ReportOrder, Selection

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
ORDER = ReportOrder(
    kind="file", asked={"fields": ["views"]}, start_ms=1, end_ms=2, timezone="Europe/Berlin", email="ann@example.org"
)


class Book:
    """A catalog with a workspace, and its reports."""

    def __init__(self, url: str) -> None:
        self.now = NOON
        self.catalog = Catalog(url, now=lambda: self.now)
        self.catalog.migrate()
        self.workspace = self.new_workspace("One")
        self.reports = self.catalog.reports

    def new_workspace(self, name: str) -> UUID:
        return self.catalog.init(name, "owner@example.org", "a long password", "Europe/Berlin").workspace_id

    def add(self) -> Report:
        self.now += timedelta(seconds=1)
        return self.reports.add(self.workspace, ORDER)

    def find(self, report: Report) -> Report:
        found = self.reports.find(self.workspace, report.id)
        assert found is not None
        return found


@pytest.fixture
def book(url: str) -> Iterator[Book]:
    made = Book(url)
    yield made
    made.catalog.close()


def test_a_report_is_kept_as_it_was_put(book: Book) -> None:
    report = book.add()
    assert book.find(report) == report == book.reports.find_anywhere(report.id)
    assert book.reports.find(book.new_workspace("Two"), report.id) is None
    assert book.reports.page(book.workspace, 10, 0) == ([report], 1)


def test_each_report_is_claimed_once_oldest_first(book: Book) -> None:
    queued = [book.add().id for _ in range(6)]
    with ThreadPoolExecutor(4) as pool:
        claimed = [found for found in pool.map(lambda _: book.reports.claim(), range(24)) if found]
    assert sorted(claimed) == sorted(queued)
    assert book.reports.claim() is None
    assert {found.state for found in book.reports.page(book.workspace, 10, 0)[0]} == {"running"}


def test_steps_lead_from_their_state_only(book: Book) -> None:
    report = book.add()
    assert not book.reports.advance(report.id, 10)
    assert not book.reports.finish(report.id, {}, None)
    assert not book.reports.fail(report.id, "why")
    assert book.reports.claim() is not None
    assert book.reports.advance(report.id, 10)
    assert book.reports.interrupt(report.id)
    assert (book.find(report).state, book.find(report).progress) == ("queued", 0)
    assert book.reports.claim() is not None
    assert book.reports.fail(report.id, "why")
    assert book.find(report).error == "why"
    again = book.reports.queue_again(report.id, mail=True)
    assert again == replace(report, updated_at=book.now)
    assert book.reports.queue_again(report.id, mail=True) is None


def test_what_failed_is_claimed_again_when_its_time_comes_and_others_meanwhile(book: Book) -> None:
    first, second = book.add(), book.add()
    assert book.reports.claim() == first.id
    later = book.now + timedelta(minutes=6)
    assert book.reports.defer(first.id, "why", later)
    found = book.find(first)
    assert (found.state, found.error, found.attempts, found.try_at) == ("queued", "why", 1, later)
    assert book.reports.claim() == second.id
    assert book.reports.claim() is None
    book.now = later
    assert book.reports.claim() == first.id
    assert book.reports.fail(first.id, "still")
    again = book.reports.queue_again(first.id, mail=True)
    assert again == replace(first, updated_at=book.now)


def test_a_schedule_that_failed_is_due_again_later_and_well_once_it_has_run(book: Book) -> None:
    made = book.reports.add_schedule(
        book.workspace, kind="digest", every="week", hour=7, asked={}, email="ann@example.org", next_at=NOON
    )
    book.reports.defer_schedule(made.id, "why", NOON + timedelta(minutes=6), attempts=1)
    assert book.reports.due_schedules() == []
    book.now = NOON + timedelta(minutes=6)
    assert book.reports.due_schedules() == [DueSchedule(id=made.id, attempts=1)]
    (deferred,) = book.reports.schedules(book.workspace)
    assert deferred.error == "why"
    assert book.reports.run_schedule(deferred, ORDER, NOON + timedelta(days=7)) is not None
    (well,) = book.reports.schedules(book.workspace)
    assert (well.error, well.attempts, well.next_at) == (None, 0, NOON + timedelta(days=7))


def test_a_mail_begins_once_and_is_not_begun_again_after_a_crash(book: Book) -> None:
    report = book.add()
    book.reports.claim()
    assert book.reports.due_mails() == []
    book.reports.finish(report.id, {"rows": 1}, book.now + timedelta(days=7))
    assert book.reports.due_mails() == [DueMail(id=report.id, attempts=0)]
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: book.reports.begin_mail(report.id), range(8))) == [False] * 7 + [True]
    book.reports.recover()
    assert (book.find(report).mail, book.reports.due_mails()) == ("unsure", [])
    book.reports.end_mail(report.id, mail="waiting", mail_error="later", mail_at=book.now + timedelta(minutes=1))
    assert book.reports.due_mails() == []
    book.now += timedelta(minutes=1)
    assert book.reports.due_mails() == [DueMail(id=report.id, attempts=1)]
    assert book.find(report).mail_error == "later"


def test_a_crash_puts_what_ran_back_into_the_queue(book: Book) -> None:
    report = book.add()
    book.reports.claim()
    book.reports.advance(report.id, 50)
    book.reports.recover()
    assert (book.find(report).state, book.find(report).progress) == ("queued", 0)


def test_reports_expire_and_are_forgotten(book: Book) -> None:
    report = book.add()
    book.reports.claim()
    book.reports.finish(report.id, {}, book.now + timedelta(days=7))
    assert book.reports.keepers() == {report.id}
    assert book.reports.expire(NOON) == []
    book.now += timedelta(days=7)
    assert book.reports.expire(NOON) == [report.id]
    assert book.reports.keepers() == set()
    new = book.reports.make_again(book.find(report), ORDER)
    assert book.reports.make_again(book.find(report), ORDER).id == new.id
    book.now += timedelta(days=90)
    assert book.reports.expire(book.now - timedelta(days=89)) == []
    assert book.reports.find_anywhere(report.id) is None
    assert book.find(new).state == "queued"


def test_a_schedule_runs_once_and_not_after_it_was_ended(book: Book) -> None:
    made = book.reports.add_schedule(
        book.workspace, kind="digest", every="week", hour=7, asked={}, email="ann@example.org", next_at=NOON
    )
    assert book.reports.schedules(book.workspace) == [made]
    assert book.reports.due_schedules() == [DueSchedule(id=made.id, attempts=0)]
    following = NOON + timedelta(days=7)
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: book.reports.run_schedule(made, ORDER, following), range(8)))
    assert [run.schedule_id for run in runs if run] == [made.id]
    assert book.reports.due_schedules() == []
    book.now = following
    (due,) = book.reports.schedules(book.workspace)
    assert [one.id for one in book.reports.due_schedules()] == [due.id]
    assert book.reports.unsubscribe(made.id)
    assert book.reports.run_schedule(due, ORDER, following + timedelta(days=7)) is None
    assert book.reports.due_schedules() == []
    assert not book.reports.unsubscribe(uuid4())
    assert not book.reports.remove_schedule(book.new_workspace("Two"), made.id)
    assert book.reports.remove_schedule(book.workspace, made.id)


def test_contents_are_walked_part_by_part(book: Book) -> None:
    project = book.catalog.create_project(book.workspace, "Everything")
    outer = book.catalog.create_folder(book.workspace, project.id, "outer")
    inner = book.catalog.create_folder(book.workspace, project.id, "inner", outer.id)

    def content(id_: str, folder: UUID | None) -> Content:
        return Content(workspace_id=book.workspace, id=id_, kind="video", project_id=project.id, folder_id=folder)

    book.catalog.put_contents([content("b", None), content("a", outer.id), content("C", inner.id), content("d", None)])

    def walk(selection: Selection, limit: int) -> set[str]:
        found: list[str] = []
        while page := book.reports.contents(book.workspace, selection, found[-1] if found else "", limit):
            found += [one.id for one in page]
        assert len(set(found)) == len(found) == book.reports.count_contents(book.workspace, selection)
        return set(found)

    for limit in (1, 3, 100):
        assert walk(Selection(), limit) == {"a", "b", "C", "d"}
        assert walk(Selection(folder_ids=[outer.id]), limit) == {"a", "C"}
        assert walk(Selection(project_ids=[project.id]), limit) == {"a", "b", "C", "d"}
    before = book.catalog.version()
    book.reports.add(book.workspace, ORDER)
    book.reports.claim()
    assert book.catalog.version() == before  # nobody who follows the catalog has to look
