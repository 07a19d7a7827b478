"""What the two sides share: vectors, limits, golden beacons, the schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import beacon
from mutoscope.beacon import Reason, Refused, check_spans, contract, limits, read_beacon
from oracle import golden

CONTRACT = Path(__file__).resolve().parents[2] / "contract"
VECTORS = json.loads((CONTRACT / "vectors" / "spans.json").read_text("utf-8"))
SCHEMA = json.loads((CONTRACT / "beacon.schema.json").read_text("utf-8"))
VALID = {"key": "pub_0", **beacon()}

validator = jsonschema.Draft202012Validator(SCHEMA)


def verdict(fields: dict[str, Any]) -> str | None:
    try:
        read = read_beacon(json.dumps(VALID | fields).encode())
        check_spans(read.spans, read.sent - read.loaded)
    except Refused as refused:
        return refused.reason.value if refused.detail else "nothing said"
    return None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_span_vector(vector: dict[str, Any]) -> None:
    fields = {name: vector[name] for name in ("spans", "loaded", "sent", "duration")}
    assert verdict(fields) == vector["expect"]
    if vector["expect"] == Reason.IMPLAUSIBLE.value:  # what the SDK sends in their place is taken
        assert verdict(fields | {"spans": vector["fixed"]}) is None
    assert validator.is_valid(VALID | fields) == (vector["expect"] != Reason.MALFORMED.value)


def test_vectors_name_each_case_once() -> None:
    names = [vector["name"] for vector in VECTORS]
    assert len(set(names)) == len(names) > 30
    assert {vector["expect"] for vector in VECTORS} == {None, "malformed", "implausible"}


def test_limits_are_the_sdks() -> None:
    shared = json.loads((CONTRACT / "limits.json").read_text("utf-8"))
    ours = {name.lower(): value for name, value in vars(limits).items() if name.isupper()}
    only_ours = {
        "clock_ms",
        "clock_behind_ms",
        "earliest_ms",
        "latest_ms",
        "safe_integer",
    }  # which the SDK need not know
    assert {name: value for name, value in ours.items() if name not in only_ours} == shared


def test_schema_is_current() -> None:
    assert (CONTRACT / "beacon.schema.json").read_text("utf-8") == contract.text(), "run `make contract`"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_golden_beacons_have_the_schemas_form(case: golden.Case) -> None:
    lines = jsonschema.Draft202012Validator(SCHEMA | {"$ref": "#/$defs/ImportedBeacon"})
    for line in (line for delivery in case.deliveries.values() for line in delivery):
        lines.validate(line)
        names = SCHEMA["$defs"]["Beacon"]["properties"].keys()
        validator.validate({"key": "pub_0"} | {name: value for name, value in line.items() if name in names})


BAD: list[dict[str, Any]] = [
    {"v": 2},
    {"v": "1"},
    {"key": ""},
    {"key": "k" * 65},
    {"seq": -1},
    {"seq": 2**22},
    {"seq": 1.5},
    {"seq": "1"},
    {"seq": True},
    {"video": ""},
    {"video": "a b"},
    {"video": "v" * 65},
    {"video": None},
    {"video": "probe\n"},
    {"live": "yes"},
    {"session": "short"},
    {"session": "A" * 21 + "B"},  # more than 16 bytes
    {"session": "A" * 22 + "\n"},
    {"device": ""},
    {"viewer": "v" * 257},
    {"context": {str(n): "" for n in range(11)}},
    {"context": {"k" * 41: ""}},
    {"context": {"k": "v" * 201}},
    {"context": {"k": 1}},
    {"context": []},
    {"page": None},
    {"page": "https://example.org/" + "p" * 2030},
    {"ref": "https://example.org/" + "p" * 2030},
    {"loaded": -1},
    {"loaded": 2**53},
    {"sent": None},
    {"duration": 0},
    {"duration": -5},
    {"duration": 604_800_001},
    {"spans": None},
    {"spans": [[0, 1, 0, 1]]},
    {"spans": [[0, 1, 0, 1, 2]]},
    {"spans": [[0, 1, 0, 1, 0, 0]]},
    {"spans": [[0, 1, 0, 0.5, 0]]},
    {"spans": [[n, 0, 0, 0, 0] for n in range(1001)]},
    {"playing": 1},
    {"n": {"play": -1}},
    {"n": {"play": 2**31}},
    {"n": []},
    {"startup": -1},
    {"stalled": 2**31},
    {"lang": "l" * 65},
    {"screen": [1]},
    {"screen": [1, 65_536]},
]


@pytest.mark.parametrize("fields", BAD, ids=lambda fields: json.dumps(fields)[:40])
def test_malformed_beacons_are_refused_by_both(fields: dict[str, Any]) -> None:
    assert verdict(fields) == "malformed"
    assert not validator.is_valid(VALID | fields)


@pytest.mark.parametrize("name", sorted(SCHEMA["$defs"]["Beacon"]["required"]))
def test_required_fields(name: str) -> None:
    without = {field: value for field, value in VALID.items() if field != name}
    assert not validator.is_valid(without)
    with pytest.raises(Refused, match=name) as refused:
        read_beacon(json.dumps(without).encode())
    assert refused.value.reason is Reason.MALFORMED
