"""The OpenAPI document and the page made of it: complete, true, and at home without a network."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator

from conftest import Server, Workspace
from mutoscope.api.app import ENDPOINTS
from mutoscope.api.choosing import Filters
from mutoscope.api.openapi import document
from mutoscope.countries import countries, country_name, known_country
from mutoscope.errors import RequestError
from mutoscope.metrics import DIMENSIONS


@pytest.fixture(scope="module")
def workspace(server: Server) -> Workspace:
    """With a play in it."""
    workspace = server.workspace()
    workspace.loaded()
    return workspace


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document(ENDPOINTS)))
    return plain


def nodes(node: object) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in described["paths"].values():
        yield from methods.values()


def test_references_lead_somewhere(described: dict[str, Any]) -> None:
    references = [node["$ref"] for node in nodes(described) if "$ref" in node]
    assert references
    for reference in references:
        found = described
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def test_operations_are_complete(described: dict[str, Any]) -> None:
    assert set(described["paths"]) == {
        *(endpoint.path for endpoint in ENDPOINTS),
        *("/collect", "/v1/plays/import", "/healthz", "/readyz"),
    }
    ids = [operation["operationId"] for operation in operations(described)]
    assert len(set(ids)) == len(ids)
    tags = {tag["name"] for tag in described["tags"]}
    for operation in operations(described):
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
        assert all(parameter["description"] for parameter in operation.get("parameters", []))
        names = [parameter["name"] for parameter in operation.get("parameters", [])]
        assert len(set(names)) == len(names)


def says_enough(schema: dict[str, Any]) -> bool:
    """Whether one sees from it what a value looks like."""
    if not schema.keys().isdisjoint({"examples", "enum", "const", "$ref"}):
        return True
    if schema.get("type") == "array":
        return says_enough(schema["items"])
    choices = schema.get("anyOf", [])
    if choices:
        return all(says_enough(one) for one in choices if one.get("type") != "null")
    return schema.get("type") in {"boolean", "integer", "number"}


def test_parameters_and_bodies_have_examples(described: dict[str, Any]) -> None:
    for operation in operations(described):
        for parameter in operation.get("parameters", []):
            assert says_enough(parameter["schema"]), f"{operation['operationId']}: {parameter['name']}"
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"].get("$ref", "").rpartition("/")[2]
            if name:
                for field, schema in described["components"]["schemas"][name]["properties"].items():
                    assert says_enough(schema), f"{name}: {field}"


def test_errors_have_examples(described: dict[str, Any]) -> None:
    codes = set()
    for status, answer in described["components"]["responses"].items():
        for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values():
            Draft202012Validator(described["components"]["schemas"]["Error"]).validate(example["value"])
            assert example["value"]["error"]["detail"]
            codes.add(example["value"]["error"]["code"])
        assert status == "414" or answer["content"]
    assert codes == {kind.code for kind in RequestError.__subclasses__()} - {405405}  # the router's, of no operation


def test_schemas_are_schemas(described: dict[str, Any]) -> None:
    schemas = [node["schema"] for node in nodes(described["paths"]) if "schema" in node]
    assert len(schemas) > 30
    for schema in [*schemas, *described["components"]["schemas"].values()]:
        Draft202012Validator.check_schema(schema)


ALL = {"from": "2024-01-01", "to": "2080-01-01", "traffic": "all"}


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v1/analytics/overview", ALL | {"group_time": "month"}),
        ("/v1/analytics", ALL | {"group_by": "folder_id,country"}),
        ("/v1/analytics", ALL | {"group": "month", "group_entities": "folder_name,project_name,external_id"}),
        ("/v1/analytics/retention", ALL | {"video_id": "probe"}),
        ("/v1/catalog/contents", {"period": "all_time", "fields": "views,watch_depth"}),
        ("/v1/metrics", {"language": "ru"}),
        ("/healthz", {}),
        ("/readyz", {}),
    ],
)
def test_answers_are_as_described(workspace: Workspace, path: str, params: dict[str, str]) -> None:
    described = workspace.client.get(f"{workspace.url}/openapi.json").json()
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = workspace.get(path, **params)
    assert answer.get("data", True)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer)


def test_errors_are_as_described(workspace: Workspace) -> None:
    described = workspace.client.get(f"{workspace.url}/openapi.json").json()
    answer = workspace.client.get(f"{workspace.url}/v1/analytics", headers=workspace.authorization)
    Draft202012Validator(described["components"]["schemas"]["Error"]).validate(answer.json())


def test_every_dimension_is_a_filter() -> None:
    """But the date, which is the period; the page goes by `page_url`, since pages of lists have its name."""
    fields = {field.encode_name for field in msgspec.structs.fields(Filters)}
    assert {*fields, "video_id"} - {"context"} == DIMENSIONS.keys() - {"date", "page"} | {"page_url"}


class Reader(HTMLParser):
    """Collects what a page holds, and fails on tags that don't match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page(server: Server, described: dict[str, Any]) -> None:
    answer = httpx.get(f"{server.url}/docs")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    reader = Reader()
    reader.feed(answer.text)
    assert reader.open == []
    tags = [tag for tag, _ in reader.tags]
    assert {"main", "nav", "header", "h1", "table"} <= set(tags)
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not re.search(r"url\(|@import|\son\w+=|style=", answer.text)
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    links = [str(attributes["href"]) for tag, attributes in reader.tags if tag == "a"]
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(ids)
    assert [link for link in links if not link.startswith("#")] == ["openapi.json"]
    for path in described["paths"]:
        assert path in answer.text


@pytest.mark.parametrize("code", ["DE", "de", " XK ", "AX", "BQ", "SS"])
def test_country(code: str) -> None:
    assert known_country(code) == code.strip().upper()
    assert country_name(known_country(code))


@pytest.mark.parametrize(
    "code", ["T1", "XX", "EU", "AP", "A1", "A2", "O1", "ZZ", "UK", "AN", "--", "D", "DEU", "", "ДЕ", "ß"]
)
def test_no_country(code: str) -> None:
    assert known_country(code) == ""
    assert country_name(code) == ""


def test_countries() -> None:
    assert country_name("DE") == "Germany"
    assert country_name("") == ""
    assert country_name("ZZ") == ""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines()
    codes = {line.partition("\t")[0] for line in table if not line.startswith("#")}
    assert codes == countries().keys() - {"XK"}
    assert all(name.strip() == name and name for name in countries().values())
