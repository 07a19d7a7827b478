"""What a well-formed beacon can still be refused for: a clock that is off, spans that no player can have played."""

from collections.abc import Sequence
from uuid import UUID

from mutoscope.beacon import limits
from mutoscope.beacon.refusal import Reason, Refused
from mutoscope.beacon.types import Beacon, ImportedBeacon, Span

_HOUR_MS = 3_600_000


def minted_ms(play: UUID) -> int:
    """The timestamp inside a UUIDv7, milliseconds since the epoch."""
    return play.int >> 80


def loaded_at(beacon: Beacon, received_ms: int) -> int:
    """The instant of the load by the server's clock: the client's clock gives only the difference."""
    return received_ms - (beacon.sent - beacon.loaded)


def check_imported(beacon: ImportedBeacon, now_ms: int) -> None:
    """Raises Refused(clock) for a line of history that tells of no time, or of time to come.

    A player's `loaded` and `sent` tell a difference only, by a clock that may never have been set; history has a past.
    """
    for field, ms in (("received", beacon.received), ("loaded", beacon.loaded), ("sent", beacon.sent)):
        _check_instant(field, ms)
    if beacon.received > now_ms + limits.CLOCK_MS:
        raise Refused(Reason.CLOCK, "received: over 24 h ahead of the server")


def _check_instant(field: str, ms: int) -> None:
    """Raises Refused(clock) for an instant that can't be, and says which unit it seems to be in."""
    if limits.EARLIEST_MS <= ms < limits.LATEST_MS:
        return
    seems = next((unit for unit, per_ms in _UNITS.items() if limits.EARLIEST_MS <= ms * per_ms < limits.LATEST_MS), "")
    raise Refused(
        Reason.CLOCK,
        f"{field}: {ms} is "
        + ("before 2005" if ms < limits.EARLIEST_MS else "after 2100")
        + (f", and seems to be in {seems}" if seems else "")
        + "; send milliseconds since 1970-01-01T00:00:00Z",
    )


_UNITS = {"seconds": 1_000, "microseconds": 1 / 1_000}
"""Milliseconds in one of each."""


def check_clock(beacon: Beacon, received_ms: int) -> None:
    """Raises Refused(clock) unless the play's id and its load lie near the server's time."""
    minted = minted_ms(beacon.play)
    _check_instant("play: its timestamp", minted)
    ahead = minted - received_ms
    if ahead > limits.CLOCK_MS:
        raise Refused(
            Reason.CLOCK, f"play: minted {ahead / _HOUR_MS:.1f} h ahead of the server; at most 24 h are taken"
        )
    if -ahead > limits.CLOCK_BEHIND_MS:
        raise Refused(Reason.CLOCK, f"play: minted {-ahead / _HOUR_MS:.1f} h ago; at most 7 days are taken")
    apart = loaded_at(beacon, received_ms) - minted
    if abs(apart) > limits.CLOCK_MS:
        raise Refused(
            Reason.CLOCK, f"loaded: {abs(apart) / _HOUR_MS:.1f} h from the play id's timestamp; at most 24 h are taken"
        )


def check_spans(spans: Sequence[Span], elapsed_ms: int) -> None:
    """Raises Refused(implausible) for spans that no player can have played.

    elapsed_ms: `sent − loaded`. The same rules stand in the SDK (`web/sdk/src/checks.ts`); both are tested with
    `contract/vectors/spans.json`.
    """
    latest = min(elapsed_ms + limits.SENT_SLACK_MS, limits.PLAY_MS)
    before = 0
    for index, (at, wall, from_, to, _) in enumerate(spans):
        if wall < 0:
            raise _implausible(index, "wall", "is negative")
        if at < before:
            raise _implausible(
                index, "at", "lies before the load" if at < 0 else "lies before the end of the span before"
            )
        before = at + wall
        if before > latest:
            raise _implausible(
                index, "at + wall", "is later than `sent`" if latest < limits.PLAY_MS else "is over 25 h after the load"
            )
        if abs(to - from_) > wall * limits.SPAN_RATE + limits.SPAN_SLACK_MS:
            raise _implausible(index, "to", f"is further from `from` than {limits.SPAN_RATE}× playback reaches")


def _implausible(index: int, field: str, rule: str) -> Refused:
    return Refused(Reason.IMPLAUSIBLE, f"spans[{index}].{field} {rule}")
