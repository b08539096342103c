"""`record`: one connection into a capture, without a window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterator, Sequence
from typing import TextIO

from inspector.capture.store import Capture
from inspector.session.errors import SessionError
from inspector.session.events import Closed, Event, Failed, Opened, Phase
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.session.tasks import Tasks


async def record(
    options: ConnectOptions,
    capture: Capture,
    *,
    messages: int | None = None,
    seconds: float | None = None,
    send: Sequence[str] = (),
    err: TextIO,
) -> int:
    """Connect, send, and record until the connection closes or a limit is reached; gives the exit status.

    `messages` counts whole messages received, `seconds` from the opening. SIGINT and SIGTERM end it
    like a limit. A summary, or why it failed, is one line on `err`.
    """
    recording = _Recording(options, capture, messages)
    tasks = Tasks()
    began = time.perf_counter()
    with _signals(recording.enough):
        opening = tasks.start(recording.session.open(), "open")
        limits = tasks.start(recording.live(seconds, send), "live")
        enough = tasks.start(recording.enough.wait(), "enough")
        await asyncio.wait([opening, limits, enough], return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            await recording.session.shut_down()
        await tasks.cancel_all()
    await asyncio.to_thread(capture.flush)
    return recording.report(err, time.perf_counter() - began)


class _Recording:
    """One session, and what is worth telling of it in the end."""

    def __init__(self, options: ConnectOptions, capture: Capture, messages: int | None) -> None:
        self.session = Session(options, capture, self._heard)
        self.enough = asyncio.Event()
        self._capture = capture
        self._messages = messages
        self._opened = asyncio.Event()
        self._failed: Failed | None = None
        self._closed: Closed | None = None
        self._refused = ""
        if messages is not None:
            self.session.on_count = self._count

    async def live(self, seconds: float | None, send: Sequence[str]) -> None:
        """Send once it is OPEN, then wait for a limit."""
        await self._opened.wait()
        self._send_all(send)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.enough.wait()

    def report(self, err: TextIO, took: float) -> int:
        """Write one line on what came of it, and give the exit status."""
        failed, closed = self._failed, self._closed
        if self._refused:
            failed = Failed(Phase.OPEN, self._refused, "")
        if failed is not None and (failed.phase is not Phase.OPEN or self._refused):
            err.write(f"ws-inspector: {failed.what} {failed.hint}".rstrip() + "\n")
            return 1
        counts = self._capture.frame_counts().values()
        sent, received = sum(count[0] for count in counts), sum(count[1] for count in counts)
        ending = f"closed {closed.code} by the {closed.by} side" if closed is not None else "not closed"
        err.write(
            f"Recorded {sent} frames sent and {received} received in {took:.1f} s into "
            f"{self._capture.path or 'memory'}; {ending}.\n"
        )
        if self._capture.problem:
            err.write(f"ws-inspector: {self._capture.problem}\n")
            return 1
        if failed is not None and closed is not None and closed.by == "remote" and closed.code == 1006:
            err.write(f"ws-inspector: {failed.what}\n")
            return 1
        return 0

    def _heard(self, event: Event) -> None:
        match event:
            case Failed():
                self._failed = event
            case Closed():
                self._closed = event
            case Opened():
                self._opened.set()

    def _count(self, count: int) -> None:
        if self._messages is not None and count >= self._messages:
            self.enough.set()

    def _send_all(self, send: Sequence[str]) -> None:
        try:
            for text in send:
                self.session.send_text(text)
        except SessionError as error:
            self._refused = str(error)
            self.enough.set()


@contextlib.contextmanager
def _signals(enough: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM mean that it is enough."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    added = []
    for number in numbers:
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, enough.set)
            added.append(number)
    try:
        yield
    finally:
        for number in added:
            loop.remove_signal_handler(number)
