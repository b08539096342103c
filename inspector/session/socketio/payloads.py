"""The body of a polling response, taken apart into encoded Engine.IO packets."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.session.socketio.engine_packets import MAX_PACKETS, SEPARATOR, Eio
from inspector.session.socketio.faults import ENGINE, ENGINE_3, PacketError, shown


def split_payload(body: bytes, eio: Eio) -> Iterator[str | bytes]:
    """Give the packets in order, each still encoded; raises `PacketError` where they cannot be told apart."""
    if eio == 4:
        return _split_v4(body)
    # v3: a binary payload begins with 0 or 1, a text one with a digit.
    return _split_binary_v3(body) if body[:1] in (b"\0", b"\1") else _split_text_v3(body)


def _text(body: bytes, section: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise PacketError(
            f"The body of a polling response is not UTF-8 (byte {error.start}).", section, fatal=True
        ) from error


def _split_v4(body: bytes) -> Iterator[str | bytes]:
    packets = _text(body, ENGINE).split(SEPARATOR, MAX_PACKETS)
    if len(packets) > MAX_PACKETS:
        told = f"A polling response holds more than {MAX_PACKETS} packets: the connection is closed."
        raise PacketError(told, ENGINE, fatal=True)
    yield from packets


def _split_text_v3(body: bytes) -> Iterator[str | bytes]:
    """Read `<length>:<packet>`…; lengths count UTF-16 code units."""
    units = _text(body, ENGINE_3).encode("utf-16-le")
    at = 0
    while at < len(units):
        colon = units.find(b":\0", at, at + 24)
        if colon % 2:  # half of two other characters, or not there
            colon = -1
        length = units[at : max(colon, at)].decode("utf-16-le", "replace")
        if not (0 < len(length) <= 10 and length.isascii() and length.isdecimal()):
            raise _no_length(units[at : at + 160].decode("utf-16-le", "replace"))
        end = colon + 2 + 2 * int(length)
        if end > len(units):
            raise _cut_short(int(length), (len(units) - colon - 2) // 2)
        yield units[colon + 2 : end].decode("utf-16-le", "replace")
        at = end


def _split_binary_v3(body: bytes) -> Iterator[str | bytes]:
    """Read `<0 text | 1 binary><length, a digit in each byte><ff><packet>`…; lengths count bytes."""
    at = 0
    while at < len(body):
        end_of_length = body.find(b"\xff", at, at + 12)
        digits = body[at + 1 : max(end_of_length, at + 1)]
        if body[at] > 1 or not digits or max(digits) > 9:
            raise _no_length(body[at : at + 80])
        length = int("".join(map(str, digits)))
        end = end_of_length + 1 + length
        if end > len(body):
            raise _cut_short(length, len(body) - end_of_length - 1)
        packet = body[end_of_length + 1 : end]
        yield packet if body[at] else _text(packet, ENGINE_3)
        at = end


def _no_length(rest: str | bytes) -> PacketError:
    told = f"A polling response of Engine.IO v3 has no length before a packet: {shown(rest)}."
    return PacketError(told, ENGINE_3, fatal=True)


def _cut_short(length: int, left: int) -> PacketError:
    told = f"A polling response announces a packet of {length} and ends after {left}."
    return PacketError(told, ENGINE_3, fatal=True)
