"""Salts: made for a day, destroyed when the day after is over."""

import secrets
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select

from mutoscope.catalog.schema import salts


def may_have_salt(day: date, today: date) -> bool:
    """Whether a day has a salt: until the day after is over, and from the day before, for clocks ahead of ours."""
    return today - timedelta(days=1) <= day <= today + timedelta(days=1)


def find_salt(connection: Connection, day: date) -> bytes | None:
    found: bytes | None = connection.execute(select(salts.c.salt).where(salts.c.day == day)).scalar()
    return found


def create_salt(connection: Connection, day: date) -> bytes:
    """The day's salt, which another process may have made by now."""
    known = find_salt(connection, day)
    if known is not None:
        return known
    salt = secrets.token_bytes(32)
    connection.execute(insert(salts).values(day=day, salt=salt))
    return salt


def destroy_salts(connection: Connection, today: date) -> int:
    """How many were destroyed."""
    return connection.execute(delete(salts).where(salts.c.day < today - timedelta(days=1))).rowcount
