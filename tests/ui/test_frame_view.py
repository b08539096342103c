"""The frame view draws RFC 6455 §5.2 with the bits that were on the wire."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from inspector.capture.records import StoredFrame
from inspector.ui.bit_diagram import BitDiagram
from inspector.ui.frame_fields import fields_of, wire_payload
from inspector.ui.frame_view import FrameView, frame_facts, ratio_text
from inspector.wire.header import encode_header
from inspector.wire.records import Direction, WireFrame

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
KEY = b"\x37\xfa\x21\x3d"


def wire(head=0x81, key=None, wire_length=5, payload=b"Hello", direction=Direction.SENT):
    return WireFrame(1_753_800_000_123_456_789, direction, head, key, wire_length, payload)


@pytest.fixture
def view(qtbot):
    widget = FrameView()
    qtbot.addWidget(widget)
    widget.resize(420, 600)
    widget.show()
    return widget


def bits(frame):
    return "".join(field.bits for field in fields_of(frame))


def test_the_bits_are_those_of_the_masked_hello_of_rfc_6455_section_5_7(qapp):
    # "A single-frame masked text message: 0x81 0x85 0x37 0xfa 0x21 0x3d 0x7f 0x9f 0x4d 0x51 0x58"
    expected = bytes.fromhex("81 85 37 fa 21 3d 7f 9f 4d 51 58")
    assert int(bits(wire(key=KEY)), 2).to_bytes(11, "big") == expected


@pytest.mark.parametrize(("length", "extended"), [(125, 0), (126, 16), (65535, 16), (65536, 64)])
def test_the_extended_length_has_the_width_that_the_length_needs(qapp, length, extended):
    fields = fields_of(wire(0x82, None, length, bytes(length)))
    widths = [field.length for field in fields if "extended" in field.captions[0]]
    assert widths == ([extended] if extended else [])


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("length", [0, 1, 126, 65536])
def test_fields_follow_each_other_without_gaps(qapp, key, length):
    end = 0
    for field in fields_of(wire(0x82, key, length, bytes(length))):
        assert field.start == end
        assert len(field.bits) == field.length
        end += field.length


@pytest.mark.parametrize(("length_bytes", "extended"), [(2, 16), (8, 64)])
def test_a_length_that_is_not_minimal_is_drawn_as_it_was(qapp, length_bytes, extended):
    header = encode_header(0x81, 5, KEY, length_bytes=length_bytes)
    fields = fields_of(wire(key=KEY), header)
    assert [field.length for field in fields if "extended" in field.captions[0]] == [extended]
    drawn = "".join(field.bits for field in fields)
    assert int(drawn[: len(header) * 8], 2).to_bytes(len(header), "big") == header
    facts = {fact.name: fact.value for fact in frame_facts(StoredFrame(3, 1, wire(key=KEY)), header=header)}
    assert facts["Header"] == header.hex(" ")


@pytest.mark.parametrize("came", [b"", b"abc"])
def test_of_a_frame_that_was_cut_off_what_came_is_drawn(qapp, came):
    field = fields_of(wire(0x82, None, 100, came))[-1]
    assert len(field.bits) in (0, field.length)
    assert field.values == ((b"abc".hex(" "),) if came else ("did not come",))


def test_what_was_compressed_is_not_drawn_as_bits(qapp):
    assert wire_payload(wire(0xC1), 8) is None
    assert wire_payload(wire(0x80), 8) is None
    assert fields_of(wire(0xC1))[-1].bits == ""


def test_reserved_bits_and_opcodes_are_wrong(qapp):
    wrong = [field.captions[0] for field in fields_of(wire(0xB5)) if field.wrong]
    assert wrong == ["RSV2", "RSV3", "opcode"]


@pytest.mark.parametrize("width", [288, 320, 420, 700, 1600])
def test_the_diagram_paints_inside_its_height_at_any_width(qtbot, width):
    diagram = BitDiagram()
    qtbot.addWidget(diagram)
    diagram.set_fields(fields_of(wire(0x82, KEY, 70000, bytes(70000))))
    diagram.resize(width, 10)
    diagram.show()
    cells = diagram._geometry().cells(diagram._fields)
    assert max(cell.area.right() for cell in cells) <= width
    assert max(cell.area.bottom() for cell in cells) <= diagram.height()
    assert not diagram.grab().isNull()


def test_a_field_is_found_explained_and_copied(qtbot, view):
    view.show_frame(StoredFrame(3, 1, wire(key=KEY)), [])
    diagram = view.findChild(BitDiagram)
    assert diagram.field_at(QPointF(-5, -5)) is None
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.chosen.captions[0] == "FIN"
    assert "RFC 6455 §5.2" in diagram.accessibleDescription()
    qtbot.keyClick(diagram, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "FIN: 1"
    qtbot.keyClick(diagram, Qt.Key.Key_Escape)
    diagram.copy()
    assert "masking key: " in QGuiApplication.clipboard().text()
    assert "(37 fa 21 3d)" in QGuiApplication.clipboard().text()


def test_the_facts_tell_length_ratio_and_header(qapp):
    facts = {fact.name: fact.value for fact in frame_facts(StoredFrame(3, 1, wire(0xC1, None, 5, bytes(20))))}
    assert facts["Length"] == "20 B"
    assert facts["Wire length"] == "5 B"
    assert facts["Compression"].endswith("75 % saved")
    assert facts["Header"] == "c1 05"
    assert "Compression" not in {fact.name for fact in frame_facts(StoredFrame(3, 1, wire()))}


def test_compression_that_made_it_larger_says_so(qapp):
    assert ratio_text(10, 15).endswith("50 % larger")
    assert ratio_text(0, 1) == "–"


def test_violations_are_shown_as_plain_text_in_the_colour_of_errors(view):
    view.show_frame(StoredFrame(3, 1, wire()), [("RFC 6455 §5.1", "<b>A client must mask.</b>")])
    label = next(label for label in view.findChildren(QLabel) if "must mask" in label.text())
    assert label.text() == "RFC 6455 §5.1: <b>A client must mask.</b>"
    assert label.property("role") == "error"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_clear_shows_the_empty_state(view):
    assert view._empty.isVisible()
    view.show_frame(StoredFrame(3, 1, wire()), [])
    assert not view._empty.isVisible()
    view.clear()
    assert view._empty.isVisible()
    assert view._content.isHidden()
