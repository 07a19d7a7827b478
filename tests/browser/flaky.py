"""A way to the collector with trouble on it: a real HTTP proxy that drops, holds up, or answers in its place."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from conftest import plain_client


@dataclass
class Passage:
    """A beacon that came by: when, what it was, and what the collector answered, if it got there."""

    at: float
    beacon: dict[str, Any]
    answered: int = 0


Trouble = Callable[["_Handler", bytes], None]
"""What becomes of a beacon on its way."""


def passes(handler: "_Handler", body: bytes) -> None:
    answer = handler.forwarded(body)
    handler.answers(answer.status_code, answer.content)


def lost(handler: "_Handler", body: bytes) -> None:
    """The connection ends before the beacon got anywhere."""
    handler.close_connection = True


def unheard(handler: "_Handler", body: bytes) -> None:
    """The beacon arrives, but not the answer: its player can't know."""
    handler.forwarded(body)
    handler.close_connection = True


def slow(seconds: float) -> Trouble:
    def hold(handler: "_Handler", body: bytes) -> None:
        time.sleep(seconds)
        passes(handler, body)

    return hold


def answers(status: int, **told: Any) -> Trouble:
    """The answer of a collector that doesn't want it."""

    def refuse(handler: "_Handler", body: bytes) -> None:
        handler.answers(status, json.dumps(told).encode())

    return refuse


@dataclass
class Way:
    """Serves for as long as its context lasts. Each beacon takes the next of the troubles; without any it passes."""

    collector: str
    troubles: list[Trouble] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    client: httpx.Client = field(default_factory=lambda: plain_client(60))

    def __post_init__(self) -> None:
        way = self

        class Handler(_Handler):
            def forwarded(self, body: bytes) -> httpx.Response:
                kept = {name: self.headers[name] for name in ("User-Agent", "Content-Type")}
                answer = way.client.post(way.collector, content=body, headers=kept)
                self.passage.answered = answer.status_code
                return answer

            def meets(self, body: bytes) -> None:
                self.passage = Passage(time.monotonic(), json.loads(body))
                way.passages.append(self.passage)
                (way.troubles.pop(0) if way.troubles else passes)(self, body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}/collect"

    def __enter__(self) -> "Way":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    passage: Passage

    def forwarded(self, body: bytes) -> httpx.Response:
        """What the collector answers."""
        raise NotImplementedError

    def meets(self, body: bytes) -> None:
        raise NotImplementedError

    def do_POST(self) -> None:
        # A browser may have given up meanwhile.
        with suppress(ConnectionError):
            self.meets(self.rfile.read(int(self.headers["Content-Length"])))

    def answers(self, status: int, body: bytes) -> None:
        self.send_response(HTTPStatus(status))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing on the terminal."""
