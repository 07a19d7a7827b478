"""Addresses that proxies pass on: whatever comes, an address in its plain form, or none."""

import ipaddress
import re
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.addresses import client_network, known_address, parse_address, read_networks
from mutoscope.proxies import HeaderValues, Proxies

PLAIN = st.one_of(
    st.ip_addresses().map(str), st.text('0123456789abcdef:.%[]" _unkow', max_size=40), st.text(max_size=20)
)


@FUZZ
@given(text=PLAIN)
def test_any_text(text: str) -> None:
    address = parse_address(text)
    if address is not None:
        assert parse_address(str(address)) == address
        assert "%" not in str(address)
    network = client_network("" if address is None else str(address))
    assert client_network(network) == network


@FUZZ
@given(
    address=st.ip_addresses(),
    port=st.integers(0, 65_535),
    quoted=st.booleans(),
    zone=st.sampled_from(["", "%eth0", "%25en1"]),
)
def test_what_is_added_to_an_address_goes(
    *, address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int, quoted: bool, zone: str
) -> None:
    plain = parse_address(str(address))
    assert plain is not None
    written = f"[{address}{zone}]:{port}" if address.version == 6 else f"{address}:{port}"
    assert parse_address(f'"{written}"' if quoted else written) == plain
    assert parse_address(f" {address} ") == plain


HOPS = st.one_of(
    PLAIN,
    st.sampled_from(
        ["unknown", "_x", "10.0.0.6:443", "for=1.2.3.4", 'for="[2001:db8::1]:1"', 'for="', ";", "proto=https"]
    ),
)
CHAINS = st.lists(st.lists(HOPS, max_size=4).map(", ".join), max_size=3)


@FUZZ
@given(
    peer=st.one_of(PLAIN, st.sampled_from(["10.0.0.1", "9.9.9.9"])),
    chains=st.fixed_dictionaries(
        dict.fromkeys(("x-forwarded-for", "forwarded", "x-forwarded-proto", "x-forwarded-host", "host"), CHAINS)
    ),
    header=st.sampled_from(["", "Forwarded", "X-Forwarded-For"]),
)
def test_whatever_proxies_say(peer: str, chains: dict[str, list[str]], header: str) -> None:
    client = Proxies(read_networks("private"), header).client(peer, "http", _values(chains))
    assert client.address == known_address(client.address)
    assert client.origin == "" or re.fullmatch(r"https?://[a-z0-9._:\[\]-]+", client.origin)
    stranger = Proxies((), header).client(peer, "http", _values(chains))
    assert stranger.address == known_address(peer)
    assert not stranger.is_https


@FUZZ
@given(chain=st.lists(HOPS, max_size=4), client=st.ip_addresses(network="2001:db8::/32"))
def test_what_a_client_says_changes_nothing(chain: list[str], client: ipaddress.IPv6Address) -> None:
    """Whatever came in before it, the address that the trusted proxy added is the client's."""
    proxies = Proxies(read_networks("private"))
    for name, hop in (("x-forwarded-for", f"[{client}]:443"), ("forwarded", f'for="[{client}]:443"')):
        headers = {name: [", ".join(chain), hop]}
        assert proxies.address("10.0.0.1", _values(headers)) == str(client)


def _values(headers: Mapping[str, Sequence[str]]) -> HeaderValues:
    return lambda name: headers.get(name, [])
