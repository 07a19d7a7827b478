"""/v1/password-resets: for whoever forgot their password."""

from typing import Any

import msgspec

from mutoscope.api import entries, people
from mutoscope.api.endpoint import Asked, Endpoint, NoQuery, Reply
from mutoscope.api.session import SESSION, logged_in, require_json
from mutoscope.api.users import Email, Password, Secret, checked_email
from mutoscope.catalog import normal_email
from mutoscope.errors import Gone


class Forgotten(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whose password is forgotten."""

    email: Email


class Reset(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new password, by what only the mail of the account's address tells."""

    token: Secret
    password: Password


def ask(asked: Asked[NoQuery, Forgotten]) -> dict[str, Any]:
    """Raises RequestError."""
    require_json(asked.request)
    email = normal_email(checked_email(asked.body.email))
    if asked.services.mails:
        asked.services.limits.mail(asked.request.address, email)
        asked.services.catalog.password_resets.ask(email)
    return {"data": {"mails": asked.services.mails}}


def reset(asked: Asked[NoQuery, Reset]) -> Reply:
    """Raises RequestError."""
    require_json(asked.request)
    catalog = asked.services.catalog
    session = catalog.session(catalog.password_resets.reset(asked.body.token, asked.body.password))
    if session is None:
        raise Gone("token: the password was changed at the same time; log in, or ask for another link")
    return logged_in(session, asked)


_PATH = "/v1/password-resets"

RESET_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="ask_for_password_reset",
        tag="accounts",
        summary="Have a link to a new password mailed",
        description=(
            "The answer is the same whether or not the address has an account; if it has one, a mail goes to it with a"
            " link that works once, for an hour. One network, and one address, get ten an hour."
        ),
        scope=None,
        method="POST",
        status=202,
        body=Forgotten,
        answer=ask,
        schema=entries.one(people.MAILED),
    ),
    Endpoint(
        path=f"{_PATH}/use",
        name="reset_password",
        tag="accounts",
        summary="Choose a new password with a mailed link",
        description=(
            "All logins of the user are over then, and no device is known any more; the answer begins a new login, as"
            " logging in does."
        ),
        scope=None,
        method="POST",
        body=Reset,
        takes_password=True,
        answer=reset,
        refusals=(410,),
        schema=SESSION,
    ),
)
