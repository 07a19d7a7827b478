"""The catalog on SQLite and, where MUTOSCOPE_TEST_POSTGRES names a server, on PostgreSQL."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import ANY
from uuid import uuid4

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from mutoscope.catalog import Access, Catalog, Content
from mutoscope.catalog.schema import metadata
from mutoscope.errors import CatalogError, ConfigError, NoSuchEntity

PASSWORD = "correct horse"
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def catalog(url: str, clock: Clock) -> Iterator[Catalog]:
    catalog = Catalog(url, now=clock)
    catalog.migrate()
    yield catalog
    catalog.close()


@pytest.fixture
def access(catalog: Catalog) -> Access:
    return catalog.init("Cinema", "owner@example.org", PASSWORD, "Europe/Berlin")


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """The results of so many threads that start together."""
    barrier = threading.Barrier(count)

    def run(number: int) -> object:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_fresh_schema_equals_all_migrations(url: str, catalog: Catalog) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        migrated = {name: _described(connection, name) for name in metadata.tables}
        connection.rollback()
        for table in (*metadata.tables, "alembic_version"):
            connection.exec_driver_sql(f"DROP TABLE {table}{' CASCADE' if engine.name == 'postgresql' else ''}")
        metadata.create_all(connection)
        assert {name: _described(connection, name) for name in metadata.tables} == migrated
    engine.dispose()


def _described(connection: sqlalchemy.Connection, table: str) -> dict[str, list[str]]:
    """What alembic's comparison leaves out: checks, primary keys, options of foreign keys."""
    inspector = sqlalchemy.inspect(connection)
    return {
        "columns": sorted(str({**column, "type": str(column["type"])}) for column in inspector.get_columns(table)),
        "checks": sorted(map(str, inspector.get_check_constraints(table))),
        "foreign": sorted(map(str, inspector.get_foreign_keys(table))),
        "unique": sorted(map(str, inspector.get_unique_constraints(table))),
        "indexes": sorted(map(str, inspector.get_indexes(table))),
        "primary": [str(inspector.get_pk_constraint(table))],
    }


def test_migrate_again_and_at_once(url: str) -> None:
    def migrate(_: int) -> None:
        catalog = Catalog(url)
        catalog.migrate()
        catalog.migrate()
        catalog.close()

    at_once(4, migrate)


def test_migrate_refuses_a_newer_schema(url: str, catalog: Catalog) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from tomorrow'")
    engine.dispose()
    with pytest.raises(CatalogError, match=r"from tomorrow.*newer than this version"):
        catalog.migrate()


def test_not_set_up(url: str) -> None:
    catalog = Catalog(url)
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(CatalogError, match="mutoscope init"):
        catalog.version()
    catalog.close()


def test_init_is_idempotent(catalog: Catalog, access: Access) -> None:
    again = catalog.init(" Cinema ", "Owner@Example.org", PASSWORD, "UTC")
    assert again == access
    found = catalog.token_requester(access.token)
    assert found is not None
    assert found == catalog.token_requester(access.token.upper())
    assert (found.workspace.id, found.scope, found.role) == (access.workspace_id, "admin", None)
    workspace = catalog.workspace(access.workspace_id)
    assert workspace is not None
    assert (workspace.name, workspace.timezone, workspace.session_minutes) == ("Cinema", "Europe/Berlin", 30)
    assert repr(workspace.secret) not in repr(workspace)


def test_init_at_once(catalog: Catalog) -> None:
    def init(_: int) -> Access:
        return catalog.init("Cinema", "owner@example.org", PASSWORD, "UTC")

    assert len(set(at_once(3, init))) == 1


