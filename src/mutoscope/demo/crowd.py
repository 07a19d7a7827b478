"""The demo's audience as it goes on while the demo is served: somebody always watches now."""

import time
from threading import Event, Thread
from typing import Any

import msgspec

from mutoscope.demo.plan import GOES_ON_MS, plays_from
from mutoscope.demo.recording import Line
from mutoscope.demo.sending import SendError, send
from mutoscope.demo.watching import cut_spans

PACE_S = 5

_decode = msgspec.json.Decoder(Line).decode
_encode = msgspec.json.Encoder().encode


class Crowd:
    """Sends, for as long as its context lasts, the state of each play that goes on, every few seconds."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._stopped = Event()
        self._thread = Thread(target=self._live, daemon=True)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=PACE_S)

    def _live(self) -> None:
        plays: list[Line] = []
        until_ms = 0
        while not self._stopped.is_set():
            now_ms = time.time_ns() // 1_000_000
            if now_ms >= until_ms:
                plays, until_ms = list(map(_decode, plays_from(now_ms))), now_ms + GOES_ON_MS
            here = [play for play in plays if play.loaded <= now_ms]
            try:
                send([state(play, now_ms) for play in here], self._url, self._token, lambda _: None)
            except SendError:
                pass  # as a player does: what is true then is told the next time
            else:
                plays = [play for play in plays if play.sent > now_ms]
            self._stopped.wait(PACE_S)


def state(play: Line, now_ms: int) -> bytes:
    """The line of a play as it is at an instant, made of the one that it ends with; `seq` counts seconds."""
    told: dict[str, Any] = {"sent": now_ms, "received": now_ms, "seq": (now_ms - play.loaded) // 1000}
    if play.sent > now_ms:
        spans, playing = cut_spans(play.spans, now_ms - play.loaded)
        told |= {"spans": spans, "playing": playing, "n": {"play": 1} if spans else {}}
        told |= {} if spans else {"startup": None, "stalled": 0}
    return _encode(msgspec.structs.replace(play, **told)) + b"\n"
