"""Which connections are Socket.IO, by address or first packets, and which belong to one session."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.nearby import place_of_time
from inspector.capture.recognition import Recognised, Recognition
from inspector.payloads.packet_open import OpenPacket, read_address, read_open
from inspector.wire.records import Direction

OPEN_4 = (
    b'0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
)
OPEN_3 = b'0{"sid":"old","upgrades":[],"pingInterval":25000,"pingTimeout":5000}'


def text(payload, direction=Direction.RECEIVED, time_ns=None):
    return (time_ns or time.time_ns(), int(direction), 0x81, None, len(payload), payload)


def poll(capture, connection_id, direction, start_line, body=b""):
    head = start_line + b"\r\nContent-Type: text/plain\r\n\r\n"
    return capture.append_http(connection_id, int(direction), head, body, len(body), time.time_ns())


@pytest.mark.parametrize(
    ("url", "eio", "sid", "socketio"),
    [
        ("ws://a/socket.io/?EIO=4&transport=websocket", 4, "", True),
        ("wss://a/x/socket.io?EIO=3&transport=websocket&sid=q%2Fr", 3, "q/r", True),
        ("ws://a/engine.io/?EIO=4", 4, "", False),
        ("ws://a/socket.io/", None, "", True),
    ],
)
def test_an_address_tells(url, eio, sid, socketio):
    assert read_address(url) == (eio, sid, socketio)


@pytest.mark.parametrize("url", ["ws://a/", "ws://a/socket.iox/", "", "ws://[", "ws://a/?EIO="])
def test_other_addresses_tell_nothing(url):
    assert read_address(url) is None


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (OPEN_4, OpenPacket("abc", 4)),
        (OPEN_3, OpenPacket("old", None)),
        (b"%d:%s2:40" % (len(OPEN_3), OPEN_3), OpenPacket("old", 3)),
        (b"\x00\x06\x07\xff" + OPEN_3, OpenPacket("old", 3)),
        (OPEN_4 + b"\x1e40", OpenPacket("abc", 4)),
        (b'0{"sid":"abc"}', None),
        (b"0hello", None),
        (b'{"sid":"abc","pingInterval":1}', None),
    ],
)
def test_an_open_packet_is_known(payload, found):
    assert read_open(payload) == found


@given(st.binary(max_size=99).map(lambda part: OPEN_4[:20] + part) | st.text().map(str.encode))
def test_any_bytes_are_an_open_packet_or_none(payload):
    assert read_open(payload) is None or read_open(payload).sid
    read_address("ws://a/socket.io/?" + payload.decode("latin-1"))


def test_the_address_is_enough_until_packets_tell_more(capture):
    connection = capture.open_connection("ws://127.0.0.1/socket.io/?EIO=4&transport=websocket")
    recognition = Recognition(capture)
    assert recognition.of(connection) == Recognised(4, "", polling=False, by_address=True)
    capture.append(connection, [text(OPEN_4)])
    capture.flush()
    assert recognition.of(connection) == Recognised(4, "abc", polling=False, by_address=True)


def test_first_packets_tell_where_the_address_does_not(capture):
    connection = capture.open_connection("ws://127.0.0.1/live")
    recognition = Recognition(capture)
    assert recognition.of(connection) is None
    capture.append(connection, [text(b"2", Direction.SENT), text(OPEN_4), text(b"40", Direction.SENT)])
    capture.flush()
    assert recognition.of(connection) == Recognised(4, "abc", polling=False, by_address=False)


def test_a_server_that_says_something_else_first_is_something_else(capture):
    connection = capture.open_connection("ws://127.0.0.1/live")
    capture.append(connection, [text(b"hello")])
    capture.flush()
    recognition = Recognition(capture)
    assert recognition.of(connection) is None
    capture.append(connection, [text(OPEN_4)])
    capture.flush()
    assert recognition.of(connection) is None


def test_binary_frames_tell_that_it_is_something_else(capture, monkeypatch):
    connection = capture.open_connection("ws://127.0.0.1/live")
    capture.append(connection, [(time.time_ns(), 1, 0x82, None, len(OPEN_4), OPEN_4)])
    capture.flush()
    recognition = Recognition(capture)
    assert recognition.of(connection) is None
    monkeypatch.setattr("inspector.capture.recognition.frames_in", None)
    assert recognition.of(connection) is None


def test_version_3_is_told_by_the_address(capture):
    connection = capture.open_connection("ws://127.0.0.1/socket.io/?EIO=3&transport=websocket")
    capture.append(connection, [text(OPEN_3)])
    capture.flush()
    assert Recognition(capture).of(connection).eio == 3


def test_the_connections_of_one_session_are_found_among_others(capture):
    polling = capture.open_connection("http://127.0.0.1/socket.io/?EIO=4&transport=polling")
    other = capture.open_connection("ws://127.0.0.1/socket.io/?EIO=4&transport=websocket&sid=other")
    poll(capture, polling, Direction.SENT, b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1")
    poll(capture, polling, Direction.RECEIVED, b"HTTP/1.1 200 OK", OPEN_4)
    websocket = capture.open_connection("ws://127.0.0.1/socket.io/?EIO=4&transport=websocket&sid=abc")
    plain = capture.open_connection("ws://127.0.0.1/echo")
    capture.append(websocket, [text(b"2probe", Direction.SENT)])
    capture.append(plain, [text(b"hi")])
    capture.flush()
    recognition = Recognition(capture)
    assert recognition.of(polling) == Recognised(4, "abc", polling=True, by_address=True)
    assert recognition.siblings(websocket) == recognition.siblings(polling) == (polling, websocket)
    assert recognition.siblings(other) == (other,)
    assert recognition.siblings(plain) == (plain,)


def test_what_was_found_is_not_read_again(capture, monkeypatch):
    connection = capture.open_connection("ws://127.0.0.1/live")
    capture.append(connection, [text(OPEN_4)])
    capture.flush()
    recognition = Recognition(capture)
    assert recognition.of(connection) is not None
    monkeypatch.setattr("inspector.capture.recognition.frames_in", None)
    assert recognition.of(connection).sid == "abc"


def test_a_late_connection_is_found_by_its_time(captures, monkeypatch):
    capture = captures.create()
    first = capture.open_connection("ws://127.0.0.1/flood", opened_ns=10**18)
    second = 10**9
    capture.append(first, [text(b"x", time_ns=10**18 + at * second) for at in range(500)])
    late = capture.open_connection("ws://127.0.0.1/live", opened_ns=10**18 + 500 * second)
    capture.append(late, [text(OPEN_4, time_ns=10**18 + 501 * second)])
    capture.flush()
    assert 490 <= place_of_time(capture, 10**18 + 500 * second) < 501
    monkeypatch.setattr("inspector.capture.recognition.REACH", 20)
    assert Recognition(capture).of(late).sid == "abc"


def test_a_first_packet_beyond_reach_is_found_later(capture, monkeypatch):
    monkeypatch.setattr("inspector.capture.recognition.REACH", 20)
    late = capture.open_connection("ws://127.0.0.1/live")
    other = capture.open_connection("ws://127.0.0.1/flood")
    capture.append(other, [text(b"x") for _ in range(30)])
    capture.append(late, [text(OPEN_4)])
    capture.flush()
    recognition = Recognition(capture)
    assert recognition.of(late) is None
    assert recognition.of(late).sid == "abc"
