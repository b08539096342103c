"""The codecs of the client: what comes back, and that nothing crashes them."""

import base64
import json
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.payloads.socketio import SocketIoType
from inspector.session.errors import SessionError
from inspector.session.opening import OpeningError
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio import engine_packets, packets
from inspector.session.socketio.address import address_of
from inspector.session.socketio.attachments import Assembly
from inspector.session.socketio.content import decode_content
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.engine_packets import EnginePacket, encode_payload
from inspector.session.socketio.faults import PacketError
from inspector.session.socketio.handshake import read_handshake
from inspector.session.socketio.http_faults import HttpError
from inspector.session.socketio.packets import SocketPacket
from inspector.session.socketio.payloads import split_payload
from inspector.session.socketio.values import parse_json

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
).filter(lambda value: "_placeholder" not in repr(value))
WITH_BYTES = st.recursive(
    VALUES | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
).filter(lambda value: "_placeholder" not in repr(value))
NAMES = TEXT.filter(lambda name: name not in packets.RESERVED)
NAMESPACES = st.just("/") | st.text(string.ascii_letters + "é/-_ ").map(lambda name: "/" + name)
EIO = st.sampled_from([3, 4])


def outcome(action, *arguments):
    """Give what came of it, or the one sentence that says what is wrong."""
    try:
        return action(*arguments), None
    except PacketError as error:
        said = error.sentence
    except HttpError as error:
        said = error.what
    return None, said


def is_one_sentence(said):
    return said.endswith(".") and "\n" not in said


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def all_of(encoded, max_size=None):
    """Decode a packet and its attachments."""
    text, *attachments = encoded
    packet = packets.decode(text)
    if not attachments:
        return packet
    assembly = Assembly(packet, max_size)
    for attachment in attachments:
        assembly.add(attachment)
    assert assembly.missing == 0
    return assembly.joined()


@given(NAMESPACES, NAMES, st.lists(WITH_BYTES, max_size=4), st.none() | st.integers(0, 2**63 - 1))
def test_an_event_comes_back_as_it_was(namespace, name, arguments, ack_id):
    decoded = all_of(packets.encode(SocketPacket(SocketIoType.EVENT, namespace, [name, *arguments], ack_id)))
    assert decoded.type in (SocketIoType.EVENT, SocketIoType.BINARY_EVENT)
    assert (decoded.namespace, decoded.data, decoded.id) == (namespace, [name, *arguments], ack_id)


@given(NAMESPACES, st.lists(WITH_BYTES, max_size=4), st.integers(0, 2**63 - 1))
def test_an_ack_comes_back_as_it_was(namespace, arguments, ack_id):
    decoded = all_of(packets.encode(SocketPacket(SocketIoType.ACK, namespace, list(arguments), ack_id)))
    assert (decoded.namespace, decoded.data, decoded.id) == (namespace, arguments, ack_id)


def test_packets_on_the_wire_are_those_of_the_protocol_page():
    assert packets.encode(SocketPacket(SocketIoType.CONNECT)) == ["0"]
    assert packets.encode(SocketPacket(SocketIoType.CONNECT, "/admin", {"token": "é"})) == [
        '0/admin,{"token":"é"}'
    ]
    assert packets.encode(SocketPacket(SocketIoType.EVENT, "/", ["foo"])) == ['2["foo"]']
    assert packets.encode(SocketPacket(SocketIoType.EVENT, "/admin", ["bar"], 12)) == ['2/admin,12["bar"]']
    assert packets.encode(SocketPacket(SocketIoType.ACK, "/admin", [], 13)) == ["3/admin,13[]"]
    assert packets.encode(SocketPacket(SocketIoType.DISCONNECT, "/admin")) == ["1/admin,"]
    assert packets.encode(SocketPacket(SocketIoType.EVENT, "/", ["baz", b"\1\2"])) == [
        '51-["baz",{"_placeholder":true,"num":0}]',
        b"\1\2",
    ]
    # JSON.stringify escapes what UTF-8 cannot carry.
    assert packets.encode(SocketPacket(SocketIoType.EVENT, "/", ["\ud83d"])) == [r'2["\ud83d"]']


