"""What the tests of Socket.IO share: a listening session, and servers made by Node and by hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess

from inspector.session.events import EngineOpened, NamespaceConnected, Upgraded
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio.session import SocketIoSession
from inspector.session.tasks import Tasks
from tests.peers.install import FOLDER

OPTIONS = set(SocketIoOptions.__dataclass_fields__)


class Talk(SocketIoSession):
    """A session that keeps what it told, and can be waited for."""

    def __init__(self, capture, url, **options):
        self.events = []
        self._news = asyncio.Event()
        self._ended = False
        socketio = SocketIoOptions(**{name: options.pop(name) for name in OPTIONS & set(options)})
        wishes = ConnectOptions(url, **{"close_timeout": 2, "socketio": socketio, **options})
        super().__init__(wishes, capture, self._hear)
        self.want_messages = True
        self.tasks = Tasks()

    def _hear(self, event):
        self.events.append(event)
        self._news.set()

    def start(self):
        task = self.tasks.start(self.open(), "open")
        task.add_done_callback(self._end)
        return task

    def _end(self, _task):
        self._ended = True
        self._news.set()

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    async def heard(self, kind, count=1):
        """Wait for so many events of a kind, and give the last; fails when the session ends before."""
        while len(self.of(kind)) < count:
            if self._ended:
                raise AssertionError(f"no {kind.__name__} in {self.events}")
            self._news.clear()
            try:
                async with asyncio.timeout(20):
                    await self._news.wait()
            except TimeoutError:
                raise AssertionError(f"no {kind.__name__} comes in {self.events}") from None
        return self.of(kind)[count - 1]

    async def connected(self):
        """Open it, and wait until it has its last transport and the first namespace."""
        self.start()
        opened = await self.heard(EngineOpened)
        await self.heard(NamespaceConnected)
        if self._socketio.transports == "polling-then-upgrade" and opened.transport == "polling":
            await self.heard(Upgraded)
        return self

    async def bye(self):
        self.close()
        await self.wait_closed()


class NodeServer:
    """The server of `socketio_server.cjs`, and what it says."""

    def __init__(self, environment, version, port=0, **options):
        self._task = json.dumps({"version": version, "port": port, "options": options})
        self._environment = environment
        self.port = port

    async def start(self):
        self._process = await asyncio.create_subprocess_exec(
            "node",
            str(FOLDER / "socketio_server.cjs"),
            self._task,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
        )
        self.port = int(await self._process.stdout.readline())
        return self

    async def said(self):
        """Give the next thing it says."""
        return json.loads(await self._process.stdout.readline())

    async def kill(self):
        # Where a script starts Node, only the script is killed: Node itself ends with its input.
        self._process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._process._transport.close()

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *_):
        await self.kill()


def http_heads(capture):
    """Give the first lines of all HTTP messages, in order."""
    capture.flush()
    heads = [capture.http_head(frame.id) for frame in capture.frames() if frame.frame.is_http]
    return [head.split(b"\r\n")[0].decode() for head in heads]


def payloads(capture, direction=None):
    """Give the payloads of all frames and HTTP messages but control frames, in order."""
    capture.flush()
    return [
        one.frame.payload
        for one in capture.frames()
        if (one.frame.is_http or one.frame.opcode < 8) and direction in (None, one.frame.direction)
    ]


def violations(capture):
    capture.flush()
    return [note.text for note in capture.notes() if note.kind == "violation"]
