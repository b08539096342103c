"""Packets as one line of a table: complete, cut, broken, in frames and in polls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.packet_summary import packet_summary, row_summary
from inspector.payloads.visible import visible
from inspector.wire.records import HTTP


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        (b'4212["chat","hi"]', 'EVENT chat ["hi"] → ack 12'),
        (b'42/admin,["chat"]', "EVENT /admin chat"),
        (b"42[1,2]", "EVENT 1 [2]"),
        (b'40/admin,{"token":1}', 'CONNECT /admin {"token":1}'),
        (b"41/admin,", "DISCONNECT /admin"),
        (b'44{"message":"no"}', 'CONNECT_ERROR {"message":"no"}'),
        (b'431["ok"]', 'ACK 1 ["ok"]'),
        (b'451-["f",{"_placeholder":true,"num":0}]', "BINARY_EVENT f [<attachment 0>]"),
        (b"2", "ping"),
        (b"3probe", "pong probe"),
        (b"5", "upgrade"),
        ('42["a\u202e"]'.encode(), "EVENT a⟨U+202E⟩"),
        (b"hello", 'hello — "h" is no type of an Engine.IO packet: one begins with a digit from 0 to 6.'),
        (b"49", '49 — "9" is no type of a Socket.IO packet: one begins with a digit from 0 to 6.'),
        (b'42["x"', "42[\"x\" — The data is not JSON: Expecting ',' delimiter at character 5."),
        (b'42["x', '42["x — The data is not JSON: Unterminated string starting at character 2.'),
        (b'43["x"]', '43["x"] — An ACK without an id: nobody can tell which event it answers.'),
        (b"42{}", "42{} — An EVENT carries an array, its name first, and this has an object."),
    ],
)
def test_a_message_is_told_in_one_line(payload, line):
    assert packet_summary(payload, binary=False) == line


def test_attachments_tell_their_size():
    assert packet_summary(b"\x01\x02\x03", binary=True) == "attachment 3 B"
    assert packet_summary(b"\x04" + b"a" * 1234, binary=True, eio=3) == "attachment 1,234 B"
    assert packet_summary(b"\x01\x02\x03", binary=True, whole=False) == "attachment"


@pytest.mark.parametrize(
    ("preview", "line"),
    [
        (
            b'POST /socket.io/ HTTP/1.1\r\n40\x1e42["a",1]\x1ebAQID',
            "POST CONNECT · EVENT a [1] · attachment 3 B",
        ),
        (b'HTTP/1.1 200 OK\r\n0{"sid":"a"}', '200 open {"sid":"a"}'),
        (b"HTTP/1.1 200 OK\r\nok", "200 ok"),
        (b"HTTP/1.1 400 Bad Request\r\n{}", "400 {}"),
        (b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n", "GET asks for a session"),
        (b"GET /socket.io/?EIO=4&transport=polling&sid=a HTTP/1.1\r\n", "GET waits for packets"),
        (b"GET /socket.io/?mysid=1&EIO=4 HTTP/1.1\r\n", "GET asks for a session"),
        (b"GET /socket.io/?EIO=4&transport=pol", "GET"),
        (b"HTTP/1.1 200 OK\r\n" + b"2\x1e" * 6 + b"2", "200 ping · ping · ping · ping · ping · 2 more"),
    ],
)
def test_a_poll_is_told_with_its_method_or_status(preview, line):
    assert row_summary(HTTP, preview) == line


def test_polls_of_version_3_are_told_as_text_and_as_bytes():
    assert row_summary(HTTP, b'HTTP/1.1 200 OK\r\n2:408:42["hi"]', eio=3) == "200 CONNECT · EVENT hi"
    assert row_summary(HTTP, b"HTTP/1.1 200 OK\r\n\x00\x02\xff40", eio=3) == "200 CONNECT"


@pytest.mark.parametrize(
    ("head", "preview", "eio", "line"),
    [
        (0x81, b'42["long","aaaa', 4, 'EVENT long ["aaaa'),
        (0x81, b'42["lon', 4, 'EVENT ["lon'),
        (0x81, b'42["long","\xc3', 4, 'EVENT long ["'),
        (0x01, b'42["long",', 4, "EVENT long ["),
        (HTTP, b"HTTP/1.1 200 OK\r\n40\x1ebAQI", 4, "200 CONNECT · attachment"),
        (HTTP, b'HTTP/1.1 200 OK\r\n96:0{"sid":', 3, '200 open {"sid":'),
        (HTTP, b'HTTP/1.1 200 OK\r\n\x01\x09\x06\xff\x04{"sid":', 3, "200 attachment"),
    ],
)
def test_what_is_cut_is_told_as_far_as_it_is_there(head, preview, eio, line):
    assert row_summary(head, preview, eio=eio, whole=False) == line


def test_control_frames_and_later_fragments_hold_no_packet():
    assert row_summary(0x89, b"2") is None
    assert row_summary(0x80, b'["a"]') is None
    assert row_summary(0x01, b'42["a') == 'EVENT ["a'


@given(st.sampled_from([HTTP, *range(256)]), st.binary(max_size=99), st.sampled_from([3, 4]), st.booleans())
def test_any_row_is_one_line_in_which_nothing_is_hidden(head, preview, eio, whole):
    line = row_summary(head, preview, eio=eio, whole=whole)
    assert line is None or visible(line, one_line=True) == line
    assert line is None or "failed" not in line
