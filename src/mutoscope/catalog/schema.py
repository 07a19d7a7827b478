"""The catalog's tables, as the newest migration leaves them (a test compares the two).

References between rows carry the workspace along, so that the database itself refuses a row that points into
another tenant's.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import NoneType
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
)

# Names that don't depend on the database: a later migration can drop a constraint by its name on either.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, in UTC on both sides; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Unreadable(dict[str, Any]):
    """In the place of a document that a damaged row has: empty, so that lists show what else is known of the row."""


def readable(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A document, to work by; empty for none. Raises ValueError."""
    if isinstance(document, Unreadable):
        raise ValueError("the JSON in the catalog is damaged")
    return document or {}


class Document(TypeDecorator[Any]):
    """JSON. One row that can't be read, or says what no such row can, is that row's trouble alone, not its list's."""

    impl = JSON
    cache_ok = True

    def __init__(self, entries: tuple[str, ...] | None = None) -> None:
        """entries: a list, and what stands for one that can't be read. None: an object, `Unreadable` then."""
        super().__init__()
        self.entries = entries

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        decode = super().result_processor(dialect, coltype)
        kinds = (dict, NoneType) if self.entries is None else list

        def read(value: Any) -> Any:  # noqa: ANN401 - whatever the driver gives
            try:
                document = decode(value) if decode else value
            except (ValueError, RecursionError):
                document = ...
            if isinstance(document, kinds):
                return document
            return Unreadable() if self.entries is None else list(self.entries)

        return read


# Compared byte by byte in either database, so that an order does not depend on how PostgreSQL was set up.
PlainText = Text().with_variant(Text(collation="C"), "postgresql")


def _times() -> list[Column[datetime]]:
    return [Column("created_at", UtcDateTime, nullable=False), Column("updated_at", UtcDateTime, nullable=False)]


def _workspace(*, primary_key: bool = False) -> Column[Any]:
    return Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False, primary_key=primary_key)


workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),  # not unique: nobody learns what another tenant calls theirs
    Column("timezone", String(64), nullable=False),
    Column("session_minutes", Integer, nullable=False),
    Column("create_unknown", Boolean, nullable=False),
    Column("keep_query", Document(entries=()), nullable=False),
    Column("keep_fragment", Boolean, nullable=False, server_default=false()),
    # Where it can't be read, no page's: no host lies in that domain.
    Column("allowed_domains", Document(entries=("invalid",)), nullable=False),
    Column("retention_days", Integer),  # that plays are kept; null: for ever
    Column("secret", LargeBinary, nullable=False),
    # The change counter as it, its ingest keys or its erased viewers changed last: collectors ask for what is newer.
    Column("version", BigInteger, nullable=False, server_default="0"),
    *_times(),
)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2
    *_times(),
)

members = Table(
    "members",
    metadata,
    _workspace(primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
    Index(None, "user_id"),
)

user_sessions = Table(
    "user_sessions",
    metadata,
    Column("cookie_hash", LargeBinary, primary_key=True),  # SHA-256 of the cookie's value
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),  # to the minute
    Index(None, "user_id"),
)

# What lets a person in by a secret that was mailed or handed to them: an invitation into a workspace, a new password
# for somebody who forgot theirs, a new address of a user. They leave the change counter alone.
account_links = Table(
    "account_links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("email", String(254), nullable=False),  # whom it is for, in the form that users have
    Column("token_hash", LargeBinary, unique=True),  # SHA-256 of the newest secret; null: none was handed over yet
    Column("workspace_id", Uuid, ForeignKey("workspaces.id")),  # of an invitation, as are the next two
    Column("role", String(16)),
    Column("invited_by", Uuid),  # a user; null: a program, or whoever runs the server
    Column("user_id", Uuid, ForeignKey("users.id")),  # whose address or password changes; the latter: once mailed
    Column("notice", Boolean, nullable=False, server_default=false()),  # the mail only tells: it has no link
    Column("expires_at", UtcDateTime, nullable=False),
    Column("closed_as", String(16)),  # null: open
    Column("mail", String(16)),  # null: none is to go
    Column("mail_error", Text),
    Column("mail_attempts", Integer, nullable=False),
    Column("mail_at", UtcDateTime),  # of a waiting mail: its next attempt
    *_times(),
    CheckConstraint("purpose IN ('invitation', 'password', 'email')", name="purpose"),
    CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
    CheckConstraint("closed_as IN ('accepted', 'refused', 'revoked')", name="closed_as"),
    CheckConstraint("mail IN ('waiting', 'sending', 'sent', 'unsure', 'failed')", name="mail"),
    CheckConstraint("(purpose = 'invitation') = (workspace_id IS NOT NULL)", name="workspace"),
    Index(None, "workspace_id", "created_at"),
    Index(None, "email"),
    Index(None, "mail", "mail_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # SHA-256 of the canonical text of the UUID
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),  # to the minute
    # Revoked ones are kept: `mutoscope init` derives its token, and must not bring it back.
    Column("revoked_at", UtcDateTime),
    CheckConstraint("scope IN ('read', 'write', 'admin')", name="scope"),
)

