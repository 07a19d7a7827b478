"""JSON Schemas of what answers are made of, from the registries of measures and dimensions."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mutoscope.api.naming import NAMED_BY
from mutoscope.metrics import DIMENSIONS, MEASURES

Schema = Mapping[str, Any]

REF = "#/components/schemas/{name}"

NAMES: dict[str, Schema] = {
    name: {"type": "string", "description": f"The name that goes with {dimension}."}
    for name, dimension in NAMED_BY.items()
}


def record(properties: dict[str, Schema], *, all_required: bool = True, description: str = "") -> dict[str, Any]:
    """An object of these properties."""
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if all_required:
        schema["required"] = list(properties)
    return schema | ({"description": description} if description else {})


def list_of(item: Schema) -> dict[str, Any]:
    return {"type": "array", "items": item}


def of_types(types: Iterable[type[Any]]) -> dict[str, Any]:
    """Components by name, derived from the very types that read or write them."""
    _, components = msgspec.json.schema_components(tuple(types), ref_template=REF)
    return components


def measures(names: Iterable[str]) -> dict[str, Schema]:
    """Properties of measures. A mean or a rate over nothing is null."""
    return {name: {"type": ["number", "null"], "description": MEASURES[name].help} for name in names}


def dimensions(names: Iterable[str]) -> dict[str, Schema]:
    """Properties of dimensions."""
    return {name: _dimension(name) for name in names}


def time() -> Schema:
    """`meta.time`."""
    return record(
        {
            "from": text("As asked; of a named period its first instant.", examples=["2024-01-01"]),
            "to": text("As asked; of a named period its end.", examples=["2024-01-31"]),
            "timezone": text("IANA name of the workspace's time zone.", examples=["Europe/Berlin"]),
        }
    )


def pagination() -> Schema:
    """`meta.pagination`."""
    return record(
        {
            "page": count("As asked, from 1.", examples=[1]),
            "per_page": count("As asked.", examples=[10]),
            "total": count("Rows of all pages.", examples=[156]),
        }
    )


def order() -> Schema:
    """`meta.order`."""
    return {"type": "object", "additionalProperties": {"enum": ["asc", "desc"]}}


def _dimension(name: str) -> Schema:
    dimension = DIMENSIONS[name]
    if dimension.type == "instant":
        return instant(dimension.help)
    if dimension.type == "uuid":
        return uuid(dimension.help, null=True)
    return text(dimension.help)


def text(description: str, *, null: bool = False, **more: Any) -> Schema:  # noqa: ANN401 - other words of JSON Schema
    return {"type": ["string", "null"] if null else "string", "description": description, **more}


def uuid(description: str, *, null: bool = False) -> Schema:
    return text(description, null=null, format="uuid")


def instant(description: str, *, null: bool = False) -> Schema:
    return text(description, null=null, format="date-time")


def count(description: str = "", *, null: bool = False, **more: Any) -> Schema:  # noqa: ANN401 - as above
    """A whole number, 0 or more."""
    described = {"description": description} if description else {}
    return {"type": ["integer", "null"] if null else "integer", "minimum": 0, **described, **more}


def number(description: str, *, null: bool = False, **more: Any) -> Schema:  # noqa: ANN401 - as above
    return {"type": ["number", "null"] if null else "number", "description": description, **more}
