"""Connecting through real HTTP CONNECT and SOCKS5 proxies."""

import asyncio
import base64
import json
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import serve

from inspector.session.events import MessageReceived, Opened, Phase


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def pump(reader, writer):
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def join(reader, writer, port):
    """Pass bytes on, both ways, until one side ends."""
    there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer))
    finally:
        there_writer.close()


class HttpProxy:
    """Speaks CONNECT; sends everything to one port, whatever was asked for."""

    scheme = "http"

    def __init__(self, target, *, user=None, refuse=None):
        self.target, self.user, self.refuse = target, user, refuse
        self.asked = []

    async def __call__(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split("\r\n")[0])
        if self.user is not None:
            pair = base64.b64encode(self.user.encode()).decode()
            if f"proxy-authorization: basic {pair}".lower() not in head.lower():
                writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
        if self.refuse:
            writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await join(reader, writer, self.target)


class SocksProxy(HttpProxy):
    """Speaks SOCKS5 (RFC 1928), with user name and password if asked (RFC 1929)."""

    scheme = "socks5"

    async def __call__(self, reader, writer):
        _, methods = await reader.readexactly(2)
        offered = await reader.readexactly(methods)
        method = 0 if self.user is None else 2
        writer.write(bytes([5, method if method in offered else 0xFF]))
        if method == 2 and (method not in offered or not await self._knows(reader, writer)):
            return
        _, _, _, kind = await reader.readexactly(4)
        size = (await reader.readexactly(1))[0] if kind == 3 else 4 if kind == 1 else 16
        host = await reader.readexactly(size)
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host.decode() if kind == 3 else '.'.join(map(str, host))} {port}")
        writer.write(bytes([5, 5 if self.refuse else 0, 0, 1, 0, 0, 0, 0, 0, 0]))
        if not self.refuse:
            await join(reader, writer, self.target)

    async def _knows(self, reader, writer):
        await reader.readexactly(1)
        words = [(await reader.readexactly((await reader.readexactly(1))[0])).decode() for _ in range(2)]
        known = ":".join(words) == self.user
        writer.write(bytes([1, 0 if known else 1]))
        return known


@pytest.fixture
def through(run, heard, raw_server):
    """Open a connection through a proxy and echo one message, if it opens; gives session and proxy."""

    def go(kind, credentials="", url="ws://{host}:{port}/", host="127.0.0.1", **proxy_options):
        @asynccontextmanager
        async def servers():
            async with serve(echo, "127.0.0.1", 0) as server:
                port = server.sockets[0].getsockname()[1]
                proxy = kind(port, **proxy_options)
                async with raw_server(proxy) as proxy_port:
                    yield port, proxy, proxy_port

        async def scenario():
            async with servers() as (port, proxy, proxy_port):
                session = heard(
                    url.format(host=host, port=port),
                    proxy=f"{proxy.scheme}://{credentials}127.0.0.1:{proxy_port}",
                )
                session.want_messages = True
                opening = session.start()
                await asyncio.wait(
                    [opening, session.tasks.start(_quiet(session), "opened")],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if session.of(Opened):
                    session.send_text("through")
                    await session.heard(MessageReceived)
                await session.shut_down()
                return session, proxy, port

        return run(scenario())

    return go


async def _quiet(session):
    try:
        await session.heard(Opened)
    except AssertionError:
        return


KINDS = pytest.mark.parametrize("kind", [HttpProxy, SocksProxy])


@KINDS
def test_a_message_goes_through(through, capture, kind):
    session, proxy, port = through(kind)
    assert session.of(MessageReceived) == [MessageReceived(True, b"through")]
    asked = f"CONNECT 127.0.0.1:{port} HTTP/1.1" if kind is HttpProxy else f"127.0.0.1 {port}"
    assert proxy.asked == [asked]
    assert "proxy" in json.loads(capture.connections()[0].timings)


@KINDS
def test_the_proxy_looks_up_the_name(through, kind):
    session, proxy, _ = through(kind, host="only-the-proxy-knows.invalid")
    assert session.of(Opened)
    assert "only-the-proxy-knows.invalid" in proxy.asked[0]


@KINDS
def test_credentials_for_the_proxy(through, capture, kind):
    session, _, _ = through(kind, "me:s%40cret@", user="me:s@cret")
    assert session.of(Opened)
    assert b"roxy-" not in capture.connections()[0].request_head


@KINDS
@pytest.mark.parametrize("credentials", ["", "me:wrong@"])
def test_wrong_credentials(through, capture, kind, credentials):
    session, _, _ = through(kind, credentials, user="me:secret")
    assert session.failed.phase is Phase.PROXY
    assert "proxy" in session.failed.what
    assert "wrong" not in capture.connections()[0].error


@KINDS
def test_a_proxy_that_refuses(through, kind):
    session, _, _ = through(kind, refuse=True)
    assert session.failed.phase is Phase.PROXY
    assert "proxy" in session.failed.what


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_no_proxy_there(run, heard, scheme):
    async def scenario():
        session = heard("ws://127.0.0.1/", proxy=f"{scheme}://127.0.0.1:1")
        await session.open()
        return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.PROXY
    assert "127.0.0.1" in failed.what


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_that_never_answers(run, heard, raw_server, scheme):
    async def scenario():
        async def silent(reader, writer):
            await reader.read(-1)

        async with raw_server(silent) as port:
            session = heard("ws://127.0.0.1/", proxy=f"{scheme}://127.0.0.1:{port}", open_timeout=0.1)
            await session.open()
            return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.PROXY
    assert "0.1 s" in failed.what


@pytest.mark.parametrize("proxy", ["ftp://x:1", "http://", "nonsense", "socks5://host", "http://h:99999", ""])
def test_what_is_no_proxy_url(run, heard, proxy):
    async def scenario():
        session = heard("ws://127.0.0.1:1/", proxy=proxy, open_timeout=1)
        await session.open()
        return session

    failed = run(scenario()).failed
    assert "unforeseen" not in failed.what
    assert failed.what.endswith(".")
