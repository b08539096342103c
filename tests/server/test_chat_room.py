"""/chat: subprotocols, and who hears what."""

from __future__ import annotations

import asyncio

import pytest
from websockets.asyncio.client import connect

from inspector.server.chat import MOST_WAITING
from tests.server.raw_peer import client_frame, raw_peer


def chat(server, *subprotocols):
    return connect(f"{server.url}/chat", proxy=None, subprotocols=list(subprotocols) or None)


@pytest.mark.parametrize(
    ("offered", "selected"),
    [
        (("chat", "superchat"), "chat"),
        (("superchat", "chat"), "chat"),
        (("superchat",), "superchat"),
        (("other", "superchat"), "superchat"),
        (("other",), None),
        ((), None),
    ],
)
def test_selects_chat_of_those_offered(serving, offered, selected):
    async def scenario(server):
        async with chat(server, *offered) as client:
            assert client.subprotocol == selected
            assert client.response.headers.get("Sec-WebSocket-Protocol") == selected

    serving(scenario)


def test_the_answer_to_chat_and_superchat_on_the_wire(serving, recording):
    async def scenario(server):
        async with raw_peer(server, "/chat", "Sec-WebSocket-Protocol: chat, superchat") as peer:
            await peer.close()

    serving(scenario)
    assert b"\r\nSec-WebSocket-Protocol: chat\r\n" in recording.connections[1]["response_head"]
    assert recording.connections[1]["subprotocol"] == "chat"


def test_other_endpoints_select_no_subprotocol(serving):
    async def scenario(server):
        async with connect(f"{server.url}/echo", proxy=None, subprotocols=["chat"]) as client:
            assert client.subprotocol is None

    serving(scenario)


def test_everybody_hears_everything(serving):
    async def scenario(server):
        async with chat(server) as first:
            assert await first.recv() == "* guest 1 joined; 1 here"
            async with chat(server) as second:
                assert await first.recv() == "* guest 2 joined; 2 here"
                assert await second.recv() == "* guest 2 joined; 2 here"
                await second.send("hello")
                await second.send(b"\x00\x01")
                for member in (first, second):
                    assert await member.recv() == "hello"
                    assert await member.recv() == b"\x00\x01"
            assert await first.recv() == "* guest 2 left; 1 here"

    serving(scenario)


def test_one_who_speaks_right_behind_the_handshake_has_joined(serving):
    async def scenario(server):
        async with raw_peer(server, "/chat", more=client_frame(0x81, b"hasty")) as peer:
            assert (await peer.frame()).payload == b"* guest 1 joined; 1 here"
            assert (await peer.frame()).payload == b"hasty"
            await peer.close()

    serving(scenario)


def test_one_who_does_not_read_is_closed_and_holds_nobody_up(serving, recording):
    recording.keep_frames = False
    message = b"x" * 100_000

    async def scenario(server):
        async with raw_peer(server, "/chat") as slow, raw_peer(server, "/chat") as speaker:
            slow.reader._transport.pause_reading()
            assert (await speaker.frame()).payload == b"* guest 2 joined; 2 here"
            told = next(one for one in server._connections if one.behaviour.name == "guest 1")
            largest = 0
            while told.is_open:
                speaker.send(client_frame(0x82, message))
                assert (await speaker.frame()).payload == message
                largest = max(largest, told.buffered_amount)
            assert largest <= MOST_WAITING + len(message) + 1024
            await asyncio.sleep(0)
            # What waited for it is still delivered, and then why it ended.
            slow.reader._transport.resume_reading()
            while (last := await slow.frame()).head != 0x88:
                pass
            assert last.close_code == 1008
            assert b"reads too slowly" in last.payload
            await speaker.close()

    serving(scenario)


def test_rooms_of_two_servers_are_apart(serving, recording):
    async def scenario(server):
        async with chat(server) as first:
            assert await first.recv() == "* guest 1 joined; 1 here"

    serving(scenario)
    serving(scenario)
