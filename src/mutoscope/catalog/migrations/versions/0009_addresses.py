"""Addresses of users are in the one form in which they are looked for; mails that only tell something."""

import sqlalchemy as sa
from alembic import op

from mutoscope.catalog.users import normal_email

revision = "0009"
down_revision = "0008"

_USERS = sa.table("users", sa.column("id", sa.Uuid), sa.column("email", sa.String))


def upgrade() -> None:
    op.add_column("account_links", sa.Column("notice", sa.Boolean, nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    taken = {email: id_ for id_, email in connection.execute(sa.select(*_USERS.c)).all()}
    for email, id_ in list(taken.items()):
        normal = normal_email(email)
        if taken.setdefault(normal, id_) == id_ and normal != email:  # two ways to write one address stay two users
            connection.execute(_USERS.update().where(_USERS.c.id == id_).values(email=normal))
