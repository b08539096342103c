"""Rows as packets of Engine.IO and Socket.IO, on those connections that speak it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.capture.recognition import Recognition
from inspector.capture.records import CaptureError, FrameSummary
from inspector.ui.frame_look import PacketLook
from inspector.wire.records import HTTP, Opcode

if TYPE_CHECKING:
    from inspector.payloads.packet_glance import Glance


class PacketReader:
    """Reads what a row says as a packet; the connection is recognised by itself."""

    def __init__(self, recognition: Recognition) -> None:
        self._recognition = recognition

    def look(self, frame: FrameSummary) -> PacketLook | None:
        """Give a row as a packet; None where the connection speaks no Engine.IO."""
        try:
            recognised = self._recognition.of(frame.connection_id)
        except CaptureError:
            return None  # the table says what is wrong with the capture
        if recognised is None:
            return None
        from inspector.payloads.packet_summary import row_summary  # with the first connection that needs it

        whole = len(frame.preview) >= frame.length
        summary = row_summary(frame.head, frame.preview, eio=recognised.eio, whole=whole)
        if summary is None:
            return None
        named = next((one for one in _glances(frame, recognised.eio, whole) if one.namespace), None)
        if named is None:
            return PacketLook(summary)
        ack = "" if named.ack_id is None else str(named.ack_id)
        return PacketLook(summary, named.event or "", named.namespace, ack)


def _glances(frame: FrameSummary, eio: int, whole: bool) -> list[Glance]:
    """Look at the first packets of a row; what cannot be read names no event."""
    from inspector.payloads.packet_error import PacketError
    from inspector.payloads.packet_glance import glances

    polling = frame.head == HTTP
    payload = frame.preview.partition(b"\r\n")[2] if polling else frame.preview
    binary = payload[:1] in (b"\0", b"\1") if polling else frame.head & 0x0F == Opcode.BINARY
    if not payload:
        return []
    try:
        return glances(payload, binary=binary, polling=polling, eio=eio, whole=whole)
    except PacketError:
        return []
