"""Who is whose neighbour in the network: where one machine has many addresses, they share a beginning."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

# Bits of the address that count, by its version: of neighbours, and of one client, who may have a whole /64.
PREFIXES = {4: 24, 6: 48}
CLIENTS = {4: 32, 6: 64}


def prefix_of(address: str, bits: Mapping[int, int] = PREFIXES) -> str:
    """Empty over a Unix socket. An IPv4 client of an IPv6 socket is the same one."""
    try:
        known = ip_address(address)
    except ValueError:
        # What a proxy says of whom it does not know.
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((int(known), bits[known.version]), strict=False))
