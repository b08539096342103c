"""The columns of the frame table: their titles, tooltips and widths."""

from __future__ import annotations

import enum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt

from inspector.ui.time_format import TimeMode


class Column(enum.IntEnum):
    """What a column of the frame table tells of a frame."""

    NUMBER = 0
    TIME = 1
    DELTA = 2
    DIRECTION = 3
    TYPE = 4
    FLAGS = 5
    LENGTH = 6
    WIRE_LENGTH = 7
    PREVIEW = 8


class ColumnTexts(NamedTuple):
    """What a column is called in its header, in menus, and explained in its tooltip."""

    title: str
    name: str
    tip: str


RIGHT_ALIGNED = frozenset({Column.NUMBER, Column.TIME, Column.DELTA, Column.LENGTH, Column.WIRE_LENGTH})

CHARACTERS = {
    Column.NUMBER: 8,
    Column.TIME: 12,
    Column.DELTA: 9,
    Column.DIRECTION: 3,
    Column.TYPE: 10,
    Column.FLAGS: 10,
    Column.LENGTH: 8,
    Column.WIRE_LENGTH: 8,
    Column.PREVIEW: 16,
}
"""The width of each column at first, in digits of the monospace font."""

TIME_CHARACTERS = {
    TimeMode.ABSOLUTE: CHARACTERS[Column.TIME],
    TimeMode.SINCE_START: 14,
    TimeMode.SINCE_PREVIOUS: 9,
}
"""The width of the time column for each thing it can count from."""


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Tell where a column's text stands: numbers are right-aligned."""
    side = Qt.AlignmentFlag.AlignLeft
    if column in RIGHT_ALIGNED:
        side = Qt.AlignmentFlag.AlignRight
    elif column is Column.DIRECTION:
        side = Qt.AlignmentFlag.AlignHCenter
    return side | Qt.AlignmentFlag.AlignVCenter


def column_texts(column: Column) -> ColumnTexts:
    """Give a column's words in the person's language."""
    tr = _tr
    texts = {
        Column.NUMBER: ColumnTexts("#", tr("Number"), tr("The frame's number in the capture")),
        Column.TIME: ColumnTexts(tr("Time"), tr("Time"), tr("When the frame was sent or received")),
        Column.DELTA: ColumnTexts(
            "Δ", tr("Time since the previous row"), tr("Time since the frame in the row above")
        ),
        Column.DIRECTION: ColumnTexts(
            tr("Dir"), tr("Direction"), tr("↑ sent, ↓ received, seen from this program")
        ),
        Column.TYPE: ColumnTexts(tr("Type"), tr("Type"), tr("What the opcode stands for (RFC 6455 §5.2)")),
        Column.FLAGS: ColumnTexts(
            tr("Flags"),
            tr("Opcode, FIN and RSV bits"),
            tr("The opcode, FIN, and R1 to R3 for the RSV bits that are set (RFC 6455 §5.2)"),
        ),
        Column.LENGTH: ColumnTexts(
            tr("Length B"), tr("Length"), tr("Bytes of payload, unmasked and inflated")
        ),
        Column.WIRE_LENGTH: ColumnTexts(
            tr("Wire B"), tr("Wire length"), tr("Bytes of payload on the wire, as the frame's header says")
        ),
        Column.PREVIEW: ColumnTexts(tr("Preview"), tr("Preview"), tr("The beginning of the payload")),
    }
    return texts[column]


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameColumns", text)
