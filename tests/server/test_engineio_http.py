"""HTTP around long-polling: who may ask, CORS, what is not HTTP, and connections with several uses."""

from __future__ import annotations

import asyncio

import pytest

from inspector.server import arrival
from tests.server.poller import Poller, http_request, polled, read_answer
from tests.server.raw_peer import client_frame, http_peer, request, until

HANDSHAKE = "/engine.io/?EIO=4&transport=polling"


async def answer_to(server, data: bytes):
    async with http_peer(server) as peer:
        peer.send(data)
        return await read_answer(peer.reader)


@pytest.mark.parametrize("origin", ["http://localhost:5173", "https://127.0.0.1", "http://[::1]:3000"])
def test_a_page_of_this_machine_may_read_responses(serving, origin):
    async def scenario(server):
        answer = await answer_to(server, http_request("GET", HANDSHAKE, headers=[f"Origin: {origin}"]))
        assert answer.status == 200
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["vary"] == "Origin"

    serving(scenario)


def test_without_an_origin_there_is_nothing_to_allow(serving):
    async def scenario(server):
        answer = await answer_to(server, http_request("GET", HANDSHAKE))
        assert not [name for name in answer.headers if name.startswith("access-control")]

    serving(scenario)


@pytest.mark.parametrize("origin", ["https://example.org", "null", "file://", "http://localhost.example.org"])
def test_a_foreign_page_is_refused(serving, recording, origin):
    async def scenario(server):
        answer = await answer_to(server, http_request("GET", HANDSHAKE, headers=[f"Origin: {origin}"]))
        assert (answer.status, answer.error["code"]) == (403, 4)
        assert "is foreign" in answer.error["message"]
        assert "access-control-allow-origin" not in answer.headers

    serving(scenario)
    assert recording.connections[1]["error"].startswith("Answered with HTTP 403: The origin ")


def test_a_foreign_host_is_refused(serving):
    async def scenario(server):
        answer = await answer_to(server, http_request("GET", HANDSHAKE, host="rebound.example.org"))
        assert (answer.status, answer.error["code"]) == (403, 4)
        assert "is not a name of this server" in answer.error["message"]

    serving(scenario)


def test_a_preflight_is_answered(serving, recording):
    async def scenario(server):
        headers = [
            "Origin: http://localhost:5173",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type, x-token",
        ]
        answer = await answer_to(server, http_request("OPTIONS", HANDSHAKE, headers=headers))
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"
        assert answer.headers["access-control-allow-methods"] == "GET,HEAD,POST,OPTIONS"
        assert answer.headers["access-control-allow-headers"] == "content-type, x-token"
        assert "content-length" not in answer.headers

    serving(scenario)
    assert [frame.direction for frame in recording.frames[1]] == [1, 0]
    assert "error" not in recording.connections[1]


