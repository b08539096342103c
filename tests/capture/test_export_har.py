"""HAR files have the fields that HAR 1.2 requires, and messages in the shape of Chrome's."""

import base64
import io
import json
from decimal import Decimal

import pytest

from inspector.capture.exporting import Selection, export_to

REQUEST = (
    b"GET /chat?room=a%20b&token=x HTTP/1.1\r\nHost: h:81\r\nCookie: a=1; b=2\r\nX-Folded: one\r\n two\r\n"
    b"Upgrade: websocket\r\n\r\n"
)
RESPONSE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    b"Set-Cookie: s=t; Path=/; Secure; HttpOnly; SameSite=Lax\r\n\r\n"
)
S = 1_700_000_000_000_000_000

REQUIRED = {  # http://www.softwareishard.com/blog/har-12-spec/
    "log": {"version", "creator", "entries"},
    "creator": {"name", "version"},
    "entry": {"startedDateTime", "time", "request", "response", "cache", "timings"},
    "request": {
        "method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize",
    },
    "response": {
        "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
        "bodySize",
    },
    "content": {"size", "mimeType"},
    "timings": {"send", "wait", "receive"},
    "pair": {"name", "value"},
}  # fmt: skip


def entries_of(capture, *selection, **options):
    out = io.BytesIO()
    export_to(capture, "har", out, *selection, **options)
    log = json.loads(out.getvalue(), parse_float=Decimal)["log"]
    assert log["version"] == "1.2"
    has("log", log)
    has("creator", log["creator"])
    for entry in log["entries"]:
        has("entry", entry)
        for part in ("request", "response", "timings"):
            has(part, entry[part])
        has("content", entry["response"]["content"])
        for part in ("request", "response"):
            for pair in [*entry[part]["headers"], *entry[part]["cookies"]]:
                has("pair", pair)
    return log["entries"]


def has(name, found):
    assert REQUIRED[name] <= found.keys(), name


@pytest.fixture
def filled(capture):
    connection = capture.open_connection("ws://h:81/chat?room=a%20b&token=x", peer="[::1]:81", opened_ns=S)
    capture.update_connection(
        connection, request_head=REQUEST, response_head=RESPONSE, closed_ns=S + 500_000_000, close_code=1000,
        timings='{"dns": 1.5, "tcp": 2, "proxy": null, "tls": 3.25, "upgrade": 4}',
    )  # fmt: skip
    capture.append(
        connection,
        [
            (S + 123_456_789, 0, 0x81, b"abcd", 5, b'h\xc3\xa9"l'),
            (S + 2, 1, 0x01, None, 2, b"on"),
            (S + 3, 1, 0x89, None, 1, b"p"),
            (S + 4, 0, 0x82, b"abcd", 2, b"\x00\xff"),
            (S + 5, 1, 0x00, None, 1, b"e"),
            (S + 6, 1, 0x80, None, 0, b"!"),
            (S + 7, 1, 0x81, None, 1, b"\xff"),
            (S + 8, 1, 0x02, None, 1, b"cut"),
            (S + 9, 1, 0x88, None, 2, b"\x03\xe8"),
        ],
    )
    capture.flush()
    return capture


ONE = {"type": "receive", "time": Decimal("1700000000.000000006"), "opcode": 1, "data": "one!"}


def test_messages_are_whole_and_as_chrome_writes_them(filled):
    (entry,) = entries_of(filled)
    assert entry["_resourceType"] == "websocket"
    assert entry["_webSocketMessages"] == [
        {"type": "send", "time": Decimal("1700000000.123456789"), "opcode": 1, "data": 'hé"l'},
        {"type": "send", "time": Decimal("1700000000.000000004"), "opcode": 2, "data": "AP8="},
        ONE,
        {
            "type": "receive", "time": Decimal("1700000000.000000007"), "opcode": 1, "data": "\ufffd",
            "_bytes": "/w==",
        },
        {
            "type": "receive", "time": Decimal("1700000000.000000008"), "opcode": 2,
            "data": base64.b64encode(b"cut").decode(),
        },
    ]  # fmt: skip


