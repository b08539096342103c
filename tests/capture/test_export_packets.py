"""The packets of Socket.IO stand beside the raw payload, on connections that speak it."""

import csv
import io
import json

import pytest

from inspector.capture.exporting import export_to

EVENT = {
    "engineio": "message", "type": "EVENT", "namespace": "/chat", "event": "say", "ack_id": 7,
    "attachments": 0, "data": ["say", "hé", {"a": 1}],
}  # fmt: skip
PACKED = '42/chat,7["say","hé",{"a":1}]'.encode()
URL = "ws://h/socket.io/?EIO=4&transport=websocket"


@pytest.fixture
def exported(captures):
    """Export one frame of a connection in every format; give its packets in each, None for none."""

    def export(url, head, payload):
        capture = captures.create(None)
        connection = capture.open_connection(url)
        if head is None:
            capture.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", payload, len(payload), 1)
        else:
            capture.append(connection, [(1, 1, head, None, len(payload), payload)])
        capture.flush()
        written = {}
        for name in ("jsonl", "csv", "har"):
            out = io.BytesIO()
            export_to(capture, name, out)
            written[name] = out.getvalue().decode()
        line = json.loads(written["jsonl"].splitlines()[-1])
        (row,) = csv.DictReader(io.StringIO(written["csv"], newline=""))
        (entry,) = json.loads(written["har"])["log"]["entries"]
        one = entry["response"] if head is None else (entry["_webSocketMessages"] or [{}])[0]
        return line.get("packets"), json.loads(row["packets"] or "null"), one.get("_packets")

    return export


def test_an_event(exported):
    assert exported(URL, 0x81, PACKED) == ([EVENT], [EVENT], [EVENT])


def test_engineio_and_attachments(exported):
    ping = [{"engineio": "ping", "data": "probe"}]
    assert exported(URL, 0x81, b"2probe") == (ping, ping, ping)
    attachment = [{"engineio": "message", "attachment": 3}]
    assert exported(URL, 0x82, b"\x00\x01\x02") == (attachment, attachment, attachment)


def test_a_body_of_polling(exported):
    both = [EVENT, {"engineio": "ping"}]
    assert exported("http://h/socket.io/?EIO=4", None, PACKED + b"\x1e2") == (both, both, both)


@pytest.mark.parametrize(
    ("url", "head", "payload"),
    [
        ("ws://h/plain", 0x81, PACKED),
        (URL, 0x81, b"42[not JSON"),
        (URL, 0x81, b'42["a",NaN]'),
        (URL, 0x81, b""),
        (URL, 0x81, b'42["a",' + b"[" * 20_000 + b"]" * 20_000 + b"]"),
        (URL, 0x89, b"2"),
        ("http://h/socket.io/?EIO=4", None, b"ok"),
    ],
)
def test_what_is_no_packet_has_none(exported, url, head, payload):
    assert exported(url, head, payload) == (None, None, None)


def test_half_a_surrogate_is_json_still(exported):
    (line,), (row,), (message,) = exported(URL, 0x81, b'42["\\ud800"]')
    assert line == row == message
    assert line["event"] == "\ud800"


def test_a_fragment_holds_none_but_its_message_does(exported):
    lines, rows, _message = exported(URL, 0x01, PACKED)
    assert lines is rows is None


def test_a_connection_is_known_by_its_first_packet(captures):
    capture = captures.create(None)
    connection = capture.open_connection("ws://h/custom/path", opened_ns=1)
    opened = b'0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":9}'
    capture.append(connection, [(1, 1, 0x81, None, 1, opened), (2, 1, 0x81, None, 1, PACKED)])
    capture.flush()
    out = io.BytesIO()
    export_to(capture, "jsonl", out)
    assert json.loads(out.getvalue().splitlines()[-1])["packets"] == [EVENT]
