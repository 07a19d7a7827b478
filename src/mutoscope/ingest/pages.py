"""Page addresses, cut to what may be kept: scheme, host, path, and the query names on the workspace's keep-list."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from mutoscope.beacon import Reason, Refused


@lru_cache(maxsize=16_384)
def clean_url(url: str, keep: frozenset[str]) -> tuple[str, str]:
    """(the address without user, fragment and query but for names in `keep`; its domain).

    The domain is the host in lower case without a leading `www.`. An origin alone keeps its empty path.
    Raises ValueError for what is no absolute URL.
    """
    parts = urlsplit(url)
    if not parts.scheme or "://" not in url:
        raise ValueError("no absolute URL")
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port else ""
    shown = f"[{host}]" if ":" in host else host
    query = (
        urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] in keep]) if keep else ""
    )
    address = f"{parts.scheme}://{shown}{port}{parts.path}" + (f"?{query}" if query else "")
    return address, host.removeprefix("www.")


def clean_field(field: str, url: str, keep: frozenset[str]) -> tuple[str, str]:
    """Like clean_url, but raises Refused(malformed) that names the field."""
    try:
        return clean_url(url, keep)
    except ValueError as error:
        raise Refused(Reason.MALFORMED, f"{field}: {error}") from error


def is_allowed(domain: str, allowed: tuple[str, ...]) -> bool:
    """Whether a page's domain is one of the allowed ones or lies under one. An empty list allows all."""
    return not allowed or any(domain == entry or domain.endswith("." + entry) for entry in allowed)
