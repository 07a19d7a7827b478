"""Whether the process lives, and whether it can answer."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import structlog
from litestar import HttpMethod, Response, route
from litestar.handlers import HTTPRouteHandler

from mutoscope.errors import Degraded, MutoscopeError

_log = structlog.get_logger()

_READ = [HttpMethod.GET, HttpMethod.HEAD]

Checks = Mapping[str, Callable[[], object]]
"""What must work for an answer, by name: a callable that raises where it doesn't; Degraded, where answers go on all the
same. It may block."""


def health_routes(checks: Checks) -> list[HTTPRouteHandler]:
    threads = ThreadPoolExecutor(len(checks) or 1, "health")  # whatever else the server does, this waits for nothing

    @route("/healthz", http_method=_READ)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @route("/readyz", http_method=_READ)
    async def readyz() -> Response[dict[str, Any]]:
        found = await asyncio.gather(*(_result(check, threads) for check in checks.items()))
        results = dict(zip(checks, found, strict=True))
        ready = _FAILED not in found
        status = "unavailable" if not ready else "ok" if set(found) <= {_OK} else "degraded"
        return Response({"status": status, "checks": results}, status_code=200 if ready else 503)

    return [healthz, readyz]


_OK, _FAILED = "ok", "failed"


async def _result(check: tuple[str, Callable[[], object]], threads: Executor) -> str:
    """What is said of a check: that it is well, that it failed, or what is degraded."""
    name, function = check
    try:
        await asyncio.get_running_loop().run_in_executor(threads, function)
    except Degraded as degraded:
        return degraded.detail
    except MutoscopeError as error:
        _log.error("not ready", check=name, error=error.detail)
        return _FAILED
    except Exception:
        _log.exception("not ready", check=name)
        return _FAILED
    return _OK
