"""Long-polling by the page of the Engine.IO protocol, v4, with literal requests."""

from __future__ import annotations

import asyncio
import json

import pytest

from inspector.server import arrival
from inspector.server.engineio import engine, polling
from inspector.server.engineio.echo import EngineEcho
from inspector.server.engineio.options import EngineOptions
from inspector.server.engineio.session import MOST_NOTES
from inspector.wire.records import HTTP
from tests.server.poller import Poller, http_request, polled, read_answer
from tests.server.raw_peer import http_peer, until

FAST = EngineOptions(ping_interval=40, ping_timeout=40)


def test_the_handshake_tells_what_the_page_names(serving):
    async def scenario(server):
        poller = Poller(server)
        answer = await poller.open()
        assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
        assert answer.text == f"0{json.dumps(poller.told, separators=(',', ':'))}"
        assert poller.told == {
            "sid": poller.sid,
            "upgrades": ["websocket"],
            "pingInterval": 25_000,
            "pingTimeout": 20_000,
            "maxPayload": 1_000_000,
        }
        assert len(poller.sid) == 20

    serving(scenario)


@pytest.mark.parametrize(
    ("method", "query", "code", "message"),
    [
        ("GET", "EIO=4", 0, "Transport unknown"),
        ("GET", "EIO=4&transport=abc", 0, "Transport unknown"),
        ("GET", "EIO=4&transport=polling&sid=none", 1, "Session ID unknown"),
        ("POST", "EIO=4&transport=polling&sid=none", 1, "Session ID unknown"),
        ("POST", "EIO=4&transport=polling", 2, "Bad handshake method"),
        ("PUT", "EIO=4&transport=polling", 2, "Bad handshake method"),
        ("GET", "EIO=4&transport=websocket", 3, "Bad request"),
        ("GET", "EIO=4&transport=polling&j=0", 3, "Bad request"),
        ("GET", "transport=polling&" + "&".join(f"x{i}=" for i in range(200)), 3, "Bad request"),
        ("GET", "transport=polling", 5, "Unsupported protocol version"),
        ("GET", "EIO=5&transport=polling", 5, "Unsupported protocol version"),
        ("GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version"),
    ],
)
@pytest.mark.parametrize("path", ["/engine.io/", "/socket.io/"])
def test_what_is_refused_and_how(serving, recording, path, method, query, code, message):
    async def scenario(server):
        answer = await Poller(server).ask(method, f"{path}?{query}")
        assert (answer.status, answer.error) == (400, {"code": code, "message": message})
        assert answer.headers["content-type"] == "application/json"

    serving(scenario)
    record = recording.connections[1]
    assert record["error"] == f"Answered with HTTP 400: {message}."
    assert record["closed_by"] == "local"
    assert [frame.direction for frame in recording.frames[1]] == [1, 0]


def test_messages_come_back_in_order_in_one_payload(serving):
    async def scenario(server):
        poller = await polled(server)
        answer = await poller.post("4one\x1ebAQIDBA==\x1e4Grüße 👋")
        assert (answer.status, answer.text) == (200, "ok")
        assert (await poller.poll()).text == "4one\x1ebAQIDBA==\x1e4Grüße 👋"

    serving(scenario)


def test_a_poll_waits_for_what_is_sent_later(serving):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            await poller.post("4late")
            assert (await read_answer(reader)).text == "4late"

    serving(scenario)


