"""The checks of the self-test can fail: each is given what it must not accept."""

import asyncio

import pytest

from inspector.self_test import authorities, compression, handshake, run
from inspector.self_test.listener import Listener
from inspector.self_test.peer import Peer
from inspector.self_test.place import CheckFailedError, Place
from inspector.session import tls
from inspector.session.events import Closed, Failed, Opened, Phase, Reconnecting
from inspector.session.options import ConnectOptions


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def fails(check, place):
    async def whole():
        try:
            await check(place)
        finally:
            await place.leave()

    with pytest.raises(CheckFailedError) as raised:
        asyncio.run(whole())
    return str(raised.value)


def test_a_handshake_that_breaks_a_rule_is_named_with_its_section(place):
    connection = place.capture.open_connection("ws://x/")
    request = b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    place.capture.update_connection(connection, request_head=request)
    assert "RFC 6455 §" in fails(handshake.check, place)


def test_no_handshake_at_all_is_a_failure(place):
    assert "holds no handshake" in fails(handshake.check, place)


def test_frames_without_compression_are_noticed(place, monkeypatch):
    async def without(_peer, message):
        _peer._session.send_text("plain")

    async def scenario(place):
        await place.server.start()
        await compression.check(place)

    monkeypatch.setattr(compression, "MESSAGE", "plain")
    monkeypatch.setattr(Peer, "exchange", without)
    assert "permessage-deflate was not agreed" in fails(scenario, place)


def test_no_authorities_are_a_failure(place, monkeypatch, tmp_path):
    monkeypatch.setattr(tls.sys, "platform", "linux")
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setattr(tls, "_system_files", lambda: [empty])
    assert "install ca-certificates" in fails(authorities.check, place)


def test_an_answer_that_differs_is_a_failure(place):
    async def scenario(place):
        await place.server.start()
        async with Peer(ConnectOptions(f"{place.server.url}/time?every=1"), place.capture) as peer:
            await peer.exchange("never said by a clock")

    assert "is not what was sent" in fails(scenario, place)


def test_a_refused_connection_is_told_with_its_reason(place):
    async def scenario(place):
        await place.server.start()
        async with Peer(ConnectOptions(f"{place.server.url}/reject?status=403"), place.capture):
            pass

    assert "403" in fails(scenario, place)


def test_events_are_found_behind_others():
    async def scenario():
        listener = Listener()
        listener.hear(Reconnecting(1, 0.5))
        listener.hear(opened := Opened(7, None, None))
        assert await listener.wait_for(Opened) is opened

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            Failed(Phase.TCP, "The port is closed.", "Start the server."),
            "The port is closed. Start the server.",
        ),
        (Closed(1006, "", False, "remote"), "The connection was closed early with 1006 ."),
    ],
)
def test_an_end_is_not_waited_out(event, told):
    listener = Listener()
    listener.hear(event)
    with pytest.raises(CheckFailedError) as raised:
        asyncio.run(listener.wait_for(Opened))
    assert str(raised.value) == told


def test_silence_is_a_failure(monkeypatch):
    monkeypatch.setattr("inspector.self_test.listener.PATIENCE_S", 0.01)
    with pytest.raises(CheckFailedError, match="Nothing happened"):
        asyncio.run(Listener().wait_for(Opened))


def test_whatever_a_check_raises_is_its_result(capsys):
    import sys

    class Broken:
        TITLE = "broken"

        @staticmethod
        async def check(_place):
            raise ZeroDivisionError

    assert asyncio.run(run._told(Broken, None, sys.stdout))
    assert capsys.readouterr().out == "FAILED broken: ZeroDivisionError\n"
