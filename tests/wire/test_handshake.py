"""The heads of the opening handshake, judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.extensions import DeflateParameters, check_extensions, negotiated_deflate
from inspector.wire.handshake import accept_value, check_request_head, check_response_head
from inspector.wire.http_head import parse_head
from inspector.wire.statuses import explain_status

# The example of RFC 6455 §1.3.
REQUEST = (
    "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\n"
    "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
RESPONSE = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: chat\r\n\r\n"
)


def failed(findings):
    return [finding.name for finding in findings if not finding.ok]


def request_with(old, new):
    assert old in REQUEST
    return check_request_head(parse_head(REQUEST.replace(old, new).encode()))


def response_with(old, new, request=REQUEST):
    assert old in RESPONSE
    response = parse_head(RESPONSE.replace(old, new).encode())
    return check_response_head(parse_head(request.encode()), response)


def test_the_example_of_the_rfc_passes():
    request, response = check_request_head(parse_head(REQUEST.encode())), response_with("", "")
    assert failed(request) == failed(response) == []
    assert accept_value("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    for finding in request + response:
        assert finding.section.startswith("RFC ")
        assert finding.sentence.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("GET /chat", "POST /chat", "request line"),
        ("HTTP/1.1", "HTTP/1.0", "request line"),
        ("Host: server.example.com\r\n", "", "Host"),
        ("Host: server.example.com\r\n", "Host: a\r\nHost: b\r\n", "Host"),
        ("Upgrade: websocket", "Upgrade: h2c", "Upgrade"),
        ("Upgrade: websocket\r\n", "", "Upgrade"),
        ("Connection: Upgrade", "Connection: close", "Connection"),
        ("Version: 13", "Version: 8", "version"),
        ("Sec-WebSocket-Version: 13\r\n", "", "version"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==", "key"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "not base64!", "key"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "é", "key"),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", "key"),
        ("Origin", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin", "key"),
        ("chat, superchat", "chat, chat", "subprotocols"),
        ("Origin", "Sec-WebSocket-Extensions: ;;\r\nOrigin", "extensions"),
    ],
)
def test_each_fault_of_a_request_is_found_alone(old, new, name):
    assert failed(request_with(old, new)) == [name]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Connection: Upgrade", "Connection: keep-alive, upgrade"),
        ("Connection: Upgrade", "connection:\tUPGRADE\t"),
        ("Upgrade: websocket", "Upgrade: h2c, WebSocket"),
        ("Sec-WebSocket-Protocol: chat, superchat\r\n", ""),
        ("chat, superchat", "chat\r\nSec-WebSocket-Protocol: superchat"),
        ("Origin", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nOrigin"),
    ],
)
def test_what_a_request_may_also_be(old, new):
    assert failed(request_with(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("101 Switching Protocols", "200 OK", "status"),
        ("HTTP/1.1 101 Switching Protocols", "SSH-2.0-x", "status"),
        ("Upgrade: websocket", "Upgrade: h2c", "Upgrade"),
        ("Connection: Upgrade\r\n", "", "Connection"),
        ("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=", "Sec-WebSocket-Accept"),
        ("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "", "Sec-WebSocket-Accept"),
        ("Protocol: chat", "Protocol: Chat", "subprotocol"),
        ("Protocol: chat", "Protocol: chat, superchat", "subprotocol"),
        ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "extensions"),
    ],
)
def test_each_fault_of_a_response_is_found_alone(old, new, name):
    assert failed(response_with(old, new)) == [name]


def test_no_subprotocol_may_be_selected():
    assert failed(response_with("Sec-WebSocket-Protocol: chat\r\n", "")) == []


def test_the_accept_value_belongs_to_the_key():
    other = REQUEST.replace("dGhl", "eHhl")
    findings = response_with("", "", other)
    assert failed(findings) == ["Sec-WebSocket-Accept"]


DEFLATE = "permessage-deflate"


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (DEFLATE, ""),
        (DEFLATE, DEFLATE),
        (f"{DEFLATE}; client_max_window_bits", f"{DEFLATE}; client_max_window_bits=8"),
        (f"{DEFLATE}; server_max_window_bits=12", f'{DEFLATE}; server_max_window_bits="10"'),
        (DEFLATE, f"{DEFLATE}; server_no_context_takeover; client_no_context_takeover"),
        (DEFLATE, f"{DEFLATE}; server_max_window_bits=9"),
        (f"{DEFLATE}; server_no_context_takeover, {DEFLATE}", DEFLATE),
        ("x-other; a=1", "x-other; a=1"),
        (None, ""),
    ],
)
def test_answers_that_fit_their_offer(offer, answer):
    assert failed(check_extensions(offer, answer)) == []


@pytest.mark.parametrize(
    ("offer", "answer", "words"),
    [
        (None, DEFLATE, "not offered"),
        (DEFLATE, f"{DEFLATE}; client_max_window_bits=8", "was not offered"),
        (f"{DEFLATE}; client_max_window_bits", f"{DEFLATE}; client_max_window_bits", "8 to 15"),
        (DEFLATE, f"{DEFLATE}; server_max_window_bits=7", "8 to 15, not 7"),
        (DEFLATE, f"{DEFLATE}; server_max_window_bits=08", "8 to 15, not 08"),
        (DEFLATE, f"{DEFLATE}; server_max_window_bits=16", "8 to 15, not 16"),
        (DEFLATE, f"{DEFLATE}; server_no_context_takeover=1", "takes no value"),
        (DEFLATE, f"{DEFLATE}; server_no_context_takeover; server_no_context_takeover", "twice"),
        (DEFLATE, f"{DEFLATE}; level=9", "no parameter level"),
        (DEFLATE, f"{DEFLATE}, {DEFLATE}", "accepted twice"),
        (f"{DEFLATE}; server_no_context_takeover", DEFLATE, "did not agree"),
        (f"{DEFLATE}; server_max_window_bits=10", DEFLATE, "answered none"),
        (f"{DEFLATE}; server_max_window_bits=10", f"{DEFLATE}; server_max_window_bits=11", "answered 11"),
        (DEFLATE, f"{DEFLATE};;", f"is malformed: expected token at 19 in {DEFLATE};;."),
        ("", None, "is empty"),
        (f"{DEFLATE};", None, f"is malformed: expected token at 19 in {DEFLATE};."),
        (f"{DEFLATE}; client_max_window_bits=9", f"{DEFLATE}; client_max_window_bits=10", "answered 10"),
    ],
)
def test_answers_that_do_not_fit(offer, answer, words):
    findings = [finding for finding in check_extensions(offer, answer) if not finding.ok]
    assert len(findings) == 1
    assert words in findings[0].sentence


def test_what_was_negotiated_is_read():
    answer = f"x-other, {DEFLATE}; server_max_window_bits=10; client_no_context_takeover"
    assert negotiated_deflate(answer) == DeflateParameters(
        server_window_bits=10, client_no_context_takeover=True
    )
    assert negotiated_deflate(DEFLATE) == DeflateParameters()
    assert negotiated_deflate("x-other") is negotiated_deflate(";;") is negotiated_deflate(None) is None


@pytest.mark.parametrize(
    ("status", "header", "body", "words"),
    [
        (302, "Location: wss://b/", b"", "The target is wss://b/."),
        (302, "X: y", b"", "It names no target."),
        (401, 'WWW-Authenticate: Basic realm="a"', b"", 'It asks for: Basic realm="a".'),
        (426, "Sec-WebSocket-Version: 13", b"", "It speaks version 13."),
        (404, "Content-Type: text/html", b"", "The body is an HTML page"),
        (200, "X: y", b"\n<!DOCTYPE html>", "The body is an HTML page"),
        (400, "Content-Type: text/html", b"Bad  key\n", "The server says: Bad key."),
        (400, "Content-Type: text/plain", "Nope – no!".encode(), "The server says: Nope – no!"),
        (418, "X: y", b"", "refuses the request"),
        (599, "X: y", b"", "The server failed"),
        (204, "X: y", b"", "Not the 101"),
    ],
)
def test_a_status_is_explained(status, header, body, words):
    told = explain_status(status, parse_head(f"HTTP/1.1 {status} X\r\n{header}\r\n\r\n".encode()), body)
    assert told.startswith(f"{status}: ")
    assert words in told


@pytest.mark.parametrize("body", [b"<p>Go away</p>", b"\x00\x01", b"\xff\xfe", b"x" * 201, b" "])
def test_a_body_that_is_no_sentence_is_not_repeated(body):
    told = explain_status(400, parse_head(b"HTTP/1.1 400 Bad Request\r\n\r\n"), body)
    assert "says" not in told


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_can_be_judged(first, second):
    request, response = parse_head(first), parse_head(second)
    assert check_request_head(request)
    assert check_response_head(request, response)
    assert check_response_head(request, parse_head(b"HTTP/1.1 101 \r\n" + second))
