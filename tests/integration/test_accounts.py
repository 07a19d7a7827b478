"""Logins, members, workspaces, tokens and ingest keys, over HTTP to an installed server."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from conftest import Server, Workspace, beacon, plain_client, serving, wait_for
from mutoscope.client import Mutoscope

PASSWORD = "a long password"
COOKIE = "mutoscope_session"
DEVICE = "mutoscope_device"


class Browser:
    """A person at the dashboard: keeps the cookie, sends the CSRF token and the workspace."""

    def __init__(self, url: str) -> None:
        self.client = plain_client(60, url)
        self.said: dict[str, Any] = {}

    def log_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self._told(self.client.post("/v1/session", json={"email": email, "password": password}))

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.said.get("csrf", ""), **options.pop("headers", {})}
        return self._told(self.client.request(method, path, headers=headers, **options))

    def _told(self, answer: httpx.Response) -> httpx.Response:
        data = answer.json().get("data") if answer.content else None
        if isinstance(data, dict) and "csrf" in data:
            self.said = data
        return answer


@pytest.fixture
def new_email() -> str:
    return f"{secrets.token_hex(6)}@example.org"


@pytest.fixture
def owner(workspace: Workspace, new_email: str) -> Iterator[Browser]:
    """Somebody who owns `workspace` alone with the one who set it up."""
    workspace.join(new_email, "owner")
    browser = Browser(workspace.url)
    assert browser.log_in(new_email).status_code == 200
    yield browser
    browser.client.close()


def refusal(answer: httpx.Response) -> tuple[int, int, str]:
    error = answer.json()["error"]
    assert answer.headers["X-Request-ID"]
    return answer.status_code, error["code"], error["detail"]


def is_instant(text: str) -> bool:
    return datetime.fromisoformat(text).utcoffset() is not None and text.endswith("Z")


def test_log_in_and_out(workspace: Workspace, owner: Browser, new_email: str) -> None:
    (answered,) = [owner.ask("GET", "/v1/session")]
    (cookie,) = answered.headers.get_list("Set-Cookie")
    assert cookie.startswith(f"{COOKIE}=")
    assert sorted(cookie.split("; ")[1:]) == ["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=lax"]
    data = answered.json()["data"]
    assert set(data) == {"user", "workspaces", "csrf"}
    assert (data["user"]["email"], data["user"]["name"]) == (new_email, "Ann")
    assert set(data["user"]) == {"id", "email", "name", "created_at"}
    (mine,) = data["workspaces"]
    assert is_instant(mine.pop("created_at"))
    named = workspace.get("/v1/workspace")["data"]["name"]
    assert mine == {"id": workspace.workspace_id, "name": named, "timezone": "UTC", "role": "owner"}

    assert owner.ask("GET", "/v1/workspace").json()["data"]["id"] == workspace.workspace_id
    value = owner.client.cookies[COOKIE]
    gone = owner.ask("DELETE", "/v1/session")
    assert (gone.status_code, gone.content) == (204, b"")
    assert COOKIE not in owner.client.cookies
    owner.client.cookies.set(COOKIE, value)
    assert refusal(owner.ask("GET", "/v1/session"))[:2] == (401, 100102)
    assert refusal(owner.ask("GET", "/v1/workspace")) == (401, 100102, "the login is over; log in again")
    owner.client.cookies.clear()
    assert refusal(owner.ask("GET", "/v1/session"))[:2] == (401, 100101)


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"email": "nobody@example.org", "password": PASSWORD}, (401, 100102, "e-mail address or password is wrong")),
        ({"password": PASSWORD}, (400, 400400, "Object missing required field `email`")),
        ({"email": "a@b", "password": "x", "more": 1}, (400, 400400, "Object contains unknown field `more`")),
        ({"email": "a@b", "password": "x" * 1025}, (400, 400400, "password: Expected `str` of length <= 1024")),
        ({"email": 1, "password": "x"}, (400, 400102, "email: Expected `str`, got `int`")),
    ],
)
def test_refused_logins(server: Server, body: dict[str, Any], refused: tuple[int, int, str]) -> None:
    answer = httpx.post(f"{server.url}/v1/session", json=body, headers={"X-Forwarded-For": "192.0.2.1"})
    assert refusal(answer) == refused
    assert "Set-Cookie" not in answer.headers


def test_a_form_logs_nobody_in(workspace: Workspace, new_email: str) -> None:
    workspace.join(new_email, "viewer")
    text = f'{{"email": "{new_email}", "password": "{PASSWORD}"}}'
    answer = httpx.post(f"{workspace.url}/v1/session", content=text, headers={"Content-Type": "text/plain"})
    assert refusal(answer) == (400, 400400, "Content-Type: send application/json")


def test_changes_by_cookie_need_the_csrf_token(workspace: Workspace, owner: Browser) -> None:
    def change(**headers: str) -> httpx.Response:
        return owner.client.patch("/v1/workspace", json={"session_minutes": 45}, headers=headers)

    told = (403, 100103, "X-CSRF-Token: missing or wrong; the answers of /v1/session tell it")
    assert refusal(change()) == told
    assert refusal(change(**{"X-CSRF-Token": "0" * 64})) == told
    assert refusal(owner.client.delete("/v1/session")) == told
    assert refusal(owner.client.post("/v1/plays/import", content=b""))[:2] == (403, 100103)
    assert change(**{"X-CSRF-Token": owner.said["csrf"]}).status_code == 200
    assert change(**workspace.authorization).status_code == 200


@pytest.mark.parametrize(("role", "may"), [("viewer", (200, 403, 403)), ("editor", (200, 201, 403))])
def test_roles(workspace: Workspace, new_email: str, role: str, may: tuple[int, int, int]) -> None:
    member = workspace.join(new_email, role)
    browser = Browser(workspace.url)
    browser.log_in(new_email)
    asked = [
        browser.ask("GET", "/v1/projects"),
        browser.ask("POST", "/v1/projects", json={"name": "Films"}),
        browser.ask("GET", "/v1/tokens"),
    ]
    assert tuple(answer.status_code for answer in asked) == may
    one = f"{workspace.url}/v1/users/{member['id']}"
    changed = workspace.client.patch(one, json={"role": "owner"}, headers=workspace.authorization)
    assert changed.json()["data"] == {**member, "role": "owner"}
    assert browser.ask("GET", "/v1/tokens").status_code == 200
    assert workspace.client.delete(one, headers=workspace.authorization).status_code == 204
    assert refusal(browser.ask("GET", "/v1/tokens"))[:2] == (401, 100102)


def test_which_workspace_is_meant(server: Server, workspace: Workspace, owner: Browser) -> None:
    second = owner.ask("POST", "/v1/workspaces", json={"name": "Second", "timezone": "Asia/Kolkata"})
    assert second.status_code == 201
    made = second.json()["data"]
    taken = owner.ask("POST", "/v1/workspaces", json={"name": "Second"})
    assert refusal(taken) == (400, 400201, "name: you have a workspace of that name")
    listed = owner.ask("GET", "/v1/workspaces", params={"order": "name.asc"}).json()
    assert listed["meta"] == {"pagination": {"page": 1, "per_page": 10, "total": 2}, "order": {"name": "asc"}}
    assert made in listed["data"]

    def meant(answer: httpx.Response) -> str:
        return str(answer.json()["data"]["id"])

    here = "/v1/workspace"
    assert meant(owner.ask("GET", here)) == workspace.workspace_id
    assert meant(owner.ask("GET", here, headers={"X-Workspace-ID": made["id"]})) == made["id"]
    assert meant(owner.ask("GET", here, params={"workspace_id": made["id"]})) == made["id"]
    both = owner.ask("GET", here, params={"workspace_id": made["id"]}, headers={"X-Workspace-ID": str(uuid4())})
    assert refusal(both)[:2] == (400, 400400)
    assert refusal(owner.ask("GET", here, params={"workspace_id": "x"})) == (400, 400301, "workspace_id")
    strange = server.workspace().workspace_id
    for id_ in (strange, str(uuid4())):
        assert refusal(owner.ask("GET", here, params={"workspace_id": id_})) == (404, 404404, f"workspace_id: {id_}")
    by_token = workspace.client.get(
        workspace.url + here, params={"workspace_id": strange}, headers=workspace.authorization
    )
    assert refusal(by_token) == (404, 404404, f"workspace_id: {strange}")
    assert workspace.get(here, workspace_id=workspace.workspace_id)["data"]["id"] == workspace.workspace_id
    imported = owner.ask("POST", "/v1/plays/import", params={"workspace_id": made["id"]}, content=b"")
    assert imported.json() == {"data": {"accepted": 0, "refused": 0, "errors": []}}
    (key,) = owner.ask("GET", "/v1/workspace/ingest-keys", params={"workspace_id": made["id"]}).json()["data"]
    assert key["name"] == "default"


def test_members(workspace: Workspace, owner: Browser, new_email: str) -> None:
    me = owner.said["user"]["id"]
    assert owner.ask("GET", "/v1/users/me").json()["data"]["email"] == new_email
    assert owner.ask("PATCH", "/v1/users/me", json={"name": "Ada"}).json()["data"]["name"] == "Ada"
    listed = owner.ask("GET", "/v1/users", params={"order": "email.desc", "per_page": 1}).json()
    assert listed["meta"]["pagination"] == {"page": 1, "per_page": 1, "total": 2}
    (first,) = [one for one in owner.ask("GET", "/v1/users").json()["data"] if one["email"] == "owner@example.org"]

    by_hand = {"email": f"x{new_email}", "role": "viewer", "password": PASSWORD}
    assert refusal(owner.ask("POST", "/v1/users", json=by_hand))[:2] == (405, 405405)

    assert owner.ask("DELETE", f"/v1/users/{first['id']}").status_code == 204
    for method, options in (("DELETE", {}), ("PATCH", {"json": {"role": "editor"}})):
        assert refusal(owner.ask(method, f"/v1/users/{me}", **options)) == (
            400,
            400400,
            "role: a workspace needs an owner; make somebody else one first",
        )
    for method, options in (("GET", {}), ("DELETE", {}), ("PATCH", {"json": {"role": "editor"}})):
        assert refusal(owner.ask(method, f"/v1/users/{first['id']}", **options))[:2] == (404, 404404)
    token = workspace.client.get(f"{workspace.url}/v1/users/me", headers=workspace.authorization)
    assert refusal(token) == (403, 100103, "this is for users who have logged in; a token can't")


def test_a_new_password_ends_all_logins(workspace: Workspace, owner: Browser, new_email: str) -> None:
    elsewhere = Browser(workspace.url)
    elsewhere.log_in(new_email)
    new = "quite another one"

    def change(current: str) -> httpx.Response:
        body = {"current_password": current, "password": new}
        return owner.ask("PUT", "/v1/users/me/password", json=body)

    assert refusal(change("not it")) == (403, 100103, "current_password: this is not your password")
    assert elsewhere.ask("GET", "/v1/session").status_code == 200
    before = owner.said["csrf"]
    assert change(PASSWORD).status_code == 200
    assert owner.said["csrf"] != before
    assert owner.ask("GET", "/v1/session").status_code == 200
    assert elsewhere.ask("GET", "/v1/session").status_code == 401
    assert elsewhere.log_in(new_email).status_code == 401
    assert elsewhere.log_in(new_email, new).status_code == 200


def test_tokens(workspace: Workspace, owner: Browser) -> None:
    made = owner.ask("POST", "/v1/tokens", json={"name": "Warehouse", "scope": "write"})
    assert made.status_code == 201
    data = made.json()["data"]
    secret, token_id = data.pop("token"), data["id"]
    assert {UUID(secret), UUID(token_id)}
    assert is_instant(data["created_at"])
    assert data == {
        "id": token_id,
        "name": "Warehouse",
        "scope": "write",
        "created_at": data["created_at"],
        "last_used_at": None,
    }

    def mine() -> dict[str, Any]:
        return {one["name"]: one for one in owner.ask("GET", "/v1/tokens").json()["data"]}

    assert set(mine()) == {"init", "Warehouse"}
    assert mine()["Warehouse"] == data
    bearer = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{workspace.url}/v1/workspace", headers=bearer).status_code == 200
    refused = httpx.get(f"{workspace.url}/v1/tokens", headers=bearer)
    assert refusal(refused) == (403, 100103, "this needs a token of scope admin; this one has write")
    assert is_instant(mine()["Warehouse"]["last_used_at"])
    assert owner.ask("DELETE", f"/v1/tokens/{token_id}").status_code == 204
    assert httpx.get(f"{workspace.url}/v1/workspace", headers=bearer).status_code == 401
    assert refusal(owner.ask("DELETE", f"/v1/tokens/{token_id}")) == (404, 404404, f"token_id: {token_id}")
    assert set(mine()) == {"init"}


def test_the_token_of_init_does_not_come_back(server: Server) -> None:
    name = f"again-{secrets.token_hex(4)}"
    first = server.workspace(name)
    (token,) = first.get("/v1/tokens")["data"]
    first.client.delete(f"{server.url}/v1/tokens/{token['id']}", headers=first.authorization)
    second = server.workspace(name)
    assert second.workspace_id == first.workspace_id
    assert second.token != first.token
    assert second.get("/v1/workspace")["data"]["id"] == first.workspace_id
    assert httpx.get(f"{server.url}/v1/workspace", headers=first.authorization).status_code == 401
    assert server.workspace(name).token == second.token


def test_settings_hold_at_once(workspace: Workspace, owner: Browser) -> None:
    wanted = {
        "name": "School",
        "timezone": "Europe/Berlin",
        "allowed_domains": ["example.com"],
        "keep_query": ["lesson"],
        "keep_fragment": True,
        "create_unknown": False,
        "session_minutes": 10,
        "retention_days": 90,
    }
    changed = owner.ask("PATCH", "/v1/workspace", json={**wanted, "allowed_domains": [" WWW.Example.com"[1:]]}).json()
    assert changed["data"].keys() == wanted.keys() | {"id", "created_at", "updated_at"}
    assert changed["data"] | wanted == changed["data"]
    assert owner.ask("GET", "/v1/workspace").json() == changed
    wait_for(lambda: workspace.collect(beacon()).json().get("reason") == "domain", 2)
    assert workspace.collect(beacon(page="https://example.com/")).json()["accepted"] == 1
    unknown = workspace.collect(beacon(page="https://example.com/", video="never-seen"))
    assert unknown.json()["reason"] == "unknown_video"
    for_ever = owner.ask("PATCH", "/v1/workspace", json={"retention_days": None}).json()["data"]
    assert (for_ever["retention_days"], for_ever["timezone"]) == (None, "Europe/Berlin")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone: "),
        ({"name": ""}, "name: "),
        ({"session_minutes": 0}, "session_minutes: "),
        ({"retention_days": 0}, "retention_days: "),
        ({"allowed_domains": ["shop.example", "no domain"]}, "allowed_domains[1]: 'no domain' has ' '"),
        ({"colour": "red"}, "Object contains unknown field `colour`"),
    ],
)
def test_refused_settings(workspace: Workspace, change: dict[str, Any], named: str) -> None:
    answer = workspace.client.patch(f"{workspace.url}/v1/workspace", json=change, headers=workspace.authorization)
    status, code, detail = refusal(answer)
    assert (status, code) == (400, 400400)
    assert detail.startswith(named)


def test_ingest_keys(workspace: Workspace, owner: Browser) -> None:
    made = owner.ask("POST", "/v1/workspace/ingest-keys", json={"name": "Blog"})
    assert made.status_code == 201
    key = made.json()["data"]
    assert key["key"].startswith("pub_")
    listed = owner.ask("GET", "/v1/workspace/ingest-keys").json()["data"]
    assert [one["name"] for one in listed] == ["init", "Blog"]
    assert listed[1] == key
    wait_for(lambda: workspace.collect(beacon(key=key["key"])).status_code == 200, 2)
    one = f"/v1/workspace/ingest-keys/{key['key']}"
    assert owner.ask("DELETE", one).status_code == 204
    assert refusal(owner.ask("DELETE", one)) == (404, 404404, f"key: {key['key']}")
    wait_for(lambda: workspace.collect(beacon(key=key["key"])).json().get("reason") == "unknown_key", 2)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that limits, behind a proxy."""
    options = ("--rate-per-token", 2, "--login-attempts", 3, "--trusted-proxies", "127.0.0.1", "--session-days", 1)
    with serving(tmp_path_factory.mktemp("strict") / "data", *options) as server:
        yield server


