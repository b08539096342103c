"""A message as the comparison is handed it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.capture.store import Capture
from inspector.ui.payload_source import PayloadSource
from inspector.ui.sizes import short_bytes
from inspector.ui.time_format import clock_time
from inspector.wire.records import HTTP, Direction, opcode_name


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on one side: its title, a line on it, and the payload."""

    title: str
    detail: str
    source: PayloadSource


def shown_of(capture: Capture, frame_id: int) -> Shown | None:
    """Make a side of one frame of a capture; None when the capture has lost it. Raises `CaptureError`."""
    summary = next(iter(capture.summaries_of([frame_id])), None)
    if summary is None:
        return None
    sent = summary.direction == Direction.SENT
    kind = "HTTP" if summary.head == HTTP else opcode_name(summary.head & 0x0F)
    title = _tr("Frame {0}: {1} sent") if sent else _tr("Frame {0}: {1} received")
    record = capture.connection(summary.connection_id)
    parts = [clock_time(summary.time_ns), short_bytes(summary.length), record.url if record else ""]
    opcode = 0 if summary.head == HTTP else summary.head & 0x0F
    read = partial(capture.payload_part, frame_id)
    return Shown(
        title.format(QLocale().toString(frame_id), kind),
        " · ".join(part for part in parts if part),
        PayloadSource(f"frame-{frame_id}", opcode, summary.length, read),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)
