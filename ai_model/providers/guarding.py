"""Which addresses a call may be connected to: where clouds keep secrets never, private ones on the operator's word."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import AddrInfoType

IP = IPv4Address | IPv6Address

# Whoever can ask one of these has the machine's own credentials.
METADATA = (
    ip_network("169.254.0.0/16"),  # of nearly all
    ip_network("100.100.100.200"),  # Alibaba
    ip_network("168.63.129.16"),  # Azure
    ip_network("192.0.0.192"),  # Oracle
    ip_network("fd00:ec2::/32"),  # Amazon
    ip_network("fd20:ce::254"),  # Google
)
METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "metadata.tencentyun.com"}
    | {"instance-data", "instance-data.ec2.internal"}
)

# The one block in which public addresses are; the rest is private, for documents, or not given to anybody.
PUBLIC_6 = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")
LOW_32_BITS = 0xFFFFFFFF

# What answers there is no model: mail, databases, queues, and what runs the machine.
FOREIGN_PORTS = frozenset(
    {19, 20, 21, 22, 23, 25, 53, 69, 110, 111, 119, 135, 137, 138, 139, 143, 161, 389, 445, 465, 512, 513, 514}
    | {587, 636, 873, 993, 995, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5433, 5672}
    | {5900, 5984, 6000, 6379, 6380, 6432, 6443, 6667, 9042, 9092, 9200, 9300, 10250, 11211, 15672, 27017, 27018}
)
DEFAULT_PORTS = {"http": 80, "https": 443}
# Names that no public server gives out.
PRIVATE_NAMES = (
    ".localhost",
    ".local",
    ".localdomain",
    ".internal",
    ".intranet",
    ".private",
    ".corp",
    ".home",
    ".lan",
    ".arpa",
    ".test",
    ".svc",
)
# How the last part of a name looks that is a number to a resolver: 127.1, 0x7f.1, 2130706433.
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


class OffLimits(OSError):
    """Always the same words, so that they tell nothing about what is there."""

    def __init__(self) -> None:
        super().__init__("this address is off limits")


def may_be_called(address: str, *, may_be_private: bool) -> bool:
    """As far as its spelling tells. What a name stands for is looked at when it is connected to."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    ip = _read(host)
    if host in METADATA_NAMES or (ip and is_metadata(ip)):
        return False
    if may_be_private:
        return True
    is_open = (parts.port or DEFAULT_PORTS.get(parts.scheme)) not in (None, *FOREIGN_PORTS)
    return is_open and (is_public(ip) if ip else _is_public_name(host))


def open_socket(info: AddrInfoType) -> socket.socket:
    """For those whose address is the operator's word."""
    return _open(info, is_allowed=not is_metadata(_ip_of(info)))


def open_public_socket(info: AddrInfoType) -> socket.socket:
    return _open(info, is_allowed=is_public(_ip_of(info)))


def is_metadata(ip: IP) -> bool:
    return any(each in network for each in (ip, *_wrapped_in(ip), *_translated(ip)) for network in METADATA)


def is_public(ip: IP) -> bool:
    """An address that only wraps others is as public as they are."""
    return not is_metadata(ip) and all(map(_is_public, _wrapped_in(ip) or (ip,)))


def _is_public(ip: IP) -> bool:
    return ip.is_global and not ip.is_multicast and (isinstance(ip, IPv4Address) or ip in PUBLIC_6)


def _wrapped_in(ip: IP) -> list[IPv4Address]:
    if isinstance(ip, IPv4Address):
        return []
    nat64 = IPv4Address(int(ip) & LOW_32_BITS) if ip in NAT64 else None
    return [each for each in (nat64, ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if each]


def _translated(ip: IP) -> list[IPv4Address]:
    """What a translator of the operator's network might take it for: there are many ways to wrap an address."""
    return [] if isinstance(ip, IPv4Address) or ip in PUBLIC_6 else [IPv4Address(int(ip) & LOW_32_BITS)]


def _open(info: AddrInfoType, *, is_allowed: bool) -> socket.socket:
    if not is_allowed:
        raise OffLimits
    family, kind, protocol, *_ = info
    return socket.socket(family, kind, protocol)


def _ip_of(info: AddrInfoType) -> IP:
    return ip_address(info[4][0])


def _read(host: str) -> IP | None:
    """The address, if the host is one: the C library takes 127.1, 0x7f000001 and 2130706433 for addresses too."""
    try:
        return ip_address(host.partition("%")[0]) if ":" in host else IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _is_public_name(host: str) -> bool:
    is_name = NAME.fullmatch(host) and not NUMBER.fullmatch(host.rpartition(".")[2])
    return bool(is_name) and not host.endswith(PRIVATE_NAMES)
