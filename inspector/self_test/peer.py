"""One connection of a check: opened, talked through, and closed in order."""

from __future__ import annotations

from types import TracebackType

from inspector.capture.capture_writer import CaptureWriter
from inspector.self_test.listener import Listener
from inspector.self_test.place import CheckFailedError
from inspector.session.events import MessageReceived, Opened
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.session.tasks import Tasks


class Peer:
    """Opens a connection on entering, and closes it on leaving."""

    def __init__(self, options: ConnectOptions, capture: CaptureWriter) -> None:
        self._listener = Listener()
        self._session = Session(options, capture, self._listener.hear)
        self._session.want_messages = True
        self._tasks = Tasks()
        self.connection_id = 0

    async def __aenter__(self) -> Peer:
        """Wait until the connection is open. Raises `CheckFailedError`."""
        self._tasks.start(self._session.open(), "self-test")
        self.connection_id = (await self._listener.wait_for(Opened)).connection_id
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.shut_down(code=1000)
        await self._tasks.cancel_all()

    async def exchange(self, message: str | bytes) -> None:
        """Send a message and see it come back. Raises `CheckFailedError`."""
        if isinstance(message, str):
            self._session.send_text(message)
        else:
            self._session.send_binary(message)
        wanted = message.encode() if isinstance(message, str) else message
        answer = await self._listener.wait_for(MessageReceived)
        if answer.text is not isinstance(message, str) or answer.payload != wanted:
            raise CheckFailedError(f"What came back is not what was sent: {answer.payload[:40]!r}.")
