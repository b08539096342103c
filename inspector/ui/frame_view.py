"""One frame as it was on the wire: its bits, what they say, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from inspector.capture.records import StoredFrame
from inspector.ui.bit_diagram import BitDiagram
from inspector.ui.empty_state import EmptyState
from inspector.ui.facts_list import Fact, FactsList
from inspector.ui.frame_fields import fields_of
from inspector.ui.head_pane import HeadPane
from inspector.ui.layouts import column
from inspector.ui.sizes import exact_bytes
from inspector.ui.time_format import full_time
from inspector.wire.header import encode_header
from inspector.wire.records import Direction, WireFrame, opcode_name


class FrameView(QScrollArea):
    """Shows a frame's bit diagram and its facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(self.tr("Frame on the wire"))
        self._content = QWidget()
        self._diagram = BitDiagram()
        self._facts = FactsList()
        self._violations = FactsList()
        self.head = HeadPane(self.tr("HTTP head"))
        parts = (self._diagram, self.head, self._violations, self._facts, None)
        self._content.setLayout(column(*parts, gap=3, margins=(3, 3, 3, 3)))
        self.setWidget(self._content)
        self._empty = EmptyState("frame", self.viewport())
        self._empty.set_texts(self.tr("Choose a frame in the table to see its bits."))
        self.clear()

    def show_frame(
        self,
        frame: StoredFrame,
        findings: list[tuple[str, str]],
        length: int | None = None,
        head: bytes | None = None,
    ) -> None:
        """Show a frame, and the violations found in it as pairs of section and sentence.

        `length` is the payload's, in bytes, where the frame holds no more than its beginning. An HTTP
        message has its `head` in place of bits; a frame has one where its header is not minimal.
        """
        self._diagram.set_fields([] if frame.frame.is_http else fields_of(frame.frame, head))
        self.head.set_head(head if frame.frame.is_http else None)
        self.head.setVisible(frame.frame.is_http)
        self._violations.set_facts([_violation(*finding) for finding in findings])
        self._violations.setVisible(bool(findings))
        self._facts.set_facts(frame_facts(frame, length, head))
        self._empty.set_shown(False)
        self._content.show()

    def clear(self) -> None:
        """Show that no frame is chosen."""
        self._diagram.set_fields([])
        self._violations.set_facts([])
        self._facts.set_facts([])
        self._content.hide()
        self._empty.set_shown(True)


def frame_facts(stored: StoredFrame, length: int | None = None, header: bytes | None = None) -> list[Fact]:
    """Give what is to be known of a frame, apart from its payload; `header` where it is not minimal."""
    frame = stored.frame
    length = len(frame.payload) if length is None else length
    if frame.is_http:
        return _http_facts(stored, length)
    header = header or encode_header(frame.head, frame.wire_length, frame.masking_key)
    wire_tip = _tr("The payload as on the wire, without the header.")
    facts = [
        Fact(_tr("Type"), _type_text(frame)),
        Fact(_tr("Opcode"), f"0x{frame.opcode:X} {opcode_name(frame.opcode)}", mono=True),
        _direction(frame),
        Fact(_tr("Length"), exact_bytes(length), mono=True, tip=_tr("The payload, unmasked and inflated.")),
        Fact(_tr("Wire length"), exact_bytes(frame.wire_length), mono=True, tip=wire_tip),
    ]
    if frame.rsv1:
        tip = _tr("The payload against its wire length; permessage-deflate compressed it (RFC 7692).")
        facts.append(Fact(_tr("Compression"), ratio_text(length, frame.wire_length), True, tip))
    tip = _tr("The bytes before the payload (RFC 6455 §5.2).")
    return [
        *facts,
        Fact(_tr("Time"), full_time(frame.time_ns), mono=True),
        Fact(_tr("Header"), header.hex(" "), mono=True, tip=tip),
        Fact(_tr("Frame"), _tr("{0} of the capture").format(QLocale().toString(stored.id))),
    ]


def _direction(frame: WireFrame) -> Fact:
    received = frame.direction == Direction.RECEIVED
    told = _tr("↓ received") if received else _tr("↑ sent")
    return Fact(_tr("Direction"), told, role="received" if received else "sent")


def _http_facts(stored: StoredFrame, length: int) -> list[Fact]:
    frame = stored.frame
    body_tip = _tr("The body, without its content coding.")
    wire_tip = _tr("The body as on the wire.")
    return [
        Fact(_tr("Type"), _tr("an HTTP message of long-polling, no frame")),
        _direction(frame),
        Fact(_tr("Body"), exact_bytes(length), mono=True, tip=body_tip),
        Fact(_tr("Wire length"), exact_bytes(frame.wire_length), mono=True, tip=wire_tip),
        Fact(_tr("Time"), full_time(frame.time_ns), mono=True),
        Fact(_tr("Row"), _tr("{0} of the capture").format(QLocale().toString(stored.id))),
    ]


def ratio_text(length: int, wire_length: int) -> str:
    """Say how much compression saved, for example ``2.7 : 1, 63 % saved``."""
    if not length or not wire_length:
        return "–"
    number = QLocale().toString
    saved = round(100 * (1 - wire_length / length))
    ratio = f"{number(length / wire_length, 'f', 2)} : 1"
    if saved < 0:
        return _tr("{0}, {1} % larger").format(ratio, number(-saved))
    return _tr("{0}, {1} % saved").format(ratio, number(saved))


def _type_text(frame: WireFrame) -> str:
    name = opcode_name(frame.opcode)
    if frame.opcode >= 0x8:
        return _tr("{0}, a control frame").format(name)
    if frame.opcode == 0:
        return _tr("continuation, the last fragment") if frame.fin else _tr("continuation, a middle fragment")
    return (
        _tr("{0}, a whole message").format(name) if frame.fin else _tr("{0}, the first fragment").format(name)
    )


def _violation(section: str, sentence: str) -> Fact:
    text = f"{section}: {sentence}" if section else sentence
    return Fact(_tr("Violation"), text, role="error", icon="error")


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameView", text)
