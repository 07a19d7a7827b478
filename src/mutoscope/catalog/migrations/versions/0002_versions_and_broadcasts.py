"""Workspaces tell when they changed last; streams have a beginning and an end."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("version", sa.BigInteger, nullable=False, server_default="0"))
    for name in ("started_at", "ended_at"):
        op.add_column("contents", sa.Column(name, sa.DateTime(timezone=True)))
