"""The HTTP side: the page, its files, and everything that is not an endpoint."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from websockets.asyncio.client import connect

from tests.server.raw_peer import http, http_peer, refused, until

HOST = "\nHost: localhost"


def get(path):
    return f"GET {path} HTTP/1.1{HOST}"


@pytest.mark.parametrize(
    ("path", "content_type", "begins"),
    [
        ("/", "text/html; charset=utf-8", "<!doctype html>"),
        ("/index.html", "text/html; charset=utf-8", "<!doctype html>"),
        ("/style.css", "text/css; charset=utf-8", ":root"),
        ("/page.js", "text/javascript; charset=utf-8", "// "),
        ("/client.js", "text/javascript; charset=utf-8", "// "),
        ("/log.js", "text/javascript; charset=utf-8", "// "),
        ("/socketio", "text/html; charset=utf-8", "<!doctype html>"),
        ("/socketio.js", "text/javascript; charset=utf-8", "// "),
        ("/socketio-client.js", "text/javascript; charset=utf-8", "// "),
        ("/engine.js", "text/javascript; charset=utf-8", "// "),
        ("/favicon.svg", "image/svg+xml", "<svg "),
        ("/favicon.ico", "image/svg+xml", "<svg "),
        ("/?query", "text/html; charset=utf-8", "<!doctype html>"),
    ],
)
def test_serves_the_page_and_its_files(serving, path, content_type, begins):
    async def scenario(server):
        status, headers, body = await http(server, get(path))
        assert status == 200
        assert headers["content-type"] == content_type
        assert int(headers["content-length"]) == len(body.encode())
        assert body.startswith(begins)

    serving(scenario)


def test_head_has_the_same_headers_and_no_body(serving):
    async def scenario(server):
        _, get_headers, get_body = await http(server, get("/"))
        status, headers, body = await http(server, f"HEAD / HTTP/1.1{HOST}")
        assert (status, body) == (200, "")
        assert headers["content-length"] == get_headers["content-length"] == str(len(get_body.encode()))

    serving(scenario)


def test_the_page_has_a_strict_policy(serving):
    async def scenario(server):
        _, headers, body = await http(server, f"GET / HTTP/1.1\nHost: localhost:{server.port}")
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert f"connect-src 'self' ws://localhost:{server.port} wss://localhost:{server.port};" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "<style" not in body
        assert " style=" not in body
        assert " onclick=" not in body

    serving(scenario)


def test_the_list_of_endpoints_has_urls_under_the_name_that_was_asked(serving):
    async def scenario(server):
        _, headers, body = await http(server, f"GET /endpoints.json HTTP/1.1\nHost: [::1]:{server.port}")
        assert headers["content-type"] == "application/json"
        listed = json.loads(body)
        assert [one["path"] for one in listed] == [one.path for one in server.endpoints]
        assert listed[0]["url"] == f"ws://[::1]:{server.port}/echo"
        assert all(one["title"] and one["description"] for one in listed)

    serving(scenario)


def test_every_url_in_the_list_can_be_opened_as_it_is(serving):
    async def scenario(server):
        for endpoint in server.endpoints:
            if endpoint.path != "/reject":
                async with connect(endpoint.url, proxy=None) as client:
                    if endpoint.path == "/flood":
                        assert len([message async for message in client]) == 10_000

    serving(scenario)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/echo/", "/ECHO", "//echo", "/../etc/passwd", "/%2e%2e/x", "/socket.io", "/socket.io/x"],
)
def test_an_unknown_path_gets_the_list(serving, path):
    async def scenario(server):
        for status, headers, body in (await http(server, get(path)), await refused(server, path)):
            assert status == 404
            assert headers["content-type"] == "text/plain; charset=utf-8"
            assert body.startswith(f"Nothing is at {path}. ")
            for endpoint in server.endpoints:
                assert f"\n{endpoint.path} " in body

    serving(scenario)


def test_a_websocket_at_the_page_gets_the_list(serving):
    async def scenario(server):
        status, _, body = await refused(server, "/")
        assert status == 404
        assert body.startswith("/ is a page; open it with http. No WebSocket is there.")
        assert "\n/echo " in body
        assert "\n/socket.io/ " in body

    serving(scenario)


def test_a_browser_at_an_endpoint_is_told_what_it_is(serving, recording):
    async def scenario(server):
        status, headers, body = await http(server, get("/echo"))
        assert status == 426
        assert headers["upgrade"] == "websocket"
        assert body.startswith(f"/echo speaks WebSocket: open {server.url}/echo")

    serving(scenario)
    assert recording.connections[1]["error"].startswith("Answered with HTTP 426")


@pytest.mark.parametrize(
    ("path", "allowed"), [("/", "GET, HEAD"), ("/style.css", "GET, HEAD"), ("/echo", "GET")]
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed(serving, path, allowed, method):
    async def scenario(server):
        status, headers, body = await http(server, f"{method} {path} HTTP/1.1{HOST}")
        assert (status, headers["allow"]) == (405, allowed)
        assert body == f"{path} takes {allowed} requests only.\n"

    serving(scenario)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Sec-WebSocket-Version: 8", 400),
        ("Sec-WebSocket-Key: c2hvcnQ=", 400),
        ("Sec-WebSocket-Extensions: ;;;", 400),
        ("Sec-WebSocket-Protocol: (", 400),
    ],
)
def test_a_malformed_handshake_is_left_to_the_library_and_recorded(serving, recording, header, status):
    async def scenario(server):
        assert (await refused(server, "/chat", header))[0] == status

    serving(scenario)
    assert len(recording.connections) == 1


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n",
        b"GET \xff HTTP/1.1\r\n\r\n",
    ],
)
def test_junk_ends_the_connection_and_nothing_else(serving, junk):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(junk)
            peer.writer.write_eof()
            await peer.reader.read()
        assert (await http(server, get("/")))[0] == 200

    serving(scenario)


def test_a_head_without_an_end_is_refused_and_recorded(serving, recording):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(b"GET /echo HTTP/1.1\r\nHost: localhost\r\n" + b"X-Filler: yes\r\n" * 1000)
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 431 ")

    serving(scenario)
    assert recording.connections[1]["request_head"].startswith(b"GET /echo HTTP/1.1\r\nHost: localhost\r\nX-")
    assert any("has no end" in text for text, _ in recording.violations())


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (b"GET /echo HTTP/1.1\nHost: localhost\nUpgrade: websocket\n\n", 1),
        (b"GET /echo HTTP/1.1\r\nHost: localhost\nUpgrade: websocket\r\n\r\n", 2),
    ],
)
def test_a_line_that_ends_with_a_bare_lf_is_refused_at_once_and_named(serving, recording, head, line):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(head)
            answer = (await peer.reader.read()).decode()
            assert answer.startswith("HTTP/1.1 400 ")
            assert "CRLF" in answer

    serving(scenario)
    assert recording.connections[1]["request_head"] == head
    told = f"line ends: Line {line} of the request head ends with a bare LF instead of CRLF."
    assert (told, "RFC 9112 §2.2") in recording.violations()
    assert not any("has no end" in text for text, _ in recording.violations())


def test_half_a_head_is_recorded_when_its_client_leaves(serving, recording):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(b"GET /echo HTTP/1.1\r\nHost: local")
            peer.writer.write_eof()
            # RFC 9112 §8: "the server MAY respond with an error response prior to closing the connection".
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 400 ")

    serving(scenario)
    assert recording.connections[1]["request_head"] == b"GET /echo HTTP/1.1\r\nHost: local"


def test_a_hasty_client_waits_for_the_handshake(serving):
    async def scenario(server):
        async with http_peer(server) as peer:
            peer.send(b"GET /slow?delay=2000 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n")
            await until(lambda: server._connections)
            connection = next(iter(server._connections))
            sent = 0
            while "early" not in connection._holds:
                peer.send(b"x" * 10_000)
                sent += 10_000
                await asyncio.sleep(0)
            assert len(connection._early) <= sent < 1024 * 1024

    serving(scenario)


def test_looking_at_the_page_is_no_connection(serving, recording, caplog):
    caplog.set_level(logging.WARNING)

    async def scenario(server):
        for path in ("/", "/style.css", "/endpoints.json", "/nothing"):
            await http(server, get(path))

    serving(scenario)
    assert recording.connections == {}
    assert caplog.records == []
