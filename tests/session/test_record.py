"""`record` from inside: what it waits for, what it says, and its exit status."""

import io
import os
import re
import signal

import pytest
from websockets.asyncio.server import serve

from inspector.capture.store import Capture
from inspector.session.options import Compression, ConnectOptions, SocketIoOptions
from inspector.session.record import record
from inspector.session.session import Session
from inspector.session.socketio import joining


async def echo(connection):
    async for message in connection:
        await connection.send(message)


@pytest.fixture
def recorded(run, capture):
    """Record from a server of the library's; gives exit status and what was said."""

    def go(handler, into=None, url="ws://127.0.0.1:{port}/", **wishes):
        err = io.StringIO()
        options = {"close_timeout": 2, "compression": Compression(enabled=False)} | wishes.pop("options", {})

        async def scenario():
            async with serve(handler, "127.0.0.1", 0, compression=None) as server:
                port = server.sockets[0].getsockname()[1]
                return await record(
                    ConnectOptions(url.format(port=port), **options), into or capture, err=err, **wishes
                )

        status = run(scenario())
        said = err.getvalue()
        assert re.fullmatch(r"[^\n]+\n", said), "one line"
        return status, said

    return go


@pytest.fixture
def raw_recorded(run, capture, raw_server):
    """Record from a peer of bytes."""

    def go(peer, options=None, **wishes):
        err = io.StringIO()

        async def scenario():
            async with raw_server(peer) as port:
                chosen = ConnectOptions(
                    f"ws://127.0.0.1:{port}/", **{"close_timeout": 0.05, **(options or {})}
                )
                return await record(chosen, capture, err=err, **wishes)

        return run(scenario()), err.getvalue()

    return go


def test_the_summary_counts_frames_and_bytes(recorded):
    status, said = recorded(echo, send=["one", "zwei"], messages=2)
    assert status == 0
    # Two messages and a close frame of two bytes, in each direction.
    assert re.fullmatch(
        r"Recorded 3 frames \(9 bytes\) sent and 3 frames \(9 bytes\) received in \d+\.\d s into memory; "
        r"closed with 1000 \(normal closure\) by this side\.\n",
        said,
    ), said


def test_only_this_recording_is_counted(recorded, tmp_path):
    path = tmp_path / "twice.wscapture"
    for made in (Capture.create, Capture.open):
        into = made(path)
        try:
            status, said = recorded(echo, into, send=["x"], messages=1)
        finally:
            into.close()
        assert status == 0
        assert "Recorded 2 frames (3 bytes) sent and 2 frames (3 bytes) received" in said
        assert str(path) in said


def test_so_many_messages_of_a_flood(recorded, capture):
    async def flood(connection):
        for _ in range(20_000):
            await connection.send("x" * 64)
        await connection.wait_closed()

    status, _ = recorded(flood, messages=10_000)
    assert status == 0
    assert capture.connections()[0].close_code == 1000
    assert 10_000 <= capture.frame_counts()[1][1] <= 20_001


def test_fragments_are_one_message(raw_recorded, upgrade):
    async def peer(reader, writer):
        await upgrade(reader, writer)
        writer.write(b"\x01\x01a\x00\x01b\x80\x01c")
        await reader.readexactly(1)
        writer.write(b"\x81\x01d")
        await reader.read()

    status, said = raw_recorded(peer, messages=1, send=["go"])
    assert status == 0
    assert "Recorded 2 frames" in said


def test_messages_that_come_with_the_head_do_not_keep_it_from_sending(raw_recorded, upgrade, capture):
    async def peer(reader, writer):
        await upgrade(reader, writer)
        writer.write(b"\x81\x01a")
        await reader.read()

    status, _ = raw_recorded(peer, messages=1, send=["hello"])
    assert status == 0
    capture.flush()
    assert b"hello" in [capture.frame(frame_id).frame.payload for frame_id in capture.frame_ids(1)]