def test_many_requests_go_over_one_connection(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            for number in range(20):
                peer.send(http_request("POST", poller.target, b"4%d" % number))
                assert (await read_answer(peer.reader)).text == "ok"
                peer.send(http_request("GET", poller.target))
                assert (await read_answer(peer.reader)).text == f"4{number}"

    serving(scenario)
    assert len(recording.connections) == 1
    assert len(recording.frames[1]) == 2 + 80


def test_requests_that_come_at_once_are_answered_in_order(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            posts = [http_request("POST", poller.target, b"4%d" % number) for number in range(3)]
            peer.send(b"".join([*posts, http_request("GET", poller.target)]))
            answers = [(await read_answer(peer.reader)).text for _ in range(4)]
            assert answers == ["ok", "ok", "ok", "40\x1e41\x1e42"]

    serving(scenario)
    assert all(message.wire_length == len(message.payload) for message in recording.frames[1])


def test_a_request_may_come_in_any_pieces(serving):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            for byte in http_request("POST", poller.target, b"4piece by piece"):
                peer.send(bytes([byte]))
                await asyncio.sleep(0)
            assert (await read_answer(peer.reader)).text == "ok"
        assert (await poller.poll()).text == "4piece by piece"

    serving(scenario)


def test_a_chunked_body_is_read_and_its_bytes_on_the_wire_are_counted(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            peer.send(
                f"POST {poller.target} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\n4in\r\n6\r\n parts\r\n0\r\n\r\n".encode()
            )
            assert (await read_answer(peer.reader)).text == "ok"

    serving(scenario)
    post = recording.frames[1][2]
    assert (post.head, post.payload, post.wire_length) == (
        HTTP,
        b"4in parts",
        len("3\r\n4in\r\n6\r\n parts\r\n0\r\n\r\n"),
    )


def test_who_asks_before_sending_is_told_to_go_on(serving):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as peer:
            whole = http_request("POST", poller.target, b"4big", ["Expect: 100-continue"])
            head, _, body = whole.partition(b"\r\n\r\n")
            peer.send(head + b"\r\n\r\n")
            assert (await peer.head()).startswith("HTTP/1.1 100 ")
            peer.send(body)
            assert (await read_answer(peer.reader)).text == "ok"

    serving(scenario)


def test_a_second_poll_closes_the_session(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            assert (await poller.poll()).status == 400
            first = await read_answer(reader)
            assert (first.status, first.text) == (200, "1")
        assert (await poller.poll()).error["code"] == 1

    serving(scenario)
    assert recording.violations() == [
        ("A second poll came while the first was still waiting.", "Engine.IO v4")
    ]
    assert recording.connections[1]["error"] == "A second poll came while the first was still waiting."


def test_a_second_post_closes_the_session(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with http_peer(server) as slow:
            slow.send(http_request("POST", poller.target, b"4never whole")[:-3])
            await until(lambda: poller.session.transport._post is not None)
            assert (await poller.post("4second")).status == 400
            assert (await poller.poll()).status == 400
            slow.send(b"ole")
            assert (await read_answer(slow.reader)).error["code"] == 1

    serving(scenario)
    assert recording.violations()[0][0] == "A second POST came while the first was still on its way."


@pytest.mark.parametrize("body", ["abc", "", "4a\x1e", "\x1e4a", "7", "4a\x1exyz", "b!!!", b"4\xff"])
def test_what_is_no_packet_closes_the_session(serving, recording, body):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            assert (await poller.post(body)).status == 400
            poll = await read_answer(reader)
            assert poll.text.endswith("1") or poll.text == "4a"
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert len(recording.violations()) == 1


def test_a_binary_body_closes_the_session(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        answer = await poller.post(b"\x00\x01\xff4", "Content-Type: application/octet-stream")
        assert answer.status == 400
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert "no binary payloads" in recording.violations()[0][0]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_gets_413_and_the_session_lives(serving, recording, monkeypatch, announced):
    monkeypatch.setattr(arrival, "LINGER", 1000)

    async def scenario(server):
        poller = await polled(server)
        body = b"4" + b"x" * server.options.max_payload
        async with http_peer(server) as peer:
            if announced:
                peer.send(http_request("POST", poller.target, body))
            else:
                head = (
                    f"POST {poller.target} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                peer.send(head.encode() + b"%x\r\n" % len(body) + body)
            assert (await read_answer(peer.reader)).status == 413
            assert await peer.reader.read() == b""
        assert (await poller.post("4small")).status == 200
        assert (await poller.poll()).text == "4small"

    serving(scenario)
    assert recording.violations()[0][0] == ("The body of a POST is larger than maxPayload, 1,000,000 bytes.")


def test_a_body_of_the_very_limit_is_taken(serving):
    async def scenario(server):
        poller = await polled(server)
        body = b"4" + b"x" * (server.options.max_payload - 1)
        assert (await poller.post(body)).status == 200
        assert (await poller.poll()).body == body

    serving(scenario)


def test_a_cancelled_poll_closes_the_session(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll():
            pass
        await until(lambda: poller.session is None)
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert recording.connections[1]["error"] == "the client closed the connection of its poll"
    assert recording.connections[1]["closed_by"] == "remote"


def test_the_client_closes_and_its_poll_gets_a_noop(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            assert (await poller.post("1")).text == "ok"
            answer = await read_answer(reader)
            assert (answer.status, answer.text) == (200, "6")
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert recording.connections[1]["closed_by"] == "remote"
    assert "error" not in recording.connections[1]


def test_a_poll_that_its_own_close_overtook_gets_the_noop(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        assert (await poller.post("1")).text == "ok"
        assert (await poller.poll()).text == "6"
        assert (await poller.poll()).error["code"] == 1

    serving(scenario)
    assert len(recording.frames[1]) == 6


def test_long_after_a_close_there_is_nothing_to_poll(serving, monkeypatch):
    monkeypatch.setattr(engine, "_LAST_POLL", 0)

    async def scenario(server):
        poller = await polled(server)
        assert (await poller.post("1")).text == "ok"
        assert (await poller.poll()).error["code"] == 1

    serving(scenario)


def test_the_server_pings_and_wants_a_pong(serving):
    async def scenario(server):
        poller = await polled(server)
        for _ in range(3):
            assert (await poller.poll()).text == "2"
            assert (await poller.post("3")).text == "ok"

    serving(scenario, options=EngineOptions(ping_interval=20, ping_timeout=20_000))


def test_who_does_not_answer_pings_is_gone(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        assert (await poller.poll()).text == "2"
        assert (await poller.poll()).text == "1"
        assert (await poller.poll()).error["code"] == 1

    serving(scenario, options=FAST)
    assert any("No pong came from the client in time" in text for _, text, *_ in recording.notes)
    assert recording.connections[1]["error"] == "ping timeout"


def test_a_session_whose_time_is_over_is_gone_even_before_its_timer(serving):
    async def scenario(server):
        poller = await polled(server)
        poller.session._heartbeat._deadline = 0
        assert (await poller.poll()).status == 400

    serving(scenario)


def test_a_ping_from_the_client_is_the_wrong_way_round(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        await poller.post("2")
        assert (await poller.poll()).status == 400

    serving(scenario)
    assert recording.violations() == [
        ("The client sent a ping; in Engine.IO v4 only the server does.", "Engine.IO v4")
    ]


def test_packets_without_a_meaning_are_noted_and_ignored(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        assert (await poller.post("0\x1e5\x1e6\x1e4still here")).text == "ok"
        assert (await poller.poll()).text == "4still here"

    serving(scenario)
    assert [text for text, _ in recording.violations()] == [
        f"The packet {name} has no meaning here; it was ignored." for name in ("open", "upgrade", "noop")
    ]


def test_other_methods_in_a_session_are_refused(serving):
    async def scenario(server):
        poller = await polled(server)
        for method in ("PUT", "DELETE", "OPTIONS"):
            answer = await poller.ask(method, poller.target)
            assert (answer.status, answer.error["code"]) == (400, 3)
        assert (await poller.post("4x")).status == 200

    serving(scenario)


def test_a_client_that_never_polls_is_ended_before_it_costs_much(serving, recording):
    async def scenario(server):
        poller = await polled(server)
        posts = 0
        while poller.session is not None:
            await poller.post(b"4" + b"x" * 900_000)
            posts += 1
        assert posts == 5

    serving(scenario)
    assert recording.violations()[0][0] == "The client reads too slowly: over 4 MiB wait for it."


def test_stop_answers_waiting_polls(serving):
    async def scenario(server):
        poller = await polled(server)
        async with poller.waiting_poll() as reader:
            await server.stop()
            assert (await read_answer(reader)).text == "1"
            assert await reader.read() == b""
        assert server.arrivals == set()
        await server.start()
        assert (await poller.poll()).error["code"] == 1

    serving(scenario)


def test_a_polled_session_counts_as_a_connection(serving):
    async def scenario(server):
        assert server.connection_count == 0
        poller = await polled(server)
        assert server.connection_count == 1
        await poller.post("1")
        assert server.connection_count == 0

    serving(scenario)


def test_a_post_of_many_packets_lets_others_have_their_turn(serving, monkeypatch):
    monkeypatch.setattr(polling, "SLICE_S", 0)
    turns, heard = 0, []
    monkeypatch.setattr(EngineEcho, "message", lambda _self, data: heard.append((turns, data)))

    def count():
        nonlocal turns
        turns += 1
        if len(heard) < 50:
            asyncio.get_running_loop().call_soon(count)

    async def scenario(server):
        poller = Poller(server)
        await poller.open()
        count()
        assert (await poller.post("\x1e".join(f"4{number}" for number in range(50)))).text == "ok"
        assert [data for _turn, data in heard] == [str(number) for number in range(50)]
        assert len({turn for turn, _data in heard}) == 50

    serving(scenario)


@pytest.mark.parametrize("end", ["x", "1"])
def test_a_long_post_may_end_the_session_in_its_middle(serving, recording, monkeypatch, end):
    monkeypatch.setattr(polling, "SLICE_S", 0)

    async def scenario(server):
        poller = Poller(server)
        await poller.open()
        answer = await poller.post(f"4a\x1e4b\x1e{end}\x1e4c")
        assert answer.status == (400 if end == "x" else 200)
        assert (await poller.post("4d")).error["code"] == 1

    serving(scenario)
    assert len(recording.violations()) == (1 if end == "x" else 0)


def test_who_breaks_the_rules_all_the_time_does_not_fill_the_capture(serving, recording):
    async def scenario(server):
        poller = Poller(server)
        await poller.open()
        assert (await poller.post("\x1e".join(["6"] * (MOST_NOTES + 5)))).text == "ok"

    serving(scenario)
    told = [text for text, _section in recording.violations()]
    assert len(told) == MOST_NOTES
    assert told[-1].endswith("it was ignored. Violations after these 1,000 have no note.")
