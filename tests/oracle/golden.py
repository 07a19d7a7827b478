"""The golden cases of `contract/golden/`, read into histories, import lines and questions."""

import dataclasses
import json
import pathlib
from typing import Any

from . import zones
from .history import Beacon, Content, Counts, Play, Span, dims, import_line, last_beacon, token, uuid7

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "contract" / "golden"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """A golden case; `deliveries` are the ways in which its beacons arrive, all with the same outcome."""

    name: str
    timezone: str
    catalog: dict[str, Content]
    plays: tuple[Play, ...]
    deliveries: dict[str, list[Beacon]]
    expect: list[dict[str, Any]]
    data: dict[str, Any]  # the file as it is


def cases() -> list[Case]:
    """All golden cases, in the order of their names."""
    files = sorted(FOLDER.glob("[0-9]*.json"))
    return [case(json.loads(file.read_text(encoding="utf-8"))) for file in files]


def case(data: dict[str, Any]) -> Case:
    catalog = {
        c["video"]: Content(video=c["video"], duration_ms=c["duration_ms"], live=c["live"]) for c in data["contents"]
    }
    plays = {play["id"]: _play(play, catalog) for play in data["plays"]}
    return Case(
        name=data["name"],
        timezone=data["timezone"],
        catalog=catalog,
        plays=tuple(plays.values()),
        deliveries=_deliveries(data, plays),
        expect=data["expect"],
        data=data,
    )


def _play(data: dict[str, Any], catalog: dict[str, Content]) -> Play:
    content = catalog[data["video"]]
    loaded = zones.instant(data["loaded"])
    return Play(
        video=data["video"],
        play=uuid7(loaded, data["id"]),
        session=token(data["session"]),
        device=token(data["device"]) if data.get("device") is not None else None,
        viewer=data.get("viewer"),
        loaded_ms=loaded,
        duration_ms=data.get("duration_ms", content.duration_ms),
        live=data.get("live", content.live),
        spans=tuple(Span(*span) for span in data["spans"]),
        counts=Counts(**data["n"]),
        startup_ms=data.get("startup"),
        stalled_ms=data.get("stalled", 0),
        playing=data.get("playing", False),
        page=data.get("page", "https://example.com/watch"),
        context=tuple(data.get("context", {}).items()),
        country=data.get("country", ""),
        device_type=data.get("device_type", ""),
        os=data.get("os", ""),
        browser=data.get("browser", ""),
    )


def _deliveries(data: dict[str, Any], plays: dict[str, Play]) -> dict[str, list[Beacon]]:
    """Without any in the file: the last beacon of each play, received as it was sent."""
    if "deliveries" not in data:
        return {"last": [import_line(beacon := last_beacon(p), beacon["sent"], dims(p)) for p in plays.values()]}
    states = {state["id"]: state for state in data["states"]}
    return {
        name: [_line(states[state], received, plays) for state, received in arrivals]
        for name, arrivals in data["deliveries"].items()
    }


def _line(state: dict[str, Any], received: int, plays: dict[str, Play]) -> Beacon:
    play = plays[state["play"]]
    known = dataclasses.replace(
        play,
        spans=tuple(Span(*span) for span in state["spans"]),
        counts=Counts(**state["n"]),
        startup_ms=state.get("startup"),
        stalled_ms=state.get("stalled", 0),
        playing=state["playing"],
        duration_ms=state.get("duration_ms", play.duration_ms),
    )
    beacon = last_beacon(known) | {"seq": state["seq"], "sent": play.loaded_ms + state["sent"]}
    return import_line(beacon, play.loaded_ms + received, dims(play))
