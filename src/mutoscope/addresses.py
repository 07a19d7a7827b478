"""IP addresses, as proxies, servers and people write them.

Whoever passes an address on adds to it: a port (Azure's gateways), brackets and quotes (RFC 7239), a zone, or an IPv4
address in the clothes of IPv6. Here each becomes the plain address, so that lookups, limits and sessions see one client
where there is one.
"""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::\d{0,5})?")
_WITH_PORT = re.compile(r"([\d.]+|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}):\d{0,5}")  # the long one: CloudFront's
# RFC 6052: where a translator stands between servers that know IPv6 alone and clients of IPv4, these come so.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")

_LOOPBACK = "127.0.0.0/8, ::1"
_NAMED = {"loopback": _LOOPBACK, "private": f"{_LOOPBACK}, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"}


def parse_address(text: str) -> Address | None:
    """The address in `93.184.216.34:51008`, `[2001:db8::1]:443`, `"fe80::1%eth0"`, `::ffff:192.0.2.1` and the like.

    None for whatever holds none: `unknown`, `_hidden` (RFC 7239), a name, nothing.
    """
    plain = text.strip().strip('"').strip()
    if found := _BRACKETED.fullmatch(plain) or _WITH_PORT.fullmatch(plain):
        plain = found[1]
    try:
        return plain_address(ipaddress.ip_address(plain.partition("%")[0]))
    except ValueError:
        return None


def known_address(text: str) -> str:
    """Like parse_address, as text; empty: unknown."""
    address = parse_address(text)
    return "" if address is None else str(address)


def plain_address(address: Address) -> Address:
    """An IPv4 address as such where it was written as one of IPv6."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def client_network(address: str, prefix: int = 64) -> str:
    """What counts as one client: an IPv4 address, or the /64 of an IPv6 one, any address of which a device may take.

    prefix: of IPv6, another one: of 48 bits a site gets.

    `address`: as `known_address` gives it; what is none (the empty one of an unknown client) stays as it is.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.IPv6Network((int(parsed), prefix), strict=False)) if parsed.version == 6 else address


def read_networks(text: str) -> Networks:
    """The networks in `10.0.0.5, 10.0.0.0/8, 2001:db8::/32, private`: comma-separated, an address being one of its own.

    `loopback` is this machine, `private` these and the networks that nobody reaches from elsewhere. Raises ValueError.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    networks: Networks = ()
    for part in parts:
        named = _NAMED.get(part.lower())
        networks += read_networks(named) if named else (_network(part),)
    return networks


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Raises ValueError."""
    try:
        network = ipaddress.ip_network(text if "/" in text else parse_address(text) or text)
    except ValueError as error:
        if "host bits" in str(error):
            raise ValueError(
                f"{text!r} is an address in {ipaddress.ip_network(text, strict=False)}: give either"
            ) from None
        raise ValueError(
            f"{text!r} is no IP address or network; give 10.0.0.5, 10.0.0.0/8, 2001:db8::/32, private or loopback"
        ) from None
    mapped = ipaddress.IPv6Network("::ffff:0:0/96")
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(mapped):
        return ipaddress.IPv4Network((int(network.network_address) & 0xFFFF_FFFF, network.prefixlen - 96))
    return network
