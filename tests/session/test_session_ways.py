"""Redirects, reconnecting, and ending a session at any moment."""

import asyncio
from http import HTTPStatus

import pytest
from websockets.asyncio.server import serve
from websockets.datastructures import Headers
from websockets.http11 import Response

from inspector.session.events import Closed, Failed, Opened, Reconnecting, State, StateChanged
from inspector.session.options import Reconnect


def port_of(server):
    return server.sockets[0].getsockname()[1]


async def stay(connection):
    await connection.wait_closed()


def redirect_to(target, status=302):
    def answer(_connection, _request):
        return Response(
            status, HTTPStatus(status).phrase, Headers({"Location": target, "Content-Length": "0"})
        )

    return answer


CREDENTIALS = {
    "headers": (
        ("Cookie", "a=b"),
        ("X-Mine", "1"),
        ("authorization", "Basic eA=="),
        ("Host", "fake.example"),
    ),
}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_when_asked_for(run, heard, capture, status):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0) as server:
            target = f"ws://127.0.0.1:{port_of(server)}/target?x=1"
            async with serve(stay, "127.0.0.1", 0, process_request=redirect_to(target, status)) as first:
                session = heard(f"ws://127.0.0.1:{port_of(first)}/", follow_redirects=True, **CREDENTIALS)
                session.start()
                opened = await session.heard(Opened)
                await session.shut_down()
                return session, opened, target

    session, opened, target = run(scenario())
    first, second = capture.connections()
    assert (second.id, second.url) == (opened.connection_id, target)
    assert session.of(Failed) == []
    assert b"Cookie: a=b" in first.request_head
    assert b"X-Mine: 1" in second.request_head
    for secret in (b"Cookie", b"uthorization", b"fake.example"):
        assert secret not in second.request_head


def test_a_redirect_within_the_origin_keeps_the_credentials(run, heard, capture):
    def to_target(connection, request):
        return redirect_to("../target?x=1")(connection, request) if request.path == "/a/b" else None

    async def scenario():
        async with serve(stay, "127.0.0.1", 0, process_request=to_target) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}/a/b", follow_redirects=True, **CREDENTIALS)
            session.start()
            await session.heard(Opened)
            await session.shut_down()

    run(scenario())
    second = capture.connections()[1]
    assert second.request_head.startswith(b"GET /target?x=1 HTTP/1.1\r\n")
    assert b"Cookie: a=b" in second.request_head


def test_a_redirect_is_shown_and_not_followed_unless_asked_for(run, heard, capture):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0, process_request=redirect_to("ws://example.org/x")) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}/")
            await session.open()
            return session

    session = run(scenario())
    assert "ws://example.org/x" in session.failed.what
    assert len(capture.connections()) == 1
    assert b"Location: ws://example.org/x" in capture.connections()[0].response_head


def test_redirects_in_a_circle_end(run, heard, capture):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0, process_request=redirect_to("/again")) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}/", follow_redirects=True)
            await session.open()
            return session

    session = run(scenario())
    assert session.failed.what == "There were more than 10 redirects."
    assert session.states == ["CONNECTING", "CLOSED"]
    assert all(record.error for record in capture.connections())


def test_a_redirect_to_no_websocket_url_is_not_followed(run, heard):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0, process_request=redirect_to("ftp://example.org/")) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}/", follow_redirects=True)
            await session.open()
            return session

    assert "ftp://example.org/" in run(scenario()).failed.what


def test_lost_connections_are_opened_again_and_counted_down(run, heard, capture):
    async def scenario():
        async def drop(connection):
            connection.transport.abort()

        async with serve(drop, "127.0.0.1", 0) as server:
            reconnect = Reconnect(enabled=True, initial_delay=0.01)
            session = heard(f"ws://127.0.0.1:{port_of(server)}/", reconnect=reconnect)
            session.start()
            await session.heard(Opened, 3)
            await session.shut_down()
            return session

    session = run(scenario())
    # Each opening starts the back-off anew.
    assert {event.attempt for event in session.of(Reconnecting)} == {1}
    # RFC 6455 §7.1.3: without a close frame there is no CLOSING.
    assert session.states[:5] == ["CONNECTING", "OPEN", "CLOSED", "CONNECTING", "OPEN"]
    assert len({event.connection_id for event in session.of(Opened)}) == 3
    capture.flush()
    assert "reconnect" in {note.kind for note in capture.notes()}


def test_attempts_back_off_up_to_the_longest_delay_and_end(run, heard):
    async def scenario():
        reconnect = Reconnect(enabled=True, initial_delay=0.01, factor=3, max_delay=0.05, max_attempts=3)
        session = heard("ws://127.0.0.1:1/", reconnect=reconnect)
        await session.open()
        return session

    session = run(scenario())
    delays = {event.attempt: event.seconds for event in reversed(session.of(Reconnecting))}
    assert [round(delays[attempt], 2) for attempt in (1, 2, 3)] == [0.01, 0.03, 0.05]
    assert len(session.of(Closed)) == 4
    assert session.state is State.CLOSED