def test_two_workspaces_share_nothing(catalog: Catalog, access: Access) -> None:
    other = catalog.init("Theatre", "owner@example.org", PASSWORD, "UTC")
    assert {other.workspace_id, other.token, other.ingest_key}.isdisjoint(
        {access.workspace_id, access.token, access.ingest_key}
    )
    project = catalog.create_project(other.workspace_id, "Plays")
    folder = catalog.create_folder(other.workspace_id, project.id, "Acts")
    catalog.put_content(other.workspace_id, "hamlet", "video", project.id, folder.id, title="Hamlet")
    assert catalog.project(access.workspace_id, project.id) is None
    assert catalog.projects(access.workspace_id) == []
    assert catalog.folder_and_nested(access.workspace_id, folder.id) is None
    assert catalog.content(access.workspace_id, "hamlet") is None
    assert catalog.titles(access.workspace_id, ["hamlet"]) == {}
    with pytest.raises(NoSuchEntity, match=str(project.id)):
        catalog.put_content(access.workspace_id, "hamlet", "video", project.id)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"workspace": "  "}, "--workspace"),
        ({"email": "nobody"}, "--email"),
        ({"email": "a b@example.org"}, "--email"),
        ({"password": "1234567"}, "--password"),
        ({"password": "wrong password"}, "--password"),
        ({"timezone": "Mars/Olympus"}, "--timezone"),
        ({"timezone": "Europe"}, "--timezone"),
        ({"timezone": "posixrules"}, "--timezone"),
        ({"timezone": "../etc/passwd"}, "--timezone"),
        ({"timezone": ""}, "--timezone"),
    ],
)
def test_init_names_the_wrong_option(catalog: Catalog, access: Access, change: dict[str, str], named: str) -> None:
    before = catalog.version()
    right = {"workspace": "New", "email": "owner@example.org", "password": PASSWORD, "timezone": "UTC"}
    with pytest.raises(ConfigError, match=f"^{named}"):
        catalog.init(**(right | change))
    assert catalog.version() == before


@pytest.mark.parametrize("text", ["", "x", "é", "\0", "0" * 33, "0b9e7a52-3c1d-4f8e-9d6a-5e2f7c1b8a90"])
def test_unknown_tokens(catalog: Catalog, access: Access, text: str) -> None:
    assert catalog.token_requester(text) is None


def test_create_token(catalog: Catalog, access: Access) -> None:
    secret, token = catalog.create_token(access.workspace_id, "reader", "read")
    found = catalog.token_requester(secret)
    assert found is not None
    assert (found.scope, found.token_id, token.name) == ("read", token.id, "reader")


def test_directory(catalog: Catalog, access: Access) -> None:
    empty = catalog.directory()
    assert empty.version == catalog.version()
    assert set(empty.keys) == {access.ingest_key}
    assert empty.contents == {}
    project = catalog.create_project(access.workspace_id, "Films")
    catalog.put_content(access.workspace_id, "metropolis", "video", project.id)
    catalog.put_content(access.workspace_id, "premiere", "event", project.id)
    catalog.erase_viewer(access.workspace_id, "ada")
    next_ = catalog.directory(empty)
    assert next_ == catalog.directory()
    assert next_.version > empty.version
    # Another workspace is not read again for that.
    catalog.init("Other", "another@example.org", "a long password", "UTC")
    both = catalog.directory(next_)
    assert len(both.keys) == 2
    assert both.keys[access.ingest_key] is next_.keys[access.ingest_key]
    key = catalog.create_ingest_key(access.workspace_id, "second").key
    catalog.change_workspace(access.workspace_id, session_minutes=45)
    after = catalog.directory(both)
    assert after == catalog.directory()
    assert after.keys[key] is after.keys[access.ingest_key]
    assert after.keys[key].session_minutes == 45
    assert all(after.keys[other] is both.keys[other] for other in both.keys.keys() - {access.ingest_key})
    catalog.delete_ingest_key(access.workspace_id, key)
    assert key not in catalog.directory(after).keys
    assert next_.contents == {access.workspace_id: {"metropolis": "video", "premiere": "event"}}
    assert next_.kind(access.workspace_id, "premiere") == "event"
    assert next_.kind(access.workspace_id, "nosferatu") is next_.kind(uuid4(), "premiere") is None
    assert empty.contents == {}
    workspace = next_.keys[access.ingest_key]
    assert workspace.erased == {workspace.viewer_hash("ada")}
    assert len(workspace.viewer_hash("ada")) == 16
    catalog.erase_viewer(access.workspace_id, "ada")


