"""IP addresses as others write them, and who counts as one client."""

import pytest

from mutoscope.addresses import client_network, parse_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("93.184.216.34", "93.184.216.34"),
        (" 93.184.216.34:51008 ", "93.184.216.34"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:4711"', "2001:db8::1"),
        ('"192.0.2.43:47011"', "192.0.2.43"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:c000:201]:443", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:0:0:0:0:7:46532", "2001:db8::7"),  # CloudFront's
        ("::1", "::1"),
    ],
)
def test_address(written: str, address: str) -> None:
    assert str(parse_address(written)) == address
    assert str(parse_address(address)) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "unknown",
        "_hidden",
        "_SEVKISEK",
        "-",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4:port",
        "256.1.1.1",
        "[::1",
        "[1.2.3.4",
        "2001:db8::1::2",
        "192.0.2.1/24",
        "01.2.3.4",
        "1.2.3.4:123456",
        "١.٢.٣.٤",
    ],
)
def test_no_address(written: str) -> None:
    assert parse_address(written) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_client_network(address: str, network: str) -> None:
    assert client_network(address) == network
