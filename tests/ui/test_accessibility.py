"""Everything that takes the focus has a name, and every action can be found."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit

from inspector.capture.store import Capture
from inspector.ui.main_window import MainWindow
from inspector.ui.workbench import Workbench


@pytest.fixture
def window(qtbot, settings):
    capture = Capture.create(None)
    window = MainWindow(settings)
    window.furnish(Workbench(capture))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.let_go()
    capture.close()


def test_every_control_has_an_accessible_name(window):
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for kind in kinds
        for widget in window.findChildren(kind)
        if widget.isVisible() and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_no_shortcut_means_two_things(window):
    everywhere, somewhere = [], set()
    for action in window.findChildren(QAction):
        keys = [sequence.toString() for sequence in action.shortcuts()]
        if action.shortcutContext() == Qt.ShortcutContext.WindowShortcut:
            everywhere += keys
        else:
            somewhere.update(keys)
    assert sorted(set(everywhere)) == sorted(everywhere)
    assert not somewhere & set(everywhere)


def test_details_can_stand_below_the_frames(window):
    window.menus.below_action.trigger()
    assert window.detail_panel.parent() is window.middle
    window.menus.below_action.trigger()
    assert window.detail_panel.parent() is window.panels
    assert window.panels.indexOf(window.detail_panel) == 2
