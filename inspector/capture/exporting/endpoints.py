"""The addresses and ports of a connection, as far as the capture knows them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from inspector.capture.exporting.tcp_stream import Address, Endpoint
from inspector.capture.records import ConnectionRecord
from inspector.wire.records import Role

# RFC 5737 §3 and RFC 3849 §2: addresses for documentation, which belong to nobody.
_DOCUMENTATION: dict[int, tuple[Address, Address]] = {
    4: (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2")),
    6: (IPv6Address("2001:db8::1"), IPv6Address("2001:db8::2")),
}
_LOOPBACK: dict[int, Address] = {4: IPv4Address("127.0.0.1"), 6: IPv6Address("::1")}
_PORTS = {"ws": 80, "http": 80, "wss": 443, "https": 443}
_FIRST_EPHEMERAL = 49_152
"""RFC 6335 §6: ports from here on are nobody's."""
_LANES = 4
"""Ports that each connection has for itself before the next one's begin."""


def endpoints(record: ConnectionRecord, lane: int = 0) -> tuple[Endpoint, Endpoint]:
    """Give the client and the server; what is not known is made up of addresses for documentation.

    `lane` counts the TCP connections of long-polling, which differ in the client's port.
    """
    peer = _peer(record.peer)
    named, port = _of_url(record.url)
    made_up_port = _FIRST_EPHEMERAL + (record.id * _LANES + lane) % (65_536 - _FIRST_EPHEMERAL)
    if record.role == Role.SERVER:
        address = peer.address if peer else _beside(named, 0) if named else _DOCUMENTATION[4][0]
        client = Endpoint(address, (peer.port + lane) % 65_536 if peer else made_up_port)
        fits = named is not None and named.version == client.address.version
        return client, Endpoint(named if named and fits else _beside(client.address, 1), port)
    server = peer or Endpoint(named or _DOCUMENTATION[4][1], port)
    return Endpoint(_beside(server.address, 0), made_up_port), server


def _beside(other: Address, place: int) -> Address:
    """Make up an address of the same kind as that of the other end."""
    if other.is_loopback:
        return _LOOPBACK[other.version]
    return _DOCUMENTATION[other.version][place]


def _peer(text: str | None) -> Endpoint | None:
    host, colon, port = (text or "").rpartition(":")
    address = _address(host)
    if not colon or address is None or not port.isascii() or not port.isdecimal() or int(port) > 65_535:
        return None
    return Endpoint(address, int(port))


def _of_url(url: str) -> tuple[Address | None, int]:
    try:
        parts = urlsplit(url)
        return _address(parts.hostname or ""), parts.port or _PORTS.get(parts.scheme, 80)
    except ValueError:
        return None, 80


def _address(host: str) -> Address | None:
    try:
        address = ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