def log_in_from(server: Server, address: str, email: str, password: str, device: str = "") -> httpx.Response:
    headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    if device:
        headers["Cookie"] = f"{DEVICE}={device}"
    body = {"email": email, "password": password}
    return httpx.post(f"{server.url}/v1/session", json=body, headers=headers, timeout=60)


def waits(answer: httpx.Response) -> bool:
    """Whether one has to wait, as the answer says in all places."""
    if answer.status_code != 429:
        return False
    assert refusal(answer)[1] == 429429
    assert 0 < int(answer.headers["Retry-After"]) == answer.json()["retry_after"] <= 300
    return True


def test_who_logs_in_often_has_not_to_wait(strict: Server) -> None:
    strict.workspace()
    for _ in range(5):
        good = log_in_from(strict, "192.0.2.7", "owner@example.org", PASSWORD)
        assert good.status_code == 200
        for cookie in good.headers.get_list("Set-Cookie"):
            assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Max-Age=86400" in good.headers.get_list("Set-Cookie")[0]


def test_failures_lock_out_only_where_they_come_from(strict: Server) -> None:
    email = "owner@example.org"
    strict.workspace()
    stranger = "198.51.100.1"
    assert [waits(log_in_from(strict, stranger, email, "wrong")) for _ in range(5)] == [False] * 3 + [True] * 2
    # Not even with the right password, else it would tell which is right. Of IPv6 the whole network is one.
    assert waits(log_in_from(strict, stranger, email, PASSWORD))
    assert log_in_from(strict, "192.0.2.50", email, PASSWORD).status_code == 200
    assert [waits(log_in_from(strict, f"2001:db8::{n}", email, "wrong")) for n in range(4)] == [False] * 3 + [True]
    assert log_in_from(strict, "2001:db8:0:1::1", email, PASSWORD).status_code == 200


