"""Pings at regular intervals: on the wire, timed, and what an unanswered one leads to."""

import asyncio

from inspector.session.events import Closed, Opened, Phase, RoundTrip


def test_keepalive_pings_are_on_the_wire_and_timed(run, heard, rows, raw_server, upgrade):
    async def scenario():
        async def answer(reader, writer):
            await upgrade(reader, writer)
            while (await reader.readexactly(1)) == b"\x89":
                size = (await reader.readexactly(1))[0] & 0x7F
                key = await reader.readexactly(4)
                payload = await reader.readexactly(size)
                writer.write(b"\x8a" + bytes([size]))
                writer.write(bytes(byte ^ key[index % 4] for index, byte in enumerate(payload)))

        async with raw_server(answer) as port:
            session = heard(f"ws://127.0.0.1:{port}/", ping_interval=0.001, ping_timeout=10)
            session.start()
            await session.heard(RoundTrip, 3)
            session.abort()
            await session.wait_closed()
            return session

    session = run(scenario())
    assert [row[:2] for row in rows(session.connection_id)[:6]] == [(0, 0x89), (1, 0x8A)] * 3
    assert all(event.seconds > 0 for event in session.of(RoundTrip))


def test_no_ping_is_sent_unasked(run, heard, rows, raw_server, upgrade):
    async def scenario():
        async def wait(reader, writer):
            await upgrade(reader, writer)
            await reader.read(1)

        async with raw_server(wait) as port:
            session = heard(f"ws://127.0.0.1:{port}/")
            session.start()
            await session.heard(Opened)
            await asyncio.sleep(0.05)
            session.abort()
            await session.wait_closed()
            return session

    assert rows(run(scenario()).connection_id) == []


def test_a_ping_that_nobody_answers_fails_the_connection(run, heard, rows, raw_server, upgrade, capture):
    async def scenario():
        async def silent(reader, writer):
            await upgrade(reader, writer)
            while await reader.read(1000):
                pass

        async with raw_server(silent) as port:
            session = heard(
                f"ws://127.0.0.1:{port}/", ping_interval=0.01, ping_timeout=0.05, close_timeout=0.05
            )
            await session.open()
            return session

    session = run(scenario())
    assert session.states == ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
    assert session.failed.phase is Phase.OPEN
    assert session.failed.what == "The connection was failed with 1011: keepalive ping timeout."
    assert "ping timeout" in session.failed.hint
    assert session.closed == Closed(1006, "", clean=False, by="local")
    assert rows(session.connection_id)[-1] == (0, 0x88, b"\x03\xf3keepalive ping timeout")
    assert capture.connection(session.connection_id).close_code == 1006
    capture.flush()
    assert "No pong has come within 0.05 s: the connection is failed." in [
        note.text for note in capture.notes()
    ]


def test_pongs_that_nobody_asked_for_are_no_answer(run, heard, raw_server, upgrade):
    async def scenario():
        async def chatter(reader, writer):
            await upgrade(reader, writer)
            while await reader.read(1000):
                writer.write(b"\x8a\x03not")

        async with raw_server(chatter) as port:
            session = heard(
                f"ws://127.0.0.1:{port}/", ping_interval=0.01, ping_timeout=0.05, close_timeout=0.05
            )
            await session.open()
            return session

    session = run(scenario())
    assert "1011: keepalive ping timeout" in session.failed.what
    assert session.of(RoundTrip) == []


def test_a_silent_server_is_left_alone_without_a_ping_timeout(run, heard, rows, raw_server, upgrade):
    async def scenario():
        asked = asyncio.Event()

        async def silent(reader, writer):
            await upgrade(reader, writer)
            for _ in range(3):
                await reader.readexactly(7)  # a masked ping with one digit
            asked.set()
            await reader.read()

        async with raw_server(silent) as port:
            session = heard(f"ws://127.0.0.1:{port}/", ping_interval=0.01, ping_timeout=None)
            session.start()
            await session.heard(Opened)
            await asked.wait()
            session.abort()
            await session.wait_closed()
            return session

    session = run(scenario())
    assert [row[1:] for row in rows(session.connection_id)[:3]] == [(0x89, b"1"), (0x89, b"2"), (0x89, b"3")]
    assert session.closed.code == 1006
