"""How a mail leaves: by SMTP, or into a folder where there is none. At most once, and it says which."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from mutoscope.errors import MutoscopeError
from mutoscope.urls import MailServer, authority

TIMEOUT = 15


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
    """Mails leave by a server."""

    server: MailServer
    greeting: str  # the name that it is told (EHLO)

    def send(self, message: EmailMessage, begin: Begin) -> None:
        """Raises MailError, MailRefused, MailUnsure or MailTaken."""
        try:
            smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnreachable(f"{self._place}: {_said(error)}") from error
        try:
            self._greet(smtp)
            self._address(smtp, message)
            if not begin():
                raise MailTaken
            self._hand_over(smtp, message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{self._place}: {_said(error)}") from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    @property
    def _place(self) -> str:
        return authority(self.server.host, self.server.port)

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, self.greeting, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(host, port, self.greeting, timeout=TIMEOUT)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self.server.tls and self.server.starttls != "never":
            if smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            elif self.server.starttls == "always" or self.server.user:
                raise MailError(
                    f"{self._place} offers no STARTTLS; ?starttls=never would send in the open all the same"
                )
        if self.server.user:
            smtp.login(self.server.user, self.server.password)

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
                f"{self._place}: the connection broke while the mail was handed over ({_said(error)})"
            ) from error
        self._expect(*answer)

    def _expect(self, code: int, answer: bytes) -> None:
        if code >= 500:
            raise MailRefused(f"{self._place}: {code} {answer.decode('utf-8', 'replace')}")
        if code not in {250, 251}:
            raise MailError(f"{self._place}: {code} {answer.decode('utf-8', 'replace')}")


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
