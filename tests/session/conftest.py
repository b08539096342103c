"""What the tests of sessions share: a real capture, a listening session, and servers of bytes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from inspector.capture.store import Capture
from inspector.session.events import Closed, Failed, StateChanged
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.session.tasks import Tasks
from inspector.wire.handshake import accept_value
from inspector.wire.http_head import parse_head


class Heard(Session):
    """A session that keeps what it told, and can be waited for."""

    def __init__(self, capture, url, **options):
        self.events = []
        self._news = asyncio.Event()
        self._ended = False
        super().__init__(ConnectOptions(url, **{"close_timeout": 2, **options}), capture, self._hear)
        self.tasks = Tasks()

    def _hear(self, event):
        self.events.append(event)
        self._news.set()

    def start(self):
        self._ended = False
        task = self._opening = self.tasks.start(self.open(), "open")
        task.add_done_callback(self._end)
        return task

    def _end(self, task):
        self._ended = task is self._opening
        self._news.set()

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    async def heard(self, kind, count=1):
        """Wait for so many events of a kind, and give the last; fails when the session ends before."""
        while len(self.of(kind)) < count:
            if self._ended:
                raise AssertionError(f"no {kind.__name__} in {self.events}")
            self._news.clear()
            await self._news.wait()
        return self.of(kind)[count - 1]

    @property
    def states(self):
        return [str(event.state) for event in self.of(StateChanged)]

    @property
    def failed(self):
        return self.of(Failed)[-1]

    @property
    def closed(self):
        return self.of(Closed)[-1]


@pytest.fixture
def capture():
    made = Capture.create(None)
    yield made
    made.close()


@pytest.fixture
def heard(capture):
    """Make a session on the capture: ``heard(url, **options)``."""

    def make(url, **options):
        return Heard(capture, url, **options)

    return make


@pytest.fixture
def rows(capture):
    """Give the frames of a connection as (direction, head, payload)."""

    def give(connection_id):
        capture.flush()
        found = [capture.frame(frame_id) for frame_id in capture.frame_ids(connection_id)]
        return [(stored.frame.direction, stored.frame.head, stored.frame.payload) for stored in found]

    return give


@pytest.fixture
def run():
    """Run a coroutine on a loop of its own; what the loop could not handle fails the test."""

    def run_it(coroutine):
        troubles = []

        async def main():
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: troubles.append(context))
            async with asyncio.timeout(60):
                return await coroutine

        result = asyncio.run(main())
        assert troubles == []
        return result

    return run_it


@pytest.fixture
def raw_server():
    """Serve bytes by hand: ``async with raw_server(peer) as port``, with ``await peer(reader, writer)``."""

    @asynccontextmanager
    async def serve(answer, **options):
        peers = set()

        async def peer(reader, writer):
            peers.add(asyncio.current_task())
            try:
                await answer(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(peer, "127.0.0.1", 0, **options)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in peers:
                task.cancel()
            await asyncio.gather(*peers, return_exceptions=True)

    return serve


@pytest.fixture
def upgrade():
    """Answer an opening handshake by hand: ``head = await upgrade(reader, writer, *lines)``."""

    async def answer(reader, writer, *lines):
        head = parse_head(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            "\r\n".join(
                [
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    f"Sec-WebSocket-Accept: {accept_value(head.get('Sec-WebSocket-Key'))}",
                    *lines,
                    "",
                    "",
                ]
            ).encode()
        )
        return head

    return answer
