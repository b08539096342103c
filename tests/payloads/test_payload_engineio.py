"""Engine.IO packets of both versions, in WebSocket messages and in bodies of long-polling."""

import base64

import pytest
from engineio.packet import Packet
from engineio.payload import Payload
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.engineio import MOST_PACKETS, EngineIoType, PacketError, read_engineio

# Engine.IO v4 separates packets by this character, so that none may hold it (JSON escapes it).
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x1e"))
PACKETS = st.one_of(
    st.tuples(st.sampled_from(EngineIoType), TEXTS),
    st.tuples(st.just(EngineIoType.MESSAGE), st.binary(max_size=60)),
)


def check_sentence(text):
    assert text.endswith(".")
    assert text.isprintable()


def read(payload, **how):
    how = {"binary": False, "polling": False} | how
    return [(packet.type.name, packet.data) for packet in read_engineio(payload, **how)]


@pytest.mark.parametrize(
    ("payload", "packet"),
    [
        (b'0{"sid":"a"}', ("OPEN", '{"sid":"a"}')),
        (b"1", ("CLOSE", "")),
        (b"2", ("PING", "")),
        (b"2probe", ("PING", "probe")),
        (b"3probe", ("PONG", "probe")),
        ("4hällo".encode(), ("MESSAGE", "hällo")),
        (b"5", ("UPGRADE", "")),
        (b"6", ("NOOP", "")),
        (b"bAQID", ("MESSAGE", b"\x01\x02\x03")),
    ],
)
def test_a_text_message_is_one_packet(payload, packet):
    assert read(payload) == [packet]


def test_a_binary_message_is_an_attachment():
    assert read(b"\x04abc", binary=True) == [("MESSAGE", b"\x04abc")]
    assert read(b"\x04abc", binary=True, eio=3) == [("MESSAGE", b"abc")]
    assert read(b"b4AQID", eio=3) == [("MESSAGE", b"\x01\x02\x03")]
    assert read(b"b4", eio=3) == [("MESSAGE", b"")]


def test_a_body_of_version_4_has_packets_between_separators():
    body = b'40\x1e42["a"]\x1ebAQID\x1e2'
    packets = read_engineio(body, binary=False, polling=True)
    assert [packet.data for packet in packets] == ["0", '2["a"]', b"\x01\x02\x03", ""]
    assert [body[packet.start : packet.end] for packet in packets] == body.split(b"\x1e")
    assert [body[packet.data_start : packet.end] for packet in packets] == [b"0", b'2["a"]', b"AQID", b""]


def test_a_body_of_version_3_announces_lengths_in_utf16_units():
    body = "2:406:4é😀ab10:b4AQIDBAU=".encode()
    packets = read_engineio(body, binary=False, polling=True, eio=3)
    assert [packet.data for packet in packets] == ["0", "é😀ab", b"\x01\x02\x03\x04\x05"]
    assert [body[packet.start : packet.end].decode() for packet in packets] == [
        "2:40",
        "6:4é😀ab",
        "10:b4AQIDBAU=",
    ]


def test_a_binary_body_of_version_3_announces_text_and_bytes():
    body = b"\x00\x02\xff40" + b"\x01\x01\x00\xff\x04123456789" + b"\x00\x03\xff4\xc3\xa9"
    assert read(body, binary=True, polling=True, eio=3) == [
        ("MESSAGE", "0"),
        ("MESSAGE", b"123456789"),
        ("MESSAGE", "é"),
    ]


def test_an_empty_body_has_no_packets():
    assert read(b"", polling=True) == read(b"", polling=True, eio=3) == []


