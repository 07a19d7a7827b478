"""The catalog as the other packages see it: one object, whose every method is one transaction."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from mutoscope.catalog import access, contents, privacy, showing, tree, unknown_videos, users, workspaces
from mutoscope.catalog.accounts import Accounts
from mutoscope.catalog.database import Database, upsert
from mutoscope.catalog.forgetting import Forgetting
from mutoscope.catalog.layered import Layered
from mutoscope.catalog.library import Library
from mutoscope.catalog.migrating import migrate
from mutoscope.catalog.records import (
    Access,
    Caption,
    Content,
    ContentRow,
    Directory,
    Folder,
    Kind,
    Project,
    Showing,
)
from mutoscope.catalog.report_book import ReportBook
from mutoscope.catalog.schema import changes, mirrors
from mutoscope.catalog.unknown_videos import Adoption
from mutoscope.catalog.verifications import Verifications


def utc_now() -> datetime:
    return datetime.now(UTC)


class Catalog(Library, Accounts, Forgetting):
    """Workspaces, their contents, and who may see them. Blocks; safe to call from any number of threads.

    Every method raises CatalogError when the database is unreachable or refuses. An id of another workspace is as
    unknown as one that never was.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime] = utc_now,
        session_idle: timedelta = timedelta(days=14),
        invitation_lifetime: timedelta = timedelta(days=7),
    ) -> None:
        """`url`: SQLAlchemy's, of SQLite or PostgreSQL. Connects only when first used. Raises ConfigError.

        session_idle: after so long without a request a login is over. invitation_lifetime: see `Invitations`.
        """
        database = Database(url)
        Library.__init__(self, database, now)
        Accounts.__init__(self, database, now, session_idle, invitation_lifetime)
        self.reports = ReportBook(database, now)
        self.verifications = Verifications(database, now)

    def migrate(self) -> None:
        """Make the tables, or bring them to this version. Raises CatalogError when they are of a newer one."""
        migrate(self._database)

    def close(self) -> None:
        self._database.close()

    def version(self) -> int:
        """A number that grows with every change of the catalog; the same number: nothing has changed."""
        with self._database.read() as connection:
            version: int = connection.execute(select(changes.c.version)).scalar_one()
            return version

    def mirrored(self, store: UUID) -> tuple[int, UUID | None]:
        """The change counter, and the mark up to which a store has mirrored the contents; None: it never has."""
        with self._database.read() as connection:
            version: int = connection.execute(select(changes.c.version)).scalar_one()
            mark: UUID | None = connection.execute(select(mirrors.c.mark).where(mirrors.c.store == store)).scalar()
            return version, mark

    def note_mirrored(self, store: UUID, mark: UUID) -> None:
        """A store has mirrored all contents up to now."""
        with self._database.bare_write() as connection:
            statement = upsert(connection, mirrors).values(store=store, mark=mark)
            connection.execute(statement.on_conflict_do_update(index_elements=["store"], set_={"mark": mark}))

    def init(self, workspace: str, email: str, password: str, timezone: str) -> Access:
        """Set up a workspace with its owner, or find it: each time with the same working token and ingest key.

        A workspace that is there keeps its time zone. Raises ConfigError naming the option that is wrong:
        `--password` too for that of another user.
        """
        access.check_init(workspace, email, password, timezone)
        with self._database.write() as connection:
            return access.init(
                connection,
                workspace=workspace.strip(),
                email=users.normal_email(email),
                password=password,
                timezone=timezone,
                now=self._now(),
            )

    def directory(self, previous: Directory | None = None) -> Directory:
        """What the collector needs, as of now. Given the previous one, only what changed since is read."""
        before = previous or Directory(-1, {}, {})
        with self._database.read() as connection:
            version: int = connection.execute(select(changes.c.version)).scalar_one()
            newer = {one.id: one for one in workspaces.since(connection, before.version)}
            keys = workspaces.keys_since(connection, before.version)
            changed = contents.kinds_since(connection, before.version)
        kept = {key: one for key, one in before.keys.items() if one.id not in newer}
        return Directory(
            version,
            kept | {key: newer[workspace_id] for key, workspace_id in keys.items()},
            {
                **before.contents,
                **{id_: before.contents.get(id_, Layered()).changed(of) for id_, of in changed.items()},
            },
        )

    def contents_since(self, version: int, limit: int = 10_000) -> list[ContentRow]:
        """The first `limit` contents changed after `version` (0: all), deleted ones too, in the order of change."""
        with self._database.read() as connection:
            return contents.since(connection, version, limit)

    def content(self, workspace_id: UUID, content_id: str) -> Content | None:
        with self._database.read() as connection:
            return contents.find(connection, workspace_id, content_id)

    def showing(self, key: str | None, content_id: str) -> Showing | None:
        """What a player page of this ingest key shows: a video, a stream, an event's newest stream.

        key: None where there is but one workspace. None comes back for an unknown key, or none where one is needed.
        """
        with self._database.read() as connection:
            return showing.find(connection, key, content_id)

    def titles(self, workspace_id: UUID, ids: Collection[str]) -> dict[str, str]:
        """The titles of contents, deleted ones too, by id; unknown ids are left out."""
        with self._database.read() as connection:
            return contents.titles(connection, workspace_id, ids)

    def kinds(self, workspace_id: UUID, ids: Collection[str]) -> dict[str, Kind]:
        """What each content is, deleted ones too, by id; unknown ids are left out."""
        with self._database.read() as connection:
            return contents.kinds(connection, workspace_id, ids)

    def put_content(
        self,
        workspace_id: UUID,
        content_id: str,
        kind: Kind,
        project_id: UUID,
        folder_id: UUID | None = None,
        *,
        title: str = "",
        duration_ms: int | None = None,
        event_id: str | None = None,
        description: str = "",
        poster: str | None = None,
        source_url: str | None = None,
        captions: Sequence[Caption] = (),
    ) -> None:
        """Insert a content, or replace it. Raises NoSuchEntity for an unknown project or folder."""
        content = Content(
            workspace_id=workspace_id,
            id=content_id,
            kind=kind,
            project_id=project_id,
            folder_id=folder_id,
            event_id=event_id,
            title=title,
            description=description,
            duration_ms=duration_ms,
            poster=poster,
            source_url=source_url,
            captions=captions,
        )
        self.put_contents([content])

    def put_contents(self, items: Sequence[Content]) -> None:
        """Insert contents, or replace them: all of them or, when one is refused, none. See `put_content`."""
        if items:
            with self._database.write() as connection:
                contents.put(connection, items, self._now())

    def add_unknown_video(self, workspace_id: UUID, video_id: str, kind: Kind = "video", domain: str = "") -> Adoption:
        """Make a video or a stream known that a beacon named, in the project "Unsorted". Any number may try at once.

        domain: of the beacon's page. Anything but "known", and nothing is made: the workspace doesn't want that, or the
        id is an event's, which nobody can play; or the past hour made as many as it may, in all or for that domain.
        """
        with self._database.write() as connection:
            return unknown_videos.add(connection, workspace_id, video_id, kind, domain=domain, now=self._now())

    def projects(self, workspace_id: UUID) -> list[Project]:
        """By name."""
        with self._database.read() as connection:
            return tree.list_projects(connection, workspace_id)

    def project(self, workspace_id: UUID, project_id: UUID) -> Project | None:
        with self._database.read() as connection:
            return tree.find_project(connection, workspace_id, project_id)

    def project_names(self, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
        with self._database.read() as connection:
            return tree.project_names(connection, workspace_id, ids)

    def create_project(self, workspace_id: UUID, name: str) -> Project:
        with self._database.write() as connection:
            return tree.create_project(connection, workspace_id, name, self._now())

    def folders(self, workspace_id: UUID, project_id: UUID | None = None) -> list[Folder]:
        """Of one project or of all, at every level, by name."""
        with self._database.read() as connection:
            return tree.list_folders(connection, workspace_id, project_id)

    def folder_paths(self, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
        """Each folder's name after those it is in, as in `folder1/folder2`; unknown ids are left out."""
        with self._database.read() as connection:
            return tree.folder_paths(connection, workspace_id, ids)

    def folder_and_nested(self, workspace_id: UUID, folder_id: UUID) -> list[UUID] | None:
        """The folder and all below it; None for an unknown folder."""
        with self._database.read() as connection:
            return tree.nested_folders(connection, workspace_id, folder_id)

    def create_folder(self, workspace_id: UUID, project_id: UUID, name: str, parent_id: UUID | None = None) -> Folder:
        """Raises NoSuchEntity for an unknown project, or a parent that is not in it."""
        with self._database.write() as connection:
            return tree.create_folder(connection, workspace_id, project_id, name, parent_id=parent_id, now=self._now())

    def salts(self) -> dict[date, bytes]:
        """The 32 random bytes of each day (UTC) from yesterday to tomorrow, the same for all processes."""
        days = privacy.salted_days(self._now().date())
        with self._database.read() as connection:
            known = privacy.find_salts(connection, days)
        if len(known) == len(days):
            return known
        with self._database.write() as connection:
            return privacy.create_salts(connection, days)

    def destroy_old_salts(self, today: date) -> int:
        """Destroy the salts of the days before yesterday, so that nobody can compute their sessions any more."""
        with self._database.write() as connection:
            destroyed = privacy.destroy_salts(connection, today)
        if destroyed:
            self._database.empty_log()
        return destroyed
