"""What one row of the frame table says, as texts made when the row is first looked at."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.capture.records import FrameSummary
from inspector.ui.frame_columns import Column
from inspector.ui.frame_preview import preview_text
from inspector.ui.sizes import exact_bytes
from inspector.ui.time_format import TimeMode, clock_time, delta, full_time, since_start
from inspector.wire.records import HTTP, Direction, opcode_name

_NOT_FINAL = "···"
_RSV_BITS = ((0x40, "R1"), (0x20, "R2"), (0x10, "R3"))


class PacketLook(NamedTuple):
    """A row as a packet of Engine.IO and Socket.IO."""

    summary: str
    event: str = ""
    namespace: str = ""
    ack: str = ""


class RowLook:
    """One row: the frame, the time of the row above, and the texts of all columns once they are made."""

    __slots__ = (
        "bookmarked",
        "connection",
        "fields",
        "fragment",
        "frames",
        "mark",
        "opened",
        "packet",
        "previous_ns",
        "summary",
        "texts",
    )

    def __init__(self, summary: FrameSummary | None, previous_ns: int | None) -> None:
        self.summary = summary
        self.previous_ns = previous_ns
        self.texts: tuple[str, ...] | None = None
        self.fields: tuple[str, ...] = ()
        """Values of the JSON fields that have columns."""
        self.mark = ""
        """The colour that highlights it, by its name in the palette; empty for none."""
        self.bookmarked = False
        self.connection = ""
        """Which connection it is of, and which end of that."""
        self.frames = 1
        """Of how many frames the message is, where the row is a message."""
        self.opened = False
        """The message's frames stand below it."""
        self.fragment = False
        """It is a frame of the opened message above."""
        self.packet: PacketLook | None = None
        """What it says as a Socket.IO packet, where the connection is one of Socket.IO."""

    def text(self, section: int) -> str:
        """Give the text of a column once they are made."""
        return self.texts[section] if self.texts is not None and section < len(self.texts) else ""


def make_texts(look: RowLook, mode: TimeMode, start_ns: int) -> tuple[str, ...]:
    """Make the texts of all columns: the fixed ones in the order of `Column`, then those of the fields."""
    frame = look.summary
    if frame is None:
        texts = [""] * len(Column)
        texts[Column.PREVIEW] = _tr("This frame is not in the capture.")
        return tuple(texts)
    number = QLocale().toString
    since_previous = delta(None if look.previous_ns is None else frame.time_ns - look.previous_ns)
    return (
        number(frame.id),
        _time(frame.time_ns, mode, start_ns, since_previous),
        since_previous,
        _tr("received") if frame.direction == Direction.RECEIVED else _tr("sent"),
        _type_of(look, frame.head),
        flags_text(frame.head),
        number(frame.length),
        number(frame.wire_length),
        look.packet.summary if look.packet is not None else preview_text(frame),
        look.packet.event if look.packet is not None else "",
        look.packet.namespace if look.packet is not None else "",
        look.packet.ack if look.packet is not None else "",
        look.connection,
        *look.fields,
    )


def _type_of(look: RowLook, head: int) -> str:
    if look.fragment:
        return f"└ {_type_text(head)}"
    if look.frames == 1:
        return _type_text(head)
    return f"{'▾' if look.opened else '▸'} {_type_text(head)} ×{QLocale().toString(look.frames)}"


def _type_text(head: int) -> str:
    """Name what a row is: by its opcode, or as an HTTP message."""
    return "HTTP" if head == HTTP else opcode_name(head & 0x0F)


def _time(time_ns: int, mode: TimeMode, start_ns: int, since_previous: str) -> str:
    if mode is TimeMode.ABSOLUTE:
        return clock_time(time_ns)
    if mode is TimeMode.SINCE_START:
        return since_start(time_ns, start_ns)
    return since_previous


def flags_text(head: int) -> str:
    """Write a frame's first byte, for example ``0x1 FIN R1`` (RFC 6455 §5.2)."""
    if head == HTTP:
        return ""
    fin = "FIN" if head & 0x80 else _NOT_FINAL
    bits = [name for bit, name in _RSV_BITS if head & bit]
    return " ".join([f"0x{head & 0x0F:X}", fin, *bits])


def tip_of(frame: FrameSummary, column: int) -> str:
    """Explain a cell; what a peer sent is never part of it, for tooltips can read rich text."""
    if column == Column.NUMBER:
        return _tr("Frame {0} of the capture, on connection {1}").format(frame.id, frame.connection_id)
    if column in (Column.TIME, Column.DELTA):
        return full_time(frame.time_ns)
    if column == Column.DIRECTION:
        return _direction_tip(frame)
    if column == Column.FLAGS and frame.head != HTTP:
        return _flags_tip(frame.head)
    if column == Column.LENGTH:
        return _tr("{0} of payload, unmasked and inflated").format(exact_bytes(frame.length))
    if column == Column.WIRE_LENGTH:
        return _tr("{0} of payload on the wire").format(exact_bytes(frame.wire_length))
    return ""


def _direction_tip(frame: FrameSummary) -> str:
    way = _tr("Received") if frame.direction == Direction.RECEIVED else _tr("Sent")
    if frame.masking_key is None:
        return _tr("{0}, not masked").format(way)
    return _tr("{0}, masking key {1}").format(way, frame.masking_key.hex(" "))


def _flags_tip(head: int) -> str:
    final = (
        _tr("FIN: the last fragment of its message")
        if head & 0x80
        else _tr("No FIN: more fragments of this message follow")
    )
    lines = [_tr("Opcode 0x{0:X}: {1}").format(head & 0x0F, opcode_name(head & 0x0F)), final]
    if head & 0x40:
        lines.append(_tr("RSV1: the message is compressed (RFC 7692 §6)"))
    if head & 0x30:
        lines.append(_tr("RSV2, RSV3: no extension in use defines them (RFC 6455 §5.2)"))
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameLook", text)
