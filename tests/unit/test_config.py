"""Settings: told by option, by variable, or not at all."""

import re
from pathlib import Path
from typing import Any

import pytest

from mutoscope.config import FirstWorkspace, Settings, describe, environment_name, load, option_name
from mutoscope.errors import ConfigError


def test_defaults_options_variables() -> None:
    assert load(Settings, {}, {}) == Settings()
    assert load(Settings, {"port": "1", "data": None}, {"MUTOSCOPE_PORT": "2", "MUTOSCOPE_DATA": "/d"}) == Settings(
        port=1, data=Path("/d")
    )


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_switches(text: str, value: bool) -> None:
    assert load(Settings, {}, {"MUTOSCOPE_LOG_JSON": text}).log_json is value


BAD: list[tuple[str, Any]] = [
    ("port", "0"),
    ("port", "65536"),
    ("port", "http"),
    ("port", ""),
    ("port", "80.5"),
    ("pace_ms", "999"),
    ("pace_ms", "15001"),
    ("rate_per_address", "-1"),
    ("rate_per_key", "many"),
    ("segment_ms", "49"),
    ("segment_ms", "60001"),
    ("segment_bytes", "65535"),
    ("reserve_bytes", "-1"),
    ("log_level", "loud"),
    ("log_level", "INFO "),
    ("log_json", "perhaps"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_wrong_values_are_named_with_their_source(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"{option_name(name)}={value}: ")):
        load(Settings, {name: value}, {})
    with pytest.raises(ConfigError, match=re.escape(f"{environment_name(name)}={value}: ")):
        load(Settings, {}, {environment_name(name): value})


def test_missing_is_named_both_ways() -> None:
    with pytest.raises(ConfigError, match=r"--workspace \(or MUTOSCOPE_WORKSPACE\) is missing"):
        load(FirstWorkspace, {}, {})


@pytest.mark.parametrize("name", ["MUTOSCOPE_PROT", "MUTOSCOPE_port", "MUTOSCOPE_", "MUTOSCOPE_SEGMENT-MS"])
def test_unknown_variables_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(Settings, {}, {name: "1"})


def test_other_programs_variables_and_those_of_tests_are_not() -> None:
    load(Settings, {}, {"PATH": "/", "XMUTOSCOPE_PORT": "0", "MUTOSCOPE_TEST_POSTGRESQL": "x"})


def test_every_setting_has_a_help() -> None:
    for one in [*describe(Settings), *describe(FirstWorkspace)]:
        assert one.help.endswith(".")
