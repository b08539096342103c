"""The frame model over the real capture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector.capture.store import Capture
from inspector.ui.frame_columns import Column
from inspector.ui.frame_model import FrameModel

START_NS = 1_764_000_000_000_000_000


@pytest.fixture
def capture(tmp_path):
    capture = Capture.create(tmp_path / "test.wscap")
    yield capture
    capture.close()


@pytest.fixture
def model(qapp, capture):
    model = FrameModel()
    model.set_source(capture)
    model._timer.stop()
    yield model
    model.set_source(None)


def rows(first, count, head=0x81):
    return [
        (START_NS + number * 1_000_000, 1, head, None, 5, b"%05d" % number)
        for number in range(first, first + count)
    ]


def previews(model):
    return [model.index(row, Column.PREVIEW).data() for row in range(model.rowCount())]


def test_rows_appear_as_they_are_committed(model, capture, qtmodeltester):
    connection = capture.open_connection("ws://127.0.0.1/echo")
    capture.append(connection, rows(0, 300))
    capture.flush()
    model.refresh()
    assert previews(model) == [f"{number:05}" for number in range(300)]
    capture.append(connection, rows(300, 5))
    capture.flush()
    model.refresh()
    assert previews(model)[-1] == "00304"
    qtmodeltester.check(model)


def test_a_note_marks_its_frame(model, capture):
    connection = capture.open_connection("ws://127.0.0.1/bad")
    frame = capture.append(connection, rows(0, 1, head=0xB1))
    capture.flush()
    model.refresh()
    capture.add_note(
        "violation", "RSV2 is set.", section="RFC 6455 §5.2", connection_id=connection, frame_id=frame
    )
    capture.flush()
    model.refresh()
    model.refresh()
    assert model.summary(0).flagged
    tip = model.index(0, Column.PREVIEW).data(Qt.ItemDataRole.ToolTipRole)
    assert "RSV2 is set. (RFC 6455 §5.2)" in tip


def test_a_whole_payload_is_read_for_copying(model, capture):
    connection = capture.open_connection("ws://127.0.0.1/echo")
    payload = b"x" * 100_000
    capture.append(connection, [(START_NS, 0, 0x82, b"abcd", len(payload), payload)])
    capture.flush()
    model.refresh()
    assert len(previews(model)[0]) < 1000
    assert model.frame(0).frame.payload == payload
