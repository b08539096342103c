"""Bodies of any bytes: packets or one sentence, never another exception; and what is written can be read."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.engineio import EngineIoType
from inspector.server.engineio.packet import Packet, PacketError, decode_binary, decode_text
from inspector.server.engineio.payload import BINARY, decode_payload, encode_payload

# A separator inside a packet ends it in v4: "this assumes the record separator is not used in the data".
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1e"))
PACKETS = st.one_of(
    st.builds(Packet, st.sampled_from(EngineIoType), TEXTS),
    st.builds(Packet, st.just(EngineIoType.MESSAGE), st.binary()),
)
NEARLY = st.lists(
    st.one_of(
        st.sampled_from(["0", "4", "b", "b4", ":", "1:", "2:4", "\x1e", "9" * 12, "€", "👋"]),
        st.text(max_size=3),
    )
).map("".join)
BODIES = st.one_of(st.binary(max_size=200), NEARLY.map(lambda text: text.encode("utf-8", "replace")))


@given(BODIES, st.sampled_from([3, 4]), st.booleans())
def test_any_body_is_packets_or_one_sentence(body, protocol, binary):
    told = said_of(lambda: list(decode_payload(body, protocol, binary=binary)))
    if isinstance(told, str):
        assert told.endswith(".")
        assert "\n" not in told
        assert len(told) < 300
    else:
        assert all(packet.type in EngineIoType for packet in told)


def said_of(decode):
    """Give what came of it, or the sentence that says why nothing did."""
    try:
        return decode()
    except PacketError as error:
        return str(error)


@given(st.lists(PACKETS, min_size=1), st.sampled_from([3, 4]), st.booleans())
def test_what_is_written_can_be_read(packets, protocol, takes_binary):
    payload = encode_payload(packets, protocol, takes_binary=takes_binary)
    binary = payload.content_type == BINARY
    assert list(decode_payload(payload.body, protocol, binary=binary)) == packets
    assert binary <= (protocol == 3 and takes_binary)


@given(st.text(max_size=50), st.binary(max_size=50), st.sampled_from([3, 4]))
def test_any_frame_is_a_packet_or_one_sentence(text, data, protocol):
    for decode, value in ((decode_text, text), (decode_binary, data)):
        told = said_of(functools.partial(decode, value, protocol))
        assert told.endswith(".") if isinstance(told, str) else told.type in EngineIoType


@pytest.mark.parametrize("protocol", [3, 4])
def test_many_small_packets_are_given_one_by_one(protocol):
    body = b"1:4" * 100_000 if protocol == 3 else b"4\x1e" * 100_000
    packets = decode_payload(body, protocol, binary=False)
    assert next(packets) == next(packets) == Packet(EngineIoType.MESSAGE, "")
