"""Reports and schedules tell how often they failed, why, and when they are tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("reports", "schedules"):
        op.add_column(table, sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
    op.add_column("reports", sa.Column("try_at", sa.DateTime(timezone=True)))
    op.add_column("schedules", sa.Column("error", sa.Text))
