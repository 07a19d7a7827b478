"""Workspaces may keep routes of pages; allowed domains are in the form in which hosts are compared."""

import contextlib

import sqlalchemy as sa
from alembic import op

from mutoscope.hosts import normal_domain

revision = "0004"
down_revision = "0003"

_WORKSPACES = sa.table("workspaces", sa.column("id", sa.Uuid), sa.column("allowed_domains", sa.JSON))


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("keep_fragment", sa.Boolean, nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    for id_, entries in connection.execute(sa.select(*_WORKSPACES.c)).all():
        values = {"allowed_domains": sorted(set(map(_form, entries)))}
        connection.execute(_WORKSPACES.update().where(_WORKSPACES.c.id == id_).values(**values))


def _form(entry: str) -> str:
    """What matches nothing stays, and goes on matching nothing: a list that is empty allows all."""
    with contextlib.suppress(ValueError):
        return normal_domain(entry)
    return entry
