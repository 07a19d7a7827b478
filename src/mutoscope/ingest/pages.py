"""Page addresses, cut to what may be kept.

That is scheme, host and path, the query names on the workspace's keep-list and, where the workspace says so, the route
that an app of one page has in the fragment.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from mutoscope.beacon import Reason, Refused
from mutoscope.hosts import likely_host, normal_host
from mutoscope.urls import authority

_ABSOLUTE = re.compile(r"[\x00-\x20]*[a-z][a-z0-9+.-]*:[\t\r\n]*/[\t\r\n]*/", re.IGNORECASE)
"""How an address with a host begins, maybe an empty one (`file:///`). Else a piece of the path could become a host."""

_ROUTE = re.compile(r"!?/")
"""How a fragment begins that is a route (`#/lesson/12`, `#!/lesson/12`), and no place in a page or a secret."""

_USUAL_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=16_384)
def clean_url(url: str, keep_query: frozenset[str], *, keep_route: bool = False) -> tuple[str, str]:
    """(the address without user, without what of query and fragment is not kept; its host in the form of hosts.py).

    An origin alone keeps its empty path. Raises ValueError for what is no absolute URL.
    """
    if not _ABSOLUTE.match(url):
        raise ValueError("no absolute URL")
    parts = urlsplit(url)
    host = _host(parts)
    port = None if parts.port == _USUAL_PORTS.get(parts.scheme) else parts.port
    address = f"{parts.scheme}://{authority(host, port)}{parts.path}{_kept(parts.query, keep_query)}"
    if keep_route and _ROUTE.match(parts.fragment):
        path, _, query = parts.fragment.partition("?")
        address += f"#{path}{_kept(query, keep_query)}"
    return address, host


def _host(parts: SplitResult) -> str:
    """In brackets only an IPv6 address is one, without its zone, which says something on one machine only."""
    host = parts.hostname or ""
    bracketed = parts.netloc.rpartition("@")[2].startswith("[")
    return normal_host(host.partition("%")[0]) if bracketed else likely_host(host)


def clean_field(field: str, url: str, keep_query: frozenset[str], *, keep_route: bool) -> tuple[str, str]:
    """Like clean_url, but raises Refused(malformed) that names the field."""
    try:
        return clean_url(url, keep_query, keep_route=keep_route)
    except ValueError as error:
        raise Refused(Reason.MALFORMED, f"{field}: {error}") from error


def _kept(query: str, names: frozenset[str]) -> str:
    """`?` and what is kept of a query; empty for nothing."""
    if not names or not query:
        return ""
    kept = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in names])
    return f"?{kept}" if kept else ""