def test_every_write_raises_the_version(catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Films")
    writes: list[Callable[[], object]] = [
        lambda: catalog.create_project(access.workspace_id, "More"),
        lambda: catalog.create_folder(access.workspace_id, project.id, "Silent"),
        lambda: catalog.put_content(access.workspace_id, "a", "video", project.id),
        lambda: catalog.add_unknown_video(access.workspace_id, "b"),
        lambda: catalog.create_token(access.workspace_id, "t", "write"),
        lambda: catalog.erase_viewer(access.workspace_id, "ada"),
    ]
    for write in writes:
        before = catalog.version()
        write()
        assert catalog.version() > before


def test_contents_since_pages_without_gaps(catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Films")
    folder = catalog.create_folder(access.workspace_id, project.id, "Silent")
    items = [
        Content(
            workspace_id=access.workspace_id,
            id=f"film-{number}",
            kind="video",
            project_id=project.id,
            folder_id=folder.id,
            duration_ms=number * 1000,
        )
        for number in range(25)
    ]
    catalog.put_contents(items)
    catalog.put_contents([])
    last, seen = 0, []
    while page := catalog.contents_since(last, limit=10):
        seen += page
        last = page[-1].version
    assert [row.id for row in seen] == [item.id for item in items]
    assert last <= catalog.version()
    assert (seen[3].folder_id, seen[3].duration_ms, seen[3].deleted) == (folder.id, 3000, False)
    catalog.put_content(access.workspace_id, "film-3", "video", project.id, title="Three")
    (row,) = catalog.contents_since(last)
    assert (row.id, row.folder_id, row.duration_ms) == ("film-3", None, None)


def test_put_content_replaces_and_keeps_its_birth(catalog: Catalog, access: Access, clock: Clock) -> None:
    project = catalog.create_project(access.workspace_id, "Films")
    catalog.put_content(access.workspace_id, "m", "video", project.id, title="Metropolis", poster="https://x/p.jpg")
    clock.now += timedelta(minutes=1)
    catalog.put_content(access.workspace_id, "m", "video", project.id, title="Metropolis (1927)", duration_ms=9_000_000)
    content = catalog.content(access.workspace_id, "m")
    assert content is not None
    assert (content.title, content.duration_ms, content.poster) == ("Metropolis (1927)", 9_000_000, None)
    assert (content.created_at, content.updated_at) == (NOON, NOON + timedelta(minutes=1))
    assert catalog.kinds(access.workspace_id, ["m", "unknown"]) == {"m": "video"}
    assert catalog.titles(access.workspace_id, ["m", "unknown"]) == {"m": "Metropolis (1927)"}


def test_streams_may_come_before_their_event(catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Live")
    event = Content(workspace_id=access.workspace_id, project_id=project.id, id="premiere", kind="event")
    stream = replace(event, id="first", kind="stream", event_id="premiere")
    with pytest.raises(CatalogError, match="not in the catalog"):
        catalog.put_contents([stream])
    catalog.put_contents([stream, event])
    assert [row.event_id for row in catalog.contents_since(0)] == ["premiere", None]


def test_nested_folders(catalog: Catalog, access: Access) -> None:
    workspace_id = access.workspace_id
    films, plays = catalog.create_project(workspace_id, "Films"), catalog.create_project(workspace_id, "Plays")
    top = catalog.create_folder(workspace_id, films.id, "Silent")
    middle = catalog.create_folder(workspace_id, films.id, "German", top.id)
    bottom = catalog.create_folder(workspace_id, films.id, "Lang", middle.id)
    beside = catalog.create_folder(workspace_id, films.id, "French", top.id)
    assert set(catalog.folder_and_nested(workspace_id, top.id) or []) == {top.id, middle.id, bottom.id, beside.id}
    assert set(catalog.folder_and_nested(workspace_id, middle.id) or []) == {middle.id, bottom.id}
    assert catalog.folder_and_nested(workspace_id, uuid4()) is None
    assert [folder.name for folder in catalog.folders(workspace_id, films.id)] == ["French", "German", "Lang", "Silent"]
    assert catalog.folders(workspace_id, plays.id) == []
    assert catalog.folder_paths(workspace_id, [bottom.id, top.id, uuid4()]) == {
        bottom.id: "Silent/German/Lang",
        top.id: "Silent",
    }
    assert catalog.folder_paths(uuid4(), [top.id]) == {}
    assert catalog.project_names(workspace_id, [plays.id]) == {plays.id: "Plays"}
    assert [project.name for project in catalog.projects(workspace_id)] == ["Films", "Plays"]
    with pytest.raises(NoSuchEntity, match="parent_id"):
        catalog.create_folder(workspace_id, plays.id, "Acts", top.id)
    with pytest.raises(NoSuchEntity, match="project_id"):
        catalog.create_folder(workspace_id, uuid4(), "Acts")
    with pytest.raises(NoSuchEntity, match="folder_id"):
        catalog.put_content(workspace_id, "m", "video", plays.id, top.id)


def test_unknown_videos_race(url: str, catalog: Catalog, access: Access) -> None:
    others = [Catalog(url) for _ in range(4)]

    def add(number: int) -> str:
        return others[number % 4].add_unknown_video(access.workspace_id, f"video-{number % 3}")

    assert at_once(12, add) == ["known"] * 12
    assert sorted(row.id for row in catalog.contents_since(0)) == ["video-0", "video-1", "video-2"]
    (project,) = catalog.projects(access.workspace_id)
    content = catalog.content(access.workspace_id, "video-0")
    assert content is not None
    assert (project.name, content.project_id, content.title, content.kind) == (
        "Unsorted",
        project.id,
        "video-0",
        "video",
    )
    for other in others:
        other.close()


def test_unknown_videos_are_capped_by_the_hour(
    catalog: Catalog, access: Access, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mutoscope.catalog.unknown_videos.PER_HOUR", 3)
    monkeypatch.setattr("mutoscope.catalog.unknown_videos.PER_DOMAIN", 2)

    def add(id_: str, domain: str = "school.example") -> str:
        return catalog.add_unknown_video(access.workspace_id, id_, domain=domain)

    assert [add(f"v{number}") for number in range(4)] == ["known"] * 2 + ["domain full"] * 2
    assert [add(f"w{number}", "copy.example") for number in range(3)] == ["known", "workspace full", "workspace full"]
    assert add("v0") == "known"  # by now
    clock.now += timedelta(hours=1, seconds=1)
    assert add("v3") == "known"
    found = catalog.content(access.workspace_id, "w0")
    assert found is not None
    assert (found.found_at, found.found_domain) == (NOON, "copy.example")


def test_an_event_is_no_unknown_video(catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Live")
    catalog.put_content(access.workspace_id, "premiere", "event", project.id)
    catalog.put_content(access.workspace_id, "first", "stream", project.id, event_id="premiere")
    assert catalog.add_unknown_video(access.workspace_id, "premiere") == "unwanted"
    assert catalog.add_unknown_video(access.workspace_id, "first") == "known"
    assert catalog.add_unknown_video(access.workspace_id, "broadcast", "stream") == "known"
    assert catalog.kinds(access.workspace_id, ["first", "broadcast"]) == {"first": "stream", "broadcast": "stream"}
    assert catalog.add_unknown_video(uuid4(), "anything") == "unwanted"


def test_unknown_videos_switched_off_and_deleted_ones(url: str, catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Films")
    catalog.put_content(access.workspace_id, "m", "video", project.id, title="Metropolis")
    before = catalog.directory()
    _execute(url, "UPDATE contents SET deleted = true, version = version + 1")
    _execute(url, "UPDATE changes SET version = version + 1")
    assert catalog.directory(before).kind(access.workspace_id, "m") is None
    assert catalog.content(access.workspace_id, "m") is None
    _execute(url, "UPDATE workspaces SET create_unknown = false")
    assert catalog.add_unknown_video(access.workspace_id, "m") == "unwanted"
    _execute(url, "UPDATE workspaces SET create_unknown = true")
    assert catalog.add_unknown_video(access.workspace_id, "m") == "known"
    content = catalog.content(access.workspace_id, "m")
    assert content is not None
    assert (content.title, content.project_id) != ("Metropolis", project.id)
    assert content.title == "Metropolis"


def _execute(url: str, statement: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_salts(url: str, catalog: Catalog, clock: Clock) -> None:
    today, day = NOON.date(), timedelta(days=1)
    together = at_once(4, lambda _: catalog.salts())
    made = catalog.salts()
    assert all(one == made for one in together)
    assert made.keys() == {today - day, today, today + day}
    assert len(set(made.values())) == 3
    assert {len(salt) for salt in made.values()} == {32}
    salt = made[today]
    clock.now += day
    assert catalog.salts() == {today: salt, today + day: made[today + day], today + 2 * day: ANY}
    assert catalog.destroy_old_salts(clock.now.date()) == 1
    assert catalog.salts()[today] == salt
    clock.now += day
    assert today not in catalog.salts()
    assert catalog.destroy_old_salts(clock.now.date()) == 1
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        assert not any(salt in kept.read_bytes() for kept in file.parent.iterdir())


def test_concurrent_writers_leave_no_version_out(url: str, catalog: Catalog, access: Access) -> None:
    """A reader that always asks for what is after its last never misses a content."""
    project = catalog.create_project(access.workspace_id, "Films")
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        last, finishing = 0, False
        while True:
            for row in catalog.contents_since(last):
                seen.append(row.id)
                last = row.version
            if finishing:
                return
            finishing = done.is_set()

    reader = threading.Thread(target=read)
    reader.start()

    def write(writer: int) -> None:
        for number in range(10):
            catalog.put_content(access.workspace_id, f"{writer}-{number}", "video", project.id)

    at_once(4, write)
    done.set()
    reader.join()
    assert len(seen) == len(set(seen)) == 40


def test_instants_are_utc(catalog: Catalog, access: Access) -> None:
    project = catalog.create_project(access.workspace_id, "Films")
    found = catalog.project(access.workspace_id, project.id)
    assert found == project
    assert found is not None
    assert found.created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("url_", ["mysql://localhost/x", "nonsense", "", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url_: str) -> None:
    with pytest.raises(ConfigError, match=r"^--catalog"):
        Catalog(url_)


def test_unreachable_server_hides_the_password() -> None:
    catalog = Catalog("postgresql://someone:s3cret@127.0.0.1:1/nothing")
    with pytest.raises(CatalogError, match=r"127\.0\.0\.1:1/nothing") as caught:
        catalog.version()
    assert "s3cret" not in str(caught.value)


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    catalog = Catalog(f"sqlite:///{tmp_path / 'file' / 'catalog.sqlite'}")
    with pytest.raises(CatalogError, match=r"catalog\.sqlite"):
        catalog.migrate()


def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"no database at all" * 100)
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.sqlite'}")
    with pytest.raises(CatalogError, match="not a database"):
        catalog.migrate()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    catalog = Catalog(f"sqlite:///{folder / 'catalog.sqlite'}")
    with pytest.raises(CatalogError, match="Permission denied"):
        catalog.migrate()


def test_file_is_for_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "catalog.sqlite"
    catalog = Catalog(f"sqlite:///{file}")
    catalog.migrate()
    assert {stat.S_IMODE(kept.stat().st_mode) for kept in file.parent.iterdir()} == {0o600}
    catalog.close()
