"""/time and /flood, as clients see them."""

from __future__ import annotations

import asyncio
import tracemalloc
from datetime import UTC, datetime

from websockets.asyncio.client import connect

from inspector.server.query import Query
from inspector.server.sending import Flood
from tests.server.raw_peer import CLOSE_1000, client_frame, raw_peer, until


def test_time_ticks_at_once_and_goes_on(serving):
    async def scenario(server):
        async with connect(f"{server.url}/time?every=20", proxy=None) as client:
            ticks = [datetime.fromisoformat(await client.recv()) for _ in range(4)]
            assert ticks == sorted(ticks)
            assert all(tick.tzinfo is not None for tick in ticks)
            assert abs((ticks[0] - datetime.now(UTC)).total_seconds()) < 60
            assert (ticks[3] - ticks[0]).total_seconds() >= 0.055

    serving(scenario)


def test_time_ends_with_its_client(serving):
    async def scenario(server):
        async with connect(f"{server.url}/time?every=3600000", proxy=None) as client:
            await client.recv()
        await until(lambda: not server._connections)

    serving(scenario)


def test_flood_sends_that_many_messages_of_that_size_and_closes(serving, recording):
    async def scenario(server):
        async with connect(f"{server.url}/flood?count=5000&size=100", proxy=None) as client:
            messages = [message async for message in client]
            assert len(messages) == 5000
            assert {len(message) for message in messages} == {100}
            assert (client.close_code, client.close_reason) == (1000, "count=5000&size=100 sent")

    serving(scenario)
    frames = [frame for frame in recording.frames[1] if frame.opcode == 1]
    assert len(frames) == 5000
    assert recording.notes == []


def test_flood_of_empty_and_of_large_messages(serving):
    async def scenario(server):
        for count, size in ((3, 0), (1, 1), (2, 1_000_000)):
            url = f"{server.url}/flood?count={count}&size={size}"
            async with connect(url, proxy=None, max_size=None) as client:
                assert [len(message) async for message in client] == [size] * count

    serving(scenario)


def test_flood_waits_for_its_peer_in_flat_memory(serving, recording):
    recording.keep_frames = False
    count = 1_000_000

    async def scenario(server):
        async with raw_peer(server, f"/flood?count={count}&size=64") as peer:
            peer.reader._transport.pause_reading()
            connection = next(iter(server._connections))
            await until(lambda: connection.paused)
            held = recording.appended
            for _ in range(100):
                await asyncio.sleep(0)
            assert recording.appended == held < count
            assert connection.buffered_amount < 512 * 1024
            tracemalloc.start()
            peer.reader._transport.resume_reading()
            for _ in range(count // 1000):
                await peer.reader.readexactly(66_000)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert peak < 16 * 1024 * 1024
            assert (await peer.frame()).close_code == 1000

    serving(scenario)


def test_flood_stops_when_its_client_closes(serving, recording):
    recording.keep_frames = False

    async def scenario(server):
        async with raw_peer(server, "/flood?count=100000000") as peer:
            await peer.frame()
            peer.send(client_frame(0x88, CLOSE_1000))
            while (await peer.frame()).head != 0x88:
                pass
            assert await peer.reader.read() == b""

    serving(scenario)


def test_flood_ends_when_its_client_vanishes(serving, recording):
    recording.keep_frames = False

    async def scenario(server):
        async with raw_peer(server, "/flood?count=100000000") as peer:
            await peer.frame()
            peer.writer.transport.abort()
        await until(lambda: not server._connections)

    serving(scenario)


def test_flood_waits_for_a_capture_that_is_full(serving, recording):
    recording.keep_frames = False
    recording.full = True

    async def scenario(server):
        async with raw_peer(server, "/flood?count=100000&size=64") as peer:
            for _ in range(200):
                await asyncio.sleep(0)
            assert recording.appended < 5000
            recording.drain()
            await peer.reader.readexactly(66 * 100_000)
            await peer.close()

    serving(scenario)


def test_others_get_their_turn_during_a_flood(serving, recording):
    recording.keep_frames = False

    async def scenario(server):
        async with raw_peer(server, "/flood?count=100000000") as flood, raw_peer(server, "/echo") as echo:
            reading = asyncio.gather(drain(flood))
            for _ in range(20):
                echo.send(client_frame(0x81, b"still here"))
                assert (await echo.frame()).payload == b"still here"
            flood.writer.transport.abort()
            await reading
            await echo.close()

    serving(scenario)


def test_a_peer_that_takes_everything_still_leaves_others_their_turn():
    class Bottomless:
        """A connection that never has to wait."""

        is_open = True
        written = 0

        def write_raw(self, data):
            self.written += 1

        async def drained(self):
            pass

        def send_close(self, code, reason):
            self.is_open = False

    async def main():
        connection = Bottomless()
        flood = Flood(connection, Query("/flood", "count=20&size=1000000"))
        async with asyncio.TaskGroup() as group:
            group.create_task(flood.run())
            await asyncio.sleep(0)
            turns = [connection.written]
            while connection.is_open:
                await asyncio.sleep(0)
                turns.append(connection.written)
        assert turns[:20] == list(range(1, 21))

    asyncio.run(main())


async def drain(peer):
    try:
        while await peer.reader.read(65_536):
            pass
    except OSError:
        pass
