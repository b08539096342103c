"""`record`: one connection into a capture, without a window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from inspector.capture.store import Capture
from inspector.session.errors import SessionError
from inspector.session.events import Closed, Event, Failed, Opened, Phase
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.session.tasks import Tasks
from inspector.wire.closecodes import close_code_name

_CLOSE_S = 3.0
"""How long the other endpoint has for its close frame at most: a limit was reached, somebody waits."""


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
    like a limit; the second one waits for nobody. A summary, or why it failed, is one line on `err`.
    """
    recording = _Recording(options, capture, messages)
    tasks = Tasks(lambda error: None)  # it is raised here
    with _signals(recording.interrupt):
        opening = tasks.start(recording.session.open(), "open")
        limits = tasks.start(recording.until_enough(seconds, send), "limits")
        ended, _ = await asyncio.wait([opening, limits], return_when=asyncio.FIRST_COMPLETED)
        await recording.session.shut_down(1000, min(options.close_timeout or _CLOSE_S, _CLOSE_S))
        await tasks.cancel_all()
    await asyncio.to_thread(capture.flush)
    for task in ended:
        task.result()
    return recording.report(err)


class _Recording:
    """One session, and what is worth telling of it in the end."""

    def __init__(self, options: ConnectOptions, capture: Capture, messages: int | None) -> None:
        self.session = Session(options, capture, self._heard)
        self._capture = capture
        self._before = _counts(capture)
        self._began = time.perf_counter()
        self._messages = messages
        self._ready = asyncio.Event()
        self._enough = asyncio.Event()
        self._interrupted = False
        self._opened = False
        self._failed: Failed | None = None
        self._closed: Closed | None = None
        if messages is not None:
            self.session.on_count = self._count

    def interrupt(self) -> None:
        """End it as a signal asks for; the second time at once."""
        if self._interrupted:
            self.session.abort()
        self._interrupted = True
        self._ready.set()
        self._enough.set()

    async def until_enough(self, seconds: float | None, send: Sequence[str]) -> None:
        """Send once it is OPEN, then wait for a limit."""
        await self._ready.wait()
        try:
            for text in send if self._opened else ():
                self.session.send_text(text)
        except SessionError as error:
            self._failed = Failed(Phase.UPGRADE, str(error), "")
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._enough.wait()
        self._enough.set()

    def report(self, err: TextIO) -> int:
        """Write one line on what came of it, and give the exit status."""
        failed = self._failed
        if failed is None and not self._opened:
            failed = Failed(Phase.UPGRADE, "Interrupted before the connection was open.", "")
        if self._capture.problem:
            failed = Failed(Phase.UPGRADE, self._capture.problem, "")
        summary = self._summary() if self._opened else ""
        what, hint = (failed.what, failed.hint) if failed is not None else ("", "")
        # What goes wrong in the closing handshake after a limit takes nothing from what was asked for.
        if failed is None or (failed.phase is Phase.OPEN and self._enough.is_set()):
            err.write(_line(summary, what))
            return 0
        err.write(_line("ws-inspector:", what, hint, summary))
        return 1

    def _summary(self) -> str:
        sent, received, bytes_sent, bytes_received = (
            now - before for now, before in zip(_counts(self._capture), self._before, strict=True)
        )
        took = time.perf_counter() - self._began
        return (
            f"Recorded {sent} frames ({bytes_sent} bytes) sent and {received} frames "
            f"({bytes_received} bytes) received in {took:.1f} s into {self._capture.path or 'memory'}; "
            f"{_ending(self._closed)}."
        )

    def _heard(self, event: Event) -> None:
        match event:
            case Failed():
                self._failed = event
            case Closed():
                self._closed = event
            case Opened():
                self._opened = True
                self._ready.set()

    def _count(self, count: int) -> None:
        if self._messages is not None and count >= self._messages:
            self._enough.set()


def _line(*parts: str) -> str:
    return " ".join(part for part in parts if part) + "\n"


def _ending(closed: Closed | None) -> str:
    if closed is None:
        return "not closed"
    side = "this side" if closed.by == "local" else "the other side"
    return f"closed with {closed.code} ({close_code_name(closed.code)}) by {side}"


def _counts(capture: Capture) -> tuple[int, int, int, int]:
    """Count frames sent and received, and their bytes of payload, of all connections."""
    frames = capture.frame_counts().values()
    return (sum(sent for sent, _ in frames), sum(received for _, received in frames), *capture.byte_counts())


@contextlib.contextmanager
def _signals(interrupt: Callable[[], None]) -> Iterator[None]:
    """Let SIGINT and SIGTERM interrupt."""
    loop = asyncio.get_running_loop()
    added = []
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers on its event loops, and only the main thread has them at all.
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, interrupt)
            added.append(number)
    try:
        yield
    finally:
        for number in added:
            loop.remove_signal_handler(number)
