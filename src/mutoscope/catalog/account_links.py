"""Links that let one person in, once: statements about the table of them, and the queue of their mails.

Of a link's secret only a hash is kept, so a mail that waits has none yet: it gets its secret as it leaves. Of a link
that was sent again the newest secret alone holds.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select, update

from mutoscope.catalog.database import Database
from mutoscope.catalog.identities import AccountLink, LinkPurpose
from mutoscope.catalog.records import DueMail
from mutoscope.catalog.schema import account_links

FORGET_AFTER = timedelta(days=30)
"""How long a link that is closed or expired is still told of."""

OPEN = account_links.c.closed_as.is_(None)
_COLUMNS = tuple(account_links.c[name] for name in AccountLink.__slots__)


PAGES: dict[LinkPurpose, str] = {"invitation": "invitation", "password": "new-password", "email": "new-email"}
"""The dashboard's pages that links lead to."""


def link_address(base: str, purpose: LinkPurpose, secret: str) -> str:
    """base: this server's, without a slash at its end.

    The secret follows a #, which browsers keep to themselves: no log of a server has it.
    """
    return f"{base}/{PAGES[purpose]}#{secret}"


def new_secret() -> str:
    """What a link's address bears: 256 random bits."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def create(
    connection: Connection,
    purpose: LinkPurpose,
    email: str,
    *,
    now: datetime,
    expires_at: datetime,
    secret: str | None,
    **of: Any,  # noqa: ANN401 - of several types
) -> AccountLink:
    """A link that is handed over with this secret or, where that is None, mailed. of: further columns."""
    row = {"id": uuid4(), "purpose": purpose, "email": email, "expires_at": expires_at, "closed_as": None} | of
    kept = row | _handed(secret, now) | {"created_at": now, "updated_at": now}
    connection.execute(insert(account_links).values(kept))
    return require(connection, account_links.c.id == row["id"])


def renew(
    connection: Connection,
    link_id: UUID,
    *,
    now: datetime,
    secret: str | None,
    **changed: Any,  # noqa: ANN401 - of several types
) -> None:
    """The same link anew: with another secret, or another mail; and other columns."""
    changed = changed | _handed(secret, now) | {"updated_at": now}
    connection.execute(update(account_links).where(account_links.c.id == link_id).values(changed))


def _handed(secret: str | None, now: datetime) -> dict[str, Any]:
    nothing_mailed = {"mail_error": None, "mail_attempts": 0}
    if secret is None:
        return nothing_mailed | {"token_hash": None, "mail": "waiting", "mail_at": now}
    return nothing_mailed | {"token_hash": secret_hash(secret), "mail": None, "mail_at": None}


def close(connection: Connection, where: ColumnElement[bool], how: str, now: datetime) -> None:
    """End open links; a mail that waits for one does not go any more."""
    values = {"closed_as": how, "updated_at": now}
    connection.execute(update(account_links).where(OPEN, where).values(values))


def find_all(connection: Connection, where: ColumnElement[bool]) -> list[AccountLink]:
    return [_record(row) for row in connection.execute(select(*_COLUMNS).where(where))]


def find(connection: Connection, where: ColumnElement[bool]) -> AccountLink | None:
    return next(iter(find_all(connection, where)), None)


def require(connection: Connection, where: ColumnElement[bool]) -> AccountLink:
    (found,) = find_all(connection, where)
    return found


def by_secret(purpose: LinkPurpose, secret: str) -> ColumnElement[bool]:
    return and_(account_links.c.purpose == purpose, account_links.c.token_hash == secret_hash(secret))


class AccountMails:
    """The queue of mails with links: each goes once, and what became of it is kept. Every method is a transaction."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def due_mails(self) -> list[DueMail]:
        """Those that should be sent now, the one that waits longest first."""
        now = self._now()
        waiting = and_(OPEN, account_links.c.mail == "waiting", account_links.c.mail_at <= now)
        these = select(account_links.c.id, account_links.c.mail_attempts).where(
            waiting, account_links.c.expires_at > now
        )
        with self._database.read() as connection:
            rows = connection.execute(these.order_by(account_links.c.mail_at))
            return [DueMail(id=row.id, attempts=row.mail_attempts) for row in rows]

    def find(self, link_id: UUID) -> AccountLink | None:
        with self._database.read() as connection:
            return find(connection, account_links.c.id == link_id)

    def give_secret(self, link_id: UUID) -> str | None:
        """A new secret for a mail that waits, in place of any before; None: the link is closed, its mail gone."""
        secret = new_secret()
        with self._database.bare_write() as connection:
            waiting = update(account_links).where(
                OPEN, account_links.c.id == link_id, account_links.c.mail == "waiting"
            )
            given = connection.execute(waiting.values(token_hash=secret_hash(secret)))
            return secret if given.rowcount else None

    def begin_mail(self, link_id: UUID, /) -> bool:
        """From now on the mail may have gone; False: another is at it, or the link was closed."""
        with self._database.bare_write() as connection:
            this = update(account_links).where(OPEN, account_links.c.id == link_id, account_links.c.mail == "waiting")
            return connection.execute(this.values(mail="sending")).rowcount > 0

    def end_mail(self, link_id: UUID, /, **changed: object) -> None:
        """What became of an attempt: `mail`, `mail_error`, `mail_at`."""
        tried = {"mail_attempts": account_links.c.mail_attempts + 1}
        unfinished = account_links.c.mail.in_(("waiting", "sending"))
        with self._database.bare_write() as connection:
            this = update(account_links).where(account_links.c.id == link_id, unfinished)
            connection.execute(this.values({**changed, **tried}))

    def resend(self) -> None:
        """Mails that were being sent wait again: for a way on which that does no harm."""
        self._leave_sending("waiting")

    def recover(self) -> None:
        """After a start: a mail that was being sent may have gone or not."""
        self._leave_sending("unsure")

    def _leave_sending(self, for_: str) -> None:
        with self._database.bare_write() as connection:
            connection.execute(update(account_links).where(account_links.c.mail == "sending").values(mail=for_))

    def forget_old(self) -> None:
        """Delete what was closed or expired long ago."""
        long_ago = self._now() - FORGET_AFTER
        closed = and_(account_links.c.closed_as.is_not(None), account_links.c.updated_at < long_ago)
        with self._database.bare_write() as connection:
            connection.execute(delete(account_links).where(or_(closed, account_links.c.expires_at < long_ago)))


def _record(row: Row[Any]) -> AccountLink:
    return AccountLink(**row._mapping)
