"""Where a request came from: what the connection says or, behind proxies that are trusted, what they say."""

import ipaddress
import re
from collections.abc import Sequence

from mutoscope.errors import ConfigError

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


class Proxies:
    """The networks whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed."""

    def __init__(self, networks: str) -> None:
        """networks: comma-separated. Raises ConfigError."""
        try:
            self._trusted = [ipaddress.ip_network(part.strip()) for part in networks.split(",") if part.strip()]
        except ValueError as error:
            raise ConfigError(f"--trusted-proxies: {error}") from error

    def address(self, peer: str, forwarded_for: Sequence[str]) -> str:
        """The client's address. peer: the connection's; forwarded_for: each X-Forwarded-For, in their order."""
        address = peer
        for hop in reversed(",".join(forwarded_for).split(",")):
            if not hop.strip() or not self._trusts(address):
                break
            address = hop.strip()
        # A socket for both protocols names IPv4 so; to lookups and limits all of these would be one network of IPv6.
        return address.lower().removeprefix("::ffff:") if "." in address else address

    def is_https(self, peer: str, scheme: str, forwarded_proto: str | None) -> bool:
        """Whether the client came by https. scheme: the connection's."""
        if forwarded_proto is not None and self._trusts(peer):
            return forwarded_proto.split(",")[0].strip().lower() == "https"
        return scheme == "https"

    def origin(self, peer: str, scheme: str, host: str, forwarded_proto: str | None, forwarded_host: str | None) -> str:
        """Scheme and host under which the client reached this server; empty where it told no host that can be one."""
        if forwarded_host is not None and self._trusts(peer):
            host = forwarded_host.split(",")[0].strip()
        if not _HOST.fullmatch(host):
            return ""
        return f"{'https' if self.is_https(peer, scheme, forwarded_proto) else 'http'}://{host}"

    def _trusts(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        plain = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(plain in network for network in self._trusted)
