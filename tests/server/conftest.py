"""What the tests of the local server share: a capture in memory, and a server that is always stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from inspector.server.local_server import LocalServer
from inspector.wire.records import HTTP, WireFrame


class Recording:
    """A capture that keeps in memory what it is told."""

    def __init__(self):
        self.connections = {}
        self.frames = {}
        self.http_heads = {}
        self.notes = []
        self.full = False
        self.keep_frames = True
        self.appended = 0
        self._drained = []

    def open_connection(self, url, *, role="client", peer=None, opened_ns=None):
        connection_id = len(self.connections) + 1
        self.connections[connection_id] = {"url": url, "role": role, "peer": peer}
        self.frames[connection_id] = []
        return connection_id

    def update_connection(self, connection_id, **columns):
        self.connections[connection_id].update(columns)

    def append(self, connection_id, rows, received=None):
        first = self.appended + 1
        self.appended += len(rows)
        if self.keep_frames:
            self.frames[connection_id] += [WireFrame(*row) for row in rows]
        return first

    def append_http(self, connection_id, direction, head, body, wire_length, time_ns):
        frame_id = self.append(connection_id, [(time_ns, direction, HTTP, None, wire_length, body)])
        self.http_heads[frame_id] = head
        return frame_id

    def keep_header(self, frame_id, header):
        pass

    def add_note(self, kind, text, *, section="", connection_id=None, frame_id=None, time_ns=None):
        self.notes.append((kind, text, section, connection_id, frame_id))

    def on_drained(self, callback):
        self._drained.append(callback)

    def drain(self):
        self.full = False
        waiting, self._drained = self._drained, []
        for callback in waiting:
            callback()

    def violations(self, connection_id=1):
        return [
            (text, section)
            for kind, text, section, of, _frame_id in self.notes
            if kind == "violation" and of == connection_id
        ]


@pytest.fixture
def recording():
    return Recording()


@asynccontextmanager
async def running(recording, **options) -> AsyncIterator[LocalServer]:
    """Run a server on a free port, and fail on whatever the event loop could not handle."""
    failures = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: failures.append(context))
    server = LocalServer(recording, **{"port": 0, **options})
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
        await asyncio.sleep(0)
    assert failures == []


@pytest.fixture
def serving(recording, caplog):
    """Run a coroutine with a server: ``serving(scenario, tls=True)``."""

    def run(scenario: Callable, **options):
        async def main():
            async with asyncio.timeout(60), running(recording, **options) as server:
                return await scenario(server)

        result = asyncio.run(main())
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
        return result

    return run
