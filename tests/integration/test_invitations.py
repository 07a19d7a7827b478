"""Every road into a workspace, over HTTP to an installed server: an address belongs to whoever proves it."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import Server, Workspace, plain_client, run, serving
from integration.test_accounts import PASSWORD, Browser, refusal
from mutoscope.catalog import Catalog

LOOK, ACCEPT, REFUSE = (f"/v1/invitations/{what}" for what in ("look", "accept", "refuse"))


@pytest.fixture
def email() -> str:
    return f"{secrets.token_hex(6)}@example.org"


@pytest.fixture
def stranger(server: Server) -> Iterator[httpx.Client]:
    """Somebody who is not logged in."""
    with plain_client(60, server.url) as client:
        yield client


@pytest.fixture
def other(server: Server) -> Workspace:
    """A workspace of somebody else."""
    return server.workspace()


def accept(client: httpx.Client, secret: str, password: str = PASSWORD, name: str = "") -> httpx.Response:
    return client.post(ACCEPT, json={"token": secret, "password": password, "name": name})


def workspaces_of(client: httpx.Client) -> set[str]:
    return {one["id"] for one in client.get("/v1/session").json()["data"]["workspaces"]}


def listed(workspace: Workspace, email: str) -> dict[str, Any]:
    return next(one for one in workspace.get("/v1/invitations")["data"] if one["email"] == email)


def test_the_takeover_of_the_report(server: Server, workspace: Workspace, other: Workspace, email: str) -> None:
    """Owner of B makes an account for somebody else's address; owner of A then adds that address."""
    squatter = Browser(server.url)
    accept(squatter.client, other.invite(email, "owner"), "chosen by the owner of B").raise_for_status()
    squatter.log_in(email, "chosen by the owner of B")
    secret = workspace.invite(email, "owner")  # which says nothing of the account
    assert workspaces_of(squatter.client) == {other.workspace_id}
    in_a = squatter.ask("GET", "/v1/workspace", headers={"X-Workspace-ID": workspace.workspace_id})
    assert refusal(in_a)[:2] == (404, 404404)
    # The person who is meant, who has the link, does not get into the squatter's account, nor it into A.
    with plain_client(60, server.url) as newhire:
        assert refusal(accept(newhire, secret, "chosen by the newhire"))[:2] == (401, 100102)
    # Whoever runs the server gives the address to whom it belongs: nobody else is logged in any more.
    run("user", "password", "--data", server.data, "--email", email, "--password", "of the newhire alone")
    assert squatter.ask("GET", "/v1/session").status_code == 401
    assert squatter.log_in(email, "chosen by the owner of B").status_code == 401
    with plain_client(60, server.url) as newhire:
        accept(newhire, secret, "of the newhire alone").raise_for_status()
        assert workspaces_of(newhire) == {workspace.workspace_id, other.workspace_id}


def test_an_invitation_says_nothing_of_an_account(workspace: Workspace, other: Workspace, email: str) -> None:
    other.join(email, "viewer", name="A name that is nobody's business")
    answers = []
    for invited in (email, f"x{email}"):
        made = workspace.ask("POST", "/v1/invitations", {"email": invited, "role": "viewer"}, expect=201)["data"]
        shown = listed(workspace, invited)
        looked = workspace.client.post(workspace.url + LOOK, json={"token": made["link"].partition("#")[2]}).json()
        answers.append([_neutral(one, invited) for one in (made, shown, looked)])
    assert answers[0] == answers[1]
    assert "business" not in str(answers)
    # Nor does the list of members, before it is accepted.
    assert email not in str(workspace.get("/v1/users", per_page=1000))


def _neutral(answer: Any, email: str) -> Any:
    """Without what is different for each invitation."""
    differs = ("id", "link", "created_at", "expires_at")
    if isinstance(answer, dict):
        return {name: "…" if name in differs else _neutral(value, email) for name, value in answer.items()}
    return "EMAIL" if answer == email else answer


