"""A session against real servers, from its opening to its close."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from inspector.server.local_server import LocalServer
from inspector.session.errors import SessionError
from inspector.session.events import Closed, Failed, MessageReceived, Opened, Reconnecting, RoundTrip, State
from inspector.session.options import Compression, Reconnect


def port_of(server):
    return server.sockets[0].getsockname()[1]


async def echo(connection):
    async for message in connection:
        await connection.send(message)


def test_open_echo_close(run, heard, rows, capture):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(
                f"ws://127.0.0.1:{port_of(server)}/chat?a=b", compression=Compression(enabled=False)
            )
            session.want_messages = True
            session.start()
            opened = await session.heard(Opened)
            session.send_text("héllo")
            session.send_binary(b"\0\xff")
            await session.heard(MessageReceived, 2)
            session.close(4001, "done")
            await session.wait_closed()
            return session, opened

    session, opened = run(scenario())
    assert session.states == ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
    assert session.of(MessageReceived) == [
        MessageReceived(True, "héllo".encode()),
        MessageReceived(False, b"\0\xff"),
    ]
    assert session.events[-1] == Closed(4001, "done", clean=True, by="local")
    assert session.of(Failed) == []
    assert rows(opened.connection_id) == [
        (0, 0x81, "héllo".encode()),
        (0, 0x82, b"\0\xff"),
        (1, 0x81, "héllo".encode()),
        (1, 0x82, b"\0\xff"),
        (0, 0x88, b"\x0f\xa1done"),
        (1, 0x88, b"\x0f\xa1done"),
    ]
    record = capture.connection(opened.connection_id)
    assert record.request_head.startswith(b"GET /chat?a=b HTTP/1.1\r\n")
    assert record.response_head.startswith(b"HTTP/1.1 101 ")
    assert (record.close_code, record.close_reason, record.closed_by) == (4001, "done", "local")
    assert record.error is None
    assert set(json.loads(record.timings)) == {"dns", "tcp", "upgrade"}


def test_the_local_server_sees_the_same_session_from_its_end(run, heard, rows, capture):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        session = heard(f"{server.url}/echo")
        session.want_messages = True
        session.start()
        await session.heard(Opened)
        session.send_text("both ends")
        await session.heard(MessageReceived)
        await session.shut_down()
        await server.stop()

    run(scenario())
    client, server = (
        next(r for r in capture.connections() if r.role == role) for role in ("client", "server")
    )
    assert client.request_head == server.request_head
    assert client.response_head == server.response_head
    mirrored = [(1 - direction, head, payload) for direction, head, payload in rows(client.id)]
    assert sorted(mirrored) == sorted(rows(server.id))


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011, 3000, 4999])
def test_the_server_closes(run, heard, code):
    async def scenario():
        async def leave(connection):
            await connection.close(code, "bye")

        async with serve(leave, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}")
            await session.open()
            return session

    session = run(scenario())
    assert session.closed == Closed(code, "bye", clean=True, by="remote")
    assert session.states == ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]


def test_a_close_without_a_code(run, heard, rows):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}")
            session.start()
            await session.heard(Opened)
            session.close(None)
            await session.wait_closed()
            return session

    session = run(scenario())
    assert session.closed == Closed(1005, "", clean=True, by="local")
    assert rows(session.connection_id)[0] == (0, 0x88, b"")


def test_the_server_drops_the_connection(run, heard, raw_server, upgrade):
    async def scenario():
        async def drop(reader, writer):
            await upgrade(reader, writer)
            await writer.drain()

        async with raw_server(drop) as port:
            session = heard(f"ws://127.0.0.1:{port}")
            await session.open()
            return session

    session = run(scenario())
    assert session.closed == Closed(1006, "", clean=False, by="remote")
    assert session.failed.what == "The other endpoint dropped the TCP connection without a close frame."


def test_abort(run, heard, capture):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}", reconnect=Reconnect(enabled=True))
            session.start()
            await session.heard(Opened)
            session.abort()
            await session.wait_closed()
            return session

    session = run(scenario())
    assert session.closed == Closed(1006, "", clean=False, by="local")
    assert session.of(Reconnecting) == []
    assert capture.connection(session.connection_id).closed_by == "local"


def test_pings_are_numbered_and_pongs_timed(run, heard, rows):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}")
            session.start()
            await session.heard(Opened)
            session.ping()
            await session.heard(RoundTrip)
            session.ping(b"mine")
            await session.heard(RoundTrip, 2)
            session.pong(b"unasked")
            await session.shut_down()
            return session

    session = run(scenario())
    assert all(event.seconds > 0 for event in session.of(RoundTrip))
    assert rows(session.connection_id)[:5] == [
        (0, 0x89, b"1"),
        (1, 0x8A, b"1"),
        (0, 0x89, b"mine"),
        (1, 0x8A, b"mine"),
        (0, 0x8A, b"unasked"),
    ]


@pytest.mark.parametrize(("automatic", "pongs"), [(True, [b"are you there"]), (False, [])])
def test_automatic_pong_can_be_off(run, heard, rows, raw_server, upgrade, automatic, pongs):
    async def scenario():
        async def ping(reader, writer):
            await upgrade(reader, writer)
            writer.write(b"\x89\x0dare you there\x81\x01x\x88\x02\x03\xe8")
            await reader.read()

        async with raw_server(ping) as port:
            session = heard(f"ws://127.0.0.1:{port}", auto_pong=automatic)
            await session.open()
            return session

    session = run(scenario())
    assert [payload for _, head, payload in rows(session.connection_id) if head == 0x8A] == pongs
    assert session.closed.code == 1000


@pytest.mark.parametrize("compressed", [True, False])
def test_fragments_are_sent_where_the_person_cut(run, heard, rows, compressed):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}", compression=Compression(enabled=compressed))
            session.want_messages = True
            session.start()
            await session.heard(Opened)
            session.send_fragments(True, [b"one ", b"", b"two"])
            session.send_fragments(False, [b"alone"])
            await session.heard(MessageReceived, 2)
            await session.shut_down()
            return session

    session = run(scenario())
    rsv1 = 0x40 if compressed else 0
    sent = [row for row in rows(session.connection_id) if row[0] == 0]
    assert sent[:4] == [
        (0, 0x01 | rsv1, b"one "),
        (0, 0x00, b""),
        (0, 0x80, b"two"),
        (0, 0x82 | rsv1, b"alone"),
    ]
    assert [event.payload for event in session.of(MessageReceived)] == [b"one two", b"alone"]


def test_repeating_waits_until_nothing_is_buffered(run, heard, raw_server, upgrade):
    async def scenario():
        reading = asyncio.Event()

        async def slow(reader, writer):
            await upgrade(reader, writer)
            await reading.wait()
            await reader.read()

        async with raw_server(slow, limit=1024) as port:
            session = heard(f"ws://127.0.0.1:{port}", compression=Compression(enabled=False))
            session.start()
            await session.heard(Opened)
            session.repeat(b"x" * 20_000_000, 1, 3)
            while session.repeated < 1:  # noqa: ASYNC110 — a counter tells no one
                await asyncio.sleep(0)
            assert session.buffered_amount > 0
            await asyncio.sleep(0.1)
            before = session.repeated
            reading.set()
            while session.repeating:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            after = session.repeated
            await session.shut_down()
            return before, after

    assert run(scenario()) == (1, 3)


def test_repeating_stops_when_asked_and_at_the_close(run, heard):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}")
            session.want_messages = True
            session.start()
            await session.heard(Opened)
            session.repeat("a", 1)
            await session.heard(MessageReceived, 3)
            session.stop_repeat()
            assert not session.repeating
            session.repeat("b", 1)
            await session.heard(MessageReceived, 6)
            session.close()
            await session.wait_closed()
            assert not session.repeating
            await session.shut_down()

    run(scenario())


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s: s.send_text("\ud800"), "lone surrogate"),
        (lambda s: s.send_fragments(True, []), "at least one fragment"),
        (lambda s: s.ping(b"x" * 126), "at most 125 bytes, not 126"),
        (lambda s: s.pong(b"x" * 126), "at most 125 bytes"),
        (lambda s: s.close(1005), "must not carry 1005"),
        (lambda s: s.close(999), "must not carry 999"),
        (lambda s: s.close(None, "why"), "needs a close code"),
        (lambda s: s.close(1000, "é" * 62), "at most 123 bytes"),
        (lambda s: s.close(1000, "\ud800"), "lone surrogate"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(run, heard, rows, act, sentence):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}")
            session.start()
            await session.heard(Opened)
            with pytest.raises(SessionError, match=sentence):
                act(session)
            assert session.state is State.OPEN
            assert rows(session.connection_id) == []
            await session.shut_down()

    run(scenario())


def test_nothing_can_be_sent_unless_open(run, heard):
    async def scenario():
        session = heard("ws://127.0.0.1:1/")
        for act in (
            lambda: session.send_text("x"),
            lambda: session.send_binary(b""),
            session.ping,
            session.pong,
            session.close,
            lambda: session.repeat("x", 1),
        ):
            with pytest.raises(SessionError, match="The connection is CLOSED"):
                act()

    run(scenario())


def test_subprotocol_and_compression_are_as_negotiated(run, heard, capture):
    compression = Compression(
        client_max_window_bits=10,
        server_max_window_bits=11,
        client_no_context_takeover=True,
        server_no_context_takeover=True,
    )

    async def scenario():
        async with serve(echo, "127.0.0.1", 0, subprotocols=["b"]) as server:
            session = heard(
                f"ws://127.0.0.1:{port_of(server)}", subprotocols=("a", "b"), compression=compression
            )
            session.want_messages = True
            session.start()
            opened = await session.heard(Opened)
            for _ in range(2):
                session.send_text("squeeze me " * 20)
            await session.heard(MessageReceived, 2)
            await session.shut_down()
            return session, opened

    session, opened = run(scenario())
    record = capture.connection(session.connection_id)
    assert b"Sec-WebSocket-Protocol: a, b\r\n" in record.request_head
    assert opened.subprotocol == record.subprotocol == "b"
    assert opened.extensions == record.extensions
    for parameter in ("server_max_window_bits=11", "client_max_window_bits=10", "client_no_context_takeover"):
        assert parameter in record.extensions
    capture.flush()
    lengths = [s.wire_length for s in capture.summaries(1, 4)]
    assert all(length < 60 for length in lengths)
    assert lengths[0] == lengths[1]
    assert {s.length for s in capture.summaries(1, 4)} == {220}


def test_no_compression_offers_none(run, heard, capture):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}", compression=Compression(enabled=False))
            session.start()
            await session.heard(Opened)
            await session.shut_down()
            return session

    session = run(scenario())
    record = capture.connection(session.connection_id)
    assert b"Extensions" not in record.request_head
    assert record.extensions is None


def test_the_persons_headers_replace_those_sent_anyway(run, heard, capture):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(
                f"ws://127.0.0.1:{port_of(server)}",
                headers=(("X-One", "1"), ("X-One", "2"), ("user-agent", "mine")),
                origin="https://example.org",
                basic_auth=("me", "pass"),
            )
            session.start()
            await session.heard(Opened)
            await session.shut_down()
            return session

    head = capture.connection(run(scenario()).connection_id).request_head
    assert b"X-One: 1\r\nX-One: 2\r\n" in head
    assert b"Origin: https://example.org\r\n" in head
    assert b"Authorization: Basic bWU6cGFzcw==\r\n" in head
    assert head.lower().count(b"user-agent") == 1
    assert b"user-agent: mine\r\n" in head
