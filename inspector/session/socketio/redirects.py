"""The first request of polling, from server to server where they redirect it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.opening import MAX_REDIRECTS, for_target, in_circles, same_origin
from inspector.session.options import ConnectOptions
from inspector.session.socketio.address import Address
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.polling import Polling
from inspector.session.socketio.transport import Hear
from inspector.session.socketio.websocket import WebSocket


@dataclass(slots=True)
class Way:
    """Where a session is asked for, and with what; a redirect leads on, and the session stays there."""

    options: ConnectOptions
    address: Address
    cookies: Cookies = field(default_factory=Cookies)

    def follow(self, target: str) -> None:
        """Go on to a target; credentials and cookies stay with the origin they are for."""
        if not same_origin(self.address.base, target):
            self.cookies = Cookies()
        self.options = for_target(replace(self.options, url=self.address.base), target)
        self.address = self.address.moved(target)

    def websocket(self, capture: CaptureWriter, hear: Hear) -> WebSocket:
        """Give a WebSocket to the server that the way has led to."""
        return WebSocket(self.options, self.address, capture, self.cookies, hear)


async def open_polling(
    way: Way, capture: CaptureWriter, hear: Hear, begun: Callable[[int], None]
) -> tuple[Polling, Iterator[str | bytes]]:
    """Ask for a new session, and give the packets that came; raises `OpeningError`.

    Each hop is a connection of its own in the capture; `begun` hears its id before it is dialled.
    """
    target: str | None = None
    for _ in range(MAX_REDIRECTS + 1):
        polling = Polling(way.options, way.address, capture, way.cookies, hear)
        begun(polling.connection_id)
        come_to = await polling.open(target)
        if not isinstance(come_to, str):
            return polling, come_to
        target = come_to
        way.follow(target)
    raise in_circles()