def test_a_closed_session_is_not_opened_again(run, heard):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0) as server:
            reconnect = Reconnect(enabled=True, initial_delay=0.01)
            session = heard(f"ws://127.0.0.1:{port_of(server)}/", reconnect=reconnect)
            session.start()
            await session.heard(Opened)
            session.close()
            await session.wait_closed()
            return session

    assert run(scenario()).of(Reconnecting) == []


@pytest.mark.parametrize("end", ["shut_down", "abort"])
def test_the_countdown_can_be_ended(run, heard, end):
    async def scenario():
        async def drop(connection):
            connection.transport.abort()

        async with serve(drop, "127.0.0.1", 0) as server:
            reconnect = Reconnect(enabled=True, initial_delay=3600, max_delay=3600)
            session = heard(f"ws://127.0.0.1:{port_of(server)}/", reconnect=reconnect)
            session.start()
            waiting = await session.heard(Reconnecting)
            assert 3599 < waiting.seconds <= 3600
            if end == "abort":
                session.abort()
                await session.wait_closed()
            await session.shut_down()
            return session

    session = run(scenario())
    assert session.state is State.CLOSED
    assert len(session.of(Opened)) == 1


@pytest.mark.parametrize("end", ["shut_down", "abort"])
def test_connecting_can_be_ended(run, heard, capture, raw_server, end):
    async def scenario():
        asked = asyncio.Event()

        async def never_answer(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            assert await reader.read() == b""

        async with raw_server(never_answer) as port:
            session = heard(f"ws://127.0.0.1:{port}/", open_timeout=None)
            session.start()
            await asked.wait()
            if end == "abort":
                session.abort()
                await session.wait_closed()
            await session.shut_down()
            return session

    session = run(scenario())
    assert session.states == ["CONNECTING", "CLOSED"]
    assert session.closed == Closed(1006, "", clean=False, by="local")
    record = capture.connections()[0]
    assert record.error == "Connecting was cancelled."
    assert record.closed_ns >= record.opened_ns


def test_shut_down_before_anything_began(run, heard):
    async def scenario():
        session = heard("ws://127.0.0.1:1/")
        await session.shut_down()
        assert session.events == []

    run(scenario())


def test_shut_down_gives_up_on_a_server_that_hangs_in_its_close(run, heard, raw_server, upgrade, capture):
    async def scenario():
        async def hang(reader, writer):
            await upgrade(reader, writer)
            while await reader.read(1000):
                pass

        async with raw_server(hang) as port:
            session = heard(f"ws://127.0.0.1:{port}/", close_timeout=3600)
            session.start()
            await session.heard(Opened)
            await session.shut_down(within=0.2)
            return session

    session = run(scenario())
    assert session.states == ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
    assert session.closed.clean is False
    assert capture.connections()[0].closed_ns is not None
    capture.flush()
    assert capture.notes()[-1].text == (
        "The closing handshake did not end within 0.2 s; the TCP connection was dropped."
    )


def test_a_close_that_takes_too_long_ends_and_is_noted(run, heard, raw_server, upgrade, capture):
    async def scenario():
        async def hang(reader, writer):
            await upgrade(reader, writer)
            while await reader.read(1000):
                pass

        async with raw_server(hang) as port:
            session = heard(f"ws://127.0.0.1:{port}/", close_timeout=0.05)
            session.start()
            await session.heard(Opened)
            session.close(4000, "leaving")
            await session.wait_closed()
            return session

    session = run(scenario())
    assert session.closed == Closed(1006, "", clean=False, by="local")
    assert session.failed.what == "The other endpoint did not answer the close frame."
    capture.flush()
    assert "did not finish the closing handshake within 0.05 s" in capture.notes()[-1].text


def test_shut_down_while_the_server_floods(run, heard, raw_server, upgrade):
    async def scenario():
        async def flood(reader, writer):
            await upgrade(reader, writer)
            while True:
                writer.write(b"\x81\x05Hello" * 1000)
                await writer.drain()

        async with raw_server(flood) as port:
            session = heard(f"ws://127.0.0.1:{port}/")
            session.start()
            await session.heard(Opened)
            await session.shut_down()
            return session

    assert run(scenario()).state is State.CLOSED


def test_shut_down_when_the_server_has_just_begun_to_close(run, heard, raw_server, upgrade):
    async def scenario():
        async def close(reader, writer):
            await upgrade(reader, writer)
            writer.write(b"\x88\x02\x03\xe8")
            await reader.read()

        async with raw_server(close) as port:
            session = heard(f"ws://127.0.0.1:{port}/")

            ended = []

            def end_at_once(event):
                if isinstance(event, StateChanged) and event.state is State.OPEN:
                    ended.append(session.tasks.start(session.shut_down(), "shut down"))

            session._hear, hear = lambda event: (hear(event), end_at_once(event)), session._hear
            session._emit = session._hear
            await session.open()
            await asyncio.gather(*ended)
            return session

    assert run(scenario()).state is State.CLOSED


def test_a_session_can_be_opened_again(run, heard):
    async def scenario():
        async with serve(stay, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{port_of(server)}/")
            for count in (1, 2):
                session.start()
                await session.heard(Opened, count)
                session.close()
                await session.wait_closed()
            return session

    assert run(scenario()).states == ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] * 2