@pytest.mark.parametrize(
    ("payload", "how", "sentence"),
    [
        (b"", {}, "An Engine.IO packet without its type: the packet is empty."),
        (b"", {"binary": True, "eio": 3}, "An Engine.IO packet without its type: the packet is empty."),
        (b"7x", {}, '"7" is no type of an Engine.IO packet: one begins with a digit from 0 to 6.'),
        (
            b"\xff",
            {},
            "the byte 0xFF is no type of an Engine.IO packet: one begins with a digit from 0 to 6.",
        ),
        (b"2\x1e", {"polling": True}, "An Engine.IO packet without its type: the packet is empty."),
        (b"4\xff", {}, "The Engine.IO packet is not UTF-8: byte 0xFF at 0."),
        (b"b", {"eio": 3}, "A binary Engine.IO packet without its type: nothing follows the b."),
        (b"\x09", {"binary": True, "eio": 3}, "The byte 0x09 is no type of an Engine.IO packet: a binary"),
        (b"40", {"polling": True, "eio": 3}, "announced by its length and a colon, and none is here."),
        (b"5:40", {"polling": True, "eio": 3}, "An Engine.IO packet announces a length of 5, and 2 follow."),
        (b"2:4\xff", {"polling": True, "eio": 3}, "The body is not UTF-8: byte 0xFF at 3."),
        ("2:4😀".encode(), {"polling": True, "eio": 3}, "packet ends inside a character."),
        (b"\x02\x01\xff4", {"binary": True, "polling": True, "eio": 3}, "The byte 0x02 begins no packet"),
        (b"\x00\x01", {"binary": True, "polling": True, "eio": 3}, "is not digits that end with 0xFF."),
        (b"\x00\x09\xff4", {"binary": True, "polling": True, "eio": 3}, "a length of 9, and 1 follow."),
        (b"2\x1e" * MOST_PACKETS + b"2", {"polling": True}, "has 10,001 Engine.IO packets; at most 10,000"),
        (b"1:2" * (MOST_PACKETS + 1), {"polling": True, "eio": 3}, "has more than 10,000 Engine.IO packets"),
    ],
)
def test_what_is_no_packet_gets_one_clear_sentence(payload, how, sentence):
    with pytest.raises(PacketError) as caught:
        read(payload, **how)
    assert sentence in str(caught.value)


def test_what_is_no_base64_is_told():
    with pytest.raises(PacketError, match=r"^The attachment is not base64 \("):
        read(b"b!!!!")


@given(PACKETS)
def test_it_agrees_with_python_engineio_on_one_packet(packet):
    encoded = Packet(*packet).encode()
    binary = isinstance(encoded, bytes)
    assert read(encoded if binary else encoded.encode(), binary=binary) == [(packet[0].name, packet[1])]


@given(st.lists(PACKETS, max_size=16))
def test_it_agrees_with_python_engineio_on_bodies(packets):
    body = Payload([Packet(*packet) for packet in packets]).encode().encode()
    assert read(body, polling=True) == [(kind.name, data) for kind, data in packets]


@given(st.lists(PACKETS, max_size=9), st.booleans())
def test_bodies_of_version_3_are_read_back(packets, binary):
    body = b"".join(_v3(kind, data, binary) for kind, data in packets)
    assert read(body, polling=True, binary=binary, eio=3) == [(kind.name, data) for kind, data in packets]


@given(st.binary(max_size=80), st.booleans(), st.booleans(), st.sampled_from([3, 4]))
def test_any_bytes_are_packets_or_a_sentence(payload, binary, polling, eio):
    try:
        packets = read_engineio(payload, binary=binary, polling=polling, eio=eio)
    except PacketError as error:
        check_sentence(str(error))
    else:
        assert all(0 <= one.start <= one.data_start <= one.end <= len(payload) for one in packets)


def _v3(kind, data, binary):
    """Encode as the protocol page of version 3 describes it."""
    if binary:
        packet = b"%d%s" % (kind, data.encode()) if isinstance(data, str) else bytes([kind]) + data
        digits = bytes(map(int, str(len(packet))))
        return bytes([not isinstance(data, str)]) + digits + b"\xff" + packet
    packet = f"{kind:d}{data}" if isinstance(data, str) else f"b{kind:d}{base64.b64encode(data).decode()}"
    return f"{len(packet.encode('utf-16-le')) // 2}:{packet}".encode()
