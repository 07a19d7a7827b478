"""What the API refuses, and how it says so: the shape and the codes of docs/api, over HTTP to an installed server."""

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Server, Workspace
from mutoscope.catalog import Catalog

PERIOD = {"from": "2024-01-01", "to": "2024-01-31"}
ANALYTICS, OVERVIEW, RETENTION = "/v1/analytics", "/v1/analytics/overview", "/v1/analytics/retention"


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    """One for the module: these tests change nothing."""
    return server.workspace(timezone="Europe/Berlin")


def ask(
    workspace: Workspace,
    path: str,
    method: str = "GET",
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """headers: those of the workspace's token where none are given."""
    headers = workspace.authorization if headers is None else headers
    return workspace.client.request(method, workspace.url + path, params=params, headers=headers)


def error(answer: httpx.Response) -> tuple[int, int, str]:
    """Status, code and detail of an answer that must be an error of the API's shape."""
    body = answer.json()
    assert set(body) <= {"error", "retry_after"}
    assert set(body["error"]) == {"code", "message", "detail"}
    assert body["error"]["message"]
    assert answer.headers["X-Request-ID"]
    return answer.status_code, body["error"]["code"], body["error"]["detail"]


@pytest.mark.parametrize("path", [ANALYTICS, OVERVIEW, RETENTION])
@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, 100101),
        ("", 100102),
        ("Bearer", 100102),
        ("Bearer nonsense", 100102),
        ("Bearer 0b9e7a52-3c1d-4f8e-9d6a-5e2f7c1b8a90", 100102),
        ("Basic dXNlcjpwYXNzd29yZA==", 100102),
    ],
)
def test_authorization(workspace: Workspace, path: str, authorization: str | None, code: int) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = ask(workspace, path, headers=headers)
    assert error(answer)[:2] == (401, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_authorization_spelled_otherwise(workspace: Workspace) -> None:
    headers = {"Authorization": f"bearer  {workspace.token.upper()}"}
    assert ask(workspace, OVERVIEW, params=PERIOD, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("path", "params", "refusal"),
    [
        (OVERVIEW, {"to": "2024-01-31"}, (400, 400400, "from: missing")),
        (OVERVIEW, {"from": "2024-01-01"}, (400, 400400, "to: missing")),
        (ANALYTICS, {"group_by": "date"}, (400, 400400, "from: missing")),
        (RETENTION, PERIOD, (400, 400400, "video_id: missing")),
        (OVERVIEW, {**PERIOD, "from": "yesterday"}, (400, 400400, "from: ")),
        (OVERVIEW, {**PERIOD, "from": "2024-02-30"}, (400, 400400, "from: ")),
        (OVERVIEW, {**PERIOD, "to": "2024-01-31T10:00:00"}, (400, 400400, "to: ")),
        (OVERVIEW, {**PERIOD, "to": "2023-01-31"}, (400, 400400, "to: ")),
        (OVERVIEW, {**PERIOD, "colour": "red"}, (400, 400400, "colour: ")),
        (OVERVIEW, {**PERIOD, "order": "views.desc"}, (400, 400400, "order: ")),
        (OVERVIEW, {**PERIOD, "group_time": "year"}, (400, 400400, "group_time: ")),
        (OVERVIEW, {**PERIOD, "from": "1980-01-01", "group_time": "hour"}, (400, 400400, "group_time: ")),
        (OVERVIEW, {**PERIOD, "traffic": "robots"}, (400, 400400, "traffic: ")),
        (OVERVIEW, {**PERIOD, "country": "Germany"}, (400, 400400, "country: ")),
        (OVERVIEW, {**PERIOD, "device": "toaster"}, (400, 400400, "device: ")),
        (OVERVIEW, {**PERIOD, "project_id": "1"}, (400, 400301, "project_id")),
        (OVERVIEW, {**PERIOD, "project_id": str(uuid4())}, (404, 404404, "project_id: ")),
        (OVERVIEW, {**PERIOD, "folder_id": str(uuid4())}, (404, 404404, "folder_id: ")),
        (OVERVIEW, {**PERIOD, "video_id": "never-seen"}, (404, 404404, "video_id: never-seen")),
        (OVERVIEW, {**PERIOD, "video_id": "\0"}, (404, 404404, "video_id: ")),
        (OVERVIEW, {**PERIOD, "event_id": "never-seen"}, (404, 404404, "event_id: ")),
        (OVERVIEW, {**PERIOD, "stream_id": "never-seen"}, (404, 404404, "stream_id: ")),
        (RETENTION, {**PERIOD, "video_id": "never-seen"}, (404, 404404, "video_id: ")),
        (RETENTION, {**PERIOD, "video_id": "a", "slices": "0"}, (400, 400400, "slices: ")),
        (RETENTION, {**PERIOD, "video_id": "a", "slices": "1001"}, (400, 400400, "slices: ")),
        (ANALYTICS, PERIOD, (400, 400400, "group_by: missing")),
        (ANALYTICS, {**PERIOD, "group_by": "shoe_size"}, (400, 400400, "group_by: ")),
        (ANALYTICS, {**PERIOD, "group_by": "context."}, (400, 400400, "group_by: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date,date"}, (400, 400400, "group_by: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date,os,browser"}, (400, 400400, "group_by: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "fields": "smiles"}, (400, 400400, "fields: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "fields": "view"}, (400, 400400, "fields: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "group": "day"}, (400, 400400, "group_by: ")),
        (ANALYTICS, {**PERIOD, "group": "day", "group_time": "day"}, (400, 400400, "group_time: ")),
        (ANALYTICS, {**PERIOD, "group": "year"}, (400, 400400, "group: ")),
        (ANALYTICS, {**PERIOD, "from": "1980-01-01", "group": "hour"}, (400, 400400, "group: ")),
        (ANALYTICS, {**PERIOD, "group": "day", "group_entities": "domain"}, (400, 400400, "group_entities: ")),
        (ANALYTICS, {**PERIOD, "group": "day", "fields": "views"}, (400, 400400, "fields: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "order": "views"}, (400, 400400, "order: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "order": "smiles.desc"}, (400, 400216, "order: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "fields": "views", "order": "play.desc"}, (400, 400216, "order: ")),
        (ANALYTICS, {**PERIOD, "group_by": "video_id", "order": "title.asc"}, (400, 400216, "order: ")),
        (ANALYTICS, {**PERIOD, "group": "day", "fields": "view", "order": "play.desc"}, (400, 400216, "order: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "page": "0"}, (400, 400400, "page: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "page": "9" * 30}, (400, 400400, "page: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "per_page": "1001"}, (400, 400400, "per_page: ")),
        (ANALYTICS, {**PERIOD, "group_by": "date", "per_page": "0"}, (400, 400400, "per_page: ")),
        (
            ANALYTICS,
            {**PERIOD, "group_by": "date", "what_if.view_seconds": "0"},
            (400, 400400, "what_if.view_seconds: "),
        ),
    ],
)
def test_refused_questions(
    workspace: Workspace, path: str, params: dict[str, str], refusal: tuple[int, int, str]
) -> None:
    status, code, detail = error(ask(workspace, path, params=params))
    assert (status, code) == refusal[:2]
    assert detail.startswith(refusal[2])


def test_another_workspaces_ids_never_were(server: Server, workspace: Workspace) -> None:
    other = server.workspace()
    catalog = Catalog(f"sqlite:///{server.data / 'catalog.sqlite'}")
    project = catalog.create_project(UUID(other.workspace_id), "Secret")
    folder = catalog.create_folder(UUID(other.workspace_id), project.id, "More secret")
    catalog.put_content(UUID(other.workspace_id), "secret-film", "video", project.id, folder.id)
    catalog.close()
    for name, id_ in (("project_id", str(project.id)), ("folder_id", str(folder.id)), ("video_id", "secret-film")):
        assert ask(other, OVERVIEW, params={**PERIOD, name: id_}).status_code == 200
        assert error(ask(workspace, OVERVIEW, params={**PERIOD, name: id_}))[1] == 404404


@pytest.mark.parametrize("path", ["/v1", "/v1/analytics/nothing", "/v1/analytics/overview/more", "/%00", "/é", "/v2"])
def test_unknown_paths(workspace: Workspace, path: str) -> None:
    assert error(ask(workspace, quote(path, safe="/%")))[:2] == (404, 404404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods(workspace: Workspace, method: str) -> None:
    answer = ask(workspace, ANALYTICS, method)
    assert error(answer)[:2] == (405, 405405)
    assert "GET" in answer.headers["Allow"]


def test_options_and_head(workspace: Workspace) -> None:
    options = ask(workspace, ANALYTICS, "OPTIONS")
    assert options.status_code == 204
    assert {"GET", "HEAD", "OPTIONS"} <= {method.strip() for method in options.headers["Allow"].split(",")}
    get, head = (ask(workspace, OVERVIEW, method, params=PERIOD) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert ask(workspace, OVERVIEW, "HEAD").status_code == 400


@pytest.mark.parametrize("path", ["/healthz", OVERVIEW, "/nothing", "/collect", "/metrics", "/sdk/mutoscope.js"])
def test_request_id(workspace: Workspace, path: str) -> None:
    def answered(sent: str) -> str:
        headers = {**workspace.authorization, "X-Request-ID": sent}
        return str(ask(workspace, path, headers=headers).headers["X-Request-ID"])

    assert answered("trace-1:a/b") == "trace-1:a/b"
    assert answered("no spaces") not in {"no spaces", ""}
    assert answered("x" * 129) != "x" * 129
    assert answered("") != answered("")


def test_health(workspace: Workspace) -> None:
    assert ask(workspace, "/healthz", headers={}).json() == {"status": "ok"}
    told = ask(workspace, "/readyz", headers={}).json()
    closing = told["checks"].pop("closed_days")
    assert told["checks"] == dict.fromkeys(("catalog", "spool", "imports", "intake", "store", "loading"), "ok")
    # Tests that share the server import history, whose days are closed one after the other.
    assert (told["status"], closing) == ("ok", "ok") or (
        told["status"] == "degraded" and "still to be closed" in closing
    )


NAMES = st.sampled_from(
    [
        *("from", "to", "group_by", "group", "group_entities", "group_time", "fields", "order", "page", "per_page"),
        *(
            "video_id",
            "project_id",
            "folder_id",
            "event_id",
            "external_id",
            "country",
            "device",
            "city",
            "os",
            "domain",
        ),
        *("traffic", "context.course", "context.", "what_if.view_seconds", "slices", "nonsense"),
    ]
)
TEXTS = st.one_of(
    st.sampled_from(
        [
            *(
                "2024-01-01",
                "2024-01-31",
                "2024-01-01T00:00:00Z",
                "2024-01-01t00:00:00+14:00",
                "9999-12-31",
                "0001-01-01",
            ),
            *(
                "video_id",
                "date",
                "date,country",
                "context.course",
                "view",
                "views",
                "views.desc",
                "date.asc,views.desc",
            ),
            *("day", "hour", "month", "null", "true", "-1", "1", "1e9", "nan", "inf", "DE", "mobile", "all", "probe"),
            *("'; DROP TABLE plays --", "{p0:String}", "\0", "\\", "%", "\ud7ff", "🎬"),
        ]
    ),
    st.text(max_size=20),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([ANALYTICS, OVERVIEW, RETENTION]), pairs=st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_no_question_breaks_it(workspace: Workspace, path: str, pairs: list[tuple[str, str]]) -> None:
    """Whatever is asked, with or without a sound period: an answer or an error that names its cause."""
    for sound in ([], list(PERIOD.items())):
        query = "&".join(f"{name}={quote(text)}" for name, text in [*sound, *pairs])
        answer = ask(workspace, f"{path}?{query}")
        if answer.status_code != 200:
            status, _, detail = error(answer)
            assert status in {400, 404}
            assert detail


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=60))
def test_no_query_string_breaks_it(workspace: Workspace, raw: bytes) -> None:
    query = "".join(chr(byte) if 33 <= byte < 127 and byte != ord("#") else f"%{byte:02x}" for byte in raw)
    answer = ask(workspace, f"{ANALYTICS}?from=2024-01-01&to=2024-01-31&group_by=date&{query}")
    assert answer.status_code == 200 or error(answer)[0] in {400, 404}
