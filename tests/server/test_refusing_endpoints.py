"""/close and /reject, and what becomes of bad parameters."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from websockets.asyncio.client import connect

from tests.server.raw_peer import http, raw_peer, refused

MAY_BE_SENT = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
MAY_NOT = [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535]


@pytest.mark.parametrize("code", MAY_BE_SENT)
def test_close_sends_any_code_that_may_be_on_the_wire(serving, code):
    async def scenario(server):
        async with raw_peer(server, f"/close?code={code}&reason=G%C3%BCte") as peer:
            assert await peer.frame() == (0x88, False, code.to_bytes(2, "big") + "Güte".encode())

    serving(scenario)


@pytest.mark.parametrize("code", MAY_NOT)
def test_close_refuses_a_code_that_may_not(serving, code):
    async def scenario(server):
        status, _, body = await refused(server, f"/close?code={code}")
        assert status == 400
        assert f"Close code {code}" in body
        assert "RFC 6455 §7.4" in body

    serving(scenario)


def test_close_is_recorded_as_closed_here(serving, recording):
    async def scenario(server):
        async with connect(f"{server.url}/close?code=4321&reason=bye", proxy=None) as client:
            await client.wait_closed()
            assert (client.close_code, client.close_reason) == (4321, "bye")

    serving(scenario)
    record = recording.connections[1]
    assert (record["close_code"], record["close_reason"], record["closed_by"]) == (4321, "bye", "local")


def test_the_longest_reason_is_123_bytes(serving):
    async def scenario(server):
        async with raw_peer(server, f"/close?reason={quote('ü' * 61 + 'x')}") as peer:
            assert len((await peer.frame()).payload) == 125
        status, _, body = await refused(server, f"/close?reason={quote('ü' * 62)}")
        assert (status, "124 bytes" in body) == (400, True)

    serving(scenario)


@pytest.mark.parametrize(
    "status", [200, 204, 299, 301, 304, 401, 403, 404, 405, 407, 426, 429, 500, 503, 599]
)
def test_reject_answers_with_the_status(serving, recording, status):
    async def scenario(server):
        found, _, body = await refused(server, f"/reject?status={status}")
        assert found == status
        assert body.startswith(f"{status} ") or (status in (204, 304) and body == "")

    serving(scenario)
    assert recording.connections[1]["error"].startswith(f"Answered with HTTP {status}")
    assert recording.connections[1]["response_head"].startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    ("status", "header", "value"),
    [
        (401, "www-authenticate", "Basic realm="),
        (407, "proxy-authenticate", "Basic realm="),
        (302, "location", "/echo"),
        (405, "allow", "POST"),
        (426, "upgrade", "websocket"),
        (503, "retry-after", "1"),
    ],
)
def test_reject_sends_the_headers_that_belong_to_the_status(serving, status, header, value):
    async def scenario(server):
        _, headers, _ = await refused(server, f"/reject?status={status}")
        assert headers[header].startswith(value)

    serving(scenario)


def test_reject_answers_a_request_for_no_websocket_too(serving):
    async def scenario(server):
        assert (await http(server, "GET /reject HTTP/1.1\nHost: localhost"))[0] == 403

    serving(scenario)


def test_a_client_follows_the_redirect_to_echo(serving):
    async def scenario(server):
        async with connect(f"{server.url}/reject?status=307", proxy=None) as client:
            await client.send("there")
            assert await client.recv() == "there"

    serving(scenario)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("/time?every=0", "every must be a whole number of milliseconds from 1 to 3600000, not '0'."),
        ("/time?every=1.5", "every must be a whole number of milliseconds from 1 to 3600000, not '1.5'."),
        (
            "/time?every=%D9%A1",
            "every must be a whole number of milliseconds from 1 to 3600000, not '\\u0661'.",
        ),
        ("/time?every=", "every must be a whole number of milliseconds from 1 to 3600000, not ''."),
        ("/time?every=1&every=2", "The parameter 'every' is given twice; give it once."),
        ("/time?evry=5", "/time takes every, not 'evry'."),
        ("/flood?count=-1", "count must be a whole number from 1 to 100000000, not '-1'."),
        ("/flood?size=99999999", "size must be a whole number of bytes from 0 to 16777216, not '99999999'."),
        ("/slow?delay=60001", "delay must be a whole number of milliseconds from 0 to 60000, not '60001'."),
        ("/reject?status=101", "status must be a whole number from 200 to 599, not '101'."),
        ("/reject?status=600", "status must be a whole number from 200 to 599, not '600'."),
        ("/fragments?parts=0", "parts must be a whole number from 1 to 65536, not '0'."),
        ("/close?reason=%FF", "The query is not percent-encoded UTF-8."),
        ("/close?code=" + "1" * 50, "code must be a whole number from 0 to 65535, not"),
        ("/bad", "what must be one of rsv, opcode, utf8, mask, length, continuation, close; it is missing."),
        (
            "/bad?what=all",
            "what must be one of rsv, opcode, utf8, mask, length, continuation, close; not 'all'.",
        ),
        (
            "/echo?" + "&".join(f"p{number}=1" for number in range(21)),
            "The query has more than 20 parameters.",
        ),
    ],
    ids=lambda text: text[:24],
)
def test_bad_parameters_get_one_clear_sentence(serving, target, sentence):
    async def scenario(server):
        status, _, body = await refused(server, target)
        assert status == 400
        assert body.startswith(sentence)
        assert body.count("\n") == 1

    serving(scenario)


def test_an_endpoint_without_parameters_takes_any_query(serving):
    async def scenario(server):
        async with connect(f"{server.url}/echo?token=secret", proxy=None) as client:
            await client.send("in")
            assert await client.recv() == "in"

    serving(scenario)