def test_somebody_new_is_invited_looks_and_accepts(workspace: Workspace, stranger: httpx.Client, email: str) -> None:
    body = {"email": f" {email.upper()} ", "role": "editor"}
    made = workspace.ask("POST", "/v1/invitations", body, expect=201)["data"]
    assert (made["email"], made["role"], made["state"], made["mail"]) == (email, "editor", "pending", None)
    page, _, secret = made["link"].partition("#")
    assert page == f"{workspace.url}/invitation"
    assert stranger.get(page).status_code == 200
    shown = listed(workspace, email)
    assert shown == {name: value for name, value in made.items() if name != "link"}
    assert secret not in str(shown)
    days = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert days == timedelta(days=7)

    offer = stranger.post(LOOK, json={"token": secret}).json()["data"]
    named = workspace.get("/v1/workspace")["data"]["name"]
    assert offer["workspace"] == {"id": workspace.workspace_id, "name": named}
    assert (offer["email"], offer["role"], offer["state"], offer["invited_by"]) == (email, "editor", "pending", None)
    short = accept(stranger, secret, "short")
    assert refusal(short) == (400, 400400, "password: Expected `str` of length >= 8")
    joined = accept(stranger, secret, name="Ann").json()["data"]
    assert (joined["user"]["email"], joined["user"]["name"]) == (email, "Ann")
    assert workspaces_of(stranger) == {workspace.workspace_id}
    assert listed(workspace, email)["state"] == "accepted"
    assert refusal(accept(stranger, secret)) == (410, 410410, "token: this invitation was accepted already; log in")
    assert Browser(workspace.url).log_in(email.upper()).status_code == 200


def test_who_has_an_account_logs_in_to_accept(
    workspace: Workspace, other: Workspace, stranger: httpx.Client, email: str
) -> None:
    member = other.join(email, "viewer")
    secret = workspace.invite(email, "editor")
    assert refusal(accept(stranger, secret, "a wrong password"))[:2] == (401, 100102)
    assert accept(stranger, secret, name="Another name").status_code == 200
    assert workspaces_of(stranger) == {other.workspace_id, workspace.workspace_id}
    (here,) = [one for one in workspace.get("/v1/users")["data"] if one["email"] == email]
    assert (here["id"], here["name"], here["role"]) == (member["id"], "Ann", "editor")


def test_who_is_logged_in_accepts_as_that_address_only(
    workspace: Workspace, other: Workspace, stranger: httpx.Client, email: str
) -> None:
    other.join(email, "viewer")
    secret, elsewhere = workspace.invite(email), workspace.invite(f"x{email}")
    assert refusal(stranger.post(ACCEPT, json={"token": secret}))[:2] == (401, 100101)
    browser = Browser(workspace.url)
    browser.log_in(email)
    without = browser.client.post(ACCEPT, json={"token": secret})
    assert refusal(without)[:2] == (403, 100103)  # another site's form has no CSRF token
    theirs = browser.ask("POST", ACCEPT, json={"token": elsewhere})
    assert refusal(theirs)[:2] == (403, 100103)
    assert f"x{email}" in refusal(theirs)[2]
    assert browser.ask("POST", ACCEPT, json={"token": secret}).status_code == 200
    assert workspace.workspace_id in workspaces_of(browser.client)
    assert [one["id"] for one in browser.said["workspaces"]] == [other.workspace_id, workspace.workspace_id]


def test_a_form_of_another_site_accepts_nothing(workspace: Workspace, stranger: httpx.Client, email: str) -> None:
    text = f'{{"token": "{workspace.invite(email)}", "password": "{PASSWORD}"}}'
    answer = stranger.post(ACCEPT, content=text, headers={"Content-Type": "text/plain"})
    assert refusal(answer) == (400, 400400, "Content-Type: send application/json")


def test_an_invitation_is_refused_revoked_or_sent_again(
    workspace: Workspace, stranger: httpx.Client, email: str
) -> None:
    refused = workspace.invite(email)
    assert stranger.post(REFUSE, json={"token": refused}).status_code == 204
    assert refusal(stranger.post(REFUSE, json={"token": refused}))[:2] == (410, 410410)
    assert refusal(accept(stranger, refused))[:2] == (410, 410410)
    assert stranger.post(LOOK, json={"token": refused}).json()["data"]["state"] == "refused"

    revoked = workspace.invite(email)
    again = {"email": email, "role": "viewer"}
    twice = workspace.ask("POST", "/v1/invitations", again, expect=400)["error"]
    assert (twice["code"], twice["detail"].split(":")[0]) == (400201, "email")
    one = f"/v1/invitations/{listed(workspace, email)['id']}"
    workspace.ask("DELETE", one, expect=204)
    assert refusal(accept(stranger, revoked))[:2] == (410, 410410)
    assert workspace.ask("POST", f"{one}/send", expect=410)["error"]["detail"].startswith("invitation_id: ")

    first = workspace.invite(email)
    id_ = next(one["id"] for one in workspace.get("/v1/invitations")["data"] if one["state"] == "pending")
    sent = workspace.ask("POST", f"/v1/invitations/{id_}/send")["data"]
    second = sent["link"].partition("#")[2]
    assert sent["id"] == id_
    assert refusal(accept(stranger, first))[:2] == (404, 404404)
    assert accept(stranger, second).status_code == 200
    assert refusal(stranger.post(LOOK, json={"token": "x" * 43}))[:2] == (404, 404404)