def test_one_network_guesses_at_few_accounts(strict: Server) -> None:
    tried = [log_in_from(strict, f"2001:db8:1::{n}", f"{n}@example.org", "wrong") for n in range(16)]
    assert [waits(answer) for answer in tried] == [False] * 15 + [True]


def test_guesses_from_everywhere_keep_no_known_device_out(strict: Server) -> None:
    workspace = strict.workspace()
    email = f"{secrets.token_hex(6)}@example.org"
    with plain_client(60, strict.url) as client:
        client.headers["X-Forwarded-For"] = "192.0.2.60"
        body = {"token": workspace.invite(email), "password": PASSWORD}
        device = client.post("/v1/invitations/accept", json=body).cookies[DEVICE]
    guesses = [log_in_from(strict, f"203.0.113.{n}", email, "wrong") for n in range(31)]
    assert [answer.status_code for answer in guesses] == [401] * 30 + [429]
    assert log_in_from(strict, "192.0.2.61", email, PASSWORD).status_code == 429  # a device that nobody knows
    for address in ("192.0.2.61", "203.0.113.1"):  # wherever it is now
        answer = log_in_from(strict, address, email, PASSWORD, device)
        assert answer.status_code == 200
        assert DEVICE not in answer.cookies  # it keeps the one it has
    # That of one account is worth nothing for another, and one that is made up for none.
    other = f"{secrets.token_hex(6)}@example.org"
    for n in range(31):
        log_in_from(strict, f"203.0.113.{n + 100}", other, "wrong")
    for made_up in (device, "x.y", ".", f"a.{'0' * 64}"):
        assert log_in_from(strict, "192.0.2.62", other, PASSWORD, made_up).status_code == 429
    # Guesses on the device itself are counted.
    own = [log_in_from(strict, "192.0.2.61", email, "wrong", device).status_code for _ in range(4)]
    assert own == [401] * 3 + [429]


