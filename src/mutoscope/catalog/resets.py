"""Forgotten passwords: whoever reads the mail of an account's address chooses a new one.

Whether an address has an account is looked at as its mail leaves, never while somebody waits for an answer: what is
answered, and how long that takes, is the same for every address.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, update

from mutoscope.catalog import account_links, passwords, sessions, users
from mutoscope.catalog.account_links import by_secret
from mutoscope.catalog.database import Database
from mutoscope.catalog.identities import AccountLink
from mutoscope.catalog.schema import account_links as table
from mutoscope.errors import Gone, NoSuchEntity

LIFETIME = timedelta(hours=1)
"""How long a link to a new password holds."""

_GONE = {
    "expired": "token: this link has expired; ask for another one",
    "accepted": "token: a password was chosen with this link already; log in, or ask for another link",
    "revoked": "token: the password was changed since; log in, or ask for another link",
}


class PasswordResets:
    """Each method is one transaction, but for the work of a hash, during which the database waits for nobody."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def ask(self, email: str) -> None:
        """Have a link mailed to an address, if it has an account by then. Former links go on working.

        (Else whoever asks again and again could keep somebody from ever using one.)
        """
        now = self._now()
        with self._database.bare_write() as connection:
            account_links.create(
                connection,
                "password",
                users.normal_email(email),
                now=now,
                expires_at=now + LIFETIME,
                secret=None,
            )

    def addressed(self, link: AccountLink) -> AccountLink | None:
        """The link, bound to the account of its address as its mail leaves; None: nobody has it, the link is gone."""
        this = table.c.id == link.id
        with self._database.bare_write() as connection:
            known = users.password_hash(connection, link.email)
            if known is None:
                connection.execute(delete(table).where(this))
                return None
            connection.execute(update(table).where(this).values(user_id=known[0]))
            return account_links.find(connection, this)

    def reset(self, secret: str, password: str) -> str:
        """A new password for the account of a link, and the cookie of a new login: all others are over.

        Raises NoSuchEntity, Gone; TooManyRequests while many passwords are looked at.
        """
        with self._database.read() as connection:
            self._pending(connection, secret)
        hash_ = passwords.hashed(password)
        with self._database.write() as connection:
            link = self._pending(connection, secret)
            assert link.user_id is not None
            account_links.close(connection, table.c.id == link.id, "accepted", self._now())
            users.set_password(connection, link.user_id, hash_, self._now())
            return sessions.create(connection, link.user_id, self._now())

    def _pending(self, connection: Connection, secret: str) -> AccountLink:
        link = account_links.find(connection, and_(by_secret("password", secret), table.c.user_id.is_not(None)))
        if link is None:
            raise NoSuchEntity("token: of no link to a new password; ask for another one")
        state = link.state(self._now())
        if state != "pending":
            raise Gone(_GONE[state])
        return link