def test_an_invitation_expires(server: Server, workspace: Workspace, stranger: httpx.Client, email: str) -> None:
    """Given by a clock that is behind, as if time had gone by since."""
    url = f"sqlite:///{server.data.absolute()}/catalog.sqlite"
    with closing(Catalog(url, now=lambda: datetime.now(UTC) - timedelta(days=7, seconds=1))) as catalog:
        _, secret = catalog.invitations.invite(UUID(workspace.workspace_id), email, "viewer", None, mailed=False)
    assert secret is not None
    assert refusal(accept(stranger, secret))[2] == "token: this invitation has expired; ask for another one"
    assert refusal(stranger.post(REFUSE, json={"token": secret}))[:2] == (410, 410410)
    assert stranger.post(LOOK, json={"token": secret}).json()["data"]["state"] == "expired"
    shown = listed(workspace, email)
    assert shown["state"] == "expired"
    anew = workspace.ask("POST", f"/v1/invitations/{shown['id']}/send")["data"]
    assert accept(stranger, secret).status_code == 404
    assert accept(stranger, anew["link"].partition("#")[2]).status_code == 200


def test_how_long_an_invitation_holds_is_a_setting(tmp_path_factory: pytest.TempPathFactory, email: str) -> None:
    with serving(
        tmp_path_factory.mktemp("soon") / "data", "--invitation-days", 1, "--invitations-per-hour", 50
    ) as server:
        workspace = server.workspace()
        made = workspace.ask("POST", "/v1/invitations", {"email": email, "role": "viewer"}, expect=201)["data"]
        days = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
        assert days == timedelta(days=1)
        # One workspace can't be used to send somebody, or the world, any number of mails.
        one = f"/v1/invitations/{made['id']}"
        sent = [_status(workspace, "POST", f"{one}/send") for _ in range(6)]
        assert sent == [200] * 5 + [429]
        others = [_invited(workspace, f"{n}{email}") for n in range(60)]
        assert others == [201] * 44 + [429] * 16
        assert _invited(server.workspace(), email) == 201


def _status(workspace: Workspace, method: str, path: str, body: Any = None) -> int:
    return workspace.client.request(
        method, workspace.url + path, json=body, headers=workspace.authorization
    ).status_code


def _invited(workspace: Workspace, email: str) -> int:
    return _status(workspace, "POST", "/v1/invitations", {"email": email, "role": "viewer"})


def test_who_was_removed_does_not_come_back(workspace: Workspace, stranger: httpx.Client, email: str) -> None:
    """Neither by an old link, nor by one that they gave while they were an owner."""
    accepted = workspace.invite(email, "owner")
    accept(stranger, accepted).raise_for_status()
    owner = Browser(workspace.url)
    me = owner.log_in(email).json()["data"]["user"]["id"]
    back_door = owner.ask("POST", "/v1/invitations", json={"email": f"x{email}", "role": "owner"}).json()["data"]
    assert back_door["invited_by"] == {"name": "", "email": email}
    kept = workspace.invite(f"y{email}")
    workspace.ask("DELETE", f"/v1/users/{me}", expect=204)
    assert owner.ask("GET", "/v1/session").status_code == 401
    assert refusal(accept(stranger, accepted))[:2] == (410, 410410)
    assert refusal(accept(stranger, back_door["link"].partition("#")[2]))[:2] == (410, 410410)
    assert accept(stranger, kept).status_code == 200
    # Made again, they are somebody else.
    again = workspace.join(email, "viewer", "another long password")
    assert again["id"] != me
    assert owner.ask("GET", "/v1/session").status_code == 401
    assert owner.log_in(email).status_code == 401