@given(st.text(max_size=60) | st.from_regex(r"[0-6]([0-9]*-)?(/[a-z]*,)?[0-9]*[\[{].*", fullmatch=True))
@example("2²-[]")
@example("5٣-[]")
@example('2٣["a"]')
@example("2" + "[" * 5000)
@example("2" + '{"a":' * 5000)
@example("0" * 5000)
@example('2["a",' + "9" * 5000 + "]")
def test_any_text_is_a_packet_or_a_fault(text):
    packet, said = outcome(packets.decode, text)
    if said is not None:
        assert is_one_sentence(said)
    else:
        assert isinstance(packet.type, SocketIoType)
        assert packet.namespace.startswith("/")


@given(VALUES, st.lists(st.binary(max_size=4), min_size=1, max_size=3))
@example([{"_placeholder": 1, "num": None}], [b""])
@example([{"_placeholder": True, "num": -1}], [b"a"])
@example([{"_placeholder": True, "num": 1e300}], [b"a"])
@example([{"_placeholder": True, "num": [0]}], [b"a"])
def test_any_places_for_attachments(data, attachments):
    assembly = Assembly(
        SocketPacket(SocketIoType.BINARY_EVENT, "/", ["x", data], None, len(attachments)), None
    )
    for attachment in attachments:
        assembly.add(attachment)
    joined, said = outcome(assembly.joined)
    assert is_one_sentence(said) if said is not None else joined.attachments == 0


def test_places_that_are_nested_too_deeply():
    assembly = Assembly(SocketPacket(SocketIoType.BINARY_EVENT, "/", ["x", nested(2000)], None, 1), None)
    assembly.add(b"")
    with pytest.raises(PacketError, match="nested too deeply"):
        assembly.joined()


@given(EIO, st.text(max_size=40) | st.binary(max_size=40))
def test_any_message_is_an_engine_packet_or_a_fault(eio, raw):
    packet, said = outcome(engine_packets.decode, raw, eio)
    assert is_one_sentence(said) if said is not None else 0 <= packet.type <= 6


PACKETS = st.builds(EnginePacket, st.just(4), TEXT.filter(lambda text: "\x1e" not in text) | st.binary())


@given(EIO, st.lists(PACKETS, min_size=1, max_size=5))
def test_a_payload_comes_back_as_it_was(eio, several):
    body = encode_payload(several, eio).encode()
    assert [engine_packets.decode(raw, eio) for raw in split_payload(body, eio)] == several


@given(EIO, PACKETS)
def test_a_websocket_message_comes_back_as_it_was(eio, packet):
    assert engine_packets.decode(engine_packets.encode(packet, eio), eio) == packet


@given(
    EIO,
    st.binary(max_size=60)
    | st.from_regex(rb"([0-9]{1,2}:[0-6b][^:]*){1,4}", fullmatch=True)
    | st.from_regex(rb"(\x00|\x01)[\x00-\x09]{0,3}\xff.*", fullmatch=True),
)
@example(3, b":" * 1000)
@example(3, "6:4Ā:".encode())
@example(4, b"\x1e" * 200_000)
def test_any_body_is_taken_apart_or_is_a_fault(eio, body):
    raws, said = outcome(lambda: list(split_payload(body, eio)))
    assert is_one_sentence(said) if said is not None else all(isinstance(raw, str | bytes) for raw in raws)


OPENINGS = VALUES.map(lambda value: "0" + json.dumps(value))


@given(
    EIO,
    st.sampled_from(["polling", "websocket"]),
    st.text(max_size=40) | st.binary(max_size=40) | OPENINGS,
)
def test_any_first_packet_is_a_handshake_or_says_why_not(eio, transport, first):
    with pytest.raises(OpeningError) as caught:
        read_handshake(first, eio, transport)
    assert caught.value.failed.what.endswith(".")


