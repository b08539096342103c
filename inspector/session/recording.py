"""A connection that is recorded: when it is enough, and what is told of it in the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol, TextIO

from inspector.capture.store import Capture
from inspector.session.errors import SessionError
from inspector.session.events import Closed, Event, Failed, Opened, Phase, State
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.wire.closecodes import close_code_name


class Recordable(Protocol):
    """What a recording needs of a session, of either kind."""

    @property
    def state(self) -> State: ...  # noqa: D102 — see Session
    async def open(self) -> None: ...  # noqa: D102
    def close(self, code: int | None = 1000, reason: str = "") -> None: ...  # noqa: D102
    def abort(self) -> None: ...  # noqa: D102
    async def shut_down(self, code: int = 1001, within: float = 1.0) -> None: ...  # noqa: D102


class Recording:
    """What recordings of both kinds have in common; a subclass makes the session."""

    session: Recordable
    unit = "messages"
    """What is counted."""
    rows = "frames"
    """What the capture holds."""

    def __init__(self, capture: Capture, wanted: int | None) -> None:
        self._capture = capture
        self._before = _counts(capture)
        self._began = time.perf_counter()
        self._wanted = wanted
        self._count = 0
        self._ready = asyncio.Event()
        """It can send, or never will."""
        self._enough = asyncio.Event()
        self._sent = False
        self._interrupted = False
        self._opened = False
        self._failed: Failed | None = None
        self._closed: Closed | None = None

    def interrupt(self) -> None:
        """End it as a signal asks for; the second time at once."""
        if self._interrupted:
            self.session.abort()
        self._interrupted = True
        self._ready.set()
        self._enough.set()

    async def until_enough(self, seconds: float | None) -> None:
        """Send as soon as that is possible, then wait for a limit; connecting is part of the seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
                if self._opened:
                    self._send()
                self._sent = True
                await self._enough.wait()
        except SessionError as error:
            self._failed = Failed(Phase.UPGRADE, str(error), "")
        except TimeoutError:
            if not self._opened:
                what = f"The connection was not open within the {seconds:g} s it was to be recorded for."
                self._failed = Failed(Phase.UPGRADE, what, "Record for longer, or see what keeps the server.")
        self._enough.set()

    def _send(self) -> None:
        """Send what is to be sent; raises `SessionError`."""
        raise NotImplementedError

    def _came(self, count: int) -> None:
        """Hear how many have arrived so far, and close with the last one that is wanted."""
        self._count = count
        if self._wanted is None or count < self._wanted or self._enough.is_set():
            return
        self._enough.set()
        if self._sent and self.session.state is State.OPEN:
            # Now, and not at the next turn of the loop: each one more on its way is one too many.
            self.session.close(1000)

    def heard(self, event: Event) -> None:
        """Hear of what the session does."""
        match event:
            case Failed():
                self._failed = event
            case Closed():
                self._closed = event
            case Opened():
                self._opened = True

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
        where = self._capture.path or "memory"
        if away := self._capture.frames_away:
            # Nobody knows which of them are sent, and which received: only what is in the file counts.
            recorded = f"Recorded {sent + received - away} of {sent + received} {self.rows} in {took:.1f} s"
        else:
            recorded = (
                f"Recorded {sent} {self.rows} ({bytes_sent} bytes) sent and {received} {self.rows} "
                f"({bytes_received} bytes) received in {took:.1f} s"
            )
        parts = [f"{recorded} into {where}", *self._details(), *self._extra(), _ending(self._closed)]
        return "; ".join(parts) + "."

    def _details(self) -> list[str]:
        return []

    def _extra(self) -> list[str]:
        extra = self._count - self._wanted if self._wanted is not None else 0
        if extra <= 0:
            return []
        told = f"{extra} more {self.unit} were" if extra > 1 else f"1 more of the {self.unit} was"
        return [f"{self._wanted} {self.unit} were asked for, and {told} on the way when the close was sent"]


class WebSocketRecording(Recording):
    """A session of WebSocket."""

    def __init__(
        self, options: ConnectOptions, capture: Capture, wanted: int | None, send: Sequence[str]
    ) -> None:
        super().__init__(capture, wanted)
        self._texts = send
        session = self.session = Session(options, capture, self.heard)
        if wanted is not None:
            session.on_count = self._came
        self._session = session

    def heard(self, event: Event) -> None:
        """Hear of what the session does; it can send when it is open."""
        super().heard(event)
        if isinstance(event, Opened):
            self._ready.set()

    def _send(self) -> None:
        for text in self._texts:
            self._session.send_text(text)


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
