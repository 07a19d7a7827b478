"""Requests that nobody thought of, made out of the served OpenAPI document: each is answered as the document says."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from conftest import Workspace, empty_database, serving

# A stream of events has no end to wait for; test_live.py reads it.
ENDLESS = {"live_stream"}

EXAMPLES = 3
"""Of an operation, each in every way of making them."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

SPAN = {"from": "2020-01-01", "to": "2090-01-01"}


@schemathesis.serializer("application/x-ndjson", "text/csv")
def _lines(_: schemathesis.SerializationContext, text: Any) -> bytes:
    return str(text).encode()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """With a play, on a server of its own: what is asked for here may change anything."""
    folder = tmp_path_factory.mktemp("fuzz")
    with empty_database(request.param, folder) as url, serving(folder / "data", "--catalog", url) as server:
        server.catalog = url
        workspace = server.workspace()
        workspace.loaded()
        yield workspace


@pytest.fixture(scope="module")
def known(workspace: Workspace) -> dict[str, str]:
    """One thing of each kind that a path or a filter can name, by the parameter."""
    project = workspace.ask("POST", "/v1/projects", {"name": "Course"}, expect=201)["data"]["id"]
    folder = workspace.ask("POST", f"/v1/projects/{project}/folders", {"name": "Module"}, expect=201)["data"]["id"]
    video = workspace.ask("POST", "/v1/videos", {"id": "lesson", "parent_id": folder}, expect=201)["data"]["id"]
    return {"project_id": project, "folder_id": folder, "video_id": video, "external_id": "ann@example.org"}


def test_every_answer_is_as_the_document_says(workspace: Workspace, known: dict[str, str]) -> None:
    failures: list[str] = []
    for operation in operations(workspace.url):
        for mode in GenerationMode:
            # Of what takes no parameters there are no wrong ones.
            with suppress(Unsatisfiable):
                ask(operation, mode, workspace, known, failures)
    assert not failures, "\n\n".join(failures)


def operations(url: str) -> Iterator[Any]:
    results: Iterator[Any] = schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations()
    for result in results:
        operation = result.ok()
        if operation.definition.raw["operationId"] not in ENDLESS:
            yield operation


def ask(operation: Any, mode: GenerationMode, workspace: Workspace, known: dict[str, str], failures: list[str]) -> None:
    """Ask it in some ways, half of them about what there is; add what is wrong with an answer."""
    session = requests.Session()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_likely=st.booleans())
    def asked(case: Any, is_likely: bool) -> None:
        if is_likely:
            make_likely(case, known)
        headers = workspace.authorization
        answer = case.call(base_url=workspace.url, session=session, headers=headers, timeout=20)
        try:
            case.validate_response(answer, checks=CHECKS, headers=headers)
        except FailureGroup as group:
            failures.extend(f"{operation.label}: {failure}" for failure in group.exceptions)

    asked()


def make_likely(case: Any, known: dict[str, str]) -> None:
    """Ids that are not there, and periods that are none, would be refused before anything else is looked at."""
    case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
    case.query.update({name: known[name] for name in case.query if name in known})
    if any(parameter.name == "from" for parameter in case.operation.query):
        case.query.pop("period", None)
        case.query.update(SPAN)
