"""Addresses that settings hold: where people reach this server, and where its mails leave.

Each is read once, as the process starts. What raises ValueError here says how the setting is to be written.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mutoscope.hosts import normal_host

StartTls = Literal["auto", "always", "never"]

_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, kw_only=True)
class PublicUrl:
    """Where people reach this server: an origin, and a path where others share the host. As text: without a final /."""

    scheme: Literal["http", "https"]
    host: str  # in lower case and ASCII; IPv6 without brackets
    port: int | None  # None: the scheme's own
    path: str = ""  # `/stats`

    @classmethod
    def parse(cls, text: str) -> "PublicUrl":
        """Raises ValueError."""
        parts, host, port = _split(text, "https://stats.example.org or https://example.org/stats", ("http", "https"))
        if "@" in parts.netloc:
            raise ValueError("people reach it without a user's name; leave out what stands before the @")
        if parts.query or parts.fragment or text.strip()[-1] in "?#":
            raise ValueError("takes no ? or #; it is the address of the whole server")
        segments = parts.path.strip("/").split("/") if parts.path.strip("/") else []
        if any(not _SEGMENT.fullmatch(segment) or set(segment) == {"."} for segment in segments):
            raise ValueError("its path takes letters of ASCII, digits and . _ ~ - between single slashes")
        scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
        usual = 443 if scheme == "https" else 80
        return cls(
            scheme=scheme,
            host=host,
            port=None if port == usual else port,
            path="".join(f"/{segment}" for segment in segments),
        )

    def __str__(self) -> str:
        return self.origin + self.path

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{authority(self.host, self.port)}"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server, by a URL: `smtp://user:password@host:587?starttls=always`, `smtps://host`."""

    host: str  # in lower case and ASCII; IPv6 without brackets
    port: int
    tls: bool
    starttls: StartTls
    user: str
    password: str

    @classmethod
    def parse(cls, text: str) -> "MailServer":
        """Raises ValueError, without the password in it."""
        parts, host, port = _split(text, "smtp://user:password@mail.example.org:587", ("smtp", "smtps"))
        if parts.path not in {"", "/"} or parts.fragment:
            raise ValueError("ends with the host and its port; in a password, / is written %2F, ? %3F and # %23")
        user, password = (_unquoted(part or "") for part in (parts.username, parts.password))
        if bool(user) != bool(password):
            raise ValueError("takes a user and a password, user:password@, or neither")
        tls = parts.scheme == "smtps"
        return cls(
            host=host,
            port=port or (465 if tls else 587 if user else 25),
            tls=tls,
            starttls=_starttls(parts.query),
            user=user,
            password=password,
        )


def authority(host: str, port: int | None) -> str:
    """Host and port as a URL has them: IPv6 in brackets."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def _split(text: str, example: str, schemes: tuple[str, ...]) -> tuple[SplitResult, str, int | None]:
    """The URL's parts, its host in one form, its port. Raises ValueError."""
    bare = text.strip()
    if not bare.isprintable() or any(mark in bare for mark in " \\<>\"'`^{}|"):
        raise ValueError(f"is no address such as {example}")
    try:
        parts = urlsplit(bare)
        host = parts.hostname
    except ValueError:
        raise ValueError(f"is no address such as {example}") from None
    if parts.scheme not in schemes or not host:
        raise ValueError(f"is no address such as {example}: it begins with {' or '.join(f'{s}://' for s in schemes)}")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        hint = " (in a password, @ : / are written %40 %3A %2F)" if "@" in parts.netloc or "@" in parts.path else ""
        raise ValueError(f"its port is no number from 1 to 65535{hint}")
    return parts, _host(host), port


def _host(text: str) -> str:
    try:
        return normal_host(text)
    except ValueError as error:
        raise ValueError(f"its host {error}") from None


def _unquoted(text: str) -> str:
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("user and password are percent-encoded as UTF-8: ä is %C3%A4") from None
    if not plain.isprintable():
        raise ValueError("user and password have no control characters")
    return plain


def _starttls(query: str) -> StartTls:
    pairs = parse_qsl(query, keep_blank_values=True)
    if unknown := [name for name, _ in pairs if name != "starttls"]:
        raise ValueError(f"knows no parameter {unknown[0][:40]!r}; the one there is: starttls")
    values = [value for _, value in pairs] or ["auto"]
    if len(values) > 1 or values[0] not in {"auto", "always", "never"}:
        raise ValueError("starttls is auto, always or never")
    starttls: StartTls = values[0]  # type: ignore[assignment] # one of the three, as was just looked at
    return starttls
