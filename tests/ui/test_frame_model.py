"""The frame model: rows of a capture, batch by batch, with flat memory."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from inspector.ui.frame_columns import FIRST_ORDER, HIDDEN_AT_FIRST, Column
from inspector.ui.frame_model import FRAME_ID_ROLE, FrameModel
from inspector.ui.frame_rows import BLOCK, AllRows, BlockCache
from inspector.ui.time_format import TimeMode
from inspector.wire.records import Direction
from tests.ui.frame_source import EndlessSource, FrameSource


@pytest.fixture
def source():
    return FrameSource()


@pytest.fixture
def model(qapp, source):
    model = FrameModel()
    model.set_source(source)
    yield model
    model.set_source(None)


def row_texts(model, row):
    return [model.index(row, column).data() for column in FIRST_ORDER if column not in HIDDEN_AT_FIRST]


def column_texts(model, column):
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_it_is_a_correct_model(model, source, qtmodeltester):
    source.add(b'{"op":"sub"}', direction=Direction.SENT, key=b"abcd")
    source.add(b"\x03\xe8bye", head=0x88)
    model.refresh()
    qtmodeltester.check(model)
    source.fill(300)
    model.refresh()
    qtmodeltester.check(model)


def test_a_row_tells_all_of_a_frame(model, source):
    source.add(b'{"op":"sub"}', head=0xC1, direction=Direction.SENT, wire=9, key=b"\x01\x02\x03\x04")
    source.add(b"pong", head=0x8A)
    model.refresh()
    number, time, since, *rest = row_texts(model, 0)
    assert (number, since) == ("1", "–")
    assert len(time) == len("12:00:00.000")
    assert rest == ["sent", "text", "0x1 FIN R1", "12", "9", '{"op":"sub"}']
    assert row_texts(model, 1)[2:] == ["+900.0 µs", "received", "pong", "0xA FIN", "4", "4", "pong"]


def test_numbers_are_right_aligned_and_the_id_is_at_hand(model, source):
    source.fill(3)
    model.refresh()
    length = model.index(2, Column.LENGTH)
    assert length.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(2, Column.PREVIEW).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    assert length.data(FRAME_ID_ROLE) == 3


def test_a_batch_is_one_insertion(model, source, qtbot):
    source.fill(5)
    model.refresh()
    insertions = []
    model.rowsInserted.connect(lambda _parent, first, last: insertions.append((first, last)))
    source.fill(700)
    source.fill(300)
    model.refresh()
    model.refresh()
    assert insertions == [(5, 1004)]
    assert model.rowCount() == 1005


def test_the_timer_refreshes_it(model, source, qtbot):
    with qtbot.waitSignal(model.rowsInserted, timeout=5000):
        source.add()
    assert model.rowCount() == 1


def test_nothing_is_read_before_a_row_is_looked_at(model, source):
    source.fill(5000)
    model.refresh()
    assert source.reads == []
    model.index(4000, Column.PREVIEW).data()
    assert source.reads == [BLOCK + 1]


def test_a_block_that_was_not_full_is_read_again_when_it_grew(model, source):
    source.fill(10)
    model.refresh()
    assert column_texts(model, Column.NUMBER)[-1] == "10"
    source.fill(10)
    model.refresh()
    assert column_texts(model, Column.NUMBER)[-1] == "20"


def test_the_time_between_rows_spans_blocks(model, source):
    source.fill(2 * BLOCK + 1)
    model.refresh()
    assert set(column_texts(model, Column.DELTA)[1:]) == {"+900.0 µs"}
    assert model.index(BLOCK, Column.DELTA).data() == "+900.0 µs"


def test_the_time_column_counts_as_chosen(model, source):
    source.fill(3)
    model.refresh()
    absolute = column_texts(model, Column.TIME)
    model.set_time_mode(TimeMode.SINCE_START)
    assert column_texts(model, Column.TIME) == ["0.000000 s", "0.000900 s", "0.001800 s"]
    model.set_time_mode(TimeMode.SINCE_PREVIOUS)
    assert column_texts(model, Column.TIME) == ["–", "+900.0 µs", "+900.0 µs"]
    model.set_time_mode(TimeMode.ABSOLUTE)
    assert column_texts(model, Column.TIME) == absolute


def test_one_connection_shows_its_frames_only(model, source):
    source.fill(2, connection=1)
    source.fill(3, connection=2)
    model.show_rows(source.of_connection(2))
    assert column_texts(model, Column.NUMBER) == ["3", "4", "5"]
    source.fill(1, connection=1)
    source.fill(1, connection=2)
    model.refresh()
    assert column_texts(model, Column.NUMBER) == ["3", "4", "5", "7"]
    assert model.index(3, Column.DELTA).data() == "+1.8 ms"
    assert (model.row_of(7), model.row_of(6), model.frame_id(3)) == (3, None, 7)
    model.show_rows(AllRows(source))
    assert model.rowCount() == 7


def test_rows_come_while_a_search_goes_on(model, source, qtbot):
    source.fill(5, connection=1)
    rows = source.of_connection(1)
    rows._found.searched = 2
    model.show_rows(rows)
    assert (model.rowCount(), model.complete) == (2, False)
    rows._found.searched = None
    with qtbot.waitSignal(model.completed):
        model.refresh()
    assert (model.rowCount(), model.complete) == (5, True)


def test_rows_that_change_afterwards_are_shown_anew(model, source):
    source.fill(5)
    rows = source.of_connection(1)
    model.show_rows(rows)
    told = []
    model.modelReset.connect(lambda: told.append(model.rowCount()))
    rows._found.searched = 3
    rows._found.revision += 1
    model.refresh()
    assert told == [3]


def test_frames_after_a_clear_only(model, source):
    source.fill(5)
    model.show_rows(AllRows(source, after_id=3))
    assert column_texts(model, Column.NUMBER) == ["4", "5"]
    assert (model.row_of(3), model.row_of(4), model.row_of(6)) == (None, 0, None)
    source.fill(1)
    model.refresh()
    assert model.frame_id(2) == 6
    model.show_rows(AllRows(source, after_id=9))
    assert model.rowCount() == 0


def test_a_note_that_comes_later_marks_the_row(model, source):
    source.fill(3)
    model.refresh()
    model.refresh()
    assert not model.summary(1).flagged
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    source.flag(2)
    model.refresh()
    model.refresh()
    assert model.summary(1).flagged
    assert changed == [(0, 2)]
    model.refresh()
    assert len(changed) == 1


def test_a_note_marks_the_row_while_frames_keep_coming(model, source):
    source.fill(2 * BLOCK)
    model.refresh()
    model.refresh()
    assert not model.summary(1).flagged
    source.flag(2)
    for _ in range(40):
        source.fill(10)
        model.refresh()
    assert model.summary(1).flagged


def test_a_frame_that_is_lost_keeps_its_row(model, source):
    source.fill(5)
    source.lost = {3}
    model.refresh()
    assert row_texts(model, 2)[-1] == "This frame is not in the capture."
    assert row_texts(model, 3)[0] == "4"


def test_memory_is_flat_however_many_rows_are_looked_at(qapp):
    model = FrameModel()
    model.set_source(EndlessSource(10_000_000))
    for row in range(0, 10_000_000, 100_000):
        model.look(row)
    assert model.rowCount() == 10_000_000
    assert len(model._cache) == 32
    model.set_source(None)


def test_the_blocks_used_last_are_kept():
    loaded = []

    def load(number):
        loaded.append(number)
        return [number] * BLOCK

    cache = BlockCache(load, most=2)
    for row in (0, BLOCK, 0, 2 * BLOCK, 0, BLOCK):
        assert cache.item(row) == row // BLOCK
    assert loaded == [0, 1, 2, 1]


def test_another_capture_replaces_all_rows(model, source):
    source.fill(3)
    model.refresh()
    model.look(0)
    other = FrameSource()
    other.add(b"other")
    model.set_source(other)
    assert column_texts(model, Column.PREVIEW) == ["other"]
    model.set_source(None)
    assert model.rowCount() == 0
    model.refresh()
    assert model.frame_id(0) == 0


def test_tooltips_explain_but_never_show_what_a_peer_sent(model, source):
    source.add(b"<b>bold</b>", head=0xF1, direction=Direction.SENT, key=b"\xde\xad\xbe\xef")
    source.add(b"<b>bold</b>", head=0x01)
    source.flag(1)
    model.refresh()
    tips = [
        [model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) for column in Column] for row in (0, 1)
    ]
    assert tips[0][Column.DIRECTION] == "Sent, masking key de ad be ef"
    assert tips[1][Column.DIRECTION] == "Received, not masked"
    assert "RFC 7692" in tips[0][Column.FLAGS]
    assert "No FIN" in tips[1][Column.FLAGS]
    assert tips[0][Column.LENGTH] == "11 B of payload, unmasked and inflated"
    assert "A note on it." in tips[0][Column.PREVIEW]
    assert not any("bold" in tip for row in tips for tip in row)


def test_the_header_explains_its_columns(model):
    def header(column, role=Qt.ItemDataRole.DisplayRole):
        return model.headerData(column, Qt.Orientation.Horizontal, role)

    assert [header(column) for column in list(Column)[:9]] == [
        "#", "Time", "Δ", "Dir", "Type", "Flags", "Length B", "Wire B", "Preview",
    ]  # fmt: skip
    assert all(header(column, Qt.ItemDataRole.ToolTipRole) for column in Column)
    assert header(Column.DELTA, Qt.ItemDataRole.AccessibleTextRole) == "Time since the previous row"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.data(QModelIndex()) is None


def test_a_row_that_its_search_drops_breaks_nothing_until_the_next_refresh(model, source):
    source.fill(3)
    rows = source.of_connection(1)
    model.show_rows(rows)
    assert model.rowCount() == 3
    rows._found.searched = 2
    assert [model.frame_id(row) for row in range(3)] == [1, 2, 0]
    assert model.summary(2) is None
    assert model.index(2, Column.PREVIEW).data() == "This frame is not in the capture."
