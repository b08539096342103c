"""A report in Markdown shows everything, and nothing in a payload becomes markup of it."""

import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.exporting import Selection, export_to
from inspector.payloads.visible import visible

S = 1_700_000_000_000_000_000
PIPE = re.compile(r"(?<!\\)\|")


def report(capture, *selection, **options):
    capture.flush()
    out = io.BytesIO()
    export_to(capture, "md", out, *selection, **options)
    return out.getvalue().decode()


def table_of(text):
    """Give the cells of the frames' rows; a cell may hold pipes after a backslash only."""
    lines = text.split("| frame | after |", 1)[1].split("\n")[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in PIPE.split(line)[1:-1]])
    return rows


def outside_fences(text):
    """Give the lines that are no code, as CommonMark has it; fails where a fence is never closed."""
    fence = ""
    for line in text.split("\n"):
        found = re.match("`{3,}", line)
        if not fence:
            fence = found[0] if found else ""
            if not found:
                yield line
        elif found and line.strip("` ") == "" and len(found[0]) >= len(fence):
            fence = ""
    assert not fence


@pytest.fixture
def filled(capture):
    connection = capture.open_connection("wss://me:pass@h/chat?token=x", peer="192.0.2.1:443", opened_ns=S)
    capture.update_connection(
        connection, request_head=b"GET /chat?token=x HTTP/1.1\r\nCookie: a=1\r\n\r\n", subprotocol="chat",
        response_head=b"HTTP/1.1 101 Switching Protocols\r\n\r\n", close_code=4001, close_reason="b`ye",
        closed_ns=S + 10**9, closed_by="remote", error="It *broke*.",
    )  # fmt: skip
    long = "wörd " * 2000
    capture.append(
        connection,
        [
            (S + 1_000, 0, 0x81, b"abcd", 5, b"a|`b`\n"),
            (S + 2_000, 1, 0xC2, None, 3, b"\x00\xff"),
            (S + 3_000, 1, 0x01, None, 9, long.encode()),
            (S + 4_000, 1, 0x82, None, 1000, bytes(range(250)) * 4),
            (S + 5_000, 1, 0x88, None, 5, b"\x0f\xa1bye"),
            (S + 6_000, 1, 0x81, None, 1, b"\xff"),
            (S - 7_000, 0, 0x8A, b"abcd", 0, b""),
        ],
    )
    capture.add_note(
        "violation", "Not |UTF-8|.", section="RFC 6455 §8.1", connection_id=connection, frame_id=6
    )
    capture.add_note("check", "of nobody")
    return capture


def test_a_report(filled):
    text = report(filled)
    assert table_of(text) == [
        ["1", "+0.000001 s", "→ sent", "text", "6", "`` a\\|`b`⟨LF⟩ ``"],
        ["2", "+0.000002 s", "← received", "binary RSV1", "2", "`00 ff`"],
        ["3", "+0.000003 s", "← received", "text no FIN", "12,000", f"` {'wörd ' * 16} ` …"],
        ["4", "+0.000004 s", "← received", "binary", "1,000", f"`{bytes(range(16)).hex(' ')}` …"],
        ["5", "+0.000005 s", "← received", "close", "5", "`4001 bye`"],
        ["6", "+0.000006 s", "← received", "text", "1", "`ff`"],
        ["7", "-0.000007 s", "→ sent", "pong", "0", ""],
    ]
    assert "Frame 3:\n\n```\nwörd wörd" in text
    assert "Cut here; the payload has 12,000 bytes." in text
    assert "000000f0  f0 f1" in text
    assert "Frame 2:" not in text
    assert "- violation of frame 6: Not \\|UTF-8\\|. (RFC 6455 §8.1)" in text
    assert "closed 2023-11-14T22:13:21.000000000Z by the remote end: 4001 (" in text
    assert "``b`ye``" in text.replace("`` b`ye ``", "``b`ye``")
    assert "It \\*broke\\*." in text


def test_credentials_are_masked_in_commands_too(filled):
    def commands(record):
        return [("curl", f"curl {record.url} {record.request_head.decode()}")]

    text = report(filled, commands=commands)
    assert "curl wss://me:***@h/chat?token=***" in text
    assert not re.search("pass@|token=x|a=1", text)
    assert "token=x" in report(filled, commands=commands, secrets=True)


def test_chosen_frames(filled):
    filled.append(filled.open_connection("ws://other/"), [(S, 0, 0x81, None, 1, b"x")])
    filled.flush()
    text = report(filled, Selection(frame_ids=[2, 6]))
    assert [row[0] for row in table_of(text)] == ["2", "6"]
    assert "other" not in text


def test_http_messages(capture):
    connection = capture.open_connection("http://h/")
    head = b"POST /socket.io/?token=x HTTP/1.1\r\nCookie: secret\r\n\r\n"
    capture.append_http(connection, 0, head, b"40", 2, S)
    text = report(capture)
    assert table_of(text)[0][3:] == ["http", "2", "`POST /socket.io/?token=*** HTTP/1.1⟨LF⟩40`"]
    assert "secret" not in text


@given(
    payloads=st.lists(
        st.binary(max_size=200) | st.text(max_size=200).map(str.encode), min_size=1, max_size=9
    ),
    url=st.text(max_size=20),
    reason=st.text(max_size=20),
)
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_payloads_never_break_out(captures, payloads, url, reason):
    capture = captures.create(None)
    connection = capture.open_connection(f"ws://{url}", opened_ns=S)
    capture.update_connection(connection, close_reason=reason, close_code=1000, closed_ns=S, error=reason)
    capture.append(connection, [(S, 1, 0x81, None, 1, payload) for payload in payloads])
    capture.add_note("check", reason, connection_id=connection)
    text = report(capture)
    rows = table_of(text)
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(payloads) + 1)]
    assert {len(row) for row in rows} == {6}
    assert visible(text) == text
    headings = [line for line in outside_fences(text) if line.startswith("#")]
    assert headings[-1] == "### Notes"
    assert [line for line in headings if line.startswith("##")][1:] == (
        ["### Frames", "### Payloads", "### Notes"]
        if "### Payloads" in headings
        else ["### Frames", "### Notes"]
    )
