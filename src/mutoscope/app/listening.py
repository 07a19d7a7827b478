"""Where a process listens, how many connections it takes, and how long one may keep it waiting.

granian takes as many connections as its semaphore has permits, by default as many as its backlog, and has no idea of
open files. So both are decided here, before it starts: docs/adr/0015-connections.md.
"""

import errno
import ipaddress
import resource
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.net import SocketHolder  # type: ignore[attr-defined] # re-exported without saying so
from granian.server.embed import Server

from mutoscope.config import Settings
from mutoscope.errors import ConfigError, ListenError
from mutoscope.urls import authority

_log = structlog.get_logger()

_BACKLOG = 4096
"""Connections that the kernel holds until they are taken; it allows no more than net.core.somaxconn."""

_OTHER_FILES = 2048
"""Files open besides connections: the store's, the spool's, the catalog's."""

_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


class SocketServer(Server):
    """granian's server on a socket of ours: its own takes no names, shares its port, and has no timeouts."""

    def __init__(self, listening: socket.socket, router: object, *, connections: int, idle_seconds: int) -> None:
        """HTTP/1 alone: where HTTP/2 is spoken too, clients that are silent, or send its preface alone, may stay."""
        super().__init__(
            router,
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=idle_seconds * 1000),
            websockets=False,
            log_enabled=False,
            backlog=_BACKLOG,
            backpressure=connections,
        )
        self._listening = listening

    def _init_shared_socket(self) -> None:
        # What granian's own does where sockets are shared between processes.
        holder: Any = SocketHolder
        self._shd = holder(self._listening.detach(), False, _BACKLOG)


def open_sockets(settings: Settings) -> list[socket.socket]:
    """A listening socket for each address of the host. Raises ConfigError for none, ListenError for a taken one."""
    opened: list[socket.socket] = []
    refused: list[OSError] = []
    for family, address in _addresses(settings):
        try:
            opened.append(_listen(family, address, settings))
        except OSError as error:
            if error.errno not in _NOT_HERE:
                for one in opened:
                    one.close()
                raise ListenError(f"{_told(settings)}: {error.strerror}") from error
            refused.append(error)  # of `localhost`, say, where this machine has no IPv6
    if not opened:
        raise ConfigError(f"{_told(settings)}: {refused[-1].strerror}; this machine has no such address") from None
    return opened


def check_sockets(settings: Settings) -> None:
    """Say it before all else is opened, should the address not be had. Raises ConfigError, ListenError."""
    for one in open_sockets(settings):
        one.close()


def servers(settings: Settings, router: object) -> list[SocketServer]:
    """A server for each address, none of which takes more connections than this process may have files.

    Raises ConfigError, ListenError.
    """
    listening = open_sockets(settings)
    connections = allowed_connections(settings.connections, len(listening))
    shown = [_shown(one) for one in listening]
    _log.info("listening", addresses=shown, connections=connections, idle_seconds=settings.idle_seconds)
    if not settings.trusted_proxies and not all(_is_loopback(one) for one in listening):
        _log.warning(
            "no web server in front: whoever opens all connections keeps others out, which one in front can limit by"
            " address; docs/running.md"
        )
    return [SocketServer(one, router, connections=connections, idle_seconds=settings.idle_seconds) for one in listening]


def allowed_connections(wanted: int, sockets: int) -> int:
    """Connections for each socket: those wanted, or as many as there can be files. Raises this process' limit first."""
    soft, hard = (
        one if one != resource.RLIM_INFINITY else 1 << 30 for one in resource.getrlimit(resource.RLIMIT_NOFILE)
    )
    needed = wanted * sockets + _OTHER_FILES
    if soft < needed:
        with suppress(ValueError, OSError):  # some systems have a lower bound of their own
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (min(needed, hard), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
            )
            soft = min(needed, hard)
    left = soft - min(_OTHER_FILES, soft // 2)
    if left // sockets < wanted:
        _log.warning(
            "fewer connections than --connections: too few files may be open; raise the hard limit (ulimit -Hn,"
            " LimitNOFILE= of systemd)",
            connections=left // sockets,
            wanted=wanted,
            open_files=soft,
        )
    return max(1, min(wanted, left // sockets))


def _addresses(settings: Settings) -> Sequence[tuple[socket.AddressFamily, tuple[object, ...]]]:
    """Of the host, each once. Raises ConfigError."""
    # Of `localhost` many a machine knows but one address, while browsers try both (RFC 6761).
    hosts = ("127.0.0.1", "::1") if settings.host == "localhost" else (settings.host,)
    try:
        found = [
            one
            for host in hosts
            for one in socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        ]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"--host={settings.host}: is no address or name that this machine knows ({said})") from error
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _listen(family: socket.AddressFamily, address: tuple[object, ...], settings: Settings) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:  # `::` alone takes IPv4 too; of a name, each address has a socket of its own
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(settings.host != "::"))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: also ends connections whose client doesn't take its answer
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, settings.idle_seconds * 1000)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _told(settings: Settings) -> str:
    return f"--host {settings.host} --port {settings.port}"


def _shown(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"http://{authority(host, port)}"


def _is_loopback(listening: socket.socket) -> bool:
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback
