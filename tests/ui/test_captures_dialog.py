"""All captures in their window: listed, renamed, deleted, merged, and limited."""

from __future__ import annotations

import os
import time
from contextlib import closing

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from inspector.capture.retention import Limits
from inspector.capture.store import Capture
from inspector.ui import captures_trash
from inspector.ui.captures_dialog.dialog import CapturesDialog
from inspector.ui.captures_limits import load_limits
from inspector.ui.notices import Severity

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()  # where the trash is
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = tmp_path / "captures"
    made.mkdir()
    return made


@pytest.fixture
def make(folder):
    def make(name, frames=1, *, days=0.0, at=0):
        path = folder / f"{name}.wscap"
        with closing(Capture.create(path)) as capture:
            connection = capture.open_connection(f"ws://{name}/")
            capture.append(connection, [(at + n, 1, 0x81, None, 1, b"x") for n in range(frames)])
        changed = time.time() - days * 86_400
        os.utime(path, (changed, changed))
        return path

    return make


@pytest.fixture
def shown(folder):
    with closing(Capture.create(folder / "shown.wscap")) as capture:
        yield capture


@pytest.fixture
def dialog(qtbot, settings, folder, shown, make):
    make("one", 3, days=1)
    make("two", 5, days=40, at=10)
    made = CapturesDialog(settings, folder, shown)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not made._looking.busy, timeout=10_000)
    yield made
    made.close()


def names(folder):
    return sorted(path.name for path in folder.glob("*.wscap"))


def rows(dialog):
    model = dialog.table.rows
    return [[model.index(row, column).data() for column in (0, 2, 4)] for row in range(model.rowCount())]


def wait(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.progress.busy and not dialog._looking.busy, timeout=10_000)


def test_captures_are_listed_with_what_is_known_of_them(dialog, qtmodeltester):
    assert rows(dialog) == [["shown", "0", "shown in this window"], ["one", "3", ""], ["two", "5", ""]]
    assert dialog.total.text().startswith("3 captures, ")
    assert not dialog.isModal()
    qtmodeltester.check(dialog.table.rows)


def test_what_is_open_elsewhere_and_what_cannot_be_read(dialog, make, folder, qtbot):
    (folder / "letter.wscap").write_text("Dear reader, " * 100)
    with closing(Capture.open(folder / "one.wscap")):
        dialog.reload()
        wait(qtbot, dialog)
        found = {row[0]: row[1:] for row in rows(dialog)}
    assert found["one"] == ["3", "open in another window"]
    assert found["letter"][0] == "not readable"


def test_columns_are_sorted_and_the_selection_stays(dialog, folder):
    dialog.table.select(folder / "one.wscap")
    dialog.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in rows(dialog)] == ["two", "one", "shown"]
    assert dialog.table.selected_paths() == [folder / "one.wscap"]
    dialog.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in rows(dialog)] == ["one", "shown", "two"]


def test_a_capture_is_opened(dialog, folder, qtbot):
    opened = []
    dialog.openRequested.connect(opened.append)
    assert not dialog.open_action.isEnabled()
    dialog.table.select(folder / "two.wscap")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    dialog.open_action.trigger()
    place = dialog.table.visualRect(dialog.table.currentIndex()).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [str(folder / "two.wscap")] * 3


def test_a_capture_is_renamed_in_place(dialog, folder, qtbot):
    moved = []
    dialog.pathChanged.connect(lambda *paths: moved.append(paths))
    dialog.table.select(folder / "one.wscap")
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    (editor,) = dialog.table.findChildren(QLineEdit)
    assert editor.text() == "one"
    editor.setText("the bug")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(moved) > 0)
    assert names(folder) == ["shown.wscap", "the bug.wscap", "two.wscap"]
    assert moved == [(folder / "one.wscap", folder / "the bug.wscap")]
    assert dialog.table.selected_paths() == [folder / "the bug.wscap"]
    wait(qtbot, dialog)


@pytest.mark.parametrize(
    ("name", "new", "told"),
    [
        ("one", "two", "There is a capture with the name “two”"),
        ("one", "a/b", "is no name for a capture"),
        ("shown", "x", "is open in another window"),
    ],
)
def test_a_name_that_is_not_possible_says_why(dialog, folder, name, new, told):
    before = names(folder)
    dialog.rename(folder / f"{name}.wscap", new)
    assert told in dialog.banner.notice.what
    assert dialog.banner.notice.severity is Severity.ERROR
    assert names(folder) == before


