"""Requests made out of the served OpenAPI document: each is answered as the document says, and each operation works.

Of every operation one plain request is made out of the document's examples and of ids of what there is; it has to
succeed. Further ones nobody thought of, half of them about what there is.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
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

from acceptance.fuzzing import SPAN, UNDESCRIBED, Things, example, strict
from conftest import empty_database, serving

# A stream of events has no end to wait for; test_live.py reads it.
ENDLESS = {"live_stream"}

EXAMPLES = 2
"""Of an operation, each in every way of making them."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson", "text/csv")
def _lines(_: schemathesis.SerializationContext, text: Any) -> bytes:
    return str(text).encode()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def things(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Things]:
    """On a server of their own: what is asked for here may change anything."""
    folder = tmp_path_factory.mktemp("fuzz")
    with empty_database(request.param, folder) as url, serving(folder / "data", "--catalog", url) as server:
        server.catalog = url
        yield Things(server, server.workspace())


def test_every_operation_works(things: Things) -> None:
    asking = Asking(things)
    for operation in asking.operations():
        asking.ask(operation, plain(operation, asking.document, things), needed=True)
    assert not asking.failures, "\n\n".join(asking.failures)


@pytest.mark.timeout(1200)  # a minute, but for a machine that does much else
def test_every_answer_is_as_the_document_says(things: Things) -> None:
    asking = Asking(things)
    for operation in asking.operations():
        for mode in asking.modes:
            # Of what takes no parameters there are no wrong ones.
            with suppress(Unsatisfiable):
                asking.ask_around(operation, mode)
    assert not asking.failures, "\n\n".join(asking.failures)


class Asking:
    """Asks, and keeps what is wrong with the answers."""

    def __init__(self, things: Things) -> None:
        self.document = strict(httpx.get(f"{things.server.url}/openapi.json").json())
        self.failures: list[str] = []
        # What is wrong is refused before the catalog is asked: on one of them that is seen.
        on_file = things.server.catalog.startswith("sqlite")
        self.modes = list(GenerationMode) if on_file else [GenerationMode.POSITIVE]
        self._things = things
        self._session = requests.Session()

    def operations(self) -> Iterator[Any]:
        for result in schemathesis.openapi.from_dict(self.document).get_all_operations():
            operation = result.ok()  # type: ignore[union-attr] # a document that can't be read fails the test
            if operation_id(operation) not in ENDLESS:
                yield operation

    def ask(self, operation: Any, case: Any, *, needed: bool = False) -> None:
        """needed: the answer has to be a good one."""
        headers = self._things.authorization(operation_id(operation))
        url = self._things.server.url
        answer = case.call(base_url=url, session=self._session, headers=headers, timeout=20)
        self._session.cookies.clear()
        if needed and not 200 <= answer.status_code < 300:
            self.failures.append(f"{operation.label}: the plain request fails: {answer.status_code} {answer.text}")
        try:
            case.validate_response(answer, checks=CHECKS, headers=headers)
        except FailureGroup as group:
            self.failures.extend(f"{operation.label}: {failure}" for failure in group.exceptions)

    def ask_around(self, operation: Any, mode: GenerationMode) -> None:
        """Requests that nobody thought of."""

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
                make_likely(case, self._things, mode)
            self.ask(operation, case)

        asked()


def plain(operation: Any, document: dict[str, Any], things: Things) -> Any:
    """A request with what is required, and nothing else."""
    path = things.path(operation)
    query = {one.name: _needed(one.name, one, document, things) for one in operation.query if one.is_required}
    if any(one.name == "from" for one in operation.query):
        query |= SPAN
    if operation_id(operation) == "analytics":
        query["group_by"] = "video_id"
    query |= things.signature(operation, path)
    given: dict[str, Any] = {"path_parameters": path, "query": query}
    bodies = operation.definition.raw.get("requestBody", {}).get("content", {})
    for media_type, described in list(bodies.items())[-1:]:
        name = operation_id(operation)
        usual = None if name in UNDESCRIBED else example(described["schema"], document)
        given |= {"body": things.body(name, usual), "media_type": media_type}
    return operation.Case(**given)


def make_likely(case: Any, things: Things, mode: GenerationMode) -> None:
    """Ids that are not there, and periods that are none, would be refused before anything else is looked at."""
    path, known = things.path(case.operation), things.named()
    case.path_parameters.update(path)
    case.query.update({name: known[name] for name in case.query if name in known})
    case.query.update(things.signature(case.operation, path))
    if any(parameter.name == "from" for parameter in case.operation.query):
        case.query.pop("period", None)
        case.query.update(SPAN)
    if mode is GenerationMode.POSITIVE:
        case.body = things.body(operation_id(case.operation), case.body)


def _needed(name: str, parameter: Any, document: dict[str, Any], things: Things) -> Any:
    known = things.named()
    return known[name] if name in known else example(parameter.definition["schema"], document)


def operation_id(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])
