"""A real mail server on loopback, which can be made to wait in the middle of a mail."""

import asyncio
import email
import email.policy
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from conftest import free_port


def parsed(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def link_in(message: EmailMessage, part: str = "plain", word: str = "download") -> str:
    """The one link of a part whose address has the word."""
    body = message.get_body((part,))
    assert body is not None
    (found,) = set(re.findall(rf'https?://[^\s"<>]*{word}[^\s"<>]*', body.get_content()))
    return str(found).replace("&amp;", "&")


@dataclass
class Sink:
    """Keeps the mails that it takes. It answers `codes` by command; at the command `hold` it waits to be released."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)  # from whom to whom they go, as said beside them
    texts: list[str] = field(default_factory=list)  # as they came
    greetings: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    hold: str = ""
    drop: bool = False  # cut the connection once a mail is there
    holding: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def of(self, report_id: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if str(mail["Message-ID"]).startswith(f"<{report_id}@")]

    async def _answer(self, command: str, good: str) -> str:
        if self.hold == command:
            self.holding.set()
            await asyncio.to_thread(self.released.wait)
        return self.codes.get(command, good)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        await self._answer("EHLO", "")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" not in self.codes:
            content: Any = envelope.content
            self.mails.append(parsed(content))
            self.texts.append(content.decode())
            self.told.append((envelope.mail_from or "", envelope.rcpt_tos[0]))
        if self.drop:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return await self._answer("DATA", "250 OK")


@contextmanager
def mail_server(port: int = 0, *, utf8: bool = False) -> Iterator[Sink]:
    """utf8: it knows SMTPUTF8."""
    sink = Sink(port or free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, enable_SMTPUTF8=utf8)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def held(sink: Sink, command: str) -> Iterator[None]:
    """The server waits at the command for as long as the context lasts."""
    sink.holding.clear()
    sink.released.clear()
    sink.hold = command
    try:
        yield
    finally:
        sink.hold = ""
        sink.released.set()
