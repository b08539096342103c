"""What a capture keeps of connections that did not end well."""

import asyncio

import pytest

from inspector.capture.store import Capture
from inspector.server.local_server import LocalServer
from inspector.session.events import Closed, Opened
from inspector.session.options import ConnectOptions
from inspector.session.session import Session


def recorded(answer):
    """Connect to a server of bytes that writes `answer` and drops the connection."""

    async def scenario():
        async def serve(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        capture = Capture.create(None)
        port = server.sockets[0].getsockname()[1]
        await Session(ConnectOptions(f"ws://127.0.0.1:{port}/"), capture, lambda event: None).open()
        record = capture.connections()[0]
        capture.close()
        server.close()
        return record

    return asyncio.run(scenario())


def test_half_a_response_head_is_kept():
    record = recorded(b"HTTP/1.1 101 Swit")
    assert record.response_head == b"HTTP/1.1 101 Swit"
    assert record.error


def test_a_connection_that_is_dropped_says_so():
    async def scenario():
        capture = Capture.create(None)
        server = LocalServer(capture, port=0)
        await server.start()
        await Session(ConnectOptions(f"{server.url}/bad?what=rsv"), capture, lambda event: None).open()
        error = capture.connections()[0].error
        await server.stop()
        capture.close()
        return error

    assert asyncio.run(scenario()) == "The connection was failed with 1002: reserved bits must be 0."


def test_a_close_that_nobody_answers_is_abnormal(run, heard, raw_server, upgrade, capture):
    """RFC 6455 §7.1.5: without a close frame from the other endpoint the code is 1006."""

    async def scenario():
        async def mute(reader, writer):
            await upgrade(reader, writer)
            await reader.read()

        async with raw_server(mute) as port:
            session = heard(f"ws://127.0.0.1:{port}/", close_timeout=0.1)
            session.start()
            await session.heard(Opened)
            session.close(4001, "bye")
            await session.heard(Closed)
            return session

    session = run(scenario())
    assert session.closed == Closed(1006, "", clean=False, by="local")
    record = capture.connections()[0]
    assert (record.close_code, record.close_reason, record.closed_by) == (1006, "", "local")


def test_a_server_whose_close_nobody_answers_records_the_same(run, capture):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(
            b"GET /close?code=4000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await reader.readuntil(b"\x88\x02\x0f\xa0")
        writer.close()
        while capture.connections()[0].closed_ns is None:  # noqa: ASYNC110 — what is waited for is the record
            await asyncio.sleep(0.01)
        await server.stop()

    run(scenario())
    record = capture.connections()[0]
    assert (record.close_code, record.closed_by) == (1006, "local")


def ends(capture):
    """Tell who ended each connection, by this program's role in it."""
    found = [(record.role, record.closed_by) for record in capture.connections()]
    return dict(found)


@pytest.mark.parametrize("target", ["reject?status=403", "reject?status=302", "nowhere", "time?every=0"])
def test_a_refused_handshake_was_ended_by_the_server_seen_from_both_ends(run, heard, capture, target):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        await heard(f"{server.url}/{target}").open()
        await server.stop()

    run(scenario())
    assert ends(capture) == {"client": "remote", "server": "local"}


def test_a_handshake_that_the_client_gave_up_was_ended_by_the_client_seen_from_both_ends(run, heard, capture):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        await heard(f"{server.url}/slow?delay=30000", open_timeout=0.2).open()
        await server.stop()

    run(scenario())
    assert ends(capture) == {"client": "local", "server": "remote"}
