"""WebSocket as a transport, and the upgrade to it, by the page of the Engine.IO protocol."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from inspector.server.engineio.options import EngineOptions
from tests.server.poller import polled, read_answer
from tests.server.raw_peer import client_frame, raw_peer, refused, until

DIRECT = "/engine.io/?EIO=4&transport=websocket"


@contextlib.asynccontextmanager
async def engine(server, query="EIO=4&transport=websocket"):
    async with connect(f"{server.url}/engine.io/?{query}", proxy=None) as client:
        yield client


@contextlib.asynccontextmanager
async def upgrading(server, poller):
    async with engine(server, f"EIO=4&transport=websocket&sid={poller.sid}") as client:
        yield client


async def closed(client):
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.recv()
    return client.close_code, client.close_reason


def test_a_session_over_websocket_alone(serving):
    async def scenario(server):
        async with engine(server) as client:
            opened = await client.recv()
            told = json.loads(opened.removeprefix("0"))
            assert set(told) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
            assert told["upgrades"] == []
            for message in ("4", "4Grüße 👋", "4b", b"", b"\x01\x02"):
                await client.send(message)
                assert await client.recv() == message

    serving(scenario)


def test_nothing_is_compressed(serving):
    async def scenario(server):
        async with engine(server) as client:
            assert "Sec-WebSocket-Extensions" not in client.response.headers

    serving(scenario)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("EIO=4", 0),
        ("EIO=4&transport=polling", 0),
        ("EIO=4&transport=websocket&sid=none", 1),
        ("transport=websocket", 5),
        ("EIO=abc&transport=websocket", 5),
    ],
)
def test_what_is_refused(serving, recording, query, code):
    async def scenario(server):
        status, headers, body = await refused(server, f"/engine.io/?{query}")
        assert (status, json.loads(body)["code"]) == (400, code)
        assert headers["content-type"] == "application/json"

    serving(scenario)
    assert recording.connections[1]["error"].startswith('Answered with HTTP 400: {"code":')


@pytest.mark.parametrize("message", ["abc", "", "b", "b%"])
def test_what_is_no_packet_closes_the_session(serving, recording, message):
    async def scenario(server):
        async with engine(server) as client:
            await client.recv()
            if message == "b":
                # Without anything after it that is an empty message.
                await client.send(message)
                assert await client.recv() == b""
                return
            await client.send(message)
            code, reason = await closed(client)
            assert code == 1008
            assert reason

    serving(scenario)
    assert len(recording.violations()) == (message != "b")


def test_the_client_closes(serving, recording):
    async def scenario(server):
        async with engine(server) as client:
            await client.recv()
            await client.send("1")
            assert (await closed(client))[0] == 1000

    serving(scenario)
    assert recording.connections[1]["closed_by"] == "local"


def test_the_heartbeat(serving):
    async def scenario(server):
        async with engine(server) as client:
            await client.recv()
            for _ in range(3):
                assert await client.recv() == "2"
                await client.send("3")

    serving(scenario, options=EngineOptions(ping_interval=20, ping_timeout=20_000))


def test_a_client_that_answers_no_ping_is_closed(serving, recording):
    async def scenario(server):
        async with engine(server) as client:
            assert await closed(client) == (1008, "ping timeout")

    serving(scenario, options=EngineOptions(ping_interval=20, ping_timeout=20))
    assert any("pingInterval 20 ms, pingTimeout 20 ms" in text for _, text, *_ in recording.notes)


def test_a_message_over_the_limit_is_refused_by_its_header(serving):
    async def scenario(server):
        async with raw_peer(server, DIRECT) as peer:
            peer.send(client_frame(0x81, b"4" + b"x" * 1_000_000)[:14])
            frame = await peer.frame()
            while frame.head != 0x88:
                frame = await peer.frame()
            assert frame.close_code == 1009

    serving(scenario)


def test_a_hasty_client_is_served(serving):
    async def scenario(server):
        async with raw_peer(server, DIRECT, more=client_frame(0x81, b"4haste")) as peer:
            assert (await peer.frame()).payload.startswith(b"0{")
            assert (await peer.frame()).payload == b"4haste"
            await peer.close()

    serving(scenario)


def test_the_session_ends_with_its_connection(serving):
    async def scenario(server):
        async with engine(server) as client:
            await client.recv()
            assert len(list(server._engines["/engine.io/"])) == 1
        await until(lambda: not list(server._engines["/engine.io/"]))

    serving(scenario)


# The upgrade.


async def probe(client):
    await client.send("2probe")
    assert await client.recv() == "3probe"


def test_an_upgrade(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        await poller.post("4sent before")
        assert (await poller.poll()).text == "4sent before"
        async with poller.waiting_poll() as reader, upgrading(server, poller) as client:
            await probe(client)
            assert (await read_answer(reader)).text == "6"
            assert (await poller.poll()).text == "6"
            await poller.post("4sent while upgrading")
            await client.send("5")
            assert await client.recv() == "4sent while upgrading"
            await client.send("4after")
            assert await client.recv() == "4after"
            assert (await poller.poll()).error["code"] == 3

    serving(scenario)
    assert recording.connections[1]["closed_by"] == "remote"
    assert ("upgrade", "The session went on over WebSocket.") in [note[:2] for note in recording.notes]


def test_no_noop_comes_before_the_first_message(serving):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await probe(client)
            await client.send("5")
            await client.send("4first")
            assert await client.recv() == "4first"

    serving(scenario)


def test_a_poll_that_waits_at_the_upgrade_itself_gets_a_noop(serving):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader, upgrading(server, poller) as client:
            await client.send("5")
            assert (await read_answer(reader)).text == "6"

    serving(scenario)


def test_a_second_websocket_is_closed_and_the_first_goes_on(serving):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await probe(client)
            async with upgrading(server, poller) as second:
                assert (await closed(second))[0] == 1008
            await client.send("5")
            async with upgrading(server, poller) as third:
                assert await closed(third) == (1008, "The session has a WebSocket already.")
            await client.send("4still here")
            assert await client.recv() == "4still here"

    serving(scenario)


@pytest.mark.parametrize("message", ["4too early", "2wrong probe", "junk", b"\x01"])
def test_an_upgrade_that_goes_wrong_leaves_polling_as_it_was(serving, recording, message):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await client.send(message)
            assert (await closed(client))[0] == 1008
        await poller.post("4by polling")
        assert (await poller.poll()).text == "4by polling"

    serving(scenario)
    assert recording.violations(2)[0][0].startswith("The upgrade failed: ")


def test_an_upgrade_that_is_given_up_leaves_polling_as_it_was(serving):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await probe(client)
        await until(lambda: poller.session.attempt is None)
        async with poller.waiting_poll() as reader:
            await poller.post("4by polling")
            assert (await read_answer(reader)).text == "4by polling"

    serving(scenario)


def test_an_upgrade_has_its_time(serving):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await probe(client)
            assert await closed(client) == (1008, "It was not complete after 50 ms.")
        assert poller.session is not None

    serving(scenario, options=EngineOptions(upgrade_timeout=50))


def test_a_session_that_ends_takes_its_upgrade_along(serving):
    async def scenario(server):
        poller = await polled(server)
        async with upgrading(server, poller) as client:
            await probe(client)
            await poller.post("1")
            assert await closed(client) == (1000, "The session has ended.")

    serving(scenario)


def test_a_post_on_its_way_during_the_upgrade_is_not_lost(serving):
    async def scenario(server):
        poller = await polled(server)
        async with poller.connection() as (reader, writer), upgrading(server, poller) as client:
            writer.write(
                f"POST {poller.target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n4la".encode()
            )
            await until(lambda: poller.session.transport._post is not None)
            await probe(client)
            await client.send("5")
            await until(lambda: poller.session.transport.name == "websocket")
            writer.write(b"te!")
            assert (await read_answer(reader)).text == "ok"
            assert await client.recv() == "4late!"

    serving(scenario)


def test_stop_closes_with_1001(serving):
    async def scenario(server):
        async with engine(server) as client:
            await client.recv()
            await asyncio.gather(server.stop(), closed(client))
            assert client.close_code == 1001

    serving(scenario)
