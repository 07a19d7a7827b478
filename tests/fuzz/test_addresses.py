"""Addresses that proxies pass on: whatever comes, an address in its plain form, or none."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.addresses import client_network, parse_address

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
