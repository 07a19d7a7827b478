"""A web server in front of ours, below a path of its own site, as nginx's `proxy_pass` with or without a path is."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade"}


class Proxy:
    """Passes what lies below a path on to a server of ours, for as long as its context lasts."""

    def __init__(self, path: str, *, strips: bool) -> None:
        """strips: the path is taken away on the way."""
        self.path = path
        self.target = 0  # the server's port
        self.outside: list[str] = []  # what was asked for beside the path
        proxy = self

        class Handler(_Handler):
            def onwards(self) -> tuple[int, str] | None:
                if not f"{self.path}/".startswith((f"{path}/", f"{path}?")):
                    if self.path != "/favicon.ico":  # which browsers ask for by themselves, beside documents
                        proxy.outside.append(self.path)
                    return None
                return proxy.target, (self.path.removeprefix(path) or "/") if strips else self.path

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def onwards(self) -> tuple[int, str] | None:
        raise NotImplementedError

    def _pass(self) -> None:
        place = self.onwards()
        if place is None:
            self.send_error(404, "not below the path")
            return
        port, path = place
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        headers["X-Forwarded-For"] = self.client_address[0]
        upstream.request(self.command, path, self.rfile.read(length) if length else None, headers)
        answer = upstream.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.end_headers()
        try:
            while part := answer.read1(65_536):
                self.wfile.write(part)
                self.wfile.flush()
        except OSError:
            pass  # the browser has left
        finally:
            upstream.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _pass  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Nothing on the terminal."""
