"""A TCP connection as the packets that could have carried its bytes, made up around them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address
WritePacket = Callable[[int, bytes, str], None]

_FIN, _SYN, _PUSH, _ACK = 0x01, 0x02, 0x08, 0x10
_WINDOW, _WINDOW_SCALE = 65_535, 7
_UNACKNOWLEDGED = 64 * 1024
"""Bytes under way before the other end acknowledges them by themselves."""
_FIRST_SEQUENCE = (1000, 2000)
_ETHERNET_IPV4, _ETHERNET_IPV6 = b"\x08\x00", b"\x86\xdd"
_TCP = 6
_HOPS = 64
_MAC = (b"\x02\x00\x00\x00\x00\x01", b"\x02\x00\x00\x00\x00\x02")
"""Locally administered addresses: nobody's."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a TCP connection."""

    address: Address
    port: int


class TcpStream:
    """Writes the packets of one connection; direction 0 is from the client, 1 from the server."""

    def __init__(self, client: Endpoint, server: Endpoint, write: WritePacket) -> None:
        self._write = write
        self._ends = (client, server)
        version_6 = client.address.version == 6
        self._segment = 1440 if version_6 else 1460
        self._sequence = list(_FIRST_SEQUENCE)
        self._acknowledged = list(_FIRST_SEQUENCE)
        self._count = 0
        self._headers = _Ipv6Headers(self._ends) if version_6 else _Ipv4Headers(self._ends)

    def open(self, time_ns: int, comment: str) -> None:
        """Write the three packets that open it."""
        # RFC 9293 §3.2: maximum segment size; RFC 7323 §2.2: window scale; padded by a no-operation.
        options = struct.pack("!BBHBBBB", 2, 4, self._segment, 3, 3, _WINDOW_SCALE, 1)
        self._packet(0, time_ns, _SYN, b"", comment, options)
        self._packet(1, time_ns, _SYN | _ACK, b"", "", options)
        self._packet(0, time_ns, _ACK, b"", "")

    def send(self, direction: int, data: bytes, time_ns: int, comment: str = "") -> None:
        """Write bytes in as many segments as they need."""
        view = memoryview(data)
        for start in range(0, len(data), self._segment):
            part = view[start : start + self._segment]
            flags = _ACK if start + self._segment < len(data) else _ACK | _PUSH
            self._packet(direction, time_ns, flags, bytes(part), comment)
            comment = ""
            if (self._sequence[direction] - self._acknowledged[direction]) % 2**32 >= _UNACKNOWLEDGED:
                self._packet(1 - direction, time_ns, _ACK, b"", "")

    def skip(self, direction: int, count: int) -> None:
        """Leave a gap of so many bytes, as where packets were not captured."""
        self._sequence[direction] = (self._sequence[direction] + count) % 2**32

    def close(self, direction: int, time_ns: int) -> None:
        """Write the packets that close it, this end first."""
        for end in (direction, 1 - direction):
            self._packet(end, time_ns, _FIN | _ACK, b"", "")
        self._packet(direction, time_ns, _ACK, b"", "")

    def _packet(
        self, direction: int, time_ns: int, flags: int, data: bytes, comment: str, options: bytes = b""
    ) -> None:
        sender, receiver = self._ends[direction], self._ends[1 - direction]
        acknowledged = self._sequence[1 - direction] if flags & _ACK else 0
        fields = (
            sender.port, receiver.port, self._sequence[direction], acknowledged,
            (20 + len(options)) << 2, flags, _WINDOW,
        )  # fmt: skip
        tcp = struct.pack("!HHIIBBHHH", *fields, 0, 0) + options + data
        checksum = _checksum(self._headers.pseudo[direction] + struct.pack("!I", len(tcp)) + tcp)
        self._count += 1
        header = self._headers.make(direction, len(tcp), self._count)
        self._write(time_ns, b"".join((header, tcp[:16], struct.pack("!H", checksum), tcp[18:])), comment)
        if flags & _ACK:
            self._acknowledged[1 - direction] = acknowledged
        # RFC 9293 §3.4: SYN and FIN take a sequence number each.
        moved = len(data) + bool(flags & (_SYN | _FIN))
        self._sequence[direction] = (self._sequence[direction] + moved) % 2**32


class _Ipv4Headers:
    """Ethernet and IPv4 headers (RFC 791 §3.1)."""

    def __init__(self, ends: tuple[Endpoint, Endpoint]) -> None:
        packed = [(ends[one].address.packed, ends[1 - one].address.packed) for one in (0, 1)]
        # RFC 9293 §3.1: addresses, protocol and length count for the checksum; the order does not matter.
        self.pseudo = [source + target + struct.pack("!HH", 0, _TCP) for source, target in packed]
        self._ethernet = [_MAC[1 - one] + _MAC[one] + _ETHERNET_IPV4 for one in (0, 1)]
        self._addresses = [source + target for source, target in packed]

    def make(self, direction: int, length: int, count: int) -> bytes:
        """Make the headers of a packet with so many bytes of TCP."""
        dont_fragment = 0x4000
        fields = (0x45, 0, 20 + length, count & 0xFFFF, dont_fragment, _HOPS, _TCP)
        addresses = self._addresses[direction]
        checksum = _checksum(struct.pack("!BBHHHBBH", *fields, 0) + addresses)
        return self._ethernet[direction] + struct.pack("!BBHHHBBH", *fields, checksum) + addresses


class _Ipv6Headers:
    """Ethernet and IPv6 headers (RFC 8200 §3)."""

    def __init__(self, ends: tuple[Endpoint, Endpoint]) -> None:
        packed = [(ends[one].address.packed, ends[1 - one].address.packed) for one in (0, 1)]
        self.pseudo = [source + target + struct.pack("!HH", 0, _TCP) for source, target in packed]
        self._ethernet = [_MAC[1 - one] + _MAC[one] + _ETHERNET_IPV6 for one in (0, 1)]
        self._addresses = [source + target for source, target in packed]

    def make(self, direction: int, length: int, _count: int) -> bytes:
        """Make the headers of a packet with so many bytes of TCP."""
        fields = struct.pack("!IHBB", 6 << 28, length, _TCP, _HOPS)
        return self._ethernet[direction] + fields + self._addresses[direction]


def _checksum(data: bytes) -> int:
    """RFC 1071: the ones' complement of the ones' complement sum, which is the remainder by 2¹⁶ - 1."""
    if len(data) % 2:
        data += b"\0"
    total = int.from_bytes(data, "big")
    rest = total % 0xFFFF
    return 0xFFFF - (rest or (0xFFFF if total else 0))