def test_a_refused_guess_wears_out_nothing_else(strict: Server) -> None:
    victim, address = f"{secrets.token_hex(6)}@example.org", "198.51.100.77"
    while not waits(log_in_from(strict, address, f"{secrets.token_hex(6)}@example.org", "wrong")):
        pass
    assert all(waits(log_in_from(strict, address, victim, "wrong")) for _ in range(40))
    assert log_in_from(strict, "192.0.2.63", victim, "wrong").status_code == 401


def test_an_unknown_address_takes_as_long(server: Server, workspace: Workspace, new_email: str) -> None:
    """The same work: neither is answered before a password was hashed."""
    workspace.join(new_email, "viewer")

    def seconds(email: str) -> float:
        begun = time.perf_counter()
        answer = httpx.post(f"{server.url}/v1/session", json={"email": email, "password": "wrong"})
        assert answer.status_code == 401
        return time.perf_counter() - begun

    seconds(f"x{new_email}")
    assert min(seconds(f"x{new_email}") for _ in range(3)) > min(seconds(new_email) for _ in range(3)) / 3


def test_a_flood_of_logins_leaves_threads_for_all_else(server: Server, workspace: Workspace) -> None:
    def guess(number: int) -> int:
        body = {"email": f"{number}@example.org", "password": "wrong"}
        return httpx.post(f"{server.url}/v1/session", json=body, timeout=60).status_code

    with ThreadPoolExecutor(40) as pool:
        guesses = [pool.submit(guess, number) for number in range(120)]
        answered = 0
        while not all(one.done() for one in guesses):
            workspace.get("/v1/projects")
            answered += 1
    assert answered > 3
    assert {one.result() for one in guesses} == {401, 429}


def test_too_many_requests(strict: Server) -> None:
    workspace = strict.workspace()
    asked = [workspace.client.get(f"{strict.url}/v1/workspace", headers=workspace.authorization) for _ in range(40)]
    refused = [answer for answer in asked if answer.status_code == 429]
    assert {answer.status_code for answer in asked} == {200, 429}
    assert refusal(refused[0])[1] == 429429
    assert int(refused[0].headers["Retry-After"]) == refused[0].json()["retry_after"] == 1


def test_the_client_waits_as_long_as_the_server_says(strict: Server) -> None:
    workspace = strict.workspace()
    with Mutoscope(strict.url, workspace.token) as mutoscope:
        while workspace.client.get(f"{strict.url}/v1/projects", headers=workspace.authorization).status_code != 429:
            pass
        assert [one["name"] for one in mutoscope.projects().data] == ["Unsorted"]
