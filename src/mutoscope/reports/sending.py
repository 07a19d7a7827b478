"""How a mail leaves: by SMTP, or into a folder where there is none. At most once, and it says which."""

import base64
import hmac
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from functools import partial
from pathlib import Path

from mutoscope.errors import MutoscopeError
from mutoscope.mail_address import MailAddress
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
class Mail:
    """A message, and from whom to whom it goes."""

    message: EmailMessage
    sender: MailAddress
    recipient: MailAddress

    @property
    def takes_utf8(self) -> bool:
        """Whether a mail server has to know SMTPUTF8 (RFC 6531), since an address has more than ASCII before its @."""
        return not (self.sender.local + self.recipient.local).isascii()

    def as_bytes(self) -> bytes:
        """As it goes over the wire. Raises ValueError for text that no mail can hold."""
        return self.message.as_bytes(policy=SMTPUTF8 if self.takes_utf8 else SMTP)


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """Mails leave by a server."""

    server: MailServer
    greeting: str  # the name that it is told (EHLO)

    def send(self, mail: Mail, begin: Begin) -> None:
        """Raises MailError, MailRefused, MailUnsure or MailTaken; ValueError for a mail that can't be written down."""
        content = mail.as_bytes()
        try:
            smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnreachable(f"{self._place}: {_said(error)}") from error
        try:
            self._greet(smtp)
            self._address(smtp, mail)
            if not begin():
                raise MailTaken
            self._hand_over(smtp, content)
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: what came is no base64
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
            self._log_in(smtp)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """By the ways that the server offers, until one is taken. (smtplib's own login is ASCII alone.)"""
        user, password = self.server.user, self.server.password
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        answer = (504, b"the mail server offers no way to log in that we know (CRAM-MD5, PLAIN, LOGIN)")
        ways: dict[str, Sequence[Callable[[bytes], str]]] = {
            "CRAM-MD5": [partial(cram_md5, user, password)],
            "PLAIN": [lambda _: f"\0{user}\0{password}"],
            "LOGIN": [lambda _: user, lambda _: password],
        }
        for way, responses in ways.items():
            if way in offered:
                answer = smtp.docmd("AUTH", way)
                for respond in responses:
                    if answer[0] == 334:
                        answer = smtp.docmd(base64.b64encode(respond(answer[1]).encode()).decode())
                if answer[0] in {235, 503}:  # 503: logged in already
                    return
        raise smtplib.SMTPAuthenticationError(*answer)

    def _address(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        options = ""
        if mail.takes_utf8:
            if not smtp.has_extn("smtputf8"):
                raise MailRefused(
                    f"{self._place} takes no addresses with letters other than a to z before the @ (SMTPUTF8)"
                )
            smtp.command_encoding = "utf-8"
            options = " BODY=8BITMIME SMTPUTF8"
        self._expect(*smtp.docmd("MAIL", f"FROM:<{mail.sender.envelope}>{options}"))
        self._expect(*smtp.docmd("RCPT", f"TO:<{mail.recipient.envelope}>"))

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> None:
        try:
            answer = smtp.data(content)
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

    def send(self, mail: Mail, begin: Begin) -> None:
        """Raises MailError or MailTaken; ValueError for a mail that can't be written down."""
        content = mail.as_bytes()
        if not begin():
            raise MailTaken
        name = str(mail.message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{name}.part"
            part.write_bytes(content)
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise MailError(f"{self.folder}: {error.strerror}") from error


def cram_md5(user: str, password: str, challenge: bytes) -> str:
    """The answer to a challenge of RFC 2195, which came in base64."""
    return f"{user} {hmac.new(password.encode(), base64.b64decode(challenge), 'md5').hexdigest()}"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_bytes(error.smtp_error).decode('utf-8', 'replace')}"
    return str(error) or type(error).__name__


def _bytes(text: "bytes | str") -> bytes:
    return text if isinstance(text, bytes) else text.encode()
