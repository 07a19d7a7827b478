"""A viewer may be erased more than once: each erasure has a receipt of its own, which stays."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_COLUMNS = (
    "id, workspace_id, viewer_hash, devices, requested_at, drained_at, done_at, plays, versions, parts, anonymous_plays"
)


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("viewer_hash", sa.LargeBinary, nullable=False),
        sa.Column("devices", sa.Boolean, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drained_at", sa.DateTime(timezone=True)),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("plays", "versions", "parts", "anonymous_plays")),
    )
    op.create_index("ix_erasures_workspace_id_viewer_hash", "erasures", ["workspace_id", "viewer_hash"])
    op.execute(f"INSERT INTO erasures ({_COLUMNS}) SELECT {_COLUMNS} FROM erased_viewers")
    op.drop_table("erased_viewers")
