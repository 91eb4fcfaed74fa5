"""Who is whose neighbour in the network."""

import pytest

from api.networks import CLIENTS, prefix_of


@pytest.mark.parametrize(
    ("address", "network", "client"),
    [
        ("192.0.2.77", "192.0.2.0/24", "192.0.2.77/32"),
        ("::ffff:192.0.2.77", "192.0.2.0/24", "192.0.2.77/32"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48", "2001:db8:1:2::/64"),
        ("::1", "::/48", "::/64"),
        ("fe80::1%eth0", "fe80::/48", "fe80::/64"),
        ("", "", ""),
        # What a proxy may say of whom it does not know.
        ("unknown", "unknown", "unknown"),
        ("_hidden", "_hidden", "_hidden"),
    ],
)
def test_a_network_and_a_client_are_beginnings_of_an_address(address: str, network: str, client: str) -> None:
    assert (prefix_of(address), prefix_of(address, CLIENTS)) == (network, client)
