"""How many durable beacons a second one process takes, and how long each waits for its answer."""

import time
from pathlib import Path

from benchmarks.ceiling import doing_nothing
from benchmarks.figures import Figure
from benchmarks.processes import Access, Server, in_process, init, resident_mb, serving
from benchmarks.sender import Sent, Target, send

CONNECTIONS = (64, 256)


def collect(folder: Path, seconds: float) -> list[Figure]:
    """For each number of connections: rate, p50 and p99, the generator's ceiling; at the end: was all of it counted?

    First a process that only collects (`mutoscope collect`), then one that does everything (`mutoscope serve`).
    """
    data = folder / "collect"
    with serving(data, "--log-level", "warning"):
        access = init(data)
    with serving(data, "--log-level", "warning", command="collect") as server, doing_nothing() as (port, pid):
        idle = Target(port, pid, access.ingest_key)
        figures, collected = _measured(server, access, seconds, "collector alone", idle)
    with serving(data, "--log-level", "warning") as server:
        more, served = _measured(server, access, seconds, "all in one")
        return [*figures, *more, _uncounted(server, access, collected + served)]


def _measured(
    server: Server, access: Access, seconds: float, role: str, idle: Target | None = None
) -> tuple[list[Figure], int]:
    """The figures of a process, and how many beacons it accepted. idle: a server that does nothing, for comparison."""
    accepted = warm_up(server, access)
    target = Target(server.port, server.pid, access.ingest_key)
    figures = []
    for seed, connections in enumerate(CONNECTIONS, start=2):
        sent = in_process(send, target, connections, seconds, seed)
        most = in_process(send, idle, connections, seconds / 2, seed) if idle else None
        accepted += sent.accepted
        figures += _figures(role, connections, sent, most)
    return figures, accepted


def loaded_memory(folder: Path, seconds: float) -> Figure:
    """Resident memory of a server that has just taken beacons at full speed."""
    data = folder / "memory"
    with serving(data, "--log-level", "warning") as server:
        access = init(data)
        warm_up(server, access)
        in_process(send, Target(server.port, server.pid, access.ingest_key), CONNECTIONS[-1], seconds, 2)
        return Figure(
            benchmark="memory",
            name="server under the collect load",
            value=resident_mb(server.pid),
            unit="MB",
            note=f"RSS at the end of {seconds:g} s of beacons over {CONNECTIONS[-1]} connections, the loader beside it",
        )


def warm_up(server: Server, access: Access) -> int:
    """Until the server knows the workspace and its videos, then for a second. How many were accepted."""
    target = Target(server.port, server.pid, access.ingest_key)
    accepted = 0
    while not accepted:
        accepted += in_process(send, target, 4, 0.5, 0).accepted
    return accepted + in_process(send, target, 64, 1, 1).accepted


def _figures(role: str, connections: int, sent: Sent, most: Sent | None) -> list[Figure]:
    aimed = connections == CONNECTIONS[-1] and most is not None
    refused = "" if sent.accepted == sent.answered else f"; not accepted: {sent.answered - sent.accepted:,}"
    busy = sent.own_cpu_seconds / sent.seconds
    about = f"{role}, {connections} connections"
    figures = [
        Figure(
            benchmark="collect",
            name=f"durable beacons, {about}",
            value=sent.rate,
            unit="/s",
            at_least=20_000 if aimed else None,
            note=f"{sent.cpu_us:.0f} µs of server CPU each; generator {busy:.0%} of a core{refused}",
        ),
        Figure(
            benchmark="collect",
            name=f"answer, {about}, p50",
            value=sent.percentile_ms(50),
            unit="ms",
            decimals=1,
            note="write of the request to the whole answer, on disk by then",
        ),
        Figure(
            benchmark="collect",
            name=f"answer, {about}, p99",
            value=sent.percentile_ms(99),
            unit="ms",
            decimals=1,
            at_most=20 if aimed else None,
        ),
    ]
    if most is not None:
        figures.append(
            Figure(
                benchmark="collect",
                name=f"generator's ceiling, {connections} connections",
                value=most.rate,
                unit="/s",
                note=f"against granian doing nothing: {most.rate / max(sent.rate, 1):.1f} × the above;"
                f" {most.cpu_us:.0f} µs of server CPU each, p99 {most.percentile_ms(99):.1f} ms",
            )
        )
    return figures


def _uncounted(server: Server, access: Access, accepted: int) -> Figure:
    """Answered 200, minus player loads in REST, once everything is loaded."""
    deadline, counted = time.monotonic() + 60, 0
    while counted < accepted and time.monotonic() < deadline:
        time.sleep(0.5)
        period = {"from": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400)), "to": "2090-01-01"}
        rows = server.get("/v1/analytics", access, **period, group_by="traffic", traffic="all")["data"]
        counted = sum(row["player_loads"] for row in rows)
    return Figure(
        benchmark="collect",
        name="answered 200 but not counted",
        value=accepted - counted,
        unit="beacons",
        at_most=0,
        note=f"{accepted:,} accepted, {counted:,} player loads in REST (each beacon a play of its own)",
    )
