"""What a command is told, by options or by the environment, is read into what it means, or refused in one line.

That is done as the process starts; nothing later parses text.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from mutoscope.config import TOLD
from mutoscope.errors import ConfigError

PREFIX = "MUTOSCOPE_"

Told = TypeVar("Told", bound=msgspec.Struct)


def environment_name(field: str) -> str:
    return PREFIX + field.upper()


def option_name(field: str) -> str:
    return "--" + field.replace("_", "-")


class Description(NamedTuple):
    """A setting as it is shown: on the command line and in docs/settings.md."""

    name: str
    type: type
    default: Any  # msgspec.NODEFAULT: it must be told
    help: str


def describe(told: type[msgspec.Struct]) -> list[Description]:
    """Each setting of a struct, in its order."""
    described = []
    for field in msgspec.structs.fields(told):
        plain = get_type_hints(told)[field.name]
        texts = [meta.description for meta in _metas(told, field.name) if meta.description]
        type_ = plain if plain in {bool, int, Path} else str
        described.append(Description(field.name, type_, field.default, texts[-1]))
    return described


def load(told: type[Told], options: Mapping[str, Any], environment: Mapping[str, str]) -> Told:
    """Settings from options given on the command line (None: not given), else the environment, else the defaults.

    What is empty counts as not given: files of variables have lines such as `MUTOSCOPE_SMTP=`.

    Raises ConfigError, naming the option or the variable, for a value that is missing or out of its type or bounds, and
    for an unknown `MUTOSCOPE_` variable (most likely a misspelling).
    """
    _refuse_unknown(environment)
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(told):
        option, variable = option_name(field.name), environment_name(field.name)
        source, value = option, options.get(field.name)
        if value is None or value == "":
            source, value = variable, environment.get(variable, "")
        if value != "":
            values[field.name] = _read(told, field, source, value)
        elif field.required:
            raise ConfigError(f"{option} (or {variable}) is missing")
    return told(**values)


def _read(
    told: type[msgspec.Struct],
    field: msgspec.structs.FieldInfo,
    source: str,
    value: Any,  # noqa: ANN401 - of whatever type an option has
) -> Any:  # noqa: ANN401 - of the field's
    """A value as it is meant. Raises ConfigError, in one line."""
    metas = _metas(told, field.name)
    extra = {name: one for meta in metas for name, one in (meta.extra or {}).items()}
    shown = source if extra.get("secret") else f"{source}={_printable(str(value))}"
    try:
        str(value).encode()
    except UnicodeEncodeError:
        raise ConfigError(f"{shown}: is not UTF-8") from None
    if read := extra.get("read"):
        try:
            return read(str(value))
        except ValueError as error:
            raise ConfigError(f"{shown}: {_printable(str(error), 400)}") from error
    plain = get_type_hints(told)[field.name]
    try:
        return msgspec.convert(value if plain is str else str(value).strip(), field.type, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{shown}: takes {_taken(plain, metas)}") from error


def _taken(type_: Any, metas: list[Meta]) -> str:  # noqa: ANN401 - any type that a setting may have
    """What a setting takes, for whoever gave it something else."""
    if type_ is bool:
        return "true or false"
    if get_origin(type_) is Literal:
        return f"one of {', '.join(get_args(type_))}"
    if type_ is int:
        least, most = ([bound for bound in bounds if bound is not None][-1] for bounds in _bounds(metas))
        return f"a whole number from {least} to {most}"
    patterns = [meta.pattern for meta in metas if meta.pattern]
    return f"a text that fits {patterns[-1]}" if patterns else "a text"


def _bounds(metas: list[Meta]) -> tuple[list[Any], list[Any]]:
    return [meta.ge for meta in metas], [meta.le for meta in metas]


def _metas(told: type[msgspec.Struct], name: str) -> list[Meta]:
    return list(get_type_hints(told, include_extras=True)[name].__metadata__)


def _printable(text: str, most: int = 200) -> str:
    """On one line of a terminal, whatever it is."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[:most])


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {environment_name(name) for told in TOLD for name in told.__struct_fields__}
    for name in environment:
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_") and name not in known:
            raise ConfigError(f"{_printable(name)} is no setting of Mutoscope; docs/settings.md lists those there are")
