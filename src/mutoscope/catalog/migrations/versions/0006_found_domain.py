"""Contents that beacons made known tell on pages of which domain."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("contents", sa.Column("found_domain", sa.String(253)))
