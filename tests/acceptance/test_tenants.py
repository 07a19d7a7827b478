"""Two workspaces with interleaved data: nothing that one of them asks ever shows, or changes, a thing of the other.

The walk derives from `ENDPOINTS` what there is to ask: every path with the other's ids in it, every filter with the
other's values, every body that refers to the other's things, every order and every file format. What it can't derive is
in the plan below; an endpoint or a parameter that the plan does not know fails the test.
"""

import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import pytest

from conftest import Server, Workspace, beacon, wait_for
from mutoscope.api import parameters
from mutoscope.api.app import ENDPOINTS
from mutoscope.api.endpoint import Endpoint
from mutoscope.catalog import Catalog
from mutoscope.reports.links import sign
from mutoscope.reports.reports import DOWNLOAD, UNSUBSCRIBE

PASSWORD = "a long password"
ALL_TIME = {"from": "2020-01-01", "to": "2090-01-01", "traffic": "all"}

# What endpoints need so that they answer at all, by the parameter.
NEEDED = {"from": "2020-01-01", "to": "2090-01-01", "group_by": "video_id", "video_id": "shared"}

# Parameters whose values name nothing of anybody's.
HARMLESS = {
    *("period", "group_time", "group", "group_entities", "fields", "pages", "slices", "language", "traffic"),
    *("country", "city", "device", "os", "browser", "what_if.view_seconds", "page", "per_page", "cursor", "contents"),
    *(
        "separator",
        "decimal",
        "timezone",
        "at",
        "nested",
        "without_folder",
        "added_by",
        "status",
        "kind",
        "devices",
        "from",
        "to",
        "group_by",
        "order",
        "format",
    ),
}

# Endpoints whose path's {id} is another kind of thing than a report.
SCHEDULES = {"delete_schedule", "ask_to_unsubscribe", "unsubscribe"}

# Those that can be asked of anybody: to forget a viewer who never watched is to forget one who did, for outsiders.
TAKES_ANYBODY = {"erase_viewer", "erase_viewer_by_path"}

# What somebody asks who is nobody yet: they send what proves who they are, or whom they were invited as.
FOR_ANYBODY = {
    *("log_in", "look_at_invitation", "accept_invitation", "refuse_invitation"),
    *("ask_for_password_reset", "reset_password"),
}

# What a log-out ends is asked with: it comes last.
LAST = {"log_out"}


