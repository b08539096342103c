"""Command lines are made of what was recorded."""

import shlex

from inspector.capture.records import ConnectionRecord
from inspector.session.recorded_commands import recorded_commands

HEAD = (
    b"GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: old"
    b"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat, superchat\r\nX-Mine: it's\r\n"
    b"Origin: http://o\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)


def test_the_handshake_is_made_again():
    (curl, line), (websocat, other) = recorded_commands(
        ConnectionRecord(1, "wss://h/chat", 0, request_head=HEAD)
    )
    assert (curl, websocat) == ("curl", "websocat")
    words = shlex.split(line)
    assert words[-1] == "https://h/chat"
    for header in ("X-Mine: it's", "Origin: http://o", "Sec-WebSocket-Protocol: chat, superchat"):
        assert words.count(header) == 1
    assert "permessage-deflate" in line
    assert "old" not in line
    assert {"--header=X-Mine: it's", "chat,superchat", "wss://h/chat"} <= set(shlex.split(other))


def test_without_compression_or_head():
    (_curl, line), _websocat = recorded_commands(ConnectionRecord(1, "ws://h/", 0))
    assert "permessage-deflate" not in line
    assert shlex.split(line)[-1] == "http://h/"


def test_what_nobody_can_open_again_has_none():
    assert recorded_commands(ConnectionRecord(1, "ws://h/", 0, role="server")) == []
    assert recorded_commands(ConnectionRecord(1, "http://h/socket.io/", 0)) == []
