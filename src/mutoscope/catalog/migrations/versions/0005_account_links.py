"""Invitations, forgotten passwords and changed addresses: links of which only a hash is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "account_links",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary, unique=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id")),
        sa.Column("role", sa.String(16)),
        sa.Column("invited_by", sa.Uuid),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id")),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("closed_as", sa.String(16)),
        sa.Column("mail", sa.String(16)),
        sa.Column("mail_error", sa.Text),
        sa.Column("mail_attempts", sa.Integer, nullable=False),
        sa.Column("mail_at", instant),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.CheckConstraint("purpose IN ('invitation', 'password', 'email')", name="purpose"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
        sa.CheckConstraint("closed_as IN ('accepted', 'refused', 'revoked')", name="closed_as"),
        sa.CheckConstraint("mail IN ('waiting', 'sending', 'sent', 'unsure', 'failed')", name="mail"),
        sa.CheckConstraint("(purpose = 'invitation') = (workspace_id IS NOT NULL)", name="workspace"),
    )
    for columns in (["workspace_id", "created_at"], ["email"], ["mail", "mail_at"]):
        op.create_index(None, "account_links", columns)
