"""Query parameters, declared once as a struct: their parsing and their part of the OpenAPI document follow from it.

A field is a parameter under its encoded name, required when it has no default, with the bounds and the description of
its `Meta`. A tuple is a parameter that may be given repeatedly or, with `Commas`, one that lists its values between
commas; where its items may be None, nothing (`folder_id=`) says None. A dict is a family of parameters `name.KEY`. A
struct is a group of parameters that several endpoints share.
"""

import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta
from msgspec.structs import FieldInfo

from mutoscope.errors import InvalidUuid, UnexpectedValue

Declared = TypeVar("Declared", bound=msgspec.Struct)
Pairs = list[tuple[str, str]]
Given = Mapping[str, Mapping[str, list[str]]]  # by parameter, by key of a family (else ""), the texts

MOST_PARAMETERS = 1000

# Says of a tuple that its values come in one text, between commas.
Commas = Meta(extra={"commas": True})


def split(query_string: bytes) -> Pairs:
    """Names and values, in their order. Raises UnexpectedValue for what is not percent-encoded UTF-8."""
    try:
        return urllib.parse.parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeError as error:
        raise UnexpectedValue("the query string is not percent-encoded UTF-8") from error
    except ValueError as error:
        raise UnexpectedValue(f"over {MOST_PARAMETERS} query parameters") from error


def parse(declared: type[Declared], pairs: Pairs) -> Declared:
    """The parameters as declared.

    Raises UnexpectedValue naming the parameter that is unknown, missing, given twice or out of its type or bounds;
    InvalidUuid naming the one that should be a UUID.
    """
    fields = list(_leaves(declared))
    names = {field.encode_name: _is_family(field) for field in fields}
    # What may be repeated is taken in the spelling of PHP's clients too: `status[]=done`.
    brackets = {f"{field.encode_name}[]": field.encode_name for field in fields if _is_repeatable(field)}
    given: dict[str, dict[str, list[str]]] = {}
    for spelled, text in pairs:
        name = brackets.get(spelled, spelled)
        family, _, key = name.partition(".")
        if names.get(name) is False:
            given.setdefault(name, {}).setdefault("", []).append(text)
        elif names.get(family) and key:
            given.setdefault(family, {}).setdefault(key, []).append(text)
        else:
            raise UnexpectedValue(f"{name[:64]}: no such parameter")
    return _built(declared, given)


def describe(declared: type[msgspec.Struct], path: str = "") -> list[dict[str, Any]]:
    """The parameters as OpenAPI 3.1 describes them; those that the path has as `{name}` come with it."""
    described = [_description(field) for field in _leaves(declared)]
    for parameter in described:
        if f"{{{parameter['name']}}}" in path:
            parameter["in"] = "path"
    return described


def _leaves(declared: type[msgspec.Struct]) -> Iterator[FieldInfo]:
    """The parameters, those of groups where the group stands."""
    for field in msgspec.structs.fields(declared):
        if _is_group(field):
            yield from _leaves(field.type)
        else:
            yield field


def _built(declared: type[Declared], given: Given) -> Declared:
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(declared):
        name = field.encode_name
        if _is_group(field):
            values[field.name] = _built(field.type, given)
        elif name not in given:
            if field.required:
                raise UnexpectedValue(f"{name}: missing")
        elif _is_family(field):
            _, type_ = get_args(_bare(field.type))
            values[field.name] = {key: _value(f"{name}.{key}", type_, texts) for key, texts in given[name].items()}
        else:
            values[field.name] = _value(name, _type(field), given[name][""])
    return declared(**values)


def _value(name: str, type_: Any, texts: list[str]) -> Any:  # noqa: ANN401 - a declared type and a value of it
    if _is_listed(type_):
        texts = [part.strip() for text in texts for part in text.split(",")]
        if "" in texts:
            raise UnexpectedValue(f"{name}: nothing between two commas")
    elif get_origin(_bare(type_)) is not tuple:
        if len(texts) > 1:
            raise UnexpectedValue(f"{name}: given twice")
        return _converted(name, type_, texts[0])
    elif NoneType in get_args(get_args(_bare(type_))[0]):
        return _converted(name, type_, [text or None for text in texts])
    return _converted(name, type_, texts)


def _converted(name: str, type_: Any, value: str | Sequence[str | None]) -> Any:  # noqa: ANN401 - a declared type
    try:
        return msgspec.convert(value, type_, strict=False)
    except msgspec.ValidationError as error:
        text = str(error).partition(" - at ")[0]
        if text == "Invalid UUID":
            raise InvalidUuid(name) from error
        schema = msgspec.json.schema(type_)
        allowed = schema.get("items", schema).get("enum")
        raise UnexpectedValue(f"{name}: one of {', '.join(allowed)}" if allowed else f"{name}: {text}") from error


def _description(field: FieldInfo) -> dict[str, Any]:
    family = _is_family(field)
    type_ = get_args(_bare(field.type))[1] if family else _type(field)
    schema = msgspec.json.schema(type_)
    description = msgspec.json.schema(field.type).get("description", "") if family else schema.pop("description", "")
    parameter: dict[str, Any] = {
        "name": f"{field.encode_name}.KEY" if family else field.encode_name,
        "in": "query",
        "description": description,
        "required": field.required,
        "schema": schema,
    }
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": not _is_listed(type_)}
    elif not field.required and field.default is not None:
        schema["default"] = field.default
    return parameter


def _type(field: FieldInfo) -> Any:  # noqa: ANN401 - a declared type
    """The type of what is given; None stands for what isn't, so that the text "null" is no way to say None."""
    if get_origin(field.type) in {Union, UnionType}:
        (given,) = (part for part in get_args(field.type) if part is not NoneType)
        return given
    return field.type


def _bare(type_: Any) -> Any:  # noqa: ANN401 - a declared type
    """A type without its Metas."""
    return get_args(type_)[0] if hasattr(type_, "__metadata__") else type_


def _is_group(field: FieldInfo) -> bool:
    return isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)


def _is_repeatable(field: FieldInfo) -> bool:
    return get_origin(_bare(_type(field))) is tuple


def _is_family(field: FieldInfo) -> bool:
    return get_origin(_bare(field.type)) is dict


def _is_listed(type_: Any) -> bool:  # noqa: ANN401 - a declared type
    return any((meta.extra or {}).get("commas") for meta in getattr(type_, "__metadata__", ()))
