"""Mails through a real mail server: encrypted, refused, cut off."""

import base64
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
from mutoscope.mail_address import MailAddress
from mutoscope.reports.sending import (
    Mail,
    MailError,
    MailRefused,
    MailTaken,
    MailUnreachable,
    MailUnsure,
    Outbox,
    Smtp,
    cram_md5,
)
from mutoscope.urls import MailServer


def message(sender: str = "a@example.org", recipient: str = "b@example.org") -> Mail:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = sender, recipient, "<one@example.org>"
    made.set_content("Grüße\n.\nund mehr\n")
    return Mail(message=made, sender=MailAddress.parse(sender), recipient=MailAddress.parse(recipient))


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


USERS = {b"ann@example.org": b"p/w", "анна".encode(): "pässwörd §".encode()}


@pytest.fixture(params=[(), ("LOGIN",), ("PLAIN",)], ids=["both ways", "PLAIN alone", "LOGIN alone"])
def secured(certificate: Path, request: pytest.FixtureRequest) -> Iterator[Sink]:
    """A server that takes mails over STARTTLS and with a password only, by some ways to log in."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink(free_port())

    def allow(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword) -> AuthResult:
        return AuthResult(success=USERS.get(login.login) == login.password, handled=False)

    controller = Controller(
        sink,
        hostname="localhost",
        port=sink.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=allow,
        auth_exclude_mechanism=request.param,
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
    smtp_of(f"smtp://%D0%B0%D0%BD%D0%BD%D0%B0:p%C3%A4ssw%C3%B6rd%20%C2%A7@localhost:{secured.port}").send(
        message(), yes
    )
    assert len(secured.mails) == 2
    with pytest.raises(MailError, match="535"):
        smtp_of(f"smtp://ann%40example.org:wrong@localhost:{secured.port}").send(message(), yes)


def test_a_certificate_that_nobody_vouches_for_is_refused(secured: Sink) -> None:
    with pytest.raises(MailError, match="CERTIFICATE_VERIFY_FAILED"):
        smtp_of(f"smtp://localhost:{secured.port}").send(message(), yes)
    assert secured.mails == []


def test_the_password_s_hash_goes_where_the_server_offers_that() -> None:
    """By CRAM-MD5, which aiosmtpd lacks: the example of RFC 2195."""
    challenge = b"<1896.697170952@postoffice.reston.mci.net>"
    assert cram_md5("tim", "tanstaaftanstaaf", base64.b64encode(challenge)) == "tim b913a602c7eda7a495b4e6e7334d3890"


@pytest.mark.parametrize(
    ("recipient", "told"),
    [
        ("ann@пример.рф", "ann@xn--e1afmkfd.xn--p1ai"),
        ("o'brien+x@Example.org", "o'brien+x@example.org"),
        ("анна@пример.рф", "анна@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_addresses_of_any_script_get_their_mails(recipient: str, told: str) -> None:
    with mail_server(utf8=True) as sink:
        smtp_of(sink.url).send(message("школа@example.org", recipient), yes)
        smtp_of(sink.url).send(message("a@example.org", recipient), yes)
    assert sink.told == [("школа@example.org", told), ("a@example.org", told)]


def test_a_server_without_utf8_gets_what_ascii_can_say_and_refuses_the_rest_for_good() -> None:
    with mail_server() as sink:
        smtp_of(sink.url).send(message(recipient="ann@пример.рф"), yes)
        with pytest.raises(MailRefused, match="SMTPUTF8"):
            smtp_of(sink.url).send(message(recipient="анна@example.org"), yes)
    assert sink.told == [("a@example.org", "ann@xn--e1afmkfd.xn--p1ai")]


def test_a_server_introduces_itself_by_its_name() -> None:
    with mail_server() as sink:
        smtp_of(sink.url).send(message(), yes)
    assert sink.greetings == ["stats.example.org"]


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
