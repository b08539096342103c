"""The client against python-socketio's server, and against the local server of this program."""

import asyncio

import pytest

from inspector.server.local_server import LocalServer
from inspector.session.events import (
    AckReceived,
    EventReceived,
    Failed,
    HeartbeatAnswered,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
)
from inspector.session.options import TlsOptions
from tests.session.socketio_peers import Talk, violations

TRANSPORTS = ["websocket", "polling", "polling-then-upgrade"]


@pytest.fixture
def library(run, capture):
    """Run a scenario against python-socketio: ``library(prepare, scenario, **options)``."""
    web = pytest.importorskip("aiohttp.web", reason="NOT TESTED against python-socketio: no aiohttp")
    import socketio

    def go(prepare, scenario, server_options=None, **options):
        async def whole():
            server = socketio.AsyncServer(async_mode="aiohttp", **(server_options or {}))
            prepare(server)
            app = web.Application()
            server.attach(app)
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = site._server.sockets[0].getsockname()[1]
            session = Talk(capture, f"http://127.0.0.1:{port}", **options)
            try:
                await session.connected()
                await scenario(session)
                await session.shut_down()
                await session.tasks.cancel_all()
            finally:
                await server.shutdown()
                await runner.cleanup()
            return session

        return run(whole())

    return go


@pytest.mark.parametrize("transports", TRANSPORTS)
def test_python_socketio(library, capture, transports):
    auths = []

    def prepare(server):
        @server.event
        async def connect(sid, environ, auth):
            auths.append(auth)

        @server.event
        async def echo(sid, *arguments):
            await server.emit("echo", arguments, to=sid)
            return arguments

        @server.event(namespace="/closed")
        async def connect(sid, environ, auth):  # noqa: F811
            import socketio.exceptions

            raise socketio.exceptions.ConnectionRefusedError("go away", {"because": 1})

    async def scenario(session):
        session.emit("echo", 1, b"two", {"three": [b"3"]}, ack=True)
        await session.heard(AckReceived)
        await session.heard(EventReceived)
        session.join("/closed")
        await session.heard(NamespaceRefused)
        await session.heard(HeartbeatAnswered)

    session = library(
        prepare,
        scenario,
        {"ping_interval": 1, "ping_timeout": 1, "namespaces": "*"},
        transports=transports,
        auth='{"token":"x"}',
    )
    assert auths == [{"token": "x"}]
    assert session.of(EventReceived)[0].arguments == (1, b"two", {"three": [b"3"]})
    assert session.of(AckReceived)[0].arguments == (1, b"two", {"three": [b"3"]})
    assert session.of(NamespaceRefused)[0].message == "go away"
    assert session.of(Failed) == []
    assert violations(capture) == []


@pytest.fixture
def local(run, capture):
    def go(scenario, tls=False, tmp_path=None, **options):
        async def whole():
            server = LocalServer(capture, port=0, tls=tls)
            await server.start()
            try:
                if tls:
                    (tmp_path / "ca.pem").write_bytes(server.ca_pem)
                    options["tls"] = TlsOptions(ca_file=str(tmp_path / "ca.pem"))
                session = Talk(capture, server.http_url, **options)
                await session.connected()
                await scenario(session)
                await session.shut_down()
                await session.tasks.cancel_all()
            finally:
                await server.stop()
            return session

        return run(whole())

    return go


@pytest.mark.parametrize("transports", TRANSPORTS)
@pytest.mark.parametrize("tls", [False, True])
def test_the_local_server(local, capture, tmp_path, transports, tls):
    async def scenario(session):
        session.emit("echo", "there", b"\0\xff", ack=True)
        assert (await session.heard(AckReceived)).arguments == ("there", b"\0\xff")
        session.join("/admin")
        assert (await session.heard(NamespaceRefused)).namespace == "/admin"
        session.join("/admin", '{"token": "secret"}')
        assert (await session.heard(NamespaceConnected, 2)).namespace == "/admin"
        session.leave("/admin")
        assert session.of(NamespaceLeft) == [NamespaceLeft("/admin", "local")]
        await session.bye()

    session = local(scenario, tls, tmp_path, transports=transports)
    assert session.of(Failed) == []
    assert violations(capture) == []
    mine = [record for record in capture.connections() if record.role == "client"]
    assert all((record.tls is not None) == tls for record in mine)
    assert all(record.error is None and record.closed_ns for record in mine)
    assert len(mine) == (2 if transports == "polling-then-upgrade" else 1)


def test_the_greeting_of_the_local_server(local):
    async def scenario(session):
        while not [event for event in session.of(EventReceived) if event.event == "message"]:
            await session.heard(EventReceived, len(session.of(EventReceived)) + 1)

    session = local(scenario, transports="polling")
    greeting = next(event for event in session.of(EventReceived) if event.event == "message")
    assert greeting.arguments == ("Sent a message 4seconds after connection!",)


def test_two_sessions_at_once(run, capture):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        one, two = (Talk(capture, server.url, transports=name) for name in ("websocket", "polling"))
        await asyncio.gather(one.connected(), two.connected())
        one.emit("broadcast", "to all others")
        while not [event for event in two.of(EventReceived) if event.event == "broadcast"]:
            await two.heard(EventReceived, len(two.of(EventReceived)) + 1)
        for session in (one, two):
            await session.shut_down()
        await server.stop()
        return two

    two = run(scenario())
    assert EventReceived("/", "broadcast", ("to all others",), None) in two.of(EventReceived)