def test_deleting_is_undone(dialog, folder, qtbot):
    changes = []
    dialog.changed.connect(lambda: changes.append(names(folder)))
    dialog.table.select(folder / "one.wscap")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    wait(qtbot, dialog)
    assert names(folder) == ["shown.wscap", "two.wscap"]
    assert dialog.banner.notice.what == "“one” is in the trash."
    dialog.banner.actionRequested.emit()
    wait(qtbot, dialog)
    assert names(folder) == ["one.wscap", "shown.wscap", "two.wscap"]
    assert dialog.banner.isHidden()
    assert changes == [["shown.wscap", "two.wscap"], ["one.wscap", "shown.wscap", "two.wscap"]]


def test_several_are_deleted_at_once_and_the_open_one_stays(dialog, folder, qtbot):
    dialog.table.selectAll()
    dialog.delete_action.trigger()
    wait(qtbot, dialog)
    assert names(folder) == ["shown.wscap"]
    assert "shown.wscap is open in another window" in dialog.banner.notice.what


class NoTrash(QFile):
    """A file on a disk without a trash."""

    def moveToTrash(self):
        return False


def test_without_a_trash_it_is_asked_about(dialog, folder, qtbot, monkeypatch):
    monkeypatch.setattr(captures_trash, "QFile", NoTrash)
    dialog.table.select(folder / "one.wscap")
    dialog.delete_action.trigger()
    wait(qtbot, dialog)
    assert "one.wscap" in names(folder)
    assert dialog.banner.notice.what == "Delete “one” for good?"
    assert dialog.banner.notice.action == "Delete for good"
    dialog.banner.dismiss()
    assert "one.wscap" in names(folder)
    dialog.delete_action.trigger()
    wait(qtbot, dialog)
    dialog.banner.actionRequested.emit()
    wait(qtbot, dialog)
    assert names(folder) == ["shown.wscap", "two.wscap"]


def test_captures_are_merged_into_a_new_one(dialog, folder, shown, qtbot):
    connection = shown.open_connection("ws://live/")
    shown.append(connection, [(5, 1, 0x81, None, 1, b"x")])
    opened = []
    dialog.openRequested.connect(opened.append)
    assert not dialog.merge_action.isEnabled()
    dialog.table.selectAll()
    dialog.merge_action.trigger()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert not chooser.isModal()
    chooser.fileSelected.emit(str(folder / "all.wscap"))
    chooser.close()
    wait(qtbot, dialog)
    assert dialog.banner.notice.what == "“all” holds 9 frames of 3 connections."
    assert dialog.table.selected_paths() == [folder / "all.wscap"]
    dialog.banner.actionRequested.emit()
    assert opened == [str(folder / "all.wscap")]
    with closing(Capture.open(folder / "all.wscap")) as merged:
        assert merged.last_id == 9


def test_merging_is_cancelled(dialog, folder, make, qtbot):
    paths = [make("a", 200_000), make("b", 200_000)]
    dialog.merging.merge(paths, folder / "all.wscap")
    assert dialog.progress.isVisible()
    assert not dialog.delete_action.isEnabled()
    qtbot.mouseClick(dialog.progress.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.progress.isVisible()
    qtbot.waitUntil(lambda: not list(folder.glob("all*")), timeout=10_000)


def test_merging_that_fails_says_why(dialog, folder, qtbot):
    dialog.merging.merge([folder / "one.wscap", folder / "two.wscap"], folder / "none" / "all.wscap")
    wait(qtbot, dialog)
    assert "cannot be written (No such file or directory)" in dialog.banner.notice.what


def test_limits_are_chosen_and_kept(dialog, settings):
    assert load_limits(settings) == Limits()
    limits = dialog.limits
    assert (limits.days.value(), limits.gibibytes.value()) == (30, 5.0)
    limits.days.setValue(7)
    assert load_limits(settings) == Limits(days=7)
    limits.by_size.setChecked(False)
    assert not limits.gibibytes.isEnabled()
    assert load_limits(settings) == Limits(7, None)
    limits.by_age.setChecked(False)
    assert load_limits(settings) == Limits(None, None)


def test_what_is_beyond_the_limits_is_told_and_removed_when_asked(dialog, folder, qtbot):
    limits = dialog.limits
    assert limits.told.text().startswith("1 capture (")
    assert limits.apply.isVisible()
    qtbot.mouseClick(limits.apply, Qt.MouseButton.LeftButton)
    wait(qtbot, dialog)
    assert names(folder) == ["one.wscap", "shown.wscap"]
    assert dialog.banner.notice.what.startswith("1 old capture was removed (")
    assert limits.told.text() == "Applied whenever a window opens; no capture is beyond them now."
    assert not limits.apply.isVisible()


def test_an_empty_folder_has_a_next_step(qtbot, settings, tmp_path, shown):
    dialog = CapturesDialog(settings, tmp_path / "none", shown)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.empty.isVisible()
    assert dialog.total.text() == "No captures yet"
    dialog.close()
