"""Whether the process lives, and whether it can answer."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import structlog
from litestar import HttpMethod, Response, route
from litestar.handlers import HTTPRouteHandler

_log = structlog.get_logger()

_READ = [HttpMethod.GET, HttpMethod.HEAD]

Checks = Mapping[str, Callable[[], object]]
"""What must work for an answer, by name: a callable that raises where it doesn't. It may block."""


def health_routes(checks: Checks) -> list[HTTPRouteHandler]:
    threads = ThreadPoolExecutor(len(checks) or 1, "health")  # whatever else the server does, this waits for nothing

    @route("/healthz", http_method=_READ)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @route("/readyz", http_method=_READ)
    async def readyz() -> Response[dict[str, Any]]:
        found = await asyncio.gather(*(_result(check, threads) for check in checks.items()))
        results = dict(zip(checks, found, strict=True))
        ready = all(result == "ok" for result in results.values())
        body = {"status": "ok" if ready else "unavailable", "checks": results}
        return Response(body, status_code=200 if ready else 503)

    return [healthz, readyz]


async def _result(check: tuple[str, Callable[[], object]], threads: Executor) -> str:
    name, function = check
    try:
        await asyncio.get_running_loop().run_in_executor(threads, function)
    except Exception:
        _log.exception("not ready", check=name)
        return "failed"
    return "ok"