def test_head_has_no_body(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(http_request("HEAD", HANDSHAKE) + http_request("GET", HANDSHAKE))
            head = await peer.head()
            assert head.startswith("HTTP/1.1 400 ")
            assert (await read_answer(peer.reader)).status == 200

    serving(scenario)


@pytest.mark.parametrize(
    ("junk", "says"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00", "not an HTTP request"),
        (b"nonsense\r\n\r\n", "not an HTTP request"),
        (b"GET / HTTP/9.9\r\n\r\n", "not an HTTP request"),
        (b"GET \xff HTTP/1.1\r\n\r\n", "not an HTTP request"),
        (b"GET / HTTP/1.1\r\nno colon here\r\n\r\n", "not an HTTP request"),
        (b"GET /socket.io/ HTTP/1.1\r\nno colon here\r\n\r\n", "cannot be read"),
        (b"POST /socket.io/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", "cannot be read"),
        (b"POST /socket.io/ HTTP/1.1\r\nContent-Length: 1\r\n\r\n", "cannot be read"),
    ],
)
def test_what_is_no_request_is_told_so(serving, recording, junk, says):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(junk)
            answer = await peer.reader.read()
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert says in answer.decode()

    serving(scenario)
    if b"/socket.io/" in junk:
        ((sentence, section),) = recording.violations()
        assert says in sentence
        assert section == "RFC 9112"
        kept = recording.connections[1]
        assert (kept["request_head"], kept["error"], kept["closed_by"]) == (junk, sentence, "local")


def test_a_broken_chunk_ends_the_session_and_is_told(serving):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            head = f"POST {poller.target} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            peer.send(f"{head}2\r\n4a\r\n".encode())
            await until(lambda: poller.session.transport._post is not None)
            peer.send(b"zz\r\n")
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 400 ")
        await until(lambda: poller.session is None)

    serving(scenario)


def test_a_head_that_never_ends_gets_431(serving, monkeypatch):
    monkeypatch.setattr(arrival, "LINGER", 1000)

    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(b"GET /socket.io/ HTTP/1.1\r\n" + b"X-Filler: yes\r\n" * 10_000)
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 431 ")

    serving(scenario)


def test_a_connection_that_was_polled_can_fetch_the_page(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(http_request("GET", HANDSHAKE))
            assert (await read_answer(peer.reader)).status == 200
            peer.send(http_request("GET", "/socketio"))
            page = await read_answer(peer.reader)
            assert page.body.startswith(b"<!doctype html>")

    serving(scenario)


def test_a_connection_that_was_polled_can_become_a_websocket(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(http_request("GET", HANDSHAKE))
            assert (await read_answer(peer.reader)).status == 200
            peer.send(request("/echo") + client_frame(0x81, b"changed"))
            assert (await peer.head()).startswith("HTTP/1.1 101 ")
            assert (await peer.frame()).payload == b"changed"
            await peer.close()

    serving(scenario)


def test_who_wants_the_connection_closed_gets_that(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(http_request("GET", HANDSHAKE, headers=["Connection: close"]))
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 200 ")

    serving(scenario)


def test_idle_connections_are_closed(serving, monkeypatch):
    monkeypatch.setattr(arrival, "KEEP_ALIVE", 0.02)

    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(http_request("GET", HANDSHAKE))
            await read_answer(peer.reader)
            assert await peer.reader.read() == b""

    serving(scenario)


@pytest.mark.parametrize("part", [b"", b"GET /socket.io/ HTTP/1.1\r\nHost:", b"GE"])
def test_heads_that_take_too_long_are_dropped(serving, monkeypatch, part):
    monkeypatch.setattr(arrival, "HEAD_TIMEOUT", 0.02)

    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(part)
            assert await peer.reader.read() == b""

    serving(scenario)


def test_a_body_that_takes_too_long_ends_the_session(serving, monkeypatch):
    monkeypatch.setattr(arrival, "BODY_TIMEOUT", 0.02)

    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            peer.send(http_request("POST", poller.target, b"4never whole")[:-1])
            assert await peer.reader.read() == b""
        await until(lambda: poller.session is None)

    serving(scenario)


def test_a_poll_may_wait_longer_than_any_request_may_take(serving, monkeypatch):
    monkeypatch.setattr(arrival, "BODY_TIMEOUT", 0.01)
    monkeypatch.setattr(arrival, "HEAD_TIMEOUT", 0.01)
    monkeypatch.setattr(arrival, "KEEP_ALIVE", 0.01)

    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            await asyncio.sleep(0.1)
            await poller.post("4patience")
            assert (await read_answer(reader)).text == "4patience"

    serving(scenario)


def test_a_flood_of_requests_waits_for_its_answers(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.reader._transport.pause_reading()
            for _ in range(200):
                peer.send(http_request("GET", "/socket.io/?" + "x" * 2000) * 20)
                await asyncio.sleep(0)
            (one,) = server.arrivals
            assert len(one._buffer) < 1024 * 1024
            peer.reader._transport.resume_reading()
            assert (await read_answer(peer.reader)).status == 400

    serving(scenario)


def test_what_follows_a_waiting_poll_waits_too(serving):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            peer.send(http_request("GET", poller.target))
            await poller.until_polled()
            for _ in range(200):
                peer.send(http_request("POST", poller.target, b"4" + b"x" * 20_000))
                await asyncio.sleep(0)
            (one,) = server.arrivals
            assert "buffer" in one._held
            assert len(one._buffer) < 1024 * 1024
            await poller.post("4now")
            assert (await read_answer(peer.reader)).text == "4now"
            for _ in range(3):
                assert (await read_answer(peer.reader)).text == "ok"

    serving(scenario)


def test_a_capture_that_is_full_holds_requests_back(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        recording.full = True
        async with http_peer(server) as peer:
            peer.send(http_request("POST", poller.target, b"4a"))
            assert (await read_answer(peer.reader)).text == "ok"
            (held,) = [one for one in server.arrivals if "capture" in one._held]
            peer.send(http_request("POST", poller.target, b"4b"))
            for _ in range(20):
                await asyncio.sleep(0)
            assert poller.session._queued == 101
            recording.drain()
            assert (await read_answer(peer.reader)).text == "ok"
            assert held._held == set()

    serving(scenario)


def test_tls(serving, recording):
    async def scenario(server):
        import ssl

        context = ssl.create_default_context(cadata=server.ca_pem.decode())
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
        writer.write(http_request("GET", HANDSHAKE))
        answer = await read_answer(reader)
        assert answer.status == 200
        writer.close()
        await writer.wait_closed()

    serving(scenario, tls=True)
    record = recording.connections[1]
    assert record["url"] == f"https://localhost{HANDSHAKE}"
    assert '"version": "TLSv1.3"' in record["tls"]


def test_the_url_and_the_peer_are_recorded(serving, recording):
    async def scenario(server):
        await Poller(server).open("&token=%20x")

    serving(scenario)
    record = recording.connections[1]
    assert record["url"] == f"http://localhost{HANDSHAKE}&token=%20x"
    assert record["role"] == "server"
    assert record["peer"].startswith("127.0.0.1:")
