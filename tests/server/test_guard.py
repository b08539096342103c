"""Host and Origin: who may speak to the local server."""

from __future__ import annotations

import pytest

from inspector.server.guard import is_loopback, refuse_host, refuse_origin
from tests.server.raw_peer import http, raw_peer, refused

OWN = {"192.168.1.5", "fd00::5", "box"}


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8765",
        "LOCALHOST:9000",
        "localhost.",
        "app.localhost:3000",
        "127.0.0.1:8765",
        "127.1.2.3",
        "[::1]:8765",
        "[::ffff:127.0.0.1]",
        "192.168.1.5:8765",
        "[fd00::5]:8765",
        "box:8765",
        "BOX",
    ],
)
def test_own_names_are_let_in(host):
    assert refuse_host([host], OWN, 8765) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "192.168.1.5:80",
        "192.168.1.6:8765",
        "localhost@evil.example",
        "localhost:8765/evil",
        "localhost:abc",
        "[::2]:8765",
        "",
        "localhost evil.example",
    ],
)
def test_foreign_names_are_refused(host):
    sentence = refuse_host([host], OWN, 8765)
    assert sentence.startswith(f"The Host header {host!a} is not a name of this server")


def test_one_host_header_is_needed():
    assert "exactly one Host header; this one has 0" in refuse_host([], OWN, 8765)
    assert "exactly one Host header; this one has 2" in refuse_host(["localhost", "localhost"], OWN, 8765)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "http://localhost:3000",
        "https://127.0.0.1:8765",
        "http://[::1]:5173",
        "http://192.168.1.5:8765",
        "https://box:8765",
    ],
)
def test_pages_of_this_machine_are_let_in(origin):
    assert refuse_origin([origin], OWN, 8765) is None


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://192.168.1.5",
        "http://192.168.1.5:3000",
        "null",
        "file://",
        "ftp://localhost",
        "chrome-extension://localhost",
        "http://localhost/path",
        "http://user@localhost",
        "",
    ],
)
def test_foreign_pages_are_refused(origin):
    assert "is foreign" in refuse_origin([origin], OWN, 8765)


def test_without_an_origin_and_with_two():
    assert refuse_origin([], OWN, 8765) is None
    assert "more than one Origin" in refuse_origin(["http://localhost"] * 2, OWN, 8765)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "example", "localhost.example", "127.0.0"])
def test_what_is_not_loopback(host):
    assert not is_loopback(host)


def test_a_foreign_page_gets_no_websocket(serving, recording):
    async def scenario(server):
        status, _, body = await refused(server, "/echo", "Origin: https://evil.example")
        assert (status, "'https://evil.example' is foreign" in body) == (403, True)
        async with raw_peer(server, "/echo", "Origin: http://localhost:3000") as peer:
            await peer.close()

    serving(scenario)
    assert "HTTP 403" in recording.connections[1]["error"]


def test_a_foreign_name_gets_neither_websocket_nor_page(serving):
    async def scenario(server):
        assert (await refused(server, "/echo", host="evil.example"))[0] == 403
        assert (await http(server, "GET / HTTP/1.1\nHost: evil.example"))[0] == 403
        assert (await http(server, "GET / HTTP/1.1"))[0] == 400

    serving(scenario)


def test_a_server_on_every_interface_answers_to_the_address_it_was_reached_by(serving):
    async def scenario(server):
        assert (await http(server, f"GET / HTTP/1.1\nHost: 127.0.0.1:{server.port}"))[0] == 200
        assert (await http(server, f"GET / HTTP/1.1\nHost: 10.9.8.7:{server.port}"))[0] == 403

    serving(scenario, host="0.0.0.0")