@dataclass
class Tenant:
    """A workspace with one of each thing, all bearing its mark."""

    workspace: Workspace
    mark: str
    plays: int
    named: dict[str, str] = field(default_factory=dict)  # by the parameter that names it
    secrets: set[str] = field(default_factory=set)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = self.workspace.authorization | options.pop("headers", {})
        return self.workspace.client.request(method, self.workspace.url + path, headers=headers, **options)

    def made(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code in {201, 202}, answer.text
        data = dict(answer.json()["data"])
        self.secrets |= {str(data[name]) for name in ("id", "key", "token") if name in data} - {"shared"}
        return data


def furnish(server: Server, mark: str, plays: int) -> Tenant:
    """One of each thing that a workspace can have."""
    workspace = server.workspace(mark)
    tenant = Tenant(workspace, mark, plays, secrets={mark, workspace.workspace_id, workspace.token})
    tenant.secrets.add(workspace.ingest_key)
    made = tenant.made
    project = made("/v1/projects", {"name": f"{mark} project"})["id"]
    folder = made(f"/v1/projects/{project}/folders", {"name": f"{mark} folder"})["id"]
    made("/v1/videos", {"id": "shared", "title": f"{mark} shared", "parent_id": folder, "duration": 100})
    video = made("/v1/videos", {"title": f"{mark} video", "parent_id": folder})["id"]
    event = made("/v2/live/events", {"name": f"{mark} event", "parent_id": folder})["id"]
    stream = made(f"/v2/live/events/{event}/streams", {"name": f"{mark} stream"})["id"]
    user = workspace.join(f"{mark}@example.org", "owner", PASSWORD)["id"]
    tenant.secrets.add(user)
    erased = tenant.ask("DELETE", f"/v1/viewers/{mark}-erased").json()["data"]["id"]
    tenant.secrets.add(erased)
    tenant.named = {
        "project_id": project,
        "folder_id": folder,
        "parent_id": folder,
        "video_id": video,
        "video_ids": video,
        "event_id": event,
        "stream_id": stream,
        "external_id": f"{mark} viewer",
        "domain": f"{mark}.example",
        "page_url": f"https://{mark}.example/{mark}",
        "context.KEY": mark,
        "q": mark,
        "prefix": mark,
        "user_id": user,
        "invitation_id": made("/v1/invitations", {"email": f"{mark}-invited@example.org", "role": "viewer"})["id"],
        "erasure_id": erased,
        "key": made("/v1/workspace/ingest-keys", {"name": f"{mark} key"})["key"],
        "token_id": made("/v1/tokens", {"name": f"{mark} token", "scope": "read"})["id"],
        "report": made("/v1/reports", {"fields": ["views"], "period": "all_time", "folder_ids": [folder]})["id"],
        "schedule": made(
            "/v1/reports/schedules", {"kind": "digest", "every": "weekly", "email": f"{mark}@example.org"}
        )["id"],
    }
    return tenant


def play(tenant: Tenant, number: int) -> None:
    """In any but its number the same as the other tenant's: the same video, often the same viewer."""
    mark = tenant.mark
    named = {"viewer": f"{mark} viewer" if number else "both", "context": {"course": mark}}
    page = f"https://{mark}.example/{mark}"
    video = "shared" if number % 2 else tenant.named["video_id"]
    tenant.workspace.collect(beacon(video=video, page=page, **named)).raise_for_status()


@pytest.fixture(scope="module")
def tenants(server: Server) -> tuple[Tenant, Tenant]:
    """The one who asks, and the other one."""
    ours = furnish(server, f"aardvark-{secrets.token_hex(4)}", 3)
    theirs = furnish(server, f"zebra-{secrets.token_hex(4)}", 5)
    for number in range(5):
        for tenant in (ours, theirs):
            if number < tenant.plays:
                play(tenant, number)
    wait_for(
        lambda: loads(ours) >= ours.plays and loads(theirs) >= theirs.plays, said="plays did not come to the store"
    )
    return ours, theirs


def loads(tenant: Tenant) -> int:
    """Of its own contents: the probes of `server.workspace` left out."""
    rows = tenant.workspace.get("/v1/analytics", **ALL_TIME, group_by="video_id")["data"]
    return sum(row["player_loads"] for row in rows if row["video_id"] != "probe")


class Question(NamedTuple):
    """A request, and what it says that belongs to the other one."""

    endpoint: Endpoint[Any, Any]
    path: str
    params: dict[str, str]
    body: Any
    said: frozenset[str]


def body_of(name: str, named: Mapping[str, str]) -> Any:
    """A body that refers to things of whoever `named` is of."""
    place = {"parent_id": named["folder_id"]}
    bodies: dict[str, Any] = {
        "create_project": {"name": "Another"},
        "rename_project": {"name": "Renamed"},
        "create_folder": {"name": "Another", **place},
        "change_folder": {"name": "Renamed", **place},
        "create_video": {"title": "Another", **place},
        "change_video": {"title": "Renamed", "event_id": named["event_id"], "stream_id": named["stream_id"]},
        "move_video": place,
        "create_event": {"name": "Another", **place},
        "change_event": {"name": "Renamed"},
        "move_event": place,
        "create_stream": {"name": "Another"},
        "change_stream": {"name": "Renamed"},
        "import_catalog": b"",
        "create_report": {"fields": ["views"], "period": "all_time", "folder_ids": [named["folder_id"]]},
        "make_report_again": None,
        "add_schedule": {
            "kind": "file",
            "every": "weekly",
            "email": "a@example.org",
            "report": {"fields": ["views"], "project_ids": [named["project_id"]]},
        },
        "log_in": {"email": "nobody@example.org", "password": "wrong password"},
        "invite": {"email": f"{secrets.token_hex(6)}@example.org", "role": "viewer"},
        "look_at_invitation": {"token": "of no invitation"},
        "accept_invitation": {"token": "of no invitation", "password": PASSWORD},
        "refuse_invitation": {"token": "of no invitation"},
        "ask_for_password_reset": {"email": f"{secrets.token_hex(6)}@example.org"},
        "reset_password": {"token": "of no link", "password": PASSWORD},
        "ask_for_new_email": {"email": f"{secrets.token_hex(6)}@example.org", "current_password": "wrong password"},
        "confirm_new_email": {"token": "of no link"},
        "rename_myself": {"name": "Me"},
        "change_password": {"current_password": "wrong password", "password": PASSWORD},
        "change_role": {"role": "viewer"},
        "create_workspace": {"name": "Another"},
        "change_workspace": {"session_minutes": 45},
        "create_ingest_key": {"name": "Another"},
        "create_token": {"name": "Another", "scope": "read"},
    }
    return bodies[name]


def questions(ours: Tenant, named: Mapping[str, str], *, lists: bool) -> Iterator[Question]:
    """All there is to ask, with the other one's names wherever a name can stand, one place at a time.

    lists: with each filter, order and format of each list.
    """
    for endpoint in sorted(ENDPOINTS, key=lambda one: one.name in LAST):
        described = parameters.describe(endpoint.query, endpoint.path)
        of_path = {one["name"]: _named(endpoint, one["name"], named) for one in described if one["in"] == "path"}
        needed = {name: NEEDED[name] for one in described if (name := one["name"]) in NEEDED and name not in of_path}
        path = _filled(endpoint.path, of_path)
        body = None if endpoint.body is None else body_of(endpoint.name, named)
        referring = {value for value in named.values() if value in str(body)}
        if of_path:
            own_body = None if endpoint.body is None else body_of(endpoint.name, ours.named)
            yield Question(endpoint, path, needed, own_body, frozenset(of_path.values()))
        elif endpoint.method != "GET":
            yield Question(endpoint, path, needed, body, frozenset(referring))
        if of_path and referring:
            own = {name: _named(endpoint, name, ours.named) for name in of_path}
            yield Question(endpoint, _filled(endpoint.path, own), needed, body, frozenset(referring))
        if endpoint.method == "GET" and not of_path:
            yield Question(endpoint, path, needed, None, frozenset())
            if lists:
                yield from _lists(endpoint, described, needed, named)


def _lists(
    endpoint: Endpoint[Any, Any], described: list[dict[str, Any]], needed: dict[str, str], named: Mapping[str, str]
) -> Iterator[Question]:
    for one in described:
        name = one["name"]
        if name == "format":
            for format_ in one["schema"]["enum"]:
                yield Question(endpoint, endpoint.path, needed | {"format": format_}, None, frozenset())
        elif name == "order":
            assert endpoint.schema is not None
            properties = list(endpoint.schema["properties"]["data"]["items"]["properties"])
            for ordered in (properties[0], properties[-1]):
                yield Question(endpoint, endpoint.path, needed | {"order": f"{ordered}.desc"}, None, frozenset())
        elif name not in HARMLESS:
            value = _named(endpoint, name, named)
            sent = "context.course" if name == "context.KEY" else name
            yield Question(endpoint, endpoint.path, needed | {sent: value}, None, frozenset({value}))


def _named(endpoint: Endpoint[Any, Any], name: str, named: Mapping[str, str]) -> str:
    if name == "id":
        name = "schedule" if endpoint.name in SCHEDULES else "report"
    assert name in named, f"{endpoint.method} {endpoint.path}: the walk has no plan for the parameter {name}"
    return named[name]


def _filled(path: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def asked(client: httpx.Client, question: Question) -> tuple[int, str]:
    """Status and all text of an answer: of a file what is in it, of a stream its first event."""
    content = {"content": question.body} if isinstance(question.body, bytes) else {"json": question.body}
    given = content if question.body is not None else {}
    method, path = question.endpoint.method, question.path
    with client.stream(method, path, params=question.params, **given) as answer:
        if question.endpoint.media_type == "text/event-stream" and answer.status_code == 200:
            return 200, next(iter(answer.iter_text()))
        body = answer.read()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"".join(file.read(name) for name in file.namelist())
    return answer.status_code, body.decode()


def clients(ours: Tenant) -> dict[str, httpx.Client]:
    """Everybody who may ask in a workspace: its token, and a browser with a cookie."""
    browser = httpx.Client(base_url=ours.workspace.url, timeout=60)
    login = {"email": f"{ours.mark}@example.org", "password": PASSWORD}
    browser.headers["X-CSRF-Token"] = browser.post("/v1/session", json=login).json()["data"]["csrf"]
    bearer = httpx.Client(base_url=ours.workspace.url, headers=ours.workspace.authorization, timeout=60)
    return {"token": bearer, "cookie": browser}


def state(tenant: Tenant) -> dict[str, Any]:
    """All that a workspace has, but for what changes by itself."""
    paths = [one.path for one in ENDPOINTS if one.method == "GET" and one.tag in {"catalog", "accounts"} and one.scope]
    shown = {}
    for path in paths:
        answer = tenant.ask("GET", _filled(path, tenant.named))
        text = answer.json() if answer.headers["Content-Type"] == "application/json" else answer.text
        shown[path] = _steady(text)
    return shown | {"loads": loads(tenant)}


def _steady(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _steady(value) for name, value in answer.items() if name != "last_used_at"}
    return [_steady(one) for one in answer] if isinstance(answer, list) else answer


NOWHERE = {
    name: str(uuid4())
    for name in (
        *("project_id", "folder_id", "parent_id", "video_id", "video_ids", "event_id", "stream_id", "external_id"),
        *(
            "domain",
            "page_url",
            "context.KEY",
            "q",
            "prefix",
            "user_id",
            "invitation_id",
            "erasure_id",
            "key",
            "token_id",
            "report",
            "schedule",
        ),
    )
} | {"folder_id": (place := str(uuid4())), "parent_id": place, "video_id": (id_ := str(uuid4())), "video_ids": id_}


@pytest.mark.parametrize("who", ["token", "cookie"])
def test_nothing_of_the_other_one(tenants: tuple[Tenant, Tenant], who: str) -> None:
    ours, theirs = tenants
    before = state(theirs)
    client = clients(ours)[who]
    lists = who == "token"  # which do not ask who asks
    known = zip(questions(ours, theirs.named, lists=lists), questions(ours, NOWHERE, lists=lists), strict=True)
    count = 0
    for question, nowhere in known:
        count += 1
        about = f"{question.endpoint.method} {question.path} {question.params} {question.body}"
        status, text = asked(client, question)
        assert status < 500, about
        text = _without(text, question)
        assert not [secret for secret in theirs.secrets if secret in text], about
        if question.said and status >= 400:  # as an id that never was
            never_was, said = asked(client, nowhere)
            assert (status, text) == (never_was, _without(said, nowhere)), about
        elif question.said and "{" in question.endpoint.path:
            assert question.endpoint.name in TAKES_ANYBODY, about
    assert count > 75
    assert state(theirs) == before


def _without(text: str, question: Question) -> str:
    """The answer without what it repeats of the question."""
    for value in sorted(question.said, key=len, reverse=True):
        text = text.replace(value, "")
    return text


def test_another_workspace_by_its_name(tenants: tuple[Tenant, Tenant]) -> None:
    """Neither the header nor the parameter opens it, of no endpoint."""
    ours, theirs = tenants
    id_ = theirs.workspace.workspace_id
    for client in clients(ours).values():
        for endpoint in ENDPOINTS:
            if endpoint.scope is None:
                continue
            path = _filled(endpoint.path, {"id": str(uuid4()), **theirs.named})
            by_parameter = client.request(endpoint.method, path, params={"workspace_id": id_})
            by_header = client.request(endpoint.method, path, headers={"X-Workspace-ID": id_})
            for answer in (by_parameter, by_header):
                assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404404), endpoint.path
                assert answer.json()["error"]["detail"] == f"workspace_id: {id_}"


def test_nobody_without_a_token_or_a_login(tenants: tuple[Tenant, Tenant]) -> None:
    _, theirs = tenants
    for endpoint in ENDPOINTS:
        if endpoint.name not in FOR_ANYBODY:
            path = theirs.workspace.url + _filled(endpoint.path, {"id": str(uuid4()), **theirs.named})
            answer = theirs.workspace.client.request(endpoint.method, path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, 100101), endpoint.path


def test_signed_links_of_one_open_nothing_of_the_other(server: Server, tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    expires = 4_000_000_000
    with closing(Catalog(f"sqlite:///{server.data.absolute()}/catalog.sqlite")) as catalog:
        signer = catalog.workspace(UUID(ours.workspace.workspace_id))
    assert signer is not None

    def opened(purpose: str, tenant: Tenant, kind: str, path: str) -> httpx.Response:
        signature = sign(signer, purpose, UUID(tenant.named[kind]), expires if kind == "report" else 0)
        until = {"expires": str(expires)} if kind == "report" else {}
        url = server.url + path.format(id=tenant.named[kind])
        return ours.workspace.client.get(url, params={"signature": signature, **until})

    for link in (
        (DOWNLOAD, "report", "/v1/reports/{id}/download"),
        (UNSUBSCRIBE, "schedule", "/v1/reports/schedules/{id}/unsubscribe"),
    ):
        purpose, kind, path = link
        assert opened(purpose, theirs, kind, path).status_code == 404
        assert opened(purpose, ours, kind, path).status_code != 404
