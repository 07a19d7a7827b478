"""Who answers a path, at the root of a host and below a path of it."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from mutoscope.app.routing import Router, check_base_path
from mutoscope.errors import ConfigError


class Answered:
    """What a handler or the application was asked for."""

    def __init__(self) -> None:
        self.path = ""

    async def handle(self, scope: Any, _: Any) -> None:
        self.path = f"handler {scope.path} {scope.query_string}"

    async def application(self, scope: Any, _receive: Any, send: Any) -> None:
        self.path = f"application {scope['path']}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def handler(self, path: str) -> Any:  # the dashboard's pages
        return self.handle if path in {"/", "/videos/a", "/analytics"} else None


def asked(base_path: str, path: str) -> str:
    answered = Answered()
    router = Router(
        {"/collect": answered.handle}, (answered,), answered.application, body_seconds=1, base_path=base_path
    )
    headers = SimpleNamespace(get=lambda *_: None, items=list)
    scope = SimpleNamespace(
        proto="http", method="GET", path=path, query_string="q=1", headers=headers, client="127.0.0.1:1", scheme="http"
    )
    scope.http_version = "1.1"
    protocol = SimpleNamespace(response_bytes=lambda *_: None, response_empty=lambda *_: None)
    asyncio.run(router.__rsgi__(scope, protocol))
    return answered.path


@pytest.mark.parametrize(
    ("base_path", "path", "by"),
    [
        ("", "/collect", "handler /collect q=1"),
        ("", "/v1/videos", "application /v1/videos"),
        ("/stats", "/stats/collect", "handler /collect q=1"),
        ("/stats", "/collect", "handler /collect q=1"),
        ("/stats", "/stats", "handler / q=1"),
        ("/stats", "/stats/", "handler / q=1"),
        ("/stats", "/", "handler / q=1"),
        ("/stats", "/stats/v1/videos", "application /v1/videos"),
        ("/stats", "/v1/videos", "application /v1/videos"),
        ("/stats", "/statsx/collect", "application /statsx/collect"),
        ("/stats", "/stats/stats/collect", "application /stats/collect"),
        ("/a/b", "/a/b/collect", "handler /collect q=1"),
        ("/a/b", "/a/collect", "application /a/collect"),
        ("/videos", "/videos/videos/a", "handler /videos/a q=1"),
        ("/videos", "/videos/a", "handler /videos/a q=1"),
        ("/videos", "/videos/collect", "handler /collect q=1"),
        ("/analytics", "/analytics/analytics", "handler /analytics q=1"),
    ],
)
def test_who_answers(base_path: str, path: str, by: str) -> None:
    assert asked(base_path, path) == by


@pytest.mark.parametrize("base_path", ["/v1", "/embed/x", "/player", "/sdk", "/assets/stats", "/collect", "/docs"])
def test_paths_that_are_its_own_are_refused(base_path: str) -> None:
    with pytest.raises(ConfigError, match="--base-url"):
        check_base_path(base_path)


@pytest.mark.parametrize("base_path", ["", "/stats", "/analytics", "/videos", "/a/v1", "/v1x"])
def test_others_are_not(base_path: str) -> None:
    check_base_path(base_path)