ingest_keys = Table(
    "ingest_keys",
    metadata,
    Column("key", String(64), primary_key=True),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Of projects and folders too an id is unique in its workspace alone: a tree exported from one workspace can be imported
# into another one with its ids, and nobody learns from a conflict what another tenant has.
projects = Table(
    "projects",
    metadata,
    _workspace(primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    *_times(),
)

folders = Table(
    "folders",
    metadata,
    _workspace(primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("parent_id", Uuid),
    Column("name", Text, nullable=False),
    *_times(),
    UniqueConstraint("workspace_id", "project_id", "id"),
    ForeignKeyConstraint(["workspace_id", "project_id"], ["projects.workspace_id", "projects.id"]),
    # Deferred: a folder moves to another project with all that is in it, one table after the other.
    ForeignKeyConstraint(
        ["workspace_id", "project_id", "parent_id"],
        ["folders.workspace_id", "folders.project_id", "folders.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    Index(None, "workspace_id", "parent_id"),
)

contents = Table(
    "contents",
    metadata,
    _workspace(primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("project_id", Uuid),  # null: deleted, and so was its project
    Column("folder_id", Uuid),
    Column("event_id", String(64)),  # of a stream: its event; of a recording: the event recorded
    Column("stream_id", String(64)),  # of a recording: the stream recorded
    Column("title", Text, nullable=False),
    Column("description", PlainText, nullable=False),
    # Title, description and id, folded (`folding.py`): what a search looks into, and the order of titles.
    Column("search", PlainText, nullable=False),
    Column("duration_ms", BigInteger),
    Column("poster", Text),
    Column("source_url", Text),
    Column("captions", Document(entries=()), nullable=False),
    # Of a stream, where someone said so; null: its plays tell.
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    # When a beacon of an unknown id created it; null: someone put it. Their number per hour is capped.
    Column("found_at", UtcDateTime),
    Column("found_domain", String(253)),  # likewise: of the page that it played in first; empty: a page without host
    Column("version", BigInteger, nullable=False, unique=True),
    Column("deleted", Boolean, nullable=False),
    *_times(),
    CheckConstraint("kind IN ('video', 'stream', 'event')", name="kind"),
    CheckConstraint("deleted OR project_id IS NOT NULL", name="place"),
    ForeignKeyConstraint(["workspace_id", "project_id"], ["projects.workspace_id", "projects.id"]),
    ForeignKeyConstraint(
        ["workspace_id", "project_id", "folder_id"],
        ["folders.workspace_id", "folders.project_id", "folders.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    # Deferred: a list may put the streams before their event.
    ForeignKeyConstraint(
        ["workspace_id", "event_id"], ["contents.workspace_id", "contents.id"], deferrable=True, initially="DEFERRED"
    ),
    ForeignKeyConstraint(
        ["workspace_id", "stream_id"], ["contents.workspace_id", "contents.id"], deferrable=True, initially="DEFERRED"
    ),
    Index(None, "workspace_id", "project_id", "folder_id"),
    Index(None, "workspace_id", "folder_id"),
    Index(None, "workspace_id", "event_id"),
    Index(None, "workspace_id", "stream_id"),
    Index(None, "workspace_id", "found_at"),
    # Of a list as it is usually asked for, this gives the order, and the number of all rows without reading them. With
    # kind and deleted before the time, SQLite would take it for the contents of a folder too, and read all of them.
    Index(None, "workspace_id", "created_at", "kind", "deleted", "id"),
)

salts = Table(
    "salts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
)

# A receipt, which is also the mark that refuses later beacons.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Uuid, primary_key=True),  # of the receipt
    _workspace(),
    Column("viewer_hash", LargeBinary, nullable=False),
    Column("devices", Boolean, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("drained_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("plays", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("anonymous_plays", Integer, nullable=False),
    Index(None, "workspace_id", "viewer_hash"),
)

# Files and digests that are made in the background, and the mails that tell of them. Their changes are not the
# catalog's: they leave the change counter alone.
reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    _workspace(),
    Column("schedule_id", Uuid),  # that asked for it; without a reference: a report outlives its schedule
    Column("kind", String(16), nullable=False),
    Column("asked", Document, nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("email", String(254)),
    Column("state", String(16), nullable=False),
    Column("progress", Integer, nullable=False),
    Column("error", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("try_at", UtcDateTime),  # of a queued report that failed: not before
    Column("about", Document),
    Column("mail", String(16)),
    Column("mail_error", Text),
    Column("mail_attempts", Integer, nullable=False),
    Column("mail_at", UtcDateTime),  # of a waiting mail: its next attempt
    Column("again_id", Uuid),  # the report that was made again after this one had expired
    Column("expires_at", UtcDateTime),
    *_times(),
    CheckConstraint("kind IN ('file', 'digest')", name="kind"),
    CheckConstraint("state IN ('queued', 'running', 'ready', 'failed', 'expired')", name="state"),
    CheckConstraint("mail IN ('waiting', 'sending', 'sent', 'unsure', 'failed')", name="mail"),
    Index(None, "workspace_id", "created_at"),
    Index(None, "state", "created_at"),
    Index(None, "mail", "mail_at"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", Uuid, primary_key=True),
    _workspace(),
    Column("kind", String(16), nullable=False),
    Column("every", String(16), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("asked", Document, nullable=False),
    Column("email", String(254), nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("unsubscribed_at", UtcDateTime),
    *_times(),
    CheckConstraint("kind IN ('file', 'digest')", name="kind"),
    CheckConstraint("every IN ('week', 'month')", name="every"),
    Index(None, "workspace_id", "created_at"),
    Index(None, "next_at"),
)

# Wishes to have the store verified. Of no workspace; their changes are not the catalog's either.
verifications = Table(
    "verifications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rebuild", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("progress", Document),
    Column("outcome", Document),
    Column("error", Text),
    *_times(),
    CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index(None, "state", "created_at"),
)

# How far each store has mirrored the contents: a random mark, which it has too (loader/mirroring.py).
mirrors = Table(
    "mirrors",
    metadata,
    Column("store", Uuid, primary_key=True),
    Column("mark", Uuid, nullable=False),
)

# One row. Every write transaction begins by raising it: see `database.Database.write`.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
