"""Referrers: domains and their pages are what the oracle counts; orders, bounds and pages of the list."""

from itertools import pairwise
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conftest import Server, beacon, uuid7
from fuzz.budget import histories
from integration.road import Road
from mutoscope.metrics import Choice, Domain, Period
from mutoscope.metrics.question import Direction
from oracle import oracle, strategies
from oracle.history import winners

SHOWN = ("views", "player_loads", "view_rate")
MOST = 1000


@histories(5)
@given(data=st.data())
def test_any_history_gives_the_oracles_referrers(road: Road, data: st.DataObject) -> None:
    history = data.draw(strategies.histories(), "history")
    batches = data.draw(strategies.deliveries(history), "deliveries")
    workspace = road.workspace(history.catalog.values())
    road.send(workspace, batches)
    plays = winners([line for batch in batches for line in batch])
    asked = data.draw(strategies.questions(history), "question")
    name = data.draw(st.sampled_from(("views", "player_loads", "view_rate", "domain")), "order")
    direction: Direction = data.draw(st.sampled_from(get_args(Direction)), "direction")
    found = road.metrics.referrers(
        Choice(workspace=workspace.id, filters=asked.filters),
        Period(start_ms=asked.from_ms, end_ms=asked.to_ms, zone=ZoneInfo("UTC")),
        [(name, direction)],
        limit=MOST,
        most_pages=MOST,
    )

    def expected(by: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
        rows = oracle.ask(plays, history.catalog, asked.from_ms, asked.to_ms, by=by, filters=asked.filters)
        return {row.key: {shown: oracle.rounded(row)[shown] for shown in SHOWN} for row in rows}

    assert {(one.name,): vars(one.counts) for one in found.domains} == expected(("domain",))
    of_pages = {(one.name, page.url): vars(page.counts) for one in found.domains for page in one.pages}
    assert of_pages == expected(("domain", "page"))
    assert found.total == len(found.domains)
    assert vars(found.counts) == expected(()).get((), dict.fromkeys(SHOWN, 0))
    assert all(one.total_pages == len(one.pages) for one in found.domains)
    in_order([key_of(one, name) for one in found.domains], direction)
    for one in found.domains:
        in_order([0 if name == "domain" else vars(page.counts)[name] for page in one.pages], direction)


def key_of(one: Domain, name: str) -> Any:
    return one.name if name == "domain" else vars(one.counts)[name]


def in_order(values: list[Any], direction: str) -> None:
    for before, after in pairwise(values):
        assert before <= after if direction == "asc" else before >= after


def test_totals_are_of_all_domains_whatever_page_is_shown(server: Server) -> None:
    workspace = server.workspace()
    placed = [(f"https://site-{number}.example/", 6_000 if number % 3 else 0) for number in range(251)]
    placed += [("https://site-0.example/again", 6_000)] * 28
    workspace.import_([line(page, watched, minute % 60) for minute, (page, watched) in enumerate(placed)])
    workspace.loaded()
    loads, views = len(placed), sum(watched > 0 for _, watched in placed)
    wanted = {"views": views, "player_loads": loads, "view_rate": round(views * 100 / loads, 2)}
    for shown in ({"per_page": 200}, {"per_page": 1000}, {"per_page": 100, "page": 3}, {"per_page": 200, "page": 9}):
        meta = workspace.get("/v1/analytics/referrers", **{"from": "2024-03-04", "to": "2024-03-04"}, **shown)["meta"]
        assert (meta["total"], meta["pagination"]["total"]) == (wanted, 251)
    nothing = workspace.get("/v1/analytics/referrers", **{"from": "2020-03-04", "to": "2020-03-04"})["meta"]
    assert nothing["total"] == {"views": 0, "player_loads": 0, "view_rate": 0}


def test_over_http(server: Server) -> None:
    workspace = server.workspace(timezone="Europe/Berlin")
    placed = [
        *[("https://www.school.example/course/1", 10_000)] * 3,
        ("https://school.example/course/2", 0),
        ("https://school.example", 6_000),  # its origin alone was told
        *[("https://blog.example/post", 0)] * 2,
        ("https://news.example/a", 0),
    ]
    workspace.import_([line(page, watched, minute) for minute, (page, watched) in enumerate(placed)])
    workspace.loaded()
    period = {"from": "2024-03-04", "to": "2024-03-04"}
    answer = workspace.get("/v1/analytics/referrers", **period, pages=2)
    assert answer == {
        "meta": {
            "pagination": {"page": 1, "per_page": 10, "total": 3},
            "order": {"views": "desc", "player_loads": "desc"},
            "time": {**period, "timezone": "Europe/Berlin"},
            "total": counts(4, 8, 50),
        },
        "data": [
            {
                "domain": "school.example",
                **counts(4, 5, 80.0),
                "pages_total": 3,
                "pages": [
                    {"url": "https://www.school.example/course/1", "path": "/course/1", **counts(3, 3, 100)},
                    {"url": "https://school.example", "path": "", **counts(1, 1, 100)},
                ],
            },
            {
                "domain": "blog.example",
                **counts(0, 2, 0),
                "pages_total": 1,
                "pages": [{"url": "https://blog.example/post", "path": "/post", **counts(0, 2, 0)}],
            },
            {
                "domain": "news.example",
                **counts(0, 1, 0),
                "pages_total": 1,
                "pages": [{"url": "https://news.example/a", "path": "/a", **counts(0, 1, 0)}],
            },
        ],
    }
    second = workspace.get("/v1/analytics/referrers", **period, per_page=1, page=2, order="domain.asc", pages=0)
    assert [(row["domain"], row["pages"]) for row in second["data"]] == [("news.example", [])]
    beyond = workspace.get("/v1/analytics/referrers", **period, page=7)
    assert (beyond["data"], beyond["meta"]["pagination"]["total"]) == ([], 3)
    (school,) = workspace.get("/v1/analytics/referrers", **period, domain="www.school.example")["data"]
    pages = workspace.get("/v1/analytics", **period, domain="school.example", group_by="page", fields=",".join(SHOWN))
    assert [{"page": page["url"], **{name: page[name] for name in SHOWN}} for page in school["pages"]] == pages["data"]


def counts(views: int, player_loads: int, view_rate: float) -> dict[str, float]:
    return {"views": views, "player_loads": player_loads, "view_rate": view_rate}


def line(page: str, watched: int, minute: int) -> dict[str, Any]:
    loaded = 1_709_546_400_000 + minute * 60_000  # 2024-03-04 10:00 UTC
    spans = [[0, watched, 0, watched, 0]] if watched else []
    told = beacon(play=uuid7(loaded), video="film", page=page, loaded=loaded, sent=loaded + 20_000, spans=spans)
    return {**told, "received": loaded + 20_000}
