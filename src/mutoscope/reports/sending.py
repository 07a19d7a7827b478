"""How a mail leaves: by SMTP, or into a folder where there is none. At most once, and it says which."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from mutoscope.errors import ConfigError, MutoscopeError

TIMEOUT = 15

StartTls = Literal["auto", "always", "never"]


class MailError(MutoscopeError):
    """The mail didn't go; it can be tried again."""


class MailUnreachable(MailError):
    """The mail server can't be reached."""


class MailRefused(MutoscopeError):
    """The mail server refuses this mail for good."""


class MailUnsure(MutoscopeError):
    """The connection broke after the mail was handed over: it may have gone or not."""


class MailTaken(MutoscopeError):
    """Another is sending this mail, or nobody wants it any more."""


Begin = Callable[[], bool]
"""Called when the mail is about to be handed over: from now on it may have gone. False: don't."""


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server, by a URL: `smtp://user:password@host:587?starttls=always`, `smtps://host`."""

    host: str
    port: int
    tls: bool
    starttls: StartTls
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> "Smtp":
        """Raises ConfigError, without the password in it."""
        try:
            parts = urlsplit(url)
            port = parts.port
            (starttls,) = parse_qs(parts.query).pop("starttls", ["auto"])
        except ValueError as error:
            raise ConfigError("--smtp: no URL such as smtp://user:password@mail.example.org:587") from error
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or starttls not in {"auto", "always", "never"}:
            raise ConfigError(
                "--smtp: takes smtp://user:password@host:port, with ?starttls=always or never, or smtps://…"
            )
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port or (465 if tls else 587 if parts.username else 25),
            tls=tls,
            starttls=starttls,  # type: ignore[arg-type] # just looked at
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def send(self, message: EmailMessage, begin: Begin) -> None:
        """Raises MailError, MailRefused, MailUnsure or MailTaken."""
        try:
            smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnreachable(f"{self.host}:{self.port}: {_said(error)}") from error
        try:
            self._greet(smtp)
            self._address(smtp, message)
            if not begin():
                raise MailTaken
            self._hand_over(smtp, message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{self.host}:{self.port}: {_said(error)}") from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self.tls and self.starttls != "never":
            if smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            elif self.starttls == "always" or self.user:
                raise MailError(
                    f"{self.host}:{self.port} offers no STARTTLS; ?starttls=never would send in the open all the same"
                )
        if self.user:
            smtp.login(self.user, self.password)

    def _address(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        sender, recipient = parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]
        self._expect(*smtp.mail(sender))
        self._expect(*smtp.rcpt(recipient))

    def _hand_over(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            answer = smtp.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as error:  # DATA itself was refused: nothing has been sent
            answer = (error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise MailUnsure(
                f"{self.host}:{self.port}: the connection broke while the mail was handed over ({_said(error)})"
            ) from error
        self._expect(*answer)

    def _expect(self, code: int, answer: bytes) -> None:
        if code >= 500:
            raise MailRefused(f"{self.host}:{self.port}: {code} {answer.decode('utf-8', 'replace')}")
        if code not in {250, 251}:
            raise MailError(f"{self.host}:{self.port}: {code} {answer.decode('utf-8', 'replace')}")


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Where mails wait that no server takes: a file each, which any mail program opens."""

    folder: Path

    def send(self, message: EmailMessage, begin: Begin) -> None:
        """Raises MailError or MailTaken."""
        if not begin():
            raise MailTaken
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{name}.part"
            part.write_bytes(message.as_bytes())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise MailError(f"{self.folder}: {error.strerror}") from error


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_bytes(error.smtp_error).decode('utf-8', 'replace')}"
    return str(error) or type(error).__name__


def _bytes(text: "bytes | str") -> bytes:
    return text if isinstance(text, bytes) else text.encode()
