"""Stores tell up to which mark they have mirrored the contents."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "mirrors",
        sa.Column("store", sa.Uuid, primary_key=True),
        sa.Column("mark", sa.Uuid, nullable=False),
    )
