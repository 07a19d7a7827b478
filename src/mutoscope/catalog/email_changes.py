"""Another address for an account: it changes once its user, logged in, opens the link that went to the new one.

Nobody learns here whether an address has an account, but who reads its mail.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_

from mutoscope.catalog import account_links, passwords, users
from mutoscope.catalog.account_links import by_secret
from mutoscope.catalog.database import Database
from mutoscope.catalog.identities import User
from mutoscope.catalog.schema import account_links as table
from mutoscope.errors import AccessDenied, ConfigError, Gone, NoSuchEntity, UnexpectedValue

LIFETIME = timedelta(days=1)
"""How long the link holds."""

_GONE = {
    "expired": "token: this link has expired; change the address once more",
    "accepted": "token: this link was opened already",
    "revoked": "token: this link was replaced by a newer one, or the address was changed since",
}


class EmailChanges:
    """Each method is one transaction, but for the work of a hash."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def is_password(self, user_id: UUID, password: str) -> bool:
        """Raises TooManyRequests while many passwords are looked at."""
        with self._database.read() as connection:
            hash_ = users.hash_of(connection, user_id)
        return passwords.matches(password, hash_)

    def ask(self, user_id: UUID, email: str) -> None:
        """Have a link mailed to the new address; a former one is worth nothing. Raises UnexpectedValue."""
        email, now = users.normal_email(email), self._now()
        with self._database.bare_write() as connection:
            user = users.find(connection, user_id)
            if user is None or user.email == email:
                raise UnexpectedValue("email: this is your address already")
            former = and_(table.c.purpose == "email", table.c.user_id == user_id, table.c.notice.is_(False))
            account_links.close(connection, former, "revoked", now)
            account_links.create(
                connection, "email", email, now=now, expires_at=now + LIFETIME, secret=None, user_id=user_id
            )

    def confirm(self, secret: str, user_id: UUID) -> User:
        """The address of a link is that of its user from now on; the former address is told.

        Raises NoSuchEntity; Gone; AccessDenied where it is another user's; AlreadyTaken.
        """
        now = self._now()
        with self._database.write() as connection:
            link = account_links.find(connection, and_(by_secret("email", secret), table.c.notice.is_(False)))
            if link is None:
                raise NoSuchEntity("token: of no link to a new address; change the address once more")
            if link.user_id != user_id:
                raise AccessDenied("this link is for another account; log out, or log in with that one")
            state = link.state(now)
            if state != "pending":
                raise Gone(_GONE[state])
            account_links.close(connection, table.c.id == link.id, "accepted", now)
            return users.change_email(connection, user_id, link.email, now)

    def set(self, email: str, new: str) -> None:
        """For whoever runs the server. Both in the form in which users are found. Raises ConfigError, AlreadyTaken."""
        with self._database.write() as connection:
            known = users.password_hash(connection, email)
            if known is None:
                raise ConfigError(f"--email={email}: nobody has that address")
            users.change_email(connection, known[0], new, self._now())
