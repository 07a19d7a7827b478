"""Invitations by mail: where the server has a mail server, the link goes to its address and to nobody else."""

import re
import secrets
from collections.abc import Iterator

import pytest

from acceptance.mailing import Sink, link_in, mail_server
from conftest import Server, Workspace, plain_client, serving, wait_for
from integration.test_accounts import PASSWORD


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with mail_server() as sink:
        yield sink


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Server]:
    """One that sends mails, and is reached by a name of its own."""
    options = ("--smtp", sink.url, "--base-url", "https://stats.example.org")
    with serving(tmp_path_factory.mktemp("mails") / "data", *options) as running:
        yield running


@pytest.fixture
def workspace(server: Server) -> Workspace:
    return server.workspace()


def invited(workspace: Workspace, email: str) -> str:
    made = workspace.ask("POST", "/v1/invitations", {"email": email, "role": "editor"}, expect=201)["data"]
    assert (made["link"], made["mail"]) == (None, "waiting")
    return str(made["id"])


def mail_of(workspace: Workspace, id_: str) -> tuple[str, str]:
    """What became of an invitation's mail, and why."""
    (found,) = [one for one in workspace.get("/v1/invitations")["data"] if one["id"] == id_]
    return str(found["mail"]), str(found["mail_error"])


def test_the_link_is_mailed_and_lets_one_person_in(workspace: Workspace, sink: Sink) -> None:
    email = f"{secrets.token_hex(6)}@example.org"
    id_ = invited(workspace, email)
    wait_for(lambda: mail_of(workspace, id_)[0] == "sent")
    (mail,) = sink.of(id_)
    assert mail["To"] == email
    link = link_in(mail, word="invitation")
    assert link == link_in(mail, "html", word="invitation")
    assert re.fullmatch(r"https://stats\.example\.org/invitation#[\w-]{43}", link)
    again = workspace.ask("POST", f"/v1/invitations/{id_}/send")["data"]
    assert again["link"] is None
    wait_for(lambda: len(sink.of(id_)) == 2)
    wait_for(lambda: mail_of(workspace, id_)[0] == "sent")
    second = link_in(sink.of(id_)[1], word="invitation")
    with plain_client(60, workspace.url) as client:
        answers = [
            client.post("/v1/invitations/accept", json={"token": one.partition("#")[2], "password": PASSWORD})
            for one in (link, second, second)
        ]
    assert [answer.status_code for answer in answers] == [404, 200, 410]


def test_a_mail_that_can_t_go_fails_alone_and_says_why(server: Server, workspace: Workspace, sink: Sink) -> None:
    sink.codes["RCPT"] = "550 no such user"
    refused = invited(workspace, f"{secrets.token_hex(6)}@example.org")
    wait_for(lambda: mail_of(workspace, refused)[0] == "failed")
    assert "550 no such user" in mail_of(workspace, refused)[1]
    sink.codes["RCPT"] = "450 come again"
    waiting = invited(workspace, f"{secrets.token_hex(6)}@example.org")
    wait_for(lambda: "450" in mail_of(workspace, waiting)[1])
    del sink.codes["RCPT"]
    other = server.workspace()
    sent = invited(other, f"{secrets.token_hex(6)}@example.org")
    wait_for(lambda: mail_of(other, sent)[0] == "sent")
    # What is withdrawn is mailed no more; what failed can be sent again.
    workspace.ask("DELETE", f"/v1/invitations/{waiting}", expect=204)
    workspace.ask("POST", f"/v1/invitations/{refused}/send")
    wait_for(lambda: mail_of(workspace, refused)[0] == "sent")
    assert sink.of(waiting) == []


def test_nothing_of_the_secret_is_kept(server: Server, workspace: Workspace, sink: Sink) -> None:
    id_ = invited(workspace, f"{secrets.token_hex(6)}@example.org")
    wait_for(lambda: mail_of(workspace, id_)[0] == "sent")
    secret = link_in(sink.of(id_)[0], word="invitation").partition("#")[2].encode()
    files = [path.read_bytes() for path in server.data.glob("catalog.sqlite*")] + [server.log.read_bytes()]
    assert not [True for content in files if secret in content]
