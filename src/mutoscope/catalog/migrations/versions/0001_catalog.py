"""Workspaces and who may enter them, their tree of contents, salts, erased viewers, the change counter."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _workspaces()
    _access()
    _tree()
    _contents()
    _privacy()
    _reports()
    changes = op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.bulk_insert(changes, [{"id": 1, "version": 0}])


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _workspace(*, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), nullable=False, primary_key=primary_key)


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("session_minutes", sa.Integer, nullable=False),
        sa.Column("create_unknown", sa.Boolean, nullable=False),
        sa.Column("keep_query", sa.JSON, nullable=False),
        sa.Column("allowed_domains", sa.JSON, nullable=False),
        sa.Column("retention_days", sa.Integer),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
    )


def _access() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
    )
    op.create_table(
        "members",
        _workspace(primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        _instant("created_at"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
        sa.Index(None, "user_id"),
    )
    op.create_table(
        "user_sessions",
        sa.Column("cookie_hash", sa.LargeBinary, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        _instant("created_at"),
        _instant("used_at"),
        sa.Index(None, "user_id"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        _instant("created_at"),
        _instant("last_used_at", nullable=True),
        _instant("revoked_at", nullable=True),
        sa.CheckConstraint("scope IN ('read', 'write', 'admin')", name="scope"),
    )
    op.create_table(
        "ingest_keys",
        sa.Column("key", sa.String(64), primary_key=True),
        _workspace(),
        sa.Column("name", sa.Text, nullable=False),
        _instant("created_at"),
    )


def _tree() -> None:
    op.create_table(
        "projects",
        _workspace(primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
    )
    op.create_table(
        "folders",
        _workspace(primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("name", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        sa.UniqueConstraint("workspace_id", "project_id", "id"),
        sa.ForeignKeyConstraint(["workspace_id", "project_id"], ["projects.workspace_id", "projects.id"]),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project_id", "parent_id"],
            ["folders.workspace_id", "folders.project_id", "folders.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index(None, "workspace_id", "parent_id"),
    )


def _contents() -> None:
    plain_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "contents",
        _workspace(primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("project_id", sa.Uuid),
        sa.Column("folder_id", sa.Uuid),
        sa.Column("event_id", sa.String(64)),
        sa.Column("stream_id", sa.String(64)),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", plain_text, nullable=False),
        sa.Column("search", plain_text, nullable=False),
        sa.Column("duration_ms", sa.BigInteger),
        sa.Column("poster", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("captions", sa.JSON, nullable=False),
        _instant("found_at", nullable=True),
        sa.Column("version", sa.BigInteger, nullable=False, unique=True),
        sa.Column("deleted", sa.Boolean, nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        sa.CheckConstraint("kind IN ('video', 'stream', 'event')", name="kind"),
        sa.CheckConstraint("deleted OR project_id IS NOT NULL", name="place"),
        sa.ForeignKeyConstraint(["workspace_id", "project_id"], ["projects.workspace_id", "projects.id"]),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project_id", "folder_id"],
            ["folders.workspace_id", "folders.project_id", "folders.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "event_id"],
            ["contents.workspace_id", "contents.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "stream_id"],
            ["contents.workspace_id", "contents.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index(None, "workspace_id", "project_id", "folder_id"),
        sa.Index(None, "workspace_id", "folder_id"),
        sa.Index(None, "workspace_id", "event_id"),
        sa.Index(None, "workspace_id", "stream_id"),
        sa.Index(None, "workspace_id", "found_at"),
        sa.Index(None, "workspace_id", "created_at", "kind", "deleted", "id"),
    )


def _privacy() -> None:
    op.create_table(
        "salts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "erased_viewers",
        _workspace(primary_key=True),
        sa.Column("viewer_hash", sa.LargeBinary, primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("devices", sa.Boolean, nullable=False),
        _instant("requested_at"),
        _instant("drained_at", nullable=True),
        _instant("done_at", nullable=True),
        sa.Column("plays", sa.Integer, nullable=False),
        sa.Column("versions", sa.Integer, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("anonymous_plays", sa.Integer, nullable=False),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("schedule_id", sa.Uuid),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("start_ms", sa.BigInteger, nullable=False),
        sa.Column("end_ms", sa.BigInteger, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("about", sa.JSON),
        sa.Column("mail", sa.String(16)),
        sa.Column("mail_error", sa.Text),
        sa.Column("mail_attempts", sa.Integer, nullable=False),
        _instant("mail_at", nullable=True),
        sa.Column("again_id", sa.Uuid),
        _instant("expires_at", nullable=True),
        _instant("created_at"),
        _instant("updated_at"),
        sa.CheckConstraint("kind IN ('file', 'digest')", name="kind"),
        sa.CheckConstraint("state IN ('queued', 'running', 'ready', 'failed', 'expired')", name="state"),
        sa.CheckConstraint("mail IN ('waiting', 'sending', 'sent', 'unsure', 'failed')", name="mail"),
        sa.Index(None, "workspace_id", "created_at"),
        sa.Index(None, "state", "created_at"),
        sa.Index(None, "mail", "mail_at"),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Uuid, primary_key=True),
        _workspace(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("every", sa.String(16), nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        _instant("next_at"),
        _instant("unsubscribed_at", nullable=True),
        _instant("created_at"),
        _instant("updated_at"),
        sa.CheckConstraint("kind IN ('file', 'digest')", name="kind"),
        sa.CheckConstraint("every IN ('week', 'month')", name="every"),
        sa.Index(None, "workspace_id", "created_at"),
        sa.Index(None, "next_at"),
    )
