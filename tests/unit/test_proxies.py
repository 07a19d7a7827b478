"""What a request says of itself is believed of trusted proxies alone."""

from collections.abc import Mapping, Sequence

import pytest

from mutoscope.addresses import read_networks
from mutoscope.proxies import Client, HeaderValues, Proxies

PROXIES = Proxies(read_networks("10.0.0.0/8, ::1"))


def told(headers: Mapping[str, str | Sequence[str]]) -> HeaderValues:
    def values(name: str) -> Sequence[str]:
        given = headers.get(name, [])
        return [given] if isinstance(given, str) else given

    return values


def client(peer: str, headers: Mapping[str, str | Sequence[str]], proxies: Proxies = PROXIES) -> Client:
    return proxies.client(peer, "http", told(headers))


@pytest.mark.parametrize(
    ("peer", "host", "proto", "forwarded_host", "origin"),
    [
        ("1.2.3.4", "video.example.org", None, None, "http://video.example.org"),
        ("1.2.3.4", "Video.Example.org.", None, None, "http://video.example.org"),
        ("1.2.3.4", "video.example.org:8443", "https", "evil.example", "http://video.example.org:8443"),
        ("10.1.1.1", "inside", "https", "video.example.org", "https://video.example.org"),
        ("10.1.1.1:51008", "inside", "HTTPS", "video.example.org", "https://video.example.org"),
        ("10.1.1.1", "inside", "https,http", "a.example, b.example", "https://a.example"),
        ("10.1.1.1", "inside", "wss", "xn--e1afmkfd.xn--p1ai:8443", "https://xn--e1afmkfd.xn--p1ai:8443"),
        ("10.1.1.1", "inside", "", "", "http://inside"),
        ("10.1.1.1", "inside", "ftp", None, "http://inside"),
        ("::1", "[::1]:8420", None, None, "http://[::1]:8420"),
        ("10.1.1.1", "inside", "https", "a.example/path?x", ""),
        ("10.1.1.1", "inside", "https", "a.example:123456", ""),
        ("1.2.3.4", "video.example.org:99999", None, None, ""),
        ("1.2.3.4", 'a"><script>', None, None, ""),
        ("1.2.3.4", "user@evil.example", None, None, ""),
        ("1.2.3.4", "", None, None, ""),
    ],
)
def test_origin(*, peer: str, host: str, proto: str | None, forwarded_host: str | None, origin: str) -> None:
    given = {"host": host, "x-forwarded-proto": proto, "x-forwarded-host": forwarded_host}
    found = client(peer, {name: value for name, value in given.items() if value is not None})
    assert found.origin == origin
    assert not origin or found.is_https is origin.startswith("https:")


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("1.2.3.4", ["9.9.9.9"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [" , "], "10.0.0.1"),
        ("10.0.0.1", ["10.7.7.7, 10.0.0.2"], "10.7.7.7"),
        ("::ffff:1.2.3.4", [], "1.2.3.4"),
        ("::ffff:10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("2001:db8::1", ["1.2.3.4"], "2001:db8::1"),
        ("[::1]:51008", ["1.2.3.4"], "1.2.3.4"),
        # Ports, which Azure's gateways add: also to proxies that are trusted
        ("10.0.0.1", ["93.184.216.34:51008"], "93.184.216.34"),
        ("10.0.0.1", ["6.6.6.6, 93.184.216.34:51009, 10.0.0.6:443"], "93.184.216.34"),
        ("10.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("10.0.0.1", ["2001:db8::7, [::1]:9000"], "2001:db8::7"),
        ("10.0.0.1", ["::ffff:93.184.216.34"], "93.184.216.34"),
        ("10.0.0.1", ['"fe80::7%eth0"'], "fe80::7"),
        # Unknown stays unknown: it is not the proxy's, and nobody's in front of it
        ("10.0.0.1", ["unknown"], ""),
        ("10.0.0.1", ["6.6.6.6, _hidden, 10.0.0.2"], ""),
        ("10.0.0.1", ["6.6.6.6, unknown"], ""),
        ("10.0.0.1", ["client.example"], ""),
        ("", [], ""),
        ("unix:", ["1.2.3.4"], ""),
    ],
)
def test_forwarded_for(peer: str, forwarded_for: list[str], address: str) -> None:
    assert client(peer, {"x-forwarded-for": forwarded_for}).address == address
    assert PROXIES.address(peer, told({"x-forwarded-for": forwarded_for})) == address


@pytest.mark.parametrize(
    ("forwarded", "address", "origin"),
    [
        ('for="[2001:db8::1]:4711";proto=https;host=video.example.org', "2001:db8::1", "https://video.example.org"),
        ("For=192.0.2.43:8080; Proto=HTTPS", "192.0.2.43", "https://inside"),
        ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17", "http://inside"),
        ('for=192.0.2.43;host="a.example:8443", for="10.0.0.9:443"', "192.0.2.43", "http://a.example:8443"),
        ("for=unknown", "", "http://inside"),
        ("for=_SEVKISEK;proto=https", "", "https://inside"),
        ("proto=https, for=192.0.2.43", "192.0.2.43", "https://inside"),
        ("by=203.0.113.43;proto=https", "10.0.0.1", "https://inside"),
        ("for", "10.0.0.1", "http://inside"),
        ('for="192.0.2.43', "", "http://inside"),
        ('for="a, for=\\"192.0.2.1"', "", "http://inside"),
        (['for="open', "for=192.0.2.43"], "192.0.2.43", "http://inside"),
        ('for="192.0.2.4\\3"', "192.0.2.43", "http://inside"),
    ],
)
def test_forwarded(forwarded: str | list[str], address: str, origin: str) -> None:
    found = client("10.0.0.1", {"forwarded": forwarded, "host": "inside"})
    assert (found.address, found.origin) == (address, origin)
    stranger = client("9.9.9.9", {"forwarded": forwarded, "host": "inside"})
    assert (stranger.address, stranger.origin) == ("9.9.9.9", "http://inside")


def test_of_two_chains_the_usual_one_counts() -> None:
    headers = {"x-forwarded-for": "192.0.2.1", "forwarded": "for=192.0.2.2;proto=https", "x-forwarded-proto": "http"}
    found = client("10.0.0.1", headers)
    assert (found.address, found.is_https) == ("192.0.2.1", False)


@pytest.mark.parametrize(
    ("header", "value", "address"),
    [
        ("CF-Connecting-IP", "2001:db8::7", "2001:db8::7"),
        ("True-Client-IP", "192.0.2.7:443", "192.0.2.7"),
        ("X-Azure-ClientIP", "192.0.2.7", "192.0.2.7"),
        ("Fastly-Client-IP", "unknown", ""),
        ("X-Real-IP", "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        ("Forwarded", 'for="[2001:db8::7]:1"', "2001:db8::7"),
        ("CF-Connecting-IP", [], "10.0.0.1"),
    ],
)
def test_a_named_header_is_the_only_one(header: str, value: str | list[str], address: str) -> None:
    proxies = Proxies(read_networks("10.0.0.0/8"), header)
    headers = {"x-forwarded-for": "198.51.100.1", header.lower(): value}
    assert client("10.0.0.1", headers, proxies).address == address
    assert client("9.9.9.9", headers, proxies).address == "9.9.9.9"


@pytest.mark.parametrize(
    ("trusted", "peer"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::/32", "[2001:db8:9::1]:443"),
        ("::ffff:10.0.0.0/104", "10.200.0.1"),
        ("private", "192.168.3.4"),
        ("private", "fd12::1"),
        ("private", "127.0.0.1"),
        ("192.0.2.1, Loopback", "::1"),
        ("0.0.0.0/0", "8.8.8.8"),
    ],
)
def test_trusted(trusted: str, peer: str) -> None:
    assert client(peer, {"x-forwarded-for": "1.2.3.4"}, Proxies(read_networks(trusted))).address == "1.2.3.4"


def test_private_is_not_everybody() -> None:
    assert client("8.8.8.8", {"x-forwarded-for": "1.2.3.4"}, Proxies(read_networks("private"))).address == "8.8.8.8"
    assert client("10.0.0.1", {"x-forwarded-for": "1.2.3.4"}, Proxies(read_networks("loopback"))).address == "10.0.0.1"
