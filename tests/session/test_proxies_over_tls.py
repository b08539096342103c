"""Connecting through a real HTTP CONNECT proxy that is itself reached over TLS."""

import json

import pytest
from websockets.asyncio.server import serve

from inspector.server.certificate import make_certificate
from inspector.session.events import Closed, MessageReceived, Opened, Phase
from inspector.session.options import Compression, TlsOptions
from tests.session.test_proxies import HttpProxy, echo

LARGE = bytes(range(256)) * 16_384


class TlsProxy(HttpProxy):
    scheme = "https"


@pytest.fixture
def trusted(tmp_path):
    """A certificate for this machine, and the file of the CA that issued it."""
    made = make_certificate(["localhost", "127.0.0.1"])
    path = tmp_path / "ca.pem"
    path.write_bytes(made.ca_pem)
    return made.context(), str(path)


@pytest.fixture
def through(run, heard, raw_server, trusted):
    """Talk through the proxy while it stands; gives session and proxy."""
    context, ca_file = trusted

    def go(talk, scheme="ws", credentials="", ca=ca_file, verify=True, **wants):
        async def scenario():
            tls = context if scheme == "wss" else None
            async with serve(echo, "127.0.0.1", 0, ssl=tls, max_size=None) as server:
                port = server.sockets[0].getsockname()[1]
                proxy = TlsProxy(port, **wants)
                async with raw_server(proxy, ssl=context) as proxy_port:
                    session = heard(
                        f"{scheme}://localhost:{port}/",
                        proxy=f"https://{credentials}localhost:{proxy_port}",
                        tls=TlsOptions(ca_file=ca, verify=verify),
                        compression=Compression(enabled=False),
                    )
                    session.want_messages = True
                    opening = session.start()
                    await talk(session)
                    await opening
                    return session, proxy

        return run(scenario())

    return go


async def once(session):
    await session.heard(Opened)
    session.send_text("through")
    await session.heard(MessageReceived)
    session.close(1000)


async def nothing(session):
    pass


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_a_message_goes_through(through, capture, scheme):
    session, proxy = through(once, scheme)
    assert session.of(MessageReceived) == [MessageReceived(True, b"through")]
    assert session.closed == Closed(1000, "", clean=True, by="local")
    assert proxy.asked[0].startswith("CONNECT localhost:")
    record = capture.connections()[0]
    assert "proxy" in json.loads(record.timings)
    assert record.peer.startswith("127.0.0.1:")
    assert (record.tls is not None) == (scheme == "wss")


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_megabytes_go_through(through, scheme):
    async def large(session):
        await session.heard(Opened)
        for _ in range(4):
            session.send_binary(LARGE)
        await session.heard(MessageReceived, 4)
        session.close(1000)

    session, _ = through(large, scheme)
    assert [event.payload == LARGE for event in session.of(MessageReceived)] == [True] * 4


def test_credentials_go_to_the_proxy_alone(through, capture):
    session, _ = through(once, credentials="me:s%40cret@", user="me:s@cret")
    assert session.closed.code == 1000
    assert b"roxy-" not in capture.connections()[0].request_head


def test_the_end_of_the_tunnel_is_the_end_of_the_connection(through):
    async def cut(session):
        await session.heard(Opened)
        session.send_text("cut")
        await session.heard(MessageReceived)
        session.abort()

    session, _ = through(cut, "wss")
    assert (session.closed.code, session.closed.by) == (1006, "local")


def test_a_proxy_that_refuses(through):
    session, _ = through(nothing, refuse=True)
    assert session.failed.phase is Phase.PROXY
    assert session.failed.what == "The proxy refused: 503 Service Unavailable."


@pytest.mark.parametrize("verify", [True, False])
def test_a_proxy_is_verified_even_where_the_server_is_not(through, verify):
    session, proxy = through(nothing, ca=None, verify=verify, credentials="me:secret@")
    assert session.failed.phase is Phase.PROXY
    assert session.failed.what == "The proxy's certificate comes from a CA that this system does not trust."
    assert "CA file" in session.failed.hint
    assert proxy.asked == []


def test_a_proxy_that_does_not_speak_tls(run, heard, raw_server, trusted):
    async def scenario():
        async def http(reader, writer):
            await reader.read(1)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        async with raw_server(http) as port:
            session = heard("ws://localhost/", proxy=f"https://localhost:{port}")
            await session.open()
            return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.PROXY
    assert failed.what == "The proxy does not speak TLS on this port."


@pytest.mark.parametrize("end", [False, True])
def test_a_proxy_that_never_finishes_its_tls_handshake(run, heard, raw_server, end):
    async def scenario():
        async def silent(reader, writer):
            await reader.read(1)
            if not end:
                await reader.read()

        async with raw_server(silent) as port:
            session = heard("ws://localhost/", proxy=f"https://localhost:{port}", open_timeout=0.3)
            await session.open()
            return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.PROXY
    assert "proxy" in failed.what
    assert "unforeseen" not in failed.what


def test_a_ca_file_that_is_none_is_named(run, heard):
    async def scenario():
        tls = TlsOptions(ca_file="/nowhere/ca.pem")
        session = heard("ws://localhost/", proxy="https://localhost:1", tls=tls)
        await session.open()
        return session

    assert run(scenario()).failed.what.startswith("The CA file /nowhere/ca.pem does not exist")
