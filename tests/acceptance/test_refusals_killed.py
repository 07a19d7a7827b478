"""A refusal that was answered is in the ledger, whatever becomes of the process."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from acceptance.looking import ledger
from conftest import Server, Workspace, beacon, plain_client, uuid7, wait_for

Start = Callable[..., Server]

KILLS, SENDERS = 3, 3


class Refusing(threading.Thread):
    """Sends what is refused, for one reason after the other, until the server has died under it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(daemon=True)
        self.answered: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self._workspace = Workspace(
            workspace.url, workspace.workspace_id, workspace.token, workspace.ingest_key, plain_client(20)
        )

    def run(self) -> None:
        kinds: dict[str, dict[str, Any]] = {
            "malformed": {"seq": -1},
            "clock": {"play": uuid7(0)},
            "implausible": {"spans": [[0, -1, 0, 0, 0]]},
        }
        while True:
            for reason, fields in kinds.items():
                self.sent[reason] += 1
                try:
                    answer = self._workspace.collect(beacon(**fields))
                except httpx.TransportError:
                    return
                assert answer.json()["reason"] == reason
                self.answered[reason] += 1


def _answered_some(threads: list[Refusing]) -> bool:
    return sum(thread.answered.total() for thread in threads) > 50


def test_refusals_that_were_answered_are_in_the_ledger_after_kills(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    server = start(data)
    workspace = server.workspace()
    answered: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for _ in range(KILLS):
        threads = [Refusing(workspace) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        wait_for(partial(_answered_some, threads))
        server.kill()
        for thread in threads:
            thread.join(30)
            answered += thread.answered
            sent += thread.sent
        server = start(data, port=server.port)
    assert server.stop() == 0
    found = ledger(data)[str(UUID(workspace.workspace_id))]
    for reason in ("malformed", "clock", "implausible"):
        assert answered[reason] <= found[reason] <= sent[reason]
