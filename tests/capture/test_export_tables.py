"""Exports are read back by the usual tools, whatever was in the payloads."""

import base64
import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.exporting import Selection, export_to

HEAD = b"GET / HTTP/1.1\r\nCookie: secret=1\r\nX: \xff\r\n\r\n"
ROWS = [
    (1_700_000_000_123_456_789, 1, 0x81, None, 4, 'a\0\r\n",\u2028✓'.encode()),
    (0, 0, 0xC2, b"\x01\x02\x03\x04", 9, b"\x00\xff"),
    (5, 0, 0x81, None, 2, b"\xff\xfe"),
    (5, 1, 0x88, None, 5, b"\x0f\xa1bye"),
    (5, 1, 0x88, None, 0, b""),
    (5, 1, 0x88, None, 3, b"\x03\xe8\xff"),
    (5, 1, 0x83, None, 1, b"!"),
    (5, 1, 0x88, None, 1, b"a"),
]


@pytest.fixture
def filled(capture):
    connection = capture.open_connection('ws://me:pass@h/?a="b"', opened_ns=1)
    capture.update_connection(connection, request_head=HEAD, tls='{"version": "TLSv1.3"}', timings="odd")
    capture.append(connection, list(ROWS))
    capture.add_note("violation", "Reserved opcode.", section="RFC 6455 §5.2", frame_id=7, time_ns=3)
    capture.flush()
    return capture


def json_records(capture, *selection, **options):
    out = io.BytesIO()
    count = export_to(capture, "jsonl", out, *selection, **options).frames
    records = [json.loads(line) for line in out.getvalue().decode().split("\n")[:-1]]
    assert count == sum(record["record"] in ("frame", "http") for record in records)
    return records


def csv_records(capture, *selection, **options):
    out = io.BytesIO()
    count = export_to(capture, "csv", out, *selection, **options).frames
    records = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert count == len(records)
    return records


def test_json_lines(filled):
    connection, note, *frames = json_records(filled)
    assert connection["record"] == "connection"
    assert (connection["url"], connection["opened"]) == (
        'ws://me:***@h/?a="b"',
        "1970-01-01T00:00:00.000000001Z",
    )
    assert (connection["tls"], connection["timings"]) == ({"version": "TLSv1.3"}, "odd")
    assert connection["request_head"] == "GET / HTTP/1.1\r\nCookie: ***\r\nX: \xff\r\n\r\n"
    assert note == {
        "record": "note", "connection_id": None, "frame_id": 7, "time_ns": 3, "kind": "violation",
        "text": "Reserved opcode.", "section": "RFC 6455 §5.2",
    }  # fmt: skip
    assert frames[0] == {
        "record": "frame", "id": 1, "connection_id": 1, "url": "ws://me:***@h/?a=\"b\"",
        "time": "2023-11-14T22:13:20.123456789Z", "time_ns": 1_700_000_000_123_456_789,
        "direction": "received", "type": "text", "opcode": 1, "fin": 1, "rsv1": 0, "rsv2": 0, "rsv3": 0,
        "masking_key": None, "wire_length": 4, "length": len(ROWS[0][5]), "text": "a\0\r\n\",\u2028✓",
    }  # fmt: skip
    assert frames[1]["masking_key"] == "01020304"
    assert (frames[1]["direction"], frames[1]["type"], frames[1]["rsv1"]) == ("sent", "binary", 1)
    assert frames[1]["data"] == base64.b64encode(b"\x00\xff").decode()
    assert "text" not in frames[1]
    assert frames[2]["data"] == base64.b64encode(b"\xff\xfe").decode(), "it is no UTF-8"
    assert (frames[3]["close_code"], frames[3]["close_reason"]) == (4001, "bye")
    assert "close_code" not in frames[4]
    assert (frames[5]["close_code"], frames[5]["close_reason"]) == (1000, "\ufffd")
    assert (frames[6]["type"], frames[6]["text"]) == ("reserved 0x3", "!")
    assert frames[7]["data"] == base64.b64encode(b"a").decode(), "half a close code is no text"
    assert {"text", "close_code"}.isdisjoint(frames[7])


def test_secrets_are_there_when_asked_for(filled):
    connection, *_ = json_records(filled, secrets=True)
    assert connection["request_head"].encode("latin-1") == HEAD
    assert connection["url"] == 'ws://me:pass@h/?a="b"'
    assert csv_records(filled, secrets=True)[0]["url"] == 'ws://me:pass@h/?a="b"'
    assert csv_records(filled)[0]["url"] == 'ws://me:***@h/?a="b"'


