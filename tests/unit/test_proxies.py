"""What a request says of itself is believed of trusted proxies alone."""

import pytest

from mutoscope.proxies import Proxies

PROXIES = Proxies("10.0.0.0/8, ::1")


@pytest.mark.parametrize(
    ("peer", "host", "proto", "forwarded_host", "origin"),
    [
        ("1.2.3.4", "video.example.org", None, None, "http://video.example.org"),
        ("1.2.3.4", "video.example.org:8443", "https", "evil.example", "http://video.example.org:8443"),
        ("10.1.1.1", "inside", "https", "video.example.org", "https://video.example.org"),
        ("10.1.1.1", "inside", "https,http", "a.example, b.example", "https://a.example"),
        ("::1", "[::1]:8420", None, None, "http://[::1]:8420"),
        ("10.1.1.1", "inside", "https", "a.example/path?x", ""),
        ("1.2.3.4", 'a"><script>', None, None, ""),
        ("1.2.3.4", "user@evil.example", None, None, ""),
        ("1.2.3.4", "", None, None, ""),
    ],
)
def test_origin(*, peer: str, host: str, proto: str | None, forwarded_host: str | None, origin: str) -> None:
    assert PROXIES.origin(peer, "http", host, proto, forwarded_host) == origin


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("1.2.3.4", ["9.9.9.9"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:1.2.3.4", [], "1.2.3.4"),
        ("::ffff:10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("2001:db8::1", ["1.2.3.4"], "2001:db8::1"),
    ],
)
def test_address(peer: str, forwarded_for: list[str], address: str) -> None:
    assert PROXIES.address(peer, forwarded_for) == address
