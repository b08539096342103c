"""A Socket.IO event with an attachment comes back as an ack, after an upgrade from polling to WebSocket."""

from __future__ import annotations

from inspector.self_test.listener import Listener
from inspector.self_test.place import CheckFailedError, Place
from inspector.session.events import AckReceived, NamespaceConnected, Upgraded
from inspector.session.options import ConnectOptions
from inspector.session.socketio.session import SocketIoSession
from inspector.session.tasks import Tasks

TITLE = "Socket.IO"
ARGUMENTS = ("Grüße", {"numbers": [1, 2.5, None]}, bytes(range(256)))


async def check(place: Place) -> str:
    """Talk to the local server's echo event."""
    listener, tasks = Listener(), Tasks()
    session = SocketIoSession(ConnectOptions(_http(place.server.url)), place.capture, listener.hear)
    tasks.start(session.open(), "self-test")
    try:
        await listener.wait_for(NamespaceConnected)
        await listener.wait_for(Upgraded)
        session.emit("echo", *ARGUMENTS, ack=True)
        ack = await listener.wait_for(AckReceived)
    finally:
        await session.shut_down(code=1000)
        await tasks.cancel_all()
    if ack.arguments != ARGUMENTS:
        raise CheckFailedError(f"The ack holds something else than the event: {ack.arguments!r:.100}.")
    return "event with attachment acknowledged, after an upgrade from polling to WebSocket"


def _http(url: str) -> str:
    return f"http{url.removeprefix('ws')}/"
