"""Connections of the `websockets` library with the tap on both byte streams."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

from websockets.frames import PONG, Close, Frame
from websockets.protocol import Event, Side

from inspector.session.recorder import Recorder
from inspector.session.sending import Sending
from inspector.wire.tap import ReceivedStream, SentStream, Step

OnMessage = Callable[[int, bytes], None]
"""Hears of each whole message: opcode and payload."""
OnPong = Callable[[bytes], None]
OnCount = Callable[[int], None]
"""Hears how many whole messages have arrived so far, once for each piece of the stream."""

_TURN_S = 0.005
"""How long one turn of the loop may go on judging frames before others get theirs: repaints, for one."""


class TappedTransport:
    """A transport whose writes are seen; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, wrote: Callable[[bytes], None]) -> None:
        self._transport = transport
        self._wrote = wrote

    def write(self, data: bytes) -> None:
        """Write bytes, and show them to the tap first: what is on the wire was recorded."""
        self._wrote(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Tapped(Sending):
    """What the client's and the server's tapped connections share.

    Messages go to `on_message`, whole, on the event loop, and never through the library's queue; so
    `recv` is not for use.
    """

    on_message: OnMessage | None = None
    on_pong: OnPong | None = None
    on_count: OnCount | None = None
    pause_reading_when_blocked = False
    """Stop reading while the write buffer is full: for an endpoint that only answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving = ReceivedStream(self.protocol)
        self._leaving = SentStream(self.protocol)
        self._holds: set[str] = set()
        self._pumping = False
        self._messages = 0

    # What a session or an endpoint does with the connection.

    @property
    def auto_pong(self) -> bool:
        """Answer pings by itself, as RFC 6455 §5.5.2 demands; False leaves it to the person."""
        return self._arriving.auto_pong

    @auto_pong.setter
    def auto_pong(self, on: bool) -> None:
        self._arriving.auto_pong = on

    @property
    def reading_held(self) -> bool:
        """Nothing is read for now: what has arrived waits for the capture, or for its turn."""
        return bool(self._holds)

    async def drained(self) -> None:
        """Wait until the write buffer is below its low-water mark and the capture has room."""
        await self.drain()
        if self.recorder is not None and self.recorder.capture.full:
            room = asyncio.Event()
            self._when_drained(self.recorder, room.set)
            await room.wait()

    # What the event loop tells the connection.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Put the tap between the library and the transport."""
        tapped = TappedTransport(cast(asyncio.Transport, transport), self._wrote)
        super().connection_made(cast(asyncio.BaseTransport, tapped))

    def opened(self) -> None:
        """Begin with the frames, in both directions."""
        self._arriving.open()
        self._leaving.open()

    def frames_arrived(self, data: bytes) -> None:
        """Take what the network brought after the response head."""
        self._arriving.feed(data)
        self._pump()

    def eof_received(self) -> None:
        """Take the end of the stream, after all that came before it."""
        self.take_early()
        self._pump(to_the_end=True)
        super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Keep what is left and how it ended."""
        self.take_early()
        self._pump(to_the_end=True)
        super().connection_lost(exc)
        if self.recorder is not None:
            self._record_end(self.recorder)

    def pause_writing(self) -> None:
        """Hold back reading where answers are all that is written."""
        super().pause_writing()
        if self.pause_reading_when_blocked:
            self._hold("writing")

    def resume_writing(self) -> None:
        """Read on when there is room for answers."""
        super().resume_writing()
        self._release("writing")

    def process_event(self, event: Event) -> None:
        """Take the library's events; messages come from the tap, so its queue stays empty."""
        if not isinstance(event, Frame):
            super().process_event(event)
        elif event.opcode is PONG:
            super().process_event(event)
            if self.on_pong is not None:
                self.on_pong(bytes(event.data))

    # Frames.

    def _wrote(self, data: bytes) -> None:
        if not self._open:
            self.head_written(data)
            return
        if self.recorder is None:
            return
        self._leaving.feed(data)
        while True:
            step = self._leaving.take(time.time_ns())
            self.recorder.add(step.rows, step.findings, step.header)
            if not step.more:
                break
        if not self._pumping:
            self._flush()

    def _pump(self, *, to_the_end: bool = False) -> None:
        """Take what has arrived, for one turn of the loop at most unless the connection is at its end."""
        if not self._open or self._pumping:
            return
        self._pumping = True
        until = time.perf_counter() + _TURN_S
        more = True
        try:
            while more:
                more = self._take(time.time_ns())
                if more and not to_the_end and time.perf_counter() > until:
                    break
        finally:
            self._pumping = False
        self._flush()
        if more:
            self._hold("turn")
            self.loop.call_soon(self._pump)
        else:
            self._release("turn")

    def _take(self, time_ns: int) -> bool:
        step = self._arriving.take(time_ns)
        if self.recorder is not None:
            self.recorder.add(step.rows, step.findings, step.header)
        if step.judged or self._arriving.deaf:
            self._sent()
            if step.event is not None:
                self.process_event(step.event)
        self._messages += (step.message is not None) if step.judged else len(step.rows)
        if self.on_count is not None:
            self.on_count(self._messages)
        if self.on_message is not None:
            self._deliver(step)
        return step.more

    def _deliver(self, step: Step) -> None:
        if self.on_message is None:
            return
        if not step.judged:
            for row in step.rows:
                self.on_message((row[2] or 0) & 0x0F, row[5])
        elif step.message is not None:
            self.on_message(*step.message)

    def _flush(self) -> None:
        if self.recorder is None:
            return
        self.recorder.flush()
        if self.recorder.capture.full and "capture" not in self._holds:
            self._hold("capture")
            self._when_drained(self.recorder, lambda: self._release("capture"))

    def _when_drained(self, recorder: Recorder, callback: Callable[[], None]) -> None:
        """Call back on the event loop when the capture has room; its writer is another thread."""

        def drained() -> None:
            if not self.loop.is_closed():
                self.loop.call_soon_threadsafe(callback)

        recorder.capture.on_drained(drained)

    def _hold(self, why: str) -> None:
        """Stop reading for a reason; TCP then slows the other endpoint down."""
        if not self._holds and not self.transport.is_closing():
            self.transport.pause_reading()
        self._holds.add(why)

    def _release(self, why: str) -> None:
        if why in self._holds:
            self._holds.discard(why)
            if not self._holds and not self.transport.is_closing():
                self.transport.resume_reading()

    # The end.

    def _record_end(self, recorder: Recorder) -> None:
        self.keep_unfinished_head()
        step = self._arriving.end(time.time_ns())
        if step.rows:
            recorder.add(step.rows, step.findings, step.header)
        else:
            for finding in step.findings:
                recorder.note("violation", finding.sentence, finding.section)
        recorder.closed(*self.ending())

    def ending(self) -> tuple[int, str, str]:
        """Give close code, close reason, and who closed first: ``local`` or ``remote``.

        RFC 6455 §7.1.5 takes the code from the close frame received; without one it is 1006, whatever was
        sent. A handshake that was refused is ended by the server.
        """
        protocol = self.protocol
        received, sent = protocol.close_rcvd, protocol.close_sent
        code, reason = (received.code, received.reason) if received is not None else (1006, "")
        if self._arriving.asked_to_close:
            by = "remote"
        elif self._refused:
            by = "remote" if protocol.side is Side.CLIENT else "local"
        elif sent is not None or self._aborted_here:
            by = "local"
        else:
            by = "remote"
        return int(code), reason, by

    @property
    def failed_with(self) -> Close | None:
        """The close frame with which this endpoint failed the connection; None when it did not."""
        return self._arriving.failed_with
