"""What nobody caught is shown once, with a report to copy; the window goes on."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from inspector.crash import BlackBox
from inspector.ui.crash_reports import CrashReports

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def reports(qtbot, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: told.append(error[1]))
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_value))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = CrashReports(window, lambda: tmp_path / "run.wscap", BlackBox(tmp_path / "data"))
    made.told = told
    made.install()
    yield made
    made.remove()


def fail(text="secret"):
    raise LookupError(text)


def shown(qtbot, reports):
    qtbot.waitUntil(lambda: reports.dialog is not None and reports.dialog.isVisible())
    return reports.dialog


def test_an_error_that_nobody_caught_is_shown_and_can_be_copied(qtbot, reports):
    try:
        fail()
    except LookupError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    dialog = shown(qtbot, reports)
    assert "LookupError" in dialog.what.text()
    assert "run.wscap" in dialog.capture.text()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "in fail" in copied
    assert "secret" not in copied
    assert len(reports.told) == 1
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reports.dialog is None)


def test_an_error_of_a_thread_is_shown(qtbot, reports):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "LookupError" in shown(qtbot, reports).what.text()


def test_the_same_error_is_shown_once(qtbot, reports):
    for _ in range(3):
        try:
            fail()
        except LookupError as error:
            reports.catch(error)
    dialog = shown(qtbot, reports)
    dialog.close()
    qtbot.waitUntil(lambda: reports.dialog is None)
    try:
        fail("other words")
    except LookupError as error:
        del error  # raised at another line: another report
    reports.catch(KeyboardInterrupt())
    qtbot.wait(50)
    assert reports.dialog is None


def test_hooks_are_given_back(reports):
    hook = sys.excepthook
    reports.remove()
    assert sys.excepthook is not hook


def test_an_earlier_crash_is_told_at_the_start(qtbot, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "crash-999999999.log").write_text("Fatal Python error: Segmentation fault\n")
    window = QWidget()
    qtbot.addWidget(window)
    made = CrashReports(window, lambda: None, BlackBox(folder))
    made.install()
    assert "ended early" in made.dialog.what.text()
    assert "Segmentation fault" in made.dialog.report.toPlainText()
    made.remove()
    assert list(folder.iterdir()) == []
