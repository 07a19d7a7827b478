"""Where a request came from: what the connection says or, behind proxies that are trusted, what they say.

Each proxy on the way adds who asked it: to `X-Forwarded-For` (an address, some with a port) or to `Forwarded` (RFC
7239). The nearest added the last, so the chain is read from its end, for as long as trusted ones speak. CDNs also tell
the client's address alone, in a header of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mutoscope.addresses import Networks, known_address, parse_address
from mutoscope.hosts import normal_host, split_port
from mutoscope.urls import authority

HeaderValues = Callable[[str], Sequence[str]]
"""All values of a header, whose name is in lower case, in their order."""

# One `name=value` of RFC 7239, or what ends one: `;` a pair, `,` a proxy.
_PAIR = re.compile(r"""\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))\s*|[;,]|[^;,]+""")


@dataclass(frozen=True, kw_only=True)
class Client:
    """Who sent a request, and how they reached this server."""

    address: str  # of IP, as text; empty: unknown
    is_https: bool
    origin: str  # scheme and host under which they reached it; empty where they told no host that can be one


class Proxies:
    """The proxies whose word on the client's address, scheme and host is believed."""

    def __init__(self, trusted: Networks = (), address_header: str = "") -> None:
        """address_header: the one that tells the client's address; empty: X-Forwarded-For, without it Forwarded."""
        self._trusted = trusted
        self._address_headers = [address_header.lower()] if address_header else ["x-forwarded-for", "forwarded"]

    def client(self, peer: str, scheme: str, values: HeaderValues) -> Client:
        """peer: the connection's address; scheme: the connection's; values: of the request's headers."""
        is_https = scheme in {"https", "wss"}
        host = "".join(values("host")[:1])
        if self._trusts(peer):
            first = next(_forwarded(values("forwarded")), {})
            if told := _first(values("x-forwarded-proto")) or first.get("proto"):
                is_https = told.lower() in {"https", "wss"}
            host = _first(values("x-forwarded-host")) or first.get("host") or host
        origin = _origin("https" if is_https else "http", host)
        return Client(address=self.address(peer, values), is_https=is_https, origin=origin)

    def address(self, peer: str, values: HeaderValues) -> str:
        """The client's: the last that a trusted proxy named, else the connection's. Empty: a proxy calls it unknown."""
        address = known_address(peer)
        if self._trusts(address):
            for hop in reversed(self._hops(values)):
                address = known_address(hop)
                if not self._trusts(address):
                    break
        return address

    def _hops(self, values: HeaderValues) -> list[str]:
        """Whom proxies named, the client's side first."""
        for name in self._address_headers:
            if name == "forwarded":
                hops = [proxy["for"] for proxy in _forwarded(values(name)) if "for" in proxy]
            else:
                hops = [hop for hop in ",".join(values(name)).split(",") if hop.strip()]
            if hops:
                return hops
        return []

    def _trusts(self, address: str) -> bool:
        parsed = parse_address(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


def _first(values: Sequence[str]) -> str:
    """What the proxy at the client's side said, of a list that each proxy may add to."""
    return ",".join(values).split(",")[0].strip().strip('"')


def _forwarded(values: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Of each proxy, the client's side first, what it said by name; what is no pair is passed over."""
    for value in values:  # each for itself: a quote that one client left open must not swallow what a proxy added
        proxy: dict[str, str] = {}
        for found in _PAIR.finditer(value):
            if found[0] == ",":
                yield proxy
                proxy = {}
            elif found[1]:
                proxy[found[1].lower()] = found[3] if found[2] is None else re.sub(r"\\(.)", r"\1", found[2])
        yield proxy


def _origin(scheme: str, host: str) -> str:
    try:
        name, port = split_port(host.strip())
        return f"{scheme}://{authority(normal_host(name), port)}"
    except ValueError:
        return ""
