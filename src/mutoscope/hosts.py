"""Names of hosts: one form, in which browsers, settings, pages and files agree.

The form is what browsers make of a host (WHATWG URL: UTS 46, not transitional, so that `straße.example` is not
`strasse.example`): lower case, each label in ASCII (`xn--…`), no final dot; IPv4 with four numbers, IPv6 compressed and
without brackets. It is stored and compared; people see `shown_host`.
"""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote

import idna

_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(\d{0,5}))?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|*,;\"'`{}()!$&+=~]")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_MOST = 253
_MOST_OF_LABEL = 63


@lru_cache(maxsize=16_384)
def normal_host(text: str) -> str:
    """The form of a host, which may be a name, an IPv4 address, or an IPv6 one in brackets or not.

    Raises ValueError, with a reason that goes on a sentence ("… has an empty label"), for what no host can be.
    """
    bare = text.strip()
    if bare.startswith("[") or bare.count(":") > 1:
        return _ipv6(bare[1:-1] if bare[:1] + bare[-1:] == "[]" else bare)
    try:
        mapped = idna.uts46_remap(unquote(bare, errors="strict"), std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        raise ValueError("has a character that no host has") from None
    name = ".".join(map(_label, mapped.removesuffix(".").split(".")))
    if len(name) > _MOST:
        raise ValueError(f"has over {_MOST} characters")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise ValueError("is no IPv4 address") from None
    return name


@lru_cache(maxsize=16_384)
def likely_host(text: str) -> str:
    """The form of a host that was told us and must not be lost: of what no host can be, its characters in ASCII."""
    bare = text.strip().rstrip(".")
    try:
        return normal_host(bare)
    except ValueError:
        # `%` stays, so that this is its own form.
        return quote(bare, safe="%!$&'()*+,;=", errors="replace").lower()


@lru_cache(maxsize=16_384)
def shown_host(host: str) -> str:
    """A host as people read it: `пример.рф` for `xn--e1afmkfd.xn--p1ai`; labels that say nothing readable stay."""
    return ".".join(map(_shown_label, host.split(".")))


def split_port(authority: str) -> tuple[str, int | None]:
    """Host and port of `host:port`; the host as it is written. Raises ValueError."""
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise ValueError("is no host with a port")
    port = int(found[2]) if found[2] else None
    if port is not None and not 0 < port < 65_536:
        raise ValueError("has a port that there is not")
    return found[1], port


def without_www(host: str) -> str:
    """The domain that a host counts for: `www.` in front says nothing, where more than a suffix is left."""
    while "." in (rest := host.removeprefix("www.")) and rest != host:
        host = rest
    return host


def normal_domain(entry: str) -> str:
    """The form of an allowed domain: `school.example`, with what lies under it, or `*.school.example`, that alone.

    People also write an address of the site (`https://school.example/course`), a port, a final dot or a leading `www.`;
    what is said of the host is what counts. Raises ValueError with a reason that goes on a sentence.
    """
    rest = entry.strip()
    rest = rest.partition("://")[2] if "://" in rest else rest.removeprefix("//")
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    host = authority if authority.count(":") > 1 and "[" not in authority else split_port(authority)[0]
    if host in {"", "*", "*."}:
        raise ValueError("names no host" if not host else "names no domain; an empty list allows all")
    wild = host.startswith("*.")
    name = normal_host(host.removeprefix("*."))
    if not wild:
        return without_www(name)
    if is_address(name):
        raise ValueError("has nothing under it: it is an address")
    return f"*.{name}"


def is_allowed(host: str, allowed: Iterable[str]) -> bool:
    """Whether a host is one of the allowed domains (in their form) or lies under one. None at all allow every host."""
    entries = tuple(allowed)
    return not entries or any(host == entry or host.endswith("." + entry.removeprefix("*.")) for entry in entries)


def is_address(host: str) -> bool:
    """Whether a host in its form is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ipv6(text: str) -> str:
    """Raises ValueError, also for a zone (`%eth0`): it says something on one machine only."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        address = None
    if address is None or address.scope_id is not None:
        raise ValueError("is no IPv6 address that others can reach")
    return address.compressed


def _label(label: str) -> str:
    """In ASCII. Raises ValueError."""
    if not label:
        raise ValueError("has nothing between two dots")
    if found := _FORBIDDEN.search(label):
        raise ValueError(f"has {found[0]!r}, which no host has")
    if label.isascii():
        if label.startswith("xn--") and _decoded(label) is None:
            raise ValueError(f"has {label[:_MOST_OF_LABEL]}, which stands for no word")
        in_ascii = label
    else:
        in_ascii = "xn--" + label.encode("punycode").decode()
    if len(in_ascii) > _MOST_OF_LABEL:
        raise ValueError(f"has over {_MOST_OF_LABEL} characters between two dots")
    return in_ascii


def _decoded(label: str) -> str | None:
    """What an ASCII label `xn--…` stands for; None: nothing."""
    try:
        word = label.removeprefix("xn--").encode().decode("punycode")
        same = idna.uts46_remap(word, std3_rules=False, transitional=False) == word
    except (idna.IDNAError, UnicodeError):
        return None
    return word if same and not word.isascii() and word.encode("punycode").decode() == label[4:] else None


def _shown_label(label: str) -> str:
    """Decoded where IDNA 2008 takes it for a word: without symbols and invisible characters."""
    try:
        return idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return label
