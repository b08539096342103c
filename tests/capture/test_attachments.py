"""Binary messages find their Socket.IO packet, and the packet finds them, whatever is between."""

import time

import pytest

from inspector.capture.attachments import Place, attachments_of, owner_of
from inspector.capture.recognition import Recognition
from inspector.payloads.engineio import read_engineio
from inspector.wire.records import HTTP

OPEN = b'0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
SENT, RECEIVED = 0, 1
PLACED = b'{"_placeholder":true,"num":%d}'
EVENT = b'452-["f",' + PLACED % 0 + b"," + PLACED % 1 + b"]"


def frame(payload, direction=RECEIVED, head=0x81):
    return (time.time_ns(), direction, head, None, len(payload), payload)


class Log:
    """Writes one frame after the other and tells their ids."""

    def __init__(self, capture):
        self.capture = capture
        self.websocket = capture.open_connection("ws://a/socket.io/?EIO=4&transport=websocket&sid=abc")
        self.other = capture.open_connection("ws://a/echo")
        self.polling = capture.open_connection("http://a/socket.io/?EIO=4&transport=polling")
        self.poll(b"", SENT, b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1")
        self.poll(OPEN)
        self.recognition = Recognition(capture)

    def add(self, payload, direction=RECEIVED, head=0x81, connection=None):
        first = self.capture.append(connection or self.websocket, [frame(payload, direction, head)])
        self.capture.flush()
        return first

    def poll(self, body, direction=RECEIVED, start=b"HTTP/1.1 200 OK"):
        head = start + b"\r\nContent-Type: text/plain\r\n\r\n"
        number = self.capture.append_http(self.polling, direction, head, body, len(body), time.time_ns())
        self.capture.flush()
        return number

    def of(self, frame_id):
        return attachments_of(self.capture, self.recognition, frame_id)

    def owner(self, frame_id):
        found = owner_of(self.capture, self.recognition, frame_id)
        return found.frame_id if found else None

    def read(self, place):
        """Read what is at a place, as Engine.IO packs it."""
        stored = self.capture.frame(place.frame_id)
        body, polling = stored.frame.payload, stored.frame.head == HTTP
        for fragment in self.capture.fragments_of(place.frame_id)[1:]:
            body += self.capture.frame(fragment.id).frame.payload
        binary = not polling or body[:1] in (b"\0", b"\1")
        return read_engineio(body, binary=binary, polling=polling, eio=4)[place.number].data


@pytest.fixture
def log(capture):
    return Log(capture)


def test_attachments_follow_their_packet_among_other_frames(log):
    event = log.add(EVENT)
    log.add(b"noise", connection=log.other, head=0x82)
    log.add(b"2", RECEIVED)
    log.add(b"mine", SENT, 0x82)
    one = log.add(b"one", head=0x82)
    log.add(b"", head=0x89)
    two = log.add(b"two!", head=0x82)
    three = log.add(b"three", head=0x82)
    found = log.of(event)
    assert (found.announced, found.problem) == (2, "")
    assert found.places == [Place(one, 0, 3), Place(two, 0, 4)]
    assert [log.read(place) for place in found.places] == [b"one", b"two!"]
    assert [log.owner(number) for number in (one, two, three, event)] == [event, event, None, None]


def test_fragments_are_joined(log):
    event = log.add(b'451-["f",', head=0x01)
    log.add(PLACED % 0 + b"]", head=0x80)
    first = log.add(b"on", head=0x02)
    log.add(b"x", SENT)
    log.add(b"e", head=0x00)
    log.add(b"!", head=0x80)
    found = log.of(event)
    assert found.places == [Place(first, 0, 4)]
    assert log.read(found.places[0]) == b"one!"
    assert log.owner(first) == event


def test_those_in_a_body_of_polling_are_told_by_their_number(log):
    body = log.poll(EVENT + b"\x1ebAQI=\x1ebAw==")
    found = log.of(body)
    assert found.places == [Place(body, 1, 2), Place(body, 2, 1)]
    assert [log.read(place) for place in found.places] == [b"\x01\x02", b"\x03"]


def test_attachments_go_on_in_the_other_transport(log):
    event = log.poll(EVENT + b"\x1ebAQI=")
    second = log.add(b"two", head=0x82)
    assert log.of(event).places == [Place(event, 1, 2), Place(second, 0, 3)]
    assert log.owner(second) == event


def test_what_never_follows_is_told(log):
    event = log.add(EVENT)
    one = log.add(b"one", head=0x82)
    log.add(b'42["next"]')
    log.add(b"late", head=0x82)
    assert log.of(event).problem == "2 attachments are announced, and 1 followed."
    assert log.owner(one) == event


def test_large_attachments_are_read_whole(log):
    event = log.add(b'451-["f",' + PLACED % 0 + b"]")
    large = log.add(b"x" * 300_000, head=0x82)
    found = log.of(event)
    assert found.places == [Place(large, 0, 300_000)]
    assert log.read(found.places[0]) == b"x" * 300_000


def test_other_frames_have_no_attachments(log):
    assert log.of(log.add(b'42["a"]')) is None
    assert log.of(log.add(b"hello", connection=log.other)) is None
    assert log.of(log.add(b'4510000-["a"]')) is None
    assert log.of(99_999) is None
    assert log.owner(log.add(b"x", connection=log.other, head=0x82)) is None
    assert log.owner(99_999) is None
