"""The local server's life: start, stop, and what the capture holds of it."""

from __future__ import annotations

import asyncio
import gc
import socket

import pytest
from websockets.asyncio.client import connect

from inspector.server import local_server
from inspector.server.address import ServerError
from inspector.server.local_server import LocalServer
from tests.server.raw_peer import client_frame, http, http_peer, raw_peer, until


def test_port_0_picks_one(serving):
    async def scenario(server):
        assert server.port > 0
        assert server.url == f"ws://127.0.0.1:{server.port}"
        assert server.http_url == f"http://127.0.0.1:{server.port}/"
        assert server.running

    serving(scenario)


@pytest.mark.parametrize(
    ("host", "shown", "reached"),
    [
        ("127.0.0.1", "127.0.0.1", ["127.0.0.1"]),
        ("::1", "[::1]", ["::1"]),
        ("[::1]", "[::1]", ["::1"]),
        ("localhost", "localhost", ["127.0.0.1"]),
        ("0.0.0.0", "127.0.0.1", ["127.0.0.1", "127.0.0.2"]),
        ("127.0.0.9", "127.0.0.9", ["127.0.0.9"]),
    ],
)
def test_listens_where_it_is_told(serving, host, shown, reached):
    async def scenario(server):
        assert server.url == f"ws://{shown}:{server.port}"
        for address in reached:
            async with http_peer(server, address) as peer:
                peer.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert (await peer.reader.read()).startswith(b"HTTP/1.1 200 ")

    serving(scenario, host=host)


def test_a_host_of_several_addresses_has_one_port_on_all_of_them(serving, monkeypatch):
    async def both(host):
        return ["127.0.0.1", "::1"]

    monkeypatch.setattr(local_server, "local_addresses", both)

    async def scenario(server):
        bound = {listener.getsockname()[:2] for listener in server._server.sockets}
        assert bound == {("127.0.0.1", server.port), ("::1", server.port)}

    serving(scenario, host="localhost")


def test_a_taken_port_is_named_and_another_offered(recording):
    async def scenario():
        first, second = LocalServer(recording, port=0), None
        await first.start()
        second = LocalServer(recording, port=first.port)
        with pytest.raises(ServerError) as caught:
            await second.start()
        error = caught.value
        assert str(error) == (
            f"Port {first.port} is taken by another program on 127.0.0.1; port {error.free_port} is free."
        )
        assert not second.running
        third = LocalServer(recording, port=error.free_port)
        await third.start()
        assert third.port == error.free_port
        await third.stop()
        await first.stop()
        await second.start()
        await second.stop()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 65_536, "Port 65536 does not exist"),
        ("127.0.0.1", -1, "Port -1 does not exist"),
        ("", 0, "'' is not a host name or an address"),
        ("two words", 0, "'two words' is not a host name or an address"),
        ("http://localhost", 0, "'http://localhost' is not a host name"),
        ("127.0.0.1:80", 0, "'127.0.0.1:80' is not a host name"),
        ("n\u00f6.example", 0, "'n\\xf6.example' is not a host name"),
        ("name.invalid", 0, "The host name.invalid is not known"),
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
    ],
)
def test_bad_hosts_and_ports_get_one_sentence(recording, host, port, sentence):
    async def scenario():
        with pytest.raises(ServerError) as caught:
            await LocalServer(recording, host=host, port=port).start()
        assert str(caught.value).startswith(sentence)
        assert caught.value.free_port is None

    asyncio.run(scenario())


def test_start_and_stop_are_idempotent_and_repeatable(recording):
    async def scenario():
        server = LocalServer(recording, port=0)
        for _ in range(10):
            await asyncio.gather(server.start(), server.start())
            assert (await http(server, "GET / HTTP/1.1\nHost: localhost"))[0] == 200
            async with connect(f"{server.url}/echo", proxy=None) as client:
                await client.send("again")
                assert await client.recv() == "again"
            await asyncio.gather(server.stop(), server.stop())
            assert not server.running
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", server.port)

    asyncio.run(scenario())


def test_a_restart_leaves_no_connection_and_no_socket_behind(recording):
    async def scenario():
        server = LocalServer(recording, port=0)
        for _ in range(2):
            await server.start()
            async with raw_peer(server, "/echo"), raw_peer(server, "/chat"), raw_peer(server, "/time"):
                await server.stop()
            assert server._connections == server.arrivals == set()
        gc.collect()
        assert [one for one in gc.get_objects() if type(one).__name__ == "ServedConnection"] == []

    asyncio.run(scenario())


def test_stop_closes_connections_with_1001(recording):
    async def scenario():
        server = LocalServer(recording, port=0)
        await server.start()
        paths = (
            "/echo",
            "/chat",
            "/time",
            "/slow?delay=0",
            "/silent",
            "/fragments",
            "/flood?count=100000000",
        )
        recording.keep_frames = False
        clients = [await connect(f"{server.url}{path}", proxy=None) for path in paths]
        reading = [asyncio.gather(*[all_of(client) for client in clients])]
        await server.stop()
        await asyncio.gather(*reading)
        assert [client.close_code for client in clients] == [1001] * len(paths)
        assert clients[0].close_reason == "The local server stops"

    asyncio.run(scenario())
    assert {record["close_code"] for record in recording.connections.values()} == {1001}
    assert {record["closed_by"] for record in recording.connections.values()} == {"local"}


async def all_of(client):
    async for _ in client:
        pass


