"""mutoscope.client against a served workspace; its methods take what the endpoints declare."""

import time
from typing import Any, get_type_hints

import pytest

from conftest import Workspace, beacon, uuid7, wait_for
from mutoscope import client
from mutoscope.api import parameters
from mutoscope.api.app import ENDPOINTS
from mutoscope.api.reports import NewReport
from mutoscope.client import Mutoscope, Refused

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}

QUERIES = {
    "overview": client.OverviewQuery,
    "analytics": client.AnalyticsQuery,
    "retention": client.RetentionQuery,
    "referrers": client.ReferrersQuery,
    "viewers": client.ViewersQuery,
    "viewer": client.ViewerQuery,
    "plays": client.PlaysQuery,
    "videos": client.VideosQuery,
    "projects": client.Paging,
}
ARGUMENTS = {"retention": {"video_id"}, "viewer": {"external_id"}}  # that a method takes by place


@pytest.mark.parametrize("name", QUERIES)
def test_methods_take_what_their_endpoints_declare(name: str) -> None:
    described = parameters.describe(BY_NAME[name].query, BY_NAME[name].path)
    # Those with a dot are no names of Python; a file, and how it is written, is another thing than a page.
    declared = {one["name"] for one in described if "." not in one["name"]} - {"format", "separator", "decimal"}
    taken = {text.removesuffix("_") for text in get_type_hints(QUERIES[name])} | ARGUMENTS.get(name, set())
    assert taken == declared
    listed = {one["name"] for one in described if one["schema"].get("type") == "array" and one["explode"] is False}
    assert listed == client.LISTED & declared


def test_a_report_takes_what_its_endpoint_declares() -> None:
    taken = {name.removesuffix("_") for name in get_type_hints(client.NewReport)}
    assert taken == set(NewReport.__struct_encode_fields__)


def test_a_play_from_import_to_report(workspace: Workspace) -> None:
    now = time.time_ns() // 1_000_000
    with Mutoscope(workspace.url, workspace.token) as mutoscope:
        plays: list[dict[str, Any]] = [
            beacon(play=uuid7(now - 60_000), video="lesson", loaded=now - 60_000, received=now, viewer="ann@x/y")
            for _ in range(3)
        ]
        assert mutoscope.import_plays(plays)["accepted"] == 3
        wait_for(lambda: len(list(mutoscope.plays(video_id="lesson", traffic="all", per_page=2))) == 3)
        rows = mutoscope.analytics(period="today", group_by="video_id", video_id=["lesson"], traffic="all").data
        assert [(row["video_id"], row["player_loads"]) for row in rows] == [("lesson", 3)]
        assert [one["id"] for one in mutoscope.videos(q="lesson").data] == ["lesson"]
        assert mutoscope.retention("lesson", period="today", traffic="all")["viewings"] == 0
        made = mutoscope.create_report(period="today", fields=["title", "views"])
        assert mutoscope.wait_for_report(made["id"])["state"] == "ready"
        assert mutoscope.download_report(made["id"]).startswith(b"PK")
        with pytest.raises(Refused, match="videos: no such parameter") as refused:
            mutoscope.overview(period="today", videos="lesson")  # type: ignore[call-arg] # that is what is refused
    assert (refused.value.status, refused.value.code, refused.value.message) == (400, 400400, "unexpected value")
    assert refused.value.request_id
