"""Forgotten passwords and changed addresses, with a real mail server: the links go to their addresses alone."""

import re
import secrets
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from acceptance.mailing import Sink, link_in, mail_server
from conftest import Server, Workspace, plain_client, serving, wait_for
from integration.test_accounts import COOKIE, DEVICE, PASSWORD, Browser, refusal

ASK, USE = "/v1/password-resets", "/v1/password-resets/use"
NEW_EMAIL, CONFIRM = "/v1/users/me/email", "/v1/users/me/email/confirm"
OTHER_PASSWORD = "another long password"


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with mail_server() as sink:
        yield sink


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Server]:
    """One that sends mails, and is reached by a name of its own."""
    options = ("--smtp", sink.url, "--base-url", "https://stats.example.org", "--trusted-proxies", "loopback")
    with serving(tmp_path_factory.mktemp("mails") / "data", *options) as running:
        yield running


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    return server.workspace()


@pytest.fixture
def email(workspace: Workspace, sink: Sink) -> str:
    """Of somebody with an account, who was invited by mail."""
    email = f"{secrets.token_hex(6)}@example.org"
    workspace.ask("POST", "/v1/invitations", {"email": email, "role": "owner"}, expect=201)
    body = {"token": secret_of(sent(sink, email)[0], "invitation"), "password": PASSWORD, "name": "Ann"}
    with plain_client(60, workspace.url) as client:
        client.post("/v1/invitations/accept", json=body).raise_for_status()
    return email