def test_so_many_seconds(recorded):
    status, said = recorded(echo, seconds=0.05)
    assert status == 0
    assert "by this side" in said


def test_the_server_closes_first(recorded):
    async def leave(connection):
        await connection.close(4001, "enough")

    status, said = recorded(leave)
    assert status == 0
    assert "closed with 4001 (private use) by the other side" in said


def test_the_server_drops_the_connection(recorded):
    async def drop(connection):
        connection.transport.abort()

    status, said = recorded(drop)
    assert status == 1
    assert said.startswith("ws-inspector: The other endpoint dropped the TCP connection")
    assert "Recorded 0 frames" in said


def test_the_server_breaks_the_protocol(raw_recorded, upgrade):
    async def peer(reader, writer):
        await upgrade(reader, writer)
        writer.write(b"\x83\x00")
        await reader.read()

    status, said = raw_recorded(peer)
    assert status == 1
    assert said.startswith("ws-inspector: The connection was failed with 1002")
    assert "received in" in said
    assert said.count("\n") == 1


def test_a_server_that_hangs_in_its_close_takes_nothing_from_what_was_asked_for(raw_recorded, upgrade):
    async def peer(reader, writer):
        await upgrade(reader, writer)
        writer.write(b"\x81\x01a")
        while await reader.read(1000):
            pass

    status, said = raw_recorded(peer, messages=1)
    assert status == 0
    assert "The other endpoint did not answer the close frame." in said


@pytest.mark.parametrize(
    ("url", "words"),
    [("ftp://x/", "not a WebSocket scheme"), ("ws://127.0.0.1:1/", "refused the connection")],
)
def test_what_cannot_be_opened(recorded, url, words):
    status, said = recorded(echo, url=url)
    assert status == 1
    assert said.startswith("ws-inspector: ")
    assert words in said
    assert "Recorded" not in said


def test_a_text_that_cannot_be_sent(recorded):
    status, said = recorded(echo, send=["ok", "\ud800"], messages=1)
    assert status == 1
    assert "lone surrogate" in said


def test_a_signal_while_connecting(raw_recorded):
    async def never(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        os.kill(os.getpid(), signal.SIGTERM)
        await reader.read()

    status, said = raw_recorded(never)
    assert (status, said) == (1, "ws-inspector: Interrupted before the connection was open.\n")


def test_the_second_signal_waits_for_nobody(raw_recorded, upgrade):
    async def hang(reader, writer):
        await upgrade(reader, writer)
        os.kill(os.getpid(), signal.SIGINT)
        assert (await reader.readexactly(1)) == b"\x88"
        os.kill(os.getpid(), signal.SIGINT)
        while await reader.read(1000):
            pass

    status, said = raw_recorded(hang, {"close_timeout": 3600})
    assert status == 0
    assert "Recorded 1 frames (2 bytes) sent" in said


def test_the_signal_handlers_are_put_back(recorded):
    before = signal.getsignal(signal.SIGTERM)
    recorded(echo, seconds=0)
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_unforeseen_is_raised(run, capture, monkeypatch):
    class Broken(Session):
        async def open(self):
            raise RuntimeError("unforeseen")

    monkeypatch.setattr("inspector.session.recording.Session", Broken)
    with pytest.raises(RuntimeError, match="unforeseen"):
        run(record(ConnectOptions("ws://h/"), capture, err=io.StringIO()))


def test_a_namespace_that_is_never_answered_is_a_failure(recorded, monkeypatch):
    monkeypatch.setattr(joining, "ANSWER_WITHIN_S", 0.1)

    async def mute(connection):
        await connection.send('0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
        await connection.wait_closed()

    options = {"socketio": SocketIoOptions(transports="websocket")}
    status, said = recorded(mute, options=options, send=["x"], messages=1)
    assert status == 1
    assert "The server has not answered CONNECT to the namespace / within 0.1 s." in said
