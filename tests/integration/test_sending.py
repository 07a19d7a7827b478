"""Mails through a real mail server: encrypted, refused, cut off."""

import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from acceptance.mailing import Sink, mail_server
from conftest import free_port
from mutoscope.reports.sending import MailError, MailRefused, MailTaken, MailUnreachable, MailUnsure, Outbox, Smtp
from mutoscope.urls import MailServer


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "a@example.org", "b@example.org", "<one@example.org>"
    made.set_content("Grüße\n.\nund mehr\n")
    return made


def smtp_of(url: str) -> Smtp:
    return Smtp(server=MailServer.parse(url), greeting="stats.example.org")


def yes() -> bool:
    return True


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of localhost, for itself."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    told = ["-keyout", str(path), "-out", f"{path}.cert", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, *told, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    path.write_text(path.read_text("ascii") + Path(f"{path}.cert").read_text("ascii"), "ascii")
    return path


@pytest.fixture
def secured(certificate: Path) -> Iterator[Sink]:
    """A server that takes mails over STARTTLS and with a password only."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink(free_port())

    def allow(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword) -> AuthResult:
        right = (login.login, login.password) == (b"ann@example.org", b"p/w")
        return AuthResult(success=right, handled=False)

    controller = Controller(
        sink,
        hostname="localhost",
        port=sink.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=allow,
    )
    controller.start()
    yield sink
    controller.stop()


def test_a_mail_goes_encrypted_and_with_a_password(
    secured: Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.cert")
    smtp_of(f"smtp://ann%40example.org:p%2Fw@localhost:{secured.port}").send(message(), yes)
    (mail,) = secured.mails
    assert mail.get_content().split() == ["Grüße", ".", "und", "mehr"]
    with pytest.raises(MailError, match="535"):
        smtp_of(f"smtp://ann%40example.org:wrong@localhost:{secured.port}").send(message(), yes)


def test_a_certificate_that_nobody_vouches_for_is_refused(secured: Sink) -> None:
    with pytest.raises(MailError, match="CERTIFICATE_VERIFY_FAILED"):
        smtp_of(f"smtp://localhost:{secured.port}").send(message(), yes)
    assert secured.mails == []


def test_a_password_does_not_go_in_the_open() -> None:
    with mail_server() as sink:
        with pytest.raises(MailError, match="offers no STARTTLS"):
            smtp_of(f"smtp://ann:secret@127.0.0.1:{sink.port}").send(message(), yes)
        with pytest.raises(MailError, match="offers no STARTTLS"):
            smtp_of(f"{sink.url}?starttls=always").send(message(), yes)
        smtp_of(f"{sink.url}?starttls=never").send(message(), yes)
        assert len(sink.mails) == 1


def test_what_can_be_tried_again_what_not_and_what_nobody_knows() -> None:
    with mail_server() as sink:
        smtp = smtp_of(sink.url)
        for command in ("MAIL", "RCPT", "DATA"):
            sink.codes = {command: "450 busy"}
            with pytest.raises(MailError, match="450 busy"):
                smtp.send(message(), yes)
            sink.codes = {command: "550 never"}
            with pytest.raises(MailRefused, match="550 never"):
                smtp.send(message(), yes)
        sink.codes = {}
        with pytest.raises(MailTaken):
            smtp.send(message(), lambda: False)
        sink.drop = True
        with pytest.raises(MailUnsure, match="the connection broke while the mail was handed over"):
            smtp.send(message(), yes)
    with pytest.raises(MailUnreachable, match="Connection refused"):
        smtp.send(message(), yes)


def test_the_outbox_has_a_file_for_each_mail_however_often_it_is_written(tmp_path: Path) -> None:
    outbox = Outbox(folder=tmp_path / "outbox")
    for _ in range(2):
        outbox.send(message(), yes)
    assert [path.name for path in outbox.folder.iterdir()] == ["one.eml"]
    with pytest.raises(MailTaken):
        outbox.send(message(), lambda: False)
    with pytest.raises(MailError, match="File exists"):
        Outbox(folder=tmp_path / "outbox" / "one.eml").send(message(), yes)
