"""Requests that can succeed, out of the OpenAPI document: real ids in the places of ids, its examples in all others."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from conftest import Server, Workspace, beacon, plain_client, wait_for
from mutoscope.catalog import AccountLink, Catalog
from mutoscope.reports.links import sign
from mutoscope.reports.reports import UNSUBSCRIBE

PASSWORD = "a long password"
_TODAY = datetime.now(UTC).date()
SPAN = {"from": str(_TODAY - timedelta(days=7)), "to": str(_TODAY + timedelta(days=1))}

# Bodies that no schema describes so far that a sensible one follows: see `Things.body`.
UNDESCRIBED = {"collect", "import_plays", "import_catalog", "log_in"}

# What only somebody who has logged in can ask.
BY_LOGIN = {
    *("session", "log_out", "myself", "rename_myself", "change_password", "create_workspace"),
    *("ask_for_new_email", "confirm_new_email"),
}

Node = dict[str, Any]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Things:
    """Things of a workspace for requests to name: a new one of each for every request, since it may delete it."""

    server: Server
    workspace: Workspace
    changing: str = ""  # the address of whoever has a link to a new one

    def __post_init__(self) -> None:
        self.project = self._made("/v1/projects", {"name": "Course"})
        self.folder = self._made(f"/v1/projects/{self.project}/folders", {"name": "Module"})
        self.video = self._made("/v1/videos", {"parent_id": self.folder, "title": "Lesson", "duration": 60})
        self.event = self._made("/v2/live/events", {"name": "Premiere", "parent_id": self.folder})
        self.stream = self._made(f"/v2/live/events/{self.event}/streams", {"name": "First night"})
        self.viewer = "ann@example.org"
        self.workspace.collect(beacon(video=self.video, viewer=self.viewer)).raise_for_status()
        self.workspace.loaded()
        self.report = self._report()
        wait_for(lambda: self._state(self.report) == "ready")

    def named(self) -> dict[str, str]:
        """Those that lists are narrowed by, by the parameter."""
        return {
            "project_id": self.project,
            "folder_id": self.folder,
            "video_id": self.video,
            "video_ids": self.video,
            "event_id": self.event,
            "stream_id": self.stream,
            "external_id": self.viewer,
        }

    def path(self, operation: Any) -> dict[str, str]:
        """What the operation's path names."""
        names = [parameter.name for parameter in operation.path_parameters]
        if "id" in names:
            return {"id": self._by_id(operation)}
        if "folder_id" in names:
            folder = self._made(f"/v1/projects/{self.project}/folders", {"name": "Module"})
            return {"project_id": self.project, "folder_id": folder}
        if "event_id" in names:
            event = self._made("/v2/live/events", {"name": "Premiere"})
            stream = self._made(f"/v2/live/events/{event}/streams", {"name": "First night"})
            return {"event_id": event, "stream_id": stream} if "stream_id" in names else {"event_id": event}
        makers: dict[str, Callable[[], str]] = {
            "project_id": lambda: self._made("/v1/projects", {"name": "Course"}),
            "video_id": lambda: self._made("/v1/videos", {"title": "Lesson"}),
            "external_id": lambda: self.viewer if operation.method == "get" else secrets.token_hex(8),
            "erasure_id": lambda: self._asked("DELETE", f"/v1/viewers/{secrets.token_hex(8)}")["id"],
            "token_id": lambda: self._made("/v1/tokens", {"name": "Warehouse"}),
            "key": lambda: self._asked("POST", "/v1/workspace/ingest-keys", {"name": "Blog"})["key"],
            "user_id": lambda: self.somebody()[1],
            "invitation_id": lambda: self.invited()[0],
        }
        return {name: makers[name]() for name in names}

    def _by_id(self, operation: Any) -> str:
        if "schedules" in operation.path:
            schedule = {"kind": "digest", "every": "weekly", "email": self.viewer}
            return self._made("/v1/reports/schedules", schedule)
        if operation.method == "delete":
            return self._report()
        if operation.path.endswith("/again"):
            report = self._report()
            wait_for(lambda: self._state(report) == "ready")
            self._expire()
            return report
        if self._state(self.report) != "ready":  # others of its age were made to expire
            self.report = self._report()
            wait_for(lambda: self._state(self.report) == "ready")
        return self.report

    def signature(self, operation: Any, path: dict[str, str]) -> dict[str, str]:
        """The query of a link that opens without a token, where nothing else does."""
        if not operation.path.endswith("/unsubscribe"):
            return {}
        with self._catalog() as catalog:
            owner = catalog.workspace(UUID(self.workspace.workspace_id))
        assert owner is not None
        return {"signature": sign(owner, UNSUBSCRIBE, UUID(path["id"]))}

    def somebody(self) -> tuple[str, str]:
        """E-mail address and id of a new owner, whose password is PASSWORD."""
        email = f"{secrets.token_hex(6)}@example.org"
        return email, str(self.workspace.join(email, "owner", PASSWORD)["id"])

    def invited(self) -> tuple[str, str]:
        """Id and secret of a new invitation."""
        made = self._asked(
            "POST", "/v1/invitations", {"email": f"{secrets.token_hex(6)}@example.org", "role": "viewer"}
        )
        return str(made["id"]), str(made["link"]).partition("#")[2]

    def _reset(self) -> str:
        """The secret of a link to a new password, as its mail gets it."""
        email, _ = self.somebody()
        with self._catalog() as catalog:
            catalog.password_resets.ask(email)
            (link,) = self._mailed(catalog, email)
            catalog.password_resets.addressed(link)
            return str(catalog.account_mails.give_secret(link.id))

    def _new_email(self) -> str:
        """The secret of a link to a new address, of whoever is logged in for it."""
        self.changing, id_ = self.somebody()
        with self._catalog() as catalog:
            catalog.email_changes.ask(UUID(id_), f"x{self.changing}")
            (link,) = self._mailed(catalog, f"x{self.changing}")
            return str(catalog.account_mails.give_secret(link.id))

    @staticmethod
    def _mailed(catalog: Catalog, email: str) -> list[AccountLink]:
        found = (catalog.account_mails.find(due.id) for due in catalog.account_mails.due_mails())
        return [link for link in found if link is not None and link.email == email]

    def authorization(self, operation_id: str) -> dict[str, str]:
        """Headers of one who may ask."""
        if operation_id not in BY_LOGIN:
            return self.workspace.authorization
        with plain_client(20, self.server.url) as browser:
            email = self.changing if operation_id == "confirm_new_email" else ""
            self.changing = ""  # once confirmed, it is nobody's any more
            login = browser.post("/v1/session", json={"email": email or self.somebody()[0], "password": PASSWORD})
            assert login.is_success, f"{operation_id}: {login.text}"
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        return {"Cookie": cookie, "X-CSRF-Token": login.json()["data"]["csrf"]}

    def body(self, operation_id: str, usual: Any) -> Any:
        """A body that is taken, of one that the document allows: with what no schema can say."""
        own: dict[str, Callable[[], Any]] = {
            "collect": lambda: beacon(key=self.workspace.ingest_key, video=self.video),
            "import_plays": lambda: json.dumps(beacon(video=self.video) | {"received": now_ms()}),
            "import_catalog": lambda: "id,title\nlesson-1,Lesson 1\n",
            "log_in": lambda: {"email": self.somebody()[0], "password": PASSWORD},
            "reset_password": lambda: {"token": self._reset(), "password": PASSWORD},
            "ask_for_new_email": lambda: usual | {"current_password": PASSWORD},
            "confirm_new_email": lambda: {"token": self._new_email()},
            "change_password": lambda: usual | {"current_password": PASSWORD},
            "invite": lambda: usual | {"email": f"{secrets.token_hex(6)}@example.org"},
            "look_at_invitation": lambda: {"token": self.invited()[1]},
            "accept_invitation": lambda: {"token": self.invited()[1], "password": PASSWORD},
            "refuse_invitation": lambda: {"token": self.invited()[1]},
            "create_workspace": lambda: usual | {"name": secrets.token_hex(6), "timezone": "Europe/Berlin"},
            "create_report": lambda: self._reportable(usual) | {"period": "this_month", "email": self.viewer},
            "add_schedule": lambda: usual | {"kind": "file", "email": self.viewer, "report": self._reportable({})},
        }
        return own[operation_id]() if operation_id in own else self._referring(operation_id, usual)

    def _reportable(self, usual: Node) -> Node:
        """What a file has, of things that there are."""
        kept = {name: value for name, value in usual.items() if name not in {"from", "to", "project_ids"}}
        return kept | {"fields": ["title", "views"], "folder_ids": [self.folder]}

    def _referring(self, operation_id: str, usual: Any) -> Any:
        """The body with ids of what there is, where it has some of something else."""
        if not isinstance(usual, dict):
            return usual
        known: dict[str, str | None] = {
            "parent_id": self.folder,
            "event_id": self.event,
            "stream_id": self.stream,
            "timezone": "UTC",
        }
        if operation_id == "create_folder":
            known["parent_id"] = None
        if operation_id == "change_folder":
            known |= {"parent_id": self.project, "project_id": self.project}
        body = usual | {name: value for name, value in known.items() if name in usual}
        if operation_id.startswith("create_") and "id" in body:
            body["id"] = secrets.token_hex(8)
        return body

    def _report(self) -> str:
        return self._made("/v1/reports", {"fields": ["views"], "period": "all_time", "folder_ids": [self.folder]})

    def _state(self, report: str) -> str:
        return str(self._asked("GET", f"/v1/reports/{report}")["state"])

    def _expire(self) -> None:
        """Reports are past their time: nothing but time does that over HTTP."""
        with self._catalog(lambda: datetime.now(UTC) + timedelta(days=30)) as catalog:
            catalog.reports.expire(datetime(2020, 1, 1, tzinfo=UTC))

    def _catalog(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> closing[Catalog]:
        return closing(Catalog(self.server.catalog, now=now))

    def _made(self, path: str, body: Node) -> str:
        return str(self._asked("POST", path, body)["id"])

    def _asked(self, method: str, path: str, body: Node | None = None) -> Node:
        one = self.workspace
        answer = one.client.request(method, one.url + path, json=body, headers=one.authorization)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        data: Node = answer.json()["data"]
        return data


def example(schema: Node, document: Node) -> Any:
    """The plainest value that a schema allows and the document names: of an object, what is required or else one field.

    Raises AssertionError where the document gives no example, so that none is forgotten.
    """
    if "$ref" in schema:
        return example(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return example(schema[choice][0], document)
    if schema.get("type") == "object" and "examples" not in schema:
        names = schema.get("required") or list(schema["properties"])[:1]
        return {name: example(schema["properties"][name], document) for name in names}
    values = [*schema.get("examples", ()), *schema.get("enum", ()), *_plain(schema)]
    assert values, f"the document gives no example of {schema}"
    return values[0]


def _plain(schema: Node) -> list[Any]:
    """What needs no example."""
    known = {"boolean": True, "integer": schema.get("minimum", 1), "number": schema.get("minimum", 1)}
    return [known[schema["type"]]] if schema.get("type") in known else []


def strict(document: Node) -> Node:
    """The document with its answers held to their word: what they don't mention, they don't hold."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    for schema in _objects([one["schema"] for one in answer.get("content", {}).values()]):
                        schema.setdefault("additionalProperties", False)
    return document


def _objects(node: Any) -> Iterator[Node]:
    """Objects with properties, but those that are parts of one (allOf)."""
    if isinstance(node, list):
        for one in node:
            yield from _objects(one)
    elif isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            yield node
        for name, value in node.items():
            if name != "allOf":
                yield from _objects(value)
