"""The frame table: a real widget, driven by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QItemSelectionModel, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from inspector.ui.frame_columns import FIRST_ORDER, HIDDEN_AT_FIRST, Column
from inspector.ui.frame_copy import CopyForm
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_table import FrameTable
from inspector.ui.row_looks import Highlight
from inspector.ui.theme import current_theme
from inspector.ui.time_format import TimeMode
from inspector.wire.records import Direction
from tests.ui.frame_source import EndlessSource, FrameSource

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

ROW = 22


@pytest.fixture
def source():
    return FrameSource()


@pytest.fixture
def model(qapp, source):
    model = FrameModel()
    model.set_source(source)
    model._timer.stop()
    yield model
    model.set_source(None)


@pytest.fixture
def table(qtbot, model):
    table = FrameTable(model)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    table.setFocus()
    return table


def fill(table, source, count):
    source.fill(count)
    grow(table)


def grow(table):
    table.model().refresh()
    QApplication.processEvents()


def click(table, row, modifiers=Qt.KeyboardModifier.NoModifier):
    index = table.model().index(row, Column.TYPE)
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def wheel(table, notches):
    place = QPointF(50, 50)
    QApplication.sendEvent(
        table.viewport(),
        QWheelEvent(
            place, table.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def top_row(table):
    return table.verticalScrollBar().value() / ROW


def at_end(table):
    bar = table.verticalScrollBar()
    return bar.value() == bar.maximum()


def colors_in(table, row, column):
    """Give the colours that are drawn in a cell."""
    QApplication.processEvents()
    image = table.viewport().grab().toImage()
    area = table.visualRect(table.model().index(row, column))
    return {
        image.pixelColor(x, y).name()
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    }


def writes_in(table, row, column, color):
    """Tell whether a cell has nearly this colour: thin strokes are smoothed, in some fonts everywhere."""
    found = (QColor(name) for name in colors_in(table, row, column))
    return any(
        max(abs(one.red() - color.red()), abs(one.green() - color.green()), abs(one.blue() - color.blue()))
        < 8
        for one in found
    )


def test_it_follows_the_newest_frame_while_at_the_end(table, source):
    fill(table, source, 10)
    assert table.following
    fill(table, source, 500)
    assert at_end(table)
    fill(table, source, 500)
    assert at_end(table)


def test_scrolling_up_stops_and_scrolling_back_to_the_end_resumes(table, source, qtbot):
    fill(table, source, 500)
    with qtbot.waitSignal(table.followChanged, check_params_cb=lambda follows: not follows):
        wheel(table, 3)
    before = top_row(table)
    fill(table, source, 500)
    assert top_row(table) == before
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    assert table.following
    fill(table, source, 100)
    assert at_end(table)


def test_a_click_never_moves_the_view(table, source):
    fill(table, source, 500)
    table.verticalScrollBar().setValue(100 * ROW + 11)
    for row in (100, 105, 117):
        click(table, row)
        assert table.currentIndex().row() == row
        assert table.verticalScrollBar().value() == 100 * ROW + 11
    fill(table, source, 100)
    assert table.verticalScrollBar().value() == 100 * ROW + 11
    # Qt would bring the clicked row into view when no second click has followed for half a second.
    assert not table.hasAutoScroll()


def test_a_click_at_the_end_selects_and_the_selection_stays(table, source):
    fill(table, source, 500)
    click(table, 495)
    fill(table, source, 100)
    assert list(table.selected_rows) == [495]
    assert table.current_frame_id == 496


def test_keys_move_by_rows_and_bring_them_into_view(table, source):
    fill(table, source, 1000)
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert (table.currentIndex().row(), top_row(table), table.following) == (0, 0, False)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Qt.Key.Key_PageDown)
    page = table.viewport().height() // ROW - 1
    assert table.currentIndex().row() == 1 + page
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == 999
    assert table.following
    assert at_end(table)


def test_a_key_that_goes_back_stops_following(table, source):
    fill(table, source, 500)
    QTest.keyClick(table, Qt.Key.Key_End)
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.currentIndex().row() == 498
    assert not table.following
    before = top_row(table)
    fill(table, source, 500)
    assert top_row(table) == before
    table.actions_of_rows.follow.trigger()
    assert table.following
    assert at_end(table)


def test_the_follow_action_tells_the_state(table, source):
    fill(table, source, 500)
    assert table.actions_of_rows.follow.isChecked()
    wheel(table, 1)
    assert not table.actions_of_rows.follow.isChecked()


def test_shift_and_control_select_more_rows(table, source, qtbot):
    fill(table, source, 100)
    table.verticalScrollBar().setValue(0)
    counts = []
    table.selectedCountChanged.connect(counts.append)
    click(table, 2)
    click(table, 5, Qt.KeyboardModifier.ShiftModifier)
    click(table, 9, Qt.KeyboardModifier.ControlModifier)
    assert list(table.selected_rows) == [2, 3, 4, 5, 9]
    assert counts == [1, 4, 5]
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert 10 in table.selected_rows


def test_the_current_frame_is_told(table, source, qtbot):
    fill(table, source, 20)
    with qtbot.waitSignal(table.frameSelected) as told:
        click(table, 3)
    assert told.args == [4]


def test_the_selected_frame_is_kept_when_other_rows_are_shown(table, source, model):
    source.fill(10, connection=1)
    source.fill(10, connection=2)
    grow(table)
    table.select_frame(15)
    told = []
    table.frameSelected.connect(told.append)
    model.show_rows(source.of_connection(2))
    assert (table.currentIndex().row(), table.current_frame_id, list(table.selected_rows)) == (4, 15, [4])
    model.show_rows(source.of_connection(1))
    assert (table.current_frame_id, list(table.selected_rows)) == (0, [])
    assert told == [15, 0]


def test_the_selected_frame_is_waited_for_while_a_search_goes_on(table, source, model):
    source.fill(10)
    grow(table)
    table.select_frame(8)
    told = []
    table.frameSelected.connect(told.append)
    rows = source.of_connection(1)
    rows._found.searched = 3
    model.show_rows(rows)
    assert told == []
    rows._found.searched = None
    grow(table)
    assert (table.current_frame_id, told) == (8, [8])


def test_a_frame_can_be_shown_by_its_id(table, source):
    fill(table, source, 1000)
    assert table.select_frame(300)
    assert table.current_frame_id == 300
    assert not table.following
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
    assert not table.select_frame(2000)
    assert table.current_frame_id == 300


def test_ten_million_rows_are_reached_at_once(qtbot):
    model = FrameModel()
    model.set_source(EndlessSource(10_000_000))
    table = FrameTable(model)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    QApplication.processEvents()
    table.setFocus()
    assert at_end(table)
    assert table.rowAt(table.viewport().height() - 1) == 9_999_999
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert top_row(table) == 0
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_frame_id == 10_000_000
    table.selectAll()
    QApplication.processEvents()
    assert len(table.selected_rows) == 10_000_000
    assert 4_000_000 in table.selected_rows
    refused = []
    table.noticed.connect(refused.append)
    table.actions_of_rows.copy_rows(CopyForm.ROW)
    assert len(refused) == 1
    model.set_source(None)


def test_rows_are_painted_without_a_call_per_cell_into_the_model(table, source, monkeypatch):
    fill(table, source, 100)
    asked = []
    monkeypatch.setattr(FrameModel, "data", lambda *_: asked.append(1))
    table.viewport().grab()
    assert asked == []


def test_direction_type_selection_and_flags_have_colours(table, source, model):
    source.add(direction=Direction.SENT)
    source.add(direction=Direction.RECEIVED)
    source.add(b"ping", head=0x89)
    source.add(b"bad", head=0x83)
    source.flag(4)
    grow(table)
    theme = table._theme
    assert theme.color("sent").name() in colors_in(table, 0, Column.DIRECTION)
    assert theme.color("received").name() in colors_in(table, 1, Column.DIRECTION)
    assert writes_in(table, 2, Column.TYPE, theme.color("control"))
    assert not writes_in(table, 1, Column.TYPE, theme.color("control"))
    assert theme.color("flagged").name() in colors_in(table, 3, Column.PREVIEW)
    assert writes_in(table, 3, Column.NUMBER, theme.color("error"))
    assert not writes_in(table, 2, Column.NUMBER, theme.color("error"))
    click(table, 1)
    assert theme.color("selection").name() in colors_in(table, 1, Column.PREVIEW)


def test_the_row_under_the_mouse_is_marked_until_the_mouse_leaves(table, source):
    fill(table, source, 100)
    table.verticalScrollBar().setValue(0)
    hover = table._theme.color("hover").name()
    QTest.mouseMove(table.viewport(), QPoint(200, 3 * ROW + 5))
    QApplication.processEvents()
    assert hover in colors_in(table, 3, Column.PREVIEW)
    table.verticalScrollBar().setValue(5 * ROW)
    assert hover in colors_in(table, 8, Column.PREVIEW)
    QTest.mouseMove(table.viewport(), QPoint(200, 7 * ROW))
    QApplication.processEvents()
    assert hover not in colors_in(table, 8, Column.PREVIEW)


def test_scrolling_repaints_all_under_a_resting_mouse(table, source, monkeypatch):
    fill(table, source, 100)
    painted = []
    monkeypatch.setattr(table._painter, "paint", lambda _painter, area, *_: painted.append(area))
    QTest.mouseMove(table.viewport(), QPoint(200, 50))
    QApplication.processEvents()
    painted.clear()
    table.verticalScrollBar().setValue(table.verticalScrollBar().value() - 10)
    QApplication.processEvents()
    assert painted[-1] == table.viewport().rect()


def test_what_does_not_fit_is_cut_and_stays_in_its_cell(table, source):
    for payload in (b"plain", ("x" + "\u0301" * 100 + " шум" * 50).encode(), b"y" * 1000, b"plain"):
        source.add(payload)
    grow(table)
    table.columns.moveSection(table.columns.visualIndex(Column.PREVIEW), 1)
    table.columns.resizeSection(Column.PREVIEW, 100)
    table.clearFocus()
    QApplication.processEvents()
    image = table.viewport().grab().toImage()

    def picture(row, column):
        return image.copy(table.visualRect(table.model().index(row, column)))

    beside = [picture(row, Column.TYPE) for row in range(4)]
    assert beside[0] == beside[1] == beside[2]
    assert picture(0, Column.PREVIEW) == picture(3, Column.PREVIEW)
    assert picture(0, Column.PREVIEW) != picture(1, Column.PREVIEW)


def copy_with(table, form):
    table.actions_of_rows.copy[form].trigger()
    return QGuiApplication.clipboard().text()


def test_selected_payloads_are_copied_in_each_form(table, source):
    source.add(b"one")
    source.add("zwei ✓".encode())
    source.add(b"\x00\xff", head=0x82)
    grow(table)
    click(table, 0)
    click(table, 1, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "one\nzwei ✓"
    click(table, 2)
    assert copy_with(table, CopyForm.HEX) == "00 ff"
    assert copy_with(table, CopyForm.BASE64) == "AP8="
    cells = copy_with(table, CopyForm.ROW).split("\t")
    assert (cells[0], cells[3], cells[-1]) == ("3", "received", "00 ff")


def test_many_rows_are_copied_while_the_window_goes_on(table, source, qtbot):
    fill(table, source, 1_000)
    QGuiApplication.clipboard().setText("before")
    table.selectAll()
    with qtbot.waitSignal(table.noticed) as told:
        assert copy_with(table, CopyForm.TEXT) == "before"
    assert told.args == [f"{QLocale().toString(1_000)} rows are on the clipboard now."]
    assert QGuiApplication.clipboard().text().count("\n") == 999


def test_copying_ends_when_other_rows_are_shown(table, source, model, qtbot):
    fill(table, source, 1_000)
    QGuiApplication.clipboard().setText("before")
    table.selectAll()
    copy_with(table, CopyForm.ROW)
    with qtbot.waitSignal(table.noticed) as told:
        model.set_source(source)
    assert told.args == ["Other rows are shown now, so that nothing was copied: copy again."]
    qtbot.wait(50)
    assert QGuiApplication.clipboard().text() == "before"


def test_nothing_can_be_copied_without_a_selection(table, source):
    fill(table, source, 3)
    assert not any(action.isEnabled() for action in table.actions_of_rows.copy.values())
    click(table, 0)
    assert all(action.isEnabled() for action in table.actions_of_rows.copy.values())


def test_too_many_bytes_are_refused_in_one_sentence(table, source, qtbot, monkeypatch):
    monkeypatch.setattr("inspector.ui.frame_copy.MOST_BYTES", 5)
    source.add(b"abc")
    source.add(b"def")
    grow(table)
    table.selectAll()
    QGuiApplication.clipboard().setText("before")
    with qtbot.waitSignal(table.noticed) as told:
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["6 B are too much for the clipboard: select 5 B at most, or export them."]
    assert QGuiApplication.clipboard().text() == "before"


def test_the_time_column_is_switched_by_key_and_menu(table, source, model):
    fill(table, source, 3)
    table.viewport().grab()
    QTest.keyClick(table, Qt.Key.Key_T)
    assert model.time_mode is TimeMode.SINCE_START
    assert table.columns.sectionSize(Column.TIME) >= table._painter.width_of(14)
    assert table.actions_of_rows.time[TimeMode.SINCE_START].isChecked()
    table.actions_of_rows.time[TimeMode.SINCE_PREVIOUS].trigger()
    assert model.index(1, Column.TIME).data() == "+900.0 µs"


def test_typing_does_not_search_all_rows(table, source, monkeypatch):
    fill(table, source, 1000)
    monkeypatch.setattr(FrameModel, "data", lambda *_: pytest.fail("a row was read"))
    QTest.keyClick(table, Qt.Key.Key_X)


def test_columns_are_hidden_moved_and_remembered(table, source, qtbot, model):
    table.resize(1400, 400)
    columns = table.columns
    columns.column_actions[Column.FLAGS].trigger()
    assert columns.isSectionHidden(Column.FLAGS)
    columns.moveSection(columns.visualIndex(Column.PREVIEW), 1)
    columns.resizeSection(Column.TYPE, 200)
    table.columns.column_actions[Column.DELTA].trigger()
    table.columns.column_actions[Column.DELTA].trigger()
    state = table.save_columns()
    other = FrameTable(model)
    qtbot.addWidget(other)
    other.resize(1400, 400)
    assert other.restore_columns(state)
    assert other.columns.isSectionHidden(Column.FLAGS)
    assert not other.columns.column_actions[Column.FLAGS].isChecked()
    assert other.columns.visualIndex(Column.PREVIEW) == 1
    assert other.columns.sectionSize(Column.TYPE) == 200
    other.columns.reset_action.trigger()
    assert [other.columns.logicalIndex(place) for place in range(len(Column))] == list(FIRST_ORDER)
    assert not other.columns.isSectionHidden(Column.FLAGS)
    assert not other.restore_columns(QByteArray(b"nonsense"))


def hidden(table):
    """Tell which of the columns that are shown at first are hidden."""
    header = table.columns
    return [one for one in Column if one not in HIDDEN_AT_FIRST and header.isSectionHidden(one)]


def test_in_a_narrow_table_columns_make_room_for_the_preview(table):
    table.resize(1400, 400)
    assert hidden(table) == []
    assert table.save_columns().isEmpty()
    widths = []
    for width in (800, 700, 620, 560, 450, 350):
        table.resize(width, 400)
        widths.append(len(hidden(table)))
        assert table.columns.sectionSize(Column.PREVIEW) > 100
        assert table.horizontalScrollBar().maximum() == 0
    assert widths == sorted(widths)
    assert hidden(table) == [Column.TIME, Column.DELTA, Column.FLAGS, Column.LENGTH, Column.WIRE_LENGTH]
    table.resize(1400, 400)
    assert hidden(table) == []


@pytest.mark.parametrize("column", [Column.FLAGS, Column.WIRE_LENGTH, Column.EVENT])
def test_a_column_that_a_person_asks_for_stays_where_others_give_way(table, column):
    table.resize(620, 400)
    assert column in hidden(table) or column is Column.EVENT
    table.columns.column_actions[column].trigger()
    assert not table.columns.isSectionHidden(column)
    assert table.columns.column_actions[column].isChecked()


def test_columns_that_a_person_arranged_are_left_alone(table):
    table.resize(1400, 400)
    header = table.columns
    edge = header.sectionViewportPosition(Column.TIME) + header.sectionSize(Column.TIME) - 1
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(header.viewport(), button, pos=QPoint(edge, 5))
    QTest.mouseMove(header.viewport(), QPoint(edge + 40, 5))
    QTest.mouseRelease(header.viewport(), button, pos=QPoint(edge + 40, 5))
    assert header.sectionSize(Column.TIME) > 120
    table.resize(560, 400)
    assert hidden(table) == []
    header.reset_action.trigger()
    assert hidden(table) == [Column.DELTA, Column.FLAGS, Column.WIRE_LENGTH]


@pytest.fixture
def grouping_locale():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def test_the_number_column_grows_with_the_numbers(table, source, model, grouping_locale):
    before = table.columns.sectionSize(Column.NUMBER)
    fill(table, source, 10)
    assert table.columns.sectionSize(Column.NUMBER) == before
    model.set_source(EndlessSource(10_000_000))
    number = model.index(model.rowCount() - 1, Column.NUMBER).data()
    assert number == "10,000,000"
    wanted = table._painter.width_of(len(number)) + table._painter.gutter
    assert table.columns.sectionSize(Column.NUMBER) == wanted


def test_a_json_field_has_a_column_before_the_preview(table, source, model):
    table.resize(1400, 400)
    source.add(b'{"type":"tick"}')
    source.add(b"no JSON")
    grow(table)
    before = table.columns.arrangement()
    model.set_fields(["$.type"])
    table.columns.set_fields(["$.type"], before)
    section = len(Column)
    assert table.columns.visualIndex(section) == table.columns.visualIndex(Column.PREVIEW) - 1
    assert [model.index(row, section).data() for row in (0, 1)] == ["tick", ""]
    assert model.headerData(section, Qt.Orientation.Horizontal) == "type"
    removed = []
    table.columns.fieldRemoved.connect(removed.append)
    table.columns.field_actions[0].trigger()
    assert removed == [0]
    click(table, 0)
    assert copy_with(table, CopyForm.ROW).split("\t")[-2:] == ["tick", '{"type":"tick"}']


def test_rows_are_highlighted_and_bookmarked(table, source, model):
    source.fill(4)
    source.bookmarks.add(2)
    model.set_highlights([Highlight(lambda ids: [3] if 3 in ids else [], "amber")])
    grow(table)
    image = table.viewport().grab().toImage()

    def ground(row):
        return image.pixelColor(image.width() - 3, model_row_middle(table, row))

    assert ground(2) == current_theme().color("mark_amber")
    assert ground(1) == current_theme().color("base")
    assert [model.look(row).bookmarked for row in range(4)] == [False, True, False, False]


def model_row_middle(table, row):
    return table.rowViewportPosition(row) + table.rowHeight(row) // 2


def test_a_click_on_the_header_arranges_nothing(table):
    QTest.mouseClick(table.columns.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 5))
    assert table.save_columns().isEmpty()


def test_the_last_column_cannot_be_hidden(table):
    for column in FIRST_ORDER:
        table.columns.show_column(column, False)
    assert hidden(table) == [column for column in FIRST_ORDER[:-1] if column not in HIDDEN_AT_FIRST]


def test_titles_are_never_cut_at_first(table):
    columns = table.columns
    for column in set(FIRST_ORDER) - HIDDEN_AT_FIRST:
        assert columns.sectionSize(column) >= columns.sectionSizeFromContents(column).width()


def test_the_menu_offers_copying_time_and_columns(table, source):
    fill(table, source, 3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    table.contextMenuEvent(event)
    menu = next(child for child in table.findChildren(QMenu) if child.isVisible())
    texts = [action.text() for action in menu.actions()]
    menu.close()
    assert "Copy payload as hex" in texts
    assert "Time of day" in texts
    assert "Columns" in texts


def test_an_empty_table_says_what_to_do_next(table, source, qtbot):
    table.set_empty_state("No frames yet. Start the local server and connect to it.", "Connect to echo")
    assert table.empty.isVisible()
    with qtbot.waitSignal(table.emptyActionTriggered):
        QTest.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    fill(table, source, 1)
    assert not table.empty.isVisible()
    table.model().set_source(FrameSource())
    assert table.empty.isVisible()
    assert table.empty.size() == table.viewport().size()


def test_getting_the_focus_selects_nothing(table, source):
    table.clearFocus()
    fill(table, source, 3)
    table.setFocus()
    assert table.hasFocus()
    assert table.current_frame_id == 0
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert list(table.selected_rows) == [0]


def test_it_can_be_read_by_assistive_technology(table, source):
    fill(table, source, 3)
    assert table.accessibleName() == "Frames"
    assert table.columns.accessibleName()
    assert table.model().index(1, Column.DIRECTION).data(Qt.ItemDataRole.AccessibleTextRole) == "received"


def test_a_selection_made_elsewhere_is_painted(table, source, model):
    fill(table, source, 10)
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().select(model.index(4, 0), flags.Select | flags.Rows)
    assert list(table.selected_rows) == [4]


def test_a_narrow_table_is_not_scrolled_sideways_to_tell_connections_apart(table):
    table.columns.tell_connections_apart(True)
    for width in range(400, 900, 20):
        table.resize(width, 300)
        QApplication.processEvents()
        assert table.horizontalScrollBar().maximum() == 0
    assert not table.columns.isSectionHidden(Column.CONNECTION)
    table.columns.tell_connections_apart(False)
    assert table.columns.isSectionHidden(Column.CONNECTION)


def test_columns_that_a_person_arranged_stay_as_they_are(table):
    table.columns.show_column(Column.DELTA, shown=False)
    table.columns.tell_connections_apart(True)
    assert table.columns.isSectionHidden(Column.CONNECTION)


def test_a_ring_shows_that_the_keys_go_to_the_table_until_a_row_does(table, source, qtbot):
    fill(table, source, 5)

    def edge():
        return table.viewport().grab().toImage().pixelColor(0, table.viewport().height() - 1)

    table.activateWindow()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(table.hasFocus)
    assert edge() == current_theme().color("accent")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert edge() == current_theme().color("base")
