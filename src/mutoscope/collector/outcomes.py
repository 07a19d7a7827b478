"""What became of the beacons of a request. Nobody is told before it is durable, refusals neither."""

from collections import Counter
from uuid import UUID

from mutoscope import telemetry
from mutoscope.beacon import Reason, outcome_line
from mutoscope.spool import SpoolWriter

_MINUTE_MS = 60_000
_ACCEPTED = telemetry.BEACONS.labels("accepted")
_REFUSED = {reason: telemetry.BEACONS.labels(reason.value) for reason in Reason}


class Outcomes:
    """Lines of accepted beacons, and how many were refused for what; on their way into a spool."""

    __slots__ = ("_lines", "_refused", "_spool")

    def __init__(self, spool: SpoolWriter) -> None:
        self._spool = spool
        self._lines: list[bytes] = []
        self._refused: Counter[tuple[UUID | None, int, Reason]] | None = None

    @property
    def accepted(self) -> int:
        return len(self._lines)

    @property
    def pending(self) -> int:
        """The lines that are to be made durable."""
        return len(self._lines) + len(self._refused or ())

    def accept(self, line: bytes) -> None:
        self._lines.append(line)

    def refuse(self, reason: Reason, received_ms: int, workspace_id: UUID | None) -> None:
        """workspace_id: whose ledger has it; None: nobody's."""
        if self._refused is None:
            self._refused = Counter()
        self._refused[workspace_id, received_ms // _MINUTE_MS * _MINUTE_MS, reason] += 1

    async def keep(self) -> None:
        """Make all of it durable; returns when it is. Raises SpoolError: then nothing may be promised."""
        lines, refused = self._lines, self._refused
        self._lines, self._refused = [], None
        if refused:
            told = [outcome_line(owner, minute, reason.value, n) for (owner, minute, reason), n in refused.items()]
            await self._spool.append(b"".join([*lines, *told]))
            for (_, _, reason), n in refused.items():
                _REFUSED[reason].inc(n)
        elif lines:
            await self._spool.append(lines[0] if len(lines) == 1 else b"".join(lines))
        _ACCEPTED.inc(len(lines))