@given(st.binary(max_size=60), st.text(max_size=20) | st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_coded_body_is_decoded_or_is_a_fault(body, coding):
    decoded, said = outcome(decode_content, body, coding, 1000)
    assert is_one_sentence(said) if said is not None else len(decoded) <= 1000


def test_a_bomb_is_not_inflated():
    import gzip

    with pytest.raises(HttpError, match="larger than 1000 bytes"):
        decode_content(gzip.compress(b"\0" * 10_000_000), "gzip", 1000)


@given(st.text(max_size=60), st.text(max_size=10))
def test_any_cookie_is_taken_or_left(cookie, path):
    cookies = Cookies()
    cookies.take(cookie, path)
    assert isinstance(cookies.header(path), str)


def test_cookies():
    cookies = Cookies()
    for line in ("a=1", "b=2; Path=/", "c=3; Path=/other", "d=4; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "e"):
        cookies.take(line, "/socket.io/")
    assert cookies.header("/socket.io/") == "a=1; b=2"
    assert cookies.header("/other/x") == "b=2; c=3"
    cookies.take("b=; Max-Age=0", "/socket.io/")
    cookies.take("a=5; Max-Age=60", "/socket.io/")
    assert cookies.header("/socket.io/", "mine=1; a=typed") == "mine=1; a=typed"
    assert cookies.header("/socket.io/") == "a=5"
    for number in range(100):
        cookies.take(f"n{number}=x", "/socket.io/")
    assert cookies.header("/socket.io/").count("n") == 48  # fifty with a and c


@pytest.mark.parametrize(
    ("url", "options", "base", "namespaces", "query"),
    [
        ("http://h", {}, "ws://h/socket.io/", ("/",), ()),
        ("https://h:8443/", {}, "wss://h:8443/socket.io/", ("/",), ()),
        ("ws://h/admin", {}, "ws://h/socket.io/", ("/admin",), ()),
        ("ws://h/admin?a=b&c=", {}, "ws://h/socket.io/", ("/admin",), (("a", "b"), ("c", ""))),
        ("ws://h/a", {"namespaces": ("b", "/a")}, "ws://h/socket.io/", ("/a", "/b"), ()),
        ("ws://h/socket.io", {}, "ws://h/socket.io/", ("/",), ()),
        ("ws://h/x/socket.io/?EIO=4&sid=1&t=2&k=v", {}, "ws://h/x/socket.io/", ("/",), (("k", "v"),)),
        ("ws://h/mine", {"path": "/mine"}, "ws://h/mine/", ("/",), ()),
        ("ws://h/other", {"path": "/mine"}, "ws://h/mine/", ("/other",), ()),
        ("ws://h/f%C3%B6%C3%B6", {}, "ws://h/socket.io/", ("/föö",), ()),
        ("ws://h/", {"eio": 3, "namespaces": ("/a?k=v",)}, "ws://h/socket.io/", ("/a?k=v",), ()),
    ],
)  # fmt: skip
def test_the_url_is_read_as_the_client_reads_it(url, options, base, namespaces, query):
    address = address_of(ConnectOptions(url, socketio=SocketIoOptions(**options)))
    assert (address.base, address.namespaces, address.query) == (base, namespaces, query)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"eio": 5}, "There is no Engine.IO 5"),
        ({"transports": "flash"}, "flash is not a transport"),
        ({"path": "socket.io"}, "is malformed"),
        ({"path": "/a?b"}, "is malformed"),
        ({"query": (("EIO", "3"),)}, "The query cannot set EIO"),
        ({"query": (("", "3"),)}, "a parameter without a name"),
        ({"auth": "{"}, "The auth is not JSON"),
        ({"auth": "[1]"}, "no JSON object"),
        ({"auth": '{"a":NaN}'}, "is not JSON"),
        ({"auth": "{}", "eio": 3}, "Socket.IO 2 has no auth"),
        ({"namespaces": ("/a,b",)}, "comma"),
        ({"namespaces": ("/a?b",)}, "only Socket.IO 2 has"),
        ({"namespaces": ("/a\nb",)}, "control character"),
        ({"ack_timeout": 0}, "not above 0"),
    ],
)
def test_options_that_cannot_be(options, words):
    with pytest.raises(SessionError, match=words):
        address_of(ConnectOptions("ws://h/", socketio=SocketIoOptions(**options)))


def test_auth_is_for_all_or_for_one():
    socketio = SocketIoOptions(
        namespaces=("/", "/a", "/b"), auth='{"for":"all"}', auth_of=(("a", '{"for":"a"}'), ("/b", ""))
    )
    auths = address_of(ConnectOptions("ws://h/", socketio=socketio)).auths
    assert auths == {"/": {"for": "all"}, "/a": {"for": "a"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value at line 1, column 1"),
        ("[1,\n 2", "line 2"),
        ("1e999", "is not JSON"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_typed_json_says_its_place(text, words):
    with pytest.raises(SessionError, match=words):
        parse_json(text)


def test_base64_is_that_of_the_page():
    assert encode_payload([EnginePacket(4, b"\1\2"), EnginePacket(4, "x")], 4) == "bAQI=\x1e4x"
    assert encode_payload([EnginePacket(4, b"\1\2"), EnginePacket(4, "€")], 3) == "6:b4AQI=2:4€"
    assert base64.b64encode(b"\1\2") == b"AQI="
