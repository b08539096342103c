"""The opening handshake of a connection: both heads byte for byte, and where the frames begin."""

from __future__ import annotations

from typing import Any

from websockets.asyncio.connection import Connection
from websockets.protocol import OPEN, Side

from inspector.session.recorder import Recorder
from inspector.wire.http_head import HeadReader, parse_head


class Handshaking(Connection):
    """A client's or server's connection that records both heads, cut at their blank lines (RFC 6455 §4).

    The library performs the handshake; what comes after it goes to `frames_arrived`.
    """

    recorder: Recorder | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_reader = HeadReader()
        self._open = False
        self._early = b""
        self._refused = False

    def request_arrived(self, head: bytes) -> None:
        """Hear of a whole request head; a server's connection begins its record here."""

    def opened(self) -> None:
        """Hear that the handshake is done, before the first frame."""

    def frames_arrived(self, data: bytes) -> None:
        """Take what the network brought after the opening handshake."""

    def data_received(self, data: bytes) -> None:
        """Take bytes from the network."""
        if not self._open:
            self._receive_head(data)
        elif self._early:
            # The 101 was written in this very turn of the loop: what came before these bytes still waits.
            self._early += data
        else:
            self.frames_arrived(data)

    def head_written(self, data: bytes) -> None:
        """Record what is written before the connection is open: the head that this side sends."""
        head, blank, _body = data.partition(b"\r\n\r\n")
        if self.protocol.side is Side.SERVER and self.protocol.state is not OPEN:
            self._refused = True
        if self.recorder is not None:
            if self.protocol.side is Side.CLIENT:
                self.recorder.request_head(head + blank, check=False)
            elif head.startswith(b"HTTP/"):
                self.recorder.response_head(head + blank, check=False)
        if self.protocol.side is Side.SERVER and self.protocol.state is OPEN:
            self._begin()
            self.loop.call_soon(self.take_early)

    def negotiated_extensions(self) -> str | None:
        """Give `Sec-WebSocket-Extensions` of the response."""
        response = self.response
        if response is None:
            return None
        return ", ".join(response.headers.get_all("Sec-WebSocket-Extensions")) or None

    def keep_unfinished_head(self) -> None:
        """Record what came of a response head that never ended."""
        part = bytes(self._head_reader.head)
        unfinished = part and not self._head_reader.complete and self.protocol.side is Side.CLIENT
        if unfinished and self.recorder is not None:
            self.recorder.unfinished_response_head(part)

    def _receive_head(self, data: bytes) -> None:
        if self._head_reader.complete or self.protocol.handshake_exc is not None:
            if self.protocol.side is Side.SERVER:
                # Frames before the 101 are the client's haste: they wait until the connection is open.
                self._early += data
            else:
                super().data_received(data)
            return
        used = self._head_reader.feed(data)
        if self._head_reader.complete:
            self._head_complete(bytes(self._head_reader.head))
        super().data_received(data[:used])
        if not self._head_reader.complete:
            return
        if self.protocol.side is Side.CLIENT and self.protocol.state is OPEN:
            self._begin()
        if used < len(data):
            self.data_received(data[used:])

    def _head_complete(self, head: bytes) -> None:
        if self.protocol.side is Side.SERVER:
            self.request_arrived(head)
        else:
            self._refused = parse_head(head).status not in (101, None)
            if self.recorder is not None:
                self.recorder.response_head(head, check=True)

    def _begin(self) -> None:
        self._open = True
        self.opened()
        if self.recorder is not None:
            extensions = self.negotiated_extensions()
            self.recorder.capture.update_connection(
                self.recorder.connection_id, subprotocol=self.protocol.subprotocol, extensions=extensions
            )

    def take_early(self) -> None:
        """Take the frames that came before the handshake was answered, if it was."""
        if self._open and self._early:
            early, self._early = self._early, b""
            self.frames_arrived(early)
