"""Response heads that never become a handshake: how soon that is said, and how much is read."""

import asyncio

import pytest

from inspector.session.events import Phase
from inspector.session.options import Reconnect


@pytest.fixture
def failed_with(run, heard, raw_server, capture):
    """Open a connection to a peer of bytes that stays, and give what failed and the record."""

    def go(answer, **options):
        async def scenario():
            async def peer(reader, writer):
                await reader.readuntil(b"\r\n\r\n")
                await answer(writer)
                await reader.read()

            async with raw_server(peer) as port:
                session = heard(f"ws://127.0.0.1:{port}/", **{"open_timeout": 30, **options})
                await session.open()
                return session

        session = run(scenario())
        return session.failed, capture.connections()[-1]

    return go


def once(data):
    async def answer(writer):
        writer.write(data)

    return answer


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n", "128 headers"),
        (b"HTTP/1.1 101 " + b"x" * 100_000 + b"\r\n\r\n", "8 KiB"),
        (b"x" * 1_000_000, "8 KiB"),
        (b"HTTP/1.1 101 Switching Protocols\r\nX-A: " + b"x" * 100_000 + b"\r\n\r\n", "8 KiB"),
        (b"HTTP/1.1 101 Switching Protocols\r\nno colon here\r\n\r\n", "not HTTP/1.1"),
        (b"HTTP/1.1 101 Switching Protocols\r\nBad Name: x\r\n\r\n", "not HTTP/1.1"),
        (b"HTTP/1.1 1O1 Switching Protocols\r\n\r\n", "not HTTP/1.1"),
        (b"HTTP/2 101\r\n\r\n", "not HTTP/1.1"),
        (b"\x00\x01\x02\r\n\r\n", "not HTTP/1.1"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "not HTTP/1.1"),
    ],
)
def test_it_is_said_at_once_though_the_server_stays(failed_with, head, words):
    """The time limit of the test is far beyond the open timeout, which must not be what ends it."""
    failed, record = failed_with(once(head), open_timeout=None)
    assert failed.phase is Phase.UPGRADE
    assert words in f"{failed.what} {failed.hint}"
    assert record.error.startswith(failed.what)


def test_of_a_head_without_end_little_is_read(failed_with, capture):
    sent = []

    async def endless(writer):
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n")
        while not writer.is_closing():
            sent.append(writer.write(b"X-A: b\r\n" * 1000))
            await writer.drain()

    failed, _ = failed_with(endless, open_timeout=None)
    assert "larger than a client accepts" in failed.what
    assert len(sent) < 10_000


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", "An ordinary HTTP answer"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nhalf", "forbids"),
        (b"HTTP/1.1 503 Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "try again later"),
    ],
)
def test_a_status_is_explained_though_its_body_never_ends(failed_with, head, words):
    failed, _ = failed_with(once(head), open_timeout=0.1)
    assert failed.what.startswith(head[9:12].decode() + ": ")
    assert words in failed.what
    assert "did not end before the open timeout" in failed.hint


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 99999999\r\n\r\n",
        b"Content-Length: nonsense\r\n\r\n",
        b"Transfer-Encoding: gzip\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
)
def test_a_status_is_explained_though_its_body_is_malformed(failed_with, body):
    failed, _ = failed_with(once(b"HTTP/1.1 404 Not Found\r\n" + body), open_timeout=None)
    assert failed.what.startswith("404: Nothing is at this path")


def test_half_a_head_says_how_much_came(run, heard, raw_server):
    async def scenario():
        async def half(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 101 Sw")

        async with raw_server(half) as port:
            session = heard(f"ws://127.0.0.1:{port}/")
            await session.open()
            return session

    what = run(scenario()).failed.what
    assert what == "The server closed the connection in the middle of its response head, after 15 bytes."


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (b"HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n", 1),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\nConnection: Upgrade\r\n\r\n", 2),
        (b"HTTP/1.1 403 Forbidden\r\nX-A: b\r\n\n", 3),
    ],
)
def test_a_line_that_ends_with_a_bare_lf_is_named(failed_with, capture, head, line):
    failed, record = failed_with(once(head), open_timeout=None)
    assert failed.what == f"Line {line} of the response head ends with a bare LF instead of CRLF."
    assert record.response_head == head
    assert record.closed_by == "local"
    capture.flush()
    violations = [(note.text, note.section) for note in capture.notes() if note.kind == "violation"]
    told = f"line ends: Line {line} of the response head ends with a bare LF instead of CRLF."
    assert (told, "RFC 9112 §2.2") in violations


def test_a_reset_is_told_from_an_orderly_end(run, heard, raw_server):
    async def scenario():
        async def reset(reader, writer):
            # What was not read makes the kernel send RST.
            await asyncio.sleep(0.05)
            writer.transport.abort()

        async with raw_server(reset, limit=1) as port:
            session = heard(f"ws://127.0.0.1:{port}/", headers=(("X-Long", "x" * 300_000),))
            await session.open()
            return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.UPGRADE
    assert "reset the connection while waiting for the response" in failed.what


def test_each_failed_attempt_is_a_connection_of_its_own(run, heard, raw_server, capture):
    async def scenario():
        async def refuse(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")

        async with raw_server(refuse) as port:
            reconnect = Reconnect(enabled=True, initial_delay=0.01, max_attempts=2)
            session = heard(f"ws://127.0.0.1:{port}/", reconnect=reconnect)
            await session.open()
            return session

    run(scenario())
    assert len(capture.connections()) == 3
    assert all(record.error.startswith("503: ") and record.closed_ns for record in capture.connections())
    capture.flush()
    announced = [(note.connection_id, note.text) for note in capture.notes() if note.kind == "reconnect"]
    assert announced == [
        (1, "Attempt 1 to reconnect follows in 0.01 s."),
        (2, "Attempt 2 to reconnect follows in 0.02 s."),
    ]
