"""The client on the event loop that the window uses."""

import pytest

from inspector.server.local_server import LocalServer
from inspector.session.events import AckReceived, Closed, Failed
from inspector.session.options import TlsOptions
from tests.session.socketio_peers import Talk


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling-then-upgrade"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_conversation(run_async, capture, tmp_path, transports, tls):
    async def scenario():
        server = LocalServer(capture, port=0, tls=tls)
        await server.start()
        if tls:
            (tmp_path / "ca.pem").write_bytes(server.ca_pem)
        trust = TlsOptions(ca_file=str(tmp_path / "ca.pem")) if tls else TlsOptions()
        session = Talk(capture, server.http_url, transports=transports, tls=trust)
        await session.connected()
        session.emit("echo", b"x" * 300_000, "text", ack=True)
        assert (await session.heard(AckReceived)).arguments == (b"x" * 300_000, "text")
        await session.bye()
        await server.stop()
        return session

    session = run_async(scenario())
    assert session.of(Failed) == []
    assert session.of(Closed) == [Closed(1000, "", clean=True, by="local")]
