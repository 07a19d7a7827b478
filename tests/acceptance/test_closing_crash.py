"""`kill -9` while days are being closed: answers stay what the plays say, and what is left is closed by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from acceptance.looking import query_store
from acceptance.test_set_aside import metric
from conftest import Server, Workspace, wait_for
from oracle import zones
from oracle.history import Beacon, Counts, Play, Span, import_line, last_beacon, token, uuid7

ZONE = "Europe/Berlin"
START = zones.instant("2024-01-14T23:00:00Z")
END = zones.instant("2024-11-09T23:00:00Z")
DAYS = 300  # five rounds; clocks go forward and back among them
PERIOD = {"from": "2024-01-15", "to": "2024-11-09"}
HOUR = 3_600_000
FORMS = [
    {"group_by": "country"},
    {"group_by": "date", "group_time": "week"},
    {"group_by": "domain"},
    {"group_by": "date,video_id"},
]
KILLS = [0, 1, 2]
"""After how many further questions, which take about as long as a round or two."""


def test_kills_while_days_are_closed(tmp_path: Path, start: Callable[..., Server]) -> None:
    data = tmp_path / "data"
    server = start(data)
    workspace = server.new_workspace(timezone=ZONE)
    workspace.import_([line(number) for number in range(2 * DAYS)])
    wait_for(lambda: loads(workspace) == 2 * DAYS)
    known = [counted(workspace, form) for form in FORMS]
    assert [asked(workspace, form) for form in FORMS] == known
    wait_for(lambda: 0 < left(server) < DAYS, 120)  # the first round is done
    for questions in KILLS:
        for form in FORMS[:questions]:
            asked(workspace, form)
        server.kill()
        server = start(data, port=server.port)
        assert [asked(workspace, form) for form in FORMS] == known
    wait_for(lambda: left(server) == 0, 180)
    assert [asked(workspace, form) for form in FORMS] == known
    assert [counted(workspace, form) for form in FORMS] == known
    server.stop()
    closed = f"SELECT count() AS days FROM closed_days FINAL WHERE day >= {START // 1000} AND day < {END // 1000}"
    assert query_store(data, closed)[0]["days"] == DAYS


def line(number: int) -> Beacon:
    """Of sessions and viewers who come on several days."""
    at_ms = START + number * DAYS * 24 * HOUR // (2 * DAYS) + HOUR
    wall = 5_000 + number % 7_000
    play = Play(
        video=f"video-{number % 3}",
        play=uuid7(at_ms, str(number)),
        session=token(f"session-{number // 13}"),
        viewer=f"viewer-{number % 40}",
        loaded_ms=at_ms,
        duration_ms=60_000,
        spans=(Span(200, wall, number, number + wall),),
        counts=Counts(play=1),
        startup_ms=200,
        page=f"https://site-{number % 4}.example/",
        country=("DE", "BR", "")[number % 3],
    )
    return import_line(last_beacon(play), at_ms + play.elapsed_ms, {"country": play.country})


def asked(workspace: Workspace, form: dict[str, str], **more: Any) -> Any:
    return workspace.get("/v1/analytics", **PERIOD, **form, **more, per_page=1000)["data"]


def counted(workspace: Workspace, form: dict[str, str]) -> Any:
    """The same by the plays alone: what if a view were as long as it is."""
    return asked(workspace, form, **{"what_if.view_seconds": 5})


def loads(workspace: Workspace) -> int:
    return sum(row["player_loads"] for row in asked(workspace, FORMS[0]))


def left(server: Server) -> float:
    """How many days are still to be closed; no number is equal to it before the server has looked."""
    return metric(server, "mutoscope_days_to_close")
