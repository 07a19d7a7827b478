"""Failures that are ours: told as such, without what is inside, and found again in the log by the request's id."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from integration.road import Road
from mutoscope.api import create_api
from mutoscope.api.threads import QuestionThreads
from mutoscope.catalog import Catalog
from mutoscope.errors import Unavailable
from mutoscope.metrics import Metrics
from mutoscope.store import Store

OVERVIEW = "/v1/analytics/overview?from=2024-01-01&to=2024-01-02"


@pytest.fixture
def unset(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog that nobody has set up."""
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.sqlite'}")
    yield catalog
    catalog.close()


def client(app: Litestar) -> TestClient[Litestar]:
    return TestClient(app, raise_server_exceptions=False)


def broken() -> int:
    raise ZeroDivisionError("a secret of ours")


def test_catalog_out_of_reach(road: Road, unset: Catalog, capfd: pytest.CaptureFixture[str]) -> None:
    headers = {"Authorization": "Bearer 00000000-0000-4000-8000-000000000000", "X-Request-ID": "find-me"}
    answer = client(create_api(catalog=unset, metrics=road.metrics)).get(OVERVIEW, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["X-Request-ID"] == "find-me"
    assert answer.json() == {
        "error": {"code": 503503, "message": "service unavailable", "detail": "the catalog can't be read"},
        "retry_after": 5,
    }
    logged = capfd.readouterr()
    assert "find-me" in logged.out + logged.err
    assert "mutoscope init" in logged.out + logged.err


def test_unexpected_failure(road: Road, capfd: pytest.CaptureFixture[str]) -> None:
    access = road.catalog.init("failures", "owner@example.org", "a long password", "UTC")
    app = create_api(catalog=road.catalog, metrics=road.metrics, clock=broken)
    answer = client(app).get(OVERVIEW, headers={"Authorization": f"Bearer {access.token}"})
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == 500500
    assert "secret" not in answer.text
    logged = capfd.readouterr()
    assert answer.headers["X-Request-ID"] in logged.out + logged.err
    assert "a secret of ours" in logged.out + logged.err


@pytest.mark.parametrize(("check", "status"), [(broken, 503), (lambda: None, 200)])
def test_readiness(road: Road, check: Callable[[], object], status: int) -> None:
    app = create_api(catalog=road.catalog, metrics=road.metrics, checks={"spool": check, "store": lambda: None})
    answer = client(app).get("/readyz")
    assert answer.status_code == status
    assert answer.json() == {
        "status": "ok" if status == 200 else "unavailable",
        "checks": {"spool": "ok" if status == 200 else "failed", "store": "ok"},
    }
    assert client(app).get("/healthz").status_code == 200


QUESTIONS = [
    "/v1/analytics/overview?from=2024-01-01&to=2024-03-01&group_time=hour",
    "/v1/analytics?from=2024-01-01&to=2024-03-01&group_by=video_id,date&group_time=hour",
    "/v1/analytics/referrers?from=2024-01-01&to=2024-03-01",
    "/v1/viewers?from=2024-01-01&to=2024-03-01&format=csv",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_over_its_memory_is_told_what_to_narrow(road: Road, question: str) -> None:
    told = road.catalog.init("bounds", "owner@example.org", "a long password", "UTC")
    asked = Store(road.engine.apart({"max_memory_usage": 1, "max_untracked_memory": 0}))
    app = create_api(catalog=road.catalog, metrics=Metrics(asked), checks={"store": road.store.mirrored_version})
    answer = client(app).get(question, headers={"Authorization": f"Bearer {told.token}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400400)
    assert "shorter period" in answer.json()["error"]["detail"]
    assert client(app).get("/readyz").status_code == 200


def test_a_question_over_its_time_may_come_again(road: Road) -> None:
    told = road.catalog.init("bounds", "owner@example.org", "a long password", "UTC")
    asked = Store(road.engine.apart({"max_execution_time": 1e-6}))
    app = create_api(catalog=road.catalog, metrics=Metrics(asked))
    answer = client(app).get(QUESTIONS[1], headers={"Authorization": f"Bearer {told.token}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, 503503)
    assert answer.headers["Retry-After"] == str(answer.json()["retry_after"])
    assert "shorter period" in answer.json()["error"]["detail"]


def test_questions_beyond_those_that_may_wait_are_refused() -> None:
    async def ask() -> None:
        threads, held = QuestionThreads(2), Event()
        waiting = [asyncio.create_task(threads.run(held.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as refused:
            await threads.run(lambda: True)
        assert refused.value.retry_after
        waiting[0].cancel()  # who asked is gone, but the thread still works
        await asyncio.wait([waiting[0]])
        await asyncio.sleep(0.01)
        with pytest.raises(Unavailable):
            await threads.run(lambda: True)
        held.set()
        assert await waiting[1]
        assert await threads.run(lambda: True)

    asyncio.run(ask())
