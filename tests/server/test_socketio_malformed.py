"""Peers that break the Socket.IO protocol: one sentence in the capture, session closed, memory bounded."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from inspector.server.engineio.options import EngineOptions
from tests.server.poller import Poller, polled
from tests.server.raw_peer import until

EVENT = '42["message","x"]'


@contextlib.asynccontextmanager
async def client_of(server, *, connected=True):
    async with connect(f"{server.url}/socket.io/?EIO=4&transport=websocket", proxy=None) as client:
        await client.recv()
        if connected:
            await client.send("40")
            assert (await client.recv()).startswith('40{"sid":')
            assert await client.recv() == '42["auth",{}]'
        yield client


async def closed(client):
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.recv()
    return client.close_code


BROKEN = [
    ("4abc", "'abc' is no Socket.IO packet"),
    ("4", "An empty message is no Socket.IO packet"),
    ("47", "'7' is no Socket.IO packet"),
    ("42{}", "has to be an array that begins with the event's name"),
    ('42["x"', "The JSON of an EVENT is broken"),
    ('42abc["x"]', "The JSON of an EVENT is broken"),
    ('43["no id"]', "An ACK has no id, so it acknowledges nothing."),
    ('4510000-["x"]', "announces 10,000 attachments; at most 1,000 are taken."),
    ("45[]", "says how many attachments follow"),
    (b"unannounced", "which no packet had announced as attachment"),
    ('42/custom,["x"]', "An EVENT came for the namespace '/custom', to which the client is not connected."),
    ('42/nowhere,["x"]', "An EVENT came for the namespace '/nowhere'"),
    ("41/custom,", "A DISCONNECT came for the namespace '/custom'"),
    ("43/custom,1[]", "An ACK came for the namespace '/custom'"),
    ('44{"message":"x"}', "A CONNECT_ERROR came; only the server sends one."),
    ("40", "A second CONNECT came for the namespace '/'."),
    ("42" + "[" * 200_000, "nested too deeply"),
]


@pytest.mark.parametrize(("packet", "says"), BROKEN, ids=range(len(BROKEN)))
def test_by_websocket(serving, recording, packet, says):
    async def scenario(server):
        async with client_of(server) as client:
            await client.send(packet)
            assert await closed(client) == 1008
            assert says[:60] in client.close_reason or len(client.close_reason.encode()) > 100
        await until(lambda: list(server.log) == ["A user connected", "A user disconnected"])

    serving(scenario)
    (violation,) = recording.violations()
    assert says in violation[0]
    assert violation[1] == "Socket.IO v5"


@pytest.mark.parametrize(("packet", "says"), BROKEN, ids=range(len(BROKEN)))
def test_by_polling(serving, recording, packet, says):
    async def scenario(server):
        poller = await polled(server, "/socket.io/")
        await poller.post("40")
        assert (await poller.poll()).text.startswith("40{")
        await poller.post(packet if isinstance(packet, str) else "bdW5hbm5vdW5jZWQ=")
        await until(lambda: poller.session is None)
        assert (await poller.poll()).status == 400

    serving(scenario)
    (violation,) = recording.violations()
    assert says in violation[0]


def test_an_event_before_any_connect(serving, recording):
    async def scenario(server):
        async with client_of(server, connected=False) as client:
            await client.send(EVENT)
            assert await closed(client) == 1008

    serving(scenario)
    assert recording.violations()[0][0] == (
        "An EVENT came for the namespace '/', to which the client is not connected."
    )


def test_no_connect_at_all(serving, recording):
    async def scenario(server):
        async with client_of(server, connected=False) as client:
            assert await closed(client) == 1008

    serving(scenario, options=EngineOptions(connect_timeout=30))
    assert recording.violations() == [
        ("No CONNECT to a namespace came within 30 ms.", "Socket.IO v5"),
    ]


def test_a_refused_namespace_is_no_connect(serving, recording):
    async def scenario(server):
        async with client_of(server, connected=False) as client:
            await client.send("40/admin,")
            assert (await client.recv()).startswith("44/admin,")
            assert await closed(client) == 1008

    serving(scenario, options=EngineOptions(connect_timeout=100))
    assert "No CONNECT" in recording.violations()[0][0]


def test_attachments_that_never_come(serving, recording):
    async def scenario(server):
        async with client_of(server) as client:
            await client.send('453-["echo"]')
            await client.send(b"one")
            assert await closed(client) == 1008

    serving(scenario, options=EngineOptions(attachment_timeout=30))
    assert recording.violations() == [
        ("A BINARY_EVENT announced 3 attachments, of which 1 came within 30 ms.", "Socket.IO v5")
    ]


def test_the_session_ends_before_its_attachments(serving, recording):
    async def scenario(server):
        async with client_of(server) as client:
            await client.send('453-["echo"]')
            await client.send("1")
            assert await closed(client) == 1000

    serving(scenario)
    assert recording.violations() == [
        ("A BINARY_EVENT announced 3 attachments, of which 0 came; then the session ended.", "Socket.IO v5")
    ]


def test_attachments_in_time_stop_the_clock(serving, recording):
    async def scenario(server):
        async with client_of(server) as client:
            for _ in range(3):
                await client.send('451-["echo",{"_placeholder":true,"num":0}]')
                await client.send(b"x")
                assert (await client.recv()).startswith("451-")
                assert await client.recv() == b"x"
                await asyncio.sleep(0.05)
            await client.send(EVENT)
            assert "message-back" in await client.recv()

    serving(scenario, options=EngineOptions(attachment_timeout=80))
    assert recording.violations() == []


def test_as_many_attachments_as_are_taken(serving):
    async def scenario(server):
        async with client_of(server) as client:
            holes = [{"_placeholder": True, "num": number} for number in range(1000)]
            await client.send("451000-7" + json.dumps(["echo", *holes]))
            for number in range(1000):
                await client.send(number.to_bytes(2))
            assert (await client.recv()).startswith("461000-7[")
            assert [await client.recv() for _ in range(1000)] == [n.to_bytes(2) for n in range(1000)]

    serving(scenario)


def test_an_acknowledgement_that_nobody_waits_for_is_noted_only(serving, recording):
    async def scenario(server):
        async with client_of(server) as client:
            await client.send("4399[]")
            await client.send(EVENT)
            assert "message-back" in await client.recv()

    serving(scenario)
    assert recording.violations()[0][0] == "An ACK came with the id 99, for which no event waits."


def test_questions_that_are_never_answered_cost_little(serving):
    async def scenario(server):
        async with client_of(server) as client:
            for _ in range(1500):
                await client.send('42["ask"]')
            for _ in range(1500):
                await client.recv()
            (session,) = server._engines["/socket.io/"]
            (member,) = session._application._members.values()
            assert len(member._acks) == 1000

    serving(scenario)


def test_rooms_have_a_limit(serving):
    async def scenario(server):
        async with client_of(server) as client:
            for number in range(101):
                await client.send(f'42{number}["join","room {number}"]')
                answer = json.loads((await client.recv()).partition("[")[2].join("[ "))
            assert answer == [
                {"error": "A client may be in 100 rooms; leave one first."}
            ] or "100 rooms" in str(answer)

    serving(scenario)


@pytest.mark.parametrize("name", ["", "x" * 101, 7, None])
def test_rooms_have_names(serving, name):
    async def scenario(server):
        async with client_of(server) as client:
            await client.send("42" + json.dumps(["join", name]))
            assert "needs the name of a room first" in await client.recv()

    serving(scenario)


def test_a_member_that_does_not_read_is_closed_and_the_others_go_on(serving, recording):
    recording.keep_frames = False

    async def scenario(server):
        deaf = await polled(server, "/socket.io/")
        await deaf.post("40")
        async with client_of(server) as client:
            while deaf.session is not None:
                await client.send("42" + json.dumps(["broadcast", "x" * 500_000]))
                await asyncio.sleep(0)
            await client.send(EVENT)
            assert "message-back" in await client.recv()

    serving(scenario)
    assert recording.violations()[0][0] == "The client reads too slowly: over 4 MiB wait for it."


def test_the_log_keeps_its_last_lines_only(serving):
    async def scenario(server):
        for _ in range(600):
            poller = await polled(server, "/socket.io/")
            await poller.post("40\x1e1")
        assert len(server.log) == 1000
        heard = []
        server.on_log = heard.append
        poller = await polled(server, "/socket.io/")
        await poller.post("40\x1e1")
        assert heard == ["A user connected", "A user disconnected"]

    serving(scenario)


def test_a_client_with_another_parser_is_told_from_one_that_is_broken(serving, recording):
    """MessagePack, as socket.io-msgpack-parser writes CONNECT: the first message is binary."""

    async def scenario(server):
        poller = Poller(server, "/socket.io/")
        await poller.open()
        await poller.post("bg6R0eXBlAKRkYXRhwKNuc3ChLw==")

    serving(scenario)
    ((told, _section),) = recording.violations()
    assert told.startswith("The first message of a client has 19 bytes and is no text")
    assert "socket.io-msgpack-parser" in told
