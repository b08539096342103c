"""`record`: one connection into a capture, without a window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from inspector.capture.store import Capture
from inspector.session.options import ConnectOptions
from inspector.session.recording import Recording
from inspector.session.tasks import Tasks

_CLOSE_S = 3.0
"""How long the other endpoint has for its close frame at most: a limit was reached, somebody waits."""


@dataclass(frozen=True, slots=True)
class SocketIoWishes:
    """What is to be done on a connection of kind Socket.IO."""

    emit: Sequence[tuple[str | None, str, tuple[Any, ...]]] = ()
    """Events to send: namespace, None for the first, then name and arguments."""
    ack: bool = False
    """Ask for an ack of each."""
    events: frozenset[str] | None = None
    """The events that `messages` counts; None is all."""


async def record(
    options: ConnectOptions,
    capture: Capture,
    *,
    messages: int | None = None,
    seconds: float | None = None,
    send: Sequence[str] = (),
    socketio: SocketIoWishes | None = None,
    save: Callable[[], None] | None = None,
    err: TextIO,
) -> int:
    """Connect, send, and record until the connection closes or a limit is reached; gives the exit status.

    `messages` counts whole messages received, or events of Socket.IO; `seconds` from the beginning, so that
    connecting is part of it. SIGINT and SIGTERM end it like a limit; the second one waits for nobody. A
    summary, or why it failed, is one line on `err`, written after `save`, which flushes unless it closes.
    """
    recording = _recording(options, capture, messages, send, socketio)
    tasks = Tasks(lambda error: None)  # it is raised here
    with _signals(recording.interrupt):
        opening = tasks.start(recording.session.open(), "open")
        limits = tasks.start(recording.until_enough(seconds), "limits")
        ended, _ = await asyncio.wait([opening, limits], return_when=asyncio.FIRST_COMPLETED)
        await recording.session.shut_down(1000, min(options.close_timeout or _CLOSE_S, _CLOSE_S))
        await tasks.cancel_all()
    await asyncio.to_thread(save or capture.flush)
    for task in ended:
        task.result()
    return recording.report(err)


def _recording(
    options: ConnectOptions,
    capture: Capture,
    messages: int | None,
    send: Sequence[str],
    wishes: SocketIoWishes | None,
) -> Recording:
    if options.socketio is None:
        from inspector.session.recording import WebSocketRecording

        return WebSocketRecording(options, capture, messages, send)
    from inspector.session.socketio.recording import SocketIoRecording

    wishes = wishes or SocketIoWishes()
    emissions = [(None, "message", (text,)) for text in send] + list(wishes.emit)
    return SocketIoRecording(options, capture, messages, emissions, ack=wishes.ack, events=wishes.events)


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
