"""/echo, /slow, /silent and /fragments, as clients see them."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from websockets.asyncio.client import connect

from inspector.server.answering import cut
from tests.server.raw_peer import CLOSE_1000, client_frame, http_peer, raw_peer, request, until


def open_url(server, target, **options):
    return connect(f"{server.url}{target}", proxy=None, max_size=None, **options)


@pytest.mark.parametrize(
    "message",
    ["", b"", "Grüße 👋\0", b"\x00\xff\x80", "x" * 125, b"x" * 126, b"x" * 65_535, b"x" * 65_536],
    ids=lambda message: f"{type(message).__name__}-{len(message)}",
)
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_echo_sends_back_the_same_type_and_bytes(serving, message, compression):
    async def scenario(server):
        async with open_url(server, "/echo", compression=compression) as client:
            await client.send(message)
            assert await client.recv() == message

    serving(scenario)


def test_echo_of_16_megabytes(serving):
    message = bytes(range(256)) * 65_536

    async def scenario(server):
        async with open_url(server, "/echo", compression=None) as client:
            await client.send(message)
            assert await client.recv() == message

    serving(scenario)


@pytest.mark.parametrize("compression", [None, "deflate"])
def test_echo_of_65536_fragments_is_one_message(serving, compression):
    parts = [b"%d," % number for number in range(65_536)]

    async def scenario(server):
        async with open_url(server, "/echo", compression=compression) as client:
            await client.send(iter(parts))
            assert await client.recv() == b"".join(parts)

    serving(scenario)


def test_a_message_beyond_the_limit_is_refused_by_its_header(serving):
    size = 128 * 1024 * 1024 + 1

    async def scenario(server):
        async with raw_peer(server, "/echo") as peer:
            peer.send(b"\x82\xff" + size.to_bytes(8, "big") + b"\0\0\0\0")
            closing = await peer.frame()
            assert (closing.head, closing.close_code) == (0x88, 1009)

    serving(scenario)


def test_messages_sent_right_behind_the_handshake_are_echoed(serving):
    hasty = client_frame(0x81, b"first") + client_frame(0x82, b"second")

    async def scenario(server):
        async with raw_peer(server, "/echo", more=hasty) as peer:
            assert await peer.frame() == (0x81, False, b"first")
            assert await peer.frame() == (0x82, False, b"second")
            await peer.close()

    serving(scenario)


@pytest.mark.parametrize("turns", range(10))
def test_what_comes_while_the_handshake_is_answered_keeps_its_order(serving, recording, turns):
    """The rest of a frame may come in any turn of the loop, also in the one in which the 101 is written."""
    hello = client_frame(0x81, b"Hello")

    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(request("/echo") + hello[:3])
            for _ in range(turns):
                await asyncio.sleep(0)
            peer.send(hello[3:])
            assert (await peer.head()).startswith("HTTP/1.1 101 ")
            assert await peer.frame() == (0x81, False, b"Hello")
            await peer.close()

    serving(scenario)
    first = recording.frames[1][0]
    assert (first.direction, first.payload) == (1, b"Hello")
    assert recording.notes == []


@pytest.mark.parametrize("turns", range(10))
def test_whoever_leaves_while_the_handshake_is_answered_is_recorded_whole(serving, recording, turns):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(request("/echo") + client_frame(0x82, b"Hello"))
            for _ in range(turns):
                await asyncio.sleep(0)
            peer.writer.write_eof()
            await peer.reader.read()

    serving(scenario)
    record = recording.connections[1]
    received = [frame.payload for frame in recording.frames[1] if frame.direction == 1]
    assert received == ([b"Hello"] if "response_head" in record else [])
    assert (record["close_code"], record["closed_by"]) == (1006, "remote")


def test_echo_stops_reading_while_its_peer_does_not_read(serving):
    message = client_frame(0x82, b"x" * 65_000)

    async def scenario(server):
        async with raw_peer(server, "/echo") as peer:
            peer.reader._transport.pause_reading()
            sent = 0
            while sent < 2000:
                peer.send(message)
                sent += 1
                if peer.writer.transport.get_write_buffer_size() > 8 * 1024 * 1024:
                    break
                await asyncio.sleep(0)
            # The network's buffers are full in both directions, so what is left waits at the sender.
            connection = next(iter(server._connections))
            await until(lambda: connection._holds)
            assert sent < 2000
            assert connection.buffered_amount < 1024 * 1024
            peer.reader._transport.resume_reading()
            for _ in range(sent):
                assert len((await peer.frame()).payload) == 65_000
            await peer.close()

    serving(scenario)


def test_slow_delays_the_handshake_and_keeps_the_order(serving):
    async def scenario(server):
        loop = asyncio.get_running_loop()
        before = loop.time()
        async with open_url(server, "/slow?delay=150") as client:
            assert loop.time() - before >= 0.15
            before = loop.time()
            for number in range(5):
                await client.send(str(number))
            assert [await client.recv() for _ in range(5)] == ["0", "1", "2", "3", "4"]
            assert loop.time() - before >= 0.15

    serving(scenario)


def test_slow_reads_no_more_than_it_can_keep(serving):
    async def scenario(server):
        async with raw_peer(server, "/slow?delay=300") as peer:
            peer.send(client_frame(0x82, b"x" * 60_000) * 60)
            connection = next(iter(server._connections))
            await until(lambda: "slow" in connection._holds)
            for _ in range(60):
                assert len((await peer.frame()).payload) == 60_000
            assert "slow" not in connection._holds
            await peer.close()

    serving(scenario)


def test_slow_ends_when_its_client_leaves_during_the_handshake(serving, recording):
    async def scenario(server):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /slow?delay=60000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n")
        await until(lambda: recording.connections)
        writer.transport.abort()
        await until(lambda: not server._connections)

    serving(scenario)


def test_silent_answers_neither_pings_nor_messages(serving):
    async def scenario(server):
        async with raw_peer(server, "/silent") as peer:
            peer.send(client_frame(0x89, b"ping") + client_frame(0x81, b"text"))
            peer.send(client_frame(0x88, CLOSE_1000))
            # The first that comes back is the close frame.
            assert await peer.frame() == (0x88, False, CLOSE_1000)

    serving(scenario)


def test_all_others_answer_a_ping(serving):
    async def scenario(server):
        for path in ("/echo", "/chat", "/slow?delay=0", "/fragments"):
            async with open_url(server, path) as client:
                await (await client.ping(b"there?"))

    serving(scenario)


def test_fragments_greets_and_echoes_in_as_many_fragments(serving):
    async def scenario(server):
        async with raw_peer(server, "/fragments?parts=4") as peer:
            greeting = [await peer.frame() for _ in range(4)]
            assert [frame.head for frame in greeting] == [0x01, 0x00, 0x00, 0x80]
            assert "4 fragments" in b"".join(frame.payload for frame in greeting).decode()
            peer.send(client_frame(0x82, b"binary"))
            echo = [await peer.frame() for _ in range(4)]
            assert [frame.head for frame in echo] == [0x02, 0x00, 0x00, 0x80]
            assert [frame.payload for frame in echo] == [b"b", b"in", b"a", b"ry"]
            await peer.close()

    serving(scenario)


def test_fragments_cut_inside_of_a_character(serving):
    async def scenario(server):
        async with raw_peer(server, "/fragments?parts=2") as peer:
            await peer.frame(), await peer.frame()
            peer.send(client_frame(0x81, "👋".encode()))
            assert [(await peer.frame()).payload, (await peer.frame()).payload] == [b"\xf0\x9f", b"\x91\x8b"]
            await peer.close()
        async with open_url(server, "/fragments?parts=60") as client:
            assert "👋" in await client.recv()

    serving(scenario)


def test_one_part_is_an_unfragmented_message(serving):
    async def scenario(server):
        async with raw_peer(server, "/fragments?parts=1") as peer:
            assert (await peer.frame()).head == 0x81
            await peer.close()

    serving(scenario)


def test_65536_fragments_arrive_whole(serving):
    async def scenario(server):
        async with raw_peer(server, "/fragments?parts=65536") as peer:
            heads = [(await peer.frame()).head for _ in range(65_536)]
            assert heads[0] == 0x01
            assert set(heads[1:-1]) == {0x00}
            assert heads[-1] == 0x80
            await peer.close()

    serving(scenario)


def test_cut_gives_parts_that_join_to_the_whole():
    for size, parts in itertools.product(range(12), range(1, 12)):
        payload = bytes(range(size))
        found = cut(payload, parts)
        assert len(found) == parts
        assert b"".join(found) == payload
        assert max(map(len, found)) - min(map(len, found)) <= 1
