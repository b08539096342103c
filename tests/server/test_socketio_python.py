"""The Socket.IO server as python-socketio's client sees it."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
import socketio

from tests.server.raw_peer import until

pytest.importorskip("aiohttp", reason="python-socketio's client needs aiohttp, which is not installed")


@contextlib.asynccontextmanager
async def python_client(**options):
    client = socketio.AsyncClient(**{"reconnection": False, **options})
    try:
        yield client
    finally:
        await client.shutdown()
        # Its HTTP library closes in the next turns of the loop.
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "transports", [None, ["polling"], ["websocket"]], ids=["default", "polling", "websocket"]
)
def test_events_acknowledgements_and_bytes(serving, transports):
    async def scenario(server):
        heard = asyncio.Queue()
        async with python_client() as client:
            client.on("*", lambda *said: heard.put_nowait(said))
            await client.connect(server.http_url, transports=transports)
            assert await heard.get() == ("auth", {})
            assert await client.call("echo", ("Grüße", b"\x00\xff", {"a": None})) == (
                "Grüße",
                b"\x00\xff",
                {"a": None},
            )
            await client.emit("message", (1, b"\x07"))
            assert await heard.get() == ("message-back", 1, b"\x07")
            assert await heard.get() == ("message", "Sent a message 4seconds after connection!")
        await until(lambda: list(server.log) == ["A user connected", "A user disconnected"])

    serving(scenario)


def test_several_namespaces_at_once(serving):
    async def scenario(server):
        heard = asyncio.Queue()
        async with python_client() as client:
            for namespace in ("/custom", "/admin"):
                client.on("*", lambda *said: heard.put_nowait(said), namespace=namespace)
            await client.connect(
                server.http_url,
                namespaces=["/custom", "/admin"],
                auth={"token": "t"},
                transports=["websocket"],
            )
            assert await heard.get() == ("auth", {"token": "t"})
            assert await heard.get() == ("welcome", {"namespace": "/admin"})
            assert await client.call("join", "tea", namespace="/admin") == ["tea"]
            assert await client.call("room", ("tea", 1), namespace="/custom") == 0

    serving(scenario)


def test_admin_refuses_without_a_token(serving):
    async def scenario(server):
        async with python_client() as client:
            refused = asyncio.Queue()
            client.on("connect_error", refused.put_nowait, namespace="/admin")
            with pytest.raises(socketio.exceptions.ConnectionError, match="/admin"):
                await client.connect(server.http_url, namespaces=["/admin"], transports=["websocket"])
            assert await refused.get() == {
                "message": "/admin demands auth.token, a text that is not empty",
                "data": {"missing": "auth.token"},
            }

    serving(scenario)


def test_a_client_comes_back_after_the_server_was_restarted(serving):
    async def scenario(server):
        connected = asyncio.Queue()
        options = {"reconnection": True, "reconnection_delay": 0.05, "reconnection_delay_max": 0.1}
        async with python_client(**options) as client:
            client.on("connect", lambda: connected.put_nowait(True))
            server._port = server.port
            await client.connect(server.http_url, transports=["websocket"])
            await connected.get()
            await server.stop()
            await server.start()
            await connected.get()
            assert await client.call("echo", "again") == "again"

    serving(scenario)
