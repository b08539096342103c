"""The small rules of a session: beats, pings, states, and who may do what when."""

import asyncio
import itertools
import ssl
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from websockets.asyncio.server import serve
from websockets.datastructures import Headers
from websockets.http11 import Response

from inspector.server.certificate import make_certificate
from inspector.session import repeat
from inspector.session.errors import SessionError
from inspector.session.events import MessageReceived, Opened, Reconnecting, State, StateChanged
from inspector.session.options import Reconnect, TlsOptions
from inspector.session.pings import Pings
from inspector.session.repeat import Repeat
from inspector.session.states import TRANSITIONS, StateMachine


class Clock:
    """Time that passes only while someone sleeps, or is busy."""

    def __init__(self):
        self.now = 100.0

    def time(self):
        return self.now

    async def sleep(self, seconds):
        assert seconds >= 0
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    instead = SimpleNamespace(get_running_loop=lambda: made, sleep=made.sleep)
    monkeypatch.setattr(repeat, "asyncio", instead)
    return made


def beats(clock, buffered, every_ms=1000, count=5, busy=()):
    """Run a repeat on the clock and give the seconds at which it sent."""
    sent = []
    waits = itertools.chain(busy, itertools.repeat(0))

    def send():
        sent.append(round(clock.now - 100, 6))
        clock.now += next(waits)
        return True

    asyncio.run(Repeat(send, buffered, every_ms, count).run())
    return sent


def test_every_beat_sends_when_nothing_is_buffered(clock):
    assert beats(clock, lambda: 0) == [0, 1, 2, 3, 4]


def test_a_beat_with_something_buffered_is_left_out(clock):
    assert beats(clock, iter([0, 7, 7, 0, 0, 7, 0, 0]).__next__) == [0, 3, 4, 6, 7]


def test_beats_that_passed_while_busy_are_left_out_and_the_rhythm_stays(clock):
    assert beats(clock, lambda: 0, busy=[0, 2.5, 0.2]) == [0, 1, 4, 5, 6]


def test_the_shortest_beat_is_a_millisecond(clock):
    assert beats(clock, lambda: 0, every_ms=0, count=3) == [0, 0.001, 0.002]


def test_repeating_ends_when_nothing_can_be_sent(clock):
    repeated = Repeat(lambda: False, lambda: 0, 1, None)
    asyncio.run(repeated.run())
    assert repeated.sent == 0


def test_a_pong_answers_the_pings_before_its_own_too():
    pings = Pings()
    for payload in (b"a", b"b", b"c"):
        pings.sent(payload)
    assert pings.answered(b"b") >= 0
    assert pings.answered(b"a") is None
    assert pings.answered(b"b") is None
    assert pings.answered(b"c") >= 0


def test_a_payload_sent_twice_is_timed_from_the_last():
    pings = Pings()
    pings.sent(b"a")
    pings.sent(b"b")
    pings.sent(b"a")
    assert pings.answered(b"a") >= 0
    assert pings.answered(b"b") is None


def test_only_the_transitions_of_the_rfc_are_made():
    for before, after in itertools.product(State, State):
        told = []
        machine = StateMachine(told.append)
        machine.state = before
        if after is before:
            machine.to(after)
            assert told == []
        elif after in TRANSITIONS[before]:
            machine.to(after)
            assert told == [after]
        else:
            with pytest.raises(AssertionError, match=f"{before} must not become {after}"):
                machine.to(after)


async def echo(connection):
    async for message in connection:
        await connection.send(message)


def test_a_session_is_opened_once_at_a_time(run, heard):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            session.start()
            await session.heard(Opened)
            with pytest.raises(SessionError, match="The connection is OPEN: close it"):
                await session.open()
            assert session.state is State.OPEN
            await session.shut_down()

    run(scenario())


@pytest.mark.parametrize("when", [StateChanged, Opened])
def test_who_cancels_the_opening_ends_the_connection(run, heard, capture, when):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            opening = session.start()
            await session.heard(when)
            opening.cancel()
            with pytest.raises(asyncio.CancelledError):
                await opening
            # The time limit is the test's; the server alone would keep it open.
            while capture.connection(session.connection_id).closed_ns is None:  # noqa: ASYNC110
                await asyncio.sleep(0)
            return session

    session = run(scenario())
    assert session.state is State.CLOSED
    assert session.closed.by == "local"


def test_messages_can_be_wanted_later(run, heard):
    async def scenario():
        async with serve(echo, "127.0.0.1", 0) as server:
            session = heard(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            session.start()
            await session.heard(Opened)
            session.want_messages = True
            session.send_text("told")
            await session.heard(MessageReceived)
            session.want_messages = False
            session.send_text("untold")
            session.close()
            await session.wait_closed()
            return session

    assert [event.payload for event in run(scenario()).of(MessageReceived)] == [b"told"]


def test_the_end_of_a_countdown_is_told(run, heard):
    async def scenario():
        reconnect = Reconnect(enabled=True, initial_delay=3600, max_delay=3600)
        session = heard("ws://127.0.0.1:1/", reconnect=reconnect)
        session.start()
        await session.heard(Reconnecting)
        session.abort()
        await session.wait_closed()
        return session

    assert run(scenario()).events[-1] == StateChanged(State.CLOSED)


def test_what_was_asked_for_over_tls_does_not_go_on_without_it(run, heard, capture, tmp_path):
    made = make_certificate([])
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(made.ca_pem)

    def downgrade(_connection, _request):
        headers = Headers({"Location": "ws://127.0.0.1:1/plain", "Content-Length": "0"})
        return Response(302, HTTPStatus.FOUND.phrase, headers)

    async def scenario():
        context: ssl.SSLContext = made.context()
        async with serve(echo, "127.0.0.1", 0, ssl=context, process_request=downgrade) as server:
            session = heard(
                f"wss://127.0.0.1:{server.sockets[0].getsockname()[1]}/",
                follow_redirects=True,
                tls=TlsOptions(ca_file=str(ca_file)),
            )
            await session.open()
            return session

    session = run(scenario())
    assert len(capture.connections()) == 1
    assert session.failed.what.startswith("302: ")
    assert "without encryption" in session.failed.hint


def test_the_second_unanswered_ping_counts_though_the_first_was_answered(run, heard, raw_server, upgrade):
    async def scenario():
        async def tired(reader, writer):
            await upgrade(reader, writer)
            await reader.readexactly(7)
            writer.write(b"\x8a\x011")
            while await reader.read(1000):
                pass

        async with raw_server(tired) as port:
            session = heard(
                f"ws://127.0.0.1:{port}/", ping_interval=0.01, ping_timeout=0.3, close_timeout=0.05
            )
            await session.open()
            return session

    session = run(scenario())
    assert "1011: keepalive ping timeout" in session.failed.what