def test_stop_does_not_wait_for_peers_that_hang(recording):
    recording.keep_frames = False

    async def scenario():
        server = LocalServer(recording, port=0)
        await server.start()
        async with (
            raw_peer(server, "/echo") as mute,
            raw_peer(server, "/flood?count=100000000") as deaf,
            http_peer(server) as half,
            http_peer(server) as nothing,
            http_peer(server) as patient,
        ):
            deaf.reader._transport.pause_reading()
            half.send(b"GET /echo HTTP/1.1\r\nHost:")
            patient.send(b"GET /slow?delay=60000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n")
            await until(lambda: len(server._connections) + len(server.arrivals) == 5 and recording.appended)
            async with asyncio.timeout(2):
                await server.stop()
            assert server._connections == server.arrivals == set()
            assert (await mute.frame()).close_code == 1001
            assert await mute.reader.read() == b""
            assert await nothing.reader.read() == b""
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scenario())


def test_stop_does_not_wait_for_handshakes_at_all(recording, monkeypatch):
    monkeypatch.setattr(local_server, "STOP_TIMEOUT", 1000)

    async def scenario():
        server = LocalServer(recording, port=0)
        await server.start()
        async with http_peer(server) as nothing, http_peer(server) as patient:
            patient.send(b"GET /slow?delay=60000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n")
            await until(
                lambda: len(server._connections) + len(server.arrivals) == 2 and recording.connections
            )
            async with asyncio.timeout(30):
                await server.stop()
            assert await nothing.reader.read() == b""

    asyncio.run(scenario())


def test_counts_open_connections_and_tells_of_changes(recording):
    async def scenario():
        told = []
        server = LocalServer(recording, port=0)
        server.on_change = lambda: told.append((server.running, server.connection_count))
        await server.start()
        assert told == [(True, 0)]
        async with raw_peer(server, "/echo") as peer:
            await until(lambda: server.connection_count == 1)
            await http(server, "GET / HTTP/1.1\nHost: localhost")
            await peer.close()
        await until(lambda: not server.connection_count)
        await server.stop()
        assert told[0] == (True, 0)
        assert (True, 1) in told
        assert told[-1] == (False, 0)

    asyncio.run(scenario())


def test_every_connection_is_recorded_from_this_end(serving, recording):
    async def scenario(server):
        async with connect(f"{server.url}/echo?token=1", proxy=None, compression=None) as client:
            await client.send("hello")
            await client.recv()
            return server.url, client.local_address

    url, (host, port) = serving(scenario)
    record = recording.connections[1]
    assert record["url"] == f"{url}/echo?token=1"
    assert record["role"] == "server"
    assert record["peer"] == f"{host}:{port}"
    assert record["request_head"].startswith(b"GET /echo?token=1 HTTP/1.1\r\n")
    assert record["response_head"].startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert record["request_head"].endswith(b"\r\n\r\n")
    assert record["response_head"].endswith(b"\r\n\r\n")
    seen = [(frame.direction, frame.opcode, frame.payload) for frame in recording.frames[1]]
    assert seen == [(1, 1, b"hello"), (0, 1, b"hello"), (1, 8, b"\x03\xe8"), (0, 8, b"\x03\xe8")]
    assert recording.frames[1][0].masking_key is not None
    assert recording.frames[1][1].masking_key is None
    assert (record["close_code"], record["closed_by"]) == (1000, "remote")
    assert recording.notes == []


def test_the_server_offers_compression(serving, recording):
    async def scenario(server):
        async with connect(f"{server.url}/echo", proxy=None) as client:
            await client.send("a" * 1000)
            assert await client.recv() == "a" * 1000

    serving(scenario)
    assert recording.connections[1]["extensions"].startswith("permessage-deflate")
    received, sent = recording.frames[1][:2]
    assert (received.rsv1, sent.rsv1) == (True, True)
    assert (received.payload, sent.payload) == (b"a" * 1000, b"a" * 1000)
    assert max(received.wire_length, sent.wire_length) < 100


def test_no_ping_is_sent_unasked(serving):
    async def scenario(server):
        async with raw_peer(server, "/echo"):
            assert next(iter(server._connections)).keepalive_task is None

    serving(scenario)


def test_the_listener_is_gone_when_the_start_fails_half_way(recording):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async def scenario():
            with pytest.raises(ServerError):
                await LocalServer(recording, host="localhost", port=port).start()

        asyncio.run(scenario())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        (client_frame(0xB1, b"x"), "1002: reserved bits must be 0."),
        (client_frame(0x81, b"\xff"), "1007: invalid start byte at position 0."),
        (client_frame(0x88, b"\x03\xe7"), "1002: invalid status code."),
    ],
)
def test_a_client_that_breaks_a_rule_is_why_the_connection_failed(serving, recording, wire, why):
    async def scenario(server):
        async with raw_peer(server, "/echo") as peer:
            peer.send(wire)
            await peer.frame()
            assert await peer.reader.read() == b""

    serving(scenario)
    assert recording.connections[1]["error"] == f"The connection was failed with {why}"


@pytest.mark.parametrize("target", ["/echo", "/close?code=4000"])
def test_a_connection_that_was_closed_has_not_failed(serving, recording, target):
    async def scenario(server):
        async with raw_peer(server, target) as peer:
            await peer.close()

    serving(scenario)
    assert "error" not in recording.connections[1]


def test_what_comes_wrong_after_the_close_frame_is_not_why_it_was_sent(serving, recording):
    async def scenario(server):
        async with raw_peer(server, "/close?code=4000") as peer:
            peer.send(client_frame(0xB1, b"x"))
            assert (await peer.frame()).close_code == 4000
            assert await peer.reader.read() == b""

    serving(scenario)
    assert "error" not in recording.connections[1]
    assert [section for _, section in recording.violations()] == ["RFC 6455 §5.2"]
