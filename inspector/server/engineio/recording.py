"""The record of a polling session: one connection in the capture, with every HTTP message of it."""

from __future__ import annotations

import time

from inspector.capture.capture_writer import CaptureWriter
from inspector.server.engineio.exchange import Exchange
from inspector.wire.records import Direction


class PollingRecord:
    """Opens its connection with the first request; the heads of the first exchange are the connection's."""

    def __init__(self, capture: CaptureWriter, url: str, peer: str, tls: str | None) -> None:
        self.capture = capture
        self.connection_id = capture.open_connection(url, role="server", peer=peer)
        self._first_request = self._first_response = True
        self._closed = False
        if tls is not None:
            capture.update_connection(self.connection_id, tls=tls)

    def request(self, exchange: Exchange) -> None:
        """Keep a request that has come whole."""
        exchange.record = self
        if self._first_request:
            self._first_request = False
            self.capture.update_connection(self.connection_id, request_head=exchange.head)
        self._append(Direction.RECEIVED, exchange.head, bytes(exchange.body), exchange.wire_length)

    def response(self, head: bytes, body: bytes) -> None:
        """Keep a response; the capture has it before the network."""
        if self._first_response:
            self._first_response = False
            self.capture.update_connection(self.connection_id, response_head=head)
        self._append(Direction.SENT, head, body, len(body))

    def note(self, kind: str, sentence: str, section: str) -> None:
        """Note something about the session."""
        self.capture.add_note(
            kind, sentence, section=section, connection_id=self.connection_id, time_ns=time.time_ns()
        )

    def close(self, by: str, error: str = "") -> None:
        """Keep how it ended: ``local`` or ``remote``, and with which error."""
        if self._closed:
            return
        self._closed = True
        self.capture.update_connection(self.connection_id, closed_ns=time.time_ns(), closed_by=by)
        if error:
            self.capture.update_connection(self.connection_id, error=error)

    def _append(self, direction: Direction, head: bytes, body: bytes, wire_length: int) -> None:
        self.capture.append_http(self.connection_id, direction, head, body, wire_length, time.time_ns())
