"""The banner says what failed, at which step, and what to try."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from inspector.session.events import Failed, Phase
from inspector.ui.banner import Banner, notice_of, step_name
from inspector.ui.notices import Notice, Severity

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def banner(qtbot):
    widget = Banner()
    qtbot.addWidget(widget)
    return widget


def shown_texts(banner):
    return [label.text() for label in banner.findChildren(QLabel) if label.isVisible() and label.text()]


def test_it_is_hidden_until_there_is_something_to_say(banner):
    assert banner.isHidden()
    assert banner.notice is None


def test_a_failure_is_told_with_its_step_and_what_to_try(banner):
    failed = Failed(Phase.TLS, "The certificate expired on 1 May.", "Renew it on the server.")
    banner.show_notice(notice_of(failed))
    assert shown_texts(banner) == [
        "TLS handshake: The certificate expired on 1 May.",
        "Renew it on the server.",
    ]
    assert banner.property("role") == "error"
    assert banner.accessibleName() == "TLS handshake: The certificate expired on 1 May."


def test_every_step_has_a_name(qapp):
    assert len({step_name(phase) for phase in Phase}) == len(Phase)


def test_markup_is_shown_as_it_is(banner):
    banner.show_notice(Notice("<b>bold</b> &amp; <img src=x>"))
    assert shown_texts(banner) == ["<b>bold</b> &amp; <img src=x>"]
    assert not banner._hint.isVisible()
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText for label in banner.findChildren(QLabel) if label.text()
    )


def test_the_action_is_there_only_when_named(banner, qtbot):
    banner.show_notice(Notice("No server.", action="Start the local server"))
    button = banner.findChild(QPushButton)
    assert button.isVisible()
    with qtbot.waitSignal(banner.actionRequested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    banner.show_notice(Notice("Other.", severity=Severity.WARNING))
    assert not button.isVisible()
    assert banner.property("role") == "warning"


def test_it_goes_away_when_dismissed(banner, qtbot):
    banner.show_notice(Notice("Gone soon."))
    with qtbot.waitSignal(banner.dismissed):
        qtbot.mouseClick(banner.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert banner.isHidden()
    banner.show_notice(Notice("And with Esc."))
    with qtbot.waitSignal(banner.dismissed):
        qtbot.keyClick(banner.findChild(QToolButton), Qt.Key.Key_Escape)
    assert banner.isHidden()


def test_a_notice_that_is_over_goes_without_a_signal(banner, qtbot):
    banner.show_notice(Notice("Reconnecting."))
    with qtbot.assertNotEmitted(banner.dismissed):
        banner.clear()
    assert banner.isHidden()
