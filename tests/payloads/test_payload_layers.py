"""A message through its layers: whose byte is whose, and what each layer adds."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.layer_records import LayerKind
from inspector.payloads.layers import SHOWN, layers_of
from inspector.wire.records import HTTP, WireFrame

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: b\r\n\r\n"
REQUEST = b"POST /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: a\r\n\r\n"
PLACED = b'{"_placeholder":true,"num":0}'


class Speaks(NamedTuple):
    eio: int


def frame(payload, head=0x81, key=None, wire_length=None):
    return WireFrame(0, 0, head, key, len(payload) if wire_length is None else wire_length, payload)


def taken(payload, head=0x81, key=None, http=None, eio=4):
    return layers_of(frame(payload, head, key), http, Speaks(eio) if eio else None)


def pieces(layers):
    return [(span.kind.value, layers.data[span.start : span.end]) for span in layers.spans]


def sizes(layers):
    return {layer.kind.value: layer.size for layer in layers.layers}


def test_an_event_shows_who_wrote_each_byte():
    layers = taken('42/admin,12["chät","hi"]'.encode(), key=b"abcd")
    assert pieces(layers) == [
        ("websocket", b"\x81\x99abcd"),
        ("engineio", b"4"),
        ("socketio", '2/admin,12["chät",'.encode()),
        ("application", b'"hi"'),
        ("socketio", b"]"),
    ]
    assert sizes(layers) == {"websocket": 6, "engineio": 1, "socketio": 20, "application": 4}
    assert layers.total == 31
    words = {field.name: field.value for layer in layers.layers for field in layer.fields}
    assert words["masking key"] == "61 62 63 64"
    assert (words["namespace"], words["ack id"], words["event"], words["arguments"]) == (
        "/admin",
        "12",
        "chät",
        '"hi"',
    )


def test_placeholders_are_socket_ios():
    layers = taken(b'451-["f",' + PLACED + b",1]")
    assert pieces(layers)[2:] == [
        ("socketio", b'51-["f",' + PLACED),
        ("application", b",1"),
        ("socketio", b"]"),
    ]


def test_an_attachment_of_version_4_is_bare_and_of_version_3_has_a_byte():
    assert sizes(taken(b"abc", 0x82)) == {"websocket": 2, "engineio": 0, "application": 3}
    assert sizes(taken(b"\x04abc", 0x82, eio=3)) == {"websocket": 2, "engineio": 1, "application": 3}


def test_a_heartbeat_has_nothing_for_the_application():
    layers = taken(b"2")
    assert sizes(layers) == {"websocket": 2, "engineio": 1}


def test_a_poll_counts_its_head_its_separators_and_base64():
    body = b'42["a"]\x1ebAQID\x1e2'
    layers = taken(body, HTTP, http=RESPONSE)
    assert pieces(layers)[1:] == [
        ("engineio", b"4"),
        ("socketio", b'2["a"]'),
        ("engineio", b"\x1eb"),
        ("application", b"AQID"),
        ("engineio", b"\x1e2"),
    ]
    assert sizes(layers) == {"http": len(RESPONSE), "engineio": 6, "socketio": 6, "application": 3}
    assert layers.packets == 3
    assert {field.packet for field in layers.layers[1].fields} == {0, 1, 2}


def test_version_3_announces_lengths():
    layers = taken(b'9:42["a",1]2:40', HTTP, http=RESPONSE, eio=3)
    assert pieces(layers)[1:] == [
        ("engineio", b"9:4"),
        ("socketio", b'2["a",'),
        ("application", b"1"),
        ("socketio", b"]"),
        ("engineio", b"2:4"),
        ("socketio", b"0"),
    ]


def test_the_open_packet_explains_its_times():
    layers = taken(b'0{"sid":"a","pingInterval":25000,"pingTimeout":20000}')
    names = [field.name for field in layers.layers[1].fields]
    assert names == ["type", "sid", "pingInterval", "pingTimeout"]


def test_a_header_that_is_not_minimal_is_counted_as_it_was():
    header = bytes.fromhex("817f0000000000000005")
    (transport, _) = layers_of(frame(b"Hello"), header, None).layers
    assert transport.size == 10
    assert [field.span for field in transport.fields] == [(0, 1), (1, 10)]


def test_plain_websocket_has_two_layers():
    layers = taken(b'42["a"]', eio=None)
    assert sizes(layers) == {"websocket": 2, "application": 7}
    assert not layers.note


@pytest.mark.parametrize(
    ("payload", "head", "kind", "reason"),
    [
        (b"9x", 0x81, "engineio", '"9" is no type of an Engine.IO packet'),
        (b"49x", 0x81, "socketio", '"9" is no type of a Socket.IO packet'),
        (b'42["a"', 0x81, "socketio", "The data is not JSON"),
        (b"nothing", HTTP, "engineio", '"n" is no type of an Engine.IO packet'),
    ],
)
def test_what_cannot_be_decoded_is_raw_with_the_reason(payload, head, kind, reason):
    layers = taken(payload, head, http=RESPONSE)
    problem = next(layer.problem for layer in layers.layers if layer.kind.value == kind)
    assert problem.startswith(reason)
    assert layers.layers[-1].kind is LayerKind.RAW
    assert pieces(layers)[-1][0] == "raw"
    assert sum(sizes(layers).values()) == layers.total


@pytest.mark.parametrize(
    ("payload", "head", "http", "note"),
    [
        (b'42["a', 0x01, None, "A fragment: only the whole message can be decoded."),
        (b'"]', 0x80, None, "A fragment: only the whole message can be decoded."),
        (b"ping", 0x89, None, ""),
        (b"ok", HTTP, RESPONSE, "The server took the packets that were posted."),
        (b"{}", HTTP, b"HTTP/1.1 400 Bad\r\n\r\n", "The server refused: the body is no packet."),
    ],
)
def test_what_holds_no_packet_shows_the_two_layers_that_exist(payload, head, http, note):
    layers = taken(payload, head, http=http)
    assert layers.note == note
    assert [layer.kind.value for layer in layers.layers][1:] == ["application"]


def test_compression_is_told():
    layers = layers_of(frame(b'42["a"]', 0xC1, wire_length=5), None, Speaks(4))
    assert layers.note == "On the wire the payload was compressed to 5 B; it is counted inflated."
    assert any(field.name == "compression" for field in layers.layers[0].fields)


def test_a_request_is_told_from_a_response():
    assert taken(b"40", HTTP, http=REQUEST).layers[0].title == "HTTP request"
    assert taken(b"40", HTTP, http=RESPONSE).layers[0].title == "HTTP response"
    assert taken(b"", HTTP, http=REQUEST.replace(b"POST", b"GET")).layers[0].size == len(REQUEST) - 1


def test_of_a_large_message_the_beginning_is_given():
    layers = taken(b'42["a","' + b"x" * 100_000 + b'"]')
    assert len(layers.data) == SHOWN
    assert layers.spans[-1].end == SHOWN
    assert sum(sizes(layers).values()) == layers.total > 100_000


def test_of_many_packets_the_first_are_explained():
    layers = taken(b"\x1e".join([b"2"] * 1000), HTTP, http=RESPONSE)
    assert layers.packets == 1000
    assert len(layers.layers[1].fields) == 20
    assert layers.note == "The first 20 of 1,000 packets are explained."


PACKETS = st.sampled_from(
    [
        b'42["a",1]',
        b"40",
        b"2",
        b'4312["\xc3\xa4"]',
        b"bAQID",
        b'451-/x,["f",' + PLACED + b"]",
        b"9",
        b"4",
        b"",
    ]
)


@given(
    st.one_of(st.binary(max_size=80), st.lists(PACKETS).map(b"\x1e".join)),
    st.sampled_from([HTTP, 0x81, 0x82, 0xC1, 0x01, 0x80, 0x89, 0x88, 0x83]),
    st.sampled_from([3, 4, None]),
    st.sampled_from([None, b"", b"wxyz"]),
)
def test_the_layers_always_cover_the_message(payload, head, eio, key):
    layers = taken(payload, head, key or None, http=RESPONSE, eio=eio)
    assert sum(layer.size for layer in layers.layers) == layers.total
    ends = [0, *(span.end for span in layers.spans)]
    assert ends[:-1] == [span.start for span in layers.spans]
    assert ends[-1] == len(layers.data) == layers.total
    for layer in layers.layers:
        for field in layer.fields:
            assert field.span is None or 0 <= field.span[0] <= field.span[1] <= layers.total
            assert field.value.isprintable()


@pytest.mark.parametrize(
    ("request_head", "words"),
    [
        (REQUEST, "brings packets to the server"),
        (
            REQUEST.replace(b"POST", b"GET"),
            "asks for packets; the server waits with its answer until it has some",
        ),
        (b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n", "asks for a new session"),
    ],
)
def test_a_request_of_long_polling_says_what_it_is_for(request_head, words):
    assert taken(b"", HTTP, http=request_head).layers[0].fields[0].words == words
