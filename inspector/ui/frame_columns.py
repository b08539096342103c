"""The columns of the frame table: their titles, tooltips and widths."""

from __future__ import annotations

import enum
from functools import cache
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
    EVENT = 9
    NAMESPACE = 10
    ACK = 11
    CONNECTION = 12


FIRST_ORDER = (
    Column.NUMBER, Column.TIME, Column.DELTA, Column.CONNECTION, Column.DIRECTION, Column.TYPE, Column.FLAGS,
    Column.LENGTH, Column.WIRE_LENGTH, Column.EVENT, Column.NAMESPACE, Column.ACK, Column.PREVIEW,
)  # fmt: skip
"""The columns from left to right until the person moves them; JSON fields come before the preview."""
HIDDEN_AT_FIRST = frozenset({Column.CONNECTION, Column.EVENT, Column.NAMESPACE, Column.ACK})
FIELD_CHARACTERS = 12
"""The width of a column for a JSON field at first."""


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
    Column.TYPE: 12,
    Column.FLAGS: 10,
    Column.LENGTH: 8,
    Column.WIRE_LENGTH: 8,
    Column.PREVIEW: 15,
    Column.EVENT: 14,
    Column.NAMESPACE: 10,
    Column.ACK: 6,
    Column.CONNECTION: 9,
}
"""The width of each column at first, in digits of the monospace font."""

TIME_CHARACTERS = {
    TimeMode.ABSOLUTE: CHARACTERS[Column.TIME],
    TimeMode.SINCE_START: 14,
    TimeMode.SINCE_PREVIOUS: 9,
}
"""The width of the time column for each thing it can count from."""


def alignment(column: int) -> Qt.AlignmentFlag:
    """Tell where a column's text stands: numbers are right-aligned."""
    side = Qt.AlignmentFlag.AlignLeft
    if column in RIGHT_ALIGNED:
        side = Qt.AlignmentFlag.AlignRight
    elif column == Column.DIRECTION:
        side = Qt.AlignmentFlag.AlignHCenter
    return side | Qt.AlignmentFlag.AlignVCenter


def field_texts(path: str) -> ColumnTexts:
    """Give the words of the column that shows what is at a path in JSON payloads."""
    title = path.removeprefix("$.")
    name = _tr("JSON field {0}").format(path)
    return ColumnTexts(title, name, _tr("The value at this path in the payload"))


def column_texts(column: Column) -> ColumnTexts:
    """Give a column's words in the person's language."""
    return _all_texts()[column]


@cache
def _all_texts() -> dict[Column, ColumnTexts]:
    tr = _tr
    return {
        Column.NUMBER: ColumnTexts("#", tr("Number"), tr("The frame's number in the capture")),
        Column.TIME: ColumnTexts(tr("Time"), tr("Time"), tr("When the frame was sent or received")),
        Column.DELTA: ColumnTexts(
            "Δ", tr("Time since the previous row"), tr("Time since the frame in the row above")
        ),
        Column.DIRECTION: ColumnTexts(
            tr("Dir"), tr("Direction"), tr("↑ sent, ↓ received, seen from this program")
        ),
        Column.CONNECTION: ColumnTexts(
            tr("Conn"),
            tr("Connection"),
            tr("The connection's number, and which end of it this program is: client, or local server"),
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
        Column.EVENT: ColumnTexts(
            tr("Event"), tr("Socket.IO event"), tr("The event's name in a Socket.IO packet")
        ),
        Column.NAMESPACE: ColumnTexts(
            tr("Namespace"), tr("Socket.IO namespace"), tr("The namespace of a Socket.IO packet")
        ),
        Column.ACK: ColumnTexts(
            tr("Ack"), tr("Socket.IO ack id"), tr("The number by which an event and its ack belong together")
        ),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameColumns", text)