def test_heads(filled):
    (entry,) = entries_of(filled, secrets=True)
    request, response = entry["request"], entry["response"]
    assert (request["method"], request["httpVersion"]) == ("GET", "HTTP/1.1")
    assert request["url"] == "ws://h:81/chat?room=a%20b&token=x"
    assert request["queryString"] == [{"name": "room", "value": "a b"}, {"name": "token", "value": "x"}]
    assert request["cookies"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    assert {"name": "X-Folded", "value": "one two"} in request["headers"]
    assert (request["headersSize"], request["bodySize"]) == (len(REQUEST), 0)
    assert (response["status"], response["statusText"]) == (101, "Switching Protocols")
    assert response["cookies"] == [
        {"name": "s", "value": "t", "path": "/", "sameSite": "Lax", "httpOnly": True, "secure": True}
    ]
    assert entry["startedDateTime"] == "2023-11-14T22:13:20.000Z"
    assert entry["serverIPAddress"] == "::1"
    assert entry["time"] == 500
    assert entry["timings"] == {
        "blocked": -1, "dns": Decimal("1.5"), "connect": Decimal("5.25"), "ssl": Decimal("3.25"), "send": 0,
        "wait": 4, "receive": Decimal("489.25"),
    }  # fmt: skip


def test_credentials_are_masked(filled):
    (entry,) = entries_of(filled)
    told = json.dumps([entry["request"], entry["response"]])
    assert "token=***" in told
    assert {"name": "Cookie", "value": "***"} in entry["request"]["headers"]
    assert entry["request"]["cookies"] == entry["response"]["cookies"] == []
    assert not {"x", "1", "2", "t", "s=t"} & {
        pair["value"] for part in ("request", "response") for pair in entry[part]["headers"]
    }
    assert {"name": "token", "value": "***"} in entry["request"]["queryString"]


@pytest.mark.parametrize("chosen", [[2], [5], [6], [2, 6], [2, 5, 6], [3, 5, 9]])
def test_a_chosen_fragment_brings_its_whole_message_once(filled, chosen):
    (entry,) = entries_of(filled, Selection(frame_ids=chosen))
    assert entry["_webSocketMessages"] == [ONE]


def test_a_chosen_fragment_of_what_never_ended(filled):
    (entry,) = entries_of(filled, Selection(frame_ids=[1, 8]))
    assert [message["data"] for message in entry["_webSocketMessages"]] == ['hé"l', "Y3V0"]


def test_fragments_far_apart(captures):
    capture = captures.create(None)
    connection, other = capture.open_connection("ws://h/"), capture.open_connection("ws://o/")
    capture.append(connection, [(1, 1, 0x01, None, 1, b"a")])
    capture.append(other, [(2, 1, 0x81, None, 1, b"x")] * 1500)
    capture.append(connection, [(3, 1, 0x80, None, 1, b"b"), (4, 1, 0x00, None, 1, b"orphan")])
    capture.flush()
    (entry,) = entries_of(capture, Selection(frame_ids=[1502]))
    assert [message["data"] for message in entry["_webSocketMessages"]] == ["ab"]
    (entry,) = entries_of(capture, Selection(frame_ids=[1503]))
    assert [(message["opcode"], message["data"]) for message in entry["_webSocketMessages"]] == [
        (0, base64.b64encode(b"orphan").decode())
    ]


def test_a_message_that_never_ended_before_the_next(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x01, None, 1, b"a"), (2, 1, 0x81, None, 1, b"b")])
    capture.flush()
    (entry,) = entries_of(capture)
    assert [message["data"] for message in entry["_webSocketMessages"]] == ["a", "b"]


def test_messages_of_connections_that_alternate(capture, monkeypatch):
    monkeypatch.setattr("inspector.capture.exporting.spool._PENDING", 1000)
    ids = [capture.open_connection(f"ws://h/{number}") for number in range(3)]
    for number in range(300):
        capture.append(ids[number % 3], [(number, 0, 0x81, None, 1, b"%d" % number)])
    capture.flush()
    for place, entry in enumerate(entries_of(capture)):
        assert [int(one["data"]) for one in entry["_webSocketMessages"]] == list(range(place, 300, 3))


def test_a_connection_that_failed(capture):
    connection = capture.open_connection("ws://[::1/", opened_ns=S)
    capture.update_connection(connection, error="It was refused.")
    capture.flush()
    (entry,) = entries_of(capture)
    assert (entry["response"]["status"], entry["response"]["_error"]) == (0, "It was refused.")
    assert entry["request"]["url"] == "ws://[::1/"
    assert entry["_webSocketMessages"] == []


def test_only_connections_of_chosen_frames_are_there(capture, rows):
    for number in (1, 2, 3):
        capture.append(capture.open_connection(f"ws://h/{number}"), rows(2))
    capture.flush()

    def urls(selection):
        return [entry["request"]["url"][-1] for entry in entries_of(capture, selection)]

    assert urls(Selection(frame_ids=[3])) == ["2"]
    assert urls(Selection(connections=frozenset([1, 3]))) == ["1", "3"]


GET = b"GET /socket.io/?EIO=4&sid=1 HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /socket.io/?EIO=4&sid=1 HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


@pytest.mark.parametrize("role", ["client", "server"])
def test_polling_is_ordinary_exchanges(capture, role):
    asks = 1 if role == "server" else 0
    connection = capture.open_connection("http://h:82/", role=role, opened_ns=S)
    for direction, head, body in (
        (asks, GET, b""),
        (asks, POST, b"40"),
        (1 - asks, OK, b"ok"),
        (1 - asks, OK, b"4\xff"),
        (asks, GET, b""),
    ):
        capture.append_http(connection, direction, head, body, len(body), S)
    capture.flush()
    posted, got, waiting = entries_of(capture)
    assert (posted["request"]["method"], posted["request"]["postData"]["text"]) == ("POST", "40")
    assert posted["request"]["url"] == "http://h:82/socket.io/?EIO=4&sid=1"
    assert posted["response"]["content"]["text"] == "ok"
    assert got["request"]["method"] == "GET"
    assert (got["response"]["content"]["text"], got["response"]["content"]["encoding"]) == ("NP8=", "base64")
    assert waiting["response"]["status"] == 0