def test_csv(filled):
    records = csv_records(filled)
    assert records[0]["text"] == 'a\0\r\n",\u2028✓'
    assert records[0]["time"] == "2023-11-14T22:13:20.123456789Z"
    assert base64.b64decode(records[1]["data"]) == b"\x00\xff"
    assert (records[1]["masking_key"], records[1]["direction"]) == ("01020304", "sent")
    assert (records[3]["close_code"], records[3]["close_reason"]) == ("4001", "bye")
    assert [record["id"] for record in records] == ["1", "2", "3", "4", "5", "6", "7", "8"]


@given(payloads=st.lists(st.binary(max_size=60) | st.text().map(str.encode), min_size=1, max_size=12))
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_payload_is_read_back(captures, payloads):
    capture = captures.create(None)
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x81, None, len(payload), payload) for payload in payloads])
    capture.flush()
    for records in (json_records(capture)[1:], csv_records(capture)):
        found = [
            base64.b64decode(record["data"]) if record.get("data") else record["text"].encode()
            for record in records
        ]
        assert found == payloads


def test_all_notes_are_exported(capture):
    for number in range(25_000):
        capture.add_note("state", f"{number}")
    capture.flush()
    assert [record["text"] for record in json_records(capture)] == [str(number) for number in range(25_000)]


HTTP_HEAD = b"GET /socket.io/?EIO=4&token=x HTTP/1.1\r\nCookie: a\r\n\r\n"


def test_http_messages(capture):
    connection = capture.open_connection("http://h/")
    capture.append_http(connection, 0, HTTP_HEAD, b"", 0, 5)
    capture.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", b"0{}", 23, 6)
    capture.flush()
    _connection, request, response = json_records(capture)
    assert request == {
        "record": "http", "id": 1, "connection_id": 1, "url": "http://h/", "time_ns": 5, "direction": "sent",
        "time": "1970-01-01T00:00:00.000000005Z", "wire_length": 0, "length": 0, "text": "",
        "head": "GET /socket.io/?EIO=4&token=*** HTTP/1.1\r\nCookie: ***\r\n\r\n",
    }  # fmt: skip
    assert (response["text"], response["wire_length"], response["length"]) == ("0{}", 23, 3)
    request, response = csv_records(capture, secrets=True)
    assert (request["type"], request["opcode"], request["fin"]) == ("http", "", "")
    assert request["http_head"].encode() == HTTP_HEAD
    assert (response["direction"], response["text"]) == ("received", "0{}")


def ids_of(records):
    return [int(record["id"]) for record in records if record.get("record", "frame") == "frame"]


@pytest.fixture
def two(capture, rows):
    """Two connections with five frames each, and notes of everything."""
    for number in (1, 2):
        connection = capture.open_connection(f"ws://h/{number}")
        capture.append(connection, rows(5))
        capture.add_note("check", f"of {number}", connection_id=connection)
        capture.add_note("violation", f"frame of {number}", connection_id=connection, frame_id=5 * number)
    capture.add_note("capture", "of all")
    capture.flush()
    return capture


@pytest.mark.parametrize(
    ("selection", "frames", "connections", "notes"),
    [
        (Selection(), range(1, 11), [1, 2], ["of 1", "frame of 1", "of 2", "frame of 2", "of all"]),
        (Selection(last_id=7), range(1, 8), [1, 2], ["of 1", "frame of 1", "of 2", "of all"]),
        (Selection(connections=frozenset([2])), range(6, 11), [2], ["of 2", "frame of 2"]),
        (Selection(frame_ids=[5, 2, 2, 3]), [2, 3, 5], [1], ["of 1", "frame of 1"]),
        (Selection(frame_ids=[2, 2, 3]), [2, 3], [1], ["of 1"]),
        (Selection(frame_ids=[1, 9, 10, 99]), [1, 9, 10], [1, 2], ["of 1", "of 2", "frame of 2"]),
        (Selection(frame_ids=[1, 9, 10], last_id=9), [1, 9], [1, 2], ["of 1", "of 2"]),
        (Selection(frame_ids=[1, 9], connections=frozenset([2])), [9], [2], ["of 2"]),
        (Selection(frame_ids=[]), [], [], []),
    ],
)
def test_a_part_is_taken(two, selection, frames, connections, notes):
    records = json_records(two, selection)
    assert ids_of(records) == list(frames)
    assert [record["id"] for record in records if record["record"] == "connection"] == connections
    assert [record["text"] for record in records if record["record"] == "note"] == notes
    assert ids_of(csv_records(two, selection)) == list(frames)