@pytest.fixture
def network() -> dict[str, str]:
    """Headers of a network of its own."""
    return {"X-Forwarded-For": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"}


@pytest.fixture
def stranger(workspace: Workspace, network: dict[str, str]) -> Iterator[httpx.Client]:
    with plain_client(60, workspace.url) as client:
        client.headers.update(network)
        yield client


def to(sink: Sink, email: str) -> list[EmailMessage]:
    return [mail for mail in sink.mails if mail["To"] == email]


def sent(sink: Sink, email: str, count: int = 1) -> list[EmailMessage]:
    """The mails to an address, once there are so many."""
    wait_for(lambda: len(to(sink, email)) >= count)
    return to(sink, email)


def secret_of(mail: EmailMessage, word: str) -> str:
    link = link_in(mail, word=word)
    assert link == link_in(mail, "html", word=word)
    assert re.fullmatch(rf"https://stats\.example\.org/{word}#[\w-]{{43}}", link)
    return link.partition("#")[2]


def test_a_forgotten_password(
    server: Server, workspace: Workspace, sink: Sink, stranger: httpx.Client, email: str
) -> None:
    before = Browser(workspace.url)
    device = before.log_in(email).cookies[DEVICE]
    known, unknown = (stranger.post(ASK, json={"email": one}) for one in (email, f"x{email}"))
    assert (known.status_code, known.json()) == (202, {"data": {"mails": True}})
    assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    assert set(unknown.headers) == set(known.headers)
    assert stranger.get("/new-password").status_code == 200
    mail = sent(sink, email, 2)[1]
    assert mail["Subject"] == "A new password for Mutoscope"
    secret = secret_of(mail, "new-password")

    assert refusal(stranger.post(USE, json={"token": secret, "password": "short"}))[:2] == (400, 400400)
    done = stranger.post(USE, json={"token": secret, "password": OTHER_PASSWORD})
    assert (done.status_code, done.json()["data"]["user"]["email"]) == (200, email)
    assert {COOKIE, DEVICE} <= set(done.cookies)
    assert stranger.get("/v1/session").status_code == 200
    assert before.ask("GET", "/v1/session").status_code == 401
    with plain_client(60, workspace.url) as theirs:
        theirs.cookies.set(DEVICE, device)
        assert theirs.post("/v1/session", json={"email": email, "password": OTHER_PASSWORD}).cookies[DEVICE] != device
    assert Browser(workspace.url).log_in(email, PASSWORD).status_code == 401
    twice = stranger.post(USE, json={"token": secret, "password": PASSWORD})
    assert refusal(twice)[:2] == (410, 410410)
    assert refusal(stranger.post(USE, json={"token": "x" * 43, "password": PASSWORD}))[:2] == (404, 404404)
    # The address without an account got nothing, though mails that were asked for later have gone.
    assert to(sink, f"x{email}") == []
    files = [path.read_bytes() for path in server.data.glob("catalog.sqlite*")] + [server.log.read_bytes()]
    assert not [True for content in files if secret.encode() in content]


def test_a_form_of_another_site_asks_for_nothing(stranger: httpx.Client, email: str) -> None:
    for path, text in ((ASK, f'{{"email": "{email}"}}'), (USE, f'{{"token": "x", "password": "{PASSWORD}"}}')):
        answer = stranger.post(path, content=text, headers={"Content-Type": "text/plain"})
        assert refusal(answer) == (400, 400400, "Content-Type: send application/json")


@pytest.mark.parametrize("known", [True, False])
def test_mails_are_bounded_whoever_has_an_account(
    workspace: Workspace, stranger: httpx.Client, email: str, *, known: bool
) -> None:
    asked = email if known else f"x{email}"
    statuses = [stranger.post(ASK, json={"email": asked}).status_code for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    others = [f"{number}{asked}" for number in range(8)]
    statuses = [stranger.post(ASK, json={"email": one}).status_code for one in others]
    assert statuses == [202] * 7 + [429]  # of this network
    with plain_client(60, workspace.url) as elsewhere:
        networks = [{"X-Forwarded-For": f"2001:db8:{number}:{secrets.token_hex(2)}::1"} for number in range(8)]
        statuses = [elsewhere.post(ASK, json={"email": asked}, headers=one).status_code for one in networks]
    assert statuses == [202] * 7 + [429]  # to this address, from everywhere


def test_another_address(
    workspace: Workspace, sink: Sink, network: dict[str, str], stranger: httpx.Client, email: str
) -> None:
    browser, new = Browser(workspace.url), f"new-{email}"
    browser.client.headers.update(network)
    browser.log_in(email)
    wrong = browser.ask("PUT", NEW_EMAIL, json={"email": new, "current_password": OTHER_PASSWORD})
    assert refusal(wrong) == (403, 100103, "current_password: this is not your password")
    asked = browser.ask("PUT", NEW_EMAIL, json={"email": new, "current_password": PASSWORD})
    assert (asked.status_code, asked.json()) == (202, {"data": {"mails": True}})
    secret = secret_of(sent(sink, new)[0], "new-email")
    assert refusal(stranger.post(CONFIRM, json={"token": secret}))[:2] == (401, 100101)
    assert browser.ask("GET", "/v1/session").json()["data"]["user"]["email"] == email
    confirmed = browser.ask("POST", CONFIRM, json={"token": secret})
    assert confirmed.json()["data"]["email"] == new
    assert browser.ask("GET", "/v1/session").json()["data"]["user"]["email"] == new
    note = sent(sink, email, 2)[1]
    assert note["Subject"] == "Your address for Mutoscope was changed"
    assert secret not in str(note)
    assert "https://" not in str(note)
    assert Browser(workspace.url).log_in(new).status_code == 200
    assert Browser(workspace.url).log_in(email).status_code == 401
    assert refusal(browser.ask("POST", CONFIRM, json={"token": secret}))[:2] == (410, 410410)


def test_an_address_of_somebody_else(workspace: Workspace, sink: Sink, network: dict[str, str], email: str) -> None:
    other = f"{secrets.token_hex(6)}@example.org"
    workspace.ask("POST", "/v1/invitations", {"email": other, "role": "viewer"}, expect=201)
    body = {"token": secret_of(sent(sink, other)[0], "invitation"), "password": PASSWORD, "name": ""}
    with plain_client(60, workspace.url) as client:
        client.post("/v1/invitations/accept", json=body).raise_for_status()
    browser = Browser(workspace.url)
    browser.client.headers.update(network)
    browser.log_in(email)
    free, taken = (
        browser.ask("PUT", NEW_EMAIL, json={"email": one, "current_password": PASSWORD}) for one in (f"x{other}", other)
    )
    assert (taken.status_code, taken.content) == (free.status_code, free.content)
    secret = secret_of(sent(sink, other, 2)[1], "new-email")
    refused = browser.ask("POST", CONFIRM, json={"token": secret})
    assert refusal(refused) == (400, 400201, "email: another account has this address")
    assert browser.ask("GET", "/v1/session").json()["data"]["user"]["email"] == email
