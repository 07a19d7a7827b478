"""Plays of an app, kept on its device until a collector has them: the reference for senders outside of a browser.

    outbox = Outbox("https://stats.example/collect", Path("plays"))
    outbox.put(play.beacon())  # whenever something happened, online or not
    outbox.flush()             # now and then, and when the network is back

A beacon is the whole state of its play, so that the newest one is all there is to keep of each.
"""

import secrets
from collections import deque
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import msgspec

from mutoscope.beacon import Clock, Reason, bodies, play_id, system_clock
from mutoscope.errors import MutoscopeError

_UNREAD = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class OutboxError(MutoscopeError):
    """The collector did not read what it was sent; nothing was thrown away."""


class Refusal(msgspec.Struct, frozen=True):
    """A beacon that will never be taken. Its play is no longer kept, or set aside where it can't be read."""

    play: str
    reason: str
    detail: str


class Flushed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the plays that were kept."""

    accepted: int
    refused: list[Refusal]
    left: int
    retry_after: int | None = None  # seconds that the collector asks for


class _Refused(msgspec.Struct):
    index: int
    reason: str
    detail: str


class _Answer(msgspec.Struct):
    now: int = 0
    accepted: int = 0
    refused: list[_Refused] = []
    retry_after: int | None = None
    unread: str = ""  # why the whole body was refused


class _Kept(msgspec.Struct):
    """The content of a play's file."""

    beacon: dict[str, Any]
    ahead: int = 0  # of the device's clock is the collector's, as far as a refusal told


class _Stamps(msgspec.Struct):
    """What a beacon has to say for itself to be kept at all."""

    play: str
    seq: int
    loaded: int


class Outbox:
    """A folder with a file for each play that the collector doesn't know to its newest state.

    A file that is torn, or of somebody else, is renamed to `.bad` and holds up no other.
    """

    def __init__(self, url: str, folder: Path, *, clock: Clock | None = None, user_agent: str = "") -> None:
        """`clock`: the one of the plays. `user_agent`: tells device and operating system, as a browser's does."""
        self._url, self._folder = url, folder
        self._clock = clock or system_clock()
        self._headers = {"Content-Type": "application/json"} | ({"User-Agent": user_agent} if user_agent else {})
        self._taken: set[str] = set()
        self._renamed: dict[str, tuple[str, int]] = {}  # other ids of plays, and how far the collector is ahead
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, beacon: Mapping[str, Any]) -> None:
        """Keep it in the place of its play's older ones."""
        play, ahead = self._renamed.get(beacon["play"], (beacon["play"], 0))
        kept = _Kept({**beacon, "play": play, "loaded": beacon["loaded"] + ahead}, ahead)
        file = self._file(play)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(kept))
        fresh.replace(file)  # all or nothing, whenever the app is ended

    def flush(self) -> Flushed:
        """Send what is kept. Without a network, or where the collector is too busy, it stays for the next time."""
        accepted: list[str] = []
        refused: list[Refusal] = []
        retry_after = None
        waiting = deque(bodies(self._readable(refused)))
        while waiting:
            body, sent = waiting.popleft()
            answer = self._post(body)
            if answer is None:
                break
            if answer.retry_after is not None:
                retry_after = answer.retry_after
                break
            if answer.unread and len(sent) > 1:
                # One of them can't be read: each by itself, so that it is found.
                waiting.extendleft(alone for one in reversed(sent) for alone in bodies([one]))
                continue
            if answer.unread:
                refused.append(_set_aside(self._file(sent[0]["play"]), answer.unread))
                continue
            wrong = {one.index: one for one in answer.refused}
            for index, beacon in enumerate(sent):
                if index not in wrong:
                    accepted.append(beacon["play"])
                elif not self._corrected(beacon, wrong[index], answer.now):
                    refused.append(Refusal(beacon["play"], wrong[index].reason, wrong[index].detail))
                self._forget(beacon)
        self._taken.update(accepted)
        left = len(list(self._folder.glob("*.json")))
        return Flushed(accepted=len(accepted), refused=refused, left=left, retry_after=retry_after)

    def _readable(self, refused: list[Refusal]) -> Iterator[dict[str, Any]]:
        """What is kept, to be sent now; adds what can't be read to `refused`."""
        for file in sorted(self._folder.glob("*.json")):
            kept = _read(file)
            if kept is None:
                refused.append(_set_aside(file, "the file holds no beacon of the play"))
            else:
                yield self._stamped(kept)

    def _stamped(self, kept: _Kept) -> dict[str, Any]:
        """The collector knows the load by how long ago it was: before the sending, not before the beacon was made."""
        return {**kept.beacon, "sent": max(self._clock() + kept.ahead, kept.beacon["loaded"])}

    def _post(self, body: bytes) -> _Answer | None:
        """None: no answer. Raises OutboxError."""
        try:
            answer = httpx.post(self._url, content=body, headers=self._headers, timeout=15)
        except httpx.TransportError:
            return None
        if answer.status_code in _BUSY or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            asked = answer.headers.get("Retry-After", "")
            return _Answer(retry_after=int(asked) if asked.isdecimal() else 10)
        if answer.status_code in _UNREAD:
            return _Answer(unread=answer.text[:500] or str(answer.status_code))
        if answer.status_code != HTTPStatus.OK:
            raise OutboxError(f"{self._url} answered {answer.status_code}: {answer.text[:500]}")
        try:
            return msgspec.json.decode(answer.content, type=_Answer)
        except msgspec.DecodeError:
            return None  # a hotel's page to log in, say

    def _corrected(self, beacon: Mapping[str, Any], why: _Refused, now: int) -> bool:
        """The device's clock is wrong: kept once more, by the collector's, unless a part of it was taken before."""
        play = beacon["play"]
        if why.reason != Reason.CLOCK.value or play in self._taken or play in dict(self._renamed.values()):
            return False
        ahead = now - self._clock()
        self._renamed[play] = play_id(beacon["loaded"] + ahead, secrets.randbits(74)), ahead
        self.put(beacon)
        return True

    def _forget(self, beacon: Mapping[str, Any]) -> None:
        """Of its play nothing is to be sent, unless something happened meanwhile."""
        file = self._file(beacon["play"])
        kept = _read(file)
        if kept and kept.beacon["seq"] == beacon["seq"]:
            file.unlink()

    def _file(self, play: str) -> Path:
        return self._folder / f"{play}.json"


def _read(file: Path) -> _Kept | None:
    """None: a crash tore it, or it is none of ours."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
        stamps = msgspec.convert(kept.beacon, _Stamps)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
    return kept if stamps.play == file.stem else None


def _set_aside(file: Path, why: str) -> Refusal:
    file.replace(file.with_suffix(".bad"))
    return Refusal(file.stem, Reason.MALFORMED.value, f"{why}; it is kept as {file.stem}.bad")
