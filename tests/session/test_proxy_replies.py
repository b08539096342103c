"""What proxies answer, byte by byte, and what is made of their addresses."""

import asyncio
import socket

import pytest

from inspector.session.errors import SessionError
from inspector.session.events import Opened, Phase
from inspector.session.proxies import ProxyAddress, parse_proxy
from inspector.wire.handshake import accept_value
from inspector.wire.http_head import parse_head


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://proxy.example:3128", ProxyAddress("http", "proxy.example", 3128)),
        (" HTTP://[::1]:80/ ", ProxyAddress("http", "::1", 80)),
        ("https://me:secret@h:443", ProxyAddress("https", "h", 443, "me", "secret")),
        ("socks5://h:1080", ProxyAddress("socks5", "h", 1080)),
        ("socks5h://h:1080", ProxyAddress("socks5h", "h", 1080)),
        ("socks4://h:1080", ProxyAddress("socks4", "h", 1080)),
        ("http://me:s%40cr%3Aet@h:1", ProxyAddress("http", "h", 1, "me", "s@cr:et")),
        ("http://me@h:1", ProxyAddress("http", "h", 1, "me", "")),
    ],
)
def test_addresses(text, address):
    assert parse_proxy(text) == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not one of a proxy"),
        ("proxy.example:3128", "not one of a proxy"),
        ("ftp://h:1", "not one of a proxy"),
        ("http://:3128", "not one of a proxy"),
        ("http://h", "has no port"),
        ("http://h:0", "has no port"),
        ("http://h:99999", "malformed"),
        ("http://[::1:3128", "malformed"),
        ("https://me:secret@h", "has no port"),
        ("socks5://" + "u" * 256 + ":p@h:1", "longer than 255 bytes"),
    ],
)
def test_what_is_no_proxy_address(text, sentence):
    with pytest.raises(SessionError, match=sentence) as refused:
        parse_proxy(text)
    assert "secret" not in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.fixture
def answered(run, heard, raw_server, capture):
    """Connect through a peer of bytes that is asked for a tunnel."""

    def go(answer, scheme="http", credentials="me:secret@", url="ws://there.example/", **options):
        async def scenario():
            async with raw_server(answer) as port:
                proxy = f"{scheme}://{credentials}127.0.0.1:{port}"
                session = heard(url, proxy=proxy, **options)
                opening = session.start()
                opened = session.tasks.start(_end_when_open(session), "end")
                await opening
                await opened
                return session

        session = run(scenario())
        assert "secret" not in f"{session.events} {capture.connections()[-1].error}"
        return session

    async def _end_when_open(session):
        try:
            await session.heard(Opened)
        except AssertionError:
            return
        await session.shut_down()

    return go


def reply(data):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(data)

    return answer


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "it closed the connection before it had answered"),
        (b"HTTP/1.1 200 Connec", "it closed the connection before it had answered"),
        (b"HTTP/1.1 200 OK\r\n\r\nsurprise", "it sent bytes of its own into the connection"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "502 Bad Gateway"),
        (b"HTTP/1.0 403\r\n\r\n", "403"),
        (b"\x05\xff\r\n\r\n", "it does not answer as an HTTP proxy does"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20_000, "is larger than 65536 bytes"),
    ],
)
def test_a_proxy_that_does_not_connect(answered, data, what):
    failed = answered(reply(data)).failed
    assert failed.phase is Phase.PROXY
    assert failed.what.startswith("The proxy refused: ")
    assert what in failed.what
    assert failed.hint


def test_a_proxy_that_wants_credentials_says_so(answered):
    head = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n\r\n"
    failed = answered(reply(head)).failed
    assert failed.what == "The proxy refused: 407 Proxy Authentication Required."
    assert "user name and password" in failed.hint


def test_a_proxy_that_resets(answered):
    async def reset(reader, writer):
        await reader.read(1)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        writer.transport.abort()

    failed = answered(reset).failed
    assert failed.phase is Phase.PROXY
    assert failed.what == "The proxy refused: it dropped the connection."


def test_a_reply_in_pieces_opens_the_tunnel(answered):
    asked = []

    async def piecemeal(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        for byte in b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)
        head = parse_head(await reader.readuntil(b"\r\n\r\n"))
        accept = accept_value(head.get("Sec-WebSocket-Key"))
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        await reader.read(1)
        writer.write(b"\x88\x02\x03\xe9")

    session = answered(piecemeal, url="ws://[2001:db8::1]:99/", credentials="me:é:x@")
    assert session.of(Opened)
    assert asked == [
        b"CONNECT [2001:db8::1]:99 HTTP/1.1\r\nHost: [2001:db8::1]:99\r\n"
        b"Proxy-Authorization: Basic bWU6w6k6eA==\r\n\r\n"
    ]


@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05", b"\x05\x01", b""])
def test_what_does_not_speak_socks(answered, data):
    async def answer(reader, writer):
        await reader.read(1)
        writer.write(data)

    failed = answered(answer, "socks5").failed
    assert failed.phase is Phase.PROXY
    assert failed.what.startswith("The proxy refused: ")


def test_socks_error_replies_are_told(answered):
    async def host_unreachable(reader, writer):
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        await reader.read(1)
        writer.write(b"\x05\x04\x00\x01\0\0\0\0\0\0")
        await reader.read()

    failed = answered(host_unreachable, "socks5", credentials="").failed
    assert "unreachable" in failed.what.lower()


def test_a_proxy_whose_name_nobody_has(run, heard, monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    async def scenario(scheme):
        session = heard("ws://there.example/", proxy=f"{scheme}://proxy.example:3128")
        await session.open()
        return session.failed

    for scheme in ("http", "socks5"):
        failed = run(scenario(scheme))
        assert failed.phase is Phase.PROXY
        assert failed.what == "The proxy's host name proxy.example cannot be found."