def test_who_is_no_owner_any_more_has_invited_nobody(workspace: Workspace, stranger: httpx.Client, email: str) -> None:
    workspace.join(email, "owner")
    owner = Browser(workspace.url)
    me = owner.log_in(email).json()["data"]["user"]["id"]
    given = owner.ask("POST", "/v1/invitations", json={"email": f"x{email}", "role": "owner"}).json()["data"]
    workspace.ask("PATCH", f"/v1/users/{me}", {"role": "editor"})
    assert refusal(accept(stranger, given["link"].partition("#")[2]))[2] == "token: this invitation was withdrawn"
    assert refusal(owner.ask("GET", "/v1/invitations"))[:2] == (403, 100103)
    assert refusal(owner.ask("POST", "/v1/invitations", json={"email": email, "role": "owner"}))[:2] == (403, 100103)


def test_an_invitation_of_another_workspace_is_none(workspace: Workspace, other: Workspace, email: str) -> None:
    other.invite(email)
    one = f"/v1/invitations/{listed(other, email)['id']}"
    for method, path in (("DELETE", one), ("POST", f"{one}/send")):
        assert workspace.ask(method, path, expect=404)["error"]["code"] == 404404
    assert email not in str(workspace.get("/v1/invitations"))
    assert listed(other, email)["state"] == "pending"
    # Each may invite whom another has invited, and learns nothing from it.
    assert workspace.invite(email)


def test_a_member_is_not_invited_and_whoever_runs_the_server_uses_up_invitations(
    server: Server, workspace: Workspace, stranger: httpx.Client, email: str
) -> None:
    secret = workspace.invite(email)
    command = ("user", "add", "--data", server.data, "--workspace", workspace.workspace_id, "--email", email)
    assert run(*command, "--password", PASSWORD).stdout == f"{email} is viewer of {workspace.workspace_id}.\n"
    assert refusal(accept(stranger, secret))[:2] == (410, 410410)
    error = workspace.ask("POST", "/v1/invitations", {"email": email, "role": "viewer"}, expect=400)["error"]
    assert error["detail"] == "email: they are a member of this workspace"


def test_whoever_runs_the_server_joins_nobody_who_has_an_account(
    server: Server, workspace: Workspace, other: Workspace, stranger: httpx.Client, email: str
) -> None:
    """It may be somebody else's: the one who is meant proves by logging in that it is theirs."""
    other.join(email, "viewer")
    command = ("user", "add", "--data", server.data, "--workspace", workspace.workspace_id, "--email", email)
    refused = run(*command, "--password", "another password", check=False)
    assert (refused.returncode, "--password" in refused.stderr) == (2, True)
    secrets_given = [run(*command, "--port", server.port).stdout.split("#")[1].strip() for _ in range(2)]
    assert email not in str(workspace.get("/v1/users"))
    assert refusal(accept(stranger, secrets_given[0]))[:2] == (410, 410410)
    assert accept(stranger, secrets_given[1]).status_code == 200
    assert workspaces_of(stranger) == {other.workspace_id, workspace.workspace_id}


@pytest.mark.parametrize(
    ("invited", "kept"),
    [
        ("{0}@EXAMPLE.org", "{0}@example.org"),
        ("  {0}@xn--e1afmkfd.xn--p1ai ", "{0}@пример.рф"),
        ("{0}@STRAßE.example", "{0}@straße.example"),
        ("АННА-{0}@пример.рф", "анна-{0}@пример.рф"),
    ],
)
def test_an_address_is_one_however_it_is_written(workspace: Workspace, invited: str, kept: str) -> None:
    name = secrets.token_hex(6)
    invited, kept = invited.format(name), kept.format(name)
    with plain_client(60, workspace.url) as client:
        accept(client, workspace.invite(invited)).raise_for_status()
    assert kept in {one["email"] for one in workspace.get("/v1/users", per_page=1000)["data"]}
    for written in (invited, kept, kept.replace(name, name.upper())):
        assert Browser(workspace.url).log_in(written).status_code == 200
    error = workspace.ask("POST", "/v1/invitations", {"email": kept, "role": "viewer"}, expect=400)["error"]
    assert error["code"] == 400201


@pytest.mark.parametrize("email", ["ann@[example", "ann", "a@b,c@d.org", "ann@example.org.", "", "a b@example.org"])
def test_no_address_is_invited_that_is_none(workspace: Workspace, email: str) -> None:
    error = workspace.ask("POST", "/v1/invitations", {"email": email, "role": "viewer"}, expect=400)["error"]
    assert (error["code"], error["detail"].split(":")[0]) == (400400, "email")
