"""Salts: made for a day, destroyed when the day after is over."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select

from mutoscope.catalog.schema import salts


def salted_days(today: date) -> list[date]:
    """The days that have a salt: until the day after is over, and from the day before, for clocks ahead of ours."""
    return [today + timedelta(days=days) for days in (-1, 0, 1)]


def find_salts(connection: Connection, days: Sequence[date]) -> dict[date, bytes]:
    return {row.day: row.salt for row in connection.execute(select(salts).where(salts.c.day.in_(days)))}


def create_salts(connection: Connection, days: Sequence[date]) -> dict[date, bytes]:
    """The salts of these days, some of which there may be."""
    known = find_salts(connection, days)
    made = {day: secrets.token_bytes(32) for day in days if day not in known}
    if made:
        connection.execute(insert(salts), [{"day": day, "salt": salt} for day, salt in made.items()])
    return known | made


def destroy_salts(connection: Connection, today: date) -> int:
    """How many were destroyed."""
    return connection.execute(delete(salts).where(salts.c.day < today - timedelta(days=1))).rowcount
