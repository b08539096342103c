"""Engine.IO v3, which clients of Socket.IO 2 speak: payloads with lengths, and pings from the client."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from inspector.server.engineio.options import EngineOptions
from tests.server.poller import Poller, polled, read_answer
from tests.server.raw_peer import until


def test_the_handshake_has_a_length(serving):
    async def scenario(server):
        poller = Poller(server, protocol=3)
        length, _, packet = (await poller.open()).text.partition(":")
        assert int(length) == len(packet)
        assert packet.startswith('0{"sid":')

    serving(scenario)


def test_lengths_count_what_javascript_counts(serving):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        assert (await poller.post("3:4€x5:4👋👋4:4ab:")).text == "ok"
        assert (await poller.poll()).text == "3:4€x5:4👋👋4:4ab:"

    serving(scenario)


def test_bytes_in_base64_for_clients_that_take_no_binary(serving):
    async def scenario(server):
        poller = Poller(server, protocol=3)
        await poller.open("&b64=1")
        assert (await poller.post("10:b4AQIDBA==")).text == "ok"
        answer = await poller.poll()
        assert answer.text == "10:b4AQIDBA=="
        assert answer.headers["content-type"].startswith("text/plain")

    serving(scenario)


def test_bytes_in_binary_payloads_for_all_others(serving):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        payload = b"\x00\x04\xff4\xe2\x82\xac" + b"\x01\x05\xff\x04\x01\x02\x03\x04"
        assert (await poller.post(payload, "Content-Type: application/octet-stream")).text == "ok"
        answer = await poller.poll()
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.body == payload

    serving(scenario)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("4hello", ()),
        ("", ()),
        ("x:4", ()),
        ("-1:4", ()),
        ("5:4", ()),
        ("1:42:4a3", ()),
        ("0:", ()),
        ("9999999999:4", ()),
        (b"\x02\x01\xff4", ["Content-Type: application/octet-stream"]),
        (b"\x00\x0a\xff4", ["Content-Type: application/octet-stream"]),
        (b"\x00\x05\xff4", ["Content-Type: application/octet-stream"]),
        (b"\x00\x014", ["Content-Type: application/octet-stream"]),
        (b"\x01\x01\xff\x09", ["Content-Type: application/octet-stream"]),
        (b"\x00\x02\xff4\xff", ["Content-Type: application/octet-stream"]),
    ],
)
def test_what_is_no_payload_closes_the_session(serving, recording, body, headers):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        assert (await poller.post(body, *headers)).status == 400
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert len(recording.violations()) == 1
    assert recording.violations()[0][1] == "Engine.IO v3"


def test_the_client_pings(serving):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        assert (await poller.post("6:2probe")).text == "ok"
        assert (await poller.poll()).text == "6:3probe"

    serving(scenario)


def test_pings_keep_a_session_alive_and_silence_ends_it(serving, recording):
    async def scenario(server):
        async with connect(f"{server.url}/engine.io/?EIO=3&transport=websocket", proxy=None) as client:
            await client.recv()
            for _ in range(4):
                await asyncio.sleep(0.05)
                await client.send("2")
                assert await client.recv() == "3"
            with contextlib.suppress(ConnectionClosed):
                await client.recv()
            assert client.close_reason == "ping timeout"

    serving(scenario, options=EngineOptions(ping_interval=75, ping_timeout=75))
    assert any("No ping came from the client" in text for _, text, *_ in recording.notes)


def test_a_pong_from_the_client_is_the_wrong_way_round(serving, recording):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        await poller.post("1:3")
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert recording.violations() == [
        ("The client sent a pong; in Engine.IO v3 only the server does.", "Engine.IO v3")
    ]


def test_binary_frames_begin_with_their_type(serving):
    async def scenario(server):
        async with connect(f"{server.url}/engine.io/?EIO=3&transport=websocket", proxy=None) as client:
            await client.recv()
            await client.send(b"\x04\x01\x02")
            assert await client.recv() == b"\x04\x01\x02"
            await client.send("b4AQI=")
            assert await client.recv() == b"\x04\x01\x02"

    serving(scenario)


def test_the_upgrade(serving):
    async def scenario(server):
        poller = await polled(server, protocol=3)
        query = f"EIO=3&transport=websocket&sid={poller.sid}"
        async with (
            poller.waiting_poll() as reader,
            connect(f"{server.url}/engine.io/?{query}", proxy=None) as client,
        ):
            await client.send("2probe")
            assert await client.recv() == "3probe"
            assert (await read_answer(reader)).text == "1:6"
            await client.send("5")
            await client.send("4after")
            assert await client.recv() == "4after"

    serving(scenario)


def test_a_client_is_in_the_main_namespace_from_the_start(serving, recording):
    async def scenario(server):
        poller = Poller(server, "/socket.io/", 3)
        answer = await poller.open()
        assert answer.text.endswith("2:40")
        assert list(server.log) == ["A user connected"]
        assert (await poller.poll()).text == '13:42["auth",{}]'
        await poller.post("12:40/admin?a=1")
        assert (await poller.poll()).text.endswith(
            '44/admin,"/admin demands auth.token, a text that is not empty"'
        )
        await poller.post("1:1")
        await until(lambda: server.log[-1] == "A user disconnected")

    serving(scenario)
    assert recording.violations() == []
